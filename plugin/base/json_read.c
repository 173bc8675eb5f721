#include "base/json_read.h"

#include <attune.h>
#include <json-c/json_c_version.h>
#include <json-c/json_object.h>
#include <json-c/json_tokener.h>
#include <limits.h>
#include <math.h>

#include "base/json_scan.h"
#include "base/json_write.h"
#include "base/utf8.h"

/*
 * How many pieces json-c gets at once. Enough that its change of the
 * thread's locale, once a call, does not count; so few that its array need
 * not grow, because json-c 0.16 leaks the item for which it could not.
 */
#define BATCH 24

/*
 * The scanner said how long it becomes: json-c 0.16 goes on with a shorter
 * string when its buffer cannot grow.
 */
static int take_string(struct arena *arena, struct json_object *value,
                       struct str *string) {
  if (json_object_get_type(value) != json_type_string ||
      (size_t)json_object_get_string_len(value) != string->size)
    return ATTUNE_E_MEMORY;
  struct str decoded = {json_object_get_string(value), string->size};
  *string = arena_str(arena, decoded);
  return string->data ? ATTUNE_OK : ATTUNE_E_MEMORY;
}

static int take_real(struct json_scan *scan, struct json_object *value,
                     struct json *node) {
  if (json_object_get_type(value) != json_type_double)
    return ATTUNE_E_MEMORY;
  node->real = json_object_get_double(value);
  if (isfinite(node->real))
    return ATTUNE_OK;
  scan->error = (struct json_error){node->at, "number out of range"};
  return ATTUNE_E_ARGUMENT;
}

static int take_token(struct json_scan *scan, struct json_object *value,
                      struct json_token token) {
  if (token.is_key)
    return take_string(scan->arena, value, &token.node->key);
  if (token.node->type == JSON_STRING)
    return take_string(scan->arena, value, &token.node->string);
  return take_real(scan, value, token.node);
}

static int take_batch(struct json_scan *scan, struct json_object *values,
                      size_t begin, size_t end) {
  int status = ATTUNE_OK;
  if (json_object_get_type(values) != json_type_array ||
      json_object_array_length(values) != end - begin)
    return ATTUNE_E_MEMORY;
  for (size_t i = begin; status == ATTUNE_OK && i < end; i++)
    status = take_token(scan, json_object_array_get_idx(values, i - begin),
                        scan->tokens[i]);
  return status;
}

/*
 * The pieces go to json-c as a flat array, all of them already known to be
 * well-formed: what it cannot decode here it had no memory for.
 */
static int decode_batch(struct json_scan *scan, struct json_tokener *tokener,
                        struct json_writer *pieces, size_t begin, size_t end) {
  json_writer_reset(pieces);
  jw_array(pieces);
  for (size_t i = begin; i < end; i++)
    jw_raw(pieces, str_slice(scan->text, scan->tokens[i].range));
  jw_array_end(pieces);
  if (pieces->failed || pieces->size > INT_MAX)
    return ATTUNE_E_MEMORY;
  json_tokener_reset(tokener);
  struct json_object *values =
      json_tokener_parse_ex(tokener, pieces->data, (int)pieces->size);
  int status = take_batch(scan, values, begin, end);
  json_object_put(values);
  return status;
}

/*
 * json-c never sees the whole text, so that none of its leniencies, its
 * depth or its handling of duplicate keys is met.
 */
static int decode(struct json_scan *scan) {
  if (scan->token_count == 0)
    return ATTUNE_OK;
  struct json_tokener *tokener = json_tokener_new_ex(2);
  if (!tokener)
    return ATTUNE_E_MEMORY;
  struct json_writer pieces;
  int status = ATTUNE_OK;
  size_t end = 0;
  json_writer_init(&pieces);
  json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
  while (status == ATTUNE_OK && end < scan->token_count) {
    size_t begin = end;
    end = scan->token_count - begin > BATCH ? begin + BATCH : scan->token_count;
    status = decode_batch(scan, tokener, &pieces, begin, end);
  }
  json_writer_fini(&pieces);
  json_tokener_free(tokener);
  return status;
}

static int compare_keys(struct str a, struct str b) {
  size_t size = a.size < b.size ? a.size : b.size;
  int order = size > 0 ? memcmp(a.data, b.data, size) : 0;
  return order != 0 ? order : (a.size > b.size) - (a.size < b.size);
}

/* Merges from[begin..middle) and from[middle..end) into to, in order. */
static void merge(struct json *const *from, struct json **to, size_t begin,
                  size_t middle, size_t end) {
  size_t left = begin, right = middle;
  for (size_t i = begin; i < end; i++) {
    bool take_left =
        right == end ||
        (left < middle && compare_keys(from[left]->key, from[right]->key) <= 0);
    to[i] = take_left ? from[left++] : from[right++];
  }
}

