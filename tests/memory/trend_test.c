/* Surges are seen, weekly cycles are none, and one customer is one. */
#include "memory/trend.h"

#include <attune.h>
#include <math.h>

#include "memory/trend_method.h"

#include "test.h"

static struct arena arena;

static const struct trend_settings settings = {
    .min_cases = 5, .min_customers = 3, .false_alarms_per_month = 1};

/* A small generator of our own, so that a failure comes again. */
static uint64_t state = 42;
static double uniform(void) {
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return (double)(state >> 11) / 9007199254740992.0;
}

static unsigned poisson(double mean) {
  double p = exp(-mean), sum = p, at = uniform();
  unsigned count = 0;
  while (at > sum && count < 1000) {
    p *= mean / ++count;
    sum += p;
  }
  return count;
}

static void add_customers(struct trend *trend, int64_t day, unsigned count) {
  for (unsigned i = 0; i < count; i++)
    trend_add(trend, day, day * 86400000, (uint64_t)day * 10000 + i, STR("c"));
}

/* Busier on weekdays than at the end of the week. */
static double usual(int64_t day, double mean) {
  return day % 7 < 5 ? mean * 1.2 : mean * 0.5;
}

static struct trend_finding judge(struct trend *trend, int64_t day) {
  struct trend_finding finding;
  trend_judge(trend, &settings, 1, day, &finding);
  return finding;
}

static unsigned alarms_in(struct trend *trend, int64_t from, int64_t to,
                          double mean) {
  unsigned alarms = 0;
  for (int64_t day = from; day < to; day++) {
    add_customers(trend, day, poisson(usual(day, mean)));
    enum trend_verdict verdict = judge(trend, day).verdict;
    alarms += verdict == TREND_HIGH || verdict == TREND_CREEPING;
  }
  return alarms;
}

TEST(ordinary_weeks_are_quiet) {
  unsigned alarms = 0, days = 0;
  for (int series = 0; series < 60; series++) {
    struct trend trend = {0};
    double mean = 2 + series % 10;
    alarms_in(&trend, 20000, 20063, mean);
    alarms += alarms_in(&trend, 20063, 20163, mean);
    days += 100;
  }
  /* One in a month was asked for: that is 3.3 in 100 days at most. */
  if (alarms * 100.0 / days > 3.3)
    test_fail(__FILE__, __LINE__, "%u alarms in %u days", alarms, days);
}

TEST(a_surge_is_seen_on_its_day) {
  unsigned seen = 0;
  for (int series = 0; series < 40; series++) {
    struct trend trend = {0};
    alarms_in(&trend, 20000, 20070, 4);
    add_customers(&trend, 20070, 18);
    struct trend_finding finding = judge(&trend, 20070);
    seen += finding.verdict == TREND_HIGH;
    CHECK(finding.ratio > 1.5);
    CHECK(finding.expected_low <= finding.expected &&
          finding.expected <= finding.expected_high);
  }
  CHECK(seen >= 38);
}

TEST(what_grows_by_little_is_seen_in_the_end) {
  unsigned seen = 0;
  for (int series = 0; series < 20; series++) {
    struct trend trend = {0};
    bool creeping = false;
    alarms_in(&trend, 20000, 20060, 5);
    for (int64_t day = 20060; day < 20100; day++) {
      double mean = usual(day, 5 + 0.25 * (double)(day - 20060));
      add_customers(&trend, day, poisson(mean));
      enum trend_verdict verdict = judge(&trend, day).verdict;
      creeping |= verdict == TREND_CREEPING || verdict == TREND_HIGH;
    }
    seen += creeping;
  }
  CHECK(seen >= 19);
}

