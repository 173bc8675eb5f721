#include "review/moves.h"

#include <attune.h>

/* Shorter words are glue; longer ones carry what the trouble is about. */
#define CONTENT_MIN 4
#define WORDS_MAX   16

/* The words of the concern that say what it is about. */
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

/*
 * "charged" and "charge", "parcels" and "parcel": the shorter is most of the
 * longer. A stemmer would be another language's rules in C.
 */
static bool is_same_word(struct str told, struct str said) {
  size_t shorter = told.size < said.size ? told.size : said.size;
  size_t longer = told.size + said.size - shorter;
  if (shorter < CONTENT_MIN || longer > shorter + 3)
    return false;
  for (size_t i = 0; i + (longer > shorter) < shorter; i++)
    if (lower(told.data[i]) != lower(said.data[i]))
      return false;
  return true;
}

static void split(struct str text, struct words *words) {
  size_t begin = 0;
  for (size_t i = 0; i <= text.size && words->count < WORDS_MAX; i++) {
    if (i < text.size && is_letter(text.data[i]))
      continue;
    if (i - begin >= CONTENT_MIN)
      words->items[words->count++] = (struct str){text.data + begin, i - begin};
    begin = i + 1;
  }
}

static const struct language_entry *glue_of(const struct language *language) {
  return language_find(language, LANGUAGE_LABEL, STR("glue"));
}

static void drop_glue(const struct language *language, struct words *words) {
  const struct language_entry *glue = glue_of(language);
  size_t kept = 0;
  for (size_t i = 0; i < words->count; i++) {
    bool is_glue = false;
    for (size_t f = 0; glue && f < glue->say_count && !is_glue; f++)
      is_glue = is_same_word(glue->says[f], words->items[i]);
    if (!is_glue)
      words->items[kept++] = words->items[i];
  }
  words->count = kept;
}

static size_t count_echoes(const struct text *text,
                           const struct sentence *sentence,
                           const struct words *words) {
  size_t echoes = 0;
  for (size_t w = 0; w < words->count; w++)
    for (uint32_t t = 0; t < sentence->count; t++)
      if (is_same_word(words->items[w],
                       text->tokens[sentence->first + t].folded)) {
        echoes++;
        break;
      }
  return echoes;
}

static bool makes(uint32_t moves, enum move move) {
  return moves >> move & 1;
}

/* A question or a request may name the thing without having felt for it. */
static size_t needed(uint32_t moves, const struct sentence *sentence) {
  if (makes(moves, MOVE_APOLOGY))
    return 1;
  if (sentence->end == '?' || makes(moves, MOVE_NEXT_STEP))
    return WORDS_MAX;
  return makes(moves, MOVE_SOLUTION) ? 3 : 2;
}

int review_find_echo(struct arena *arena, const struct review_input *input,
                     struct review *out) {
  struct words words = {.count = 0};
  split(input->history->concern, &words);
  drop_glue(input->language, &words);
  if (words.count == 0)
    return ATTUNE_OK;
  const struct text *text = input->text;
  uint32_t *moves = review_sentence_moves(arena, text, out);
  if (!moves)
    return ATTUNE_E_MEMORY;
  for (uint32_t i = 0; i < text->sentence_count; i++) {
    const struct sentence *sentence = &text->sentences[i];
    if (count_echoes(text, sentence, &words) < needed(moves[i], sentence))
      continue;
    int status =
        review_add_move(arena, out, MOVE_ACKNOWLEDGEMENT, sentence->range);
    if (status)
      return status;
  }
  return ATTUNE_OK;
}
