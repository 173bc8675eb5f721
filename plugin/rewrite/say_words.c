#include "rewrite/say_words.h"

bool words_is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* By blanks: what a reader counts, not what a tokenizer does. */
size_t words_count(struct str text) {
  size_t count = 0;
  bool inside = false;
  for (size_t i = 0; i < text.size; i++) {
    bool blank = is_blank(text.data[i]);
    count += !blank && !inside;
    inside = !blank;
  }
  return count;
}

int words_number(struct str text, int otherwise) {
  int value = 0;
  if (text.size == 0 || text.size > 6)
    return otherwise;
  for (size_t i = 0; i < text.size; i++) {
    if (text.data[i] < '0' || text.data[i] > '9')
      return otherwise;
    value = value * 10 + (text.data[i] - '0');
  }
  return value;
}

/* ASCII only and without the locale: these are the pack's own words. */
bool words_same(struct str a, struct str b) {
  if (a.size != b.size)
    return false;
  for (size_t i = 0; i < a.size; i++)
    if (ascii_lower(a.data[i]) != ascii_lower(b.data[i]))
      return false;
  return true;
}

bool words_listed(struct str list, struct str word) {
  size_t begin = 0;
  for (size_t i = 0; i <= list.size; i++) {
    if (i < list.size && !is_blank(list.data[i]) && list.data[i] != ',')
      continue;
    if (i > begin &&
        words_same(str_slice(list, (struct range){begin, i}), word))
      return true;
    begin = i + 1;
  }
  return false;
}

/* Whole words, as "on" is not a start of "once". */
bool words_start(struct str text, struct str word) {
  return word.size > 0 &&
         (text.size == word.size ||
          (text.size > word.size && is_blank(text.data[word.size]))) &&
         words_same((struct str){text.data, word.size}, word);
}

bool words_ends(struct str word, const char *letters) {
  struct str end = str_of(letters);
  return word.size > end.size + 1 &&
         words_same((struct str){word.data + word.size - end.size, end.size},
                    end);
}

bool words_grouped(const struct language_entry *label, struct str word) {
  for (size_t i = 0; label && word.size > 0 && i < label->say_count; i++)
    if (label->says[i].data[0] == ascii_lower(word.data[0]) &&
        words_listed(label->says[i], word))
      return true;
  return false;
}

static size_t count_from(struct str text, struct str piece, char first) {
  const char *at = text.data;
  size_t count = 0, left = text.size;
  while (left >= piece.size &&
         (at = memchr(at, first, left - piece.size + 1)) != NULL) {
    count += words_same((struct str){at, piece.size}, piece);
    at++;
    left = text.size - (size_t)(at - text.data);
  }
  return count;
}

/* By the first letter in either case: most bytes are passed over quickly. */
size_t words_occurrences(struct str text, struct str piece) {
  if (piece.size == 0 || text.size < piece.size)
    return 0;
  char lower = ascii_lower(piece.data[0]);
  size_t count = count_from(text, piece, lower);
  if (lower >= 'a' && lower <= 'z')
    count += count_from(text, piece, (char)(lower - 'a' + 'A'));
  return count;
}

/* With the two letters before it: 12 bits, so that older ones drop out. */
static uint32_t row_with(uint32_t row, char c) {
  return (row << 4 ^ (unsigned char)ascii_lower(c)) & 0xFFF;
}

static bool has_row(const struct words_rows *rows, uint32_t row) {
  return rows->bits[row / 64] >> row % 64 & 1;
}

struct words_rows words_rows_of(struct str text) {
  struct words_rows rows = {{0}};
  uint32_t row = 0;
  for (size_t i = 0; i < text.size; i++) {
    row = row_with(row, text.data[i]);
    if (i >= 2)
      rows.bits[row / 64] |= UINT64_C(1) << row % 64;
  }
  return rows;
}

bool words_may_hold(const struct words_rows *rows, struct str piece) {
  uint32_t row = 0;
  for (size_t i = 0; i < piece.size; i++) {
    row = row_with(row, piece.data[i]);
    if (i >= 2 && !has_row(rows, row))
      return false;
  }
  return true;
}

/* The same of the line's first three letters, which lie side by side. */
static bool may_start(const struct words_rows *rows,
                      const struct language_entry *label, size_t line) {
  const char *at = label->begins + line;
  size_t count = label->say_count;
  uint32_t row =
      row_with(row_with(row_with(0, at[0]), at[count]), at[2 * count]);
  return !at[2 * count] || has_row(rows, row);
}

