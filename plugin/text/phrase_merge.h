/*
 * Which nodes and finals of a builder are the same, so that an automaton needs
 * them once: the phrases of an entry end alike, and many go on alike.
 */
#ifndef ATTUNE_TEXT_PHRASE_MERGE_H
#define ATTUNE_TEXT_PHRASE_MERGE_H

#include "text/phrase_builder.h"

struct phrase_merge {
  const struct phrase_builder *builder;
  uint32_t *finals; /* by final: its number among those that differ */
  size_t final_count;
  uint32_t *nodes;   /* the same of nodes */
  uint32_t *origins; /* by that number: a node of the builder */
  size_t node_count;
  size_t edge_count; /* of these nodes */
};

/* False when memory is out. What is made lives in scratch. */
bool phrase_merge(struct phrase_merge *merge,
                  const struct phrase_builder *builder, struct arena *scratch);

/* The number of the node's final; PHRASE_NONE: it has none. */
uint32_t phrase_merge_final(const struct phrase_merge *merge,
                            const struct phrase_node *node);

/* The node's i-th edge, which leads to a node's number. */
struct phrase_edge phrase_merge_edge(const struct phrase_merge *merge,
                                     const struct phrase_node *node,
                                     uint32_t i);

#endif
