/* How much of what is private is found, and how much of what is not. */
#include "reading/redact.h"

#include <stdlib.h>
#include <time.h>

#include "sample.h"

#define ALL_KINDS    ((UINT32_C(1) << REDACT_KINDS) - 1)
#define EACH         200 /* numbers a way of writing them */
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static uint64_t state;

static unsigned below(unsigned most) {
  state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return (unsigned)(state >> 33) % most;
}

struct brand {
  const char *first; /* digits; '#': any */
  size_t count;
  const char *groups; /* how many digits stand together */
};

static const struct brand brands[] = {
    {"4", 16, "4444"},    {"5#", 16, "4444"},   {"37", 15, "465"},
    {"6011", 16, "4444"}, {"3530", 16, "4444"}, {"36", 14, "464"},
};

static void make_card(const struct brand *brand, char *digits) {
  size_t count = brand->count, given = strlen(brand->first);
  int sum = 0;
  for (size_t i = 0; i + 1 < count; i++)
    digits[i] =
        i < given && brand->first[i] != '#'
            ? brand->first[i]
            : (char)('0' + (i == 1 && given == 2 ? 1 + below(5) : below(10)));
  for (size_t i = 0; i + 1 < count; i++) {
    int digit = digits[count - 2 - i] - '0';
    if (i % 2 == 0)
      digit = digit > 4 ? digit * 2 - 9 : digit * 2;
    sum += digit;
  }
  digits[count - 1] = (char)('0' + (10 - sum % 10) % 10);
  digits[count] = 0;
}

/* What parts the groups; NULL: nothing, and digits are of full width. */
static const char *const partings[] = {
    "",       " ",        "-",
    ".",      "\xC2\xA0", "\xE2\x80\xAF",
    "  ",     " - ",      "\xE2\x80\x93",
    "\n",     "/",        "\xE2\x80\x8B",
    "&nbsp;", NULL,
};

static void write_card(const struct brand *brand, const char *digits,
                       const char *parting, char *out) {
  int inside = 0;
  const char *group = brand->groups;
  for (; *digits; digits++) {
    if (inside++ == *group - '0') {
      out += sprintf(out, "%s", parting ? parting : "");
      inside = 1;
      group++;
    }
    out += parting ? sprintf(out, "%c", *digits)
                   : sprintf(out, "\xEF\xBC%c", 0x90 + (*digits - '0'));
  }
}

/* Digits, also wide ones, and with them lower-case letters. */
static size_t left_of(const char *text, size_t size, bool letters) {
  size_t left = 0;
  for (size_t i = 0; i < size; i++)
    left += (text[i] >= '0' && text[i] <= '9') || text[i] == '\xEF' ||
            (letters && text[i] >= 'a' && text[i] <= 'z');
  return left;
}

/* Is all of the piece hidden when it stands between these words? */
static bool hides(const char *const around[2], const char *piece,
                  uint32_t kinds) {
  char text[400];
  int size =
      snprintf(text, sizeof(text), "%s%s%s", around[0], piece, around[1]);
  redact_bytes(text, (size_t)size, kinds);
  return left_of(text + strlen(around[0]), strlen(piece),
                 kinds == REDACT_BIT(REDACT_EMAIL)) == 0;
}

/* thousandths that must be found, or may be */
static void check_share(size_t found, size_t count, size_t least, size_t most) {
  test_case("%zu of %zu", found, count);
  CHECK(found * 1000 >= count * least && found * 1000 <= count * most);
}

TEST(cards_are_found_however_they_are_written) {
  static const char *const around[][2] = {
      {"My card is ", ", please check."}, {"(", ")"},
      {"I paid with ", " 04/27 123."},    {"visa:", " thanks"},
      {"charged 2 times: ", ""},          {"card", "exp 12/28"},
  };
  size_t found = 0;
  state = 1;
  for (size_t b = 0; b < COUNT(brands); b++)
    for (size_t p = 0; p < COUNT(partings); p++)
      for (size_t i = 0; i < EACH; i++) {
        char digits[32], card[160];
        make_card(&brands[b], digits);
        write_card(&brands[b], digits, partings[p], card);
        found +=
            hides(around[i % COUNT(around)], card, REDACT_BIT(REDACT_CARD));
      }
  check_share(found, COUNT(brands) * COUNT(partings) * EACH, 995, 1000);
}

