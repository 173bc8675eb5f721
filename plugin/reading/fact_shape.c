#include "reading/fact_shape.h"

#include "reading/value_date.h"

#define REFERENCE_MAX 32 /* bytes on either side */
#define LONG_DIGITS   6
#define PHONE_DIGITS  7

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

size_t fact_digits_in(struct str bytes) {
  size_t digits = 0;
  for (size_t i = 0; i < bytes.size; i++)
    digits += is_digit(bytes.data[i]);
  return digits;
}

/* 12/05 behind "on" is a day; 24/7, 3/3 and 9/10 stood nowhere near. */
static bool is_slashed(struct str written) {
  return memchr(written.data, '/', written.size) && written.size > 2;
}

/* 40 and 3% are counts, 30/9 is a day. */
static bool is_reference(struct str written) {
  size_t digits = fact_digits_in(written);
  if (memchr(written.data, '%', written.size) || digits == 0)
    return false;
  if (memchr(written.data, '/', written.size) && digits < LONG_DIGITS - 1)
    return false;
  return written.size > 2;
}

/* Many digits in one token (one fewer at the end of a bracket), and no time,
 * date or sum: a number that somebody copied from somewhere. */
static bool is_long(const struct text *text, uint32_t token) {
  struct str number = str_slice(text->source, text->tokens[token].range);
  if (text->tokens[token].flags & TOKEN_MONEY)
    return false;
  for (size_t i = 0; i < number.size; i++)
    if (number.data[i] == '/' || number.data[i] == ':' ||
        number.data[i] == '.' || number.data[i] == ',')
      return false;
  if (value_is_day(number))
    return false;
  size_t end = text->tokens[token].range.end;
  bool closes = end < text->source.size && text->source.data[end] == ')';
  return fact_digits_in(number) >= (closes ? LONG_DIGITS - 1 : LONG_DIGITS);
}

bool fact_has_shape(const struct text *text, const struct language_match *match,
                    const struct phrase_capture *value) {
  struct str shape = language_field(match->entry, "shape");
  struct range range = text->tokens[value->first].range;
  struct str written = str_slice(text->source, range);
  if (str_is(shape, "day"))
    return value_is_day(written);
  if (str_is(shape, "slashed"))
    return is_slashed(written);
  if (str_is(shape, "digits"))
    return is_reference(written);
  if (str_is(shape, "phone"))
    return fact_digits_in(str_slice(
               text->source, text_range(text, value->first, value->count))) >=
           PHONE_DIGITS;
  return !str_is(shape, "long") || is_long(text, value->first);
}

static bool is_part(struct str source, size_t at) {
  char c = source.data[at];
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

struct range fact_whole_reference(struct str source, struct range range) {
  size_t begin = range.begin, end = range.end;
  while (end + 1 < source.size && end - range.end < REFERENCE_MAX &&
         (source.data[end] == '-' || source.data[end] == '/' ||
          is_part(source, end)) &&
         is_part(source, end + 1))
    end++;
  if (end > range.end)
    end++;
  while (begin > 1 && range.begin - begin < REFERENCE_MAX &&
         (source.data[begin - 1] == '-' || is_part(source, begin - 1)) &&
         is_part(source, begin - 2))
    begin--;
  if (begin < range.begin)
    begin--;
  return (struct range){begin, end};
}

struct range fact_whole_amount(struct str source, struct range range) {
  size_t begin = range.begin;
  if (begin >= source.size || source.data[begin] != '$')
    return range;
  while (begin > 0 && range.begin - begin < 3 &&
         source.data[begin - 1] >= 'A' && source.data[begin - 1] <= 'Z')
    begin--;
  return range.begin - begin < 3 ? (struct range){begin, range.end} : range;
}
