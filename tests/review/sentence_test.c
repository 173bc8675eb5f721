/* The second voice: what it hears, where it is silent, what it weighs. */
#include "draft.h"

enum {
  PAIRS = 24,
  HEARD_MIN = 12, /* by the weights alone */
  ALARMS_MAX = 1
};

struct pair {
  const char *fault;
  const char *innocent;
};

/* Faults said sideways, and what a kind agent says with the same words. */
static const struct pair pairs[PAIRS] = {
    {"The leaflet in the box spells out who pays for the courier.",
     "The leaflet in the box has the courier's number, should you want it."},
    {"Head office decided years ago that gift cards stay as they are.",
     "Head office has just let me turn your gift card into cash."},
    {"Anything past the tenth day is simply closed to us on paper.",
     "Day ten or day twelve makes no difference here, the swap is yours."},
    {"The small print under the price covers exactly this case.",
     "The small print is on your side here: you get the full amount."},
    {"A closer look at the label would have spared us both this.",
     "The label is printed so small that anybody would have missed it."},
    {"Most people manage to plug the lamp in without burning the carpet.",
     "The plug of that lamp runs too hot, and your carpet paid for it."},
    {"This usually happens to those who leave things to the last minute.",
     "You were in good time, our queue at the gate was not."},
    {"Somebody at your end clearly let the battery run flat.",
     "The battery came to you flat, so a new one is on its way."},
    {"A scratch that size is hardly worth writing in about.",
     "A scratch that size is worth a new door, and you shall have one."},
    {"It is one evening without hot water, others have had a week of it.",
     "An evening without hot water is long with a baby in the house."},
    {"You are the only one this week who noticed any smell at all.",
     "You noticed the smell before any of our sensors did, thank you."},
    {"Surely nobody loses sleep over a parking stub.",
     "I can see why the parking stub cost you sleep."},
    {"Every voice matters on our journey to ever better service.",
     "Your note about the ramp is now on the builder's list for Monday."},
    {"We strive for excellence in all that we do for our guests.",
     "The kitchen opens at six tomorrow so that you can eat before you go."},
    {"There is simply no button on my side that would bring it back.",
     "There is a button on my side for that, and I have pressed it."},
    {"My screen ends here and so does what can be done about it.",
     "My screen shows it in Leeds, so I rang Leeds and they have it."},
    {"It is out of our hands once the van has left the yard.",
     "The van has left the yard, and I rang the driver to turn round."},
    {"The people you want sit in billing, they keep their own hours.",
     "I asked billing for you: they took the fee off this morning."},
    {"The form for that lives on another site, you would start over there.",
     "I filled in the form for that with what you wrote, it is done."},
    {"The maker of the part is the one to chase about that.",
     "I am chasing the maker of the part and write to you on Friday."},
    {"I could cry when I picture you standing at that empty gate.",
     "Standing at an empty gate at night is a rotten end to a trip."},
    {"My heart is in pieces since I read about your cake.",
     "A birthday without its cake: I am sorry, that was our oven."},
    {"From now on every parcel of yours will come on the dot, always.",
     "The next parcel leaves on Tuesday and I look after it myself."},
    {"You will never see that error again as long as you live.",
     "The error came from Sunday's update, which we took back today."},
};

static bool is_learnt(const struct finding *finding) {
  return str_is(language_field(finding->rule, "role"), "model");
}

/* What the weights suggest on their own, or NULL. */
static const struct finding *learnt(struct draft *draft, const char *words) {
  const struct review *review = draft_review(draft, words);
  for (size_t i = 0; i < review->finding_count; i++)
    if (is_learnt(&review->findings[i]))
      return &review->findings[i];
  return NULL;
}

static void check_hint(const struct finding *finding, const char *words) {
  struct str range = str_slice(str_of(words), finding->range);
  test_case("%s", words);
  CHECK_INT(finding->level, LEVEL_SUGGESTION);
  CHECK(finding->confidence > 300 && finding->confidence <= 950);
  CHECK(finding->range.end <= strlen(words));
  CHECK(memchr(range.data, ' ', range.size) != NULL);
  CHECK(finding->message.size > 0);
  CHECK(memmem(finding->why.data, finding->why.size, range.data, range.size));
  CHECK(language_field(finding->rule, "principle").size > 0);
}

