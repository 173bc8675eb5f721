/*
 * Tokens are made from glyphs, so that an entity or an escape is a character
 * like any other. The folded form is a copy also where it equals the source:
 * one rule for its lifetime is worth more than the bytes.
 */
#include "text/reader.h"

#include <attune.h>

#include "base/utf8.h"

enum {
  FOLD_BLOCK = 1024,
  HANDLE_DIGITS_MIN = 4
};

char *token_fold_room(struct reader *reader, size_t glyphs) {
  size_t need = glyphs * 4;
  if (need > reader->fold_left) {
    size_t size = need > FOLD_BLOCK ? need : FOLD_BLOCK;
    reader->fold = arena_alloc(reader->scan->arena, size);
    reader->fold_left = reader->fold ? size : 0;
  }
  return reader->fold;
}

struct str token_fold_take(struct reader *reader, size_t size) {
  struct str folded = {reader->fold, size};
  reader->fold += size;
  reader->fold_left -= size;
  return folded;
}

static void shape_add(struct shape *shape, uint32_t code) {
  bool upper = character_is_upper(code);
  if (shape->letters == 0)
    shape->capital = upper;
  shape->letters++;
  shape->capitals += upper;
}

static bool is_folded_away(struct reader *reader, uint32_t code,
                           enum character c) {
  if (c == CHARACTER_HIDDEN)
    reader->text->had_hidden = true;
  return c == CHARACTER_HIDDEN || character_is_emoji_modifier(code);
}

int token_fold(struct reader *reader, size_t first, size_t last, bool word,
               struct str *out, struct shape *shape) {
  char *data = token_fold_room(reader, last - first);
  size_t size = 0;
  uint32_t previous = 0, run = 0;
  *shape = (struct shape){0};
  if (!data)
    return ATTUNE_E_MEMORY;
  for (size_t i = first; i < last; i++) {
    uint32_t code = reader_code(reader, i);
    enum character c = character_of(code);
    if (is_folded_away(reader, code, c))
      continue;
    if (c == CHARACTER_LETTER)
      shape_add(shape, code);
    code = c == CHARACTER_APOSTROPHE ? '\'' : character_fold(code);
    run = code == previous ? run + 1 : 1;
    previous = code;
    if (word && run > 2 && c == CHARACTER_LETTER)
      shape->elongated = true;
    else
      size += utf8_encode(code, data + size);
  }
  *out = token_fold_take(reader, size);
  return ATTUNE_OK;
}

static uint16_t shape_flags(const struct shape *shape) {
  unsigned flags = 0;
  if (shape->capital)
    flags |= TOKEN_CAPITAL;
  if (shape->letters >= 2 && shape->capitals == shape->letters)
    flags |= TOKEN_SHOUTED;
  if (shape->elongated)
    flags |= TOKEN_ELONGATED;
  return (uint16_t)flags;
}

static void count_letters(struct reader *reader, const struct shape *shape) {
  reader->text->letters += shape->letters;
  reader->text->capitals += shape->capitals;
}

int token_add(struct reader *reader, size_t first, size_t last,
              enum token_kind kind, unsigned flags, struct str folded) {
  struct text *text = reader->text;
  struct token *tokens =
      arena_grow(reader->scan->arena, text->tokens, text->token_count,
                 &reader->token_capacity, sizeof(*tokens));
  if (!tokens)
    return ATTUNE_E_MEMORY;
  text->tokens = tokens;
  if (reader->lead != READER_NONE) {
    first = reader->lead;
    flags |= reader->lead_flags;
    reader->lead = READER_NONE;
  }
  sentence_touch(reader, first);
  sentence_touch(reader, last - 1);
  if (reader->pause)
    flags |= TOKEN_AFTER_PAUSE;
  reader->pause = false;
  tokens[text->token_count++] = (struct token){
      .range = {reader->scan->glyphs[first].at, reader->scan->glyphs[last].at},
      .folded = folded,
      .sentence = text->sentence_count,
      .flags = (uint16_t)flags,
      .kind = (uint8_t)kind};
  reader->sentence.count++;
  reader->line_tokens++;
  reader->word_end = last;
  return ATTUNE_OK;
}