TEST(one_customer_moves_a_day_by_one) {
  struct trend trend = {0};
  alarms_in(&trend, 20000, 20070, 4);
  for (int i = 0; i < 10000; i++)
    trend_add(&trend, 20070, 0, 77, STR("c"));
  struct trend_finding finding = judge(&trend, 20070);
  CHECK_INT(finding.customers, 1);
  CHECK_INT(finding.cases, 10000);
  CHECK_INT(finding.verdict, TREND_QUIET);
}

TEST(a_day_alarms_once_and_does_not_become_the_normal) {
  struct trend trend = {0};
  alarms_in(&trend, 20000, 20070, 4);
  double before = judge(&trend, 20077).expected;
  add_customers(&trend, 20070, 60);
  CHECK_INT(judge(&trend, 20070).verdict, TREND_HIGH);
  trend_add(&trend, 20070, 0, 1, STR("c"));
  CHECK_INT(judge(&trend, 20070).verdict, TREND_QUIET);
  CHECK(judge(&trend, 20077).expected < before + 2);
}

TEST(little_history_gives_counts_and_no_alarm) {
  struct trend trend = {0};
  alarms_in(&trend, 20000, 20010, 4);
  add_customers(&trend, 20010, 50);
  struct trend_finding finding = judge(&trend, 20010);
  CHECK_INT(finding.verdict, TREND_TOO_LITTLE);
  CHECK_INT(finding.customers, 50);
}

TEST(few_cases_are_compared_by_weeks) {
  struct trend trend = {0};
  for (int64_t day = 20000; day < 20070; day++)
    if (day % 10 == 0)
      add_customers(&trend, day, 1);
  CHECK(trend_is_rare(&trend, 20070));
  add_customers(&trend, 20070, 4);
  CHECK_INT(judge(&trend, 20070).verdict, TREND_QUIET);
  add_customers(&trend, 20071, 8);
  struct trend_finding finding = judge(&trend, 20071);
  CHECK_INT(finding.verdict, TREND_HIGH);
  CHECK_INT(finding.customers, 12);
}

TEST(tails_are_those_of_the_books) {
  CHECK(fabs(trend_tail(2, 0, 5) - 0.052653) < 1e-6);
  CHECK(fabs(trend_tail(2, 0, 0) - 1) < 1e-12);
  /* Size 3, mean 6: p = 1/3; P(X >= 2) = 1 - p^3 (1 + 3 * 2/3). */
  CHECK(fabs(trend_tail(6, 3, 2) - (1 - 3.0 / 27)) < 1e-9);
  CHECK(trend_tail(2000, 0, 2200) < 1e-4 && trend_tail(2000, 0, 2000) > 0.4);
}

TEST(rows_come_back_and_damage_is_refused) {
  struct trend trend = {0}, again;
  arena_init(&arena, 0);
  alarms_in(&trend, 20000, 20200, 3);
  trend.label = STR("your parcel is late");
  struct str bytes = trend_pack(&arena, &trend);
  CHECK_INT(trend_unpack(bytes, &again), ATTUNE_OK);
  CHECK(str_equal(trend_pack(&arena, &again), bytes));
  CHECK_STR(again.label, "your parcel is late");
  for (size_t size = 0; size < bytes.size; size++)
    CHECK_INT(trend_unpack((struct str){bytes.data, size}, &again),
              ATTUNE_E_STORE);
}

TEST(topics_that_emerge_from_concerns) {
  struct language_error error;
  static struct language *language;
  language = language_new(language_en, language_en_count, NULL, 0, &error);
  static const struct {
    const char *concern;
    const char *topic;
  } cases[] = {
      {"your parcel is late", "late parcel"},
      {"the parcels were late again", "late parcel"},
      {"you were charged twice", "charg twice"},
      {"the charging is twice what it was", "charg twice"},
      {"it has not come", ""},
      {"", ""},
  };
  arena_init(&arena, 0);
  CHECK(language);
  for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
    test_case("%s", cases[i].concern);
    CHECK_STR(trend_topic_of(&arena, language, str_of(cases[i].concern)),
              cases[i].topic);
  }
}
