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

/* The apologies so far, in this draft and the conversation. */
struct so_far {
  size_t in_draft;
  uint32_t last; /* the sentence of the last in the draft */
  uint32_t before;
};

/* Right after another, and too short to be for something else. */
static bool only_repeats(const struct text *text, const struct so_far *so_far,
                         uint32_t index) {
  enum {
    SHORT = 8
  };
  return so_far->in_draft >= 2 ||
         (so_far->in_draft == 1 && so_far->last + 1 == index &&
          text->sentences[index].count <= SHORT);
}

/*
 * The first apology is free. A second in the same reply must be for something
 * of its own, one after an earlier message's must come with news, and a third
 * needs both: an own reason and news.
 */
static const char *judge(const struct review_input *input,
                         const struct review *out, uint32_t index,
                         bool specific, const struct so_far *so_far) {
  uint32_t before = so_far->before;
  if (phrase_in(input, "within", input->text->sentences[index].range))
    return so_far->in_draft + before > 0 ? "within" : NULL;
  if (so_far->in_draft > 0)
    return only_repeats(input->text, so_far, index) ? "within" : NULL;
  if (before == 0 || (brings_news(out) && (before == 1 || specific)))
    return NULL;
  return "again";
}

int review_find_apologies(struct arena *arena, const struct review_input *input,
                          struct review *out) {
  const struct text *text = input->text;
  struct so_far so_far = {.before = input->history->apologies};
  if (!review_has(out, MOVE_APOLOGY))
    return ATTUNE_OK;
  uint32_t *moves = review_sentence_moves(arena, text, out);
  if (!moves)
    return ATTUNE_E_MEMORY;
  for (uint32_t i = 0; i < text->sentence_count && !findings_full(out); i++) {
    struct range range = text->sentences[i].range;
    if (!(moves[i] >> MOVE_APOLOGY & 1))
      continue;
    const char *role =
        judge(input, out, i, moves[i] >> MOVE_ACKNOWLEDGEMENT & 1, &so_far);
    so_far.in_draft++;
    so_far.last = i;
    int status = role ? report(arena, input, out, role, range) : ATTUNE_OK;
    if (status)
      return status;
  }
  return ATTUNE_OK;
}
