#include "text/phrase_parse.h"

#include <attune.h>

/* A class may list many words; a phrase is held to less when it is built. */
#define PIECES_MAX (50 * PHRASE_TOKENS_MAX)
#define WORD_MAX   100 /* bytes of a word in a phrase */

int phrase_parse_fail(struct phrase_error *error, size_t at,
                      const char *message) {
  *error = (struct phrase_error){at, message};
  return ATTUNE_E_ARGUMENT;
}

static int fail(struct phrase_parser *p, size_t at, const char *message) {
  return phrase_parse_fail(p->error, at, message);
}

static bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* A table: this is asked of every byte of the pack. */
static bool is_special(char c) {
  static const bool special[256] = {
      ['('] = true, [')'] = true, ['['] = true, [']'] = true, ['{'] = true,
      ['}'] = true, ['|'] = true, ['<'] = true, ['>'] = true, ['^'] = true,
      ['$'] = true, ['?'] = true, ['!'] = true, ['*'] = true};
  return special[(unsigned char)c];
}

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

static bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) ||
         c == '-' || c == '_';
}

static char peek(const struct phrase_parser *p, size_t ahead) {
  return p->at + ahead < p->phrase.size ? p->phrase.data[p->at + ahead] : '\0';
}

static void skip_blanks(struct phrase_parser *p) {
  while (is_blank(peek(p, 0)))
    p->at++;
}

static bool at_gap(const struct phrase_parser *p) {
  return peek(p, 0) == '.' && peek(p, 1) == '.' && is_digit(peek(p, 2));
}

/* Stamped with where the parser is: callers move on only after it. */
static int push(struct phrase_parser *p, struct phrase_piece piece) {
  if (p->count >= PIECES_MAX)
    return fail(p, p->at, "the phrase is too large");
  struct phrase_piece *pieces = p->pieces;
  if (p->count == p->capacity)
    pieces =
        arena_grow(p->arena, pieces, p->count, &p->capacity, sizeof(*pieces));
  if (!pieces)
    return ATTUNE_E_MEMORY;
  p->pieces = pieces;
  piece.at = (uint32_t)p->at;
  pieces[p->count++] = piece;
  return ATTUNE_OK;
}

static int push_kind(struct phrase_parser *p, enum phrase_piece_kind kind) {
  return push(p, (struct phrase_piece){.kind = (uint8_t)kind});
}

static int push_atom(struct phrase_parser *p, uint32_t symbol) {
  return push(p, (struct phrase_piece){PHRASE_PIECE_ATOM, .symbol = symbol});
}

/* The kind of the piece before, a bar when there is none. */
static int last_kind(const struct phrase_parser *p) {
  return p->count ? p->pieces[p->count - 1].kind : PHRASE_PIECE_BAR;
}

static bool starts_alternative(const struct phrase_parser *p) {
  int kind = last_kind(p);
  return kind == PHRASE_PIECE_BAR || kind == PHRASE_PIECE_GROUP ||
         kind == PHRASE_PIECE_OPTION || kind == PHRASE_PIECE_CAPTURE;
}

/* Only another of these, a bar or a closer may stand behind $ ? and !. */
static bool ends_alternative(const struct phrase_parser *p) {
  int kind = last_kind(p);
  return kind == PHRASE_PIECE_END || kind == PHRASE_PIECE_ASKS ||
         kind == PHRASE_PIECE_EXCLAIMS;
}

static int parse_gap(struct phrase_parser *p) {
  struct phrase_piece piece = {.kind = PHRASE_PIECE_GAP};
  size_t begin = p->at, width = 0;
  for (p->at += 2; is_digit(peek(p, 0)); p->at++)
    if (width <= PHRASE_GAP_MAX)
      width = width * 10 + (size_t)(peek(p, 0) - '0');
  if (width == 0 || width > PHRASE_GAP_MAX)
    return fail(p, begin, "a gap is ..1 to ..12");
  size_t end = p->at;
  p->at = begin;
  piece.count = (uint8_t)width;
  int status = push(p, piece);
  p->at = end;
  return status;
}

static int push_open(struct phrase_parser *p, struct phrase_piece piece) {
  if (p->depth == PHRASE_DEPTH)
    return fail(p, p->at, "too many brackets in brackets");
  p->open[p->depth++] = (uint32_t)p->count;
  return push(p, piece);
}

static int parse_open(struct phrase_parser *p, enum phrase_piece_kind kind) {
  int status = push_open(p, (struct phrase_piece){.kind = (uint8_t)kind});
  p->at++;
  return status;
}

