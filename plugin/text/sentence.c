/*
 * Where sentences end. One pass, that looks ahead only over what it will
 * then skip (blanks, opening marks), so that nothing is looked at more than
 * a fixed number of times. When in doubt a sentence goes on, since a phrase
 * is never found across the end of one.
 */
#include "text/reader.h"

#include <attune.h>

enum {
  QUOTATION_MAX = 300,
  SALUTATION_WORDS = 4,
  LIST_DIGITS_MAX = 3
};

static size_t byte_at(const struct reader *reader, size_t i) {
  return reader->scan->glyphs[i].at;
}

void sentence_follow(struct reader *reader, size_t at) {
  if (!reader->open)
    return;
  reader->visible_end = byte_at(reader, at + 1);
  reader->visible_code = reader_code(reader, at);
}

void sentence_touch(struct reader *reader, size_t at) {
  if (!reader->open) {
    reader->open = true;
    reader->terminal = false;
    reader->sentence = (struct sentence){.range = {byte_at(reader, at), 0},
                                         .first = reader->text->token_count,
                                         .paragraph = reader->paragraph};
  }
  sentence_follow(reader, at);
}

static uint8_t add_bangs(unsigned a, unsigned b) {
  return a + b > 255 ? 255 : (uint8_t)(a + b);
}

/* "???" on its own says something about the sentence before it. */
static void attach(struct reader *reader, const struct sentence *sentence) {
  struct sentence *before =
      &reader->text->sentences[reader->text->sentence_count - 1];
  before->range.end = sentence->range.end;
  before->bangs = add_bangs(before->bangs, sentence->bangs);
  if (before->end == 0 || sentence->end == '?' ||
      (before->end == '.' && sentence->end == '!'))
    before->end = sentence->end;
}

static void reset_marks(struct reader *reader) {
  reader->open = false;
  reader->pause = false;
  reader->quotation = READER_NONE;
  reader->single_quote = false;
  reader->lead = READER_NONE;
}

int sentence_close(struct reader *reader, uint8_t end) {
  struct text *text = reader->text;
  bool was_open = reader->open;
  reset_marks(reader);
  if (!was_open || (reader->sentence.count == 0 && !reader->terminal))
    return ATTUNE_OK;
  if (end == 0 && character_of(reader->visible_code) == CHARACTER_TERMINAL)
    end = '.'; /* "at 5 p.m." at the very end */
  reader->sentence.end = end;
  reader->sentence.range.end = reader->visible_end;
  reader->line_closed = true;
  if (reader->sentence.count == 0 && text->sentence_count > 0 &&
      !reader->apart) {
    attach(reader, &reader->sentence);
    return ATTUNE_OK;
  }
  struct sentence *sentences =
      arena_grow(reader->scan->arena, text->sentences, text->sentence_count,
                 &reader->sentence_capacity, sizeof(*sentences));
  if (!sentences)
    return ATTUNE_E_MEMORY;
  text->sentences = sentences;
  sentences[text->sentence_count++] = reader->sentence;
  reader->paragraph_used = true;
  reader->apart = false;
  return ATTUNE_OK;
}

/* What a run of . ! ? … holds. */
struct terminals {
  unsigned dots; /* "…" counts as three */
  unsigned bangs;
  unsigned questions;
};

static void count_terminal(struct terminals *run, uint32_t code) {
  switch (code) {
  case '!':
  case 0xFF01:
    run->bangs++;
    break;
  case 0x203C: /* ‼ */
    run->bangs += 2;
    break;
  case '?':
  case 0xFF1F:
  case 0x037E:
  case 0x061F:
  case 0x2047:
    run->questions++;
    break;
  case 0x203D: /* ‽ */
  case 0x2048:
  case 0x2049:
    run->bangs++;
    run->questions++;
    break;
  case 0x2026:
    run->dots += 3;
    break;
  default:
    run->dots++;
  }
}

/* The next visible glyph of the line, past marks that open something. */
static size_t peek(const struct reader *reader, size_t i) {
  for (;; i++) {
    switch (reader_class(reader, i)) {
    case CHARACTER_BLANK:
    case CHARACTER_HIDDEN:
    case CHARACTER_MARKUP:
    case CHARACTER_OPEN:
    case CHARACTER_QUOTE:
    case CHARACTER_APOSTROPHE:
      continue;
    default:
      if (reader_code(reader, i) != GLYPH_EMPHASIS)
        return i;
    }
  }
}

static bool is_lower(const struct reader *reader, size_t i) {
  return reader_class(reader, i) == CHARACTER_LETTER &&
         !character_is_upper(reader_code(reader, i));
}

static bool is_upper(const struct reader *reader, size_t i) {
  return reader_class(reader, i) == CHARACTER_LETTER &&
         character_is_upper(reader_code(reader, i));
}

/* The token that ends right before glyph `at`, in this sentence. */
static const struct token *token_at_end(const struct reader *reader,
                                        size_t at) {
  if (reader->sentence.count == 0 || reader->word_end != at)
    return NULL;
  return &reader->text->tokens[reader->text->token_count - 1];
}

