#include "reading/turn_line.h"

#include <attune.h>

#include "reading/parts.h"

void turn_put(struct turn_line *line, struct str piece) {
  if (line->count + 1 < sizeof(line->pieces) / sizeof(line->pieces[0]))
    line->pieces[line->count++] = piece;
}

void turn_put_word(struct turn_line *line, struct str separator,
                   struct str word) {
  if (word.size == 0)
    return;
  if (line->count > 0)
    turn_put(line, separator);
  turn_put(line, word);
  line->words++;
  for (size_t i = 0; i < word.size; i++)
    line->words += word.data[i] == ' ';
}

int turn_finish(struct arena *arena, const struct turn_line *line,
                struct str *out) {
  *out = arena_join(arena, line->pieces, line->count);
  return line->failed || !out->data ? ATTUNE_E_MEMORY : ATTUNE_OK;
}

/* What stood between two tokens, as far as it is worth keeping. */
static struct str between(const struct text *text, uint32_t left,
                          uint32_t right) {
  size_t begin = text->tokens[left].range.end;
  size_t end = text->tokens[right].range.begin;
  const char *data = text->source.data;
  if (right != left + 1)
    return STR(" ");
  if (begin >= end)
    return text->tokens[right].flags & TOKEN_CONTRACTED ? STR(" ")
                                                        : (struct str){data, 0};
  if (memchr(data + begin, '&', end - begin))
    return STR(" and ");
  if (memchr(data + begin, ',', end - begin))
    return STR(", ");
  if (end - begin == 1 && (data[begin] == '-' || data[begin] == '/'))
    return (struct str){data + begin, 1};
  return STR(" ");
}

/*
 * The token's own word. Capitals are kept where they make a name: not where
 * all is shouted, not in a long shouted word, not at the start of a
 * sentence in a word that is known to be none.
 */
static struct str own_word(const struct turns *turns, uint32_t i,
                           struct turn_line *line) {
  const struct token *token = &turns->text->tokens[i];
  bool first = turns->text->sentences[token->sentence].first == i;
  bool common = turns->at[i].common || turns->at[i].open;
  bool code = token->kind == TOKEN_CODE;
  bool loud =
      (token->flags & TOKEN_SHOUTED) && (token->folded.size > 4 || common);
  if (!code && (token->flags & TOKEN_CONTRACTED || turns->shouted || loud ||
                ((first || line->count == 0) && common &&
                 !(token->flags & TOKEN_SHOUTED))))
    return token->folded;
  struct str word = text_plain(turns->arena, turns->text, token->range);
  line->failed = line->failed || !word.data;
  if (word.size > 1 && word.data[0] == '#')
    word = (struct str){word.data + 1, word.size - 1};
  return word;
}

static bool is_contraction(const struct turns *turns,
                           const struct language_match *match) {
  return turns->text->tokens[match->first].flags & TOKEN_CONTRACTED;
}

/* The say of a turned word, its one capture put in as it stands. */
static void put_turned(const struct turns *turns, struct turn_line *line,
                       struct str separator,
                       const struct language_match *match) {
  struct str say =
      match->entry->say_count ? match->entry->says[0] : (struct str){NULL, 0};
  struct phrase_capture how;
  const char *brace = say.size ? memchr(say.data, '{', say.size) : NULL;
  if (!brace || !parts_capture(turns->language, match, STR("how"), &how)) {
    turn_put_word(line, separator, say);
    return;
  }
  size_t before = (size_t)(brace - say.data);
  const char *close = memchr(brace, '}', say.size - before);
  size_t after = close ? (size_t)(close + 1 - say.data) : say.size;
  while (before > 0 && say.data[before - 1] == ' ')
    before--;
  while (after < say.size && say.data[after] == ' ')
    after++;
  turn_put_word(line, separator, (struct str){say.data, before});
  turn_put_word(line, line->count ? STR(" ") : separator,
                turns->text->tokens[how.first].folded);
  turn_put_word(line, STR(" "),
                (struct str){say.data + after, say.size - after});
}

/* Somebody else's word, as it stands, between quotation marks. */
static void put_quoted(const struct turns *turns, struct turn_line *line,
                       struct str separator, uint32_t i, uint32_t end) {
  const struct text *text = turns->text;
  bool first = i == 0 || !turns->at[i - 1].quoted;
  bool opens = first || (line->quoting && line->next != i);
  bool closes =
      (opens || line->quoting) && (i + 1 >= end || !turns->at[i + 1].quoted);
  line->quoting = (opens || line->quoting) && !closes;
  struct str word = text_plain(turns->arena, text, text->tokens[i].range);
  struct str pieces[] = {STR("\""), word, STR("\"")};
  if (!opens && text->tokens[i - 1].range.end == text->tokens[i].range.begin)
    separator = STR("");
  size_t from = opens ? 0 : 1;
  word = arena_join(turns->arena, pieces + from, (closes ? 3 : 2) - from);
  line->failed = line->failed || !word.data;
  turn_put_word(line, separator, word);
  line->next = i + 1;
}

/* Writes the word or words at token i and returns how many tokens it took. */
static uint32_t put_token(const struct turns *turns, struct turn_line *line,
                          uint32_t i, uint32_t end) {
  const struct turn_at *at = &turns->at[i];
  struct str separator = i > 0 && line->words > 0 && line->next == i
                             ? between(turns->text, i - 1, i)
                             : STR(" ");
  const struct language_match *turned = at->word;
  if (at->quoted) {
    put_quoted(turns, line, separator, i, end);
    return 1;
  }
  if (!turned && at->brief && is_contraction(turns, at->brief))
    turned = at->brief;
  if (turned && i + turned->count <= end) {
    put_turned(turns, line, separator, turned);
    line->next = i + turned->count;
    return turned->count;
  }
  if (!at->drop) {
    turn_put_word(line, separator, own_word(turns, i, line));
    line->next = i + 1;
  }
  return 1;
}

void turn_put_tokens(const struct turns *turns, struct turn_line *line,
                     uint32_t first, uint32_t end) {
  while (first < end)
    first += put_token(turns, line, first, end);
}

size_t turn_words(const struct turns *turns, uint32_t first, uint32_t end) {
  size_t words = 0;
  for (uint32_t i = first; i < end; i++) {
    const struct token *token = &turns->text->tokens[i];
    bool joined = i > first && (token->flags & TOKEN_CONTRACTED) &&
                  token->range.begin == token[-1].range.end;
    words += !turns->at[i].drop && !joined;
  }
  return words;
}
