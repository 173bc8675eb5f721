#include "workspace.h"

#include <errno.h>
#include <fcntl.h>
#include <json-c/json.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MANIFEST_MAX ((size_t)256 * 1024)

static int write_file(const char *path, const char *text) {
  int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  size_t size = strlen(text);
  if (fd < 0)
    return -1;
  ssize_t written = write(fd, text, size);
  if (close(fd) || written != (ssize_t)size)
    return -1;
  return 0;
}

static int write_secret(struct workspace *workspace) {
  unsigned char bytes[32];
  char text[64] = "whsec_";
  if (RAND_bytes(bytes, sizeof(bytes)) != 1) {
    errno = EIO;
    return -1;
  }
  EVP_EncodeBlock((unsigned char *)text + strlen(text), bytes, sizeof(bytes));
  if (verify_key_read(&workspace->key, text)) {
    errno = EINVAL;
    return -1;
  }
  return write_file(workspace->secret_file, text);
}

int workspace_init(struct workspace *workspace) {
  const char *base = getenv("TMPDIR");
  *workspace = (struct workspace){0};
  if (!base || !*base || strlen(base) > 36)
    base = "/tmp";
  snprintf(workspace->directory, sizeof(workspace->directory),
           "%s/attune-replay-XXXXXX", base);
  if (!mkdtemp(workspace->directory)) {
    workspace->directory[0] = '\0';
    return -1;
  }
  snprintf(workspace->manifest, sizeof(workspace->manifest),
           "%s/plugin.manifest", workspace->directory);
  snprintf(workspace->secret_file, sizeof(workspace->secret_file),
           "%s/webhook.secret", workspace->directory);
  return write_secret(workspace);
}

void workspace_fini(struct workspace *workspace) {
  if (!workspace->directory[0])
    return;
  unlink(workspace->secret_file);
  unlink(workspace->manifest);
  rmdir(workspace->directory);
  workspace->directory[0] = '\0';
}

static int read_bytes(const char *path, char *bytes, size_t room,
                      size_t *size) {
  FILE *stream = fopen(path, "re");
  if (!stream)
    return -1;
  *size = fread(bytes, 1, room, stream);
  int failed = ferror(stream);
  fclose(stream);
  if (*size == room)
    errno = EFBIG;
  return failed || *size == room ? -1 : 0;
}

/* Not strict: comments are welcome, and the plugin itself will be strict. */
static json_object *parse(const char *path, const char *bytes, size_t size) {
  json_tokener *tokener = json_tokener_new();
  json_object *root =
      tokener ? json_tokener_parse_ex(tokener, bytes, (int)size) : NULL;
  if (tokener)
    json_tokener_free(tokener);
  if (json_object_is_type(root, json_type_object))
    return root;
  fprintf(stderr, "replay: %s: is not a manifest: expected an object in { }\n",
          path);
  json_object_put(root);
  return NULL;
}

static json_object *read_manifest(const char *path) {
  size_t size = 0;
  char *bytes = malloc(MANIFEST_MAX);
  json_object *root = NULL;
  if (bytes && read_bytes(path, bytes, MANIFEST_MAX, &size) == 0)
    root = parse(path, bytes, size);
  else
    fprintf(stderr, "replay: %s: %s\n", path, strerror(errno));
  free(bytes);
  return root;
}

static json_object *webhook(const struct workspace *workspace,
                            const char *url) {
  json_object *list = json_object_new_array();
  json_object *hook = json_object_new_object();
  json_object *allow = json_object_new_array();
  char secret[128];
  snprintf(secret, sizeof(secret), "file:%s", workspace->secret_file);
  json_object_object_add(hook, "name", json_object_new_string("replay"));
  json_object_object_add(hook, "url", json_object_new_string(url));
  json_object_object_add(hook, "secret", json_object_new_string(secret));
  json_object_array_add(allow, json_object_new_string("127.0.0.1/32"));
  json_object_object_add(hook, "allow", allow);
  json_object_array_add(list, hook);
  return list;
}

/* What a rehearsal needs when the administrator said nothing of it: every
   draft is answered, and no bound of a live desk cuts a long file off. */
static void add_defaults(json_object *root) {
  json_object *limits = json_object_new_object();
  json_object_object_add(root, "draft_clear", json_object_new_string("always"));
  json_object_object_add(limits, "prompts_per_conversation",
                         json_object_new_int(0));
  json_object_object_add(limits, "prompts_per_hour", json_object_new_int(0));
  json_object_object_add(root, "limits", limits);
}

int workspace_manifest(struct workspace *workspace, const char *from,
                       const char *url) {
  json_object *root = from ? read_manifest(from) : json_object_new_object();
  if (!root)
    return -1;
  if (!from)
    add_defaults(root);
  else if (!json_object_object_get_ex(root, "draft_clear", NULL))
    json_object_object_add(root, "draft_clear",
                           json_object_new_string("always"));
  json_object_object_add(root, "webhooks", webhook(workspace, url));
  /* A relative path in it would be read from our directory; the lines come
     to the host's own log anyway. */
  json_object_object_del(root, "log");
  const char *text = json_object_to_json_string_ext(
      root, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_NOSLASHESCAPE);
  int status = text ? write_file(workspace->manifest, text) : -1;
  if (status)
    fprintf(stderr, "replay: %s: %s\n", workspace->manifest, strerror(errno));
  json_object_put(root);
  return status;
}
