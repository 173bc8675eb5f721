/*
 * One arena holds everything an analysis needs and is reset for the next.
 * What must live longer is copied out on purpose.
 */
#ifndef ATTUNE_BASE_ARENA_H
#define ATTUNE_BASE_ARENA_H

#include "base/str.h"

struct arena_block;

struct arena {
  struct arena_block *first; /* the block kept over a reset */
  struct arena_block *last;  /* where the next bytes come from */
  size_t limit;              /* of all blocks together; 0: none */
  size_t held;               /* bytes in blocks now */
  size_t block;              /* bytes of the first; 0: 4 KiB */
};

/* Cannot fail: the first block comes with the first allocation. */
void arena_init(struct arena *arena, size_t limit);

/*
 * For much that is dropped together: malloc maps blocks of this size, so that
 * they go back to the system and leave no holes in the host's heap.
 */
void arena_init_large(struct arena *arena);

/* Zeroed and aligned for any type; NULL when memory or the limit is out. */
void *arena_alloc(struct arena *arena, size_t size);

/* A NUL-terminated copy; NULL when memory is out. */
char *arena_copy(struct arena *arena, struct str text);

/* As arena_copy, as a slice; {NULL, 0} when memory is out. */
struct str arena_str(struct arena *arena, struct str text);

/* The pieces one after the other, NUL-terminated; {NULL, 0} on failure. */
struct str arena_join(struct arena *arena, const struct str *pieces,
                      size_t count);

/*
 * Room for one more item behind the count that items holds. Returns items,
 * moved when it had to grow, and updates *capacity; NULL when memory is out
 * (items is then still good). The old piece stays in the arena till reset.
 */
void *arena_grow(struct arena *arena, void *items, size_t count,
                 size_t *capacity, size_t item_size);

/* Forgets every allocation, keeps one block so that a reset is cheap. */
void arena_reset(struct arena *arena);

void arena_fini(struct arena *arena);

#endif
