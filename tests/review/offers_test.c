/* Promises beyond the manifest's offers: found, allowed, and not meant. */
#include <stdlib.h>
#include <string.h>

#include "draft.h"

static const struct str senior = {"senior", 6};

static const struct offer offers[] = {
    {.id = {"label", 5}, .text = {"a free return label", 19}},
    {.id = {"voucher", 7}, .text = {"a 10 % voucher for your next order", 34}},
    {.id = {"refund", 6},
     .text = {"a refund of the fee", 19},
     .roles = &senior,
     .role_count = 1},
};

static void offers_init(struct draft *draft, const char *role) {
  draft_init(draft);
  draft->role = str_of(role);
  draft->settings.offers = offers;
  draft->settings.offer_count = sizeof(offers) / sizeof(*offers);
}

static const struct finding *found(struct draft *draft, const char *words) {
  return draft_finding(draft_review(draft, words), "unauthorised-offer");
}

TEST(promises_that_no_offer_allows_are_found) {
  static const char *const drafts[] = {
      "I'll refund you in full today.",
      "We will of course give you your money back.",
      "You'll receive a full refund by Friday.",
      "You will be refunded for both nights.",
      "I've added a free month to your plan.",
      "I can give you 20% off your next order.",
      "Let me take 25 % off the bill for you.",
      "We'll replace it free of charge.",
      "I am sending you a brand new one tonight.",
      "I'm happy to upgrade you to a bigger room.",
      "We'll upgrade you for the trouble.",
      "I'm going to waive the cleaning fee.",
      "I'll give you a 50 % voucher for that.",
      "Would you like a replacement instead?",
      "Dinner is on its way. I can offer you a complimentary dessert as well.",
  };
  struct draft draft;
  offers_init(&draft, "junior");
  for (size_t i = 0; i < sizeof(drafts) / sizeof(*drafts); i++) {
    test_case("%s", drafts[i]);
    const struct finding *finding = found(&draft, drafts[i]);
    CHECK(finding != NULL);
    CHECK_INT(finding->level, LEVEL_WARNING);
    CHECK(finding->why.size > 0);
    CHECK(finding->related.size > 0);
    CHECK(finding->related_message.size > 0);
  }
  draft_fini(&draft);
}

TEST(what_is_offered_may_be_promised) {
  static const char *const drafts[] = {
      "I'll send you a free return label.",
      "I can give you 10% off your next order.",
      "I'd like to give you a 5 % voucher.",
  };
  struct draft draft;
  offers_init(&draft, "junior");
  for (size_t i = 0; i < sizeof(drafts) / sizeof(*drafts); i++) {
    test_case("%s", drafts[i]);
    CHECK(found(&draft, drafts[i]) == NULL);
  }
  draft_fini(&draft);
}

TEST(it_depends_on_who_promises) {
  static const char *const words = "I'll refund the fee to you today.";
  struct draft draft;
  offers_init(&draft, "junior");
  const struct finding *finding = found(&draft, words);
  CHECK(finding != NULL);
  CHECK_STR(finding->related, "a refund of the fee");
  draft.role = senior;
  CHECK(found(&draft, words) == NULL);
  draft.role = STR("");
  CHECK(found(&draft, words) == NULL); /* nothing is known of them */
  draft_fini(&draft);
}

TEST(what_is_named_is_not_promised) {
  static const char *const drafts[] = {
      "I'll ask my manager whether we can refund you.",
      "We can't refund tickets on the day.",
      "Your refund went out on Monday.",
      "Which refund do you mean?",
      "I'll refund the duplicate charge today.",
      "The second payment was taken by mistake, I am sending that money back.",
      "Once the parcel is back with us we will refund it.",
      "I will look into the replacement that you asked for.",
      "Please upgrade the app to the latest version.",
      "The seller may give you a discount.",
      "\"We'll refund you in full\" is what the leaflet says.",
      "I'll send you the refund form.",
      "Feel free to write to me at any time.",
  };
  struct draft draft;
  offers_init(&draft, "junior");
  for (size_t i = 0; i < sizeof(drafts) / sizeof(*drafts); i++) {
    test_case("%s", drafts[i]);
    CHECK(found(&draft, drafts[i]) == NULL);
  }
  draft_fini(&draft);
}

TEST(a_manifest_without_offers_says_nothing_of_them) {
  struct draft draft;
  draft_init(&draft);
  CHECK(found(&draft, "I'll refund you in full and upgrade you.") == NULL);
  draft_fini(&draft);
}

TEST(a_manifest_decides_how_grave_it_is) {
  struct rule_level level = {STR("unauthorised-offer"), LEVEL_ERROR};
  struct draft draft;
  offers_init(&draft, "junior");
  draft.settings.rules = &level;
  draft.settings.rule_count = 1;
  CHECK_INT(found(&draft, "I'll refund you in full.")->level, LEVEL_ERROR);
  level.level = LEVEL_OFF;
  CHECK(found(&draft, "I'll refund you in full.") == NULL);
  draft_fini(&draft);
}

/* Reading them for each promise anew took all the memory of a review. */
TEST(many_offers_and_many_promises_are_one_reading) {
  enum {
    OFFERS = 100,
    PROMISES = 300
  };
  static const char promise[] = "We will give you a full refund for it. ";
  struct offer many[OFFERS];
  char *words = calloc(PROMISES, sizeof(promise));
  CHECK(words != NULL);
  for (size_t i = 0; i < OFFERS; i++)
    many[i] = offers[1];
  many[OFFERS - 1] =
      (struct offer){.id = {"refund", 6}, .text = {"a full refund", 13}};
  for (size_t i = 0; i < PROMISES; i++)
    memcpy(words + i * (sizeof(promise) - 1), promise, sizeof(promise) - 1);
  struct draft draft;
  offers_init(&draft, "junior");
  draft.settings.offers = many;
  draft.settings.offer_count = OFFERS;
  CHECK(found(&draft, words) == NULL);
  draft.settings.offer_count = OFFERS - 1;
  CHECK(found(&draft, words) != NULL);
  draft_fini(&draft);
  free(words);
}
