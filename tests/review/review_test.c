#include "draft.h"

TEST(moves_are_seen) {
  static const struct {
    const char *words;
    enum move move;
  } cases[] = {
      {"Hi Jorun, thanks for the photo.", MOVE_GREETING},
      {"Hi Jorun, thanks for the photo.", MOVE_NAME},
      {"Hi Jorun, thanks for the photo.", MOVE_THANKS},
      {"We have that in stock, Jorun.", MOVE_NAME},
      {"I'm sorry your parcel arrived open.", MOVE_APOLOGY},
      {"I'm sorry your parcel arrived open.", MOVE_ACKNOWLEDGEMENT},
      {"That must be frustrating.", MOVE_ACKNOWLEDGEMENT},
      {"Just to check I understand: the left shoe came alone?",
       MOVE_PARAPHRASE},
      {"I'll ring the depot.", MOVE_OWNERSHIP},
      {"We've refunded the fee.", MOVE_SOLUTION},
      {"Please restart the box.", MOVE_SOLUTION},
      {"Which colour was it?", MOVE_QUESTION},
      {"Please send us the receipt.", MOVE_NEXT_STEP},
      {"It arrives by Thursday.", MOVE_TIMEFRAME},
      {"I'll check back with you.", MOVE_FOLLOW_UP},
      {"Have a lovely evening.", MOVE_CLOSE},
  };
  struct draft draft;
  draft_init(&draft);
  for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
    test_case("%s in: %s", move_name(cases[i].move), cases[i].words);
    CHECK(review_has(draft_review(&draft, cases[i].words), cases[i].move));
  }
  draft_fini(&draft);
}

TEST(a_stock_apology_acknowledges_nothing) {
  struct draft draft;
  draft_init(&draft);
  const struct review *review =
      draft_review(&draft, "We apologise for any inconvenience.");
  CHECK(review_has(review, MOVE_APOLOGY));
  CHECK(!review_has(review, MOVE_ACKNOWLEDGEMENT));
  review = draft_review(&draft, "Sorry to hear that.");
  CHECK(!review_has(review, MOVE_ACKNOWLEDGEMENT));
  draft_fini(&draft);
}

TEST(the_customers_own_words_acknowledge) {
  struct draft draft;
  draft_init(&draft);
  draft_heard(&draft, FEELING_FRUSTRATION, 2,
              "your wardrobe door was delivered cracked");
  CHECK(review_has(draft_review(&draft, "Sorry, a cracked door is no door."),
                   MOVE_ACKNOWLEDGEMENT));
  CHECK(!review_has(draft_review(&draft, "Sorry, we will look."),
                    MOVE_ACKNOWLEDGEMENT));
  draft_fini(&draft);
}

TEST(an_upset_customer_needs_more_than_a_link) {
  struct draft draft;
  draft_init(&draft);
  draft_heard(&draft, FEELING_ANGER, 3,
              "your wardrobe door was delivered cracked");
  draft.history.latest_signals = 1u << SIGNAL_REPEAT_CONTACT;
  const struct review *review =
      draft_review(&draft, "See https://example.com/help");
  CHECK(review->needs_empathy);
  CHECK(review_lacks(review, MOVE_ACKNOWLEDGEMENT));
  CHECK(review_lacks(review, MOVE_APOLOGY));
  CHECK(review_lacks(review, MOVE_OWNERSHIP));
  CHECK(review_calls(review));
  for (size_t i = 0; i < review->missing_count; i++)
    CHECK(review->missing[i].why.size > 0);
  draft_fini(&draft);
}

TEST(a_calm_question_needs_an_answer_only) {
  struct draft draft;
  draft_init(&draft);
  draft_heard(&draft, FEELING_NEUTRAL, 0, "");
  draft.questions[0] = STR("when do you open?");
  draft.history.question_count = 1;
  const struct review *review =
      draft_review(&draft, "We open at nine on Sundays.");
  CHECK_INT(review->missing_count, 0);
  CHECK(!review->needs_empathy);
  CHECK(!review_calls(review));
  CHECK_INT(review->score.total, 100);
  review = draft_review(&draft, "Thank you for the message.");
  CHECK(review_lacks(review, MOVE_ANSWER));
  CHECK(review->score.total < 100);
  draft_fini(&draft);
}

TEST(nobody_spoke_so_nothing_is_missing) {
  struct draft draft;
  draft_init(&draft);
  CHECK_INT(draft_review(&draft, "Good morning.")->missing_count, 0);
  draft_fini(&draft);
}

TEST(a_good_reply_scores_above_a_cold_one) {
  struct draft draft;
  draft_init(&draft);
  draft_heard(&draft, FEELING_ANGER, 2, "your train was cancelled twice");
  int good = draft_review(&draft, "I'm sorry your train was cancelled twice, "
                                  "Jorun. I've booked you on the 9:40 and "
                                  "will message you when it leaves.")
                 ->score.total;
  int cold = draft_review(&draft, "As per our policy, you should have read "
                                  "the timetable.")
                 ->score.total;
  CHECK(good > 80);
  CHECK(cold < 40);
  draft_fini(&draft);
}

