/* A request is answered or refused, and the answer is JSON. */
#include <attune.h>
#include <stdlib.h>

#include "base/json_read.h"
#include "runtime/query.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char wishes[] =
    "{\"rules\": {\"canned\": \"off\"}, \"scopes\": [{\"when\": {\"team\":"
    " \"a\"}, \"voice\": {\"person\": \"we\"}, \"rules\": {\"blame\":"
    " \"error\"}}]}";

/* Made once: a manifest takes longer to read than a thousand requests. */
static struct shared *desk(void) {
  static struct shared shared;
  static bool made;
  struct manifest *manifest = NULL;
  struct report report = {0};
  if (made)
    return &shared;
  if (manifest_read("m", str_of(wishes), NULL, &manifest, &report) !=
          ATTUNE_OK ||
      shared_init(&shared, "m", manifest, &clock_system) != ATTUNE_OK)
    abort();
  made = true;
  return &shared;
}

static void check_json(const struct json_writer *w) {
  struct arena arena;
  struct json *root;
  struct json_error error;
  arena_init(&arena, 0);
  if (json_read(&arena, (struct str){w->data, w->size}, 0, &root, &error) !=
          ATTUNE_OK ||
      root->type != JSON_OBJECT)
    abort();
  arena_fini(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct json_writer w;
  size_t needs = 0;
  json_writer_init(&w);
  int status = query_answer(desk(), (struct str){(const char *)data, size},
                            65536, &w, &needs);
  if (w.size > 0)
    check_json(&w);
  if (status == ATTUNE_OK && (w.size == 0 || needs != w.size))
    abort();
  if (status == ATTUNE_E_ARGUMENT && w.size == 0)
    abort();
  json_writer_fini(&w);
  return 0;
}
