/*
 * FNV-1a: for tables whose keys are not a stranger's, and for knowing a text
 * again. Who may choose the bytes can make two of them meet.
 */
#ifndef ATTUNE_BASE_HASH_H
#define ATTUNE_BASE_HASH_H

#include <stdint.h>

#include "base/str.h"

#define HASH_START  UINT64_C(0xcbf29ce484222325)
#define HASH_FACTOR UINT64_C(0x100000001b3)

static inline uint64_t hash_byte(uint64_t hash, unsigned char byte) {
  return (hash ^ byte) * HASH_FACTOR;
}

static inline uint64_t hash_bytes(uint64_t hash, struct str bytes) {
  for (size_t i = 0; i < bytes.size; i++)
    hash = hash_byte(hash, (unsigned char)bytes.data[i]);
  return hash;
}

/* One of several strings: a byte that no UTF-8 holds ends it, so that "ab",
   "c" is not "a", "bc". */
static inline uint64_t hash_piece(uint64_t hash, struct str piece) {
  return hash_byte(hash_bytes(hash, piece), 0xff);
}

#endif
