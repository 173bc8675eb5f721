/*
 * Quotes and signatures are told by the shape of lines, not by words: mail
 * programs write them in the language of their owner. Only the sign-off
 * above a signature is a matter of words, and these are the lexicon's.
 */
#include "text/scan.h"

#include <attune.h>

#include "base/utf8.h"

enum {
  SIGNATURE_LINES = 6,
  SIGNATURE_WORDS = 6,
  SIGNATURE_GLYPHS = 60,
  SIGN_OFF_GLYPHS = 40,
  INITIALS_MAX = 14,
  RULE_DASHES = 5,
  HEADER_KEY_MAX = 24
};

/* Glyphs first to last - 1, without what ended the line. */
struct line {
  uint32_t first;
  uint32_t last;
  bool blank;
  bool quoted;
};

struct lines {
  struct scan *scan;
  struct line *items;
  size_t count;
};

static uint32_t code_at(const struct lines *lines, size_t i) {
  return lines->scan->glyphs[i].code;
}

static bool is_blank(enum character c) {
  return c == CHARACTER_BLANK || c == CHARACTER_HIDDEN ||
         c == CHARACTER_MARKUP || c == CHARACTER_NEWLINE;
}

/* Cuts blanks off both ends and sees what is left. */
static void trim(const struct scan *scan, struct line *line) {
  while (line->first < line->last && is_blank(scan_class(scan, line->first)))
    line->first++;
  while (line->last > line->first && is_blank(scan_class(scan, line->last - 1)))
    line->last--;
  line->blank = line->first == line->last;
}

static void add_line(struct lines *lines, size_t first, size_t last,
                     bool quoted) {
  struct line *line = &lines->items[lines->count++];
  *line = (struct line){
      .first = (uint32_t)first, .last = (uint32_t)last, .quoted = quoted};
  trim(lines->scan, line);
}

/* A quoted block that the format found is an empty line, marked quoted. */
static int split_lines(struct scan *scan, struct lines *lines) {
  size_t count = 1, first = 0;
  for (size_t i = 0; i < scan->count; i++) {
    count += scan_is_line_end(scan->glyphs[i].code);
    count += scan->glyphs[i].code == GLYPH_QUOTED;
  }
  *lines = (struct lines){.scan = scan};
  lines->items = arena_alloc(scan->arena, count * sizeof(*lines->items));
  if (!lines->items)
    return ATTUNE_E_MEMORY;
  for (size_t i = 0; i <= scan->count; i++) {
    uint32_t code = scan->glyphs[i].code;
    if (!scan_is_line_end(code))
      continue;
    add_line(lines, first, i, false);
    if (code == GLYPH_QUOTED)
      add_line(lines, i, i, true);
    first = i + 1;
  }
  return ATTUNE_OK;
}

/* The lines' glyphs become a block that nothing reads any more. */
static int cover(struct lines *lines, size_t from, size_t to,
                 enum span_kind kind) {
  struct scan *scan = lines->scan;
  uint32_t code = kind == SPAN_QUOTE ? GLYPH_QUOTED : GLYPH_BLOCK;
  size_t first = lines->items[from].first, last = lines->items[to].last;
  for (size_t i = first; i < last; i++)
    scan->glyphs[i].code = code;
  for (size_t i = from; i <= to; i++)
    lines->items[i].quoted = true;
  return span_push(scan->arena, &scan->blocks, scan->glyphs[first].at,
                   scan->glyphs[last].at, kind);
}

/* A line that starts with > but not with >:( or "> 5". */
static bool starts_quote(const struct lines *lines, const struct line *line) {
  if (line->blank || code_at(lines, line->first) != '>')
    return false;
  if (line->first + 1 == line->last)
    return true;
  uint32_t next = code_at(lines, line->first + 1);
  return next != ':' && next != ';' && next != '=' &&
         character_of(next) != CHARACTER_DIGIT;
}

static bool ends_in_colon(const struct lines *lines, const struct line *line) {
  return !line->blank && !line->quoted && code_at(lines, line->last - 1) == ':';
}

static size_t count_words(const struct lines *lines, const struct line *line) {
  size_t words = 0;
  bool inside = false;
  for (size_t i = line->first; i < line->last; i++) {
    bool word = !is_blank(character_of(code_at(lines, i)));
    words += word && !inside;
    inside = word;
  }
  return words;
}

/*
 * Steps back over the line that says who wrote what is quoted; a mailer may
 * have wrapped it, so that one word ("wrote:") is left over.
 */
static size_t attribution(const struct lines *lines, size_t quote) {
  size_t i = quote;
  if (i > 0 && lines->items[i - 1].blank && !lines->items[i - 1].quoted)
    i--;
  if (i == 0 || !ends_in_colon(lines, &lines->items[i - 1]))
    return quote;
  i--;
  if (i > 0 && !lines->items[i - 1].blank && !lines->items[i - 1].quoted &&
      count_words(lines, &lines->items[i]) == 1)
    i--;
  return i;
}

