#include "review/context.h"

#include <attune.h>

#include "review/findings.h"
#include "review/moves.h"
#include "review/wording.h"

/*
 * Words that are too few for somebody upset, and for somebody put out; a way
 * forward needs no more than it takes.
 */
enum {
  FEW_UPSET = 12,
  FEW_PUT_OUT = 9,
  FEW_WITH_HELP = 5
};

/* A greeting at the start says nothing on the matter. */
static size_t count_words(const struct text *text,
                          const struct review *review) {
  enum {
    GREETING_WORDS = 4
  };
  const struct sentence *first = &text->sentences[0];
  bool greets = false;
  for (size_t i = 0; i < review->present_count && !greets; i++)
    greets = review->present[i].move == MOVE_GREETING &&
             range_contains(first->range, review->present[i].range);
  return text->token_count -
         (greets && first->count <= GREETING_WORDS ? first->count : 0);
}

/* A link alone is no help that few words could carry. */
static bool helps(const struct review_input *input) {
  return review_solution_is(input, "done") ||
         review_solution_is(input, "answer") ||
         review_solution_is(input, "steps");
}

int review_find_curt(struct arena *arena, const struct review_input *input,
                     struct review *out) {
  const struct text *text = input->text;
  const struct history *history = input->history;
  bool upset = review_is_upset(history);
  bool put_out = history->heat >= 1 && review_hurts(history->feeling);
  size_t few = upset ? FEW_UPSET : put_out ? FEW_PUT_OUT : 0;
  if (!upset && put_out && helps(input))
    few = FEW_WITH_HELP;
  size_t words = few ? count_words(text, out) : 0;
  const struct language_entry *rule =
      review_role(input->language, "curt", "curt");
  if (!rule || words == 0 || words > few || review_is_fragment(text) ||
      review_has(out, MOVE_ACKNOWLEDGEMENT) || review_has(out, MOVE_APOLOGY) ||
      review_has(out, MOVE_OWNERSHIP) || review_has(out, MOVE_TIMEFRAME) ||
      text->sentences[text->sentence_count - 1].end == '?')
    return ATTUNE_OK;
  struct range whole = {text->sentences[0].range.begin,
                        text->sentences[text->sentence_count - 1].range.end};
  struct finding finding = {.rule = rule, .range = whole};
  return findings_add(arena, input, out, finding, NULL);
}
