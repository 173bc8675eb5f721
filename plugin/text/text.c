#include "text/text.h"

#include <attune.h>

#include "base/utf8.h"
#include "text/reader.h"

enum {
  QUOTATION_REACH = 300
};

size_t scan_decode(struct str source, size_t at, uint32_t *code) {
  unsigned char byte = (unsigned char)source.data[at];
  if (byte < 128) {
    *code = byte;
    return 1;
  }
  return utf8_decode((struct str){source.data + at, source.size - at}, code);
}

int scan_format(struct scan *scan, enum text_format format) {
  if (scan->source.size >= UINT32_MAX / sizeof(struct glyph))
    return ATTUNE_E_TOO_LARGE;
  /*
   * A glyph never takes less than a byte, so there is always room. The four
   * behind the end let every step look ahead without asking first.
   */
  size_t count = scan->source.size + 4;
  scan->glyphs = arena_alloc(scan->arena, count * sizeof(*scan->glyphs));
  if (!scan->glyphs)
    return ATTUNE_E_MEMORY;
  int status = format == TEXT_HTML       ? scan_html(scan)
               : format == TEXT_MARKDOWN ? scan_markdown(scan)
                                         : scan_plain(scan);
  for (size_t i = 0; i < 4; i++)
    scan->glyphs[scan->count + i] =
        (struct glyph){(uint32_t)scan->source.size, GLYPH_END};
  return status;
}

/* A sign that counts only with what stands behind it: #4471, $20. */
static bool is_lead(const struct reader *reader, size_t i) {
  const struct scan *scan = reader->scan;
  enum character next = scan_class(scan, i + 1);
  if (scan->glyphs[i].code == '#')
    return (next == CHARACTER_LETTER || next == CHARACTER_DIGIT) &&
           (i == 0 || !character_is_word(scan_class(scan, i - 1)));
  if (scan_class(scan, i) != CHARACTER_CURRENCY)
    return false;
  return next == CHARACTER_DIGIT ||
         (next == CHARACTER_BLANK &&
          scan_class(scan, i + 2) == CHARACTER_DIGIT);
}

static void read_lead(struct reader *reader, size_t *at) {
  bool tag = reader->scan->glyphs[*at].code == '#';
  reader->lead = *at;
  reader->lead_flags = tag ? TOKEN_HASHTAG : TOKEN_MONEY;
  ++*at;
  if (scan_class(reader->scan, *at) == CHARACTER_BLANK)
    ++*at;
}

/* An apostrophe that is part of no word: the quotation mark of a pair. */
static void read_single_quote(struct reader *reader, size_t at) {
  bool before = at > 0 && character_is_word(scan_class(reader->scan, at - 1));
  if (!before && scan_class(reader->scan, at + 1) == CHARACTER_LETTER) {
    reader->single_quote = true;
    sentence_touch(reader, at);
  } else {
    reader->single_quote = false;
    sentence_follow(reader, at);
  }
}

static bool is_dash_pause(const struct reader *reader, size_t at) {
  const struct scan *scan = reader->scan;
  if (scan->glyphs[at].code != '-')
    return scan->glyphs[at].code >= 0x2012;
  return scan->glyphs[at + 1].code == '-' || at == 0 ||
         scan_class(scan, at - 1) == CHARACTER_BLANK;
}

static int read_other(struct reader *reader, size_t *at) {
  size_t end = token_smiley_end(reader->scan, *at);
  if (end > *at)
    return token_read_smiley(reader, end, at);
  uint32_t code = reader->scan->glyphs[*at].code;
  if (code == '@' &&
      (*at == 0 || !character_is_word(scan_class(reader->scan, *at - 1)))) {
    sentence_follow(reader, *at);
    return token_read_handle(reader, at);
  }
  if (is_lead(reader, *at)) {
    read_lead(reader, at);
    return ATTUNE_OK;
  }
  if (code == GLYPH_EMPHASIS || code == 0xA1 || code == 0xBF)
    sentence_touch(reader, *at);
  else
    sentence_follow(reader, *at);
  ++*at;
  return ATTUNE_OK;
}

static int read_pause(struct reader *reader, size_t *at) {
  size_t end = token_smiley_end(reader->scan, *at);
  if (end > *at)
    return token_read_smiley(reader, end, at);
  sentence_follow(reader, *at);
  reader->pause = true;
  ++*at;
  return ATTUNE_OK;
}

