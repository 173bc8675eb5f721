#include "review/content.h"
#include "review/signs.h"

#define WORDS_MAX 24

struct words {
  struct str items[WORDS_MAX];
  size_t count;
};

static bool is_known(const struct words *words, struct str word) {
  for (size_t i = 0; i < words->count; i++)
    if (content_is_kin(words->items[i], word))
      return true;
  return false;
}

static void gather(const struct language_entry *glue, struct str text,
                   struct words *words) {
  struct str word;
  size_t at = 0;
  while (words->count < WORDS_MAX && (word = content_next(text, &at)).size > 0)
    if (!content_is_glue(glue, word) && !is_known(words, word))
      words->items[words->count++] = word;
}

size_t review_count_uptake(const struct review_input *input) {
  const struct history *history = input->history;
  const struct text *text = input->text;
  const struct language_entry *glue = content_glue(input->language);
  struct words words = {.count = 0};
  size_t count = 0;
  gather(glue, history->concern, &words);
  if (history->question_count > 0)
    gather(glue, history->questions[history->question_count - 1], &words);
  for (size_t i = 0; i < words.count; i++)
    count += content_is_said(text->tokens, text->token_count, words.items[i]);
  return count;
}
