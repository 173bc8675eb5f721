#include "rewrite/guard_tally.h"

#include "base/hash.h"

#include "attune.h"

#define FIRST_SLOTS 256

int tally_init(struct tally_table *table, struct arena *arena) {
  *table = (struct tally_table){.arena = arena, .slot_count = FIRST_SLOTS};
  table->slots = arena_alloc(arena, FIRST_SLOTS * sizeof(*table->slots));
  return table->slots ? ATTUNE_OK : ATTUNE_E_MEMORY;
}

static uint64_t hash_of(enum guard_class class, uint32_t number,
                        struct str key) {
  uint64_t start = (HASH_START ^ (uint64_t) class ^ number) * HASH_FACTOR;
  uint64_t hash = hash_bytes(start, key);
  return hash ^ hash >> 29;
}

static void put_slot(struct tally_table *table, uint64_t hash, uint32_t index) {
  size_t at = hash & (table->slot_count - 1);
  while (table->slots[at] != 0)
    at = (at + 1) & (table->slot_count - 1);
  table->slots[at] = index + 1;
}

/* The old slots stay in the arena: twice the last ones bounds the sum. */
static bool grow_slots(struct tally_table *table) {
  size_t count = table->slot_count * 2;
  uint32_t *slots = arena_alloc(table->arena, count * sizeof(*slots));
  if (!slots)
    return false;
  table->slots = slots;
  table->slot_count = count;
  for (size_t i = 0; i < table->count; i++)
    put_slot(table, table->items[i].hash, (uint32_t)i);
  return true;
}

/*
 * Without memory a spare is counted, so that callers need no check at every
 * token; the table says once, at the end, that it failed.
 */
static struct tally *add(struct tally_table *table, const struct tally *tally) {
  struct tally *items = arena_grow(table->arena, table->items, table->count,
                                   &table->capacity, sizeof(*items));
  if (!items || (2 * table->count >= table->slot_count && !grow_slots(table))) {
    table->failed = true;
    return &table->spare;
  }
  table->items = items;
  items[table->count] = *tally;
  put_slot(table, tally->hash, (uint32_t)table->count);
  return &items[table->count++];
}

/* Open addressing, never more than half full: a few steps a look. */
struct tally *tally_find(struct tally_table *table, enum guard_class class,
                         uint32_t number, struct str key) {
  struct tally wanted = {.class = class, .number = number, .key = key};
  wanted.hash = hash_of(class, number, key);
  size_t at = wanted.hash & (table->slot_count - 1);
  for (; table->slots[at] != 0; at = (at + 1) & (table->slot_count - 1)) {
    struct tally *tally = &table->items[table->slots[at] - 1];
    if (tally->hash == wanted.hash && tally->class == class &&
        tally->number == number && str_equal(tally->key, key))
      return tally;
  }
  return add(table, &wanted);
}