bool words_may_hold_left(const struct words_rows *rows,
                         const struct language_entry *label, size_t line) {
  const char *at = label->begins + line;
  char second = at[label->say_count], third = at[2 * label->say_count];
  /* An anchor, or a side so short that what is behind it is among them. */
  return at[0] == '^' || second == '=' || third == '=' || third == ' ' ||
         may_start(rows, label, line);
}

bool words_hold(const struct language_entry *label, struct str text) {
  if (!label)
    return false;
  struct words_rows rows = words_rows_of(text);
  for (size_t i = 0; i < label->say_count; i++)
    if (may_start(&rows, label, i) && words_may_hold(&rows, label->says[i]) &&
        words_occurrences(text, label->says[i]) > 0)
      return true;
  return false;
}

struct str words_trim(struct str text) {
  while (text.size > 0 && is_blank(text.data[0]))
    text = (struct str){text.data + 1, text.size - 1};
  while (text.size > 0 && is_blank(text.data[text.size - 1]))
    text.size--;
  return text;
}

struct str words_next(struct str text, size_t *at) {
  while (*at < text.size && !words_is_letter(text.data[*at]))
    ++*at;
  size_t begin = *at;
  while (*at < text.size &&
         (words_is_letter(text.data[*at]) || text.data[*at] == '\''))
    ++*at;
  return str_slice(text, (struct range){begin, *at});
}

const struct language_entry *words_label(const struct language *language,
                                         const char *id, struct str part) {
  return language_find_part(language, LANGUAGE_LABEL, str_of(id), part);
}

struct str words_label_say(const struct language *language, const char *id,
                           struct str part) {
  const struct language_entry *label = words_label(language, id, part);
  return label && label->say_count > 0 ? label->says[0] : STR("");
}

/* The one line of a pack that has two sides; no word of ours holds "=". */
bool words_sides(struct str line, struct str *left, struct str *right) {
  const char *sign = memchr(line.data, '=', line.size);
  if (!sign)
    return false;
  size_t at = (size_t)(sign - line.data);
  *left = words_trim((struct str){line.data, at});
  *right = words_trim((struct str){sign + 1, line.size - at - 1});
  return true;
}

/* The first line from i on that begins with this byte, or their count. */
static size_t find_begin(const struct language_entry *label, size_t i,
                         char first) {
  size_t left = label->say_count - i;
  const char *at = left > 0 ? memchr(label->begins + i, first, left) : NULL;
  return at ? (size_t)(at - label->begins) : label->say_count;
}

struct str words_other(const struct language_entry *label, struct str word) {
  struct str left, right;
  if (!label || word.size == 0)
    return STR("");
  char first = ascii_lower(word.data[0]);
  for (size_t i = find_begin(label, 0, first); i < label->say_count;
       i = find_begin(label, i + 1, first))
    if (label->says[i].size > word.size &&
        words_same((struct str){label->says[i].data, word.size}, word) &&
        words_sides(label->says[i], &left, &right) && words_same(left, word))
      return right;
  return STR("");
}

struct str words_lead(const struct language_entry *label, struct str text) {
  struct str longest = {NULL, 0};
  if (!label || text.size == 0)
    return longest;
  char first = ascii_lower(text.data[0]);
  char next = text.size > 1 ? ascii_lower(text.data[1]) : '\0';
  const char *second = label->begins + label->say_count;
  for (size_t i = find_begin(label, 0, first); i < label->say_count;
       i = find_begin(label, i + 1, first))
    if (label->says[i].size > longest.size &&
        (second[i] == next || !second[i]) && words_start(text, label->says[i]))
      longest = label->says[i];
  return longest;
}

bool words_is_open(const struct language *language, struct str text) {
  size_t begin = text.size;
  while (begin > 0 && text.data[begin - 1] != ' ')
    begin--;
  struct str last = {text.data + begin, text.size - begin};
  return (last.size > 0 && last.data[last.size - 1] == ':') ||
         words_lead(words_label(language, "open", STR("end")), last).size > 0;
}

bool words_keeps_capital(const struct language *language, struct str text) {
  size_t end = 0;
  while (end < text.size && words_is_letter(text.data[end]))
    end++;
  struct str first = {text.data, end};
  const struct language_entry *label =
      words_label(language, "capital", STR("kept"));
  for (size_t i = 0; label && i < label->say_count; i++)
    if (str_equal(label->says[i], first))
      return true;
  return false;
}
