#include "draft.h"

/* A moment, what is said into it, and which moves that lacks. */
struct moment {
  enum feeling feeling;
  int heat;
  const char *concern;
  const char *question;
  uint32_t signals;
  const char *words;
  const char *lacks; /* ids, blanks between; empty: nothing */
};

static bool names(const char *list, const char *id) {
  const char *at = strstr(list, id);
  return at != NULL && (at == list || at[-1] == ' ');
}

static const struct review *hear(struct draft *draft,
                                 const struct moment *moment) {
  test_case("%s %d: %s", feeling_name(moment->feeling), moment->heat,
            moment->words);
  draft_heard(draft, moment->feeling, moment->heat, moment->concern);
  draft->history.latest_signals = moment->signals;
  draft->history.question_count = 0;
  if (moment->question)
    draft->questions[draft->history.question_count++] =
        str_of(moment->question);
  return draft_review(draft, moment->words);
}

/* Just these are missing, … */
static void check_moment(const struct moment *moment) {
  struct draft draft;
  draft_init(&draft);
  const struct review *review = hear(&draft, moment);
  for (int move = 0; move < MOVE_COUNT; move++)
    if (review_lacks(review, (enum move)move) !=
        names(moment->lacks, move_name((enum move)move)))
      test_fail(__FILE__, __LINE__, "%s", move_name((enum move)move));
  draft_fini(&draft);
}

/* … and here at least these. */
static void check_lacks(const struct moment *moment) {
  struct draft draft;
  draft_init(&draft);
  const struct review *review = hear(&draft, moment);
  for (int move = 0; move < MOVE_COUNT; move++)
    if (names(moment->lacks, move_name((enum move)move)) &&
        !review_lacks(review, (enum move)move))
      test_fail(__FILE__, __LINE__, "%s", move_name((enum move)move));
  draft_fini(&draft);
}

#define CHECK_ALL(check, moments)                                              \
  for (size_t i = 0; i < sizeof(moments) / sizeof(*(moments)); i++)            \
  check(&(moments)[i])

#define SIGNAL(id) (UINT32_C(1) << SIGNAL_##id)

TEST(a_calm_customer_misses_nothing_in_a_plain_answer) {
  static const struct moment moments[] = {
      {FEELING_NEUTRAL, 0, "", "Which gate is it?", SIGNAL(QUESTION),
       "The coach leaves from bay 6 at ten past four.", ""},
      {FEELING_NEUTRAL, 0, "you want to cancel the yoga course", NULL,
       SIGNAL(LEAVING), "I've cancelled the course from 1 May, Ilse.", ""},
      {FEELING_NEUTRAL, 0, "", "Do you ship to Malta?", SIGNAL(QUESTION),
       "Yes, we ship to Malta, Gozo and Comino on any weekday.", ""},
  };
  CHECK_ALL(check_moment, moments);
}

TEST(thanks_and_closings_need_nothing) {
  static const struct moment moments[] = {
      {FEELING_GRATITUDE, 0, "", NULL, 0, "You're welcome, Ilse.", ""},
      {FEELING_GRATITUDE, 0, "your lamp flickered", NULL, SIGNAL(RESOLVED),
       "You're welcome, Ilse.", ""},
      {FEELING_NEUTRAL, 0, "your lamp flickered", NULL, SIGNAL(RESOLVED),
       "Good to hear. Have a lovely evening.", ""},
  };
  CHECK_ALL(check_moment, moments);
}

TEST(trouble_is_to_be_acknowledged) {
  static const struct moment moments[] = {
      {FEELING_WORRY, 2, "your passport is lost in the post", NULL, 0,
       "Our team is on it.", "acknowledgement"},
      {FEELING_FRUSTRATION, 1, "your oven was delivered without its door", NULL,
       0, "Please send us a message here.", "acknowledgement"},
      {FEELING_NEUTRAL, 0, "your oven was delivered without its door", NULL, 0,
       "Please send us a message here.", "acknowledgement"},
      {FEELING_FRUSTRATION, 2, "your oven was delivered without its door", NULL,
       SIGNAL(REPEAT_CONTACT), "Please see our help page.",
       "acknowledgement ownership"},
  };
  CHECK_ALL(check_lacks, moments);
}

TEST(what_is_there_is_not_missing) {
  static const struct moment moments[] = {
      {FEELING_FRUSTRATION, 2, "your oven was delivered without its door", NULL,
       0,
       "I'm sorry your oven came without its door. I've put the door on "
       "Friday's van and will ring you when it leaves.",
       ""},
      {FEELING_ANGER, 2, "nobody collected your old fridge", NULL, 0,
       "You waited in on two mornings for a van that never turned. I'm sorry. "
       "I've booked Sefa for the fridge tomorrow at nine.",
       ""},
  };
  CHECK_ALL(check_moment, moments);
}

