/*
 * Inside the room: a text of any format as one row of glyphs, which the
 * later steps (blocks, links, tokens, sentences) read without knowing of
 * formats. Glyphs tile the source: each reaches to where the next begins,
 * so that an entity, a tag or a whole code block is one glyph.
 */
#ifndef ATTUNE_TEXT_SCAN_H
#define ATTUNE_TEXT_SCAN_H

#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "text/character.h"
#include "text/text.h"

struct glyph {
  uint32_t at; /* byte offset */
  uint32_t code;
};

/* Codes above Unicode for what is not a character. */
enum {
  GLYPH_END = 0x110000, /* behind the last glyph */
  GLYPH_BREAK,          /* a block boundary */
  GLYPH_BLOCK,          /* code, a signature: a boundary, and protected */
  GLYPH_QUOTED,         /* quoted text: as GLYPH_BLOCK */
  GLYPH_MARKUP,         /* an inline tag */
  GLYPH_EMPHASIS,       /* * _ ~ around words in Markdown */
  GLYPH_CODE,           /* inline code: part of its sentence, no token */
  GLYPH_LINK            /* a link starts here, whose character it keeps */
};

struct span_list {
  struct span *items;
  size_t count;
  size_t capacity;
};

/* A URL, address or template, as glyphs first to last - 1. */
struct link {
  uint32_t first;
  uint32_t last;
  uint32_t code; /* of the first glyph, which has become GLYPH_LINK */
  enum span_kind kind;
};

struct scan {
  struct arena *arena;
  const struct text_lexicon *lexicon; /* NULL: knows no words */
  struct str source;
  struct glyph *glyphs; /* count of them and one GLYPH_END */
  size_t count;
  struct span_list markup;     /* tags and code, from the format */
  struct span_list blocks;     /* quotes and signatures */
  struct span_list quotations; /* between quotation marks */
  struct link *links;
  size_t link_count;
  size_t link_capacity;
  bool flat; /* for display: code and quotes are read as text */
};

/* Fills glyphs and markup. 0 or a negative status, as all below. */
int scan_format(struct scan *scan, enum text_format format);
int scan_plain(struct scan *scan);
int scan_html(struct scan *scan);
int scan_markdown(struct scan *scan);

int span_push(struct arena *arena, struct span_list *list, size_t begin,
              size_t end, enum span_kind kind);

/* Finds quotes and signatures and turns their glyphs into blocks. */
int span_find_blocks(struct scan *scan, enum text_format format);

/* All lists as one in order, what lies in a protected span dropped. */
int span_merge(const struct scan *scan, struct text *out);

int link_find(struct scan *scan);

/* Decodes one character of the source at `at`; returns its bytes. */
size_t scan_decode(struct str source, size_t at, uint32_t *code);

static inline void scan_put(struct scan *scan, size_t at, uint32_t code) {
  scan->glyphs[scan->count++] = (struct glyph){(uint32_t)at, code};
}

static inline enum character scan_class(const struct scan *scan, size_t i) {
  return character_of(scan->glyphs[i].code);
}

static inline bool scan_is_line_end(uint32_t code) {
  return code == '\n' || (code >= GLYPH_END && code <= GLYPH_QUOTED);
}

/* Letters, digits and marks. */
static inline bool character_is_word(enum character c) {
  return c == CHARACTER_LETTER || c == CHARACTER_DIGIT || c == CHARACTER_MARK;
}

/* html.c, also for the tags and entities that Markdown takes over. */
struct html_tag {
  size_t end;    /* behind the '>' */
  char name[12]; /* lower case, cut off when longer; empty: a comment */
  bool closing;
};

/* State that keeps broken tags from being scanned again and again. */
struct html_scan {
  struct str source;
  size_t quotes_from; /* before it, quotes in tags are not trusted */
};

bool html_read_tag(struct html_scan *html, size_t at, struct html_tag *tag);

/* What the tag is to the text: 0 (inline), '\n' or GLYPH_BREAK. */
uint32_t html_break(const struct html_tag *tag);

/* The bytes of an entity at `at`, 0 if there is none. */
size_t html_read_entity(struct str source, size_t at, uint32_t *code);

/* A contraction's parts in the lexicon. */
struct text_form {
  const struct str *parts;
  uint8_t part_count; /* 0: no contraction */
  bool abbreviation;
  bool sign_off;
};

const struct text_form *text_lexicon_find(const struct text_lexicon *lexicon,
                                          struct str form);

#endif