/* Each 'a' a letter, 'n' a digit, 'N' one but 0, 'A' a capital. */
static void fill(const char *shape, char *out) {
  for (; *shape; shape++)
    *out++ = *shape == 'a'   ? (char)('b' + below(24))
             : *shape == 'n' ? (char)('0' + below(10))
             : *shape == 'N' ? (char)('1' + below(9))
             : *shape == 'A' ? (char)('A' + below(26))
                             : *shape;
  *out = 0;
}

static size_t count_hidden(const char *shape, const char *const (*around)[2],
                           size_t ways, uint32_t kinds) {
  size_t found = 0;
  for (size_t i = 0; i < EACH; i++) {
    char piece[100];
    fill(shape, piece);
    found += hides(around[i % ways], piece, kinds);
  }
  return found;
}

TEST(addresses_are_found) {
  static const char *const shapes[] = {
      "aaaa@aaaaaa.com",    "aaaa.aaaaa@aaaa.aaaaa.co.uk",
      "aannn@aaaa.org",     "a@aa.io",
      "aaaa+aaaa@aaaaa.de", "aa_aa-aa@aa-aaa.com",
      "o'aaaa@aaaaa.ie",    "nnnnnn@aaaa.org",
      "aaaa.a.aa@aaa.site", "aaaaa@naaaa.work",
      "AAAAA@AAAA.COM",     "AAaa@aaa.xn--p1ai",
  };
  static const char *const around[][2] = {
      {"write to ", "."},         {"<", ">"},  {"mailto:", "?subject=x"},
      {"My e-mail is ", " or x"}, {"(", "),"}, {"", ""},
  };
  size_t found = 0;
  state = 2;
  for (size_t i = 0; i < COUNT(shapes); i++)
    found += count_hidden(shapes[i], around, COUNT(around),
                          REDACT_BIT(REDACT_EMAIL));
  check_share(found, COUNT(shapes) * EACH, 990, 1000);
}

static const char *const phones[] = {
    "+44 7nnn nnnnnn",     "07nnn nnnnnn",      "07nnnnnnnnn",
    "+447nnnnnnnnn",       "020 7nnn nnnn",     "(020) 7nnn nnnn",
    "+44 (0)20 7nnn nnnn", "01nnn nnnnnn",      "(555) 010-nnnn",
    "555-010-nnnn",        "555.010.nnnn",      "555 010 nnnn",
    "+1 555 010 nnnn",     "1-800-555-nnnn",    "+1 (555) 010-nnnn",
    "(555)010-nnnn",       "+1-555-010-nnnn",   "+49 30 nnnnnnn",
    "0049 30 nnnnnnn",     "030 nnnnnnn",       "030/nnnnnnn",
    "01 23 nn nn nn",      "+33 1 23 nn nn nn", "0412 nnn nnn",
    "+61 412 nnn nnn",     "+91 98nnn nnnnn",   "+91-98nnnnnnnn",
    "06-nnnnnnnn",         "+31 6 nnnnnnnn",    "+55 11 9nnnn-nnnn",
    "+353 87 nnn nnnn",    "+48 6nn nnn nnn",
};

TEST(telephones_are_found) {
  static const char *const around[][2] = {
      {"call me on ", "."}, {"tel:", ""}, {"My number is ", " today"},
      {"**", "**"},         {"(", ")"},   {"reach me at\n", "\nThanks"},
  };
  size_t found = 0;
  state = 3;
  for (size_t i = 0; i < COUNT(phones); i++)
    found += count_hidden(phones[i], around, COUNT(around),
                          REDACT_BIT(REDACT_PHONE));
  check_share(found, COUNT(phones) * EACH, 950, 1000);
}

static bool reading_hides(const char *const around[2], const char *shape) {
  char piece[60], text[200];
  struct sample sample;
  fill(shape, piece);
  snprintf(text, sizeof(text), "%s%s%s", around[0], piece, around[1]);
  sample_init(&sample, text);
  CHECK_INT(
      redact_reading(&sample.arena, ALL_KINDS, &sample.text, &sample.reading),
      ATTUNE_OK);
  size_t left =
      left_of(sample.text.source.data, sample.text.source.size, false);
  sample_fini(&sample);
  return left == 0;
}

