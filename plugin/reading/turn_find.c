#include "reading/turn.h"

#include <attune.h>

#include "reading/parts.h"

static void longer(const struct language_match **slot,
                   const struct language_match *match) {
  if (!*slot || (*slot)->count < match->count)
    *slot = match;
}

static void note_flag(struct turn_at *at, struct str id) {
  if (str_is(id, "cut"))
    at->cut = true;
  else if (str_is(id, "soft"))
    at->soft = true;
  else if (str_is(id, "common"))
    at->common = true;
  else if (str_is(id, "finite"))
    at->finite = true;
  else if (str_is(id, "verb"))
    at->verb = true;
  else if (str_is(id, "under"))
    at->under = true;
  else if (str_is(id, "nominative"))
    at->nominative = true;
  else if (str_is(id, "vague"))
    at->vague = true;
  else if (str_is(id, "hinge"))
    at->hinge = true;
  else if (str_is(id, "idle"))
    at->idle = true;
}

static void note(struct turn_at *at, const struct language_match *match) {
  struct str id = match->entry->id;
  if (str_is(id, "word"))
    longer(&at->word, match);
  else if (str_is(id, "short"))
    longer(&at->brief, match);
  else if (str_is(id, "lead"))
    longer(&at->lead, match);
  else if (str_is(id, "open"))
    longer(&at->open, match);
  else if (str_is(id, "invert"))
    longer(&at->invert, match);
  else if (str_is(id, "subject"))
    longer(&at->subject, match);
  else if (str_is(id, "bare"))
    longer(&at->bare, match);
  else if (str_is(id, "topic"))
    longer(&at->topic, match);
  else if (str_is(id, "person"))
    longer(&at->person, match);
  else
    note_flag(at, id);
}

/* Kinds whose every token counts, not only the first. */
static void note_all(struct turn_at *at, const struct language_match *match) {
  bool drop = str_is(match->entry->id, "drop");
  bool tail = str_is(match->entry->id, "tail");
  bool loose = str_is(match->entry->id, "loose");
  for (uint32_t i = 0; (drop || tail || loose) && i < match->count; i++) {
    at[i].drop = at[i].drop || drop;
    at[i].tail = at[i].tail || tail;
    at[i].loose = at[i].loose || loose;
  }
}

int turns_init(struct turns *turns, struct arena *arena,
               const struct language *language, const struct text *text) {
  *turns = (struct turns){.arena = arena, .language = language, .text = text};
  turns->at = arena_alloc(arena, (text->token_count + 1) * sizeof(*turns->at));
  turns->found = arena_alloc(arena, text->sentence_count + 1);
  if (!turns->at || !turns->found)
    return ATTUNE_E_MEMORY;
  turns->shouted =
      text->letters > 12 && text->capitals * 10 > text->letters * 6;
  return ATTUNE_OK;
}

/* The bytes of a quotation mark that ends or starts at `at`; 0: none. */
static size_t mark_at(struct str source, size_t at) {
  if (at < source.size && (source.data[at] == '"' || source.data[at] == '\''))
    return 1;
  bool curly = at + 3 <= source.size &&
               memcmp(source.data + at, "\xE2\x80", 2) == 0 &&
               (unsigned char)source.data[at + 2] >= 0x98 &&
               (unsigned char)source.data[at + 2] <= 0x9F;
  return curly ? 3 : 0;
}

static bool is_word_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (c >= '0' && c <= '9') || (c & 0x80);
}

static bool opens_quote(struct str source, size_t begin) {
  size_t size = begin >= 3 && mark_at(source, begin - 3) == 3 ? 3 : 1;
  return begin >= size && mark_at(source, begin - size) == size &&
         (begin == size || !is_word_byte(source.data[begin - size - 1]));
}

static bool closes_quote(struct str source, size_t end) {
  while (end < source.size &&
         (source.data[end] == '.' || source.data[end] == ',' ||
          source.data[end] == '!' || source.data[end] == '?'))
    end++;
  size_t size = mark_at(source, end);
  return size > 0 &&
         (end + size >= source.size || !is_word_byte(source.data[end + size]));
}

/* What stands between quotation marks, as far as both are in the sentence. */
static void find_quotes(struct turns *turns, const struct sentence *sentence) {
  const struct token *tokens = turns->text->tokens;
  struct str source = turns->text->source;
  uint32_t end = sentence->first + sentence->count;
  for (uint32_t i = sentence->first; i < end; i++) {
    if (!opens_quote(source, tokens[i].range.begin))
      continue;
    uint32_t last = i;
    while (last < end && !closes_quote(source, tokens[last].range.end))
      last++;
    for (uint32_t n = i; last < end && n <= last; n++)
      turns->at[n].quoted = true;
    i = last < end ? last : i;
  }
}

static void find_brackets(struct turns *turns,
                          const struct sentence *sentence) {
  for (uint32_t i = sentence->first; i < sentence->first + sentence->count;
       i++) {
    uint32_t behind = clause_behind_brackets(turns->text, i);
    for (; i < behind; i++)
      turns->at[i].drop = true;
  }
}

int turns_find(struct turns *turns, uint32_t token) {
  uint32_t at = turns->text->tokens[token].sentence;
  const struct sentence *sentence = &turns->text->sentences[at];
  struct text alone = *turns->text;
  struct language_matches matches;
  if (turns->found[at])
    return ATTUNE_OK;
  alone.sentences = &turns->text->sentences[at];
  alone.sentence_count = 1;
  if (language_scan_kinds(turns->language, turns->arena, &alone, 1,
                          LANGUAGE_KIND(LANGUAGE_TURN), &matches))
    return ATTUNE_E_MEMORY;
  for (size_t i = 0; i < matches.count; i++) {
    const struct language_match *match = &matches.items[i];
    note(&turns->at[match->first], match);
    note_all(&turns->at[match->first], match);
  }
  for (uint32_t i = 0; i < sentence->count; i++)
    if (turns->text->tokens[sentence->first + i].flags & TOKEN_HANDLE)
      turns->at[sentence->first + i].drop = true;
  find_quotes(turns, sentence);
  find_brackets(turns, sentence);
  turns->found[at] = true;
  return ATTUNE_OK;
}