TEST(some_oblique_faults_are_heard_and_their_twins_are_not) {
  struct draft draft;
  int heard = 0, alarms = 0;
  draft_init(&draft);
  for (int i = 0; i < PAIRS; i++) {
    const struct finding *hint = learnt(&draft, pairs[i].fault);
    heard += hint != NULL;
    if (hint)
      check_hint(hint, pairs[i].fault);
    alarms += draft_review(&draft, pairs[i].innocent)->finding_count > 0;
  }
  draft_fini(&draft);
  test_case("%d of %d heard, %d twins flagged", heard, PAIRS, alarms);
  CHECK(heard >= HEARD_MIN);
  CHECK(alarms <= ALARMS_MAX);
}

#define OBLIQUE "Somebody at your end clearly let the battery run flat."

TEST(the_words_that_carry_it_are_marked) {
  struct draft draft;
  const char *words = "The parcel was packed on Monday. " OBLIQUE " Bye.";
  draft_init(&draft);
  const struct finding *hint = learnt(&draft, words);
  CHECK(hint != NULL);
  CHECK_STR(hint->rule->id, "blame");
  CHECK(hint->range.begin >= strlen("The parcel was packed on Monday. "));
  CHECK(hint->range.end <= strlen(words) - strlen(" Bye."));
  draft_fini(&draft);
}

TEST(a_contraction_is_marked_whole) {
  struct draft draft;
  const char *words = "It's what happens when somebody doesn't close the lid.";
  draft_init(&draft);
  const struct finding *hint = learnt(&draft, words);
  CHECK(hint != NULL);
  CHECK(hint->range.begin == 0 || words[hint->range.begin - 1] == ' ');
  CHECK(words[hint->range.end] == ' ' || words[hint->range.end] == '.');
  draft_fini(&draft);
}

TEST(it_is_silent_where_it_cannot_know) {
  static const char *const drafts[] = {
      "Let it run flat.", /* little to go by */
      "Did somebody at your end clearly let the battery run flat?",
      "\"Somebody at your end clearly let the battery run flat\" is what our "
      "letter said.",
      "> Somebody at your end clearly let the battery run flat.",
      "See https://example.com/flat since somebody at your end clearly let "
      "the battery run flat.",
      "Kind regards from all of us here at the Old Mill Hotel",
      "???",
      "",
  };
  struct draft draft;
  draft_init(&draft);
  for (size_t i = 0; i < sizeof(drafts) / sizeof(*drafts); i++) {
    test_case("%s", drafts[i]);
    CHECK(learnt(&draft, drafts[i]) == NULL);
  }
  draft_fini(&draft);
}

TEST(other_languages_are_not_judged) {
  static const char *const drafts[] = {
      "Ihre Sendung konnte leider nicht zugestellt werden, bitte wenden Sie "
      "sich an den Fahrer.",
      "Malheureusement nous ne pouvons rien faire pour vous, adressez-vous au "
      "fabricant.",
      "Lo sentimos, esa es la norma de la casa y no se puede cambiar.",
      "Det finns tyvärr ingenting vi kan göra åt saken, ni får vända er till "
      "tillverkaren.",
      "Questo succede quando non si leggono le istruzioni prima di accendere "
      "la macchina.",
      "К сожалению, мы ничем не можем вам помочь, обратитесь на завод.",
  };
  struct draft draft;
  draft_init(&draft);
  for (size_t i = 0; i < sizeof(drafts) / sizeof(*drafts); i++) {
    test_case("%s", drafts[i]);
    CHECK(learnt(&draft, drafts[i]) == NULL);
  }
  draft_fini(&draft);
}

TEST(a_rule_that_phrases_found_is_not_hinted_at_again) {
  struct draft draft;
  draft_init(&draft);
  const struct review *review =
      draft_review(&draft, "You should have read the manual. " OBLIQUE);
  for (size_t i = 0; i < review->finding_count; i++)
    CHECK(!is_learnt(&review->findings[i]));
  CHECK(draft_finding(review, "blame") != NULL);
  draft_fini(&draft);
}

