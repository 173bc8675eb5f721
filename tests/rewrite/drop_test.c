/* What goes without other words in its place, and what has to stay. */
#include "rewrite/rewrite.h"

#include "desk.h"

static void hear_mould(struct desk *desk) {
  desk_hears(desk, FEELING_DISAPPOINTMENT, 2, "your room had mould");
}

static struct rewrite rewritten(struct desk *desk, const char *draft) {
  struct rewrite out = desk_rewrite(desk, str_of(draft), TEXT_PLAIN);
  test_case("%s → %.*s", draft, STR_ARGS(out.text));
  return out;
}

TEST(a_letter_for_anybody_leaves_room_for_the_agents_own_words) {
  struct desk desk;
  desk_open(&desk);
  hear_mould(&desk);
  struct rewrite out = rewritten(
      &desk, "Dear Guest, Thank you for your valuable feedback. We strive to "
             "provide the best experience to all our guests. We hope to "
             "welcome you back soon. Warm regards, Petra Lund");
  CHECK(contains(out.text, "mould"));
  CHECK(contains(out.text, "Dear Guest, "));
  CHECK(contains(out.text, "]. Warm regards, Petra Lund") ||
        contains(out.text, "]. Warm regards"));
  CHECK(!contains(out.text, "strive"));
  CHECK(!contains(out.text, "welcome"));
  CHECK_INT(out.placeholder_count, 1);
  desk_close(&desk);
}

TEST(the_rule_behind_or_before_a_sentence_goes) {
  static const struct {
    const char *draft, *better, *gone;
  } cases[] = {
      {"Delivery times are estimates only as per our terms and conditions.",
       "Delivery times are estimates only.", "terms"},
      {"As per our policy all rooms are cleaned at noon.",
       "All rooms are cleaned at noon.", "policy"},
      {"For security reasons we need to see your passport at the desk.",
       "We need to see your passport at the desk.", "security"}};
  struct desk desk;
  desk_open(&desk);
  hear_mould(&desk);
  for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
    struct rewrite out = rewritten(&desk, cases[i].draft);
    CHECK(contains(out.text, cases[i].better));
    CHECK(!contains(out.text, cases[i].gone));
  }
  desk_close(&desk);
}

TEST(what_could_have_been_done_helps_nobody_now) {
  struct desk desk;
  desk_open(&desk);
  hear_mould(&desk);
  struct rewrite out = rewritten(
      &desk, "You should have told the desk straight away. I have asked the "
             "cleaners to look at your room.");
  CHECK(!contains(out.text, "should have"));
  CHECK(contains(out.text, "I have asked the cleaners to look at your room."));
  desk_close(&desk);
}

/* A reproach with a fact in it is the agent's to turn. */
TEST(facts_stay_whatever_sentence_they_are_in) {
  static const char *const drafts[] = {
      "You should have called 0800 555 0100 straight away. The room is being "
      "cleaned.",
      "We strive to open the pool on Friday for all our guests. The room is "
      "being cleaned.",
      "Thank you for your feedback about Marisol. The room is being cleaned.",
      "We value your feedback and refund the night. The room is being "
      "cleaned."};
  static const char *const facts[] = {"0800 555 0100", "Friday", "Marisol",
                                      "refund the night"};
  struct desk desk;
  desk_open(&desk);
  hear_mould(&desk);
  for (size_t i = 0; i < sizeof(drafts) / sizeof(drafts[0]); i++) {
    struct rewrite out = rewritten(&desk, drafts[i]);
    CHECK(out.text.size == 0 || contains(out.text, facts[i]));
  }
  desk_close(&desk);
}

/* One of two is not lost with a sentence of stock. */
TEST(a_name_that_is_said_elsewhere_may_go) {
  struct desk desk;
  desk_open(&desk);
  hear_mould(&desk);
  struct rewrite out = rewritten(
      &desk, "Thank you for choosing Harbour House. I have asked the cleaners "
             "to look at the wall in your room. Best wishes, Ines, Harbour "
             "House");
  CHECK(contains(out.text, "Ines, Harbour House"));
  CHECK(!contains(out.text, "Thank you for choosing"));
  desk_close(&desk);
}

