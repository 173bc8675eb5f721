/* Inside the room: one pass over the glyphs that makes tokens and sentences. */
#ifndef ATTUNE_TEXT_READER_H
#define ATTUNE_TEXT_READER_H

#include "text/scan.h"

#define READER_NONE SIZE_MAX

struct reader {
  struct scan *scan;
  struct text *text;
  size_t token_capacity;
  size_t sentence_capacity;
  size_t next_link;
  char *fold; /* where folded forms are written */
  size_t fold_left;

  /* The token to come. */
  size_t lead; /* glyph of the currency sign or # before it, or NONE */
  uint16_t lead_flags;
  bool pause;
  size_t word_end; /* glyph behind the last token, for the dot of "Mr." */

  /* The sentence being read. */
  bool open;
  bool terminal; /* it holds . ! or ? */
  bool apart;    /* a block lies between it and the sentence before */
  struct sentence sentence;
  size_t visible_end;    /* byte behind its last visible glyph */
  uint32_t visible_code; /* that glyph's */
  size_t quotation;      /* byte of an open quotation mark, or NONE */
  uint32_t quotation_mark;
  uint32_t quotation_token; /* the first in it */
  bool single_quote;        /* 'an open one of these */

  /* Its line and paragraph. */
  uint32_t line_tokens;
  bool line_item;   /* the line is a list item */
  bool line_closed; /* a sentence ended on this line */
  uint32_t paragraph;
  bool paragraph_used;
};

static inline uint32_t reader_code(const struct reader *reader, size_t i) {
  return reader->scan->glyphs[i].code;
}

static inline enum character reader_class(const struct reader *reader,
                                          size_t i) {
  return character_of(reader_code(reader, i));
}

/* What folding saw of a token's letters. */
struct shape {
  uint32_t letters;
  uint32_t capitals;
  bool capital; /* the first letter is one */
  bool elongated;
};

/* Room for a folded form of that many glyphs; NULL when memory is out. */
char *token_fold_room(struct reader *reader, size_t glyphs);
/* The bytes written there, which stay. */
struct str token_fold_take(struct reader *reader, size_t size);

/*
 * Folds glyphs first to last - 1. Words (not codes or numbers) have runs of
 * a letter cut to two.
 */
int token_fold(struct reader *reader, size_t first, size_t last, bool word,
               struct str *out, struct shape *shape);

/* Glyphs first to last - 1 as a token. *last moves behind what it takes. */
int token_add(struct reader *reader, size_t first, size_t last,
              enum token_kind kind, unsigned flags, struct str folded);
int token_add_word(struct reader *reader, size_t first, size_t *last);
int token_add_number(struct reader *reader, size_t first, size_t *last,
                     unsigned flags);
int token_add_other(struct reader *reader, size_t first, size_t last,
                    enum token_kind kind);

/*
 * Reads what stands at *at as tokens and moves *at behind it. The caller
 * has seen that a letter, digit, emoji or link starts there.
 */
int token_read_compound(struct reader *reader, size_t *at);
int token_read_emoji(struct reader *reader, size_t *at);
int token_read_link(struct reader *reader, size_t *at);
int token_read_handle(struct reader *reader, size_t *at);

/* The glyph behind the smiley at `at`; `at` itself if there is none. */
size_t token_smiley_end(const struct scan *scan, size_t at);
int token_read_smiley(struct reader *reader, size_t end, size_t *at);

/* A visible glyph belongs to the sentence, which it may open. */
void sentence_touch(struct reader *reader, size_t at);
/* As sentence_touch, but opens none. */
void sentence_follow(struct reader *reader, size_t at);
int sentence_close(struct reader *reader, uint8_t end);
int sentence_terminal(struct reader *reader, size_t *at);
int sentence_quote(struct reader *reader, size_t at);
int sentence_newline(struct reader *reader, size_t *at);
int sentence_break(struct reader *reader, size_t *at);
/* Skips a list marker. */
void sentence_line_start(struct reader *reader, size_t *at);
/* An emoji behind the end of a sentence belongs to it. */
void sentence_reopen_for_emoji(struct reader *reader);
int sentence_after_emoji(struct reader *reader, size_t at);
int sentence_after_url(struct reader *reader, size_t at);

#endif
