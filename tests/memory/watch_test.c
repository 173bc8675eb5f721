/* Reminders, escalations, breathers and allowances: when, and when not. */
#include <attune.h>

#include "base/zone.h"
#include "memory/allowance.h"
#include "memory/care.h"
#include "memory/escalation.h"
#include "memory/follow_up.h"

#include "test.h"

#define MINUTE INT64_C(60000)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)

static struct arena arena;

/* --- follow-ups */

static struct follow_up promised(int64_t made, int64_t due) {
  return (struct follow_up){.kind = FOLLOW_UP_PROMISE,
                            .conversation = STR("c"),
                            .message = STR("m"),
                            .quote = STR("I'll call you tomorrow."),
                            .made_ms = made,
                            .due_ms = due};
}

TEST(reminders_come_in_time) {
  const struct follow_up_settings settings = {.zone = zone_utc};
  struct follow_up one = promised(10 * HOUR, 20 * HOUR);
  CHECK_INT(follow_up_remind_ms(&settings, &one), 19 * HOUR);
  one = promised(10 * HOUR, 11 * HOUR);
  CHECK_INT(follow_up_remind_ms(&settings, &one), 11 * HOUR - 15 * MINUTE);
  one = promised(10 * HOUR, 10 * HOUR + 10 * MINUTE);
  CHECK_INT(follow_up_remind_ms(&settings, &one), 10 * HOUR + 5 * MINUTE);
  one = promised(0, 10 * DAY);
  CHECK_INT(follow_up_remind_ms(&settings, &one), 10 * DAY - 4 * HOUR);
}

TEST(nobody_is_reminded_at_night) {
  const struct follow_up_settings settings = {
      .quiet_from = 20 * 60, .quiet_to = 8 * 60, .zone = zone_utc};
  /* Due at 9: an hour before would be 5:30. It comes the evening before. */
  struct follow_up one = promised(DAY - 14 * HOUR, DAY + 9 * HOUR);
  CHECK_INT(follow_up_remind_ms(&settings, &one), DAY - 4 * HOUR - MINUTE);
  /* Promised at night: not before it was, but before it lapses. */
  one = promised(DAY - HOUR, DAY + 9 * HOUR);
  CHECK_INT(follow_up_remind_ms(&settings, &one), DAY + 8 * HOUR);
  one.kind = FOLLOW_UP_CHECK_IN;
  one.due_ms = 2 * DAY + 3 * HOUR;
  CHECK_INT(follow_up_remind_ms(&settings, &one), 2 * DAY + 8 * HOUR);
}

TEST(a_follow_up_is_kept_whole) {
  struct follow_up one = promised(5, 7), again;
  char key[FOLLOW_UP_KEY_SIZE], other[FOLLOW_UP_KEY_SIZE];
  one.agent = STR("ben");
  one.echo = STR("tab");
  one.concern = STR("your lamp is broken");
  one.reminded = true;
  arena_init(&arena, 0);
  struct str bytes = follow_up_pack(&arena, &one);
  CHECK_INT(follow_up_unpack(bytes, &again), ATTUNE_OK);
  CHECK(str_equal(follow_up_pack(&arena, &again), bytes));
  for (size_t size = 0; size < bytes.size; size++)
    CHECK_INT(follow_up_unpack((struct str){bytes.data, size}, &again),
              ATTUNE_E_STORE);
  follow_up_key(key, &one);
  one.message = STR("m2");
  follow_up_key(other, &one);
  CHECK(strcmp(key, other) != 0);
}

/* --- escalation */

static const struct settings settings = {.thresholds.escalate_from = 2};

static size_t escalate(const struct reading *reading, const char *id,
                       const char *part, const struct history *history,
                       uint32_t broken,
                       struct escalation out[ESCALATION_CAUSES]) {
  const struct language_entry entry = {
      .kind = LANGUAGE_SIGNAL, .id = str_of(id), .part = str_of(part)};
  struct language_match match = {.entry = &entry, .range = {2, 9}};
  const struct language_matches matches = {&match, id ? 1 : 0};
  return escalation_find(&settings, reading, &matches, history, broken, out);
}

TEST(hard_causes_hold_at_once) {
  static const struct {
    enum signal_id signal;
    const char *id;
    const char *part;
    enum escalation_cause cause;
  } cases[] = {
      {SIGNAL_SAFETY, "safety", "danger", ESCALATION_SAFETY},
      {SIGNAL_SAFETY, "safety", "self", ESCALATION_SELF_HARM},
      {SIGNAL_PUBLIC_OR_LEGAL, "public-or-legal", "law", ESCALATION_LEGAL},
      {SIGNAL_PUBLIC_OR_LEGAL, "public-or-legal", "public", ESCALATION_PRESS},
      {SIGNAL_WANTS_PERSON, "wants-person", "manager", ESCALATION_MANAGER},
      {SIGNAL_WANTS_PERSON, "wants-person", "asked", ESCALATION_NONE},
  };
  const struct history history = {0};
  for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
    struct escalation found[ESCALATION_CAUSES];
    struct signal_found signal = {cases[i].signal, {2, 9}};
    const struct reading calm = {.signals = &signal, .signal_count = 1};
    test_case("%s.%s", cases[i].id, cases[i].part);
    size_t count =
        escalate(&calm, cases[i].id, cases[i].part, &history, 0, found);
    CHECK_INT(count, cases[i].cause != ESCALATION_NONE);
    if (count == 0)
      continue;
    CHECK_INT(found[0].cause, cases[i].cause);
    CHECK_INT(found[0].range.begin, 2);
    CHECK(escalation_is_hard(found[0].cause));
  }
}

