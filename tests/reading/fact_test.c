#include "reading/fact_number.h"
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
      {"returned on 25/12/2025", FACT_DATE, "25/12/2025", "2025-12-25"},
      {"returned 12/25/25", FACT_DATE, "12/25/25", "2025-12-25"},
      {"paid on 3.3.2026", FACT_DATE, "3.3.2026", "2026-03-03"},
      {"On 2026-03-09 it stopped.", FACT_DATE, "2026-03-09", "2026-03-09"},
      {"I bought it in March 2025.", FACT_DATE, "March 2025", "2025-03"},
      {"It came on 31 June.", FACT_DATE, "31 June", "31 june"},
      {"I called yesterday", FACT_DATE, "yesterday", "yesterday"},
      {"You charged me £1,249.00", FACT_AMOUNT, "£1,249.00", "GBP 1249"},
      {"it cost 45 euros", FACT_AMOUNT, "45 euros", "EUR 45"},
      {"they took $19.99 again", FACT_AMOUNT, "$19.99", "$19.99"},
      {"the bill says A$950", FACT_AMOUNT, "A$950", "AUD 950"},
      {"It was USD 49.9 before", FACT_AMOUNT, "USD 49.9", "USD 49.90"},
      {"you took €1.249,50", FACT_AMOUNT, "€1.249,50", "EUR 1249.50"},
      {"charged 50p for a bag", FACT_AMOUNT, "50p", "GBP 0.50"},
      {"£5 per person", FACT_AMOUNT, "£5 per person", "GBP 5"},
      {"I paid 60 quid", FACT_AMOUNT, "60 quid", "GBP 60"},
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
      {"my name is tadeo and it hums", FACT_NAME, "tadeo", "tadeo"},
      {"The tap drips.\n\nKind regards,\nIlse Brandt", FACT_NAME, "Ilse Brandt",
       "Ilse Brandt"},
      {"We need to be there before the wedding on Saturday.", FACT_DEADLINE,
       "before the wedding on Saturday", "before the wedding on saturday"},
      {"you billed me for a plan i cancelled in june", FACT_TRIED,
       "i cancelled in june", NULL},
      {"Emailed three times.", FACT_CONTACTED, "Emailed three times", NULL},
      {"my chess 4 keeps freezing", FACT_PRODUCT, "chess 4", "chess 4"},
      {"do you sell oat biscuits", FACT_PRODUCT, "oat biscuits", NULL},
      {"Our bins on Birch Lane overflow", FACT_PLACE, "Birch Lane", NULL},
      {"write to Bo.K@example.org", FACT_EMAIL, "Bo.K@example.org",
       "bo.k@example.org"},
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

TEST(one_reference_has_one_value) {
  struct sample sample;
  sample_init(&sample, "order #4471-B is late. My order 4471B, please!");
  CHECK_INT(count(&sample, FACT_REFERENCE), 1);
  CHECK(find(&sample, FACT_REFERENCE, "#4471-B"));
  sample_fini(&sample);
}

TEST(counts_and_ordinary_words_are_no_references) {
  static const char *const texts[] = {
      "phone 3%, no taxi",
      "we returned 6 of 10 monitors",
      "it freezes on the login page",
      "the contract ends 30/9",
      "an order 12 weeks late",
      "the report, 314 loans",
  };
  for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
    struct sample sample;
    sample_init(&sample, texts[i]);
    show(&sample);
    CHECK_INT(count(&sample, FACT_REFERENCE), 0);
    sample_fini(&sample);
  }
}

TEST(ratings_and_parts_of_a_thread_are_no_dates) {
  static const char *const texts[] = {"I rate this 9/10", "(2/2) and again",
                                      "a 24/7 desk", "since v72.2.2 it hangs"};
  for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
    struct sample sample;
    sample_init(&sample, texts[i]);
    CHECK_INT(count(&sample, FACT_DATE), 0);
    sample_fini(&sample);
  }
}

struct number_case {
  const char *text;
  const char *quote; /* NULL: there is none */
  enum fact_kind kind;
};

TEST(cards_and_telephones_by_their_shape) {
  static const struct number_case cases[] = {
      {"4111 1111 1111 1111", "4111 1111 1111 1111", FACT_CARD},
      {"card:4111-1111-1111-1111.", "4111-1111-1111-1111", FACT_CARD},
      {"5500000000000004 exp 04/27", "5500000000000004", FACT_CARD},
      {"3400 000000 00009 04 27", "3400 000000 00009", FACT_CARD},
      {"12 4111 1111 1111 1111", "4111 1111 1111 1111", FACT_CARD},
      {"4111\u00a01111\u00a01111\u00a01111",
       "4111\u00a01111\u00a01111\u00a01111", FACT_CARD},
      {"4111 1111 1111 1112", NULL, FACT_CARD},
      {"x4111111111111111", NULL, FACT_CARD},
      {"9999 9999 9999 9995", NULL, FACT_CARD},
      {"+44 20 7946 0958 3 times", "+44 20 7946 0958", FACT_PHONE},
      {"(555) 010-4477", "(555) 010-4477", FACT_PHONE},
      {"(555-010-4477)", "555-010-4477", FACT_PHONE},
      {"1-555-010-4477", "1-555-010-4477", FACT_PHONE},
      {"07700 900123", "07700 900123", FACT_PHONE},
      {"0044 20 7946 0958", "0044 20 7946 0958", FACT_PHONE},
      {"01 23 45 67 89", "01 23 45 67 89", FACT_PHONE},
      {"01-02-2026 10:30", NULL, FACT_PHONE},
      {"112-4471283-9912345", NULL, FACT_PHONE},
      {"#555-010-4477", NULL, FACT_PHONE},
      {"2026-03-09", NULL, FACT_PHONE},
      {"+", NULL, FACT_PHONE},
      {"(", NULL, FACT_PHONE},
  };
  for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
    struct str text = str_of(cases[i].text);
    struct fact_number number;
    test_case("%s", cases[i].text);
    CHECK_INT(fact_number_next(text, 0, &number), cases[i].quote != NULL);
    if (!cases[i].quote)
      continue;
    CHECK_INT(number.kind, cases[i].kind);
    CHECK_STR(str_slice(text, number.range), cases[i].quote);
  }
}

