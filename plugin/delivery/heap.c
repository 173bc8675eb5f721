#include "delivery/heap.h"

#include <attune.h>
#include <stdbool.h>
#include <stdlib.h>

/* Apart from heap_push, so that whoever moves a node from one heap to another
 * can be sure beforehand that it will not be lost between them. */
int heap_reserve(struct heap *heap, size_t count) {
  if (count <= heap->capacity)
    return ATTUNE_OK;
  size_t capacity = heap->capacity ? heap->capacity : 16;
  while (capacity < count)
    capacity *= 2;
  void *nodes = realloc(heap->nodes, capacity * sizeof(struct heap_node *));
  if (!nodes)
    return ATTUNE_E_MEMORY;
  heap->nodes = nodes;
  heap->capacity = capacity;
  return ATTUNE_OK;
}

static bool before(const struct heap_node *a, const struct heap_node *b) {
  return a->key != b->key ? a->key < b->key : a->number < b->number;
}

static void put(struct heap *heap, size_t at, struct heap_node *node) {
  heap->nodes[at] = node;
  node->at = at;
}

static void rise(struct heap *heap, size_t at, struct heap_node *node) {
  while (at > 0) {
    size_t parent = (at - 1) / 2;
    if (!before(node, heap->nodes[parent]))
      break;
    put(heap, at, heap->nodes[parent]);
    at = parent;
  }
  put(heap, at, node);
}

static void sink(struct heap *heap, size_t at, struct heap_node *node) {
  for (;;) {
    size_t child = 2 * at + 1;
    if (child >= heap->count)
      break;
    if (child + 1 < heap->count &&
        before(heap->nodes[child + 1], heap->nodes[child]))
      child++;
    if (!before(heap->nodes[child], node))
      break;
    put(heap, at, heap->nodes[child]);
    at = child;
  }
  put(heap, at, node);
}

void heap_push(struct heap *heap, struct heap_node *node) {
  rise(heap, heap->count++, node);
}

/* The last node takes the free place. It comes from another branch, so that
 * it may belong above that place as well as below it. */
void heap_remove(struct heap *heap, struct heap_node *node) {
  size_t at = node->at;
  struct heap_node *last = heap->nodes[--heap->count];
  if (last == node)
    return;
  if (before(last, node))
    rise(heap, at, last);
  else
    sink(heap, at, last);
}

void heap_fini(struct heap *heap) {
  free(heap->nodes);
  *heap = (struct heap){0};
}