TEST(findings_are_in_order_and_apart) {
  struct draft draft;
  draft_init(&draft);
  const struct review *review = draft_review(
      &draft, "Unfortunately, as per our policy, there is nothing I can do. "
              "We apologize for any inconvenience. You must wait. Thank you "
              "for your patience. You should have read the label.");
  CHECK(review->finding_count >= 4);
  for (size_t i = 1; i < review->finding_count; i++)
    CHECK(review->findings[i - 1].range.end <= review->findings[i].range.begin);
  draft.settings.limits.matches_per_draft = 2;
  review = draft_review(&draft, "You must wait. You should have read it. "
                                "Thank you for your patience.");
  CHECK_INT(review->finding_count, 2);
  CHECK(draft_finding(review, "blame"));
  draft_fini(&draft);
}

TEST(somebody_elses_words_are_no_fault) {
  struct draft draft;
  draft_init(&draft);
  CHECK_INT(draft_review(&draft, "You wrote \"there is nothing I can do\" "
                                 "and that made me look again.")
                ->finding_count,
            0);
  CHECK_INT(
      draft_review(&draft, "> there is nothing I can do\n\nI looked again.")
          ->finding_count,
      0);
  draft_fini(&draft);
}

TEST(the_message_quotes_the_words) {
  struct draft draft;
  draft_init(&draft);
  const struct review *review =
      draft_review(&draft, "Sorry. There is nothing I can do.");
  const struct finding *finding = draft_finding(review, "powerless");
  CHECK(finding != NULL);
  CHECK(finding->range.begin >= 7);
  CHECK(finding->why.size > 20);
  CHECK(memchr(finding->why.data, '{', finding->why.size) == NULL);
  draft_fini(&draft);
}

TEST(empty_and_hostile_drafts) {
  static char words[60001];
  struct draft draft;
  draft_init(&draft);
  CHECK_INT(draft_review(&draft, "")->finding_count, 0);
  draft_heard(&draft, FEELING_ANGER, 3, "your kettle broke");
  CHECK_INT(draft_review(&draft, "...!!!")->finding_count, 0);
  for (size_t i = 0; i + 9 <= 60000; i += 9)
    memcpy(words + i, "you must ", 9);
  draft_review(&draft, words);
  for (size_t i = 0; i + 10 <= 60000; i += 10)
    memcpy(words + i, "so sorry. ", 10);
  words[60000] = '\0';
  draft_review(&draft, words);
  CHECK(draft.review.finding_count <= 256);
  draft_fini(&draft);
}

TEST(memory_that_runs_out_is_an_error) {
  static const char words[] =
      "Hi Jorun, we apologize for any inconvenience. As per our policy, you "
      "must wait. What is your order number? Have a great day! 🎉";
  struct draft draft;
  draft_init(&draft);
  draft_heard(&draft, FEELING_ANGER, 3, "your kettle arrived broken");
  draft_told(&draft, FACT_REFERENCE, "KT-88120");
  draft_told(&draft, FACT_TRIED, "restarted it");
  draft_review(&draft, words);
  struct review_input input = {.language = draft.language,
                               .settings = &draft.settings,
                               .history = &draft.history,
                               .text = &draft.text,
                               .matches = &draft.matches};
  int failures = 0, status = ATTUNE_E_MEMORY;
  for (size_t limit = 1; status != ATTUNE_OK; limit += 64) {
    struct arena arena;
    struct review review;
    arena_init(&arena, limit);
    status = review_draft(&arena, &input, &review);
    CHECK(status == ATTUNE_OK || status == ATTUNE_E_MEMORY);
    failures += status != ATTUNE_OK;
    arena_fini(&arena);
  }
  CHECK(failures > 0);
  draft_fini(&draft);
}

TEST(an_administrators_rule_waits_for_its_moment) {
  static const struct str matches[] = {{"coupon", 6}};
  static const struct language_field fields[] = {
      {{"min_heat", 8}, {"2", 1}},
      {{"why", 3}, {"Not while they are upset.", 25}}};
  const struct language_entry extra = {.kind = LANGUAGE_RULE,
                                       .id = STR("no-coupons"),
                                       .level = LEVEL_WARNING,
                                       .scopes = 1,
                                       .matches = matches,
                                       .match_count = 1,
                                       .fields = fields,
                                       .field_count = 2};
  struct draft draft;
  draft_init(&draft);
  draft_add_rule(&draft, &extra);
  draft_heard(&draft, FEELING_NEUTRAL, 0, "");
  CHECK(
      !draft_finding(draft_review(&draft, "Here is a coupon."), "no-coupons"));
  draft_heard(&draft, FEELING_ANGER, 2, "");
  const struct finding *finding = draft_finding(
      draft_review(&draft, "I have put a coupon in your account, Jorun."),
      "no-coupons");
  CHECK(finding != NULL);
  CHECK_STR(finding->why, "Not while they are upset.");
  draft_fini(&draft);
}

