/*
 * One emoji is one token with all that modifies it, but its folded form is
 * without skin tones and selectors, so that a phrase names it once. So are
 * smileys without their noses.
 */
#include "text/reader.h"

#include <attune.h>

#include "base/utf8.h"

enum {
  EMOJI_GLYPHS_MAX = 64
};

/* Ends after 64 glyphs, so that a heap of modifiers is no single token. */
static size_t emoji_end(const struct reader *reader, size_t i) {
  size_t limit = i + EMOJI_GLYPHS_MAX;
  if (character_is_regional(reader_code(reader, i)) &&
      character_is_regional(reader_code(reader, i + 1)))
    return i + 2;
  for (i++; i < limit; i++) {
    if (character_is_emoji_modifier(reader_code(reader, i)))
      continue;
    if (reader_code(reader, i) != CHARACTER_JOINER ||
        reader_class(reader, i + 1) != CHARACTER_EMOJI)
      break;
    i++;
  }
  return i;
}

/* The joiner inside is part of the emoji, and hides nothing. */
static size_t fold_emoji(struct reader *reader, size_t first, size_t last,
                         char *data) {
  size_t size = 0;
  for (size_t i = first; i < last; i++)
    if (i == first || !character_is_emoji_modifier(reader_code(reader, i)))
      size += utf8_encode(reader_code(reader, i), data + size);
  return size;
}

static int add_emoji(struct reader *reader, size_t first, size_t last,
                     size_t size) {
  struct str folded = token_fold_take(reader, size);
  sentence_reopen_for_emoji(reader);
  int status = token_add(reader, first, last, TOKEN_EMOJI, 0, folded);
  if (status != ATTUNE_OK)
    return status;
  return sentence_after_emoji(reader, last);
}

int token_read_emoji(struct reader *reader, size_t *at) {
  size_t first = *at;
  size_t last = emoji_end(reader, first);
  char *data = token_fold_room(reader, last - first);
  if (!data)
    return ATTUNE_E_MEMORY;
  *at = last;
  return add_emoji(reader, first, last, fold_emoji(reader, first, last, data));
}

static bool is_one_of(uint32_t code, const char *set) {
  return code < 128 && code != 0 && strchr(set, (int)code);
}

/* What may stand around a smiley for it to be one. */
static bool smiley_stands_free(const struct scan *scan, size_t first,
                               size_t last) {
  uint32_t eyes = scan->glyphs[first].code;
  uint32_t mouth = scan->glyphs[last - 1].code;
  enum character before =
      first > 0 ? scan_class(scan, first - 1) : CHARACTER_BLANK;
  enum character after = scan_class(scan, last);
  if (character_is_word(after))
    return false;
  if (is_one_of(mouth, "/\\|3$@") && after != CHARACTER_BLANK &&
      after != CHARACTER_NEWLINE && after != CHARACTER_BREAK &&
      after != CHARACTER_TERMINAL)
    return false;
  if (!character_is_word(before) && before != CHARACTER_APOSTROPHE)
    return true;
  return before == CHARACTER_LETTER && is_one_of(eyes, ":;") &&
         is_one_of(mouth, "()") &&
         (after == CHARACTER_BLANK || after == CHARACTER_NEWLINE ||
          after == CHARACTER_BREAK);
}

static size_t heart_end(const struct scan *scan, size_t at) {
  size_t i = at + 1;
  if (scan->glyphs[at].code != '<')
    return at;
  if (scan->glyphs[i].code == '/')
    i++;
  if (scan->glyphs[i].code != '3' || character_is_word(scan_class(scan, i + 1)))
    return at;
  return i + 1;
}

size_t token_smiley_end(const struct scan *scan, size_t at) {
  const struct glyph *glyphs = scan->glyphs;
  size_t i = at;
  if (glyphs[i].code == '<')
    return heart_end(scan, at);
  if (glyphs[i].code == '>')
    i++;
  if (!is_one_of(glyphs[i].code, ":;="))
    return at;
  i++;
  if (glyphs[i].code == '\'' || glyphs[i].code == 0x2019)
    i++;
  if (is_one_of(glyphs[i].code, "-^"))
    i++;
  uint32_t mouth = glyphs[i].code;
  if (!is_one_of(mouth, "()[]DPpOo3/\\|*$@"))
    return at;
  for (i++; glyphs[i].code == mouth && mouth != '/'; i++)
    ;
  return smiley_stands_free(scan, at, i) ? i : at;
}

/* Without nose and with one mouth: ":-(((" is ":(". */
int token_read_smiley(struct reader *reader, size_t end, size_t *at) {
  size_t first = *at, size = 0;
  uint32_t mouth = reader_code(reader, end - 1);
  char *data = token_fold_room(reader, end - first);
  if (!data)
    return ATTUNE_E_MEMORY;
  for (size_t i = first; i < end; i++) {
    uint32_t code = reader_code(reader, i);
    if (code == 0x2019)
      code = '\'';
    if (is_one_of(code, "-^"))
      continue;
    size += utf8_encode(character_fold(code), data + size);
    if (code == mouth)
      break;
  }
  *at = end;
  return add_emoji(reader, first, end, size);
}
