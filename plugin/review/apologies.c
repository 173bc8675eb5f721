#include "review/context.h"

#include <attune.h>

#include "review/findings.h"
#include "review/moves.h"

/* Something the customer did not have before this reply. */
static bool brings_news(const struct review *review) {
  return review_has(review, MOVE_SOLUTION) ||
         review_has(review, MOVE_OWNERSHIP) ||
         review_has(review, MOVE_TIMEFRAME) ||
         review_has(review, MOVE_FOLLOW_UP);
}

static const struct language_match *phrase_in(const struct review_input *input,
                                              const char *role,
                                              struct range range) {
  for (size_t i = 0; i < input->matches->count; i++) {
    const struct language_match *match = &input->matches->items[i];
    if (match->entry->kind == LANGUAGE_RULE &&
        str_is(match->entry->id, "repeat-apology") &&
        review_plays(match->entry, role) && range_overlaps(match->range, range))
      return match;
  }
  return NULL;
}

static int report(struct arena *arena, const struct review_input *input,
                  struct review *out, const char *role, struct range range) {
  const struct language_entry *rule =
      review_role(input->language, "repeat-apology", role);
  if (!rule)
    return ATTUNE_OK;
  struct finding finding = {.rule = rule, .range = range};
  finding.match = phrase_in(input, role, range);
  return findings_add(arena, input, out, finding, NULL);
}

/*
 * The first apology is free, a second needs something new, and a third is
 * one too many whatever comes with it.
 */
static const char *judge(const struct review_input *input,
                         const struct review *out, struct range range,
                         size_t before_in_draft) {
  uint32_t before = input->history->apologies;
  if (before_in_draft > 0 || phrase_in(input, "within", range))
    return before_in_draft + before > 0 ? "within" : NULL;
  if (before >= 2 || (before == 1 && !brings_news(out)))
    return "again";
  return NULL;
}

int review_find_apologies(struct arena *arena, const struct review_input *input,
                          struct review *out) {
  const struct text *text = input->text;
  size_t count = 0;
  if (!review_has(out, MOVE_APOLOGY))
    return ATTUNE_OK;
  uint32_t *moves = review_sentence_moves(arena, text, out);
  if (!moves)
    return ATTUNE_E_MEMORY;
  for (uint32_t i = 0; i < text->sentence_count && !findings_full(out); i++) {
    struct range range = text->sentences[i].range;
    if (!(moves[i] >> MOVE_APOLOGY & 1))
      continue;
    const char *role = judge(input, out, range, count++);
    int status = role ? report(arena, input, out, role, range) : ATTUNE_OK;
    if (status)
      return status;
  }
  return ATTUNE_OK;
}
