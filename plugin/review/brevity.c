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
  FEW_PUT_OUT = 7,
  FEW_WITH_HELP = 5,
  FEW_ANYHOW = 5, /* so few are, whatever they say */
  FEW_BARE = 10
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

static bool ends_asking(const struct text *text) {
  return text->sentences[text->sentence_count - 1].end == '?';
}

/* "Sorry, but" and "sorry you feel that way": it was no apology. */
static bool is_sorry(const struct review *review) {
  for (size_t i = 0; i < review->finding_count; i++)
    if (str_is(review->findings[i].rule->id, "non-apology"))
      return false;
  return review_has(review, MOVE_APOLOGY);
}

/* Words for the customer, or about what happens now. */
static bool turns_to_them(const struct review *review) {
  return review_has(review, MOVE_ACKNOWLEDGEMENT) || is_sorry(review) ||
         review_has(review, MOVE_OWNERSHIP) ||
         review_has(review, MOVE_TIMEFRAME);
}

static bool is_put_out(const struct history *history) {
  return history->heat >= 1 && review_hurts(history->feeling);
}

static bool is_short(const struct review_input *input,
                     const struct review *review) {
  bool upset = review_is_upset(input->history);
  bool put_out = is_put_out(input->history);
  if ((!upset && !put_out) || ends_asking(input->text))
    return false;
  size_t words = count_words(input->text, review);
  size_t few = upset ? FEW_UPSET : FEW_PUT_OUT;
  if (turns_to_them(review))
    few = FEW_ANYHOW;
  else if (!upset && helps(input))
    few = FEW_WITH_HELP;
  return words > 0 && words <= few;
}

static bool has_link(const struct text *text) {
  for (uint32_t i = 0; i < text->token_count; i++)
    if (text->tokens[i].kind == TOKEN_URL ||
        text->tokens[i].kind == TOKEN_EMAIL)
      return true;
  return false;
}

/*
 * No greeting, no thank you, nothing but a link, a question or a statement
 * that is no help: to who told of trouble it reads as a machine's. A plain
 * question may have a plain answer.
 */
static bool is_bare(const struct review_input *input,
                    const struct review *review) {
  const struct text *text = input->text;
  const struct history *history = input->history;
  bool asks = ends_asking(text);
  bool told = history->concern.size > 0 || is_put_out(history);
  bool points = has_link(text) && (told || history->question_count > 0);
  if (turns_to_them(review) || review_has(review, MOVE_GREETING) ||
      review_has(review, MOVE_THANKS) || review_has(review, MOVE_FOLLOW_UP))
    return false;
  size_t words = 0;
  for (uint32_t i = 0; i < text->token_count && words <= FEW_BARE; i++)
    words += text->tokens[i].kind != TOKEN_URL;
  return words > 0 && words <= FEW_BARE && !helps(input) &&
         (points || (asks && told) || is_put_out(history));
}

bool review_is_curt(const struct review *review) {
  for (size_t i = 0; i < review->finding_count; i++)
    if (str_is(language_field(review->findings[i].rule, "role"), "curt"))
      return true;
  return false;
}

int review_find_curt(struct arena *arena, const struct review_input *input,
                     struct review *out) {
  const struct text *text = input->text;
  const struct language_entry *rule =
      review_role(input->language, "curt", "curt");
  if (!rule || review_is_fragment(text))
    return ATTUNE_OK;
  bool is_too_short = is_short(input, out);
  if (!is_too_short && !is_bare(input, out))
    return ATTUNE_OK;
  struct range whole = {text->sentences[0].range.begin,
                        text->sentences[text->sentence_count - 1].range.end};
  struct finding finding = {.rule = rule, .range = whole};
  if (!is_too_short)
    finding.level = LEVEL_SUGGESTION;
  return findings_add(arena, input, out, finding, NULL);
}
