#include "reading/fact_number.h"

#define CARD_DIGITS_MIN  13
#define CARD_DIGITS_MAX  19
#define PHONE_DIGITS_MIN 8
#define PHONE_DIGITS_MAX 15
#define GROUPS_MAX       7
#define CARD_SHOWN       4 /* what a receipt shows of a card, too */

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/* Bytes beyond ASCII count as letters: they end no number. */
static bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_nbsp(struct str text, size_t at) {
  return at + 1 < text.size && (unsigned char)text.data[at] == 0xc2 &&
         (unsigned char)text.data[at + 1] == 0xa0;
}

/* Bytes of the one separator at this place; 0 when there is none. */
static size_t separator(struct str text, size_t at) {
  if (at >= text.size)
    return 0;
  char c = text.data[at];
  if (c == ' ' || c == '-' || c == '.')
    return 1;
  return is_nbsp(text, at) ? 2 : 0;
}

/* ISO/IEC 7812: every second digit from the right counts double. */
static bool is_luhn(const char *digits, size_t count) {
  int sum = 0;
  for (size_t i = 0; i < count; i++) {
    int digit = digits[count - 1 - i] - '0';
    if (i % 2 == 1)
      digit = digit > 4 ? digit * 2 - 9 : digit * 2;
    sum += digit;
  }
  return sum % 10 == 0;
}

/* First digits that issuers use, and how many digits their cards have. */
struct issuer {
  int first, last; /* of the four leading digits */
  size_t fewest, most;
};

static const struct issuer issuers[] = {
    {2221, 2720, 16, 16}, {3000, 3059, 14, 16}, {3095, 3095, 14, 16},
    {3400, 3499, 15, 15}, {3528, 3589, 16, 19}, {3600, 3699, 14, 19},
    {3700, 3799, 15, 15}, {3800, 3999, 14, 16}, {4000, 4999, 13, 13},
    {4000, 4999, 16, 16}, {4000, 4999, 19, 19}, {5018, 5038, 13, 19},
    {5081, 5089, 16, 16}, {5100, 5599, 16, 16}, {5893, 5893, 13, 19},
    {6011, 6011, 16, 19}, {6051, 6099, 16, 16}, {6200, 6299, 16, 19},
    {6304, 6304, 13, 19}, {6440, 6599, 16, 19}, {6759, 6763, 13, 19},
    {8100, 8299, 16, 19},
};

static bool is_issued(const char *digits, size_t count) {
  int lead = 0;
  for (size_t i = 0; i < 4; i++)
    lead = lead * 10 + (digits[i] - '0');
  for (size_t i = 0; i < sizeof(issuers) / sizeof(issuers[0]); i++)
    if (lead >= issuers[i].first && lead <= issuers[i].last &&
        count >= issuers[i].fewest && count <= issuers[i].most)
      return true;
  return false;
}

/* Does a number start here, and not in the middle of a word or another? */
static bool starts(struct str text, size_t at) {
  if (!is_digit(text.data[at]))
    return false;
  return at == 0 ||
         (!is_digit(text.data[at - 1]) && !is_letter(text.data[at - 1]));
}

static bool ends(struct str text, size_t at) {
  return at >= text.size ||
         (!is_digit(text.data[at]) && !is_letter(text.data[at]));
}

/*
 * Whatever follows the card ("… 1111 04 27") may continue its run of digits,
 * so each end of a group is tried and the longest kept.
 */
bool fact_card_at(struct str text, size_t at, struct range *out) {
  char digits[CARD_DIGITS_MAX];
  size_t count = 0, end = 0;
  if (at >= text.size || !starts(text, at))
    return false;
  for (size_t i = at; i < text.size && count < CARD_DIGITS_MAX;) {
    digits[count++] = text.data[i++];
    if (count >= CARD_DIGITS_MIN && ends(text, i) && is_issued(digits, count) &&
        is_luhn(digits, count))
      end = i;
    i += i < text.size && is_digit(text.data[i]) ? 0 : separator(text, i);
    if (i >= text.size || !is_digit(text.data[i]))
      break;
  }
  *out = (struct range){at, end};
  return end > 0;
}

/* The groups of digits a telephone number is written in. */
struct groups {
  size_t size[GROUPS_MAX];
  size_t end[GROUPS_MAX]; /* byte behind it */
  size_t count;
  bool bracket; /* (555) 010-4477 */
};

/* Between two groups: one separator, or a closing bracket and a blank. */
static size_t gap(struct str text, size_t at, bool *open, bool *bracket) {
  size_t size = 0;
  if (at < text.size && text.data[at] == ')' && *open) {
    *open = false;
    *bracket = true;
    size = 1;
  }
  size += separator(text, at + size);
  if (at + size < text.size && text.data[at + size] == '(' && !*open) {
    *open = true;
    size++;
  }
  return size;
}

