#include "draft.h"

struct moment {
  enum feeling feeling;
  int heat;
  const char *words;
  bool fault;
};

static void check_moments(const char *rule, const struct moment *moments,
                          size_t count) {
  struct draft draft;
  draft_init(&draft);
  for (size_t i = 0; i < count; i++) {
    test_case("%s: %s", rule, moments[i].words);
    draft_heard(&draft, moments[i].feeling, moments[i].heat,
                "your kettle arrived broken");
    const struct review *review = draft_review(&draft, moments[i].words);
    CHECK_INT(draft_finding(review, rule) != NULL, moments[i].fault);
  }
  draft_fini(&draft);
}

#define CHECK_MOMENTS(rule, ...)                                               \
  do {                                                                         \
    static const struct moment moments[] = {__VA_ARGS__};                      \
    check_moments((rule), moments, sizeof(moments) / sizeof(*moments));        \
  } while (0)

TEST(cheer_hurts_only_who_is_upset) {
  CHECK_MOMENTS(
      "tone-mismatch",
      {FEELING_ANGER, 3, "Yay, let's look at that kettle for you.", true},
      {FEELING_FRUSTRATION, 2, "Oopsie, the kettle again.", true},
      {FEELING_SADNESS, 1, "Have a great day.", true},
      {FEELING_WORRY, 2, "I'm on it 🎉", true},
      {FEELING_ANGER, 3, "Thanks! We are looking! Bye!", true},
      {FEELING_ANGER, 2, "Welcome to Kettles & Co!! We look into it.", true},
      {FEELING_ANGER, 3, "Hello! We look into it now. Thanks!", false},
      {FEELING_ANGER, 3, "Haha, it happens to all kettles.", true},
      {FEELING_NEUTRAL, 0, "Yay, it arrives tomorrow 🎉", true},
      {FEELING_NEUTRAL, 0, "It arrives tomorrow :-)", false},
      {FEELING_NEUTRAL, 0, "Greetings from Kettles & Co!!!", true},
      {FEELING_NEUTRAL, 0, "Hello! It arrives tomorrow!", false},
      {FEELING_SATISFACTION, 0, "Yay, it arrives tomorrow 🎉", false},
      {FEELING_ANGER, 2, "It was an absolute pleasure serving you.", true},
      {FEELING_ANGER, 2, "Glad to hear that you enjoyed your tea.", true},
      {FEELING_ANGER, 2, "Our kettle ninjas are on it.", true},
      {FEELING_SATISFACTION, 0, "Have a great day!", false},
      {FEELING_ANGER, 2, "I'm sorry about the kettle 😔", false},
      {FEELING_FRUSTRATION, 2, "I'll send a new kettle today.", false},
      {FEELING_GRATITUDE, 0, "Haha, glad you like it!", false});
}

TEST(cold_words_hurt_who_is_warm) {
  CHECK_MOMENTS(
      "tone-mismatch",
      {FEELING_GRATITUDE, 0, "Your comment has been recorded.", true},
      {FEELING_SATISFACTION, 0, "No further action is required.", true},
      {FEELING_NEUTRAL, 0, "Your payment has been received.", false},
      {FEELING_GRATITUDE, 0, "That made my morning, I'll tell Ana.", false});
}

TEST(curt) {
  CHECK_MOMENTS(
      "curt", {FEELING_ANGER, 3, "Fill in the form.", true},
      {FEELING_SADNESS, 1, "No backups.", true},
      {FEELING_FRUSTRATION, 2, "Please try later.", true},
      {FEELING_WORRY, 2, "It is closed.", true},
      {FEELING_FRUSTRATION, 1, "Use the app.", true},
      {FEELING_FRUSTRATION, 1, "We'll look.", true},
      {FEELING_NEUTRAL, 0, "That is all on https://example.com/q", true},
      {FEELING_NEUTRAL, 0, "Did you oil the lid?", true},
      {FEELING_NEUTRAL, 0, "Hello, did you oil the lid?", false},
      {FEELING_NEUTRAL, 0, "At nine.", false},
      {FEELING_CONFUSION, 0, "Press and hold the bell.", false},
      {FEELING_ANGER, 3, "2/2 and then at noon.", false},
      {FEELING_ANGER, 2, "I'm calling the driver now.", false},
      {FEELING_GRATITUDE, 0, "Enjoy!", false});
}

