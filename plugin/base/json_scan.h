/*
 * The strict half of json_read: the structure of a JSON text and the place
 * of everything in it. Strings with escapes and reals are left for the
 * caller to decode.
 */
#ifndef ATTUNE_BASE_JSON_SCAN_H
#define ATTUNE_BASE_JSON_SCAN_H

#include "base/json_read.h"

/* A key, string or real of node that is still to be decoded. */
struct json_token {
  struct json *node;
  struct range range; /* in the text, with its quotes */
  bool is_key;
};

struct json_scan {
  /* In: set by the caller. */
  struct arena *arena;
  struct str text; /* valid UTF-8, no NUL */
  bool comments;

  /* Out. A string to be decoded has its decoded size and no data yet. */
  struct json *root;
  struct json_token *tokens;
  size_t token_count;
  struct json **objects; /* with two members or more */
  size_t object_count;
  struct json_error error;

  /* The scanner's own. */
  size_t at;
  size_t value_end; /* of the last string, number, word, list or object */
  size_t token_capacity;
  size_t object_capacity;
  unsigned depth;
  struct json *open[JSON_DEPTH_MAX];  /* the containers around at */
  struct json **tail[JSON_DEPTH_MAX]; /* where their next member goes */
};

/* ATTUNE_OK, ATTUNE_E_ARGUMENT with error set, or ATTUNE_E_MEMORY. */
int json_scan_run(struct json_scan *scan);

#endif
