#include "sample.h"

struct feeling_case {
  const char *text;
  enum feeling feeling;
  int least, most; /* heat */
};

static void check(const struct feeling_case *cases, size_t count) {
  for (size_t i = 0; i < count; i++) {
    struct sample sample;
    sample_init(&sample, cases[i].text);
    if (sample.reading.feeling != cases[i].feeling)
      test_fail(__FILE__, __LINE__, "read as %s, not %s",
                feeling_name(sample.reading.feeling),
                feeling_name(cases[i].feeling));
    if (sample.reading.heat < cases[i].least ||
        sample.reading.heat > cases[i].most)
      test_fail(__FILE__, __LINE__, "heat %d", sample.reading.heat);
    sample_fini(&sample);
  }
}

#define CHECK_ALL(cases) check(cases, sizeof(cases) / sizeof(cases[0]))

TEST(plain_requests_have_no_feeling) {
  static const struct feeling_case cases[] = {
      {"What time does the depot on Mill Road close?", FEELING_NEUTRAL, 0, 0},
      {"Please send me the invoice for May.", FEELING_NEUTRAL, 0, 0},
      {"I'd like to add a second driver to my policy.", FEELING_NEUTRAL, 0, 0},
      {"how do i change my delivery address", FEELING_NEUTRAL, 0, 0},
      {"Order 88120-C, size 9.", FEELING_NEUTRAL, 0, 0},
      {"Do you ship to Malta?", FEELING_NEUTRAL, 0, 0},
      {"Can I bring a folding bike on the 7.40?", FEELING_NEUTRAL, 0, 0},
      {"my customer number is 4410 2267", FEELING_NEUTRAL, 0, 0},
      {"Is the pool open in March? Thanks", FEELING_NEUTRAL, 0, 0},
      {"Yes that's correct.", FEELING_NEUTRAL, 0, 0},
      {"", FEELING_NEUTRAL, 0, 0},
  };
  CHECK_ALL(cases);
}

TEST(anger_insults_shouts_and_accuses) {
  static const struct feeling_case cases[] = {
      {"You useless lot have lost my passport.", FEELING_ANGER, 2, 3},
      {"This is an absolute disgrace, I have never been treated so badly",
       FEELING_ANGER, 2, 3},
      {"GIVE ME MY MONEY BACK YOU THIEVES", FEELING_ANGER, 2, 3},
      {"What the hell is wrong with you people? I want my refund now",
       FEELING_ANGER, 2, 3},
      {"how dare you charge a pensioner for your own mistake", FEELING_ANGER, 2,
       3},
      {"You lied to us about the warranty and I'm taking you to small claims.",
       FEELING_ANGER, 2, 3},
      {"Worst bank I have ever dealt with. Shame on you.", FEELING_ANGER, 2, 3},
      {"Your driver called my wife an idiot. Unacceptable.", FEELING_ANGER, 2,
       3},
  };
  CHECK_ALL(cases);
}

TEST(frustration_is_told_without_a_word_for_it) {
  static const struct feeling_case cases[] = {
      {"The app keeps logging me out every few minutes", FEELING_FRUSTRATION, 1,
       2},
      {"my order still hasnt arrived", FEELING_FRUSTRATION, 1, 2},
      {"I was charged twice for the same ticket.", FEELING_FRUSTRATION, 1, 2},
      {"Third time I'm asking. The meter is still not working.",
       FEELING_FRUSTRATION, 1, 3},
      {"can't log in, password reset doesn't send anything",
       FEELING_FRUSTRATION, 1, 2},
      {"So fed up with this printer.", FEELING_FRUSTRATION, 1, 3},
      {"I have been on hold for 50 minutes", FEELING_FRUSTRATION, 1, 3},
      {"never recieved the parcel, tracking says delivered",
       FEELING_FRUSTRATION, 1, 2},
      {"The dishwasher you installed leaks.", FEELING_FRUSTRATION, 1, 2},
      {"sir my recharge is not done but money is deducted", FEELING_FRUSTRATION,
       1, 2},
  };
  CHECK_ALL(cases);
}

TEST(trouble_in_words_no_list_holds) {
  static const struct feeling_case cases[] = {
      {"my postman left the letter from your clinic out in the rain again",
       FEELING_FRUSTRATION, 1, 2},
      {"I am on the coast with my family until Sunday.", FEELING_NEUTRAL, 0, 0},
      {"We would like to come with our two dogs.", FEELING_NEUTRAL, 0, 0},
  };
  CHECK_ALL(cases);
}

TEST(disappointment_had_hoped_for_better) {
  static const struct feeling_case cases[] = {
      {"I expected better from you after twelve years.", FEELING_DISAPPOINTMENT,
       1, 2},
      {"Really disappointed with the quality of the curtains.",
       FEELING_DISAPPOINTMENT, 1, 2},
      {"You used to be so good. What a shame.", FEELING_DISAPPOINTMENT, 1, 2},
      {"bit of a let down tbh", FEELING_DISAPPOINTMENT, 1, 1},
      {"The soup was cold and the room was dirty. We'd been looking forward "
       "to it for months.",
       FEELING_DISAPPOINTMENT, 1, 2},
  };
  CHECK_ALL(cases);
}

