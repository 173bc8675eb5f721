/* Is a rewrite worth an agent's look, and how good is it really? */
#ifndef ATTUNE_REWRITE_JUDGE_H
#define ATTUNE_REWRITE_JUDGE_H

#include "rewrite/edit.h"

struct judged {
  const struct review_input *draft;
  const struct review *before;
  const struct text *text;                /* the rewrite */
  const struct language_matches *matches; /* of the rewrite */
  const struct review *after;
  const struct edit_list *edits; /* of the draft */
  uint32_t moves;                /* bit n: enum move n was put in */
  size_t placeholders;           /* for judge_score */
  bool refuses;                  /* see struct say_context */
};

/*
 * NULL: it is worth a look. Edits that change next to nothing, or that we
 * like no better, are none; then it is why, a part of [label unwritten].
 */
const char *judge_fault(const struct judged *judged);

/*
 * The review's score, held down: a rewrite is not the reply yet while
 * somebody has to fill it in, while it still says no, or while it is warm
 * words around no help.
 */
struct score judge_score(const struct judged *judged);

#endif