TEST(a_card_is_in_no_value) {
  struct sample sample;
  sample_init(&sample, "I told you my card number 4111 1111 1111 1111, order "
                       "4111111111111111, and it still says \"card "
                       "4111-1111-1111-1111 refused\".");
  const struct fact *card = find(&sample, FACT_CARD, "4111 1111 1111 1111");
  CHECK(card);
  CHECK_STR(card->value, "**** 1111");
  CHECK_INT(count(&sample, FACT_CARD), 1);
  CHECK_INT(count(&sample, FACT_REFERENCE), 0);
  for (size_t i = 0; i < sample.reading.fact_count; i++) {
    struct str value = sample.reading.facts[i].value;
    CHECK(!memmem(value.data, value.size, "4111", 4));
  }
  sample_fini(&sample);
}

TEST(a_mask_leaves_what_is_no_card) {
  char text[] = "no 4111111111111111, 4111-1111-1111-1111; tel 07700 900123";
  fact_mask_cards(text, sizeof(text) - 1);
  CHECK_STR(str_of(text),
            "no ************1111, ****-****-****-1111; tel 07700 900123");
}

TEST(a_number_is_what_it_is_called) {
  struct sample sample;
  sample_init(&sample, "My order number is 555-010-4477.");
  CHECK_INT(count(&sample, FACT_PHONE), 0);
  CHECK(find(&sample, FACT_REFERENCE, "555-010-4477"));
  sample_fini(&sample);
  sample_init(&sample, "My phone number is 5550104477.");
  CHECK_INT(count(&sample, FACT_REFERENCE), 0);
  CHECK(find(&sample, FACT_PHONE, "5550104477"));
  sample_fini(&sample);
}

TEST(another_person_is_not_the_customer) {
  static const char *const texts[] = {
      "I spoke to Dan yesterday.",           "Mr Okoro was rude to me.",
      "Her name is Tasha and she is great.", "cheers Raj",
      "I'm Norwegian, is that a problem?",   "It's Manchester, it rains.",
  };
  for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
    struct sample sample;
    sample_init(&sample, texts[i]);
    show(&sample);
    CHECK_INT(count(&sample, FACT_NAME), 0);
    sample_fini(&sample);
  }
}

TEST(what_is_asked_for_is_no_trouble_told) {
  static const char *const texts[] = {"please help me to fix this problem",
                                      "How can I fix that error?",
                                      "Could somebody look at the fault?"};
  for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
    struct sample sample;
    sample_init(&sample, texts[i]);
    show(&sample);
    CHECK_INT(count(&sample, FACT_ERROR), 0);
    sample_fini(&sample);
  }
}

TEST(thanks_are_no_trouble) {
  static const char *const texts[] = {"Okay, thank you very much!",
                                      "Thanks for sorting out my fence",
                                      "The crew were friendly and on time"};
  for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
    struct sample sample;
    sample_init(&sample, texts[i]);
    show(&sample);
    CHECK_INT(count(&sample, FACT_ERROR), 0);
    CHECK_INT(sample.reading.concern.size, 0);
    sample_fini(&sample);
  }
}

TEST(silence_is_a_contact_where_no_other_is_told) {
  struct sample sample;
  sample_init(&sample, "Still no reply about the marquee.");
  CHECK_INT(count(&sample, FACT_CONTACTED), 1);
  sample_fini(&sample);
  sample_init(&sample, "I wrote to you about the marquee. Still no reply.");
  CHECK_INT(count(&sample, FACT_CONTACTED), 1);
  CHECK(find(&sample, FACT_CONTACTED, "I wrote to you about the marquee"));
  sample_fini(&sample);
}

TEST(many_of_a_kind_leave_room_for_the_others) {
  char text[4096] = "";
  for (int i = 0; i < 200; i++)
    snprintf(text + strlen(text), sizeof(text) - strlen(text), "order %d, ",
             440000 + i);
  snprintf(text + strlen(text), sizeof(text) - strlen(text),
           "and my sofa is torn");
  struct sample sample;
  sample_init(&sample, text);
  CHECK_INT(count(&sample, FACT_REFERENCE), 10);
  CHECK(find(&sample, FACT_PRODUCT, "sofa"));
  sample_fini(&sample);
}
