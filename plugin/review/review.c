#include "review/review.h"

#include <attune.h>

#include "review/findings.h"
#include "review/moves.h"
#include "review/sentence.h"

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

bool review_calls(const struct review *review) {
  size_t suggestions = 0;
  for (size_t i = 0; i < review->finding_count; i++) {
    if (review->findings[i].level >= LEVEL_WARNING)
      return true;
    suggestions += review->findings[i].level == LEVEL_SUGGESTION;
  }
  return review->missing_count > 0 || suggestions > 1 ||
         (suggestions > 0 && review->heat >= 2);
}

static bool spoils(const struct finding *finding) {
  return str_is(finding->rule->id, "non-apology") ||
         str_is(finding->rule->id, "blame") ||
         str_is(finding->rule->id, "dismissal");
}

/* A sentence that takes it back, or points at them, acknowledges nothing. */
static void drop_spoiled(const struct text *text, struct review *review) {
  size_t kept = 0;
  for (size_t i = 0; i < review->present_count; i++) {
    const struct move_found found = review->present[i];
    bool stays = true;
    for (size_t k = 0; k < review->finding_count && stays; k++)
      stays = found.move != MOVE_ACKNOWLEDGEMENT ||
              !spoils(&review->findings[k]) ||
              review_sentence_at(text, found.range.begin) !=
                  review_sentence_at(text, review->findings[k].range.begin);
    if (stays)
      review->present[kept++] = found;
  }
  review->present_count = kept;
}

int review_draft(struct arena *arena, const struct review_input *input,
                 struct review *out) {
  *out = (struct review){0};
  int status = review_find_rules(arena, input, out);
  if (!status)
    status = review_find_moves(arena, input, out);
  if (!status)
    status = review_find_context(arena, input, out);
  if (status)
    return status;
  findings_settle(input, out, input->settings->limits.matches_per_draft);
  status = review_find_sentences(arena, input, out);
  if (status)
    return status;
  drop_spoiled(input->text, out);
  status = review_find_missing(arena, input, out);
  if (status)
    return status;
  review_score(input, out);
  return ATTUNE_OK;
}
