#include "sample.h"

struct question_case {
  const char *text;
  size_t count;
  const char *first;
};

TEST(what_wants_an_answer) {
  static const struct question_case cases[] = {
      {"Where is the nearest branch?", 1, "Where is the nearest branch?"},
      {"Hi there. When do you open? And is there parking?", 2,
       "When do you open?"},
      {"how do i reset the router", 1, "how do i reset the router"},
      {"Please let me know when it ships.", 1,
       "Please let me know when it ships."},
      {"I paid on Monday. Can you check", 1, "Can you check"},
      {"I was wondering if you sell spare keys.", 1,
       "I was wondering if you sell spare keys."},
      {"any update on my claim", 1, "any update on my claim"},
      {"My parcel came open and half empty, can you send another?", 1,
       "can you send another?"},
      {"quick one, is there parking", 1, "quick one, is there parking"},
      {"I'd like to know whether the pool is heated.", 1,
       "I'd like to know whether the pool is heated."},
      {"pls advise on the next steps", 1, "pls advise on the next steps"},
      {"ok so where do i find the serial", 1,
       "ok so where do i find the serial"},
      {"So the card's dead, did I get that right?", 1, "did I get that right?"},
      {"The kettle is blue.", 0, NULL},
      {"I asked them where it was.", 0, NULL},
      {"???", 0, NULL},
  };
  for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
    struct sample sample;
    sample_init(&sample, cases[i].text);
    CHECK_INT(sample.reading.question_count, cases[i].count);
    if (cases[i].first)
      CHECK_STR(str_slice(sample.text.source, sample.reading.questions[0]),
                cases[i].first);
    sample_fini(&sample);
  }
}

TEST(what_is_only_asked_in_anger_wants_none) {
  static const char *const texts[] = {
      "Are you kidding me?",     "How dare you?",
      "What the hell is this?",  "Who do you think you are?",
      "How hard can it be?",     "Have you lost your mind?",
      "Is anybody awake there?", "How do you justify this?",
  };
  for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
    struct sample sample;
    sample_init(&sample, texts[i]);
    CHECK_INT(sample.reading.question_count, 0);
    CHECK(!reading_has(&sample.reading, SIGNAL_QUESTION));
    sample_fini(&sample);
  }
}
