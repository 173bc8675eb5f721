/* Conversations by id, in the order of their last use. For memory/ alone. */
#ifndef ATTUNE_MEMORY_TABLE_H
#define ATTUNE_MEMORY_TABLE_H

#include <stdint.h>

#include "base/str.h"

/* What a table holds; the owner's struct begins with it. */
struct table_item {
  struct str id; /* the owner's to keep and free */
  uint64_t hash;
  struct table_item *chain;
  struct table_item *older;
  struct table_item *newer;
};

struct table {
  struct table_item **slots;
  size_t slot_count; /* a power of two */
  size_t count;
  struct table_item *oldest;
  struct table_item *newest;
};

int table_init(struct table *table);
void table_fini(struct table *table); /* its items are left alone */

/* NULL when there is none. Looking is no use. */
struct table_item *table_find(const struct table *table, struct str id);

/* item->id is set and new. Never fails: a full table only grows slower. */
void table_add(struct table *table, struct table_item *item);
void table_remove(struct table *table, struct table_item *item);

/* It was used: it becomes the newest. */
void table_touch(struct table *table, struct table_item *item);

#endif
