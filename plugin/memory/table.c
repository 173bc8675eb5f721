#include "memory/table.h"

#include <stdlib.h>

#include "attune.h"
#include "base/hash.h"

#define FIRST_SLOTS 64

/*
 * Ids are the host's own, not a customer's, so that nobody gains by making
 * them collide; and the count is bounded.
 */
static uint64_t hash_of(struct str id) {
  uint64_t hash = hash_bytes(HASH_START, id);
  return hash ^ hash >> 32;
}

int table_init(struct table *table) {
  *table = (struct table){.slot_count = FIRST_SLOTS};
  table->slots = calloc(FIRST_SLOTS, sizeof(struct table_item *));
  return table->slots ? ATTUNE_OK : ATTUNE_E_MEMORY;
}

void table_fini(struct table *table) {
  free(table->slots);
  *table = (struct table){0};
}

static struct table_item **slot_of(const struct table *table, uint64_t hash) {
  return &table->slots[hash & (table->slot_count - 1)];
}

struct table_item *table_find(const struct table *table, struct str id) {
  uint64_t hash = hash_of(id);
  struct table_item *item = *slot_of(table, hash);
  while (item && (item->hash != hash || !str_equal(item->id, id)))
    item = item->chain;
  return item;
}

/* Without memory for more slots the chains get longer, and all goes on. */
static void grow(struct table *table) {
  size_t count = table->slot_count * 2;
  struct table_item **slots = calloc(count, sizeof(struct table_item *));
  if (!slots)
    return;
  free(table->slots);
  table->slots = slots;
  table->slot_count = count;
  for (struct table_item *i = table->oldest; i; i = i->newer) {
    i->chain = *slot_of(table, i->hash);
    *slot_of(table, i->hash) = i;
  }
}

/* The list of uses runs from the oldest, which goes first, to the newest. */
static void append(struct table *table, struct table_item *item) {
  item->older = table->newest;
  item->newer = NULL;
  if (table->newest)
    table->newest->newer = item;
  else
    table->oldest = item;
  table->newest = item;
}

static void unlink_use(struct table *table, struct table_item *item) {
  if (item->older)
    item->older->newer = item->newer;
  else
    table->oldest = item->newer;
  if (item->newer)
    item->newer->older = item->older;
  else
    table->newest = item->older;
}

void table_add(struct table *table, struct table_item *item) {
  if (table->count >= table->slot_count)
    grow(table);
  item->hash = hash_of(item->id);
  item->chain = *slot_of(table, item->hash);
  *slot_of(table, item->hash) = item;
  append(table, item);
  table->count++;
}

/* An item that is not in the table must not be given. */
void table_remove(struct table *table, struct table_item *item) {
  struct table_item **at = slot_of(table, item->hash);
  while (*at != item)
    at = &(*at)->chain;
  *at = item->chain;
  unlink_use(table, item);
  table->count--;
}

void table_touch(struct table *table, struct table_item *item) {
  unlink_use(table, item);
  append(table, item);
}
