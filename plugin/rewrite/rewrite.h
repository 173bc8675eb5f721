/*
 * Says the draft better: the smallest edits that take out what hurts and
 * put in what the moment needs, warm, competent, warm, in the agent's own
 * form and around everything no edit may touch. Pure. What cannot be
 * proven to keep the draft's facts is not suggested.
 */
#ifndef ATTUNE_REWRITE_REWRITE_H
#define ATTUNE_REWRITE_REWRITE_H

#include "review/review.h"
#include "rewrite/say.h"

struct edit {
  struct range range; /* of the draft; empty: an insertion */
  struct str text;    /* escaped for the draft's format */
  struct str rule;    /* the finding's rule or the missing move's id */
};

/* How a finding could be said better on its own; several, best first. */
struct replacement {
  size_t finding; /* index into review.findings */
  struct str value;
};

struct rewrite {
  struct edit *edits; /* ascending, none overlapping */
  size_t edit_count;
  struct replacement *replacements;
  size_t replacement_count;
  struct str text; /* the whole draft with the edits; empty: no rewrite */
  struct str *placeholders; /* "[…]" pieces the agent must fill in */
  size_t placeholder_count;
  struct score after;
  const char *refused; /* why the guard refused it; NULL: it did not */
  struct str why;      /* without a text: why edits do not help here */
};

struct rewrite_input {
  const struct review_input *review_input;
  const struct review *review;
  struct say_context *say;
};

/* 0 or ATTUNE_E_MEMORY. An empty text means: nothing better to offer. */
int rewrite_draft(struct arena *arena, const struct rewrite_input *input,
                  struct rewrite *out);

#endif