static int find_quoted_lines(struct lines *lines, bool marks) {
  for (size_t i = 0; i < lines->count; i++) {
    size_t last = i;
    bool block = lines->items[i].quoted;
    if (!block && !(marks && starts_quote(lines, &lines->items[i])))
      continue;
    while (!block && last + 1 < lines->count &&
           starts_quote(lines, &lines->items[last + 1]))
      last++;
    size_t from = attribution(lines, i);
    /* A block's own span is the format's; only its attribution is ours. */
    size_t to = block ? i - 1 : last;
    if (from < i || !block) {
      while (block && to > from && lines->items[to].blank)
        to--;
      int status = cover(lines, from, to, SPAN_QUOTE);
      if (status != ATTUNE_OK)
        return status;
    }
    i = last;
  }
  return ATTUNE_OK;
}

/* "-----Original Message-----", also one made only of ___ or ---. */
static bool is_mail_rule(const struct lines *lines, const struct line *line) {
  size_t first = line->first, last = line->last;
  uint32_t mark = line->blank ? 0 : code_at(lines, first);
  if (mark != '-' && mark != '_')
    return false;
  while (first < last && code_at(lines, first) == mark)
    first++;
  while (last > first && code_at(lines, last - 1) == mark)
    last--;
  return first - line->first >= RULE_DASHES &&
         (first == last || line->last - last >= RULE_DASHES);
}

/* "From: somebody": one or two words, a colon, a value. */
static bool is_mail_header(const struct lines *lines, const struct line *line) {
  size_t i = line->first;
  for (; i < line->last && i - line->first < HEADER_KEY_MAX; i++) {
    uint32_t code = code_at(lines, i);
    enum character c = character_of(code);
    if (code == ':')
      break;
    if (c != CHARACTER_LETTER && c != CHARACTER_BLANK && code != '*' &&
        code != GLYPH_EMPHASIS && c != CHARACTER_MARKUP && code != '-')
      return false;
  }
  return i > line->first && i + 1 < line->last && code_at(lines, i) == ':';
}

/* A rule and mail headers under it: all below was not written now. */
static int find_forwarded(struct lines *lines) {
  for (size_t i = 0; i < lines->count; i++) {
    if (lines->items[i].quoted || !is_mail_rule(lines, &lines->items[i]))
      continue;
    size_t next = i + 1;
    while (next < lines->count && lines->items[next].blank &&
           !lines->items[next].quoted)
      next++;
    if (next == lines->count)
      return ATTUNE_OK;
    if (is_mail_header(lines, &lines->items[next]))
      return cover(lines, i, lines->count - 1, SPAN_QUOTE);
  }
  return ATTUNE_OK;
}

static bool is_dash_dash(const struct lines *lines, const struct line *line) {
  return line->last - line->first == 2 && code_at(lines, line->first) == '-' &&
         code_at(lines, line->first + 1) == '-';
}

/*
 * The line's words, folded, as a sign-off is stored. The line counts with or
 * without its comma or exclamation mark.
 */
static bool is_sign_off(const struct lines *lines, const struct line *line) {
  const struct scan *scan = lines->scan;
  char form[SIGN_OFF_GLYPHS * 4 + 4];
  size_t size = 0;
  if (line->blank || line->last - line->first > SIGN_OFF_GLYPHS)
    return false;
  for (size_t i = line->first; i < line->last; i++) {
    uint32_t code = code_at(lines, i);
    enum character c = character_of(code);
    if (character_is_word(c))
      size += utf8_encode(character_fold(code), form + size);
    else if (c == CHARACTER_APOSTROPHE)
      form[size++] = '\'';
    else if (c == CHARACTER_BLANK && size > 0 && form[size - 1] != ' ')
      form[size++] = ' ';
  }
  while (size > 0 && form[size - 1] == ' ')
    size--;
  const struct text_form *found =
      text_lexicon_find(scan->lexicon, (struct str){form, size});
  return found && found->sign_off;
}

/*
 * A name, a position, a number: short, and no sentence. Customers also write
 * "Thanks" in the middle and go on, and what they ask there must be read.
 */
static bool is_signature_line(const struct lines *lines,
                              const struct line *line) {
  uint32_t first = code_at(lines, line->first);
  uint32_t last = code_at(lines, line->last - 1);
  size_t words = count_words(lines, line);
  if (line->last - line->first > SIGNATURE_GLYPHS || words > SIGNATURE_WORDS ||
      last == '?' || last == '!' || (last == '.' && words > 3))
    return false;
  return character_of(first) != CHARACTER_LETTER || character_is_upper(first) ||
         words == 1;
}

/* The last line that is neither blank nor part of a quote under it. */
static size_t last_written(const struct lines *lines) {
  size_t i = lines->count;
  while (i > 0 && (lines->items[i - 1].blank || lines->items[i - 1].quoted))
    i--;
  return i;
}

