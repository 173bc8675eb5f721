#include "text/phrase_merge.h"

static bool same_final(const struct phrase_final *a,
                       const struct phrase_final *b) {
  return a->slot == b->slot && a->unless == b->unless &&
         a->sentence == b->sentence &&
         memcmp(a->names, b->names, sizeof(a->names)) == 0;
}

/* The phrases of an entry come one after the other and end alike. */
static bool merge_finals(struct phrase_merge *m, struct arena *scratch) {
  const struct phrase_builder *b = m->builder;
  m->finals = arena_alloc(scratch, b->final_count * sizeof(*m->finals));
  for (size_t i = 0; i < b->final_count && m->finals; i++) {
    if (i == 0 || !same_final(&b->finals[i - 1], &b->finals[i]))
      m->final_count++;
    m->finals[i] = (uint32_t)m->final_count - 1;
  }
  return m->finals != NULL;
}

uint32_t phrase_merge_final(const struct phrase_merge *m,
                            const struct phrase_node *node) {
  return node->final == PHRASE_NONE ? PHRASE_NONE : m->finals[node->final];
}

struct phrase_edge phrase_merge_edge(const struct phrase_merge *m,
                                     const struct phrase_node *node,
                                     uint32_t i) {
  struct phrase_edge edge = m->builder->edges[node->first + i];
  edge.node = m->nodes[edge.node];
  return edge;
}

static uint32_t mix(uint32_t hash, uint32_t value) {
  hash = (hash ^ value) * 0x9E3779B1u;
  return hash ^ hash >> 15;
}

static uint32_t hash_node(const struct phrase_merge *m,
                          const struct phrase_node *node) {
  uint32_t hash = mix(node->count, phrase_merge_final(m, node));
  for (uint32_t i = 0; i < node->count; i++) {
    struct phrase_edge edge = phrase_merge_edge(m, node, i);
    hash = mix(mix(hash, edge.symbol), edge.node);
  }
  return hash;
}

static bool same_edge(struct phrase_edge a, struct phrase_edge b) {
  return a.symbol == b.symbol && a.node == b.node && a.opens == b.opens &&
         a.closes == b.closes;
}

static bool same_node(const struct phrase_merge *m, const struct phrase_node *a,
                      const struct phrase_node *b) {
  if (a->count != b->count ||
      phrase_merge_final(m, a) != phrase_merge_final(m, b) ||
      a->opens != b->opens || a->closes != b->closes || a->at_end != b->at_end)
    return false;
  for (uint32_t i = 0; i < a->count; i++)
    if (!same_edge(phrase_merge_edge(m, a, i), phrase_merge_edge(m, b, i)))
      return false;
  return true;
}

/*
 * Nodes from which all goes on alike become one: of two threads there the
 * first would win at every end. Edges lead to earlier nodes, so one pass does.
 */
static bool merge_nodes(struct phrase_merge *m, struct arena *scratch) {
  const struct phrase_builder *b = m->builder;
  uint32_t mask = phrase_index_slots((uint32_t)b->node_count) - 1;
  uint32_t *slots = arena_alloc(scratch, (mask + 1) * sizeof(*slots));
  m->nodes = arena_alloc(scratch, b->node_count * sizeof(*m->nodes));
  m->origins = arena_alloc(scratch, b->node_count * sizeof(*m->origins));
  if (!slots || !m->nodes || !m->origins)
    return false;
  for (size_t i = 0; i < b->node_count; i++) {
    const struct phrase_node *node = &b->nodes[i];
    uint32_t at = hash_node(m, node) & mask;
    while (slots[at] &&
           !same_node(m, node, &b->nodes[m->origins[slots[at] - 1]]))
      at = (at + 1) & mask;
    if (!slots[at]) {
      m->origins[m->node_count] = (uint32_t)i;
      m->edge_count += node->count;
      slots[at] = (uint32_t)++m->node_count;
    }
    m->nodes[i] = slots[at] - 1;
  }
  return true;
}

bool phrase_merge(struct phrase_merge *merge,
                  const struct phrase_builder *builder, struct arena *scratch) {
  *merge = (struct phrase_merge){.builder = builder};
  return merge_finals(merge, scratch) && merge_nodes(merge, scratch);
}
