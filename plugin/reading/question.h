/* Which sentences want an answer. */
#ifndef ATTUNE_READING_QUESTION_H
#define ATTUNE_READING_QUESTION_H

#include "reading/reading.h"

/* Fills out->questions. 0 or ATTUNE_E_MEMORY. */
int reading_questions(struct arena *arena, const struct text *text,
                      const struct language_matches *matches,
                      struct reading *out);

#endif
