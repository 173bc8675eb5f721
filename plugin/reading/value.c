#include "reading/value.h"

#include "reading/value_date.h"

/* Letters and digits are ASCII here: a locale must not change a value. */
static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

static char upper(char c) {
  return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

static bool is_letter(char c) {
  return ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z';
}

/* Bytes of a character beyond ASCII are kept whatever they are. */
static bool is_beyond(char c) {
  return ((unsigned char)c & 0x80) != 0;
}

static struct str lowered(struct arena *arena, struct str plain) {
  char *out = arena_copy(arena, plain);
  for (size_t i = 0; out && i < plain.size; i++)
    out[i] = ascii_lower(out[i]);
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

/*
 * Names and signs, the longer before those they end in. A dollar is of many
 * countries and stays a sign; what is one country's is its ISO code.
 */
struct currency {
  const char *name;
  const char *sign;
};

static const struct currency signs[] = {
    {"nz$", "NZD "}, {"hk$", "HKD "}, {"us$", "USD "}, {"au$", "AUD "},
    {"ca$", "CAD "}, {"a$", "AUD "},  {"c$", "CAD "},  {"r$", "BRL "},
    {"s$", "SGD "},  {"$", "$"},      {"£", "GBP "},   {"€", "EUR "},
    {"₹", "INR "},   {"₦", "NGN "},   {"₱", "PHP "},   {"₩", "KRW "},
    {"₺", "TRY "},   {"₪", "ILS "},   {"฿", "THB "},   {"¥", "¥"},
};

static const struct currency names[] = {
    {"usd", "USD "},    {"gbp", "GBP "},    {"eur", "EUR "},
    {"inr", "INR "},    {"aed", "AED "},    {"aud", "AUD "},
    {"cad", "CAD "},    {"chf", "CHF "},    {"nzd", "NZD "},
    {"sgd", "SGD "},    {"hkd", "HKD "},    {"jpy", "JPY "},
    {"cny", "CNY "},    {"zar", "ZAR "},    {"ngn", "NGN "},
    {"kes", "KES "},    {"pln", "PLN "},    {"sek", "SEK "},
    {"nok", "NOK "},    {"dkk", "DKK "},    {"php", "PHP "},
    {"myr", "MYR "},    {"dollar", "$"},    {"dollars", "$"},
    {"buck", "$"},      {"bucks", "$"},     {"pound", "GBP "},
    {"pounds", "GBP "}, {"quid", "GBP "},   {"euro", "EUR "},
    {"euros", "EUR "},  {"naira", "NGN "},  {"zloty", "PLN "},
    {"rand", "ZAR "},   {"yen", "JPY "},    {"yuan", "CNY "},
    {"baht", "THB "},   {"rupee", "Rs "},   {"rupees", "Rs "},
    {"rs", "Rs "},      {"kr", "kr "},      {"franc", "Fr. "},
    {"francs", "Fr. "}, {"pesos", "peso "}, {"peso", "peso "},
};

static bool holds(struct str text, const char *piece) {
  size_t size = strlen(piece);
  for (size_t i = 0; i + size <= text.size; i++)
    if (memcmp(text.data + i, piece, size) == 0)
      return true;
  return false;
}

/* The next run of letters at or behind *at; empty at the end. */
static struct str next_word(struct str low, size_t *at) {
  while (*at < low.size && !is_letter(low.data[*at]))
    ++*at;
  size_t begin = *at;
  while (*at < low.size && is_letter(low.data[*at]))
    ++*at;
  return (struct str){low.data + begin, *at - begin};
}

static const char *sign_of(struct str low) {
  for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
    if (holds(low, signs[i].name))
      return signs[i].sign;
  size_t at = 0;
  for (struct str word = next_word(low, &at); word.size > 0;
       word = next_word(low, &at))
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
      if (str_is(word, names[i].name))
        return names[i].sign;
  return "";
}

static bool has_word(struct str low, const char *name) {
  size_t at = 0;
  for (struct str word = next_word(low, &at); word.size > 0;
       word = next_word(low, &at))
    if (str_is(word, name))
      return true;
  return false;
}

#define SUM_DIGITS_MAX 24

/* Digits, the last `cents` of which stand behind the decimal point. */
struct sum {
  char digits[SUM_DIGITS_MAX + 4]; /* and a thousand and a point */
  size_t size;
  size_t cents;
};

/*
 * A comma or a point before one or two last digits parts the cents; any
 * other parts thousands.
 */
static struct sum sum_of(struct str low) {
  struct sum sum = {.size = 0};
  size_t i = 0, since = 0;
  bool parted = false;
  while (i < low.size && !is_digit(low.data[i]))
    i++;
  for (; i < low.size && sum.size < SUM_DIGITS_MAX; i++) {
    if (is_digit(low.data[i])) {
      sum.digits[sum.size++] = low.data[i];
      since++;
    } else if ((low.data[i] == ',' || low.data[i] == '.') && i + 1 < low.size &&
               is_digit(low.data[i + 1])) {
      since = 0;
      parted = true;
    } else {
      break;
    }
  }
  sum.cents = parted && since <= 2 ? since : 0;
  return sum;
}

/* "2.5k" and "12 grand" are as many thousands. */
static void times_thousand(struct sum *sum) {
  for (int i = 0; i < 3; i++) {
    if (sum->cents > 0)
      sum->cents--;
    else
      sum->digits[sum->size++] = '0';
  }
}

/* Whole sums without a point, others with two digits behind it. */
static size_t write_sum(const struct sum *sum, char *out) {
  size_t whole = sum->size - sum->cents, size = 0, lead = 0;
  bool cents = false;
  while (lead + 1 < whole && sum->digits[lead] == '0')
    lead++;
  for (size_t i = whole; i < sum->size; i++)
    cents = cents || sum->digits[i] != '0';
  for (size_t i = lead; i < whole; i++)
    out[size++] = sum->digits[i];
  if (!cents)
    return size;
  out[size++] = '.';
  for (size_t i = whole; i < whole + 2; i++)
    out[size++] = i < sum->size ? sum->digits[i] : '0';
  return size;
}

static bool is_pence(struct str low) {
  return has_word(low, "p") || has_word(low, "pence");
}

/* 50p is 0.50; of what, the letter tells. */
static const char *as_pence(struct sum *sum) {
  sum->cents = 2;
  if (sum->size == sum->cents) {
    memmove(sum->digits + 1, sum->digits, sum->size++);
    sum->digits[0] = '0';
  }
  return "GBP ";
}

static struct str amount(struct arena *arena, struct str plain) {
  char digits[SUM_DIGITS_MAX + 8];
  struct str low = lowered(arena, plain);
  if (!low.data)
    return low;
  struct sum sum = sum_of(low);
  if (sum.size == 0 || holds(low, "%"))
    return low;
  const char *sign = sign_of(low);
  if (has_word(low, "grand") || has_word(low, "thousand") || has_word(low, "k"))
    times_thousand(&sum);
  else if (*sign == '\0' && is_pence(low) && sum.size > 1 && sum.cents == 0)
    sign = as_pence(&sum);
  if (*sign == '\0')
    return low;
  struct str pieces[] = {str_of(sign), {digits, write_sum(&sum, digits)}};
  return arena_join(arena, pieces, 2);
}

/* Digits, and the plus of a country's code: 0044 is as good as +44. */
static struct str phone(struct arena *arena, struct str plain) {
  char *out = arena_copy(arena, plain);
  size_t size = 0;
  if (!out)
    return (struct str){NULL, 0};
  for (size_t i = 0; i < plain.size; i++)
    if (is_digit(plain.data[i]) || (plain.data[i] == '+' && size == 0))
      out[size++] = plain.data[i];
  if (size > 9 && out[0] == '0' && out[1] == '0') {
    out[1] = '+';
    return (struct str){out + 1, size - 1};
  }
  return (struct str){out, size};
}

/* Enough to tell two cards apart, too little to pay with. */
static struct str card(struct arena *arena, struct str plain) {
  char last[4];
  size_t size = 0;
  for (size_t i = plain.size; i-- > 0 && size < sizeof(last);)
    if (is_digit(plain.data[i]))
      last[sizeof(last) - ++size] = plain.data[i];
  struct str pieces[] = {STR("**** "), {last + sizeof(last) - size, size}};
  return arena_join(arena, pieces, 2);
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
    return value_date(arena, lowered(arena, plain));
  case FACT_AMOUNT:
    return amount(arena, plain);
  case FACT_NAME:
    return plain;
  case FACT_PHONE:
    return phone(arena, plain);
  case FACT_CARD:
    return card(arena, plain);
  default:
    return lowered(arena, plain);
  }
}
