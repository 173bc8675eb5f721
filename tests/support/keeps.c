#include "support/keeps.h"

#include <stdio.h>
#include <string.h>

/* A piece of a text: the next one at or after from, or size 0. */
struct piece {
  const char *at;
  size_t size;
};

typedef struct piece (*finder)(const char *from, const char *whole);

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

static bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Digits and what joins them: 1,299.00 and 4-17 and 10:30 are one each. */
static struct piece next_number(const char *from, const char *whole) {
  (void)whole;
  const char *at = from + strcspn(from, "0123456789");
  size_t size = 0;
  while (is_digit(at[size]) ||
         (size > 0 && at[size] && strchr(".,:/-", at[size]) &&
          is_digit(at[size + 1])))
    size++;
  return (struct piece){at, size};
}

static size_t word_size(const char *at) {
  return strcspn(at, " \t\r\n<>\"()[]{}");
}

static size_t without_stop(const char *at, size_t size) {
  while (size > 0 && strchr(".,;:!?'*_", at[size - 1]))
    size--;
  return size;
}

static struct piece next_link(const char *from, const char *whole) {
  (void)whole;
  for (const char *at = from; *at; at++)
    if (strncmp(at, "http://", 7) == 0 || strncmp(at, "https://", 8) == 0 ||
        strncmp(at, "www.", 4) == 0)
      return (struct piece){at, without_stop(at, word_size(at))};
  return (struct piece){from, 0};
}

static bool in_address(char c) {
  return is_digit(c) || is_letter(c) || (c && strchr("._%+-", c));
}

static struct piece next_address(const char *from, const char *whole) {
  for (const char *sign = strchr(from, '@'); sign;
       sign = strchr(sign + 1, '@')) {
    const char *begin = sign, *end = sign + 1;
    while (begin > whole && in_address(begin[-1]))
      begin--;
    while (in_address(*end))
      end++;
    size_t domain = without_stop(sign + 1, (size_t)(end - sign - 1));
    if (begin < sign && memchr(sign + 1, '.', domain))
      return (struct piece){begin, (size_t)(sign + 1 - begin) + domain};
  }
  return (struct piece){from, 0};
}

/* "…" or “…” on one line. */
static struct piece next_quotation(const char *from, const char *whole) {
  static const char *const marks[][2] = {{"\"", "\""},
                                         {"\xe2\x80\x9c", "\xe2\x80\x9d"}};
  (void)whole;
  for (const char *at = from; *at; at++)
    for (size_t i = 0; i < 2; i++) {
      size_t mark = strlen(marks[i][0]);
      if (strncmp(at, marks[i][0], mark) != 0)
        continue;
      const char *end = strstr(at + mark, marks[i][1]);
      size_t line = strcspn(at, "\n");
      if (end && end > at + mark && (size_t)(end - at) < line)
        return (struct piece){at, (size_t)(end - at) + mark};
    }
  return (struct piece){from, 0};
}

static size_t count_of(const char *text, struct piece wanted, finder next) {
  size_t count = 0;
  struct piece piece = next(text, text);
  while (piece.size > 0) {
    count += piece.size == wanted.size &&
             memcmp(piece.at, wanted.at, wanted.size) == 0;
    piece = next(piece.at + piece.size, text);
  }
  return count;
}

static bool keeps(const char *draft, const char *rewrite, finder next,
                  const char *what, char *why, size_t size) {
  struct piece piece = next(draft, draft);
  while (piece.size > 0) {
    if (count_of(rewrite, piece, next) < count_of(draft, piece, next)) {
      snprintf(why, size, "the %s %.*s is gone", what, (int)piece.size,
               piece.at);
      return false;
    }
    piece = next(piece.at + piece.size, draft);
  }
  return true;
}

static bool adds_no_number(const char *draft, const char *rewrite,
                           const char *known, char *why, size_t size) {
  struct piece piece = next_number(rewrite, rewrite);
  while (piece.size > 0) {
    if (count_of(draft, piece, next_number) == 0 &&
        !memmem(known, strlen(known), piece.at, piece.size)) {
      snprintf(why, size, "the number %.*s is new", (int)piece.size, piece.at);
      return false;
    }
    piece = next_number(piece.at + piece.size, rewrite);
  }
  return true;
}

bool keeps_all(const char *draft, const char *rewrite, const char *known,
               char *why, size_t size) {
  return keeps(draft, rewrite, next_number, "number", why, size) &&
         keeps(draft, rewrite, next_link, "link", why, size) &&
         keeps(draft, rewrite, next_address, "address", why, size) &&
         keeps(draft, rewrite, next_quotation, "quotation", why, size) &&
         adds_no_number(draft, rewrite, known, why, size);
}
