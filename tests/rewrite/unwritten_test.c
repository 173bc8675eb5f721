/* Drafts that edits do not save: left as they are, and the agent told why. */
#include "rewrite/rewrite.h"

#include "rewrite/say_words.h"

#include "desk.h"

static void hear_torn_boots(struct desk *desk) {
  desk_hears(desk, FEELING_FRUSTRATION, 2, "your boots fell apart");
  desk->history.customer_name = STR("Noor");
}

static void check_left(struct desk *desk, const char *draft,
                       const char *reason) {
  for (uint64_t seed = 1; seed < 12; seed++) {
    desk->say.seed = seed * 7919;
    struct rewrite out = desk_rewrite(desk, str_of(draft), TEXT_PLAIN);
    test_case("%s → %.*s", draft, STR_ARGS(out.text));
    CHECK_STR(out.text, "");
    CHECK_INT(out.edit_count, 0);
    CHECK(out.why.size > 0);
    struct str why =
        words_label_say(desk->language, "unwritten", str_of(reason));
    CHECK(str_equal(out.why, why));
  }
}

/* A warm sentence alone would make it no better. */
TEST(a_bare_order_is_asked_for_and_seen_through) {
  static const struct {
    const char *draft, *asked, *then;
  } cases[] = {{"Bring it back.", "Please bring it back. ", "here"},
               {"Send the slip.", "Please send the slip. ", "I'll ["},
               {"Check the manual.", "Please check the manual. ", "here"}};
  struct desk desk;
  desk_open(&desk);
  hear_torn_boots(&desk);
  for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
    struct rewrite out =
        desk_rewrite(&desk, str_of(cases[i].draft), TEXT_PLAIN);
    test_case("%s → %.*s", cases[i].draft, STR_ARGS(out.text));
    CHECK(contains(out.text, cases[i].asked));
    CHECK(contains(out.text, cases[i].then));
    CHECK(contains(out.text, "apart"));
  }
  desk_close(&desk);
}

TEST(no_warm_words_go_beside_what_hurts) {
  static const char *const drafts[] = {
      "Not our problem, the maker has to look at them.",
      "That was bad luck with the rain, boots wear off.",
      "It is your own fault, these boots are not for rain."};
  struct desk desk;
  desk_open(&desk);
  hear_torn_boots(&desk);
  for (size_t i = 0; i < sizeof(drafts) / sizeof(drafts[0]); i++) {
    struct rewrite out = desk_rewrite(&desk, str_of(drafts[i]), TEXT_PLAIN);
    test_case("%s → %.*s", drafts[i], STR_ARGS(out.text));
    for (size_t e = 0; e < out.edit_count; e++) {
      CHECK(!str_is(out.edits[e].rule, "acknowledgement"));
      CHECK(!str_is(out.edits[e].rule, "apology"));
    }
    CHECK(out.text.size > 0 || out.why.size > 0);
  }
  desk_close(&desk);
}

TEST(a_letter_for_anybody_is_better_begun_anew) {
  struct desk desk;
  desk_open(&desk);
  hear_torn_boots(&desk);
  check_left(&desk,
             "We regret that the boots did not meet your expectations on the "
             "hill in Leith, and your feedback is valuable to us and to the "
             "workshop. Please be assured that the stitching on the left one "
             "is looked at by two people. Do give us the opportunity to show "
             "you the new soles on Monday.",
             "hollow");
  desk_close(&desk);
}

TEST(nobody_who_has_left_is_told_of_a_next_step) {
  struct desk desk;
  desk_open(&desk);
  desk_hears(&desk, FEELING_DISAPPOINTMENT, 2, "your room was cold");
  for (uint64_t seed = 1; seed < 12; seed++) {
    desk.say.seed = seed;
    struct rewrite out = desk_rewrite(
        &desk,
        STR("Thank you for your stay. The boiler on that floor is old, and it "
            "was mended on the day after. See you at your next visit."),
        TEXT_PLAIN);
    test_case("%.*s", STR_ARGS(out.text));
    CHECK_INT(out.placeholder_count, 0);
  }
  desk_close(&desk);
}

TEST(one_gap_for_the_agent_is_enough) {
  static const char *const drafts[] = {
      "We can't take them back.",
      "The shop has seen them.",
      "As I already told you, it was seen.",
      "They are with the maker.",
      "Our policy does not allow refunds after 30 days.",
      "Unfortunately, there is nothing I can do."};
  struct desk desk;
  desk_open(&desk);
  hear_torn_boots(&desk);
  for (size_t i = 0; i < sizeof(drafts) / sizeof(drafts[0]); i++)
    for (uint64_t seed = 1; seed < 24; seed++) {
      desk.say.seed = seed;
      struct rewrite out = desk_rewrite(&desk, str_of(drafts[i]), TEXT_PLAIN);
      test_case("%s → %.*s", drafts[i], STR_ARGS(out.text));
      CHECK(out.placeholder_count <= 1);
    }
  desk_close(&desk);
}

/* What the house did is said as what it did, not as what befell them. */
TEST(what_we_did_is_apologised_for) {
  struct desk desk;
  desk_open(&desk);
  desk_hears(&desk, FEELING_ANGER, 2, "we charged you twice");
  for (uint64_t seed = 1; seed < 24; seed++) {
    desk.say.seed = seed;
    struct rewrite out = desk_rewrite(
        &desk, STR("The second payment goes back to your card today."),
        TEXT_PLAIN);
    test_case("%.*s", STR_ARGS(out.text));
    CHECK(contains(out.text, "e charged you twice"));
    CHECK(out.why.size == 0);
  }
  desk_close(&desk);
}

TEST(what_begins_a_reply_begins_with_a_capital) {
  struct desk desk;
  desk_open(&desk);
  hear_torn_boots(&desk);
  desk.history.apologies = 1;
  struct rewrite out = desk_rewrite(
      &desk, STR("sorry again about the boots, really sorry."), TEXT_PLAIN);
  CHECK(out.text.size == 0 ||
        (out.text.data[0] >= 'A' && out.text.data[0] <= 'Z'));
  desk_close(&desk);
}

TEST(a_no_is_not_the_last_word_to_somebody_upset) {
  struct desk desk;
  desk_open(&desk);
  hear_torn_boots(&desk);
  check_left(&desk,
             "We're sorry to hear about your experience. We have added a "
             "voucher to your account. Unfortunately a refund is not possible.",
             "hurts");
  desk_close(&desk);
}

TEST(nobody_in_danger_is_sent_away) {
  struct desk desk;
  desk_open(&desk);
  desk_hears(&desk, FEELING_WORRY, 2, "the boiler you serviced leaks gas");
  desk.history.latest_signals = desk.history.signals = UINT32_C(1)
                                                       << SIGNAL_SAFETY;
  desk.history.careful = true;
  struct rewrite out = desk_rewrite(
      &desk, STR("This can't be. Please contact the manufacturer."),
      TEXT_PLAIN);
  CHECK(out.text.size == 0 || contains(out.text, "["));
  desk_close(&desk);
}
