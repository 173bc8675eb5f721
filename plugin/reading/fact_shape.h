/* What a number must look like to be a fact, and where all of it ends. */
#ifndef ATTUNE_READING_FACT_SHAPE_H
#define ATTUNE_READING_FACT_SHAPE_H

#include "language/language.h"

/* Is the value, of a token at least, as `shape` of the match's entry says? */
bool fact_has_shape(const struct text *text, const struct language_match *match,
                    const struct phrase_capture *value);

size_t fact_digits_in(struct str bytes);

/* 5519-b and kb-4471/9 are one reference, though several tokens. */
struct range fact_whole_reference(struct str source, struct range range);

/* A$45 and US$30: the letters before a sign say whose dollars. */
struct range fact_whole_amount(struct str source, struct range range);

#endif
