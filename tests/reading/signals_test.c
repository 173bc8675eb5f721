#include "sample.h"

#define NO_SIGNAL SIGNAL_COUNT

struct signal_case {
  const char *text;
  enum signal_id has;
  enum signal_id lacks; /* NO_SIGNAL: any */
};

static void check_cases(const struct signal_case *cases, size_t count) {
  for (size_t i = 0; i < count; i++) {
    struct sample sample;
    sample_init(&sample, cases[i].text);
    if (cases[i].has != NO_SIGNAL &&
        !reading_has(&sample.reading, cases[i].has))
      test_fail(__FILE__, __LINE__, "no %s: %s", signal_name(cases[i].has),
                cases[i].text);
    if (cases[i].lacks != NO_SIGNAL &&
        reading_has(&sample.reading, cases[i].lacks))
      test_fail(__FILE__, __LINE__, "%s: %s", signal_name(cases[i].lacks),
                cases[i].text);
    sample_fini(&sample);
  }
}

TEST(each_signal_and_its_look_alike) {
  static const struct signal_case cases[] = {
      {"I've already emailed you twice about this leak.", SIGNAL_REPEAT_CONTACT,
       SIGNAL_RESOLVED},
      {"as I told your colleague yesterday, it is the blue one",
       SIGNAL_REPEAT_CONTACT, SIGNAL_LEAVING},
      {"The toaster broke again, same problem as last time.",
       SIGNAL_REPEAT_CONTACT, NO_SIGNAL},
      {"I rang on Monday and again on Friday and the tap still drips.",
       SIGNAL_REPEAT_CONTACT, NO_SIGNAL},
      {"been waiting three weeks for the refund", SIGNAL_LONG_WAIT, NO_SIGNAL},
      {"I was on hold for over an hour", SIGNAL_LONG_WAIT, SIGNAL_LEAVING},
      {"Ordered in March and I've heard nothing since.", SIGNAL_LONG_WAIT,
       NO_SIGNAL},
      {"I get passed from one department to the next, nobody cares",
       SIGNAL_UNHEARD, SIGNAL_RESOLVED},
      {"you keep ignoring my messages", SIGNAL_UNHEARD, NO_SIGNAL},
      {"They hung up on me.", SIGNAL_UNHEARD, NO_SIGNAL},
      {"Let me speak to a manager please", SIGNAL_WANTS_PERSON, SIGNAL_LEAVING},
      {"I want a human, not a bot", SIGNAL_WANTS_PERSON, NO_SIGNAL},
      {"Could somebody ring me back this afternoon?", SIGNAL_WANTS_PERSON,
       NO_SIGNAL},
      {"I'm closing my account and moving to another bank.", SIGNAL_LEAVING,
       NO_SIGNAL},
      {"Never ordering from you again", SIGNAL_LEAVING, NO_SIGNAL},
      {"I want my money back.", SIGNAL_REFUND, SIGNAL_RESOLVED},
      {"please send a replacement for the broken lamp", SIGNAL_REFUND,
       NO_SIGNAL},
      {"I'd like a refund for order 5512", SIGNAL_REFUND, NO_SIGNAL},
      {"My solicitor will be in touch.", SIGNAL_PUBLIC_OR_LEGAL, NO_SIGNAL},
      {"I'm reporting you to the ombudsman", SIGNAL_PUBLIC_OR_LEGAL, NO_SIGNAL},
      {"Expect a one star review and a post on every local group.",
       SIGNAL_PUBLIC_OR_LEGAL, NO_SIGNAL},
      {"The charger caught fire in my daughter's room", SIGNAL_SAFETY,
       NO_SIGNAL},
      {"my wife is allergic to nuts and there were nuts in it", SIGNAL_SAFETY,
       NO_SIGNAL},
      {"I can smell gas", SIGNAL_SAFETY, SIGNAL_RESOLVED},
      {"It has to be here by Friday.", SIGNAL_DEADLINE, NO_SIGNAL},
      {"We fly tomorrow and have no tickets", SIGNAL_DEADLINE, NO_SIGNAL},
      {"need this fixed asap", SIGNAL_DEADLINE, NO_SIGNAL},
      {"Where can I park?", SIGNAL_QUESTION, SIGNAL_REPEAT_CONTACT},
      {"could you tell me when it opens", SIGNAL_QUESTION, NO_SIGNAL},
      {"That fixed it, thanks!", SIGNAL_RESOLVED, SIGNAL_REPEAT_CONTACT},
      {"all sorted now, you can close this", SIGNAL_RESOLVED, SIGNAL_LEAVING},
  };
  check_cases(cases, sizeof(cases) / sizeof(cases[0]));
}

TEST(signals_told_by_their_form) {
  static const struct signal_case cases[] = {
      {"It's going on six weeks and the deposit isn't back", SIGNAL_LONG_WAIT,
       NO_SIGNAL},
      {"You said two days, it's been nine.", SIGNAL_LONG_WAIT, NO_SIGNAL},
      {"seems impossible to get a straight answer out of anyone",
       SIGNAL_UNHEARD, NO_SIGNAL},
      {"Not once has anybody from the hotel said sorry", SIGNAL_UNHEARD,
       NO_SIGNAL},
      {"the landlord and the agent both say it's up to the other",
       SIGNAL_UNHEARD, NO_SIGNAL},
      {"tried your chat, tried calling, now trying here", SIGNAL_REPEAT_CONTACT,
       NO_SIGNAL},
      {"The tap dripped again after the engineer left", SIGNAL_REPEAT_CONTACT,
       NO_SIGNAL},
      {"My wife and I are done.", SIGNAL_LEAVING, NO_SIGNAL},
      {"This was our last stay", SIGNAL_LEAVING, NO_SIGNAL},
      {"somebody forged my name on the form", SIGNAL_PUBLIC_OR_LEGAL,
       NO_SIGNAL},
      {"your driver ran a red light with us in the car", SIGNAL_SAFETY,
       NO_SIGNAL},
      {"I start my new job Monday and need the laptop", SIGNAL_DEADLINE,
       NO_SIGNAL},
      {"Where the heck is the depot", SIGNAL_QUESTION, NO_SIGNAL},
  };
  check_cases(cases, sizeof(cases) / sizeof(cases[0]));
}

