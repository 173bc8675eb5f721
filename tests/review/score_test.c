#include "draft.h"

/* The same moment for all: a wedding cake came late and on its side. */
static void init(struct draft *draft) {
  draft_init(draft);
  draft_heard(draft, FEELING_FRUSTRATION, 2,
              "your wedding cake arrived late and on its side");
}

static int total(struct draft *draft, const char *words) {
  return draft_review(draft, words)->score.total;
}

TEST(parts_add_up_and_stay_within_what_they_are_worth) {
  static const char *const drafts[] = {
      "",
      "Ok.",
      "Dear Customer, as per our policy you should have complained at once. "
      "There is nothing we can do. Please contact the bakery.",
      "I'm sorry your wedding cake came late and on its side, Ines. I've "
      "refunded it just now and will ring you tomorrow at nine.",
  };
  struct draft draft;
  init(&draft);
  for (size_t i = 0; i < sizeof(drafts) / sizeof(*drafts); i++) {
    test_case("%s", drafts[i]);
    const struct score *score = &draft_review(&draft, drafts[i])->score;
    CHECK(score->acknowledgement >= 0 && score->acknowledgement <= 22);
    CHECK(score->apology >= 0 && score->apology <= 8);
    CHECK(score->ownership >= 0 && score->ownership <= 14);
    CHECK(score->solution >= 0 && score->solution <= 14);
    CHECK(score->next_step >= 0 && score->next_step <= 6);
    CHECK(score->wording <= 36);
    CHECK(score->total >= 0 && score->total <= 100);
    int sum = score->acknowledgement + score->apology + score->ownership +
              score->solution + score->next_step + score->wording;
    CHECK(score->total == sum || score->total == 0 || score->total == 85);
  }
  draft_fini(&draft);
}

TEST(each_good_move_is_worth_something) {
  static const char *const steps[] = {
      "Please send us a message.",
      "I'm sorry. Please send us a message.",
      "I'm sorry your cake came on its side. Please send us a message.",
      "I'm sorry your cake came on its side. Please send us a message and I'll "
      "look into it.",
      "I'm sorry your cake came on its side, Ines. I've refunded it and will "
      "ring you tomorrow.",
  };
  struct draft draft;
  init(&draft);
  for (size_t i = 1; i < sizeof(steps) / sizeof(*steps); i++) {
    test_case("%s", steps[i]);
    CHECK(total(&draft, steps[i]) > total(&draft, steps[i - 1]));
  }
  draft_fini(&draft);
}

TEST(what_hurts_takes_away) {
  struct draft draft;
  init(&draft);
  int plain = total(&draft, "Please send us a message and I'll look into it.");
  CHECK(total(&draft, "Please send us a message and I'll look into it. We "
                      "apologize for any inconvenience caused.") < plain + 8);
  CHECK(total(&draft, "You should have opened the box. Please send us a "
                      "message and I'll look into it.") < plain);
  CHECK(total(&draft, "Dear Customer, please send us a message and I'll look "
                      "into it.") < plain);
  draft_fini(&draft);
}

TEST(a_whole_reply_to_a_calm_question_has_it_all) {
  struct draft draft;
  draft_init(&draft);
  draft_heard(&draft, FEELING_NEUTRAL, 0, "");
  draft.questions[0] = STR("how long does the ferry take?");
  draft.history.question_count = 1;
  CHECK_INT(total(&draft, "The ferry takes about two hours."), 100);
  CHECK(total(&draft, "Thanks for asking.") < 80);
  draft_fini(&draft);
}

TEST(thanks_may_be_met_with_little) {
  struct draft draft;
  draft_init(&draft);
  draft_heard(&draft, FEELING_GRATITUDE, 0, "");
  CHECK_INT(total(&draft, "You're welcome, Ines."), 100);
  draft_fini(&draft);
}
