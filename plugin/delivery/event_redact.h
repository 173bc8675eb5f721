/*
 * What an event is made of, without what the manifest hides. Copies in the
 * arena, where there is something to hide at all; what is given stays as it
 * is. text and reading: the message, as it came. 0 or ATTUNE_E_MEMORY.
 *
 * The agent's own words that a host puts back into the draft are never
 * touched: rewrite.text, its edits, a match's replacements.
 */
#ifndef ATTUNE_DELIVERY_EVENT_REDACT_H
#define ATTUNE_DELIVERY_EVENT_REDACT_H

#include "reading/redact.h"
#include "review/review.h"
#include "rewrite/notice.h"
#include "rewrite/prompts.h"

int event_redact_prompts(struct arena *arena, uint32_t kinds,
                         const struct text *text, const struct reading *reading,
                         struct prompts *prompts);

/* The draft's quotes come from its source: see redact_text. */
int event_redact_review(struct arena *arena, uint32_t kinds,
                        struct review *review);

int event_redact_notice(struct arena *arena, uint32_t kinds,
                        struct notice *notice);

#endif
