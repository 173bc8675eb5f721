#include "text/phrase_names.h"

#include <attune.h>

#define SLOTS_AT_FIRST 1024u

void phrase_names_init(struct phrase_names *names, struct arena *arena) {
  *names = (struct phrase_names){.arena = arena};
}

/* The tag is part of the hash, so that a word and its prefix part ways. */
static uint32_t hash_of(uint32_t tag, struct str text) {
  return phrase_hash(text) ^ tag * 0x9E3779B1u;
}

const struct phrase_name *phrase_names_find(const struct phrase_names *names,
                                            uint32_t tag, struct str text) {
  if (names->count == 0)
    return NULL;
  uint32_t hash = hash_of(tag, text);
  uint32_t slot = phrase_hash_slot(hash, names->mask);
  for (; names->slots[slot]; slot = (slot + 1) & names->mask) {
    const struct phrase_name *name = &names->items[names->slots[slot] - 1];
    if (name->hash == hash && name->tag == tag && str_equal(name->text, text))
      return name;
  }
  return NULL;
}

static void place(struct phrase_names *names, uint32_t item) {
  uint32_t slot = phrase_hash_slot(names->items[item].hash, names->mask);
  while (names->slots[slot])
    slot = (slot + 1) & names->mask;
  names->slots[slot] = item + 1;
}

/* At most half full, so that a search soon ends. */
static int make_room(struct phrase_names *names) {
  if (names->slots && names->count * 2 < names->mask)
    return ATTUNE_OK;
  uint32_t size = names->slots ? (names->mask + 1) * 2 : SLOTS_AT_FIRST;
  uint32_t *slots = arena_alloc(names->arena, size * sizeof(*slots));
  if (!slots)
    return ATTUNE_E_MEMORY;
  names->slots = slots;
  names->mask = size - 1;
  for (size_t i = 0; i < names->count; i++)
    place(names, (uint32_t)i);
  return ATTUNE_OK;
}

/* All that can fail comes first: a name is added as a whole or not at all. */
int phrase_names_add(struct phrase_names *names, uint32_t tag, struct str text,
                     uint32_t value) {
  struct str copy = arena_str(names->arena, text);
  if ((text.size > 0 && !copy.data) || make_room(names))
    return ATTUNE_E_MEMORY;
  struct phrase_name *items =
      arena_grow(names->arena, names->items, names->count, &names->capacity,
                 sizeof(*items));
  if (!items)
    return ATTUNE_E_MEMORY;
  names->items = items;
  items[names->count] = (struct phrase_name){
      .text = copy, .hash = hash_of(tag, text), .tag = tag, .value = value};
  place(names, (uint32_t)names->count++);
  return ATTUNE_OK;
}