TEST(a_manifest_turns_it_off_and_cannot_make_it_louder) {
  struct draft draft;
  struct rule_level level = {STR("blame"), LEVEL_ERROR};
  draft_init(&draft);
  draft.settings.rules = &level;
  draft.settings.rule_count = 1;
  const struct finding *hint = learnt(&draft, OBLIQUE);
  CHECK(hint != NULL);
  CHECK_INT(hint->level, LEVEL_SUGGESTION);
  level.level = LEVEL_OFF;
  CHECK(learnt(&draft, OBLIQUE) == NULL);
  draft_fini(&draft);
}

TEST(without_weights_phrases_speak_alone) {
  struct draft draft;
  draft_init(&draft);
  draft.language->has_draft = false;
  CHECK(learnt(&draft, OBLIQUE) == NULL);
  const struct finding *finding = draft_finding(
      draft_review(&draft, "We strive for a reply within the hour, and I write "
                           "to you at five."),
      "canned");
  CHECK(finding != NULL);
  CHECK_INT(finding->level, LEVEL_WARNING);
  draft_fini(&draft);
}

/* The same phrase, in a kind sentence and in a stock one. */
TEST(what_phrases_find_is_weighed) {
  struct draft draft;
  draft_init(&draft);
  CHECK(draft_finding(draft_review(&draft, "We strive for a reply within the "
                                           "hour, and I write to you at "
                                           "five."),
                      "canned") == NULL);
  const struct finding *finding = draft_finding(
      draft_review(&draft, "We strive for excellence in all that we do."),
      "canned");
  CHECK(finding != NULL);
  CHECK_INT(finding->level, LEVEL_WARNING);
  CHECK_INT(finding->confidence, 850);
  draft_fini(&draft);
}

/* The administrator's words stand, whatever the weights make of them. */
TEST(what_the_administrator_lists_is_not_weighed) {
  static const struct str match = {"write to you", 12};
  const struct language_entry extra = {.kind = LANGUAGE_RULE,
                                       .id = STR("canned"),
                                       .part = STR("ours"),
                                       .level = LEVEL_SUGGESTION,
                                       .scopes = 1,
                                       .matches = &match,
                                       .match_count = 1};
  struct draft draft;
  draft_init(&draft);
  draft_add_rule(&draft, &extra);
  CHECK(draft_finding(
            draft_review(&draft, "I've fixed it and write to you at five."),
            "canned") != NULL);
  draft_fini(&draft);
}

/* In a conversation the weights are careful; to the upset they speak up. */
TEST(who_is_calm_is_not_told_of_hints) {
  struct draft draft;
  int calm = 0, upset = 0;
  draft_init(&draft);
  for (int i = 0; i < PAIRS; i++) {
    draft_heard(&draft, FEELING_NEUTRAL, 0, "");
    calm += learnt(&draft, pairs[i].fault) != NULL;
    draft_heard(&draft, FEELING_ANGER, 3, "");
    upset += learnt(&draft, pairs[i].fault) != NULL;
  }
  test_case("%d to the calm, %d to the upset", calm, upset);
  CHECK(upset > calm);
  draft_fini(&draft);
}

TEST(a_hostile_draft_is_read_in_bounds) {
  enum {
    SIZE = 64 * 1024
  };
  static const char *const pieces[] = {"my screen ends here. ", "clearly you ",
                                       "a b c d. "};
  static char words[SIZE + 1];
  struct draft draft;
  draft_init(&draft);
  for (size_t k = 0; k < sizeof(pieces) / sizeof(*pieces); k++) {
    size_t length = strlen(pieces[k]);
    for (size_t i = 0; i < SIZE; i++)
      words[i] = pieces[k][i % length];
    int hints = 0;
    const struct review *review = draft_review(&draft, words);
    for (size_t i = 0; i < review->finding_count; i++)
      hints += is_learnt(&review->findings[i]);
    CHECK(hints <= 1); /* of one rule, once */
  }
  draft_fini(&draft);
}