/* Climbs over the lines of a signature to the sign-off above them. */
static int find_signature(struct lines *lines, size_t end, bool *found) {
  size_t below = end, counted = 0;
  for (size_t i = end; i > 0; i--) {
    const struct line *line = &lines->items[i - 1];
    if (line->quoted)
      break;
    if (line->blank)
      continue;
    if (counted > 0 && is_sign_off(lines, line)) {
      *found = true;
      return cover(lines, below, end - 1, SPAN_SIGNATURE);
    }
    if (++counted > SIGNATURE_LINES || !is_signature_line(lines, line))
      break;
    below = i - 1;
  }
  return ATTUNE_OK;
}

static int find_dashed(struct lines *lines, size_t end, bool *found) {
  for (size_t i = 0; i < end; i++) {
    if (lines->items[i].quoted || !is_dash_dash(lines, &lines->items[i]))
      continue;
    const struct line *line = &lines->items[i];
    /* Without the blank that the convention asks for, only near the end. */
    if (code_at(lines, line->last) != ' ' && end - i > SIGNATURE_LINES + 2)
      continue;
    *found = true;
    return cover(lines, i, end - 1, SPAN_SIGNATURE);
  }
  return ATTUNE_OK;
}

/* These may also stand apart: "- Helen". */
static bool is_name_mark(uint32_t code) {
  return code == '^' || code == '-' || code == '~' || code == 0x2013 ||
         code == 0x2014;
}

static bool is_initials_mark(uint32_t code) {
  return is_name_mark(code) || code == '*' || code == '/' ||
         code == GLYPH_EMPHASIS;
}

/* "^JK", "-Helen", "*ABN", "/AB" behind a blank, last on the last line. */
static bool is_initials(const struct lines *lines, const struct line *line,
                        size_t mark, size_t last) {
  uint32_t code = code_at(lines, mark);
  size_t letters = last - mark - 1, capitals = 0;
  if (!is_initials_mark(code) || letters == 0)
    return false;
  for (size_t i = mark + 1; i < last; i++)
    capitals += character_is_upper(code_at(lines, i));
  if (code != '^' && !character_is_upper(code_at(lines, mark + 1)))
    return false;
  if ((code == '/' || code == '*' || code == GLYPH_EMPHASIS) &&
      (capitals < letters || letters > 3))
    return false;
  return mark == line->first ||
         is_blank(character_of(code_at(lines, mark - 1))) ||
         character_of(code_at(lines, mark - 1)) == CHARACTER_TERMINAL;
}

/* The mark at the front of the letters that end the line. */
static int find_initials(struct lines *lines, size_t end) {
  struct scan *scan = lines->scan;
  const struct line *line = &lines->items[end - 1];
  size_t last = line->last, mark = last;
  while (mark > line->first && last - mark < INITIALS_MAX &&
         scan_class(scan, mark - 1) == CHARACTER_LETTER)
    mark--;
  if (mark == last || mark == line->first)
    return ATTUNE_OK;
  mark--;
  /* "- Helen" behind the end of a sentence. */
  if (is_blank(scan_class(scan, mark)) && mark > line->first + 2 &&
      is_name_mark(code_at(lines, mark - 1)) &&
      is_blank(scan_class(scan, mark - 2)) &&
      scan_class(scan, mark - 3) == CHARACTER_TERMINAL)
    scan->glyphs[mark--].code = GLYPH_BLOCK;
  else if (!is_initials(lines, line, mark, last))
    return ATTUNE_OK;
  struct line *signature = &lines->items[end - 1];
  signature->first = (uint32_t)mark;
  return cover(lines, end - 1, end - 1, SPAN_SIGNATURE);
}

/* Signatures come before a quote that ends the text, so order may change. */
static void sort_blocks(struct span_list *list) {
  for (size_t i = list->count; i > 1; i--) {
    struct span *late = &list->items[i - 1], *early = late - 1;
    if (early->range.begin <= late->range.begin)
      return;
    struct span swap = *early;
    *early = *late;
    *late = swap;
  }
}

int span_find_blocks(struct scan *scan, enum text_format format) {
  struct lines lines;
  bool found = false;
  int status = split_lines(scan, &lines);
  if (status == ATTUNE_OK)
    status = find_quoted_lines(&lines, format != TEXT_HTML);
  if (status == ATTUNE_OK)
    status = find_forwarded(&lines);
  size_t end = status == ATTUNE_OK ? last_written(&lines) : 0;
  if (end == 0)
    return status;
  status = find_dashed(&lines, end, &found);
  if (status == ATTUNE_OK && !found)
    status = find_signature(&lines, end, &found);
  if (status == ATTUNE_OK && !found)
    status = find_initials(&lines, end);
  sort_blocks(&scan->blocks);
  return status;
}