static int parse_close(struct phrase_parser *p, enum phrase_piece_kind kind) {
  if (p->depth == 0)
    return fail(p, p->at, "this bracket was never opened");
  uint32_t opener = p->open[p->depth - 1];
  if (p->pieces[opener].kind != kind)
    return fail(p, p->at, "this bracket closes one of another kind");
  if (starts_alternative(p))
    return fail(p, p->at, "nothing stands before this bracket");
  uint32_t distance = (uint32_t)p->count - opener;
  p->pieces[opener].other = distance;
  p->depth--;
  int status = push(p, (struct phrase_piece){.kind = PHRASE_PIECE_CLOSE,
                                             .count = p->pieces[opener].count,
                                             .other = distance});
  p->at++;
  return status;
}

static struct str parse_name(struct phrase_parser *p) {
  size_t begin = p->at;
  while (is_name(peek(p, 0)))
    p->at++;
  return (struct str){p->phrase.data + begin, p->at - begin};
}

/* Ids are for all phrases: rooms ask for a capture by name, not by phrase. */
static int capture_id(struct phrase_parser *p, struct str name, uint32_t *id) {
  struct phrase_names *names = &p->symbols->names;
  const struct phrase_name *known =
      phrase_names_find(names, PHRASE_TAG_CAPTURE, name);
  *id = known ? known->value : p->capture_ids;
  if (known)
    return ATTUNE_OK;
  if (phrase_names_add(names, PHRASE_TAG_CAPTURE, name, *id))
    return ATTUNE_E_MEMORY;
  p->capture_ids++;
  return ATTUNE_OK;
}

static int parse_capture(struct phrase_parser *p) {
  size_t begin = p->at++;
  skip_blanks(p);
  struct str name = parse_name(p);
  skip_blanks(p);
  if (name.size == 0 || peek(p, 0) != ':')
    return fail(p, begin, "a capture is {name: …}");
  if (p->in_class)
    return fail(p, begin, "a class cannot capture");
  uint32_t id;
  if (capture_id(p, name, &id))
    return ATTUNE_E_MEMORY;
  uint8_t slot = 0;
  while (slot < p->name_count && p->names[slot] != id)
    slot++;
  if (slot == PHRASE_CAPTURES)
    return fail(p, begin, "too many captures");
  /* A name used twice, as in two alternatives, is one capture. */
  if (slot == p->name_count)
    p->names[p->name_count++] = id;
  size_t end = p->at + 1;
  p->at = begin;
  int status = push_open(
      p, (struct phrase_piece){.kind = PHRASE_PIECE_CAPTURE, .count = slot});
  p->at = end;
  return status;
}

/*
 * A class stands as its set and its longer alternatives in brackets. Their
 * brackets know each other by distance, so that they can be copied as they
 * are; errors in them are told where the class stands.
 */
static int push_class(struct phrase_parser *p, struct phrase_class *class) {
  class->used = true;
  if (class->count == 0)
    return push_atom(p, class->set);
  uint32_t distance = (uint32_t) class->count + 1 + (class->has_set ? 2 : 0);
  int status = push(
      p, (struct phrase_piece){.kind = PHRASE_PIECE_GROUP, .other = distance});
  if (!status && class->has_set) {
    status = push_atom(p, class->set);
    if (!status)
      status = push_kind(p, PHRASE_PIECE_BAR);
  }
  for (size_t i = 0; i < class->count && !status; i++)
    status = push(p, class->pieces[i]);
  if (!status)
    status = push(p, (struct phrase_piece){.kind = PHRASE_PIECE_CLOSE,
                                           .other = distance});
  return status;
}

static int parse_class(struct phrase_parser *p) {
  size_t begin = p->at++;
  struct str name = parse_name(p);
  if (name.size == 0 || peek(p, 0) != '>')
    return fail(p, begin, "a class is <name>");
  size_t end = p->at + 1;
  p->at = begin;
  int status;
  enum phrase_kind kind = phrase_kind_find(name);
  if (kind != PHRASE_KINDS) {
    status = push_atom(p, kind);
  } else {
    const struct phrase_name *class =
        phrase_names_find(p->class_names, PHRASE_TAG_SET, name);
    if (!class)
      return fail(p, begin, "there is no such class");
    status = push_class(p, &p->classes[class->value]);
  }
  p->at = end;
  return status;
}

static int parse_mark(struct phrase_parser *p, enum phrase_piece_kind kind) {
  if (p->in_class)
    return fail(p, p->at, "a class has no start, end or ending");
  if (p->depth > 0 && kind != PHRASE_PIECE_START && kind != PHRASE_PIECE_END)
    return fail(p, p->at, "this cannot stand in brackets");
  if (kind == PHRASE_PIECE_START && !starts_alternative(p))
    return fail(p, p->at, "^ stands at the start of a phrase");
  int status = push_kind(p, kind);
  p->at++;
  return status;
}

