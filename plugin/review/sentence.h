/*
 * The second voice: learnt weights score each sentence, to suggest a fault
 * that no phrase lists, and to say how sure a phrase's finding is.
 */
#ifndef ATTUNE_REVIEW_SENTENCE_H
#define ATTUNE_REVIEW_SENTENCE_H

#include "review/review.h"

/*
 * Behind all other findings, once they are settled, and leaves them settled:
 * it is silent where a phrase's finding stands. Where the weights agree with
 * that, its confidence is raised; where they disagree, a warning becomes a
 * suggestion; where they find the sentence innocent, it goes, unless it is an
 * error or of the administrator's own words. 0 or ATTUNE_E_MEMORY.
 */
int review_find_sentences(struct arena *arena, const struct review_input *input,
                          struct review *out);

#endif
