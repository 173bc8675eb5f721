/*
 * The names a phrase builder has met, each with a number: words, prefixes,
 * classes, captures. One hash table, the kinds of name kept apart by a tag.
 */
#ifndef ATTUNE_TEXT_PHRASE_NAMES_H
#define ATTUNE_TEXT_PHRASE_NAMES_H

#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

/* FNV-1a: every prefix of a word is hashed on the way to its end. */
#define PHRASE_HASH_START 2166136261u

static inline uint32_t phrase_hash_byte(uint32_t hash, char byte) {
  return (hash ^ (uint8_t)byte) * 16777619u;
}

static inline uint32_t phrase_hash(struct str text) {
  uint32_t hash = PHRASE_HASH_START;
  for (size_t i = 0; i < text.size; i++)
    hash = phrase_hash_byte(hash, text.data[i]);
  return hash;
}

/*
 * FNV's low bits alone place short words badly in a table of 2^n slots; the
 * shift mixes in the high ones.
 */
static inline uint32_t phrase_hash_slot(uint32_t hash, uint32_t mask) {
  return (hash ^ hash >> 15) & mask;
}

struct phrase_name {
  struct str text; /* in the table's arena */
  uint32_t hash;
  uint32_t tag;
  uint32_t value;
};

struct phrase_names {
  struct arena *arena; /* the owner's */
  struct phrase_name *items;
  size_t count;
  size_t capacity;
  uint32_t *slots; /* item + 1; 0: empty */
  uint32_t mask;
};

void phrase_names_init(struct phrase_names *names, struct arena *arena);

/* The pointer is good until the next add. */
const struct phrase_name *phrase_names_find(const struct phrase_names *names,
                                            uint32_t tag, struct str text);

/* Copies text. The name must not be there. 0 or ATTUNE_E_MEMORY. */
int phrase_names_add(struct phrase_names *names, uint32_t tag, struct str text,
                     uint32_t value);

#endif
