#include "fields.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* An event is six levels deep; what is deeper was not meant for us. */
#define DEPTH_MAX 16

void problem_set(struct problem *problem, const char *format, ...) {
  va_list args;
  if (!problem || problem->text[0])
    return;
  va_start(args, format);
  vsnprintf(problem->text, sizeof(problem->text), format, args);
  va_end(args);
}

json_object *field(json_object *object, const char *key) {
  json_object *value = NULL;
  if (json_object_is_type(object, json_type_object))
    json_object_object_get_ex(object, key, &value);
  return value;
}

static json_object *typed(json_object *object, const char *path,
                          const char *key, json_type type, const char *what,
                          struct problem *problem) {
  json_object *value = field(object, key);
  if (!value || json_object_is_type(value, type))
    return value;
  problem_set(problem, "%s%s: expected %s", path, key, what);
  return NULL;
}

const char *field_string(json_object *object, const char *path, const char *key,
                         struct problem *problem) {
  json_object *value =
      typed(object, path, key, json_type_string, "a string", problem);
  if (!value)
    return NULL;
  const char *text = json_object_get_string(value);
  /* Behind a NUL, C would not see what another reader of the id sees. */
  if (strlen(text) == (size_t)json_object_get_string_len(value))
    return text;
  problem_set(problem, "%s%s: holds a NUL character", path, key);
  return NULL;
}

int64_t field_int(json_object *object, const char *path, const char *key,
                  struct problem *problem) {
  json_object *value =
      typed(object, path, key, json_type_int, "a whole number", problem);
  return value ? json_object_get_int64(value) : 0;
}

json_object *field_object(json_object *object, const char *path,
                          const char *key, struct problem *problem) {
  return typed(object, path, key, json_type_object, "an object", problem);
}

json_object *field_array(json_object *object, const char *path, const char *key,
                         struct problem *problem) {
  return typed(object, path, key, json_type_array, "a list", problem);
}

json_object *fields_parse(const char *text, size_t size,
                          struct problem *problem) {
  if (size > INT32_MAX || memchr(text, '\0', size)) {
    problem_set(problem, "holds a NUL character");
    return NULL;
  }
  json_tokener *tokener = json_tokener_new_ex(DEPTH_MAX);
  if (!tokener) {
    problem_set(problem, "out of memory");
    return NULL;
  }
  json_tokener_set_flags(tokener,
                         JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
  /* With the NUL, so that a document that breaks off is an error. */
  json_object *root = json_tokener_parse_ex(tokener, text, (int)size + 1);
  enum json_tokener_error error = json_tokener_get_error(tokener);
  size_t end = json_tokener_get_parse_end(tokener);
  if (error != json_tokener_success)
    problem_set(problem, "not JSON near column %zu", end + 1);
  else if (!json_object_is_type(root, json_type_object))
    problem_set(problem, "expected an object in { }");
  json_tokener_free(tokener);
  if (!problem->text[0])
    return root;
  json_object_put(root);
  return NULL;
}
