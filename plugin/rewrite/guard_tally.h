/* The multisets of what a text and its rewrite hold, for guard.c alone. */
#ifndef ATTUNE_REWRITE_GUARD_TALLY_H
#define ATTUNE_REWRITE_GUARD_TALLY_H

#include <stdint.h>

#include "base/arena.h"
#include "language/language.h"

enum guard_class {
  GUARD_NOTHING,
  GUARD_NUMBER,
  GUARD_AMOUNT,
  GUARD_CODE,
  GUARD_LINK,
  GUARD_EMAIL,
  GUARD_TEMPLATE,
  GUARD_NAME,
  GUARD_QUOTATION,
  GUARD_WORD /* of a [guard] entry */
};

enum guard_side {
  GUARD_BEFORE,
  GUARD_AFTER,
  GUARD_KNOWN,
  GUARD_SIDES
};

struct tally {
  enum guard_class class;
  uint32_t number; /* the entry's, or 0 */
  struct str key;
  uint64_t hash;
  const struct language_entry *entry;
  uint32_t count[2]; /* before and after */
  uint32_t names[2]; /* of these, capitals within a sentence */
  uint32_t dropped;
  uint32_t excused;
  bool known;
};

struct tally_table {
  struct arena *arena;
  struct tally *items;
  size_t count;
  size_t capacity;
  uint32_t *slots; /* index + 1 into items; 0: free */
  size_t slot_count;
  bool failed;        /* memory ran out */
  struct tally spare; /* what is counted then */
};

int tally_init(struct tally_table *table, struct arena *arena);

/* Never NULL; made when it was not there. key must outlive the table. */
struct tally *tally_find(struct tally_table *table, enum guard_class class,
                         uint32_t number, struct str key);

#endif
