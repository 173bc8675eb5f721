#include "reading/marks.h"

void marks_take(const struct text *text, struct marks *marks) {
  const struct str source = text->source;
  uint32_t words = 0, capitals = 0;
  bool twice = false;
  *marks = (struct marks){0};
  marks->tokens = text->token_count;
  for (size_t i = 0; i + 1 < source.size; i++) {
    bool again = source.data[i] == '?' || source.data[i] == '!';
    bool more = source.data[i + 1] == '?' || source.data[i + 1] == '!';
    twice = twice || (again && more);
    marks->dots += source.data[i] == '.' && source.data[i + 1] == '.';
  }
  for (uint32_t i = 0; i < text->sentence_count; i++)
    marks->bangs += text->sentences[i].bangs;
  for (uint32_t i = 0; i < text->token_count; i++) {
    const struct token *token = &text->tokens[i];
    if (token->kind != TOKEN_WORD || (token->flags & TOKEN_HANDLE))
      continue;
    bool shouted = (token->flags & TOKEN_SHOUTED) != 0;
    words += token->folded.size > 1;
    capitals += shouted;
    marks->shouted += shouted && token->folded.size > 3;
    marks->stretched += (token->flags & TOKEN_ELONGATED) != 0;
  }
  marks->all = words > 2 && capitals * 10 > words * 6;
  marks->loud = twice || (marks->shouted > 0 && !marks->all);
  for (uint32_t i = 0; i < text->span_count; i++)
    marks->quoted = marks->quoted || text->spans[i].kind == SPAN_QUOTATION;
}