static int read_mark(struct reader *reader, enum character c, size_t *at) {
  int status = ATTUNE_OK;
  if (c == CHARACTER_QUOTE)
    status = sentence_quote(reader, *at);
  if (c == CHARACTER_CLOSE)
    sentence_follow(reader, *at);
  else
    sentence_touch(reader, *at);
  if (c == CHARACTER_OPEN)
    reader->pause = true;
  ++*at;
  return status;
}

static int read_glyph(struct reader *reader, size_t *at) {
  enum character c = scan_class(reader->scan, *at);
  switch (c) {
  case CHARACTER_LETTER:
  case CHARACTER_DIGIT:
    return token_read_compound(reader, at);
  case CHARACTER_EMOJI:
    return token_read_emoji(reader, at);
  case CHARACTER_LINK:
    return token_read_link(reader, at);
  case CHARACTER_TERMINAL:
    return sentence_terminal(reader, at);
  case CHARACTER_NEWLINE:
    return sentence_newline(reader, at);
  case CHARACTER_BREAK:
    return sentence_break(reader, at);
  case CHARACTER_PAUSE:
    return read_pause(reader, at);
  case CHARACTER_QUOTE:
  case CHARACTER_OPEN:
  case CHARACTER_CLOSE:
  case CHARACTER_SOLID:
    return read_mark(reader, c, at);
  case CHARACTER_APOSTROPHE:
    read_single_quote(reader, *at);
    break;
  case CHARACTER_DASH:
    reader->pause |= is_dash_pause(reader, *at);
    sentence_follow(reader, *at);
    break;
  case CHARACTER_HIDDEN:
    reader->text->had_hidden |= *at > 0; /* a byte order mark is no trick */
    break;
  case CHARACTER_OTHER:
  case CHARACTER_CURRENCY:
    return read_other(reader, at);
  default:
    break;
  }
  ++*at;
  return ATTUNE_OK;
}

static int read_glyphs(struct reader *reader) {
  size_t at = 0;
  int status = ATTUNE_OK;
  sentence_line_start(reader, &at);
  while (status == ATTUNE_OK && at < reader->scan->count)
    status = read_glyph(reader, &at);
  return status == ATTUNE_OK ? sentence_close(reader, 0) : status;
}

int text_read(struct arena *arena, const struct text_lexicon *lexicon,
              struct str source, enum text_format format, struct text *out) {
  struct scan scan = {.arena = arena, .lexicon = lexicon, .source = source};
  struct reader reader = {.scan = &scan,
                          .text = out,
                          .lead = READER_NONE,
                          .quotation = READER_NONE};
  *out = (struct text){.source = source, .format = format};
  int status = scan_format(&scan, format);
  if (status == ATTUNE_OK)
    status = span_find_blocks(&scan, format);
  if (status == ATTUNE_OK)
    status = link_find(&scan);
  if (status == ATTUNE_OK)
    status = read_glyphs(&reader);
  return status == ATTUNE_OK ? span_merge(&scan, out) : status;
}

struct range text_range(const struct text *text, uint32_t first,
                        uint32_t count) {
  return (struct range){text->tokens[first].range.begin,
                        text->tokens[first + count - 1].range.end};
}

/* The first span that begins at `at` or later. */
static uint32_t span_from(const struct text *text, size_t at) {
  uint32_t low = 0, high = text->span_count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (text->spans[middle].range.begin < at)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* An insertion between two bytes touches a span only inside it. */
static bool touches(struct range span, struct range range) {
  if (range.begin == range.end)
    return span.begin < range.begin && range.begin < span.end;
  return range_overlaps(span, range);
}

/*
 * The span before `range` is the only long one that may reach into it: spans
 * overlap only inside a quotation, and these are short.
 */
bool text_is_protected(const struct text *text, struct range range) {
  uint32_t next = span_from(text, range.begin);
  if (next < text->span_count && touches(text->spans[next].range, range))
    return true;
  for (uint32_t i = next; i > 0; i--) {
    const struct span *span = &text->spans[i - 1];
    if (touches(span->range, range))
      return true;
    if (span->range.begin + QUOTATION_REACH < range.begin)
      return false;
  }
  return false;
}
