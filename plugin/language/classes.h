/* The words a pack gives the tokenizer, and its phrase classes. */
#ifndef ATTUNE_LANGUAGE_CLASSES_H
#define ATTUNE_LANGUAGE_CLASSES_H

#include "language/pack.h"

/* Contractions, abbreviations and sign-offs. */
int classes_fill_lexicon(const struct pack *pack, struct text_lexicon *lexicon,
                         struct language_error *error);

/* Classes in an order in which each comes after those that it uses. */
int classes_build(const struct pack *pack, struct phrase_builder *builder,
                  struct language_error *error);

#endif