/*
 * Where the part that starts at glyph `first` ends: behind its letters if
 * the bytes spell it out ("do|n't"), else before the apostrophe that leaves
 * one for each part to come ("wo|'t"), else where the letters part.
 */
static size_t part_end(const struct reader *reader, size_t first, size_t last,
                       struct str part, size_t left) {
  size_t same = first, at = 0, apostrophes = 0;
  while (same < last && at < part.size) {
    uint32_t code;
    size_t size = scan_decode(part, at, &code);
    if (character_fold(reader_code(reader, same)) != code)
      break;
    at += size;
    same++;
  }
  if (at == part.size)
    return same;
  for (size_t i = last; i > first + 1; i--)
    if (reader_class(reader, i - 1) == CHARACTER_APOSTROPHE &&
        ++apostrophes == left)
      return i - 1;
  return same;
}

static int add_parts(struct reader *reader, size_t first, size_t last,
                     unsigned flags, const struct text_form *form) {
  size_t count = form->part_count;
  for (size_t i = 0; i < count; i++) {
    size_t left = count - 1 - i;
    size_t end =
        left ? part_end(reader, first, last, form->parts[i], left) : last;
    if (left && end >= last - left)
      end = last - left;
    if (end <= first)
      end = first + 1;
    struct str part = form->parts[i];
    if (!token_fold_room(reader, part.size))
      return ATTUNE_E_MEMORY;
    memcpy(reader->fold, part.data, part.size);
    int status = token_add(reader, first, end, TOKEN_WORD, flags,
                           token_fold_take(reader, part.size));
    if (status != ATTUNE_OK)
      return status;
    flags &= ~(unsigned)TOKEN_CAPITAL;
    first = end;
  }
  return ATTUNE_OK;
}

static bool ends_in(struct str s, const char *tail, size_t size) {
  return s.size > size && memcmp(s.data + s.size - size, tail, size) == 0;
}

/* "James' order": the apostrophe is the word's, unless it closes a quote. */
static bool has_bare_possessive(const struct reader *reader, size_t last,
                                struct str folded) {
  return ends_in(folded, "s", 1) && !reader->single_quote &&
         reader_class(reader, last) == CHARACTER_APOSTROPHE &&
         reader_class(reader, last + 1) == CHARACTER_BLANK &&
         reader_class(reader, last + 2) == CHARACTER_LETTER;
}

static bool is_currency_code(struct str folded) {
  static const char codes[] = "usd eur gbp jpy inr cad aud nzd chf sek nok dkk "
                              "pln czk zar sgd hkd brl mxn aed cny";
  if (folded.size != 3)
    return false;
  for (size_t i = 0; i + 3 <= sizeof(codes) - 1; i += 4)
    if (memcmp(codes + i, folded.data, 3) == 0)
      return true;
  return false;
}

/* The token before, if at most one glyph lies between. */
static struct token *token_before(struct reader *reader, size_t first) {
  if (reader->text->token_count == 0 || !reader->open ||
      reader->sentence.count == 0 || reader->word_end + 1 < first)
    return NULL;
  return &reader->text->tokens[reader->text->token_count - 1];
}

int token_add_word(struct reader *reader, size_t first, size_t *last) {
  struct str folded;
  struct shape shape;
  int status = token_fold(reader, first, *last, true, &folded, &shape);
  if (status != ATTUNE_OK)
    return status;
  count_letters(reader, &shape);
  const struct text_form *form =
      text_lexicon_find(reader->scan->lexicon, folded);
  if (form && form->part_count > 0)
    return add_parts(reader, first, *last,
                     shape_flags(&shape) | TOKEN_CONTRACTED, form);
  struct token *before = token_before(reader, first);
  if (before && before->kind == TOKEN_NUMBER && is_currency_code(folded))
    before->flags |= TOKEN_MONEY;
  if (ends_in(folded, "'s", 2))
    folded.size -= 2;
  else if (has_bare_possessive(reader, *last, folded))
    ++*last;
  return token_add(reader, first, *last, TOKEN_WORD, shape_flags(&shape),
                   folded);
}

