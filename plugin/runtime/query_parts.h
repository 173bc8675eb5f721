/* The pieces of query, each in a file of its own. For query*.c alone. */
#ifndef ATTUNE_RUNTIME_QUERY_PARTS_H
#define ATTUNE_RUNTIME_QUERY_PARTS_H

#include "base/json_read.h"
#include "runtime/query.h"
#include "store/store.h"

/* The most rows that one answer lists. */
#define QUERY_LIST_MOST 500

struct inquiry {
  struct shared *shared;
  const struct manifest *manifest;
  struct arena *arena;
  struct arena *page; /* of the rows at hand; whoever fills it resets it */
  const struct json *request;
  struct json_writer *w;
  struct store *store; /* in a transaction; NULL: nothing lasts, or no file */
  size_t changed;      /* rows; the transaction is committed if there are any */
  const char *problem; /* static, or in the arena; NULL: none */
};

/* "max" of a list, or otherwise. */
int inquiry_max(struct inquiry *inquiry, size_t otherwise, size_t *max);

/* Notes what is wrong with the request. Always ATTUNE_E_ARGUMENT. */
int inquiry_problem(struct inquiry *inquiry, const char *problem);

/* The member's text; {NULL, 0} when it is missing or no string. */
struct str inquiry_text(const struct inquiry *inquiry, const char *key);
/* The same NUL-terminated; NULL when it is not there or memory is out. */
const char *inquiry_word(const struct inquiry *inquiry, const char *key);

/* The settings for the scopes that the request names; NULL: out of memory. */
const struct settings *inquiry_settings(const struct inquiry *inquiry);

/* What the request asks, written as members of an object that is open. */
typedef int inquiry_answer(struct inquiry *inquiry);

inquiry_answer inquiry_letters;
inquiry_answer inquiry_letter;
inquiry_answer inquiry_replay;
inquiry_answer inquiry_purge;
inquiry_answer inquiry_trends;
inquiry_answer inquiry_conversation;
inquiry_answer inquiry_store;
inquiry_answer inquiry_settings_of;
inquiry_answer inquiry_rules;
inquiry_answer inquiry_why;

#endif
