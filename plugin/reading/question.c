#include "reading/question.h"

#include <attune.h>

#include "reading/parts.h"

/* A question behind so much else is told without it. */
#define PREAMBLE_TOKENS 4

/* What the words of a sentence say of it. */
struct marks {
  bool rhetorical;
  bool asks;
  uint32_t start; /* the token that starts what is asked, or 0 */
};

struct asked {
  const struct text *text;
  struct marks *marks; /* by sentence */
  bool *before;        /* by token: a clause may start behind it */
};

/* Is this where a sentence or a clause of it starts? */
static bool starts(const struct asked *asked, uint32_t token) {
  const struct token *tokens = asked->text->tokens;
  return token == asked->text->sentences[tokens[token].sentence].first ||
         (tokens[token].flags & TOKEN_AFTER_PAUSE) || asked->before[token - 1];
}

static void mark(struct asked *asked, const struct language_match *match) {
  const struct token *token = &asked->text->tokens[match->first];
  struct marks *marks = &asked->marks[token->sentence];
  struct str id = match->entry->id;
  bool here = starts(asked, match->first);
  if (str_is(id, "rhetorical"))
    marks->rhetorical = true;
  else if (str_is(id, "asks") || (str_is(id, "starts") && here))
    marks->asks = true;
  else
    return;
  if (here && marks->start == 0)
    marks->start = match->first;
}

static void mark_all(struct asked *asked,
                     const struct language_matches *matches) {
  for (size_t i = 0; i < matches->count; i++)
    if (parts_is(&matches->items[i], LANGUAGE_QUESTION, "before"))
      asked->before[matches->items[i].first] = true;
  for (size_t i = 0; i < matches->count; i++)
    if (matches->items[i].entry->kind == LANGUAGE_QUESTION)
      mark(asked, &matches->items[i]);
}

/*
 * A question mark is enough unless the words are those of somebody who is
 * angry and wants no answer to them.
 */
static bool wants_answer(const struct sentence *sentence,
                         const struct marks *marks) {
  if (sentence->count == 0 || marks->rhetorical)
    return false;
  return sentence->end == '?' || marks->asks;
}

/* "It came on Monday and is empty, can you send another?": from "can". */
static struct range piece(const struct text *text,
                          const struct sentence *sentence,
                          const struct marks *marks) {
  struct range range = sentence->range;
  if (marks->start >= sentence->first + PREAMBLE_TOKENS)
    range.begin = text->tokens[marks->start].range.begin;
  return range;
}

int reading_questions(struct arena *arena, const struct text *text,
                      const struct language_matches *matches,
                      struct reading *out) {
  size_t count = text->sentence_count;
  struct asked asked = {
      .text = text,
      .marks = arena_alloc(arena, (count + 1) * sizeof(*asked.marks)),
      .before = arena_alloc(arena, text->token_count + 1)};
  out->questions = arena_alloc(arena, (count + 1) * sizeof(*out->questions));
  if (!asked.marks || !asked.before || !out->questions)
    return ATTUNE_E_MEMORY;
  mark_all(&asked, matches);
  for (uint32_t i = 0; i < count; i++)
    if (wants_answer(&text->sentences[i], &asked.marks[i]))
      out->questions[out->question_count++] =
          piece(text, &text->sentences[i], &asked.marks[i]);
  return ATTUNE_OK;
}
