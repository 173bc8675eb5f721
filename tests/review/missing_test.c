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

static void check_moment(const struct moment *moment) {
  struct draft draft;
  draft_init(&draft);
  test_case("%s %d: %s", feeling_name(moment->feeling), moment->heat,
            moment->words);
  draft_heard(&draft, moment->feeling, moment->heat, moment->concern);
  draft.history.latest_signals = moment->signals;
  if (moment->question)
    draft.questions[draft.history.question_count++] = str_of(moment->question);
  const struct review *review = draft_review(&draft, moment->words);
  for (int move = 0; move < MOVE_COUNT; move++)
    if (review_lacks(review, (enum move)move) !=
        names(moment->lacks, move_name((enum move)move)))
      test_fail(__FILE__, __LINE__, "%s", move_name((enum move)move));
  draft_fini(&draft);
}

#define CHECK_ALL(moments)                                                     \
  for (size_t i = 0; i < sizeof(moments) / sizeof(*(moments)); i++)            \
  check_moment(&(moments)[i])

#define SIGNAL(id) (UINT32_C(1) << SIGNAL_##id)

TEST(a_calm_customer_misses_nothing_in_a_plain_answer) {
  static const struct moment moments[] = {
      {FEELING_NEUTRAL, 0, "", "Which gate is it?", SIGNAL(QUESTION),
       "The coach leaves from bay 6 at ten past four.", ""},
      {FEELING_NEUTRAL, 0, "you want to cancel the yoga course", NULL,
       SIGNAL(LEAVING), "I've cancelled the course from 1 May, Ilse.", ""},
      {FEELING_CONFUSION, 1, "you cannot find the serial number",
       "Where is it?", SIGNAL(QUESTION),
       "It is on the underside of the lid, under the rubber foot.", ""},
      {FEELING_FRUSTRATION, 1, "your lamp flickers", "What can I do?",
       SIGNAL(QUESTION), "Please open the base and press the bulb in.", ""},
      {FEELING_NEUTRAL, 0, "", "Do you ship to Malta?", SIGNAL(QUESTION),
       "Could you send me a message with the postcode?", ""},
      {FEELING_NEUTRAL, 0, "", "Do you ship to Malta?", SIGNAL(QUESTION),
       "Malta, Gozo and Comino, any weekday.", ""},
  };
  CHECK_ALL(moments);
}

TEST(thanks_and_closings_need_nothing) {
  static const struct moment moments[] = {
      {FEELING_GRATITUDE, 0, "your lamp flickered", NULL, 0,
       "You're welcome, Ilse.", ""},
      {FEELING_NEUTRAL, 0, "your lamp flickered", NULL, SIGNAL(RESOLVED),
       "Good to hear. Have a lovely evening.", ""},
      {FEELING_ANGER, 3, "your lamp flickers", NULL, SIGNAL(UNHEARD),
       "2/2 so it comes with the next van.", ""},
      {FEELING_FRUSTRATION, 2, "your lamp flickers", NULL, 0,
       "... and the bulb is in the box. (2/3)", ""},
  };
  CHECK_ALL(moments);
}

TEST(somebody_upset_is_acknowledged_or_helped) {
  static const struct moment moments[] = {
      {FEELING_WORRY, 2, "your passport is lost in the post", NULL, 0,
       "Our team is on it.", "acknowledgement next-step"},
      {FEELING_FRUSTRATION, 2, "your oven was delivered without its door", NULL,
       0,
       "I'm sorry. I've put the door on Friday's van and will ring you when "
       "it leaves.",
       ""},
      {FEELING_FRUSTRATION, 1, "your oven was delivered without its door", NULL,
       0, "Please send us a message here.", "acknowledgement"},
      {FEELING_FRUSTRATION, 1, "your oven was delivered without its door", NULL,
       0, "I'm sorry about that. Please send us a message here.", ""},
      {FEELING_ANGER, 3, "you were charged for a room you never had", NULL, 0,
       "Our colleagues will look.", "acknowledgement apology next-step"},
  };
  static const struct moment told_back = {
      FEELING_ANGER,
      2,
      "nobody collected your old fridge",
      NULL,
      0,
      "You waited in on two mornings for a van that never turned. I'm sorry. "
      "Sefa collects the fridge tomorrow at nine.",
      ""};
  CHECK_ALL(moments);
  check_moment(&told_back);
}

TEST(nothing_at_all_is_no_solution) {
  static const struct moment moments[] = {
      {FEELING_NEUTRAL, 0, "", "When do you close?", SIGNAL(QUESTION),
       "Thank you so much.", "solution answer"},
      {FEELING_NEUTRAL, 0, "your card was declined", NULL, 0,
       "Thanks, Ilse. Is there anything else I can help with?", "solution"},
  };
  CHECK_ALL(moments);
}

TEST(a_draft_that_hurts_is_told_all_of_it) {
  struct draft draft;
  draft_init(&draft);
  draft_heard(&draft, FEELING_FRUSTRATION, 1, "your tram pass was refused");
  const struct review *review = draft_review(
      &draft, "You should have read the back of the card. The pass is for "
              "buses, see https://tram.example/pass");
  CHECK(draft_finding(review, "blame") != NULL);
  CHECK(review_lacks(review, MOVE_ACKNOWLEDGEMENT));
  review = draft_review(&draft, "The pass starts on Monday, Ilse. Until then "
                                "please use the paper ticket.");
  CHECK_INT(review->finding_count, 0);
  CHECK_INT(review->missing_count, 0);
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
