/* Local days and hours, against what the C library says of many instants. */
#include "base/zone.h"

#include <attune.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/zone_rule.h"

#include "test.h"

static struct arena arena;

static const struct zone *zone(const char *name) {
  const struct zone *out = NULL;
  if (!arena.held)
    arena_init(&arena, 0);
  if (zone_load(&arena, str_of(name), &out) != ATTUNE_OK)
    test_skip("no zone files on this machine");
  return out;
}

static void compare(const char *name) {
  const struct zone *ours = zone(name);
  setenv("TZ", name, 1);
  tzset();
  for (int64_t at = -86400 * 400; at < INT64_C(4000000000);
       at += 86400 * 3 + 3607) {
    time_t clock = (time_t)at;
    struct tm theirs;
    struct zone_time local;
    localtime_r(&clock, &theirs);
    zone_local(ours, at * 1000, &local);
    test_case("%s at %lld", name, (long long)at);
    CHECK_INT(local.year, theirs.tm_year + 1900);
    CHECK_INT(local.month, theirs.tm_mon + 1);
    CHECK_INT(local.day, theirs.tm_mday);
    CHECK_INT(local.weekday, theirs.tm_wday);
    CHECK_INT(local.minute, theirs.tm_hour * 60 + theirs.tm_min);
    CHECK_INT(zone_days(local.year, local.month, local.day), local.days);
  }
}

TEST(days_and_hours_are_those_of_the_place) {
  const char *const names[] = {"Europe/Berlin",     "America/New_York",
                               "America/St_Johns",  "Asia/Kolkata",
                               "Australia/Sydney",  "Pacific/Chatham",
                               "Africa/Casablanca", "America/Santiago"};
  for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
    compare(names[i]);
}

static int64_t instant(const struct zone *zone, int year, int month, int day,
                       int hour, int minute) {
  return zone_instant(zone, zone_days(year, month, day), hour * 60 + minute) /
         1000;
}

TEST(instants_of_local_times) {
  const struct zone *berlin = zone("Europe/Berlin");
  CHECK_INT(instant(zone_utc, 2026, 11, 22, 9, 30), 1795339800);
  CHECK_INT(instant(berlin, 2026, 11, 22, 10, 30), 1795339800);
  CHECK_INT(instant(berlin, 2026, 7, 1, 0, 0), 1782856800);
  CHECK_INT(instant(berlin, 2026, 11, 21, 24 + 10, 30), 1795339800);
}

TEST(hours_that_a_change_of_clocks_skips_or_repeats) {
  const struct zone *berlin = zone("Europe/Berlin");
  int64_t change = instant(zone_utc, 2026, 3, 29, 1, 0);
  CHECK_INT(instant(berlin, 2026, 3, 29, 2, 30), change);
  CHECK_INT(instant(berlin, 2026, 3, 29, 1, 59), change - 60);
  CHECK_INT(instant(berlin, 2026, 3, 29, 3, 0), change);
  CHECK_INT(instant(berlin, 2026, 10, 25, 2, 30),
            instant(zone_utc, 2026, 10, 25, 0, 30));
}

TEST(every_local_minute_comes_back) {
  const struct zone *sydney = zone("Australia/Sydney");
  for (int64_t at = 1790000000; at < 1830000000; at += 5413 * 60) {
    struct zone_time local;
    zone_local(sydney, at * 1000, &local);
    int64_t again = zone_instant(sydney, local.days, local.minute) / 1000;
    int64_t difference = at - at % 60 - again;
    CHECK(difference == 0 || difference == 3600);
  }
}

TEST(offsets_without_files) {
  const struct zone *out = NULL;
  struct zone_time local;
  if (!arena.held)
    arena_init(&arena, 0);
  CHECK_INT(zone_load(&arena, STR("-03:30"), &out), ATTUNE_OK);
  zone_local(out, 0, &local);
  CHECK_INT(local.minute, 20 * 60 + 30);
  CHECK_INT(local.day, 31);
  CHECK_INT(local.year, 1969);
}

TEST(what_is_no_zone_is_refused) {
  const char *const names[] = {"",         "Atlantis/Hy-Brasil",
                               "/etc/tz",  "../../../etc/passwd",
                               "+2",       "+25:00",
                               "Europe",   "Europe/Berlin ",
                               "zone.tab", "+02:60"};
  const struct zone *out = NULL;
  if (!arena.held)
    arena_init(&arena, 0);
  for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
    test_case("%s", names[i]);
    CHECK_INT(zone_load(&arena, str_of(names[i]), &out), ATTUNE_E_ARGUMENT);
  }
}

TEST(rules_for_the_years_to_come) {
  struct zone_rule rule;
  CHECK(zone_rule_parse(STR("CET-1CEST,M3.5.0,M10.5.0/3"), &rule));
  CHECK_INT(zone_rule_offset(&rule, 4102444800 + 86400 * 180), 7200);
  CHECK_INT(zone_rule_offset(&rule, 4102444800), 3600);
  CHECK(zone_rule_parse(STR("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0"), &rule));
  CHECK_INT(zone_rule_offset(&rule, 4102444800), 39600);
  CHECK(zone_rule_parse(STR("<+03>-3"), &rule));
  CHECK_INT(zone_rule_offset(&rule, 0), 10800);
  CHECK(zone_rule_parse(STR("XXX3YYY,J60/-2,300/26:30"), &rule));
  CHECK(!zone_rule_parse(STR(""), &rule));
  CHECK(!zone_rule_parse(STR("CET"), &rule));
  CHECK(!zone_rule_parse(STR("CET-1CEST,M3.5.0"), &rule));
  CHECK(!zone_rule_parse(STR("CET-1CEST,M13.5.0,M10.5.0"), &rule));
}
