#include "reading/question.h"

#include <attune.h>

#include "reading/parts.h"

enum {
  ASKS = 1,
  RHETORICAL = 2
};

static void mark(const struct text *text,
                 const struct language_matches *matches, uint8_t *marks) {
  for (size_t i = 0; i < matches->count; i++) {
    const struct language_match *match = &matches->items[i];
    if (match->entry->kind != LANGUAGE_QUESTION)
      continue;
    uint32_t sentence = text->tokens[match->first].sentence;
    if (str_is(match->entry->id, "asks"))
      marks[sentence] |= ASKS;
    else if (str_is(match->entry->id, "rhetorical"))
      marks[sentence] |= RHETORICAL;
  }
}

/*
 * A question mark is enough unless the words are those of somebody who is
 * angry and wants no answer to them.
 */
static bool wants_answer(const struct sentence *sentence, uint8_t marks) {
  if (sentence->count == 0 || (marks & RHETORICAL))
    return false;
  return sentence->end == '?' || (marks & ASKS);
}

int reading_questions(struct arena *arena, const struct text *text,
                      const struct language_matches *matches,
                      struct reading *out) {
  size_t count = text->sentence_count;
  uint8_t *marks = arena_alloc(arena, count + 1);
  out->questions = arena_alloc(arena, (count + 1) * sizeof(*out->questions));
  if (!marks || !out->questions)
    return ATTUNE_E_MEMORY;
  mark(text, matches, marks);
  for (uint32_t i = 0; i < count; i++)
    if (wants_answer(&text->sentences[i], marks[i]))
      out->questions[out->question_count++] = text->sentences[i].range;
  return ATTUNE_OK;
}
