/*
 * Arrays of a builder that grow large and are dropped together. An arena
 * would keep each outgrown piece till the end, and leave the host's heap as
 * much larger; pieces of this size are mapped by malloc, so that they grow
 * without being copied and go back to the system when they are freed.
 */
#ifndef ATTUNE_TEXT_PHRASE_ROOM_H
#define ATTUNE_TEXT_PHRASE_ROOM_H

#include <stdlib.h>

/* Pages of it that nothing is written to are never made. */
#define PHRASE_ROOM_BYTES ((size_t)256 * 1024)

/*
 * Room for more items behind the count that items holds: items, moved when
 * it had to grow, or NULL when memory is out (items is then still good).
 * What is new is not zeroed. The caller frees it.
 */
static inline void *phrase_room(void *items, size_t count, size_t more,
                                size_t *capacity, size_t item_size) {
  if (more <= *capacity - count)
    return items;
  size_t grown = *capacity > 0 ? 2 * *capacity : PHRASE_ROOM_BYTES / item_size;
  if (grown - count < more)
    grown = count + more;
  void *moved = realloc(items, grown * item_size);
  if (moved)
    *capacity = grown;
  return moved;
}

#endif