TEST(a_no_ends_with_what_can_be_done) {
  static const char *const drafts[] = {
      "Memberships can only be cancelled in person. Policy is policy.",
      "Please contact your bank. We can't help with fraud cases.",
      "Deposits are non-refundable. Terms apply."};
  struct desk desk;
  desk_open(&desk);
  desk_hears(&desk, FEELING_ANGER, 2, "you were charged twice");
  for (size_t i = 0; i < sizeof(drafts) / sizeof(drafts[0]); i++) {
    struct rewrite out = rewritten(&desk, drafts[i]);
    CHECK(contains(out.text, "can do"));
    CHECK(!contains(out.text, "Policy is policy"));
    CHECK(!contains(out.text, "Terms apply"));
    CHECK_INT(out.placeholder_count, 1);
  }
  desk_close(&desk);
}

TEST(an_order_behind_what_is_known_is_still_asked_for) {
  struct desk desk;
  desk_open(&desk);
  hear_mould(&desk);
  desk_told(&desk, FACT_REFERENCE, "FN-5521");
  struct rewrite out = rewritten(
      &desk, "Could you please provide your booking number and describe the "
             "damage?");
  CHECK(contains(out.text, "I have your reference, FN-5521"));
  CHECK(contains(out.text, "please describe the damage."));
  desk_close(&desk);
}

TEST(a_swap_at_the_start_leaves_the_middle_alone) {
  struct desk desk;
  desk_open(&desk);
  desk_hears(&desk, FEELING_ANGER, 2, "we refused your claim");
  struct rewrite out = rewritten(
      &desk, "Your claim was refused because you failed to provide the form.");
  CHECK(!contains(out.text, "because I still need"));
  out = rewritten(&desk, "You failed to provide the form.");
  CHECK(contains(out.text, "I still need the form."));
  desk_close(&desk);
}

TEST(the_calm_are_not_given_what_they_do_not_need) {
  struct desk desk;
  desk_open(&desk);
  desk_hears(&desk, FEELING_NEUTRAL, 0, "");
  struct rewrite out = rewritten(
      &desk, "We value your feedback. You can change it under Settings.");
  CHECK_INT(out.placeholder_count, 0);
  CHECK(!contains(out.text, "I can see"));
  desk_close(&desk);
}

TEST(half_a_sentence_of_stock_goes_from_what_was_done) {
  struct desk desk;
  desk_open(&desk);
  hear_mould(&desk);
  struct rewrite out = rewritten(
      &desk, "I'm sorry about the mould. The wall was painted on Tuesday and "
             "we look forward to welcoming you back.");
  CHECK(contains(out.text, "The wall was painted on Tuesday."));
  out = rewritten(&desk, "The health of our guests and staff are our top "
                         "priorities. The wall was painted on Tuesday.");
  CHECK(!contains(out.text, "our guests."));
  CHECK(out.text.size == 0 || contains(out.text, "on Tuesday"));
  desk_close(&desk);
}

TEST(what_is_not_known_is_still_asked_for) {
  struct desk desk;
  desk_open(&desk);
  hear_mould(&desk);
  desk_told(&desk, FACT_REFERENCE, "FN-5521");
  struct rewrite out =
      rewritten(&desk, "Please send us your booking number and photos of it.");
  CHECK(contains(out.text, "I have your reference, FN-5521"));
  CHECK(contains(out.text, "please send me photos of it."));
  out = rewritten(&desk,
                  "Can you provide your booking number, a photo and a date?");
  CHECK(contains(out.text, "please send me a photo and a date."));
  out = rewritten(&desk, "Please be so kind. We need your booking number and "
                         "passport.");
  CHECK(out.text.size == 0 || contains(out.text, "passport"));
  desk_close(&desk);
}

TEST(a_slip_is_told_without_a_culprit) {
  struct desk desk;
  desk_open(&desk);
  desk_hears(&desk, FEELING_FRUSTRATION, 1, "your parcel went elsewhere");
  struct rewrite out =
      rewritten(&desk, "It went to number 4 because you entered the wrong "
                       "house number. You can collect it in Elm Road.");
  CHECK(contains(out.text, "because of a mismatch in the house number."));
  out = rewritten(&desk, "It was locked because you used the wrong PIN three "
                         "times. You can reset it in the app.");
  CHECK(!contains(out.text, "mismatch") && !contains(out.text, "you used"));
  desk_close(&desk);
}
