/*
 * The findings of one review as they are collected, and how they are put
 * in order: several may lie over the same words, the agent sees one.
 */
#ifndef ATTUNE_REVIEW_FINDINGS_H
#define ATTUNE_REVIEW_FINDINGS_H

#include "review/review.h"

/* What a message or a why may speak of besides {quote}. */
struct finding_words {
  struct str told; /* {told}: what the customer had said; or empty */
};

/*
 * Adds a finding of the rule's level under these settings, or of its own
 * level when it has a lower one; none when that is off, when the manifest
 * allows the words or when they are a quotation.
 * 0 or ATTUNE_E_MEMORY.
 */
int findings_add(struct arena *arena, const struct review_input *input,
                 struct review *out, struct finding finding,
                 const struct finding_words *words);

/* No more are taken: this is not a reply any more. */
bool findings_full(const struct review *review);

/* Sorts, keeps the most telling of those that overlap, and at most `most`. */
void findings_settle(const struct review_input *input, struct review *out,
                     size_t most);

#endif
