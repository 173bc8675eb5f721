#include "review/review.h"

#include <attune.h>

#include "review/findings.h"

bool review_has(const struct review *review, enum move move) {
  for (size_t i = 0; i < review->present_count; i++)
    if (review->present[i].move == move)
      return true;
  return false;
}

bool review_lacks(const struct review *review, enum move move) {
  for (size_t i = 0; i < review->missing_count; i++)
    if (review->missing[i].move == move)
      return true;
  return false;
}

/*
 * To somebody calm, only being left with nothing matters. That a link is no
 * answer is told, but is not reason enough to speak up.
 */
static bool matters(const struct review *review, enum move move) {
  return review->needs_empathy || move == MOVE_SOLUTION ||
         (move == MOVE_ANSWER && !review_has(review, MOVE_SOLUTION));
}

bool review_calls(const struct review *review) {
  for (size_t i = 0; i < review->finding_count; i++)
    if (review->findings[i].level >= LEVEL_SUGGESTION)
      return true;
  for (size_t i = 0; i < review->missing_count; i++)
    if (matters(review, review->missing[i].move))
      return true;
  return false;
}

int review_draft(struct arena *arena, const struct review_input *input,
                 struct review *out) {
  *out = (struct review){0};
  int status = review_find_rules(arena, input, out);
  if (!status)
    status = review_find_moves(arena, input, out);
  if (!status)
    status = review_find_context(arena, input, out);
  if (!status)
    status = review_find_missing(arena, input, out);
  if (status)
    return status;
  findings_settle(input, out, input->settings->limits.matches_per_draft);
  review_score(input, out);
  return ATTUNE_OK;
}
