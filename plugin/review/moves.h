/* Moves that are seen by what the customer said, not by set phrases. */
#ifndef ATTUNE_REVIEW_MOVES_H
#define ATTUNE_REVIEW_MOVES_H

#include "review/review.h"

/*
 * An acknowledgement in the customer's own words: a sentence that is sorry or
 * understands, or says the trouble back, with words of the concern in it.
 */
int review_find_echo(struct arena *arena, const struct review_input *input,
                     struct review *out);

/*
 * Which moves each sentence makes: bit n for enum move n; NULL when memory is
 * out. As many items as the text has sentences, at least one.
 */
uint32_t *review_sentence_moves(struct arena *arena, const struct text *text,
                                const struct review *review);

/* The index of the sentence a byte lies in; the text has one. */
uint32_t review_sentence_at(const struct text *text, size_t at);

/* Are there words for that part of a solution: done, answer, steps or link? */
bool review_solution_is(const struct review_input *input, const char *part);

/* The same of what was kept: a door to write to is no link that helps. */
bool review_solves(const struct review *review, const char *part);

/* One more move; 0 or ATTUNE_E_MEMORY. */
int review_add_move(struct arena *arena, struct review *out, enum move move,
                    struct range range);

#endif
