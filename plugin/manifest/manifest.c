#include "manifest/manifest.h"

#include <attune.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <stdlib.h>

#include "manifest/additions.h"
#include "manifest/file.h"
#include "manifest/rules.h"
#include "manifest/scopes.h"
#include "manifest/tables.h"
#include "manifest/watching.h"

/* A tree of 256 KiB of JSON needs at most a hundred times as much. */
#define SCRATCH_MAX ((size_t)64 * 1024 * 1024)

enum {
  SHA256_BYTES = 32
};

/*
 * libcrypto's queue of errors is the thread's, and so the host's: an entry
 * left there would make its own TLS calls look failed.
 */
static bool digest(struct str bytes, unsigned char hash[EVP_MAX_MD_SIZE]) {
  unsigned size = 0;
  ERR_set_mark();
  int done = EVP_Digest(bytes.data ? bytes.data : "", bytes.size, hash, &size,
                        EVP_sha256(), NULL);
  ERR_pop_to_mark();
  return done == 1 && size == SHA256_BYTES;
}

static int hash_bytes(struct str bytes, char out[65]) {
  static const char digits[] = "0123456789abcdef";
  unsigned char hash[EVP_MAX_MD_SIZE];
  if (!digest(bytes, hash))
    return ATTUNE_E_MEMORY;
  for (unsigned i = 0; i < SHA256_BYTES; i++) {
    out[2 * i] = digits[hash[i] >> 4];
    out[2 * i + 1] = digits[hash[i] & 15];
  }
  out[2 * SHA256_BYTES] = '\0';
  return ATTUNE_OK;
}

static struct manifest *manifest_new(void) {
  struct manifest *manifest = calloc(1, sizeof(*manifest));
  if (!manifest)
    return NULL;
  arena_init(&manifest->arena, 0);
  manifest->general = settings_default;
  watching_defaults(manifest);
  manifest->sample = 100;
  manifest->log_to = STR("stderr");
  manifest->log_level = LOG_WARNING;
  return manifest;
}

void manifest_free(struct manifest *manifest) {
  if (!manifest)
    return;
  /* Signing keys lie nowhere else but in the courier's copies. */
  if (manifest->webhooks)
    explicit_bzero((struct webhook *)manifest->webhooks,
                   manifest->webhook_count * sizeof(struct webhook));
  language_free(manifest->language);
  arena_fini(&manifest->arena);
  free(manifest);
}

/* A queue that cannot hold one message of the largest size allowed would be
   busy for ever. */
static void check_limits(struct reader *r, const struct json *root,
                         const struct manifest *manifest) {
  const struct limits *limits = &manifest->general.limits;
  size_t most = limits->message_bytes;
  for (size_t i = 0; i < manifest->scope_count; i++)
    if (manifest->scopes[i].settings.limits.message_bytes > most)
      most = manifest->scopes[i].settings.limits.message_bytes;
  if (limits->queue_bytes >= most)
    return;
  path_push_key(&r->path, STR("limits"));
  const struct json *given = json_get(root, "limits");
  reader_problem_in(r, given ? given : root, "queue_bytes",
                    "expected at least as much as message_bytes");
  path_pop(&r->path);
}

/*
 * The order: every key into its place, with words set aside; what must agree
 * across keys; then the language is made of the pack and those words; and
 * only then can the rules be looked up, since the manifest adds some itself.
 * A mistake in an early step does not keep the later ones from being taken,
 * so that one report has them all.
 */
static void read_root(struct reader *r, const struct json *root,
                      struct manifest *manifest) {
  keys_read(r, root, manifest_keys, manifest_key_count, manifest);
  if (r->out_of_memory)
    return;
  check_limits(r, root, manifest);
  scopes_sort((struct manifest_scope *)manifest->scopes, manifest->scope_count);
  manifest->language = additions_compile(r);
  if (!manifest->language)
    return;
  additions_check_ids(r, manifest->language);
  rules_check(r, manifest->language);
}

