/*
 * A binary heap of nodes that are part of something bigger: the least key
 * first, among equals the lowest number, so that equals stay in order. A node
 * knows its place, so that it can be taken out of the middle.
 */
#ifndef ATTUNE_DELIVERY_HEAP_H
#define ATTUNE_DELIVERY_HEAP_H

#include <stddef.h>
#include <stdint.h>

struct heap_node {
  int64_t key;
  uint64_t number;
  size_t at;
};

struct heap {
  struct heap_node **nodes;
  size_t count;
  size_t capacity;
};

/* Room for count nodes in all; ATTUNE_OK or ATTUNE_E_MEMORY. */
int heap_reserve(struct heap *heap, size_t count);

/* Cannot fail: there must be room. */
void heap_push(struct heap *heap, struct heap_node *node);

void heap_remove(struct heap *heap, struct heap_node *node);

static inline struct heap_node *heap_first(const struct heap *heap) {
  return heap->count > 0 ? heap->nodes[0] : NULL;
}

void heap_fini(struct heap *heap);

#endif
