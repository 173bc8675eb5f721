/*
 * Any bytes are read or refused, with and without comments; and what was
 * read can be written and read again, and is then the same.
 */
#include "base/json_read.h"
#include "base/json_write.h"
#include "base/utf8.h"

#include <attune.h>
#include <math.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition) {
  if (!condition)
    __builtin_trap();
}

static void write_real(struct json_writer *w, struct str text, size_t at) {
  size_t end = at;
  while (end < text.size && strchr("+-.0123456789eE", text.data[end]))
    end++;
  jw_raw(w, str_slice(text, (struct range){at, end}));
}

/* Text is where node was read from. True when node is still to be closed. */
static bool write_start(struct json_writer *w, struct str text,
                        const struct json *node) {
  if (node->type == JSON_OBJECT)
    jw_object(w);
  else if (node->type == JSON_ARRAY)
    jw_array(w);
  else if (node->type == JSON_STRING)
    jw_string(w, node->string);
  else if (node->type == JSON_INT)
    jw_int(w, node->integer);
  else if (node->type == JSON_REAL)
    write_real(w, text, node->at);
  else if (node->type == JSON_BOOL)
    jw_bool(w, node->boolean);
  else
    jw_null(w);
  return node->type == JSON_OBJECT || node->type == JSON_ARRAY;
}

static void check_node(struct str text, const struct json *node) {
  require(node->at < text.size);
  require(utf8_valid(node->key) && utf8_valid(node->string));
  require(node->type != JSON_REAL || isfinite(node->real));
  require(node->string.size == 0 ||
          !memchr(node->string.data, '\0', node->string.size));
}

static void write_key(struct json_writer *w, const struct json *node) {
  require(node->key_at < node->at);
  require(strlen(node->key.data) == node->key.size);
  jw_key(w, node->key.data);
}

static void write_end(struct json_writer *w, const struct json *container) {
  if (container->type == JSON_OBJECT)
    jw_object_end(w);
  else
    jw_array_end(w);
}

static void write_tree(struct json_writer *w, struct str text,
                       const struct json *node) {
  const struct json *parents[JSON_DEPTH_MAX];
  size_t depth = 0;
  do {
    bool opened = false;
    if (node) {
      check_node(text, node);
      if (depth > 0 && parents[depth - 1]->type == JSON_OBJECT)
        write_key(w, node);
      opened = write_start(w, text, node);
    } else {
      node = parents[--depth];
      write_end(w, node);
    }
    require(!opened || depth < JSON_DEPTH_MAX);
    if (opened)
      parents[depth++] = node;
    node = opened ? node->first : node->next;
  } while (depth > 0);
}

static bool write_again(struct arena *arena, struct str text, unsigned flags,
                        struct json_writer *w) {
  struct json *root;
  struct json_error error = {0, NULL};
  unsigned line, column;
  int status = json_read(arena, text, flags, &root, &error);
  if (status == ATTUNE_OK) {
    write_tree(w, text, root);
    require(!w->failed);
    return true;
  }
  require(!root && error.message);
  require(status == ATTUNE_E_MEMORY || error.at <= text.size);
  json_position(text, error.at, &line, &column);
  require(line >= 1 && column >= 1);
  return false;
}

static void play(struct str text, unsigned flags) {
  struct arena arena;
  struct json_writer once, twice;
  arena_init(&arena, (size_t)64 << 20);
  json_writer_init(&once);
  json_writer_init(&twice);
  if (write_again(&arena, text, flags, &once)) {
    struct str written = {once.data, once.size};
    require(utf8_valid(written));
    require(write_again(&arena, written, 0, &twice));
    require(str_equal(written, (struct str){twice.data, twice.size}));
  }
  json_writer_fini(&twice);
  json_writer_fini(&once);
  arena_fini(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct str text = {(const char *)data, size};
  play(text, 0);
  play(text, JSON_COMMENTS);
  return 0;
}