static bool is_single_letter(const struct token *token) {
  return token->kind == TOKEN_WORD && token->folded.size == 1;
}

/* "J. Smith", "Mr. J. R. Smith", but not "as am I. Then". */
static bool is_initial(const struct reader *reader, const struct token *token,
                       size_t next) {
  if (!is_single_letter(token) || !(token->flags & TOKEN_CAPITAL) ||
      !is_upper(reader, next))
    return false;
  return reader->sentence.count == 1 || (token[-1].flags & TOKEN_CAPITAL) ||
         reader_code(reader, next + 1) == '.';
}

/* Does one full stop at glyph `at` belong to the word before it? */
static bool is_words_own(const struct reader *reader, size_t at, size_t next) {
  const struct token *token = token_at_end(reader, at);
  if (!token)
    return false;
  const struct text_form *form =
      text_lexicon_find(reader->scan->lexicon, token->folded);
  if (form && form->abbreviation)
    return true;
  if (memchr(token->folded.data, '.', token->folded.size) &&
      token->kind == TOKEN_WORD)
    return !is_upper(reader, next) &&
           reader_class(reader, next) != CHARACTER_BREAK;
  if (token->kind == TOKEN_NUMBER && reader->sentence.count == 1)
    return token->folded.size <= 2 &&
           reader_class(reader, next) == CHARACTER_LETTER;
  return is_initial(reader, token, next);
}

/* "refund.Please": a blank was forgotten. */
static bool is_run_on(const struct reader *reader, size_t at, size_t next) {
  const struct token *token = token_at_end(reader, at);
  return token && token->kind == TOKEN_WORD && token->folded.size >= 2 &&
         is_upper(reader, next) && is_lower(reader, next + 1);
}

static bool ends_sentence(const struct reader *reader, size_t at, size_t last,
                          size_t behind, const struct terminals *run) {
  enum character after = reader_class(reader, behind);
  bool gap = after == CHARACTER_BLANK || after == CHARACTER_NEWLINE ||
             after == CHARACTER_BREAK || after == CHARACTER_EMOJI;
  size_t next = peek(reader, behind);
  if (behind > last && is_lower(reader, next))
    return false; /* "(twice!) and", "“Stop!” she said" */
  if (run->bangs + run->questions > 0)
    return gap || is_upper(reader, behind) || after == CHARACTER_OPEN ||
           after == CHARACTER_QUOTE;
  if (run->dots > 1)
    return gap && !is_lower(reader, next);
  return gap ? !is_words_own(reader, at, next) : is_run_on(reader, at, behind);
}

/* Closing marks behind a full stop belong to its sentence. */
static int take_closers(struct reader *reader, size_t *at) {
  for (;; ++*at) {
    enum character c = reader_class(reader, *at);
    enum character next = reader_class(reader, *at + 1);
    if (c == CHARACTER_QUOTE) {
      if (reader->quotation == READER_NONE && character_is_word(next))
        return ATTUNE_OK;
      int status = sentence_quote(reader, *at);
      if (status != ATTUNE_OK)
        return status;
      sentence_follow(reader, *at);
    } else if (c == CHARACTER_CLOSE ||
               reader_code(reader, *at) == GLYPH_EMPHASIS ||
               (c == CHARACTER_APOSTROPHE && !character_is_word(next))) {
      sentence_follow(reader, *at);
    } else if (c != CHARACTER_MARKUP && c != CHARACTER_HIDDEN) {
      return ATTUNE_OK;
    }
  }
}

int sentence_terminal(struct reader *reader, size_t *at) {
  struct terminals run = {0};
  size_t first = *at, last = first;
  sentence_touch(reader, first);
  reader->terminal = true;
  for (; reader_class(reader, last) == CHARACTER_TERMINAL; last++)
    count_terminal(&run, reader_code(reader, last));
  sentence_follow(reader, last - 1);
  reader->sentence.bangs =
      add_bangs(reader->sentence.bangs, run.bangs > 255 ? 255 : run.bangs);
  *at = last;
  int status = take_closers(reader, at);
  if (status != ATTUNE_OK)
    return status;
  if (ends_sentence(reader, first, last, *at, &run))
    return sentence_close(reader, run.questions ? '?' : run.bangs ? '!' : '.');
  if (run.dots > 1)
    reader->pause = true;
  return ATTUNE_OK;
}

/* “ opens in English, and closes „ in German. */
static bool closes(uint32_t code, uint32_t opened_by) {
  if (code == 0x201C)
    return opened_by == 0x201E;
  return code != 0x201E && code != 0xAB;
}

