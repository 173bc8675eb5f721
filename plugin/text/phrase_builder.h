/* What a builder has collected, for the files that fill and freeze it. */
#ifndef ATTUNE_TEXT_PHRASE_BUILDER_H
#define ATTUNE_TEXT_PHRASE_BUILDER_H

#include "text/phrase_automaton.h"
#include "text/phrase_parse.h"
#include "text/phrase_room.h"

/* A start and how it is found. */
struct phrase_entrance {
  struct phrase_edge edge;
  uint32_t group;
};

struct phrase_builder {
  struct arena arena;
  struct phrase_symbols symbols;
  struct phrase_parser parser;
  struct phrase_names class_names; /* value: in classes */
  struct phrase_class *classes;
  size_t class_count;
  size_t class_capacity;

  struct ways *parts; /* alternatives of brackets not yet opened */
  size_t part_capacity;
  size_t states; /* nodes of this phrase */
  uint32_t group;
  uint32_t *entries; /* by slot */
  size_t slot_count;
  size_t slot_capacity;

  /* Not in the arena, see phrase_room.h. */
  struct phrase_edge *ways; /* scratch of one phrase, see phrase_ways.c */
  size_t way_count;
  size_t way_capacity;
  struct phrase_edge *edges;
  size_t edge_count;
  size_t edge_capacity;
  struct phrase_node *nodes;
  size_t node_count;
  size_t node_capacity;
  struct phrase_final *finals;
  size_t final_count;
  size_t final_capacity;
  struct phrase_entrance *starts;
  size_t start_count;
  size_t start_capacity;
};

/*
 * Makes nodes, edges and starts of a phrase's pieces for a final that knows
 * the entry; its ending is set here. 0, ATTUNE_E_ARGUMENT with *error, or
 * ATTUNE_E_MEMORY; then the builder may hold more than before.
 */
int phrase_ways_build(struct phrase_builder *builder,
                      const struct phrase_piece *pieces, size_t count,
                      struct phrase_final final, struct phrase_error *error);

#endif
