/*
 * Letters and digits that hang together, with hyphens between. The whole is
 * read once to decide what it is, and once more to make its tokens: deciding
 * anew at each hyphen would be quadratic in "a-a-a-a".
 */
#include "text/reader.h"

#include <attune.h>

/* A segment of a compound, counted. */
struct segment {
  size_t first;
  size_t last;
  size_t letters_at; /* glyph of the first letter */
  uint32_t letters;
  uint32_t capitals;
  uint32_t digits;
  uint32_t late_digits; /* behind a letter */
  uint32_t digit_run;   /* the longest */
};

/*
 * Digits and a unit are two tokens ("10am", "24hrs", "5GB"), a short mix of
 * both is a code ("12A", "4471b", "h264").
 */
static bool has_unit(const struct segment *s) {
  if (s->digits == 0 || s->late_digits > 0 || s->digit_run > 3)
    return false;
  return (s->letters >= 2 && s->capitals == 0) ||
         (s->letters == 2 && s->capitals == 2);
}

static bool has_lead(const struct reader *reader, unsigned flag) {
  return reader->lead != READER_NONE && (reader->lead_flags & flag);
}

static int add_segment(struct reader *reader, const struct segment *s,
                       size_t *end) {
  bool money = has_lead(reader, TOKEN_MONEY);
  size_t last = s->last;
  int status;
  if (s->digits == 0)
    status = token_add_word(reader, s->first, &last);
  else if (s->letters == 0 || (money && s->late_digits == 0 && s->letters <= 2))
    status = token_add_number(reader, s->first, &last, 0);
  else if (has_unit(s) && !has_lead(reader, TOKEN_HASHTAG)) {
    size_t middle = s->letters_at;
    status = token_add_number(reader, s->first, &middle, 0);
    if (status == ATTUNE_OK)
      status = token_add_word(reader, middle, &last);
  } else
    status = token_add_other(reader, s->first, last, TOKEN_CODE);
  *end = last;
  return status;
}

static bool is_joiner(uint32_t code) {
  return code == '-' || code == '_' || code == 0x2010 || code == 0x2011;
}

/* "e.g", "U.S.A": single letters with dots between them. */
static bool is_dotted(const struct scan *scan, size_t first, size_t i) {
  return scan_class(scan, i - 1) == CHARACTER_LETTER &&
         (i == first + 1 || scan->glyphs[i - 2].code == '.') &&
         scan_class(scan, i + 1) == CHARACTER_LETTER &&
         !character_is_word(scan_class(scan, i + 2)) &&
         scan_class(scan, i + 2) != CHARACTER_APOSTROPHE;
}

/* Does the punctuation at glyph i hold the word or number together? */
static bool holds_together(const struct scan *scan, size_t first, size_t i) {
  uint32_t code = scan->glyphs[i].code;
  enum character before = scan_class(scan, i - 1);
  enum character after = scan_class(scan, i + 1);
  if (character_of(code) == CHARACTER_APOSTROPHE)
    return (before == CHARACTER_LETTER || before == CHARACTER_MARK) &&
           after == CHARACTER_LETTER;
  if (code != '.' && code != ',' && code != ':' && code != '/')
    return false;
  if (before == CHARACTER_DIGIT && after == CHARACTER_DIGIT)
    return true;
  return code == '.' && is_dotted(scan, first, i);
}

/* Reads one segment from s->first; the glyph at s->last is not in it. */
static void segment_read(const struct scan *scan, size_t first,
                         struct segment *s) {
  uint32_t run = 0;
  size_t i = first;
  *s = (struct segment){.first = first};
  for (;; i++) {
    enum character c = scan_class(scan, i);
    if (c == CHARACTER_LETTER) {
      if (s->letters++ == 0)
        s->letters_at = i;
      s->capitals += character_is_upper(scan->glyphs[i].code);
      run = 0;
    } else if (c == CHARACTER_DIGIT) {
      s->digits++;
      s->late_digits += s->letters > 0;
      if (++run > s->digit_run)
        s->digit_run = run;
    } else if (c != CHARACTER_MARK && c != CHARACTER_HIDDEN) {
      if (i == first || !holds_together(scan, first, i))
        break;
      run = 0;
    }
  }
  while (i > first + 1 && scan_class(scan, i - 1) == CHARACTER_HIDDEN)
    i--;
  s->last = i;
}

/* Segments joined by hyphens, read once: for deciding and for adding. */
struct compound {
  size_t last;
  uint32_t segments;
  bool letters;
  bool digits;
  bool long_run;   /* three or more digits in a row */
  bool has_word;   /* a segment of letters that are not all capitals */
  bool only_units; /* all letters are units of a number: "8AM-8PM" */
};

static void compound_read(const struct scan *scan, size_t first,
                          struct compound *c) {
  struct segment s;
  *c = (struct compound){.only_units = true};
  for (;;) {
    segment_read(scan, first, &s);
    c->segments++;
    c->letters |= s.letters > 0;
    c->digits |= s.digits > 0;
    c->long_run |= s.digit_run >= 3;
    c->has_word |= s.digits == 0 && s.capitals < s.letters;
    c->only_units &= s.letters == 0 || has_unit(&s);
    c->last = s.last;
    enum character next = scan_class(scan, s.last + 1);
    if (!is_joiner(scan->glyphs[s.last].code) ||
        (next != CHARACTER_LETTER && next != CHARACTER_DIGIT))
      return;
    first = s.last + 1;
  }
}

static bool is_code(const struct compound *c) {
  return c->segments > 1 && c->digits && c->letters && !c->has_word &&
         !c->only_units;
}

/*
 * "4471-B" and "INV-2026-001" are codes, "555-0142" and "2026-05-12" are
 * numbers; in "24-hour", "3-5" and "follow-up" the hyphen only joins.
 */
int token_read_compound(struct reader *reader, size_t *at) {
  struct compound c;
  struct segment s;
  if (reader_code(reader, *at + 1) == 0xFE0F &&
      reader_code(reader, *at + 2) == 0x20E3)
    return token_read_emoji(reader, at);
  compound_read(reader->scan, *at, &c);
  if (is_code(&c)) {
    size_t first = *at;
    *at = c.last;
    return token_add_other(reader, first, c.last, TOKEN_CODE);
  }
  if (c.segments > 1 && !c.letters && (c.segments > 2 || c.long_run)) {
    size_t first = *at;
    *at = c.last;
    return token_add_number(reader, first, at, 0);
  }
  for (size_t first = *at; first < c.last; first = *at + 1) {
    segment_read(reader->scan, first, &s);
    int status = add_segment(reader, &s, at);
    if (status != ATTUNE_OK)
      return status;
  }
  return ATTUNE_OK;
}
