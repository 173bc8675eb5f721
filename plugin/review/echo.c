#include "review/moves.h"

#include <attune.h>

#include "review/content.h"

#define WORDS_MAX 16

/* The words of the concern that say what it is about. */
struct words {
  struct str items[WORDS_MAX];
  size_t count;
};

/* The first of them, glue counted in and left out. */
static void gather(const struct language_entry *glue, struct str concern,
                   struct words *words) {
  struct str word;
  size_t at = 0;
  for (size_t i = 0;
       i < WORDS_MAX && (word = content_next(concern, &at)).size > 0; i++)
    if (!content_is_glue(glue, word))
      words->items[words->count++] = word;
}

static size_t count_echoes(const struct text *text,
                           const struct sentence *sentence,
                           const struct words *words) {
  const struct token *tokens = &text->tokens[sentence->first];
  size_t echoes = 0;
  for (size_t i = 0; i < words->count; i++)
    echoes += content_is_said(tokens, sentence->count, words->items[i]);
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
  gather(content_glue(input->language), input->history->concern, &words);
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
