#include "runtime/reserve.h"

#ifdef ATTUNE_SHARED_DEPS

void reserve_prepare(void) {
}

#else

#include <malloc.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

/*
 * A piece holds the table for 65,536 descriptors. Zero pages that nobody
 * writes to take no memory, so the reserve costs nothing until it is needed.
 */
enum {
  PIECES = 4,
  PIECE_BYTES = 512 * 1024 + 64
};

static struct piece { _Alignas(16) char bytes[PIECE_BYTES]; } pieces[PIECES];
static atomic_bool taken[PIECES];
static atomic_bool prepared;

static bool is_reserve(const void *memory) {
  return (const char *)memory >= (const char *)pieces &&
         (const char *)memory < (const char *)(pieces + PIECES);
}

static void *take(size_t size) {
  for (size_t i = 0; size <= PIECE_BYTES && i < PIECES; i++)
    if (!atomic_exchange(&taken[i], true))
      return pieces[i].bytes;
  return NULL;
}

static void reserve_free(void *memory) {
  if (is_reserve(memory))
    atomic_store(&taken[(struct piece *)memory - pieces], false);
  else
    free(memory);
}

/* Keeps what the old block held, whose size only malloc knows. */
static void *grow_into_reserve(void *old, size_t size) {
  void *grown = take(size);
  if (!grown || !old)
    return grown;
  size_t held = malloc_usable_size(old);
  memcpy(grown, old, held < size ? held : size);
  free(old);
  return grown;
}

static void *grow_out_of_reserve(void *old, size_t size) {
  void *grown = malloc(size);
  if (!grown)
    return size <= PIECE_BYTES ? old : NULL;
  memcpy(grown, old, size < PIECE_BYTES ? size : PIECE_BYTES);
  reserve_free(old);
  return grown;
}

/* Only growing is met with an abort; other allocations may just fail. */
static void *reserve_realloc(void *old, size_t size) {
  if (is_reserve(old))
    return grow_out_of_reserve(old, size);
  void *grown = realloc(old, size);
  return grown || size == 0 ? grown : grow_into_reserve(old, size);
}

void reserve_prepare(void) {
  if (!atomic_exchange(&prepared, true))
    uv_replace_allocator(malloc, reserve_realloc, calloc, reserve_free);
}

#endif
