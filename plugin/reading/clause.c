#include "reading/clause.h"

#include <attune.h>

#include "reading/parts.h"

/* More tokens than that are a sentence of their own. */
#define BRACKETS_MAX 6

/*
 * "My son (9) has been hit": what stands in brackets breaks no clause and
 * starts none, if more of the sentence follows.
 */
static void mark_brackets(const struct text *text, bool *starts) {
  for (uint32_t i = 0; i < text->token_count; i++) {
    uint32_t behind = clause_behind_brackets(text, i);
    for (; i < behind; i++)
      starts[i] = false;
  }
}

static void mark_breaks(const struct text *text,
                        const struct language_matches *matches, bool *starts) {
  for (uint32_t i = 0; i < text->sentence_count; i++)
    if (text->sentences[i].count > 0)
      starts[text->sentences[i].first] = true;
  for (uint32_t i = 0; i < text->token_count; i++)
    if (text->tokens[i].flags & TOKEN_AFTER_PAUSE)
      starts[i] = true;
  for (size_t i = 0; i < matches->count; i++)
    if (parts_is(&matches->items[i], LANGUAGE_SHIFT, "break"))
      starts[matches->items[i].first] = true;
  mark_brackets(text, starts);
}

static bool has_byte(const struct text *text, size_t begin, size_t end,
                     char byte) {
  return begin < end && memchr(text->source.data + begin, byte, end - begin);
}

uint32_t clause_behind_brackets(const struct text *text, uint32_t token) {
  const struct token *tokens = text->tokens;
  if (token == 0 || tokens[token - 1].sentence != tokens[token].sentence ||
      !has_byte(text, tokens[token - 1].range.end, tokens[token].range.begin,
                '('))
    return 0;
  for (uint32_t i = token;
       i + 1 < text->token_count && i < token + BRACKETS_MAX &&
       tokens[i + 1].sentence == tokens[token].sentence;
       i++)
    if (has_byte(text, tokens[i].range.end, tokens[i + 1].range.begin, ')'))
      return i + 1;
  return 0;
}

int clauses_find(struct arena *arena, const struct text *text,
                 const struct language_matches *matches, struct clauses *out) {
  size_t tokens = text->token_count;
  bool *starts = arena_alloc(arena, (tokens + 1) * sizeof(*starts));
  *out = (struct clauses){
      .items = arena_alloc(arena, (tokens + 1) * sizeof(*out->items)),
      .of_token = arena_alloc(arena, (tokens + 1) * sizeof(*out->of_token))};
  if (!starts || !out->items || !out->of_token)
    return ATTUNE_E_MEMORY;
  mark_breaks(text, matches, starts);
  for (uint32_t i = 0; i < tokens; i++) {
    if (i == 0 || starts[i])
      out->items[out->count++].first = i;
    out->items[out->count - 1].count++;
    out->of_token[i] = (uint32_t)out->count - 1;
  }
  return ATTUNE_OK;
}

struct range clause_range(const struct text *text,
                          const struct clause *clause) {
  return text_range(text, clause->first, clause->count);
}