/* Digits alone are a telephone by the words around them. */
TEST(telephones_are_found_by_their_words) {
  static const char *const shapes[] = {
      "NNNnnnnnnn",  "98nnnnnnnn",  "555-nnnn", "98nnn nnnnn",
      "9nn nnn nnn", "22 nn nn nn", "6nnn nnnn"};
  static const char *const around[][2] = {
      {"Please call me on ", ", I am home."},
      {"My phone number is ", "."},
      {"You can reach me at ", " any time."},
      {"Mobile: ", "\nRegards"},
  };
  size_t found = 0;
  state = 4;
  for (size_t i = 0; i < COUNT(shapes); i++)
    for (size_t n = 0; n < 40; n++)
      found += reading_hides(around[n % COUNT(around)], shapes[i]);
  check_share(found, COUNT(shapes) * 40, 950, 1000);
}

static const char *const orders[] = {
    "#NnnnN",
    "NNnnnn",
    "Nnnnnnn",
    "Nnnnnnnn",
    "Nnnnnnnnn",
    "Nnnnnnnnnn",
    "Nnnnnnnnnnn",
    "Nnnnnnnnnnnnnnn",
    "11N-nnnnnnn-nnnnnnn",
    "ORD-2026-nnnnn",
    "2026-nn-nnnnn",
    "INV-nnnnnn",
    "AAnnnnnnnnnAA",
    "1ZnnnAAnnnnnnnnnn",
    "PO 45nnnnnnnn",
    "SO-nnnnn-nn",
    "nnnn-A",
    "AA-nnnn-nnnn",
    "R nnn.nnn.nn",
    "20NN-0N-1n",
    "1n/0N/2026",
    "1n:4n",
    "$N,nnn.nn",
    "192.168.N.nn",
    "v10.2.nnnn",
    "JDnnnnnnnnnnnnnnnnnn",
    "Nnnn nnnn nnnn",
    "nnn-nnn-nnn",
    "#nnn-nnnnnnn",
    "SN: AnnnnAnnnnnn",
    "aannAnnAAnn",
    "EAN Nnnnnnnnnnnnn",
    "Nnnnnnnnnnnnnnnn",
};

TEST(orders_are_left_alone) {
  size_t wrong = 0;
  state = 5;
  for (size_t i = 0; i < COUNT(orders); i++)
    for (size_t n = 0; n < EACH; n++) {
      char piece[60], text[100], before[100];
      fill(orders[i], piece);
      int size = snprintf(text, sizeof(text), "My order %s is late.", piece);
      memcpy(before, text, (size_t)size);
      redact_bytes(text, (size_t)size, ALL_KINDS);
      wrong += memcmp(before, text, (size_t)size) != 0;
    }
  check_share(wrong, COUNT(orders) * EACH, 0, 30);
}

/* A busy machine and a sanitizer are slower than what is measured alone. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SLOWER 30
#else
#define SLOWER 3
#endif

static double milliseconds(const char *piece, size_t size) {
  char *text = malloc(size);
  struct timespec from, to;
  double best = 1e9;
  CHECK(text != NULL);
  for (int round = 0; round < 3; round++) {
    for (size_t i = 0; i < size; i++)
      text[i] = piece[i % strlen(piece)];
    clock_gettime(CLOCK_MONOTONIC, &from);
    redact_bytes(text, size, ALL_KINDS);
    clock_gettime(CLOCK_MONOTONIC, &to);
    double ms = (double)(to.tv_sec - from.tv_sec) * 1e3 +
                (double)(to.tv_nsec - from.tv_nsec) / 1e6;
    best = ms < best ? ms : best;
  }
  free(text);
  return best;
}

static const char usual[] =
    "My kettle of 3 weeks leaks. It came on 12/05 as order 4471-B, and all I "
    "got was a mail; call me on 07700 900123 or write to a.b@example.com. The "
    "card 4012 8888 8888 1881 was charged $431.\n";

TEST(a_mebibyte_takes_ten_milliseconds) {
  double ms = milliseconds(usual, 1 << 20);
  test_case("%.2f ms", ms);
  CHECK(ms <= 10 * SLOWER);
}

/* Made to be slow; what grows with the square would take minutes. */
TEST_WITHIN(hostile_words_are_linear, 60) {
  static const char *const pieces[] = {
      "4 4 ", "4444 ", "+1 ", "(((",      "a@",         "a%40",
      "4<",   "<",     "(0",  "444-444-", "@a.b.c.d.e", "44\xE2\x80\x89"};
  for (size_t i = 0; i < COUNT(pieces); i++) {
    double ms = milliseconds(pieces[i], 1 << 20);
    test_case("%s: %.2f ms", pieces[i], ms);
    CHECK(ms <= 400 * SLOWER);
  }
}