TEST(words_that_were_not_meant_are_no_cause) {
  struct escalation found[ESCALATION_CAUSES];
  const struct history history = {0};
  const struct reading calm = {0};
  CHECK_INT(escalate(&calm, "safety", "danger", &history, 0, found), 0);
}

TEST(soft_causes_need_more_than_one) {
  struct escalation found[ESCALATION_CAUSES];
  struct history history = {.feeling_count = 2, .heats = {0, 1}};
  struct signal_found again = {SIGNAL_REPEAT_CONTACT, {2, 9}};
  struct reading hot = {.heat = 2};
  CHECK_INT(escalate(&hot, NULL, NULL, &history, 0, found), 1);
  CHECK_INT(found[0].cause, ESCALATION_RISING);
  history.heats[0] = 1;
  CHECK_INT(escalate(&hot, NULL, NULL, &history, 0, found), 0);
  hot.signals = &again;
  hot.signal_count = 1;
  CHECK_INT(escalate(&hot, NULL, NULL, &history, 0, found), 0);
  history.signals = UINT32_C(1) << SIGNAL_REPEAT_CONTACT;
  CHECK_INT(escalate(&hot, NULL, NULL, &history, 0, found), 1);
  CHECK_INT(found[0].cause, ESCALATION_REPEATED);
  CHECK_INT(escalate(&hot, NULL, NULL, &history, 1, found), 2);
  hot.heat = 1;
  CHECK_INT(escalate(&hot, NULL, NULL, &history, 1, found), 0);
}

/* --- care */

static const struct care_settings caring = {
    .load = 5000, .half_life_ms = 45 * MINUTE, .at_most_every_ms = 90 * MINUTE};

static bool answer(struct care *care, int number, int heat, int64_t at) {
  char id[16];
  snprintf(id, sizeof(id), "c%d", number);
  return care_answered(care, &caring, str_of(id), heat, false, at);
}

TEST(a_heavy_run_ends_in_a_breather) {
  struct care care = {0};
  int given = 0;
  for (int i = 0; i < 20; i++)
    given += answer(&care, i, 2, DAY + i * 5 * MINUTE);
  CHECK_INT(given, 1);
  CHECK_INT(care_minutes(&care, DAY + 100 * MINUTE), 10);
}

TEST(a_calm_day_and_old_weight_call_for_none) {
  struct care care = {0};
  for (int i = 0; i < 200; i++)
    CHECK(!answer(&care, i, 0, DAY + i * MINUTE));
  for (int i = 0; i < 50; i++)
    CHECK(!answer(&care, i, 3, 2 * DAY + i * HOUR));
}

TEST(weight_halves_with_time) {
  struct care care = {.load = 4000, .at_ms = DAY};
  CHECK_INT(care_load(&care, &caring, DAY), 4000);
  CHECK_INT(care_load(&care, &caring, DAY + 45 * MINUTE), 2000);
  CHECK_INT(care_load(&care, &caring, DAY + 90 * MINUTE), 1000);
  CHECK_INT(care_load(&care, &caring, DAY - HOUR), 4000);
  CHECK_INT(care_load(&care, &caring, 90 * DAY), 0);
}

TEST(who_muted_it_hears_no_more) {
  struct care care = {.muted = true}, again;
  for (int i = 0; i < 30; i++)
    CHECK(!answer(&care, i, 3, DAY + i * MINUTE));
  arena_init(&arena, 0);
  CHECK_INT(care_unpack(care_pack(&arena, &care), &again), ATTUNE_OK);
  CHECK(again.muted && again.load == care.load);
  CHECK_INT(care_unpack(STR("\x01\x02"), &again), ATTUNE_E_STORE);
}

/* --- offers */

TEST(an_offer_is_made_as_often_as_the_manifest_says) {
  const struct offer offer = {.id = STR("free-month"),
                              .per_customer_count = 2,
                              .per_customer_days = 30};
  struct allowance had = {0}, again;
  for (int i = 0; i < 2; i++) {
    struct str conversation = i ? STR("c1") : STR("c2");
    CHECK(allowance_permits(&had, &offer, conversation, DAY));
    allowance_use(&had, &offer, conversation, DAY);
    allowance_use(&had, &offer, conversation, 2 * DAY);
  }
  CHECK_INT(had.count, 2);
  CHECK(!allowance_permits(&had, &offer, STR("c3"), 20 * DAY));
  CHECK(allowance_permits(&had, &offer, STR("c1"), 20 * DAY));
  CHECK(allowance_permits(&had, &offer, STR("c3"), 32 * DAY));
  arena_init(&arena, 0);
  CHECK_INT(allowance_unpack(allowance_pack(&arena, &had), &again), 0);
  CHECK(!allowance_permits(&again, &offer, STR("c3"), 20 * DAY));
  const struct offer other = {
      .id = STR("coffee"), .per_customer_count = 1, .per_customer_days = 30};
  CHECK(allowance_permits(&again, &other, STR("c3"), 20 * DAY));
}