TEST(a_deed_stands_in_for_words) {
  static const struct moment moment = {FEELING_WORRY,
                                       1,
                                       "your swimming lesson is cancelled",
                                       NULL,
                                       0,
                                       "I've moved it to Tuesday at five.",
                                       ""};
  check_moment(&moment);
}

TEST(nothing_at_all_is_no_answer) {
  static const struct moment moments[] = {
      {FEELING_NEUTRAL, 0, "", "When do you close?", SIGNAL(QUESTION),
       "Thank you for writing to the museum.", "answer"},
      {FEELING_CONFUSION, 1, "", "Which form is the right one?",
       SIGNAL(QUESTION), "Good morning. See https://forms.example/all",
       "answer"},
  };
  CHECK_ALL(check_lacks, moments);
}

TEST(an_apology_is_not_asked_for_twice) {
  struct draft draft;
  draft_init(&draft);
  draft_heard(&draft, FEELING_ANGER, 3, "you were charged for a room twice");
  const char *words = "Thank you for your valuable feedback.";
  CHECK(review_lacks(draft_review(&draft, words), MOVE_APOLOGY));
  draft.history.apologies = 1;
  CHECK(!review_lacks(draft_review(&draft, words), MOVE_APOLOGY));
  draft_fini(&draft);
}

TEST(what_only_may_be_missing_calls_nobody) {
  struct draft draft;
  draft_init(&draft);
  draft_heard(&draft, FEELING_FRUSTRATION, 1, "your oven has no door");
  const struct review *review =
      draft_review(&draft, "Please send us a message with the model, Ilse, and "
                           "I'll find one today.");
  CHECK(review_lacks(review, MOVE_ACKNOWLEDGEMENT));
  CHECK(!review->falls_short);
  CHECK(!review_calls(review));
  draft_heard(&draft, FEELING_ANGER, 3, "your oven has no door");
  draft.history.latest_signals = SIGNAL(REPEAT_CONTACT);
  review = draft_review(&draft, "Thanks for the message.");
  CHECK(review->falls_short);
  CHECK(review_calls(review));
  draft_fini(&draft);
}

TEST(a_piece_of_a_message_is_not_called_up_for_the_rest) {
  struct draft draft;
  draft_init(&draft);
  draft_heard(&draft, FEELING_ANGER, 3, "your lamp flickers");
  draft.history.latest_signals = SIGNAL(UNHEARD);
  CHECK(draft_review(&draft, "It comes with the blue van.")->falls_short);
  CHECK(!draft_review(&draft, "2/2 It comes with the blue van.")->falls_short);
  draft_fini(&draft);
}

TEST(confidence_goes_with_how_much_speaks_for_it) {
  struct draft draft;
  draft_init(&draft);
  const char *words = "See https://lamps.example for the bulbs.";
  draft_heard(&draft, FEELING_FRUSTRATION, 1, "your lamp flickers");
  int before = draft_review(&draft, words)->doubts[MOVE_ACKNOWLEDGEMENT];
  draft_heard(&draft, FEELING_ANGER, 3, "your lamp flickers");
  draft.history.latest_signals = SIGNAL(REPEAT_CONTACT);
  const struct review *review = draft_review(&draft, words);
  CHECK(review->doubts[MOVE_ACKNOWLEDGEMENT] > before);
  for (size_t i = 0; i < review->missing_count; i++) {
    const struct move_missing *missing = &review->missing[i];
    CHECK_INT(missing->confidence, review->doubts[missing->move]);
    CHECK(missing->why.size > 0);
  }
  draft_fini(&draft);
}

TEST(what_is_taken_back_acknowledges_nothing) {
  struct draft draft;
  draft_init(&draft);
  draft_heard(&draft, FEELING_WORRY, 2, "your harp is stuck at customs");
  const struct review *review = draft_review(
      &draft, "I'm sorry if the harp is stuck at customs, but you should have "
              "filled in the form.");
  CHECK(!review_has(review, MOVE_ACKNOWLEDGEMENT));
  CHECK(review_lacks(review, MOVE_ACKNOWLEDGEMENT));
  CHECK(!review_has(draft_review(&draft, "You need to fill in the form."),
                    MOVE_ACKNOWLEDGEMENT));
  CHECK(review_has(draft_review(&draft, "I'm sorry the harp is stuck."),
                   MOVE_ACKNOWLEDGEMENT));
  draft_fini(&draft);
}
