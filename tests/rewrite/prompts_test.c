#include "rewrite/prompts.h"

#include "reading/reading.h"

#include "desk.h"

struct heard {
  struct text text;
  struct language_matches matches;
  struct reading reading;
  struct prompts prompts;
};

static void hear(struct desk *desk, const char *words, const char *role,
                 struct heard *out) {
  memset(out, 0, sizeof(*out));
  out->text = desk_text(desk, words, TEXT_PLAIN);
  CHECK_INT(language_scan(desk->language, &desk->arena, &out->text,
                          desk->settings.scopes, &out->matches),
            ATTUNE_OK);
  CHECK_INT(reading_read(&desk->arena, desk->language, &out->text,
                         &out->matches, &desk->history, &out->reading),
            ATTUNE_OK);
  struct prompts_input input = {&out->reading, &out->text, str_of(role),
                                &desk->say};
  CHECK_INT(prompts_compose(&desk->arena, &input, &out->prompts), ATTUNE_OK);
}

static bool any(const struct str *sentences, size_t count, const char *piece) {
  for (size_t i = 0; i < count; i++)
    if (contains(sentences[i], piece))
      return true;
  return false;
}

TEST(an_upset_customer_is_answered_in_their_words) {
  struct desk desk;
  struct heard heard;
  desk_open(&desk);
  hear(&desk,
       "I am so frustrated! My parcel arrived broken and nobody answers my "
       "emails. Order 4471-B, I want my money back.",
       "", &heard);
  const struct prompts *prompts = &heard.prompts;
  CHECK(prompts_called_for(&heard.reading, &desk.settings));
  CHECK(prompts->acknowledge_count > 0);
  for (size_t i = 0; i < prompts->acknowledge_count; i++)
    CHECK(contains(prompts->acknowledge[i], "arrived broken"));
  CHECK(prompts->paraphrase_count > 0);
  for (size_t i = 0; i < prompts->acknowledge_count; i++)
    for (size_t j = 0; j < i; j++)
      CHECK(!str_equal(prompts->acknowledge[i], prompts->acknowledge[j]));
  CHECK(any(prompts->already_known, prompts->already_known_count,
            "reference: 4471-B"));
  CHECK(!any(prompts->ask, prompts->ask_count, "order or booking number"));
  CHECK(!any(prompts->ask, prompts->ask_count, "reference"));
  CHECK(prompts->avoid_count > 0);
  CHECK_INT(prompts->steps[STEP_VALIDATE], STEP_OPEN);
  CHECK_INT(prompts->steps[STEP_SOLVE], STEP_OPEN);
  desk_close(&desk);
}

TEST(what_was_told_before_is_not_asked) {
  struct desk desk;
  struct heard heard;
  desk_open(&desk);
  const char *words = "I'm annoyed, my order still has not been delivered.";
  hear(&desk, words, "", &heard);
  CHECK(any(heard.prompts.ask, heard.prompts.ask_count, "number") ||
        any(heard.prompts.ask, heard.prompts.ask_count, "reference"));
  desk_told(&desk, FACT_REFERENCE, "4471-B");
  hear(&desk, words, "", &heard);
  CHECK(!any(heard.prompts.ask, heard.prompts.ask_count, "number"));
  CHECK(!any(heard.prompts.ask, heard.prompts.ask_count, "reference"));
  CHECK(any(heard.prompts.already_known, heard.prompts.already_known_count,
            "4471-B"));
  desk_close(&desk);
}

TEST(a_calm_or_glad_message_calls_for_nothing) {
  static const char *const words[] = {
      "Do you open on Sundays?", "Thank you so much, that worked perfectly!"};
  struct desk desk;
  struct heard heard;
  desk_open(&desk);
  for (int i = 0; i < 2; i++) {
    test_case("%s", words[i]);
    hear(&desk, words[i], "", &heard);
    CHECK(!prompts_called_for(&heard.reading, &desk.settings));
    CHECK(!any(heard.prompts.acknowledge, heard.prompts.acknowledge_count,
               "sorry"));
  }
  desk_close(&desk);
}

