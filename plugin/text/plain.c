#include "text/scan.h"

#include <attune.h>

#include "base/utf8.h"

int scan_plain(struct scan *scan) {
  struct str source = scan->source;
  for (size_t at = 0; at < source.size;) {
    uint32_t code;
    size_t size = scan_decode(source, at, &code);
    /* A lone CR ended lines on old machines; before LF it is a blank. */
    if (code == '\r' && (at + 1 == source.size || source.data[at + 1] != '\n'))
      code = '\n';
    if (code > 0x2027 && code < 0x202A)
      code = '\n';
    scan_put(scan, at, code);
    at += size;
  }
  return ATTUNE_OK;
}

/* Writes what a reader sees to out, or only counts when out is NULL. */
static size_t write_plain(const struct scan *scan, char *out) {
  size_t size = 0;
  bool blank = false;
  char bytes[4];
  for (size_t i = 0; i < scan->count; i++) {
    uint32_t code = scan->glyphs[i].code;
    enum character c = character_of(code);
    if (c == CHARACTER_BLANK || c == CHARACTER_NEWLINE ||
        c == CHARACTER_BREAK) {
      blank = size > 0;
      continue;
    }
    if (c == CHARACTER_MARKUP || code == GLYPH_EMPHASIS ||
        (c == CHARACTER_HIDDEN && code != CHARACTER_JOINER))
      continue;
    size_t count = utf8_encode(code, bytes);
    if (out) {
      if (blank)
        out[size] = ' ';
      memcpy(out + size + blank, bytes, count);
    }
    size += blank + count;
    blank = false;
  }
  return size;
}

struct str text_plain(struct arena *arena, const struct text *text,
                      struct range range) {
  struct scan scan = {
      .arena = arena, .source = str_slice(text->source, range), .flat = true};
  if (scan_format(&scan, text->format) != ATTUNE_OK)
    return (struct str){NULL, 0};
  size_t size = write_plain(&scan, NULL);
  char *out = arena_alloc(arena, size + 1);
  if (!out)
    return (struct str){NULL, 0};
  write_plain(&scan, out);
  return (struct str){out, size};
}

static const char *html_escape(char c) {
  switch (c) {
  case '&':
    return "&amp;";
  case '<':
    return "&lt;";
  case '>':
    return "&gt;";
  case '"':
    return "&quot;";
  case '\'':
    return "&#39;";
  case '\n':
    return "<br>";
  default:
    return NULL;
  }
}

static bool is_ascii_word(char c) {
  return character_is_word(character_of((unsigned char)c)) &&
         (unsigned char)c < 128;
}

/*
 * Does nothing but blanks or the digits of a list number stand before? What
 * is further back than Markdown looks is not asked, which keeps it linear.
 */
static bool starts_line(struct str plain, size_t i, bool digits) {
  size_t from = i;
  while (digits && i > 0 && from - i < 9 && plain.data[i - 1] >= '0' &&
         plain.data[i - 1] <= '9')
    i--;
  if (digits && i == from)
    return false;
  while (i > 0 && from - i < 12 && plain.data[i - 1] == ' ')
    i--;
  return i == 0 || plain.data[i - 1] == '\n';
}

static bool markdown_needs_escape(struct str plain, size_t i) {
  uint32_t code;
  char next = i + 1 < plain.size ? plain.data[i + 1] : '\n';
  switch (plain.data[i]) {
  case '\\':
  case '`':
  case '*':
  case '[':
  case ']':
  case '<':
  case '~':
    return true;
  case '_':
    return i == 0 || !is_ascii_word(plain.data[i - 1]) || !is_ascii_word(next);
  case '&':
    return html_read_entity(plain, i, &code) > 0;
  case '#':
  case '+':
  case '-':
  case '>':
  case '=':
    return starts_line(plain, i, false);
  case '.':
  case ')':
    return (next == ' ' || next == '\n') && starts_line(plain, i, true);
  default:
    return false;
  }
}

/* The most one byte can become, in either format, is 6. */
struct str text_escape(struct arena *arena, enum text_format format,
                       struct str plain) {
  if (format != TEXT_HTML && format != TEXT_MARKDOWN)
    return arena_str(arena, plain);
  if (plain.size > (SIZE_MAX - 1) / 6)
    return (struct str){NULL, 0};
  char *out = arena_alloc(arena, plain.size * 6 + 1);
  size_t size = 0;
  if (!out)
    return (struct str){NULL, 0};
  for (size_t i = 0; i < plain.size; i++) {
    const char *escape =
        format == TEXT_HTML ? html_escape(plain.data[i]) : NULL;
    if (escape) {
      memcpy(out + size, escape, strlen(escape));
      size += strlen(escape);
      continue;
    }
    if (format == TEXT_MARKDOWN && markdown_needs_escape(plain, i))
      out[size++] = '\\';
    out[size++] = plain.data[i];
  }
  return (struct str){out, size};
}
