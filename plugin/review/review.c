#include "review/review.h"

#include <attune.h>

#include "review/findings.h"
#include "review/moves.h"
#include "review/sentence.h"
#include "review/signs.h"

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
  return review->falls_short || suggestions > 1 ||
         (suggestions > 0 && review->heat >= 2);
}

/*
 * A sentence that takes it back, or points at them, acknowledges nothing; one
 * that sends them away or says no has the word "visit", and solves nothing.
 * But a step is not denied for what is only suspected of it.
 */
static bool spoils(const struct finding *finding, enum move move) {
  static const char *const of_feeling[] = {"non-apology", "blame", "dismissal",
                                           NULL};
  static const char *const of_help[] = {"runaround", "policy-wall", "powerless",
                                        NULL};
  bool felt = move == MOVE_ACKNOWLEDGEMENT;
  const char *const *rules = felt ? of_feeling : of_help;
  if (!felt && !finding->match)
    return false;
  while (*rules && !str_is(finding->rule->id, *rules))
    rules++;
  return *rules != NULL;
}

static bool may_be_spoiled(const struct move_found *found) {
  return found->move == MOVE_ACKNOWLEDGEMENT ||
         (found->move == MOVE_SOLUTION && found->entry &&
          !str_is(found->entry->part, "done"));
}

static bool is_spoiled(const struct text *text, const struct review *review,
                       const struct move_found *found) {
  uint32_t sentence = review_sentence_at(text, found->range.begin);
  for (size_t i = 0; i < review->finding_count; i++)
    if (spoils(&review->findings[i], found->move) &&
        review_sentence_at(text, review->findings[i].range.begin) == sentence)
      return true;
  return false;
}

static void drop_spoiled(const struct text *text, struct review *review) {
  size_t kept = 0;
  for (size_t i = 0; i < review->present_count; i++) {
    const struct move_found found = review->present[i];
    if (!may_be_spoiled(&found) || !is_spoiled(text, review, &found))
      review->present[kept++] = found;
  }
  review->present_count = kept;
}

/* The administrator's own words have no principle of ours, and stand. */
static bool is_petty(const struct finding *finding) {
  return finding->level <= LEVEL_SUGGESTION &&
         language_field(finding->rule, "principle").size > 0;
}

/*
 * Where all else is well, a hint at the wording is seldom worth an agent's
 * time. The score is told again, so that nothing unsaid is held against it.
 */
static void spare_petty(const struct review_input *input, struct review *out) {
  enum {
    FINE = 75
  };
  size_t kept = 0;
  if (input->history->customer_messages == 0 || out->score.total < FINE)
    return;
  for (size_t i = 0; i < out->finding_count; i++)
    if (!is_petty(&out->findings[i]))
      out->findings[kept++] = out->findings[i];
  out->spared = out->finding_count - kept;
  out->finding_count = kept;
  if (out->spared == 0)
    return;
  out->signs = review_signs(input, out);
  review_score(input, out);
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
  spare_petty(input, out);
  return ATTUNE_OK;
}