TEST(grief_is_met_gently_as_long_as_it_lasts) {
  static const char *const words[] = {
      "My husband died in March and you still send him bills. I'm so tired.",
      "I have sent you the certificate twice. This is so frustrating."};
  struct desk desk;
  struct heard heard;
  desk_open(&desk);
  for (int i = 0; i < 2; i++) {
    test_case("%s", words[i]);
    hear(&desk, words[i], "", &heard);
    CHECK(heard.reading.careful);
    CHECK(heard.prompts.acknowledge_count > 0);
    CHECK(!any(heard.prompts.acknowledge, heard.prompts.acknowledge_count,
               "frustrat"));
    CHECK(
        !any(heard.prompts.acknowledge, heard.prompts.acknowledge_count, "!"));
    CHECK(
        !any(heard.prompts.paraphrase, heard.prompts.paraphrase_count, "died"));
    CHECK(heard.prompts.avoid_count > 0);
    CHECK_STR(heard.prompts.avoid[0].id, "tone-mismatch");
    desk.history.careful = true;
  }
  hear(&desk, "Thank you. That is a weight off.", "", &heard);
  CHECK_INT(heard.prompts.acknowledge_count, 0);
  desk_close(&desk);
}

TEST(who_wants_a_manager_is_not_asked_for_more) {
  struct desk desk;
  struct heard heard;
  desk_open(&desk);
  hear(&desk, "My order was not delivered. I want to talk to a manager now!",
       "", &heard);
  CHECK_INT(heard.prompts.ask_count, 0);
  hear(&desk, "My order was not delivered, number 889120. I'm annoyed.", "",
       &heard);
  CHECK(!any(heard.prompts.ask, heard.prompts.ask_count, "number"));
  desk_close(&desk);
}

TEST(the_history_is_given_back_as_it_was) {
  struct desk desk;
  struct heard heard;
  desk_open(&desk);
  hear(&desk, "This is useless, I want a refund!", "", &heard);
  CHECK(desk.say.history == &desk.history);
  CHECK(!desk.say.heard);
  CHECK_INT(desk.history.feeling, FEELING_NEUTRAL);
  desk_close(&desk);
}

TEST(offers_follow_signals_heat_and_role) {
  static const struct str leads[] = {{"lead", 4}};
  const struct offer offers[] = {
      {.id = STR("credit"),
       .text = STR("a month for free"),
       .signals = UINT32_C(1) << SIGNAL_REFUND},
      {.id = STR("upgrade"),
       .text = STR("the larger plan"),
       .roles = leads,
       .role_count = 1},
      {.id = STR("flowers"), .text = STR("a bunch of flowers"), .min_heat = 4}};
  struct desk desk;
  struct heard heard;
  desk_open(&desk);
  desk.settings.offers = offers;
  desk.settings.offer_count = 3;
  hear(&desk, "I want a refund, the kettle broke on day one!", "agent", &heard);
  CHECK_INT(heard.prompts.offer_count, 1);
  CHECK_STR(heard.prompts.offers[0].id, "credit");
  CHECK(contains(heard.prompts.offers[0].text, "offer you a month for free"));
  hear(&desk, "I want a refund, the kettle broke on day one!", "lead", &heard);
  CHECK_INT(heard.prompts.offer_count, 2);
  desk_close(&desk);
}

TEST(steps_know_what_was_done) {
  struct desk desk;
  struct heard heard;
  desk_open(&desk);
  desk.history.apologies = 1;
  hear(&desk, "The kettle you sent is broken, I'm really annoyed.", "", &heard);
  CHECK_INT(heard.prompts.steps[STEP_APOLOGISE], STEP_DONE);
  hear(&desk, "Do you open on Sundays?", "", &heard);
  CHECK_INT(heard.prompts.steps[STEP_APOLOGISE], STEP_NOT_NEEDED);
  CHECK_INT(heard.prompts.steps[STEP_SOLVE], STEP_OPEN);
  for (int i = 0; i < STEP_COUNT; i++)
    CHECK(step_name((enum step)i) && step_state_name(heard.prompts.steps[i]));
  desk_close(&desk);
}
