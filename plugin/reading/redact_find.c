#include "reading/redact_find.h"

#include "reading/fact_number.h"

/* A run of digits and what parts them, as fact_number.h reads them. */
#define RUN_SIZE    200
#define RUN_HALF    100 /* no number is longer */
#define GROUP_MOST  20  /* digits: one more than the longest number */
#define GAP_MOST    3   /* characters between two groups */
#define MARKUP_MOST 60  /* bytes of a tag */

static unsigned char byte_at(struct str text, size_t at) {
  return at < text.size ? (unsigned char)text.data[at] : 0;
}

static bool is_ascii_digit(unsigned char c) {
  return c >= '0' && c <= '9';
}

static bool is_alnum(unsigned char c) {
  return is_ascii_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* ASCII, Arabic-Indic, Persian, Devanagari and full-width. */
size_t redact_digit(struct str text, size_t at, char *value) {
  unsigned char a = byte_at(text, at);
  if (is_ascii_digit(a)) {
    *value = (char)a;
    return 1;
  }
  if (a < 0x80)
    return 0;
  unsigned char b = byte_at(text, at + 1), c = byte_at(text, at + 2);
  int digit = -1;
  if (a == 0xD9 && b >= 0xA0)
    digit = b - 0xA0;
  else if (a == 0xDB && b >= 0xB0)
    digit = b - 0xB0;
  else if (a == 0xE0 && b == 0xA5 && c >= 0xA6)
    digit = c - 0xA6;
  else if (a == 0xEF && b == 0xBC && c >= 0x90)
    digit = c - 0x90;
  if (digit < 0 || digit > 9)
    return 0;
  *value = (char)('0' + digit);
  return a < 0xE0 ? 2 : 3;
}

/* U+00A0 and U+00AD, what is in U+2000 to U+206F, U+3000, U+FEFF. */
static size_t wide_separator(struct str text, size_t at, char *as) {
  unsigned char a = byte_at(text, at), b = byte_at(text, at + 1),
                c = byte_at(text, at + 2);
  *as = ' ';
  if (a == 0xC2 && (b == 0xA0 || b == 0xAD))
    return 2;
  if (a == 0xE3 && b == 0x80 && c == 0x80)
    return 3;
  if (a == 0xEF && b == 0xBB && c == 0xBF)
    return 3;
  if (a != 0xE2 || b < 0x80 || b > 0x81)
    return 0;
  if (b == 0x80 && c >= 0x90 && c <= 0x95)
    *as = '-';
  /* Not the dots that stand for what is hidden, nor quotation marks. */
  return b == 0x81 || c < 0x98 || c >= 0xA8 ? 3 : 0;
}

static bool starts_with(struct str text, size_t at, struct str piece) {
  return at + piece.size <= text.size &&
         memcmp(text.data + at, piece.data, piece.size) == 0;
}

static size_t markup(struct str text, size_t at) {
  if (starts_with(text, at, STR("&nbsp;")) ||
      starts_with(text, at, STR("&#160;")))
    return 6;
  if (byte_at(text, at) != '<')
    return 0;
  for (size_t i = at + 1; i < text.size && i < at + MARKUP_MOST; i++)
    if (text.data[i] == '>')
      return i + 1 - at;
  return 0;
}

/*
 * Bytes of the separator at this place. Cards are told by their check digit,
 * so that more may part their digits; "0958<br>3" is no telephone.
 */
static size_t separator(struct str text, size_t at, bool card, char *as) {
  unsigned char c = byte_at(text, at);
  *as = (char)(c == '/' ? '-' : c);
  if (c == ' ' || c == '-' || c == '.' || c == '/')
    return 1;
  *as = ' ';
  if (card && (c == '_' || c == '\t' || c == '\n' || c == '\r' || c == ','))
    return 1;
  if (c >= 0x80)
    return wide_separator(text, at, as);
  return card || c == '&' ? markup(text, at) : 0;
}

/*
 * folded[0] is what stands before the run, and what stands behind it is its
 * last: both say whether a number may begin or end there.
 */
struct run {
  char folded[RUN_SIZE];
  size_t at[RUN_SIZE]; /* where each stands in the text */
  size_t size;
  size_t end; /* behind it in the text */
  bool open;  /* a bracket is */
  bool cut;   /* it goes on */
};

static void put(struct run *run, char folded, size_t at) {
  run->folded[run->size] = folded;
  run->at[run->size++] = at;
}

static size_t read_group(struct str text, size_t at, struct run *run) {
  char value;
  size_t digits = 0, size;
  while ((size = redact_digit(text, at, &value)) > 0) {
    if (digits++ < GROUP_MOST)
      put(run, value, at);
    at += size;
  }
  return at;
}

/* A bracket that closes nothing is no more than a blank. */
static bool read_bracket(struct str text, size_t at, struct run *run) {
  unsigned char c = byte_at(text, at);
  if (c != (run->open ? ')' : '(') && c != ')')
    return false;
  if (c == '(' || run->open) {
    put(run, (char)c, at);
    run->open = c == '(';
  }
  return true;
}

/* What parts two groups: each kind once, however often it stands there. */
static size_t read_gap(struct str text, size_t at, bool card, struct run *run) {
  const struct run held = {.size = run->size, .open = run->open};
  size_t begin = at;
  char as, last = 0, value;
  for (size_t count = 0; count < GAP_MOST; count++) {
    if (!card && read_bracket(text, at, run)) {
      last = 0;
      at++;
      continue;
    }
    size_t size = separator(text, at, card, &as);
    if (size == 0)
      break;
    if (last == 0)
      put(run, as, at);
    last = as;
    at += size;
  }
  if (at > begin && redact_digit(text, at, &value) > 0)
    return at;
  run->size = held.size;
  run->open = held.open;
  return begin;
}

static bool is_letter(unsigned char c) {
  return is_alnum(c) && !is_ascii_digit(c);
}

/* What was hidden just before must not matter: it is as if it were a blank. */
static char before_run(struct str text, size_t at) {
  unsigned char c = at > 0 ? (unsigned char)text.data[at - 1] : ' ';
  return (char)(c == '#' || c == '$' || c == '/' || c == '.' || c == '-' ||
                        is_letter(c)
                    ? c
                    : ' ');
}

static void read_run(struct str text, size_t at, bool card, struct run *run) {
  unsigned char c = byte_at(text, at);
  run->size = 0;
  run->open = run->cut = false;
  put(run, card ? ' ' : before_run(text, at), at);
  if (c == '(' && byte_at(text, at + 1) != '+') {
    run->open = true;
    put(run, '(', at);
  }
  at += c == '(';
  c = byte_at(text, at);
  if (c == '+')
    put(run, '+', at++);
  for (size_t group = at; (at = read_group(text, at, run)) > group;) {
    run->end = at;
    group = read_gap(text, at, card, run);
    if (group == at)
      break;
    at = group;
    run->cut = run->size + GROUP_MOST + GAP_MOST + 2 > RUN_SIZE;
    if (run->cut)
      break;
  }
  run->end = at;
  put(run, card || !is_letter(byte_at(text, at)) ? ' ' : 'a', at);
}

static bool starts_group(const struct run *run, size_t i) {
  return is_ascii_digit((unsigned char)run->folded[i]) &&
         !is_ascii_digit((unsigned char)run->folded[i - 1]);
}

/* Where to go on behind a run: one that was cut is read again from a group
   in its second half on, as a number may stand across the cut. */
static size_t behind(const struct run *run) {
  if (!run->cut)
    return run->end;
  for (size_t i = RUN_HALF; i + 1 < run->size; i++)
    if (starts_group(run, i))
      return run->at[i];
  return run->end;
}

static void put_hidden(char *bytes, size_t size) {
  static const char marks[3][4] = {"*", "\xC2\xB7", "\xE2\x80\xA2"};
  memcpy(bytes, marks[size - 1], size);
}

/* Letters beyond ASCII that addresses have: U+00C0 to U+052F. */
size_t redact_letter(struct str text, size_t at) {
  unsigned char a = byte_at(text, at), b = byte_at(text, at + 1);
  if (is_letter(a))
    return 1;
  return a >= 0xC3 && a <= 0xD4 && (b & 0xC0) == 0x80 ? 2 : 0;
}

void redact_hide(char *bytes, struct range range) {
  struct str text = {bytes, range.end};
  char value;
  for (size_t i = range.begin; i < range.end;) {
    size_t size = redact_digit(text, i, &value);
    if (size == 0)
      size = redact_letter(text, i);
    if (size > 0)
      put_hidden(bytes + i, size);
    i += size > 0 ? size : 1;
  }
}

/* The digits alone: a tag between them stays one. */
static void hide_part(char *bytes, const struct run *run, struct range part) {
  struct str text = {bytes, run->end};
  char value;
  for (size_t i = part.begin; i < part.end; i++) {
    size_t size = redact_digit(text, run->at[i], &value);
    if (size > 0)
      put_hidden(bytes + run->at[i], size);
  }
}

/*
 * Each group may start a card, also one inside a number that seems to be one:
 * what hides the wrong digits must not hide the right ones from us.
 */
static size_t hide_cards(char *bytes, size_t size, size_t at) {
  struct run run;
  bool found[RUN_SIZE] = {false};
  struct range card;
  read_run((struct str){bytes, size}, at, true, &run);
  for (size_t i = 1; i + 1 < run.size && (!run.cut || i < RUN_HALF); i++) {
    if (!starts_group(&run, i) ||
        !fact_card_at((struct str){run.folded + i, run.size - i}, 0, &card))
      continue;
    for (size_t j = card.begin; j < card.end; j++)
      found[i + j] = true;
  }
  size_t next = behind(&run);
  for (size_t i = 1; i + 1 < run.size; i++)
    if (found[i])
      hide_part(bytes, &run, (struct range){i, i + 1});
  return next;
}

/* The next byte that may start a number at or behind at. */
static size_t next_start(struct str text, size_t at, bool card) {
  char value;
  for (; at < text.size; at++) {
    unsigned char c = (unsigned char)text.data[at];
    if (c == ' ' || (c > '9' && c < 0xD9))
      continue;
    if (is_ascii_digit(c) || (!card && (c == '+' || c == '(')) ||
        (c > '9' && redact_digit(text, at, &value) > 0))
      return at;
  }
  return text.size;
}

void redact_cards(char *bytes, size_t size) {
  struct str text = {bytes, size};
  size_t at = next_start(text, 0, true);
  while (at < size)
    at = next_start(text, hide_cards(bytes, size, at), true);
}

/* Hides the run's first telephone; the rest is read anew behind it. */
static size_t hide_phone(char *bytes, size_t size, size_t at) {
  struct run run;
  struct fact_number number = {.range = {1, 1}};
  read_run((struct str){bytes, size}, at, false, &run);
  struct str folded = {run.folded, run.size};
  bool found = fact_number_next(folded, 1, &number);
  if (!found || (run.cut && number.range.begin >= RUN_HALF))
    return behind(&run);
  if (number.kind == FACT_PHONE)
    hide_part(bytes, &run, number.range);
  return run.at[number.range.end];
}

void redact_phones(char *bytes, size_t size) {
  struct str text = {bytes, size};
  size_t at = next_start(text, 0, false);
  while (at < size)
    at = next_start(text, hide_phone(bytes, size, at), false);
}