TEST(an_administrators_hint_stands_in_a_reply_that_is_fine) {
  static const struct str matches[] = {{"coupon", 6}};
  const struct language_entry extra = {.kind = LANGUAGE_RULE,
                                       .id = STR("no-coupons"),
                                       .level = LEVEL_SUGGESTION,
                                       .scopes = 1,
                                       .matches = matches,
                                       .match_count = 1};
  struct draft draft;
  draft_init(&draft);
  draft_add_rule(&draft, &extra);
  draft_heard(&draft, FEELING_NEUTRAL, 0, "");
  CHECK(draft_finding(draft_review(&draft, "The hall opens at six. Here is a "
                                           "coupon."),
                      "no-coupons") != NULL);
  draft_fini(&draft);
}

TEST(faults_side_by_side_are_each_told) {
  struct draft draft;
  draft_init(&draft);
  draft_heard(&draft, FEELING_ANGER, 2, "your wedding cake came late");
  const struct review *review = draft_review(
      &draft, "I'm sorry if this spoiled the day, but you should have booked "
              "an earlier slot. You need to ring the bakery directly on "
              "555-0163.");
  CHECK(draft_finding(review, "non-apology") != NULL);
  CHECK(draft_finding(review, "blame") != NULL);
  CHECK(draft_finding(review, "runaround") != NULL);
  for (size_t i = 1; i < review->finding_count; i++)
    CHECK(review->findings[i - 1].range.end <= review->findings[i].range.begin);
  draft_fini(&draft);
}

TEST(a_hint_is_let_be_where_all_else_is_well) {
  static const char stock[] =
      "The hall opens at six. Thank you for your patience.";
  struct draft draft;
  draft_init(&draft);
  const struct review *review = draft_review(&draft, stock);
  CHECK(draft_finding(review, "canned") != NULL);
  draft_heard(&draft, FEELING_NEUTRAL, 0, "");
  review = draft_review(&draft, stock);
  CHECK_INT(review->finding_count, 0);
  CHECK_INT(review->spared, 1);
  CHECK(!review_calls(review));
  draft_heard(&draft, FEELING_ANGER, 3, "the hall was locked");
  review = draft_review(&draft, stock);
  CHECK(draft_finding(review, "canned") != NULL);
  CHECK_INT(review->spared, 0);
  CHECK(review_calls(review));
  draft_fini(&draft);
}

TEST(what_is_spared_is_not_held_against_the_score) {
  struct draft draft;
  draft_init(&draft);
  draft_heard(&draft, FEELING_NEUTRAL, 0, "");
  int with = draft_review(&draft, "The hall opens at six. Thank you for your "
                                  "patience, Rune.")
                 ->score.wording;
  CHECK_INT(
      with,
      draft_review(&draft, "The hall opens at six, Rune.")->score.wording);
  draft_fini(&draft);
}

TEST(a_warning_stands_in_the_best_of_replies) {
  struct draft draft;
  draft_init(&draft);
  draft_heard(&draft, FEELING_WORRY, 1, "your swimming lesson is cancelled");
  const struct review *review = draft_review(
      &draft, "Hi Rune, I'm sorry your lesson is cancelled. I've moved it to "
              "Tuesday at five. You should have read the notice.");
  CHECK(draft_finding(review, "blame") != NULL);
  CHECK(review_calls(review));
  draft_fini(&draft);
}

TEST(who_was_upset_a_message_ago_is_not_calm) {
  struct draft draft;
  draft_init(&draft);
  draft_heard(&draft, FEELING_NEUTRAL, 0, "");
  const struct review *review =
      draft_review(&draft, "We are unable to discuss the fee.");
  CHECK(!review_calls(review));
  draft.history.customer_messages = 2;
  draft.history.feeling_count = 2;
  draft.history.feelings[0] = FEELING_ANGER;
  draft.history.heats[0] = 3;
  review = draft_review(&draft, "We are unable to discuss the fee.");
  CHECK(review_calls(review));
  draft.history.feelings[1] = FEELING_GRATITUDE;
  CHECK(
      !review_calls(draft_review(&draft, "We are unable to discuss the fee.")));
  draft_fini(&draft);
}

TEST(what_has_faults_left_never_scores_as_done) {
  static const char *const faulty[] = {
      "Unfortunately the pool is closed on Monday.",
      "The pool opens on Tuesday. Thank you for your patience.",
      "You should have looked at the door.",
  };
  struct draft draft;
  draft_init(&draft);
  draft_heard(&draft, FEELING_WORRY, 1, "your swimming lesson is cancelled");
  for (size_t i = 0; i < sizeof(faulty) / sizeof(*faulty); i++) {
    test_case("%s", faulty[i]);
    const struct review *review = draft_review(&draft, faulty[i]);
    CHECK(review->finding_count + review->missing_count > 0);
    CHECK(review->score.total <= 85);
  }
  int kind = draft_review(&draft, "I'm sorry your lesson is cancelled. I've "
                                  "moved it to Tuesday at five.")
                 ->score.total;
  int plain =
      draft_review(&draft, "I've moved it to Tuesday at five.")->score.total;
  CHECK_INT(kind, 100);
  CHECK(plain > 85 && plain < kind);
  draft_fini(&draft);
}
