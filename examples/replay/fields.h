/*
 * Members of a JSON object by type. *problem is set to what was expected
 * instead, with the path, when a member has another type; the first problem
 * stays. A member that is missing or null is none.
 */
#ifndef REPLAY_FIELDS_H
#define REPLAY_FIELDS_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct problem {
  char text[200]; /* empty: none */
};

void problem_set(struct problem *problem, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

json_object *field(json_object *object, const char *key);

/* NULL: none, or a problem, which a NUL within the string is too. */
const char *field_string(json_object *object, const char *path, const char *key,
                         struct problem *problem);
int64_t field_int(json_object *object, const char *path, const char *key,
                  struct problem *problem);
json_object *field_object(json_object *object, const char *path,
                          const char *key, struct problem *problem);
json_object *field_array(json_object *object, const char *path, const char *key,
                         struct problem *problem);

/* Parses one whole document, strictly; NULL and why not. */
json_object *fields_parse(const char *text, size_t size,
                          struct problem *problem);

#endif
