#include "sample.h"

struct fact_case {
  const char *text;
  enum fact_kind kind;
  const char *quote;
  const char *value;
};

static const struct fact *find(const struct sample *sample, enum fact_kind kind,
                               const char *quote) {
  const struct reading *reading = &sample->reading;
  for (size_t i = 0; i < reading->fact_count; i++)
    if (reading->facts[i].kind == kind &&
        str_is(str_slice(sample->text.source, reading->facts[i].range), quote))
      return &reading->facts[i];
  return NULL;
}

static void show(const struct sample *sample) {
  const struct reading *reading = &sample->reading;
  for (size_t i = 0; i < reading->fact_count; i++)
    fprintf(stderr, "  %s: %.*s = %.*s\n",
            fact_kind_name(reading->facts[i].kind),
            STR_ARGS(str_slice(sample->text.source, reading->facts[i].range)),
            STR_ARGS(reading->facts[i].value));
}

TEST(facts_and_their_values) {
  static const struct fact_case cases[] = {
      {"My order number is kb4471-9.", FACT_REFERENCE, "kb4471-9", "KB44719"},
      {"order #88-120-C is late", FACT_REFERENCE, "#88-120-C", "88120C"},
      {"Ref: ZQ77102", FACT_REFERENCE, "ZQ77102", "ZQ77102"},
      {"the ticket 5519-b is still open", FACT_REFERENCE, "5519-b", "5519B"},
      {"last four digits are 8021", FACT_REFERENCE, "8021", "8021"},
      {"I bought it on 3 March 2025.", FACT_DATE, "3 March 2025", "2025-03-03"},
      {"it was delivered on March 3rd 2025", FACT_DATE, "March 3rd 2025",
       "2025-03-03"},
      {"It broke on 14 June.", FACT_DATE, "14 June", "--06-14"},
      {"returned 12/05/2025", FACT_DATE, "12/05/2025", "12/05/2025"},
      {"I called yesterday", FACT_DATE, "yesterday", "yesterday"},
      {"You charged me £1,249.00", FACT_AMOUNT, "£1,249.00", "£1249"},
      {"it cost 45 euros", FACT_AMOUNT, "45 euros", "€45"},
      {"they took $19.99 again", FACT_AMOUNT, "$19.99", "$19.99"},
      {"I paid 60 quid", FACT_AMOUNT, "60 quid", "£60"},
      {"My dishwasher has stopped", FACT_PRODUCT, "dishwasher", "dishwasher"},
      {"I ordered the Tavio Breeze 300 and it hums", FACT_PRODUCT,
       "Tavio Breeze 300", "tavio breeze 300"},
      {"stuck in Rotterdam since noon", FACT_PLACE, "Rotterdam", "rotterdam"},
      {"I have already restarted the router and it blinks red", FACT_TRIED,
       "I have already restarted the router", NULL},
      {"I tried another browser, no luck", FACT_TRIED,
       "I tried another browser", NULL},
      {"I called you on Tuesday about it", FACT_CONTACTED,
       "I called you on Tuesday about it", NULL},
      {"The screen says \"E17 service required\" now", FACT_ERROR,
       "\"E17 service required\"", NULL},
      {"My name is Oda Brandvold.", FACT_NAME, "Oda Brandvold",
       "Oda Brandvold"},
      {"I need it by Friday.", FACT_DEADLINE, "by Friday", "by friday"},
  };
  for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
    struct sample sample;
    sample_init(&sample, cases[i].text);
    const struct fact *fact = find(&sample, cases[i].kind, cases[i].quote);
    if (!fact) {
      show(&sample);
      test_fail(__FILE__, __LINE__, "no %s \"%s\"",
                fact_kind_name(cases[i].kind), cases[i].quote);
    }
    if (cases[i].value)
      CHECK_STR(fact->value, cases[i].value);
    sample_fini(&sample);
  }
}

static size_t count(const struct sample *sample, enum fact_kind kind) {
  size_t count = 0;
  for (size_t i = 0; i < sample->reading.fact_count; i++)
    count += sample->reading.facts[i].kind == kind;
  return count;
}

TEST(a_sum_is_no_reference) {
  struct sample sample;
  sample_init(&sample, "banned! 5 years on that account, 250 euros gone");
  CHECK_INT(count(&sample, FACT_REFERENCE), 0);
  CHECK(find(&sample, FACT_AMOUNT, "250 euros"));
  sample_fini(&sample);
  sample_init(&sample, "order 4471, 300 euros paid");
  CHECK(find(&sample, FACT_REFERENCE, "4471"));
  CHECK(find(&sample, FACT_AMOUNT, "300 euros"));
  sample_fini(&sample);
}

TEST(a_number_in_brackets_is_a_reference) {
  struct sample sample;
  sample_init(&sample, "Please pause my membership (no. 70215) until autumn.");
  CHECK(find(&sample, FACT_REFERENCE, "70215"));
  CHECK_INT(count(&sample, FACT_DEADLINE), 0);
  sample_fini(&sample);
}

TEST(words_any_message_has_are_no_product) {
  static const char *const texts[] = {
      "all of it is in that box",
      "I have been paying for this account for years",
      "who has got MINE?",
      "I paid for 2-day delivery.",
      "the whole present is late",
  };
  for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
    struct sample sample;
    sample_init(&sample, texts[i]);
    show(&sample);
    CHECK_INT(count(&sample, FACT_PRODUCT), 0);
    sample_fini(&sample);
  }
}

TEST(the_same_words_are_one_fact_without_their_and) {
  struct sample sample;
  sample_init(&sample, "The lamp flickers and nobody answers me.");
  CHECK(find(&sample, FACT_CONTACTED, "nobody answers me"));
  for (size_t i = 0; i < sample.reading.fact_count; i++)
    if (sample.reading.facts[i].kind == FACT_ERROR)
      CHECK(!find(&sample, FACT_ERROR, "nobody answers me"));
  sample_fini(&sample);
}

TEST(words_with_a_capital_are_no_names) {
  static const char *const texts[] = {
      "THE WHOLE MESSAGE IS SHOUTED AT YOU",
      "On Monday I will be in on my own.",
      "Hello. Thanks. Please help.",
  };
  for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
    struct sample sample;
    sample_init(&sample, texts[i]);
    for (size_t n = 0; n < sample.reading.fact_count; n++)
      CHECK(sample.reading.facts[n].kind != FACT_NAME &&
            sample.reading.facts[n].kind != FACT_PLACE &&
            sample.reading.facts[n].kind != FACT_PRODUCT);
    sample_fini(&sample);
  }
}

TEST(a_fact_is_kept_once) {
  struct sample sample;
  sample_init(&sample, "Order 5512-K. I said order 5512-K! ORDER 5512K!!");
  size_t references = 0;
  for (size_t i = 0; i < sample.reading.fact_count; i++)
    references += sample.reading.facts[i].kind == FACT_REFERENCE;
  CHECK_INT(references, 1);
  sample_fini(&sample);
}
