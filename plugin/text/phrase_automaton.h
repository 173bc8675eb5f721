/*
 * The automaton of all phrases. A thread waits in a node; each edge of it
 * takes one token that has the edge's symbol. Phrases do not repeat, so
 * that the nodes of one have no cycle.
 *
 * A sum is 64 bits that say which symbols may be among some: a node none of
 * whose edges can take the next token is never entered. That, and the
 * starts being found by symbol, is what makes thousands of phrases cheap.
 */
#ifndef ATTUNE_TEXT_PHRASE_AUTOMATON_H
#define ATTUNE_TEXT_PHRASE_AUTOMATON_H

#include <stdint.h>

#include "text/phrase.h"
#include "text/phrase_symbols.h"

#define PHRASE_NONE   UINT32_MAX
#define PHRASE_GROUPS 32
#define PHRASE_ARRAYS 16

/* What fits into the pieces of an edge and a node. */
#define PHRASE_CAPTURE_BITS ((1u << PHRASE_CAPTURES) - 1)
#define PHRASE_COUNT_BITS   ((1u << 25) - 1)

/* Every token's sum has this bit, and so has a node that ends a phrase. */
#define PHRASE_SUM_FINAL (1ull << 63)

static inline uint64_t phrase_sum(uint32_t symbol) {
  return 1ull << ((symbol * 0x9E3779B1u >> 26) * 63 >> 6);
}

/* Of other bits of the hash: what both let through by chance is little. */
static inline uint64_t phrase_sum_again(uint32_t symbol) {
  return 1ull << ((symbol * 0x85EBCA6Bu >> 26) * 63 >> 6);
}

/*
 * opens and closes: bit n: the capture in slot n begins, ends before it.
 * There are a hundred thousand edges, so they are small.
 */
struct phrase_edge {
  uint32_t symbol : PHRASE_SYMBOL_BITS;
  uint32_t opens : PHRASE_CAPTURES;
  uint32_t closes : PHRASE_CAPTURES;
  bool gap : 1;      /* of a ..n */
  bool anchored : 1; /* behind ^: only ever the edge of a start */
  uint32_t node;
};
_Static_assert(sizeof(struct phrase_edge) == 8, "symbol and acts are a word");

/*
 * Where a thread starts: an edge without the symbol it is found by. A phrase
 * of one token that asks for nothing more needs no thread: a word list.
 */
struct phrase_start {
  uint64_t sum; /* of the node */
  uint64_t sum_again;
  uint32_t node; /* single: the slot of its entry */
  uint8_t opens;
  uint8_t closes;
  bool anchored;
  bool single;
};

/*
 * The order of edges is one of preference, which captures can show. Where
 * they are many, an index tells which ones have a symbol.
 */
struct phrase_node {
  uint64_t sum;
  uint64_t sum_again;
  uint32_t first;                   /* edge */
  uint32_t index;                   /* its first slot; PHRASE_NONE: none */
  uint32_t final;                   /* PHRASE_NONE: no phrase ends here */
  uint32_t count : 25;              /* edges */
  uint32_t opens : PHRASE_CAPTURES; /* what the phrase's end opens, closes */
  uint32_t closes : PHRASE_CAPTURES;
  bool at_end : 1; /* $ */
};

struct phrase_final {
  uint32_t slot; /* of the entry */
  bool unless;
  uint8_t sentence; /* '?', '!' or 0 */
  uint32_t names[PHRASE_CAPTURES];
};

/* Bit n of groups: group n has some; first: the part of the lowest group. */
struct phrase_run {
  uint32_t groups;
  uint32_t first;
};

/* A word or prefix among the slots of a table; symbol 0: free. */
struct phrase_slot {
  uint32_t hash;
  uint32_t symbol;
};

struct phrase_table {
  struct phrase_slot *slots;
  uint32_t mask;
};

struct phrases {
  void *arrays[PHRASE_ARRAYS]; /* all that is held */
  size_t array_count;
  size_t size; /* their bytes and this */
  struct phrase_table words;
  struct phrase_table prefixes;
  uint64_t prefix_sizes; /* bit n: some prefix has n bytes, 63: or more */
  struct str *texts;     /* of words and prefixes, by symbol */
  size_t symbol_count;
  /*
   * Symbol s alone means has[has_at[s]] to has[has_at[s + 1] - 1]: itself,
   * the classes it is in, for a word also the prefixes it has. Only those
   * that stand on an edge.
   */
  uint32_t *has_at;
  uint32_t *has;
  /*
   * Where threads start, by symbol and then by group: runs[s] tells the
   * groups that symbol s starts and where their parts begin in start_at.
   */
  struct phrase_run *runs;
  uint32_t *start_at; /* ends with the count of starts */
  struct phrase_start *starts;
  struct phrase_node *nodes;
  size_t node_count;
  struct phrase_edge *edges;
  uint16_t *index; /* of nodes: which of its edges, from 1; 0: free */
  struct phrase_final *finals;
  uint32_t *entries; /* by slot */
  size_t slot_count;
  struct str *captures; /* names by id */
  size_t capture_count;
};

/* The slots of a node's index: a power of two, a third and more are free. */
static inline uint32_t phrase_index_slots(uint32_t count) {
  uint32_t slots = 8;
  while (slots < count + count / 2)
    slots *= 2;
  return slots;
}

/* Its low bits: where in a node's index a symbol's edges are looked for. */
static inline uint32_t phrase_edge_hash(uint32_t symbol) {
  return symbol * 0x9E3779B1u >> 16;
}

/* The word or prefix with this text and hash; 0 when it is unknown. */
static inline uint32_t phrase_table_find(const struct phrases *phrases,
                                         const struct phrase_table *table,
                                         uint32_t hash, struct str text) {
  uint32_t at = phrase_hash_slot(hash, table->mask);
  for (; table->slots[at].symbol; at = (at + 1) & table->mask)
    if (table->slots[at].hash == hash &&
        str_equal(phrases->texts[table->slots[at].symbol], text))
      return table->slots[at].symbol;
  return 0;
}

#endif
