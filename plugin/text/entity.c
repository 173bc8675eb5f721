#include "text/scan.h"

#include "base/utf8.h"

enum {
  DIGITS_MAX = 8
};

struct entity {
  char name[8];
  uint32_t code;
};

/* Those that editors and mailers write; in order, for the search. */
static const struct entity entities[] = {
    {"Agrave", 0xC0},   {"Auml", 0xC4},     {"Eacute", 0xC9},
    {"Ouml", 0xD6},     {"Uuml", 0xDC},     {"aacute", 0xE1},
    {"agrave", 0xE0},   {"amp", '&'},       {"apos", '\''},
    {"aring", 0xE5},    {"auml", 0xE4},     {"bdquo", 0x201E},
    {"bull", 0x2022},   {"ccedil", 0xE7},   {"cent", 0xA2},
    {"copy", 0xA9},     {"deg", 0xB0},      {"eacute", 0xE9},
    {"ecirc", 0xEA},    {"egrave", 0xE8},   {"emsp", 0x2003},
    {"ensp", 0x2002},   {"euml", 0xEB},     {"euro", 0x20AC},
    {"frac12", 0xBD},   {"frasl", 0x2044},  {"gt", '>'},
    {"hearts", 0x2665}, {"hellip", 0x2026}, {"iacute", 0xED},
    {"iexcl", 0xA1},    {"iquest", 0xBF},   {"laquo", 0xAB},
    {"ldquo", 0x201C},  {"lsquo", 0x2018},  {"lt", '<'},
    {"mdash", 0x2014},  {"middot", 0xB7},   {"nbsp", 0xA0},
    {"ndash", 0x2013},  {"ntilde", 0xF1},   {"oacute", 0xF3},
    {"ouml", 0xF6},     {"pound", 0xA3},    {"quot", '"'},
    {"raquo", 0xBB},    {"rdquo", 0x201D},  {"reg", 0xAE},
    {"rsquo", 0x2019},  {"sbquo", 0x201A},  {"shy", 0xAD},
    {"szlig", 0xDF},    {"thinsp", 0x2009}, {"times", 0xD7},
    {"trade", 0x2122},  {"uacute", 0xFA},   {"uuml", 0xFC},
    {"yen", 0xA5},      {"zwj", 0x200D},    {"zwnj", 0x200C},
};

/*
 * Numbers 128 to 159 are control characters, but pages that mean them as
 * Windows characters are so common that browsers read them so.
 */
static const uint16_t windows[32] = {
    0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
    0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD,
    0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178};

static uint32_t repair(uint32_t code) {
  if (code >= 0x80 && code < 0xA0)
    return windows[code - 0x80];
  if (code == '\t' || code == '\n' || code == '\r')
    return ' ';
  if (code < ' ' || code == 0x7F || code > 0x10FFFF ||
      (code >= 0xD800 && code < 0xE000))
    return UTF8_REPLACEMENT;
  return code;
}

static int digit_of(char c, uint32_t base) {
  if (c >= '0' && c <= '9')
    return c - '0';
  if (base == 16 && c >= 'a' && c <= 'f')
    return c - 'a' + 10;
  if (base == 16 && c >= 'A' && c <= 'F')
    return c - 'A' + 10;
  return -1;
}

static size_t read_number(struct str source, size_t at, uint32_t *code) {
  size_t i = at + 2;
  uint32_t base = 10, value = 0;
  if (i < source.size && (source.data[i] == 'x' || source.data[i] == 'X')) {
    base = 16;
    i++;
  }
  size_t first = i;
  for (; i < source.size && i - first < DIGITS_MAX; i++) {
    int digit = digit_of(source.data[i], base);
    if (digit < 0)
      break;
    if (value <= 0x10FFFF)
      value = value * base + (uint32_t)digit;
  }
  if (i == first || i == source.size || source.data[i] != ';')
    return 0;
  *code = repair(value);
  return i + 1 - at;
}

static size_t read_named(struct str source, size_t at, uint32_t *code) {
  char name[8] = {0};
  size_t size = 0, low = 0, high = sizeof(entities) / sizeof(entities[0]);
  size_t i = at + 1;
  for (; i < source.size && source.data[i] != ';'; i++) {
    if (size + 1 == sizeof(name))
      return 0;
    name[size++] = source.data[i];
  }
  if (i == source.size || size == 0)
    return 0;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    int order = strcmp(name, entities[middle].name);
    if (order == 0) {
      *code = entities[middle].code;
      return i + 1 - at;
    }
    if (order < 0)
      high = middle;
    else
      low = middle + 1;
  }
  return 0;
}

size_t html_read_entity(struct str source, size_t at, uint32_t *code) {
  if (at + 2 >= source.size)
    return 0;
  return source.data[at + 1] == '#' ? read_number(source, at, code)
                                    : read_named(source, at, code);
}
