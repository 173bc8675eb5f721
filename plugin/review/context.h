/* What only the conversation shows, one file a question. */
#ifndef ATTUNE_REVIEW_CONTEXT_H
#define ATTUNE_REVIEW_CONTEXT_H

#include "review/review.h"

/* Each: 0 or ATTUNE_E_MEMORY. They look at the moves already found. */
int review_find_asked(struct arena *arena, const struct review_input *input,
                      struct review *out);
int review_find_apologies(struct arena *arena, const struct review_input *input,
                          struct review *out);
int review_find_tone(struct arena *arena, const struct review_input *input,
                     struct review *out);
int review_find_curt(struct arena *arena, const struct review_input *input,
                     struct review *out);
int review_find_jargon(struct arena *arena, const struct review_input *input,
                       struct review *out);

/* Promises that no offer of the manifest allows; silent when it has none. */
int review_find_offers(struct arena *arena, const struct review_input *input,
                       struct review *out);

/* The rule's entry whose `role:` this is, or NULL. */
const struct language_entry *review_role(const struct language *language,
                                         const char *rule, const char *role);

bool review_plays(const struct language_entry *entry, const char *role);

/* Feelings that hurt; confusion asks for clarity, not for comfort. */
bool review_hurts(enum feeling feeling);

/*
 * Calm, and has been: somebody who was put out a message ago and has not been
 * helped since writes tersely, not calmly.
 */
bool review_is_calm(const struct history *history);

/* Are the words in what the customer told? So they are no riddle to them. */
bool review_was_told(const struct history *history, struct str words);

/* "2/2" or "…": a piece of a message that was cut, not a whole reply. */
bool review_is_fragment(const struct text *text);

/* Upset enough that lightness is out of place. */
bool review_is_upset(const struct history *history);

#endif
