/* The symbols a token has. */
#ifndef ATTUNE_TEXT_PHRASE_TOKENS_H
#define ATTUNE_TEXT_PHRASE_TOKENS_H

#include "text/phrase_automaton.h"

/* A symbol with what is made of it again and again. */
struct phrase_trait {
  uint64_t sum; /* phrase_sum */
  uint32_t symbol;
  uint32_t hash; /* phrase_edge_hash */
};

struct phrase_token {
  struct phrase_trait *traits; /* in the arena, each symbol once */
  size_t count;
  size_t capacity;
  uint64_t sum; /* of the symbols, and PHRASE_SUM_FINAL */
  uint64_t sum_again;
};

/* Fills *out, using its array again. 0 or ATTUNE_E_MEMORY. */
int phrase_token_look_up(const struct phrases *phrases, struct arena *arena,
                         const struct token *token, struct phrase_token *out);

#endif
