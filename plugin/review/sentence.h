/*
 * The second voice: learnt weights score each sentence, to suggest a fault
 * that no phrase lists, and to say how sure a phrase's finding is.
 */
#ifndef ATTUNE_REVIEW_SENTENCE_H
#define ATTUNE_REVIEW_SENTENCE_H

#include "review/review.h"

/*
 * Behind all other findings, once they are settled, and leaves them settled:
 * it is silent where one of them stands. Where a phrase's finding stands and
 * the weights agree, its confidence is raised; where they find the sentence
 * innocent, a warning becomes a suggestion. 0 or ATTUNE_E_MEMORY.
 */
int review_find_sentences(struct arena *arena, const struct review_input *input,
                          struct review *out);

#endif
