#include "review/context.h"

#include <attune.h>

#include "review/findings.h"
#include "review/wording.h"

/* Words that are too few for somebody upset, and for somebody put out. */
enum {
  FEW_UPSET = 12,
  FEW_PUT_OUT = 9
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

/* "2/2" or "…": a piece of a message that was cut; no piece is curt. */
static bool is_fragment(const struct text *text) {
  struct str source = text->source;
  if (source.size >= 3 && memcmp(source.data, "...", 3) == 0)
    return true;
  for (uint32_t i = 0; i < text->token_count; i++) {
    const struct token *token = &text->tokens[i];
    size_t size = token->range.end - token->range.begin;
    if (size == 3 && source.data[token->range.begin + 1] == '/')
      return true;
  }
  return false;
}

int review_find_curt(struct arena *arena, const struct review_input *input,
                     struct review *out) {
  const struct text *text = input->text;
  const struct history *history = input->history;
  bool upset = review_is_upset(history);
  bool put_out = history->heat >= 1 && review_hurts(history->feeling);
  size_t few = upset ? FEW_UPSET : put_out ? FEW_PUT_OUT : 0;
  size_t words = few ? count_words(text, out) : 0;
  const struct language_entry *rule =
      review_role(input->language, "curt", "curt");
  if (!rule || words == 0 || words > few || is_fragment(text) ||
      review_has(out, MOVE_ACKNOWLEDGEMENT) || review_has(out, MOVE_APOLOGY) ||
      review_has(out, MOVE_OWNERSHIP))
    return ATTUNE_OK;
  struct range whole = {text->sentences[0].range.begin,
                        text->sentences[text->sentence_count - 1].range.end};
  struct finding finding = {.rule = rule, .range = whole};
  return findings_add(arena, input, out, finding, NULL);
}
