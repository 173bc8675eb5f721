#include "review/signs.h"

/* Shorter words are glue; longer ones carry what it is about. */
#define CONTENT_MIN 4
#define WORDS_MAX   24

struct words {
  struct str items[WORDS_MAX];
  size_t count;
};

static bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80);
}

static char lower(char c) {
  return c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
}

/* "charge" and "charged": the same but for an ending; no stemmer in C. */
static bool is_kin(struct str a, struct str b) {
  size_t least = a.size < b.size ? a.size : b.size;
  size_t most = a.size + b.size - least;
  if (least < CONTENT_MIN || most > least + 3)
    return false;
  for (size_t i = 0; i + (most > least) < least; i++)
    if (lower(a.data[i]) != lower(b.data[i]))
      return false;
  return true;
}

static bool is_glue(const struct language_entry *glue, struct str word) {
  for (size_t i = 0; glue && i < glue->say_count; i++)
    if (is_kin(glue->says[i], word))
      return true;
  return false;
}

static bool is_known(const struct words *words, struct str word) {
  for (size_t i = 0; i < words->count; i++)
    if (is_kin(words->items[i], word))
      return true;
  return false;
}

static void gather(const struct language_entry *glue, struct str text,
                   struct words *words) {
  size_t begin = 0;
  for (size_t i = 0; i <= text.size && words->count < WORDS_MAX; i++) {
    if (i < text.size && is_letter(text.data[i]))
      continue;
    struct str word = {text.data + begin, i - begin};
    if (word.size >= CONTENT_MIN && !is_glue(glue, word) &&
        !is_known(words, word))
      words->items[words->count++] = word;
    begin = i + 1;
  }
}

static bool is_said(const struct text *text, struct str word) {
  for (uint32_t i = 0; i < text->token_count; i++)
    if (is_kin(word, text->tokens[i].folded))
      return true;
  return false;
}

size_t review_count_uptake(const struct review_input *input) {
  const struct history *history = input->history;
  const struct language_entry *glue =
      language_find(input->language, LANGUAGE_LABEL, STR("glue"));
  struct words words = {.count = 0};
  size_t count = 0;
  gather(glue, history->concern, &words);
  if (history->question_count > 0)
    gather(glue, history->questions[history->question_count - 1], &words);
  for (size_t i = 0; i < words.count; i++)
    count += is_said(input->text, words.items[i]);
  return count;
}
