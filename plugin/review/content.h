/* Words that say what a text is about, and whether another text takes them
 * up: for review/ alone. */
#ifndef ATTUNE_REVIEW_CONTENT_H
#define ATTUNE_REVIEW_CONTENT_H

#include "language/language.h"

/* The next word from *at on that is long enough to carry something, glue or
 * not; empty at the end. */
struct str content_next(struct str text, size_t *at);

/*
 * "charged" and "charge", "parcels" and "parcel": the shorter is most of the
 * longer. A stemmer would be another language's rules in C.
 */
bool content_is_kin(struct str a, struct str b);

/* The pack's words of glue, or NULL; and is the word kin to one of them? */
const struct language_entry *content_glue(const struct language *language);
bool content_is_glue(const struct language_entry *glue, struct str word);

/* Is one of these tokens kin to the word? */
bool content_is_said(const struct token *tokens, size_t count, struct str word);

#endif