static void read_text(struct reader *r, struct manifest *manifest) {
  struct json *root;
  struct json_error error;
  int status = json_read(r->scratch, r->text, JSON_COMMENTS, &root, &error);
  if (status == ATTUNE_E_MEMORY)
    r->out_of_memory = true;
  else if (status != ATTUNE_OK)
    reader_problem(r, error.at, "%s", error.message);
  else
    read_root(r, root, manifest);
}

static int finish(struct reader *r, const char *name,
                  const struct manifest *manifest, struct report *report) {
  if (r->out_of_memory || r->problems.out_of_memory)
    return ATTUNE_E_MEMORY;
  /* Without a problem only missing memory leaves us without a language. */
  if (r->problems.found == 0)
    return manifest->language ? ATTUNE_OK : ATTUNE_E_MEMORY;
  int status = problems_write(&r->problems, name, r->text, report);
  return status ? status : ATTUNE_E_MANIFEST;
}

static int read_into(struct manifest *manifest, struct arena *scratch,
                     const char *name, struct str bytes, const char *base,
                     struct report *report) {
  struct additions additions = {0};
  struct reader *r = arena_alloc(scratch, sizeof(*r));
  if (!r || hash_bytes(bytes, manifest->sha256))
    return ATTUNE_E_MEMORY;
  *r = (struct reader){
      .arena = &manifest->arena,
      .scratch = scratch,
      .text = bytes,
      .base = base,
      .problems = {.arena = scratch},
      .root = manifest_keys,
      .root_count = manifest_key_count,
      .additions = &additions,
  };
  read_text(r, manifest);
  return finish(r, name, manifest, report);
}

static int too_large(const char *name, struct report *report) {
  int status = report_file(report, name, "is larger than 256 KiB");
  return status ? status : ATTUNE_E_MANIFEST;
}

int manifest_read(const char *name, struct str bytes, const char *base,
                  struct manifest **out, struct report *report) {
  struct arena scratch;
  *out = NULL;
  if (bytes.size > MANIFEST_BYTES_MAX)
    return too_large(name, report);
  struct manifest *manifest = manifest_new();
  if (!manifest)
    return ATTUNE_E_MEMORY;
  arena_init(&scratch, SCRATCH_MAX);
  int status = read_into(manifest, &scratch, name, bytes, base, report);
  arena_fini(&scratch);
  if (status == ATTUNE_OK)
    *out = manifest;
  else
    manifest_free(manifest);
  return status;
}

/* The directory of path, "." when it names none. In the arena. */
static const char *directory_of(struct arena *arena, const char *path) {
  const char *slash = strrchr(path, '/');
  if (!slash)
    return arena_copy(arena, STR("."));
  size_t size = slash == path ? 1 : (size_t)(slash - path);
  return arena_copy(arena, (struct str){path, size});
}

/* One byte more than allowed is room to see that a file is too large. */
static int load_from(const char *path, struct arena *scratch,
                     struct manifest **out, struct report *report) {
  struct str bytes = {NULL, 0};
  const char *base = directory_of(scratch, path);
  char *data = arena_alloc(scratch, MANIFEST_BYTES_MAX + 1);
  if (!base || !data)
    return ATTUNE_E_MEMORY;
  const char *wrong =
      file_read(path, FILE_SHARED, data, MANIFEST_BYTES_MAX + 1, &bytes.size);
  if (wrong) {
    int status = report_file(report, path, wrong);
    return status ? status : ATTUNE_E_MANIFEST;
  }
  bytes.data = data;
  return manifest_read(path, bytes, base, out, report);
}

int manifest_load(const char *path, struct manifest **out,
                  struct report *report) {
  struct arena scratch;
  *out = NULL;
  arena_init(&scratch, 0);
  int status = load_from(path, &scratch, out, report);
  arena_fini(&scratch);
  return status;
}
