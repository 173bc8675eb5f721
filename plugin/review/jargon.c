#include "review/context.h"

#include <attune.h>

#include "review/findings.h"
#include "review/wording.h"

/* One set of letters is often a name; two in a sentence are a habit. */
enum {
  LETTERS_MIN = 2,
  LETTERS_MAX = 6,
  IN_A_SENTENCE = 2
};

struct letters {
  const struct review_input *input;
  struct str plain;     /* letters that everybody knows */
  struct str explained; /* words that tell what letters mean */
};

/* "^JM" and "-JM" sign a reply. */
static bool is_signature(const struct text *text, const struct token *token) {
  char before =
      token->range.begin ? text->source.data[token->range.begin - 1] : ' ';
  return before == '^' || before == '-' || before == '*' || before == '~' ||
         token == &text->tokens[text->token_count - 1];
}

static bool is_riddle(const struct letters *letters,
                      const struct token *token) {
  const struct text *text = letters->input->text;
  struct str word = str_slice(text->source, token->range);
  bool shape = token->kind == TOKEN_WORD || token->kind == TOKEN_CODE;
  return shape && (token->flags & TOKEN_SHOUTED) &&
         !(token->flags & (TOKEN_HASHTAG | TOKEN_HANDLE | TOKEN_CONTRACTED)) &&
         token->folded.size >= LETTERS_MIN &&
         token->folded.size <= LETTERS_MAX &&
         !wording_lists(letters->plain, token->folded) &&
         !is_signature(text, token) &&
         !review_was_told(letters->input->history, word);
}

static bool is_explained(const struct letters *letters,
                         const struct sentence *sentence) {
  const struct token *tokens = &letters->input->text->tokens[sentence->first];
  for (uint32_t i = 0; i < sentence->count; i++)
    if (wording_lists(letters->explained, tokens[i].folded))
      return true;
  return false;
}

/*
 * Where the riddles of a sentence stand; empty when they are too few. A run
 * of them is a name in capitals and counts as one.
 */
static struct range riddles_in(const struct letters *letters,
                               const struct sentence *sentence) {
  const struct text *text = letters->input->text;
  struct range range = {0, 0};
  struct str last = {0};
  uint32_t behind = UINT32_MAX;
  int count = 0;
  for (uint32_t i = 0; i < sentence->count; i++) {
    const struct token *token = &text->tokens[sentence->first + i];
    if (!is_riddle(letters, token) || str_equal(token->folded, last))
      continue;
    if (count == 0)
      range.begin = token->range.begin;
    count += behind != i;
    behind = i + 1;
    range.end = token->range.end;
    last = token->folded;
  }
  return count >= IN_A_SENTENCE && !is_explained(letters, sentence)
             ? range
             : (struct range){0, 0};
}

/* In a text that shouts, capitals tell nothing. */
static bool shouts(const struct text *text) {
  return text->capitals * 3 > text->letters;
}

int review_find_jargon(struct arena *arena, const struct review_input *input,
                       struct review *out) {
  const struct text *text = input->text;
  const struct language_entry *rule =
      review_role(input->language, "jargon", "acronym");
  const struct language_entry *plain =
      review_role(input->language, "jargon", "plain-acronym");
  if (!rule || shouts(text))
    return ATTUNE_OK;
  struct letters letters = {.input = input};
  letters.explained = language_field(rule, "explained");
  if (plain)
    letters.plain = language_field(plain, "words");
  for (uint32_t i = 0; i < text->sentence_count; i++) {
    struct range range = riddles_in(&letters, &text->sentences[i]);
    if (range.begin == range.end)
      continue;
    struct finding finding = {.rule = rule, .range = range};
    int status = findings_add(arena, input, out, finding, NULL);
    if (status)
      return status;
  }
  return ATTUNE_OK;
}
