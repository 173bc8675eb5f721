#include "review/moves.h"

#include "draft.h"

/* Words, the moves they make and those that they only look like. */
struct words {
  const char *words;
  const char *makes; /* ids, blanks between */
  const char * not ;
};

static bool names(const char *list, const char *id) {
  const char *at = strstr(list, id);
  size_t size = strlen(id);
  return at && (at == list || at[-1] == ' ') &&
         (at[size] == ' ' || at[size] == '\0');
}

static void check(struct draft *draft, const struct words *words) {
  test_case("%s", words->words);
  const struct review *review = draft_review(draft, words->words);
  for (int i = 0; i < MOVE_COUNT; i++) {
    const char *name = move_name((enum move)i);
    if (names(words->makes, name) && !review_has(review, (enum move)i))
      test_fail(__FILE__, __LINE__, "no %s", name);
    if (names(words->not, name) && review_has(review, (enum move)i))
      test_fail(__FILE__, __LINE__, "%s", name);
  }
}

static void check_all(const struct words *words, size_t count) {
  struct draft draft;
  draft_init(&draft);
  draft_heard(&draft, FEELING_FRUSTRATION, 1, "");
  for (size_t i = 0; i < count; i++)
    check(&draft, &words[i]);
  draft_fini(&draft);
}

#define CHECK_WORDS(words) check_all(words, sizeof(words) / sizeof(*(words)))

TEST(steps_are_said_as_steps) {
  static const struct words words[] = {
      {"Please restart the mixer and hold the red button.", "solution",
       "question"},
      {"Hi Femke, open the lid and press it down.", "solution greeting name",
       ""},
      {"Could you reset the router at the back?", "solution", "question"},
      {"I can look into that for you.", "ownership", "solution"},
      {"We strive to make your stay perfect.", "", "solution"},
      {"The steps are here: https://mixer.example/lid", "solution", ""},
  };
  CHECK_WORDS(words);
}

TEST(a_door_is_no_way_forward) {
  static const struct words words[] = {
      {"Please DM us your order number. https://dm.example/us", "next-step",
       "solution"},
      {"Please open a ticket so we can take a look: https://help.example",
       "next-step ownership", "solution"},
      {"Send us a message here: https://help.example", "next-step", "solution"},
      {"Check https://help.example for the opening hours.", "solution",
       "next-step"},
  };
  CHECK_WORDS(words);
}

TEST(a_question_is_about_the_case) {
  static const struct words words[] = {
      {"Which colour is the light on the front?", "question", ""},
      {"Please tell us what the screen says.", "question", ""},
      {"Have you already tried the other socket.", "question", ""},
      {"Is there anything else I can help with?", "", "question"},
      {"Let us know if you have any more questions.", "",
       "question next-step follow-up"},
  };
  CHECK_WORDS(words);
}

TEST(time_is_when_it_will_be) {
  static const struct words words[] = {
      {"I'll ring you by Friday.", "timeframe follow-up", ""},
      {"The refund takes up to five working days.", "timeframe", ""},
      {"Your cover ended on the 3rd.", "", "timeframe"},
      {"The alarm was set off on Tuesday at 22:41.", "", "timeframe"},
      {"You will see the money within 48 hours.", "timeframe next-step", ""},
  };
  CHECK_WORDS(words);
}

TEST(names_are_theirs_and_not_the_house_s) {
  static const struct words words[] = {
      {"Sorry about that, Vibeke!", "name", ""},
      {"I am so sorry to hear that Vibeke", "name", ""},
      {"Greetings from the Grand Hotel, Bregenz!", "greeting", "name"},
      {"We hope to see you soon. Thanks & Regards, the Grand Hotel", "",
       "name"},
      {"Dear Guest, we are glad that you wrote.", "greeting", "name"},
  };
  CHECK_WORDS(words);
}

TEST(an_acknowledgement_is_about_them) {
  static const struct words words[] = {
      {"I'm sorry your parcel arrived broken.", "acknowledgement apology", ""},
      {"Two hours on hold is far too long, and that was on us.",
       "acknowledgement", ""},
      {"Sorry for the delay in replying.", "apology", "acknowledgement"},
      {"Have you tried another browser?", "question", "acknowledgement"},
      {"It is difficult to say from here.", "", "acknowledgement"},
      {"We are sorry for the inconvenience.", "apology", "acknowledgement"},
  };
  CHECK_WORDS(words);
}

TEST(a_sentence_that_sends_away_solves_nothing) {
  struct draft draft;
  draft_init(&draft);
  draft_heard(&draft, FEELING_FRUSTRATION, 1, "your card is blocked");
  const struct review *review =
      draft_review(&draft, "Please contact your bank about the card.");
  if (draft_finding(review, "runaround"))
    CHECK(!review_has(review, MOVE_SOLUTION));
  review = draft_review(&draft, "I've refunded the card.");
  CHECK(review_solves(review, "done"));
  CHECK(!review_solves(review, "link"));
  draft_fini(&draft);
}

TEST(praise_that_nobody_gave_meets_nothing) {
  static const char words[] = "We are glad that you liked the pool.";
  struct draft draft;
  draft_init(&draft);
  draft_heard(&draft, FEELING_SATISFACTION, 0, "");
  CHECK(review_has(draft_review(&draft, words), MOVE_ACKNOWLEDGEMENT));
  draft_heard(&draft, FEELING_DISAPPOINTMENT, 1, "the sauna was cold");
  CHECK(!review_has(draft_review(&draft, words), MOVE_ACKNOWLEDGEMENT));
  draft_fini(&draft);
}