static void read_groups(struct str text, size_t at, bool open,
                        struct groups *out) {
  *out = (struct groups){.count = 0};
  while (out->count < GROUPS_MAX && at < text.size && is_digit(text.data[at])) {
    size_t size = 0;
    while (at < text.size && is_digit(text.data[at]) &&
           size <= PHONE_DIGITS_MAX) {
      size++;
      at++;
    }
    out->size[out->count] = size;
    out->end[out->count++] = at;
    bool bracket = out->bracket;
    at += gap(text, at, &open, &bracket);
    /* A bracket that closes behind the last group is around the number. */
    if (at < text.size && is_digit(text.data[at]))
      out->bracket = bracket;
  }
}

/* How many groups make a number of fewest to most digits; 0: none do. */
static size_t fitting(const struct groups *groups, size_t fewest, size_t most) {
  size_t digits = 0, fit = 0;
  for (size_t i = 0; i < groups->count; i++) {
    digits += groups->size[i];
    /* "+44 20 7946 0958 3 times": a lone digit at the end is not of it. */
    if (digits > most || (i > 1 && groups->size[i] == 1))
      break;
    if (digits >= fewest)
      fit = i + 1;
  }
  return fit;
}

static bool is_three_three_four(const struct groups *groups, size_t from) {
  return groups->count >= from + 3 && groups->size[from] == 3 &&
         groups->size[from + 1] == 3 && groups->size[from + 2] == 4;
}

/* 01-02-2026 10:30 is a day and a time. */
static bool is_day(const struct groups *groups) {
  return groups->count >= 3 && groups->size[0] == 2 && groups->size[1] == 2 &&
         groups->size[2] == 4;
}

static size_t phone_groups(const struct groups *groups, struct str text,
                           size_t digit, bool plus, int *rank) {
  *rank = plus ? NUMBER_RANK_SURE : NUMBER_RANK_LIKELY;
  if (plus)
    return fitting(groups, PHONE_DIGITS_MIN, PHONE_DIGITS_MAX);
  size_t country = groups->size[0] == 1 && text.data[digit] == '1' ? 1 : 0;
  if (is_three_three_four(groups, country)) {
    if (groups->bracket)
      *rank = NUMBER_RANK_SURE;
    return country + 3;
  }
  if (text.data[digit] != '0' || groups->size[0] < 2 || is_day(groups))
    return 0;
  return fitting(groups, 10,
                 text.data[digit + 1] == '0' ? PHONE_DIGITS_MAX : 11);
}

static bool phone_at(struct str text, size_t at, struct fact_number *out) {
  size_t digit = at;
  struct groups groups;
  bool plus = text.data[digit] == '+';
  digit += plus;
  bool open = digit < text.size && text.data[digit] == '(';
  digit += open;
  char before = at > 0 ? text.data[at - 1] : ' ';
  if (digit >= text.size || !is_digit(text.data[digit]) || is_digit(before) ||
      is_letter(before) || before == '#' || before == '$' || before == '/' ||
      before == '.' || before == '-')
    return false;
  read_groups(text, digit, open, &groups);
  size_t count = phone_groups(&groups, text, digit, plus, &out->rank);
  if (count == 0 || !ends(text, groups.end[count - 1]))
    return false;
  out->kind = FACT_PHONE;
  /* "(555-010-4477)": the bracket is around the number, not of it. */
  out->range = (struct range){open && !groups.bracket ? digit : at,
                              groups.end[count - 1]};
  return true;
}

bool fact_number_next(struct str text, size_t at, struct fact_number *out) {
  for (; at < text.size; at++) {
    char c = text.data[at];
    if (!is_digit(c) && c != '+' && c != '(')
      continue;
    if (fact_card_at(text, at, &out->range)) {
      out->kind = FACT_CARD;
      out->rank = NUMBER_RANK_SURE;
      return true;
    }
    if (phone_at(text, at, out))
      return true;
    /* The rest of these digits starts no number. */
    while (is_digit(c) && at + 1 < text.size && is_digit(text.data[at + 1]))
      at++;
  }
  return false;
}

static void mask(char *bytes, struct range range) {
  size_t shown = 0;
  for (size_t i = range.end; i-- > range.begin;) {
    if (!is_digit(bytes[i]))
      continue;
    if (shown >= CARD_SHOWN)
      bytes[i] = '*';
    shown++;
  }
}

void fact_mask_cards(char *bytes, size_t size) {
  struct str text = {bytes, size};
  struct range card;
  for (size_t i = 0; i < size; i++) {
    if (!is_digit(bytes[i]) || !fact_card_at(text, i, &card))
      continue;
    mask(bytes, card);
    i = card.end - 1;
  }
}