/*
 * Sorted by key, and by place where keys are equal. Returns where the
 * sorted members are: in members or in spare. Not qsort, which may fall
 * back to a quadratic sort, nor a hash, which hostile keys make quadratic.
 */
static struct json **sort_members(struct json **members, struct json **spare,
                                  size_t count) {
  for (size_t width = 1; width < count; width *= 2) {
    for (size_t begin = 0; begin < count; begin += 2 * width) {
      size_t middle = count - begin > width ? begin + width : count;
      size_t end = count - begin > 2 * width ? begin + 2 * width : count;
      merge(members, spare, begin, middle, end);
    }
    struct json **sorted = spare;
    spare = members;
    members = sorted;
  }
  return members;
}

/* The first key in the text that object has had before; NULL if none. */
static const struct json *find_duplicate(const struct json *object,
                                         struct json **scratch) {
  const struct json *found = NULL;
  size_t count = 0;
  for (struct json *member = object->first; member; member = member->next)
    scratch[count++] = member;
  struct json **sorted = sort_members(scratch, scratch + count, count);
  for (size_t i = 1; i < count; i++)
    if (str_equal(sorted[i - 1]->key, sorted[i]->key) &&
        (!found || sorted[i]->key_at < found->key_at))
      found = sorted[i];
  return found;
}

static int refuse_duplicates(struct json_scan *scan) {
  size_t most = 0;
  for (size_t i = 0; i < scan->object_count; i++)
    if (scan->objects[i]->count > most)
      most = scan->objects[i]->count;
  if (most == 0)
    return ATTUNE_OK;
  struct json **scratch =
      arena_alloc(scan->arena, 2 * most * sizeof(struct json *));
  if (!scratch)
    return ATTUNE_E_MEMORY;
  for (size_t i = 0; i < scan->object_count; i++) {
    const struct json *member = find_duplicate(scan->objects[i], scratch);
    if (!member)
      continue;
    scan->error = (struct json_error){member->key_at, "duplicate key"};
    return ATTUNE_E_ARGUMENT;
  }
  return ATTUNE_OK;
}

static size_t first_invalid(struct str text) {
  size_t at = 0;
  while (at < text.size) {
    uint32_t code;
    struct str rest = {text.data + at, text.size - at};
    size_t size = utf8_decode(rest, &code);
    if (!utf8_valid((struct str){rest.data, size}))
      break;
    at += size;
  }
  return at;
}

/* Of the text as bytes, before any structure is looked for. */
static int check_bytes(struct str text, struct json_error *error) {
  const char *nul = text.size > 0 ? memchr(text.data, '\0', text.size) : NULL;
  if (text.size > INT_MAX / 2)
    *error = (struct json_error){0, "too large"};
  else if (!utf8_valid(text))
    *error = (struct json_error){first_invalid(text), "not UTF-8"};
  else if (nul)
    *error = (struct json_error){(size_t)(nul - text.data), "NUL byte"};
  else if (text.size >= 3 && memcmp(text.data, "\xEF\xBB\xBF", 3) == 0)
    *error = (struct json_error){
        0, "byte order mark: save the text as UTF-8 without it"};
  else
    return ATTUNE_OK;
  return ATTUNE_E_ARGUMENT;
}

int json_read(struct arena *arena, struct str text, unsigned flags,
              struct json **out, struct json_error *error) {
  struct json_scan scan = {
      .arena = arena,
      .text = text,
      .comments = (flags & JSON_COMMENTS) != 0,
      .error = {0, "out of memory"},
  };
  *out = NULL;
  int status = check_bytes(text, &scan.error);
  if (status == ATTUNE_OK)
    status = json_scan_run(&scan);
  if (status == ATTUNE_OK)
    status = decode(&scan);
  if (status == ATTUNE_OK)
    status = refuse_duplicates(&scan);
  if (status == ATTUNE_OK)
    *out = scan.root;
  else
    *error = scan.error;
  return status;
}

const struct json *json_get(const struct json *object, const char *key) {
  if (!object || object->type != JSON_OBJECT)
    return NULL;
  const struct json *member = object->first;
  while (member && !str_is(member->key, key))
    member = member->next;
  return member;
}

void json_position(struct str text, size_t at, unsigned *line,
                   unsigned *column) {
  struct utf8_position before = {0, 0, 0};
  size_t begin = 0;
  unsigned lines = 1;
  if (at > text.size)
    at = text.size;
  for (size_t i = 0; i < at; i++) {
    if (text.data[i] != '\n')
      continue;
    lines++;
    begin = i + 1;
  }
  utf8_advance(str_slice(text, (struct range){begin, text.size}), &before,
               at - begin);
  *line = lines;
  *column = (unsigned)before.chars + 1;
}

bool json_read_fits(void) {
  return json_c_version_num() >> 8 == JSON_C_VERSION_NUM >> 8;
}
