#include "reading/redact_find.h"

/* Bytes of the sign at this place, which some write as a link would. */
static size_t sign_at(struct str text, size_t at) {
  if (text.data[at] == '@')
    return 1;
  return at + 3 <= text.size && memcmp(text.data + at, "%40", 3) == 0 ? 3 : 0;
}

/* Bytes of the letter or digit at this place. */
static size_t alnum(struct str text, size_t at) {
  char value;
  size_t size = redact_digit(text, at, &value);
  return size > 0 ? size : redact_letter(text, at);
}

/* The same for the one that ends before this place. */
static size_t alnum_before(struct str text, size_t at, size_t floor) {
  for (size_t size = 1; size <= 3 && at >= floor + size; size++)
    if (alnum(text, at - size) == size)
      return size;
  return 0;
}

static bool is_joint(char c) {
  return c == '.' || c == '_' || c == '+' || c == '-' || c == '%' ||
         c == '\'' || c == '&' || c == '!' || c == '~' || c == '#';
}

/* Where what stands before the sign begins: a letter or digit, or at. */
static size_t local_begin(struct str text, size_t at, size_t floor) {
  size_t begin = at;
  while (at > floor) {
    size_t size = alnum_before(text, at, floor);
    if (size > 0)
      begin = at - size;
    else if (!is_joint(text.data[at - 1]))
      break;
    at -= size > 0 ? size : 1;
  }
  return begin;
}

/*
 * The end of "mail.example.co.uk": behind the last label that has letters
 * alone, two or more; at when there is none behind a point.
 */
static size_t host_end(struct str text, size_t at) {
  size_t end = at, label = at, digits = 0, letters = 0;
  bool dotted = false;
  char value;
  for (size_t i = at;; i++) {
    size_t size = i < text.size ? redact_letter(text, i) : 0;
    if (size > 0) {
      letters++;
      i += size - 1;
      continue;
    }
    if (i < text.size &&
        (text.data[i] == '-' || redact_digit(text, i, &value) == 1)) {
      digits++;
      continue;
    }
    if (dotted && letters > 1 && (digits == 0 || letters > 3))
      end = i;
    if (i >= text.size || text.data[i] != '.' || i == label)
      return end;
    dotted = true;
    label = i + 1;
    digits = letters = 0;
  }
}

/* "jane @ example.com": a blank beside the sign is a slip. */
static size_t blank(struct str text, size_t at) {
  return at < text.size && text.data[at] == ' ';
}

void redact_emails(char *bytes, size_t size) {
  struct str text = {bytes, size};
  for (size_t at = 0, floor = 0; at < size; at++) {
    size_t sign = sign_at(text, at);
    if (sign == 0)
      continue;
    size_t host = at + sign + blank(text, at + sign);
    size_t local = at > floor && text.data[at - 1] == ' ' ? at - 1 : at;
    size_t begin = local_begin(text, local, floor);
    size_t end = begin < local ? host_end(text, host) : host;
    /* No later one looks back beyond this sign, which keeps it linear. */
    floor = at + sign;
    if (end > host) {
      redact_hide(bytes, (struct range){begin, local});
      redact_hide(bytes, (struct range){host, end});
      floor = end;
      at = end - 1;
    }
  }
}
