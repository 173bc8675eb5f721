/* The symbols a token has. */
#ifndef ATTUNE_TEXT_PHRASE_TOKENS_H
#define ATTUNE_TEXT_PHRASE_TOKENS_H

#include "text/phrase_automaton.h"

struct phrase_token {
  uint32_t *symbols; /* in the arena, each once */
  size_t count;
  size_t capacity;
  uint64_t sum; /* of the symbols, and PHRASE_SUM_FINAL */
};

/* Fills *out, using its array again. 0 or ATTUNE_E_MEMORY. */
int phrase_token_look_up(const struct phrases *phrases, struct arena *arena,
                         const struct token *token, struct phrase_token *out);

#endif