TEST(the_same_words_of_other_things) {
  static const struct signal_case cases[] = {
      {"I don't care about the colour, either is fine", NO_SIGNAL,
       SIGNAL_UNHEARD},
      {"The screen doesn't respond to touch", NO_SIGNAL, SIGNAL_UNHEARD},
      {"My ring keeps telling me that the door is open", NO_SIGNAL,
       SIGNAL_UNHEARD},
      {"They never returned my deposit", NO_SIGNAL, SIGNAL_LEAVING},
      {"I'm going to Lisbon in May, which seats are left?", NO_SIGNAL,
       SIGNAL_LEAVING},
      {"We're about to leave for the airport", NO_SIGNAL, SIGNAL_LEAVING},
      {"Here are screenshots of the error", NO_SIGNAL, SIGNAL_PUBLIC_OR_LEGAL},
      {"I can't share pictures on Instagram from the app", NO_SIGNAL,
       SIGNAL_PUBLIC_OR_LEGAL},
      {"Is the hall close to the hospital? We meet friends there.", NO_SIGNAL,
       SIGNAL_DEADLINE},
      {"the kids fell in love with the pool", NO_SIGNAL, SIGNAL_SAFETY},
      {"I ordered on Friday", NO_SIGNAL, SIGNAL_DEADLINE},
      {"Thank you for getting it here before Christmas", NO_SIGNAL,
       SIGNAL_DEADLINE},
  };
  check_cases(cases, sizeof(cases) / sizeof(cases[0]));
}

TEST(plain_messages_signal_nothing) {
  static const char *const texts[] = {
      "I would like two seats by the window.",
      "My address is 14 Station Lane.",
      "The blue one, please.",
      "I have been a customer for nine years.",
      "See you again in summer.",
      "I refill the salt every two weeks.",
  };
  for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
    struct sample sample;
    sample_init(&sample, texts[i]);
    if (sample.reading.signal_count > 0)
      test_fail(__FILE__, __LINE__, "%s",
                signal_name(sample.reading.signals[0].id));
    sample_fini(&sample);
  }
}

TEST(not_yet_fixed_is_not_resolved) {
  static const char *const texts[] = {
      "It is still not fixed.",
      "Please get this sorted.",
      "When will it be resolved?",
      "I want this fixed now",
  };
  for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
    struct sample sample;
    sample_init(&sample, texts[i]);
    CHECK(!reading_has(&sample.reading, SIGNAL_RESOLVED));
    sample_fini(&sample);
  }
}

TEST(a_signal_shows_its_words_once) {
  struct sample sample;
  sample_init(&sample, "I want a refund. A full refund. Refund me.");
  size_t refunds = 0;
  for (size_t i = 0; i < sample.reading.signal_count; i++) {
    struct range range = sample.reading.signals[i].range;
    refunds += sample.reading.signals[i].id == SIGNAL_REFUND;
    CHECK(range.begin < range.end && range.end <= sample.text.source.size);
  }
  CHECK_INT(refunds, 1);
  sample_fini(&sample);
}

TEST(thanks_that_say_no_more_close_a_talk) {
  static const char *const texts[] = {
      "Thank you so much!",
      "No, nothing else, thanks.",
      "ok perfect thank you",
      "Cheers guys, much appreciated",
  };
  for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
    struct sample sample;
    sample_init(&sample, texts[i]);
    CHECK(reading_has(&sample.reading, SIGNAL_RESOLVED));
    sample_fini(&sample);
  }
}

TEST(thanks_out_of_manners_close_nothing) {
  static const char *const texts[] = {
      "Thanks. And where do I sign?",
      "The freezer leaks again. Thank you.",
      "Thank you for nothing",
      "My order number is 50112. Thanks",
  };
  for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
    struct sample sample;
    sample_init(&sample, texts[i]);
    CHECK(!reading_has(&sample.reading, SIGNAL_RESOLVED));
    sample_fini(&sample);
  }
}

TEST(upset_and_left_without_an_answer_is_unheard) {
  struct sample sample;
  sample_init(&sample, "I emailed you on Monday about the flood in my cellar. "
                       "This is a disgrace!!");
  CHECK(reading_has(&sample.reading, SIGNAL_UNHEARD));
  sample_fini(&sample);
  sample_init(&sample, "I emailed you on Monday about the tour dates.");
  CHECK(!reading_has(&sample.reading, SIGNAL_UNHEARD));
  sample_fini(&sample);
}

TEST(what_others_do_is_not_leaving) {
  static const char *const texts[] = {
      "The pan lid won't stay on.",
      "I can't go online with the new console",
      "Why are you cancelling my order?",
      "I've uninstalled and reinstalled it twice",
  };
  for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
    struct sample sample;
    sample_init(&sample, texts[i]);
    CHECK(!reading_has(&sample.reading, SIGNAL_LEAVING));
    sample_fini(&sample);
  }
}