/* `at` is a quotation mark; a pair of them in one sentence is a span. */
int sentence_quote(struct reader *reader, size_t at) {
  size_t begin = reader->quotation, end = byte_at(reader, at + 1);
  enum character before =
      at > 0 ? reader_class(reader, at - 1) : CHARACTER_BLANK;
  enum character next = reader_class(reader, at + 1);
  if (begin == READER_NONE) {
    if (character_is_word(before) || next == CHARACTER_BLANK)
      return ATTUNE_OK; /* 5" wide */
    reader->quotation = byte_at(reader, at);
    reader->quotation_mark = reader_code(reader, at);
    reader->quotation_token = reader->text->token_count;
    return ATTUNE_OK;
  }
  if (!closes(reader_code(reader, at), reader->quotation_mark))
    return ATTUNE_OK;
  reader->quotation = READER_NONE;
  if (end - begin > QUOTATION_MAX ||
      reader->quotation_token == reader->text->token_count)
    return ATTUNE_OK;
  return span_push(reader->scan->arena, &reader->scan->quotations, begin, end,
                   SPAN_QUOTATION);
}

static bool is_bullet(uint32_t code) {
  return code == '-' || code == '*' || code == '+' || code == 0x2022 ||
         code == 0x00B7 || code == 0x2013 || code == 0x2014 || code == 0x2023 ||
         code == 0x25AA || code == 0x25CF || code == 0x25E6 || code == 0x2043;
}

/* The glyph behind a list marker at i, or i. */
static size_t marker_end(const struct reader *reader, size_t i) {
  size_t j = i;
  if (is_bullet(reader_code(reader, j))) {
    j++;
  } else {
    while (reader_class(reader, j) == CHARACTER_DIGIT &&
           j - i < LIST_DIGITS_MAX)
      j++;
    if (j == i ||
        (reader_code(reader, j) != '.' && reader_code(reader, j) != ')'))
      return i;
    j++;
  }
  if (reader_class(reader, j) != CHARACTER_BLANK)
    return i;
  while (reader_class(reader, j) == CHARACTER_BLANK)
    j++;
  return scan_is_line_end(reader_code(reader, j)) ? i : j;
}

static size_t skip_blanks(const struct reader *reader, size_t i) {
  for (;; i++) {
    enum character c = reader_class(reader, i);
    if (c != CHARACTER_BLANK && c != CHARACTER_HIDDEN && c != CHARACTER_MARKUP)
      return i;
  }
}

void sentence_line_start(struct reader *reader, size_t *at) {
  size_t i = skip_blanks(reader, *at);
  size_t end = marker_end(reader, i);
  reader->line_item = end > i;
  if (end > i)
    *at = end;
}

static void new_paragraph(struct reader *reader) {
  if (reader->paragraph_used)
    reader->paragraph++;
  reader->paragraph_used = false;
}

/* "Hi Sam," on a line of its own. */
static bool is_salutation(const struct reader *reader) {
  return reader->visible_code == ',' && reader->line_tokens > 0 &&
         reader->line_tokens <= SALUTATION_WORDS;
}

int sentence_newline(struct reader *reader, size_t *at) {
  size_t next = skip_blanks(reader, *at + 1);
  bool blank = scan_is_line_end(reader_code(reader, next));
  bool item = marker_end(reader, next) > next;
  bool indented = next >= *at + 3;
  bool ends = blank || item || is_salutation(reader) ||
              (reader->line_item && !indented);
  int status = ends ? sentence_close(reader, 0) : ATTUNE_OK;
  if (blank)
    new_paragraph(reader);
  bool was_item = reader->line_item;
  reader->line_tokens = 0;
  reader->line_closed = false;
  ++*at;
  sentence_line_start(reader, at);
  reader->line_item |= was_item && indented && !blank;
  return status;
}

int sentence_break(struct reader *reader, size_t *at) {
  int status = sentence_close(reader, 0);
  if (reader_code(reader, *at) != GLYPH_BREAK)
    reader->apart = true;
  new_paragraph(reader);
  reader->line_tokens = 0;
  reader->line_closed = false;
  ++*at;
  sentence_line_start(reader, at);
  return status;
}

/* "Great! 😀": the emoji colours what it stands behind. */
void sentence_reopen_for_emoji(struct reader *reader) {
  struct text *text = reader->text;
  if (reader->open || !reader->line_closed || text->sentence_count == 0)
    return;
  reader->open = true;
  reader->sentence = text->sentences[--text->sentence_count];
  reader->terminal = reader->sentence.end != 0;
}

/* An emoji is a full stop when a capital follows, or one stood before. */
int sentence_after_emoji(struct reader *reader, size_t at) {
  size_t next = peek(reader, at);
  if (reader->sentence.end != 0 || (next > at && is_upper(reader, next)))
    return sentence_close(reader, reader->sentence.end);
  return ATTUNE_OK;
}

/* Writers leave out the full stop behind a URL, so as not to spoil it. */
int sentence_after_url(struct reader *reader, size_t at) {
  if (reader_class(reader, at) == CHARACTER_BLANK &&
      is_upper(reader, peek(reader, at)))
    return sentence_close(reader, 0);
  return ATTUNE_OK;
}