/* Takes a sign behind it along: "50%", "20€". */
int token_add_number(struct reader *reader, size_t first, size_t *last,
                     unsigned flags) {
  struct str folded;
  struct shape shape;
  struct token *before = token_before(reader, first);
  if (before && before->kind == TOKEN_WORD && is_currency_code(before->folded))
    flags |= TOKEN_MONEY;
  if (reader_code(reader, *last) == '%') {
    ++*last;
  } else if (reader_class(reader, *last) == CHARACTER_CURRENCY &&
             reader_class(reader, *last + 1) != CHARACTER_DIGIT) {
    ++*last;
    flags |= TOKEN_MONEY;
  } else if (reader_class(reader, *last) == CHARACTER_BLANK &&
             reader_class(reader, *last + 1) == CHARACTER_CURRENCY &&
             reader_class(reader, *last + 2) != CHARACTER_DIGIT) {
    flags |= TOKEN_MONEY;
  }
  size_t from = first;
  if (reader->lead != READER_NONE && (reader->lead_flags & TOKEN_MONEY))
    from = reader->lead;
  int status = token_fold(reader, from, *last, false, &folded, &shape);
  if (status != ATTUNE_OK)
    return status;
  if (reader_class(reader, *last) == CHARACTER_APOSTROPHE &&
      character_fold(reader_code(reader, *last + 1)) == 's' &&
      !character_is_word(reader_class(reader, *last + 2)))
    *last += 2; /* "the 90's" */
  return token_add(reader, first, *last, TOKEN_NUMBER, flags, folded);
}

int token_add_other(struct reader *reader, size_t first, size_t last,
                    enum token_kind kind) {
  struct str folded;
  struct shape shape;
  int status = token_fold(reader, first, last, false, &folded, &shape);
  if (status != ATTUNE_OK)
    return status;
  if (kind == TOKEN_CODE)
    count_letters(reader, &shape);
  return token_add(reader, first, last, kind,
                   kind == TOKEN_CODE ? shape_flags(&shape) : 0, folded);
}

int token_read_link(struct reader *reader, size_t *at) {
  static const enum token_kind kinds[] = {[SPAN_URL] = TOKEN_URL,
                                          [SPAN_EMAIL] = TOKEN_EMAIL,
                                          [SPAN_TEMPLATE] = TOKEN_TEMPLATE};
  const struct link *link = &reader->scan->links[reader->next_link++];
  reader->scan->glyphs[link->first].code = link->code;
  reader->lead = READER_NONE;
  int status =
      token_add_other(reader, link->first, link->last, kinds[link->kind]);
  *at = link->last;
  if (status != ATTUNE_OK || link->kind != SPAN_URL)
    return status;
  return sentence_after_url(reader, *at);
}

/*
 * `at` is the glyph of an @. Names of digits only are handles when long
 * enough (help desks mask names so), "@10am" is none.
 */
int token_read_handle(struct reader *reader, size_t *at) {
  size_t first = *at + 1, i = first;
  bool digits = reader_class(reader, first) == CHARACTER_DIGIT;
  struct str folded;
  struct shape shape;
  while (digits ? reader_class(reader, i) == CHARACTER_DIGIT
                : character_is_word(reader_class(reader, i)) ||
                      reader_code(reader, i) == '_')
    i++;
  if (reader_class(reader, first) == CHARACTER_MARK || i == first ||
      (digits && i - first < HANDLE_DIGITS_MIN)) {
    *at = first;
    return ATTUNE_OK;
  }
  int status = token_fold(reader, first, i, false, &folded, &shape);
  if (status != ATTUNE_OK)
    return status;
  *at = i;
  return token_add(reader, first - 1, i, TOKEN_WORD,
                   shape_flags(&shape) | TOKEN_HANDLE, folded);
}