static void check_hidden(const char *before, const char *after,
                         uint32_t kinds) {
  char text[400];
  size_t size = strlen(before);
  test_case("%s", before);
  memcpy(text, before, size);
  redact_bytes(text, size, kinds);
  CHECK_STR(((struct str){text, size}), after);
  redact_bytes(text, size, kinds);
  CHECK_STR(((struct str){text, size}), after);
}

TEST(what_is_hidden_is_as_long_as_it_was) {
  check_hidden("Card 4012 8888 8888 1881, exp 04/27",
               "Card **** **** **** ****, exp 04/27", ALL_KINDS);
  check_hidden("M\xC3\xBCller <m\xC3\xBCller@stra\xC3\x9F"
               "e.example>",
               "M\xC3\xBCller <*\xC2\xB7****@****\xC2\xB7*.*******>",
               ALL_KINDS);
  check_hidden("\xEF\xBC\x94"
               "012888888881881",
               "\xE2\x80\xA2***************", ALL_KINDS);
  check_hidden("<b>4012</b> <i>88888888</i>1881",
               "<b>****</b> <i>********</i>****", ALL_KINDS);
  check_hidden("07700900123(555) 010-4477", "***********(***) ***-****",
               ALL_KINDS);
  check_hidden("5 @ 3 for 10.50 each", "5 @ 3 for 10.50 each", ALL_KINDS);
}

TEST(each_kind_is_hidden_when_asked_for) {
  static const char all[] = "4012888888881881 a@b.example +44 7700 900123";
  check_hidden(all, all, 0);
  check_hidden(all, "**************** a@b.example +44 7700 900123",
               REDACT_BIT(REDACT_CARD));
  check_hidden(all, "4012888888881881 *@*.******* +44 7700 900123",
               REDACT_BIT(REDACT_EMAIL));
  check_hidden(all, "4012888888881881 a@b.example +** **** ******",
               REDACT_BIT(REDACT_PHONE));
}

static void check_fact(const struct sample *sample, enum fact_kind kind,
                       const char *quote, const char *value) {
  for (size_t i = 0; i < sample->reading.fact_count; i++) {
    const struct fact *fact = &sample->reading.facts[i];
    if (fact->kind != kind)
      continue;
    CHECK_STR(str_slice(sample->text.source, fact->range), quote);
    CHECK_STR(fact->value, value);
    return;
  }
  test_fail(__FILE__, __LINE__, "no %s", fact_kind_name(kind));
}

TEST(a_reading_keeps_where_and_of_what_kind) {
  struct sample sample;
  sample_init(&sample, "I'm furious: you charged my card 4012 8888 8888 1881 "
                       "twice! Call +1 555 010 4477 or mail jo@b.example.");
  struct str before = sample.text.source;
  size_t count = sample.reading.fact_count;
  CHECK_INT(
      redact_reading(&sample.arena, ALL_KINDS, &sample.text, &sample.reading),
      ATTUNE_OK);
  CHECK_INT(sample.reading.fact_count, count);
  CHECK_INT(sample.text.source.size, before.size);
  CHECK(memmem(before.data, before.size, "4012", 4) != NULL);
  check_fact(&sample, FACT_CARD, "**** **** **** ****", "**** 1881");
  check_fact(&sample, FACT_EMAIL, "**@*.*******", "**@*.*******");
  check_fact(&sample, FACT_PHONE, "+* *** *** ****", "+***********");
  CHECK(sample.reading.concern.size > 0);
  CHECK_INT(
      left_of(sample.reading.concern.data, sample.reading.concern.size, false),
      0);
  sample_fini(&sample);
}

TEST(what_the_reading_knows_is_hidden_wherever_it_is_said) {
  struct sample sample;
  struct str said = STR("You asked us to call 5550104477 back.");
  sample_init(&sample, "Please call me on 5550104477, it is urgent.");
  CHECK_INT(redact_said(&sample.arena, ALL_KINDS, &sample.text, &sample.reading,
                        &said),
            ATTUNE_OK);
  CHECK_STR(said, "You asked us to call ********** back.");
  sample_fini(&sample);
}