static void check_asked(struct draft *draft, const char *words, bool fault) {
  test_case("%s", words);
  const struct review *review = draft_review(draft, words);
  const struct finding *finding = draft_finding(review, "asks-again");
  CHECK_INT(finding != NULL, fault);
  if (finding) {
    CHECK(finding->related.size > 0);
    CHECK(finding->related_message.size > 0);
    CHECK(finding->message.size > 0);
  }
}

TEST(asks_for_what_was_told) {
  struct draft draft;
  draft_init(&draft);
  draft_heard(&draft, FEELING_FRUSTRATION, 1, "your kettle arrived broken");
  check_asked(&draft, "Could you send me your order number?", false);
  draft_told(&draft, FACT_REFERENCE, "KT-88120");
  check_asked(&draft, "Could you send me your order number?", true);
  check_asked(&draft, "What is your booking reference?", true);
  check_asked(&draft, "Please provide the ticket number.", true);
  check_asked(&draft, "Thanks, I have your order number here.", false);
  check_asked(&draft, "Is KT-88120 your order number?", false);
  check_asked(&draft, "When did you buy it?", false);
  draft_told(&draft, FACT_DATE, "3 May");
  check_asked(&draft, "When did you buy it?", true);
  check_asked(&draft, "When would you like us to call?", false);
  draft_told(&draft, FACT_PRODUCT, "my account");
  check_asked(&draft, "What device are you using?", false);
  draft_told(&draft, FACT_PRODUCT, "Kestrel 5");
  check_asked(&draft, "What device are you using?", true);
  draft_told(&draft, FACT_AMOUNT, "40 euros");
  check_asked(&draft, "How much were you charged?", true);
  draft_fini(&draft);
}

TEST(asks_for_a_step_that_was_tried) {
  struct draft draft;
  draft_init(&draft);
  draft_heard(&draft, FEELING_FRUSTRATION, 1, "your router is offline");
  draft_told(&draft, FACT_TRIED, "I already restarted it twice");
  check_asked(&draft, "Please restart the router.", true);
  check_asked(&draft, "Could you reboot it?", true);
  check_asked(&draft, "Please clear your cookies.", false);
  check_asked(&draft, "Is the left light green?", false);
  check_asked(&draft, "Restart and cable all done, so I've looked at our side.",
              false);
  draft_told(&draft, FACT_TRIED, "cleared the cache");
  check_asked(&draft, "Please clear the cache.", true);
  draft_fini(&draft);
}

static void check_again(struct draft *draft, uint32_t before, const char *words,
                        bool fault) {
  test_case("after %u: %s", before, words);
  draft->history.apologies = before;
  const struct review *review = draft_review(draft, words);
  CHECK_INT(draft_finding(review, "repeat-apology") != NULL, fault);
}

TEST(repeat_apology) {
  struct draft draft;
  draft_init(&draft);
  draft_heard(&draft, FEELING_ANGER, 2, "your kettle arrived broken");
  check_again(&draft, 0, "I'm sorry the kettle broke.", false);
  check_again(&draft, 1, "We are very sorry indeed.", true);
  check_again(&draft, 2, "I'm sorry. I've sent a new kettle.", true);
  check_again(&draft, 0, "I'm sorry about it. Again, so sorry.", true);
  check_again(&draft, 0, "Sorry about that. We are sorry it broke.", true);
  check_again(&draft, 1, "I apologise. We regret it.", true);
  check_again(&draft, 1,
              "I'm sorry you had to ask twice. I've sent a new kettle, it "
              "arrives tomorrow.",
              false);
  check_again(&draft, 1, "A new kettle left at noon.", false);
  check_again(&draft, 2, "The new kettle arrives tomorrow.", false);
  check_again(&draft, 2,
              "I'm sorry, that was our failure twice over. I've sent a new "
              "kettle and it arrives tomorrow.",
              false);
  check_again(&draft, 0,
              "I'm sorry the kettle leaked on your floor. I've sent a new "
              "one. And sorry that you had to tell three of us about it.",
              false);
  check_again(&draft, 0, "Sorry. Sorry for that. Sorry it broke.", true);
  draft_fini(&draft);
}
