#include "base/arena.h"

#include <stdint.h>
#include <stdlib.h>

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_ASAN 1
#endif
#endif

/*
 * AddressSanitizer sees a block, not the pieces of it. Poisoned bytes
 * between the pieces make it report a write past the end of one.
 */
#ifdef ARENA_ASAN
#include <sanitizer/asan_interface.h>
#define ARENA_GUARD 16
/* Not inlined, or gcc takes poisoning fresh memory for reading it. */
__attribute__((noinline)) static void hide(void *data, size_t size) {
  __asan_poison_memory_region(data, size);
}
static void show(void *data, size_t size) {
  __asan_unpoison_memory_region(data, size);
}
#else
#define ARENA_GUARD 0
static void hide(void *data, size_t size) {
  (void)data;
  (void)size;
}
static void show(void *data, size_t size) {
  (void)data;
  (void)size;
}
#endif

#define ARENA_ALIGN      _Alignof(max_align_t)
#define ARENA_BLOCK_SIZE 4096
#define ARENA_LARGE_SIZE ((size_t)256 * 1024)

/* A request beyond this is a mistake; below it no sum here can overflow. */
#define ARENA_REQUEST_MAX (SIZE_MAX / 8)

struct arena_block {
  struct arena_block *next;
  size_t size; /* of data */
  size_t used;
  _Alignas(max_align_t) unsigned char data[];
};

void arena_init(struct arena *arena, size_t limit) {
  *arena = (struct arena){.limit = limit};
}

void arena_init_large(struct arena *arena) {
  *arena = (struct arena){.block = ARENA_LARGE_SIZE};
}

static size_t footprint(size_t size) {
  size_t padded = (size + ARENA_ALIGN - 1) / ARENA_ALIGN * ARENA_ALIGN;
  return padded + ARENA_GUARD;
}

static size_t block_bytes(const struct arena_block *block) {
  return sizeof(*block) + block->size;
}

static void block_free(struct arena_block *block) {
  show(block->data, block->size);
  free(block);
}

/*
 * Bytes for a block's data: twice the last block so that a long text costs
 * few of them, less where only the limit forbids it, 0 when not even needed
 * bytes fit.
 */
static size_t next_block_size(const struct arena *arena, size_t needed) {
  size_t first = arena->block > 0 ? arena->block : ARENA_BLOCK_SIZE;
  size_t size = first - sizeof(struct arena_block);
  if (arena->last && arena->last->size < ARENA_REQUEST_MAX)
    size = block_bytes(arena->last) * 2 - sizeof(struct arena_block);
  if (size < needed)
    size = needed;
  if (arena->limit == 0)
    return size;
  size_t left = arena->held < arena->limit ? arena->limit - arena->held : 0;
  if (left < sizeof(struct arena_block) + needed)
    return 0;
  left -= sizeof(struct arena_block);
  return size < left ? size : left;
}

static struct arena_block *add_block(struct arena *arena, size_t needed) {
  size_t size = next_block_size(arena, needed);
  struct arena_block *block = size > 0 ? malloc(sizeof(*block) + size) : NULL;
  if (!block)
    return NULL;
  block->next = NULL;
  block->size = size;
  block->used = 0;
  hide(block->data, size);
  if (arena->last)
    arena->last->next = block;
  else
    arena->first = block;
  arena->last = block;
  arena->held += block_bytes(block);
  return block;
}

/* As arena_alloc, with whatever bytes were there before. */
static void *take(struct arena *arena, size_t size) {
  if (size > ARENA_REQUEST_MAX)
    return NULL;
  /* Even nothing gets an address of its own. */
  size_t needed = footprint(size > 0 ? size : 1);
  struct arena_block *block = arena->last;
  if (!block || block->size - block->used < needed)
    block = add_block(arena, needed);
  if (!block)
    return NULL;
  void *data = block->data + block->used;
  block->used += needed;
  show(data, size);
  return data;
}

void *arena_alloc(struct arena *arena, size_t size) {
  void *data = take(arena, size);
  if (data)
    memset(data, 0, size);
  return data;
}

struct str arena_join(struct arena *arena, const struct str *pieces,
                      size_t count) {
  size_t size = 0;
  for (size_t i = 0; i < count; i++) {
    if (pieces[i].size > ARENA_REQUEST_MAX - size)
      return (struct str){NULL, 0};
    size += pieces[i].size;
  }
  char *joined = take(arena, size + 1);
  if (!joined)
    return (struct str){NULL, 0};
  char *end = joined;
  for (size_t i = 0; i < count; i++) {
    if (pieces[i].size > 0)
      memcpy(end, pieces[i].data, pieces[i].size);
    end += pieces[i].size;
  }
  *end = '\0';
  return (struct str){joined, size};
}

struct str arena_str(struct arena *arena, struct str text) {
  return arena_join(arena, &text, 1);
}

char *arena_copy(struct arena *arena, struct str text) {
  char *copy = take(arena, text.size < SIZE_MAX ? text.size + 1 : SIZE_MAX);
  if (!copy)
    return NULL;
  if (text.size > 0)
    memcpy(copy, text.data, text.size);
  copy[text.size] = '\0';
  return copy;
}

/* Makes the newest allocation longer where it stands. */
static bool extend(struct arena *arena, void *data, size_t old_size,
                   size_t new_size) {
  struct arena_block *block = arena->last;
  if (!block || old_size == 0)
    return false;
  size_t old_needed = footprint(old_size);
  size_t more = footprint(new_size) - old_needed;
  if (block->used < old_needed ||
      block->data + block->used - old_needed != (unsigned char *)data ||
      block->size - block->used < more)
    return false;
  block->used += more;
  show(data, new_size);
  memset((char *)data + old_size, 0, new_size - old_size);
  return true;
}

void *arena_grow(struct arena *arena, void *items, size_t count,
                 size_t *capacity, size_t item_size) {
  if (count < *capacity)
    return items;
  size_t grown = *capacity > 0 ? *capacity : 4;
  if (grown > ARENA_REQUEST_MAX / 2 / item_size)
    return NULL;
  grown *= 2;
  size_t old_size = *capacity * item_size;
  size_t new_size = grown * item_size;
  if (!extend(arena, items, old_size, new_size)) {
    void *moved = arena_alloc(arena, new_size);
    if (!moved)
      return NULL;
    if (old_size > 0)
      memcpy(moved, items, old_size);
    items = moved;
  }
  *capacity = grown;
  return items;
}

static struct arena_block *largest_block(const struct arena *arena) {
  struct arena_block *largest = arena->first;
  for (struct arena_block *block = largest; block; block = block->next)
    if (block->size > largest->size)
      largest = block;
  return largest;
}

static void free_blocks_but(struct arena *arena, struct arena_block *kept) {
  struct arena_block *block = arena->first;
  while (block) {
    struct arena_block *next = block->next;
    if (block != kept)
      block_free(block);
    block = next;
  }
  arena->first = kept;
  arena->last = kept;
  arena->held = kept ? block_bytes(kept) : 0;
}

void arena_reset(struct arena *arena) {
  /*
   * The largest, because blocks double: what did not fit in it this time
   * fits in the next one's double, and then no more blocks are needed.
   */
  struct arena_block *kept = largest_block(arena);
  free_blocks_but(arena, kept);
  if (!kept)
    return;
  kept->next = NULL;
  kept->used = 0;
  hide(kept->data, kept->size);
}

void arena_fini(struct arena *arena) {
  free_blocks_but(arena, NULL);
}
