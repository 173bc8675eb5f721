/*
 * What anybody would do first: words have a valence, "not" turns it, "very"
 * makes it stronger, and the sum decides. To be measured beside the reading.
 */
#ifndef ATTUNE_EVAL_VALENCE_H
#define ATTUNE_EVAL_VALENCE_H

#include "reading/reading.h"

struct valence {
  enum feeling feeling; /* neutral, frustration, gratitude or satisfaction */
  int heat;
};

/* Cue words of the pack are the lexicon, their weights the valence. */
struct valence valence_read(const struct text *text,
                            const struct language_matches *matches);

#endif