static int parse_bar(struct phrase_parser *p) {
  if (starts_alternative(p))
    return fail(p, p->at, "an alternative is empty");
  int status = push_kind(p, PHRASE_PIECE_BAR);
  p->at++;
  return status;
}

/* The bytes of a word, each \x resolved to x; 0 of them: see *error. */
static size_t take_word(struct phrase_parser *p, char word[WORD_MAX]) {
  size_t begin = p->at, size = 0;
  for (; p->at < p->phrase.size; p->at++) {
    char c = peek(p, 0);
    if (is_blank(c) || is_special(c) || (p->at > begin && at_gap(p)))
      break;
    if (size == WORD_MAX) {
      fail(p, begin, "this word is too long");
      return 0;
    }
    if (c == '\\' && ++p->at == p->phrase.size) {
      fail(p, p->at - 1, "nothing stands behind \\");
      return 0;
    }
    word[size++] = peek(p, 0);
  }
  if (size == 0)
    fail(p, begin, "this is no word");
  return size;
}

/* Nearly every word is small letters alone, and needs no copy. */
static bool take_letters(struct phrase_parser *p, struct str *word) {
  const char *data = p->phrase.data;
  size_t size = p->phrase.size, end = p->at;
  while (end < size && data[end] >= 'a' && data[end] <= 'z')
    end++;
  *word = (struct str){data + p->at, end - p->at};
  if (word->size == 0 || word->size > WORD_MAX ||
      (end < size && !is_blank(data[end]) && !is_special(data[end])))
    return false;
  p->at = end;
  return true;
}

static int parse_word(struct phrase_parser *p) {
  size_t begin = p->at;
  char bytes[WORD_MAX];
  struct str word;
  if (!take_letters(p, &word))
    word = (struct str){bytes, take_word(p, bytes)};
  if (word.size == 0)
    return ATTUNE_E_ARGUMENT;
  bool starred = peek(p, 0) == '*';
  char behind = peek(p, starred);
  if (starred && behind != '\0' && !is_blank(behind) && !is_special(behind))
    return fail(p, p->at, "* stands at the end of a word");
  const uint32_t *run;
  size_t count;
  if (phrase_symbols_fold(p->symbols, word, starred, &run, &count))
    return ATTUNE_E_MEMORY;
  if (count == 0)
    return fail(p, begin, "this is no word");
  size_t end = p->at + starred;
  p->at = begin;
  int status = ATTUNE_OK;
  for (size_t i = 0; i < count && !status; i++)
    status = push_atom(p, run[i]);
  p->at = end;
  return status;
}

static int parse_special(struct phrase_parser *p, char c) {
  switch (c) {
  case '(':
    return parse_open(p, PHRASE_PIECE_GROUP);
  case '[':
    return parse_open(p, PHRASE_PIECE_OPTION);
  case '{':
    return parse_capture(p);
  case ')':
    return parse_close(p, PHRASE_PIECE_GROUP);
  case ']':
    return parse_close(p, PHRASE_PIECE_OPTION);
  case '}':
    return parse_close(p, PHRASE_PIECE_CAPTURE);
  case '<':
    return parse_class(p);
  case '|':
    return parse_bar(p);
  case '^':
    return parse_mark(p, PHRASE_PIECE_START);
  case '$':
    return parse_mark(p, PHRASE_PIECE_END);
  case '?':
    return parse_mark(p, PHRASE_PIECE_ASKS);
  case '!':
    return parse_mark(p, PHRASE_PIECE_EXCLAIMS);
  case '*':
    return fail(p, p->at, "* stands at the end of a word");
  default:
    return fail(p, p->at, "this bracket was never opened");
  }
}

static int parse_piece(struct phrase_parser *p) {
  char c = peek(p, 0);
  if (ends_alternative(p) && (c == '\0' || !strchr("|?!$)]}", c)))
    return fail(p, p->at, "$ ? and ! stand at the end of a phrase");
  if (is_special(c))
    return parse_special(p, c);
  return at_gap(p) ? parse_gap(p) : parse_word(p);
}

int phrase_parse(struct phrase_parser *parser, struct str phrase,
                 struct phrase_error *error) {
  struct phrase_parser *p = parser;
  p->phrase = phrase;
  p->error = error;
  p->at = p->count = p->depth = 0;
  p->name_count = 0;
  for (skip_blanks(p); p->at < phrase.size; skip_blanks(p)) {
    int status = parse_piece(p);
    if (status)
      return status;
  }
  if (p->depth > 0)
    return fail(p, p->pieces[p->open[p->depth - 1]].at,
                "this bracket is never closed");
  if (p->count == 0)
    return fail(p, 0, "the phrase is empty");
  if (starts_alternative(p))
    return fail(p, p->at, "an alternative is empty");
  return ATTUNE_OK;
}