TEST(worry_fears_what_may_come) {
  static const struct feeling_case cases[] = {
      {"I'm really worried that the visa won't come in time.", FEELING_WORRY, 1,
       2},
      {"Somebody has logged into my account from another country!",
       FEELING_WORRY, 1, 3},
      {"There are two payments on my card that I never made", FEELING_WORRY, 1,
       2},
      {"I left my bag on the 18:05 to Crewe, my insulin is in it",
       FEELING_WORRY, 1, 3},
      {"Is it safe to use the heater? It smells of burning.", FEELING_WORRY, 1,
       3},
      {"I got a text about a parcel, is it a scam?", FEELING_WORRY, 1, 2},
  };
  CHECK_ALL(cases);
}

TEST(confusion_cannot_make_sense_of_it) {
  static const struct feeling_case cases[] = {
      {"I don't understand my bill at all", FEELING_CONFUSION, 0, 1},
      {"The email says Tuesday but the website says Thursday?",
       FEELING_CONFUSION, 0, 1},
      {"What does 'awaiting reconciliation' mean?", FEELING_CONFUSION, 0, 1},
      {"I'm completely lost with this form.", FEELING_CONFUSION, 0, 1},
      {"confused, which of these two is the right plan", FEELING_CONFUSION, 0,
       1},
  };
  CHECK_ALL(cases);
}

TEST(sadness_is_about_the_person) {
  static const struct feeling_case cases[] = {
      {"My father passed away on Sunday and I need to close his account.",
       FEELING_SADNESS, 1, 2},
      {"My husband died in spring. Letters still come for him.",
       FEELING_SADNESS, 1, 2},
      {"I have been diagnosed with cancer and can't travel any more.",
       FEELING_SADNESS, 1, 2},
      {"We lost our dog last week, please stop the food box.", FEELING_SADNESS,
       1, 2},
      {"I lost my job and cannot pay this month", FEELING_SADNESS, 1, 2},
  };
  CHECK_ALL(cases);
}

TEST(thanks_and_praise) {
  static const struct feeling_case cases[] = {
      {"Thank you so much, that worked!", FEELING_GRATITUDE, 0, 0},
      {"thx, sorted now", FEELING_GRATITUDE, 0, 0},
      {"Really appreciate your help today.", FEELING_GRATITUDE, 0, 0},
      {"Absolutely love the new jacket, fits perfectly 😍", FEELING_SATISFACTION,
       0, 0},
      {"Best hotel we've ever stayed in, excellent staff and a delicious "
       "breakfast.",
       FEELING_SATISFACTION, 0, 0},
  };
  CHECK_ALL(cases);
}

TEST(thanks_below_a_complaint_are_manners) {
  static const struct feeling_case cases[] = {
      {"The parcel never arrived and nobody answers my emails. Thanks.",
       FEELING_FRUSTRATION, 1, 3},
      {"My broadband has been down since Monday. Kind regards and thank you",
       FEELING_FRUSTRATION, 1, 2},
      {"When will the lift be repaired? Thank you", FEELING_NEUTRAL, 0, 0},
  };
  CHECK_ALL(cases);
}

TEST(sarcasm_counts_as_what_it_means) {
  static const struct feeling_case cases[] = {
      {"Thanks for ruining our honeymoon.", FEELING_ANGER, 2, 3},
      {"Great job losing my luggage again.", FEELING_ANGER, 1, 3},
      {"Oh brilliant, the website is down again.", FEELING_FRUSTRATION, 1, 3},
      {"Love how the app crashes every time I open it", FEELING_FRUSTRATION, 1,
       2},
  };
  CHECK_ALL(cases);
}

TEST(negation_turns_or_silences_a_word) {
  static const struct feeling_case cases[] = {
      {"I'm not happy with the repair.", FEELING_FRUSTRATION, 1, 2},
      {"I'm not angry, just asking when it opens.", FEELING_NEUTRAL, 0, 0},
      {"No problem at all, take your time.", FEELING_NEUTRAL, 0, 0},
      {"no worries", FEELING_NEUTRAL, 0, 0},
      {"Not bad at all for the price!", FEELING_SATISFACTION, 0, 0},
  };
  CHECK_ALL(cases);
}

TEST(marks_add_heat_to_trouble_only) {
  static const char *const calm[] = {"CAN I PAY BY CARD?",
                                     "Hello!!! Do you open on Sunday?"};
  struct sample plain, loud;
  for (size_t i = 0; i < 2; i++) {
    sample_init(&plain, calm[i]);
    CHECK_INT(plain.reading.heat, 0);
    sample_fini(&plain);
  }
  sample_init(&plain, "my flight was cancelled and nobody is here to help");
  sample_init(&loud, "MY FLIGHT WAS CANCELLED AND NOBODY IS HERE TO HELP!!!");
  CHECK(loud.reading.heat > plain.reading.heat);
  sample_fini(&plain);
  sample_fini(&loud);
}

TEST(the_words_that_decided_are_shown) {
  struct sample sample;
  sample_init(&sample, "I am furious about the fee.");
  CHECK(sample.reading.cue_count > 0);
  CHECK_STR(str_slice(sample.text.source, sample.reading.cues[0].range),
            "furious");
  CHECK(sample.reading.confidence >= 350 && sample.reading.confidence <= 1000);
  sample_fini(&sample);
}

TEST(a_second_feeling_is_named_only_when_heard) {
  struct sample sample;
  sample_init(&sample, "I'm disappointed, and worried that I lose the money.");
  CHECK(sample.reading.second != FEELING_NEUTRAL);
  CHECK(sample.reading.second != sample.reading.feeling);
  sample_fini(&sample);
  sample_init(&sample, "I'm disappointed.");
  CHECK_INT(sample.reading.second, FEELING_NEUTRAL);
  sample_fini(&sample);
}
