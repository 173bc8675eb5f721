/*
 * JSON from outside, read strictly: RFC 8259 plus, where asked for, `//`
 * comments. json-c decodes the values; what it lets through (duplicate keys,
 * single quotes, NaN, control characters, invalid UTF-8, trailing bytes) is
 * refused here, and every key and value knows its byte offset, which json-c
 * does not tell.
 */
#ifndef ATTUNE_BASE_JSON_READ_H
#define ATTUNE_BASE_JSON_READ_H

#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

enum json_kind {
  JSON_NULL,
  JSON_BOOL,
  JSON_INT,
  JSON_REAL,
  JSON_STRING,
  JSON_ARRAY,
  JSON_OBJECT
};

struct json {
  enum json_kind type;
  struct str key;     /* empty outside objects */
  size_t key_at;      /* byte offset of the key */
  size_t at;          /* byte offset of the value */
  bool boolean;       /* JSON_BOOL */
  int64_t integer;    /* JSON_INT */
  double real;        /* JSON_REAL; always finite */
  struct str string;  /* JSON_STRING, valid UTF-8, no NUL inside */
  struct json *first; /* members or items, in the order of the text */
  struct json *next;
  size_t count;
};

struct json_error {
  size_t at;           /* byte offset */
  const char *message; /* static, e.g. "duplicate key" */
};

enum json_flags {
  JSON_COMMENTS = 1
};

#define JSON_DEPTH_MAX 16

/*
 * ATTUNE_OK and *out in the arena, or ATTUNE_E_ARGUMENT with *error, or
 * ATTUNE_E_MEMORY. The tree's strings live in the arena, not in text.
 */
int json_read(struct arena *arena, struct str text, unsigned flags,
              struct json **out, struct json_error *error);

/* The member called key, or NULL. */
const struct json *json_get(const struct json *object, const char *key);

/* Is the json-c that was bound one of the version we were compiled for? */
bool json_read_fits(void);

/* Line and column, both from 1; the column counts characters. */
void json_position(struct str text, size_t at, unsigned *line,
                   unsigned *column);

#endif
