#include "reading/value.h"

#include <stdio.h>

/* Letters and digits are ASCII here: a locale must not change a value. */
static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

static char lower(char c) {
  return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static char upper(char c) {
  return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

static bool is_letter(char c) {
  return lower(c) >= 'a' && lower(c) <= 'z';
}

/* Bytes of a character beyond ASCII are kept whatever they are. */
static bool is_beyond(char c) {
  return ((unsigned char)c & 0x80) != 0;
}

static struct str lowered(struct arena *arena, struct str plain) {
  char *out = arena_copy(arena, plain);
  for (size_t i = 0; out && i < plain.size; i++)
    out[i] = lower(out[i]);
  return (struct str){out, out ? plain.size : 0};
}

static struct str reference(struct arena *arena, struct str plain) {
  char *out = arena_copy(arena, plain);
  size_t size = 0;
  if (!out || memchr(plain.data, '@', plain.size) ||
      memchr(plain.data, '/', plain.size))
    return (struct str){out, out ? plain.size : 0};
  for (size_t i = 0; i < plain.size; i++)
    if (is_digit(plain.data[i]) || is_letter(plain.data[i]) ||
        is_beyond(plain.data[i]))
      out[size++] = upper(plain.data[i]);
  return (struct str){out, size};
}

struct currency {
  const char *name;
  const char *sign;
};

/* ISO codes and signs are the same in every language. */
static const struct currency currencies[] = {
    {"usd", "$"},      {"dollar", "$"}, {"buck", "$"},     {"gbp", "£"},
    {"pound", "£"},    {"quid", "£"},   {"eur", "€"},      {"inr", "INR "},
    {"rupee", "INR "}, {"rs", "INR "},  {"aed", "AED "},   {"aud", "AUD "},
    {"cad", "CAD "},   {"chf", "CHF "}, {"franc", "CHF "}, {"zar", "ZAR "},
    {"rand", "ZAR "},  {"ngn", "NGN "}, {"naira", "NGN "}, {"pln", "PLN "},
    {"zloty", "PLN "}, {"$", "$"},      {"£", "£"},        {"€", "€"},
    {"₹", "INR "},     {"¥", "¥"},
};

static bool holds(struct str text, const char *piece) {
  size_t size = strlen(piece);
  for (size_t i = 0; i + size <= text.size; i++)
    if (memcmp(text.data + i, piece, size) == 0)
      return true;
  return false;
}

static const char *sign_of(struct str low) {
  size_t count = sizeof(currencies) / sizeof(currencies[0]);
  for (size_t i = 0; i < count; i++)
    if (holds(low, currencies[i].name))
      return currencies[i].sign;
  return "";
}

/*
 * A comma or a point before exactly two last digits parts the cents; any
 * other parts thousands.
 */
static size_t digits_of(struct str low, char *out, size_t room) {
  size_t size = 0, begin = 0, end;
  while (begin < low.size && !is_digit(low.data[begin]))
    begin++;
  end = begin;
  while (end < low.size &&
         (is_digit(low.data[end]) ||
          ((low.data[end] == ',' || low.data[end] == '.') &&
           end + 1 < low.size && is_digit(low.data[end + 1]))))
    end++;
  for (size_t i = begin; i < end && size + 1 < room; i++) {
    if (is_digit(low.data[i]))
      out[size++] = low.data[i];
    else if (end - i == 3)
      out[size++] = '.';
  }
  if (size > 3 && memcmp(out + size - 3, ".00", 3) == 0)
    size -= 3;
  return size;
}

static struct str amount(struct arena *arena, struct str plain) {
  char digits[32];
  struct str low = lowered(arena, plain);
  if (!low.data)
    return low;
  size_t size = digits_of(low, digits, sizeof(digits));
  if (size == 0 || holds(low, "%"))
    return low;
  const char *thousand = "";
  if (holds(low, "grand") || holds(low, "thousand") ||
      low.data[low.size - 1] == 'k')
    thousand = "000";
  struct str pieces[] = {
      str_of(sign_of(low)), {digits, size}, str_of(thousand)};
  return arena_join(arena, pieces, 3);
}

static int month_of(struct str word) {
  static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";
  if (word.size < 3)
    return 0;
  for (int i = 0; i < 12; i++)
    if (memcmp(word.data, months + 3 * i, 3) == 0)
      return i + 1;
  return 0;
}

struct day {
  int year, month, day; /* 0: not told */
  bool unclear;
};

static void take_number(struct day *day, int number, size_t digits) {
  if (digits == 4 && number >= 1900 && number < 2200)
    day->year = number;
  else if (number >= 1 && number <= 31 && digits <= 2 && day->day == 0)
    day->day = number;
  else
    day->unclear = true;
}

/* 3 March 2026, March 3rd, 2026-03-03, 25/12/2026: in words and numbers. */
static struct day day_of(struct str low) {
  struct day day = {0};
  for (size_t i = 0; i < low.size;) {
    size_t begin = i;
    int number = 0;
    if (is_digit(low.data[i])) {
      for (; i < low.size && is_digit(low.data[i]) && i - begin < 6; i++)
        number = number * 10 + (low.data[i] - '0');
      take_number(&day, number, i - begin);
    } else if (is_letter(low.data[i])) {
      while (i < low.size && is_letter(low.data[i]))
        i++;
      struct str word = {low.data + begin, i - begin};
      if (month_of(word))
        day.month = month_of(word);
    } else {
      i++;
    }
  }
  return day;
}

static bool is_iso(struct str low) {
  if (low.size != 10 || low.data[4] != '-' || low.data[7] != '-')
    return false;
  for (size_t i = 0; i < 10; i++)
    if (i != 4 && i != 7 && !is_digit(low.data[i]))
      return false;
  return true;
}

static struct str date(struct arena *arena, struct str plain) {
  struct str low = lowered(arena, plain);
  char iso[16];
  if (!low.data || is_iso(low))
    return low;
  struct day day = day_of(low);
  int size = 0;
  if (day.unclear || !day.month || !day.day)
    return low;
  if (day.year)
    size = snprintf(iso, sizeof(iso), "%04d-%02d-%02d", day.year % 10000,
                    day.month % 100, day.day % 100);
  else
    size = snprintf(iso, sizeof(iso), "--%02d-%02d", day.month % 100,
                    day.day % 100);
  return arena_str(arena, (struct str){iso, (size_t)size});
}

struct str value_of(struct arena *arena, const struct text *text,
                    enum fact_kind kind, struct range range) {
  struct str plain = text_plain(arena, text, range);
  if (!plain.data)
    return plain;
  switch (kind) {
  case FACT_REFERENCE:
    return reference(arena, plain);
  case FACT_DATE:
    return date(arena, plain);
  case FACT_AMOUNT:
    return amount(arena, plain);
  case FACT_NAME:
    return plain;
  default:
    return lowered(arena, plain);
  }
}
