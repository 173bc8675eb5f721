/*
 * JSON without a tree: appended to one growing buffer, commas placed by
 * the writer, invalid UTF-8 and NUL written as U+FFFD, and < > & U+2028
 * U+2029 escaped so that a careless page cannot be made to run what it
 * shows. More than 31 levels, or an end without a beginning, is a mistake
 * of the caller and sets failed.
 */
#ifndef ATTUNE_BASE_JSON_WRITE_H
#define ATTUNE_BASE_JSON_WRITE_H

#include <stdint.h>

#include "base/str.h"

struct json_writer {
  char *data;  /* owned; grown with realloc */
  size_t size; /* bytes written; the text is not NUL-terminated */
  size_t capacity;
  uint32_t filled; /* bit n: level n already has a member */
  uint8_t depth;
  bool after_key;
  bool failed; /* no memory, or a mistake: nothing more is written */
};

void json_writer_init(struct json_writer *w);
void json_writer_fini(struct json_writer *w);

/* Empties it for the next document and keeps the buffer. */
void json_writer_reset(struct json_writer *w);

void jw_object(struct json_writer *w);
void jw_object_end(struct json_writer *w);
void jw_array(struct json_writer *w);
void jw_array_end(struct json_writer *w);
void jw_key(struct json_writer *w, const char *key);
void jw_string(struct json_writer *w, struct str value);
void jw_int(struct json_writer *w, int64_t value);
void jw_bool(struct json_writer *w, bool value);
void jw_null(struct json_writer *w);

/* A number between 0 and 1 as three decimals, from thousandths. */
void jw_permille(struct json_writer *w, int permille);

/* A member in one call. */
void jw_field(struct json_writer *w, const char *key, struct str value);
void jw_field_int(struct json_writer *w, const char *key, int64_t value);
void jw_field_bool(struct json_writer *w, const char *key, bool value);

/* JSON that is already written and valid; nothing is checked. */
void jw_raw(struct json_writer *w, struct str json);

#endif
