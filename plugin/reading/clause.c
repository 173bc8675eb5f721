#include "reading/clause.h"

#include <attune.h>

#include "reading/parts.h"

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
