#include "delivery/schedule.h"

#include "test.h"

#define SECOND ((int64_t)1000)
#define HOUR   (3600 * SECOND)
#define DAY    (24 * HOUR)

/* Sun, 06 Nov 1994 08:49:37 GMT, the example of RFC 9110. */
#define NOVEMBER (INT64_C(784111777) * 1000)

TEST(every_event_has_its_class) {
  CHECK_INT(schedule_class(EVENT_REWRITE_SUGGESTED), CLASS_INLINE);
  CHECK_INT(schedule_class(EVENT_DRAFT_CLEAR), CLASS_INLINE);
  CHECK_INT(schedule_class(EVENT_ENDPOINT_PING), CLASS_INLINE);
  CHECK_INT(schedule_class(EVENT_VALIDATION_PROMPTED), CLASS_ADVICE);
  CHECK_INT(schedule_class(EVENT_MANIFEST_APPLIED), CLASS_DURABLE);
  CHECK_INT(schedule_class(EVENT_MANIFEST_REJECTED), CLASS_DURABLE);
}

TEST(lifetimes) {
  CHECK_INT(schedule_lifetime_ms(CLASS_INLINE), 120 * SECOND);
  CHECK_INT(schedule_lifetime_ms(CLASS_ADVICE), 1800 * SECOND);
  CHECK_INT(schedule_lifetime_ms(CLASS_DURABLE), 75 * HOUR + 2100 * SECOND);
}

static unsigned attempts_of(enum delivery_class class_) {
  unsigned attempt = 1;
  while (schedule_delay_ms(class_, attempt, 0) >= 0)
    attempt++;
  return attempt;
}

TEST(a_schedule_ends) {
  CHECK_INT(attempts_of(CLASS_DURABLE), 10);
  for (int c = 0; c < CLASS_COUNT; c++) {
    CHECK(attempts_of((enum delivery_class)c) > 3);
    CHECK_INT(schedule_delay_ms((enum delivery_class)c, 11, 0), -1);
    CHECK_INT(schedule_delay_ms((enum delivery_class)c, UINT32_MAX, 0), -1);
  }
}

TEST(delays_grow_and_fit_the_lifetime) {
  for (int c = 0; c < CLASS_COUNT; c++) {
    enum delivery_class class_ = (enum delivery_class)c;
    int64_t sum = 0, before = 0;
    for (unsigned n = 1; schedule_delay_ms(class_, n, 0) >= 0; n++) {
      int64_t least = schedule_delay_ms(class_, n, 0);
      test_case("class %d attempt %u", c, n);
      CHECK(least > before);
      before = least;
      sum += least;
    }
    CHECK(sum < schedule_lifetime_ms(class_));
  }
}

TEST(jitter_is_a_fifth_either_way) {
  int64_t least = INT64_MAX, most = 0;
  for (uint64_t random = 0; random < 4000; random++) {
    int64_t delay = schedule_delay_ms(CLASS_DURABLE, 1,
                                      random * UINT64_C(0x9e3779b97f4a7c15));
    least = delay < least ? delay : least;
    most = delay > most ? delay : most;
  }
  CHECK(least >= 4000 && least < 4050);
  CHECK(most <= 6000 && most > 5950);
}

TEST(statuses) {
  static const struct {
    long status;
    enum verdict quick; /* inline and advice */
    enum verdict durable;
  } cases[] = {
      {0, VERDICT_RETRY, VERDICT_RETRY},
      {200, VERDICT_DELIVERED, VERDICT_DELIVERED},
      {204, VERDICT_DELIVERED, VERDICT_DELIVERED},
      {299, VERDICT_DELIVERED, VERDICT_DELIVERED},
      {301, VERDICT_REFUSED, VERDICT_RETRY},
      {304, VERDICT_REFUSED, VERDICT_RETRY},
      {400, VERDICT_REFUSED, VERDICT_RETRY},
      {401, VERDICT_REFUSED, VERDICT_RETRY},
      {404, VERDICT_REFUSED, VERDICT_RETRY},
      {408, VERDICT_RETRY, VERDICT_RETRY},
      {410, VERDICT_GONE, VERDICT_GONE},
      {425, VERDICT_RETRY, VERDICT_RETRY},
      {429, VERDICT_RETRY, VERDICT_RETRY},
      {500, VERDICT_RETRY, VERDICT_RETRY},
      {503, VERDICT_RETRY, VERDICT_RETRY},
      {599, VERDICT_RETRY, VERDICT_RETRY},
      {999, VERDICT_RETRY, VERDICT_RETRY},
  };
  for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
    test_case("%ld", cases[i].status);
    CHECK_INT(schedule_verdict(CLASS_INLINE, cases[i].status), cases[i].quick);
    CHECK_INT(schedule_verdict(CLASS_ADVICE, cases[i].status), cases[i].quick);
    CHECK_INT(schedule_verdict(CLASS_DURABLE, cases[i].status),
              cases[i].durable);
  }
}

TEST(retry_after_of_every_kind) {
  static const struct {
    const char *value;
    int64_t expected;
  } cases[] = {
      {"0", SECOND},
      {"1", SECOND},
      {"7", 7 * SECOND},
      {" 120\r\n", 120 * SECOND},
      {"\t3600 ", HOUR},
      {"86400", DAY},
      {"86401", DAY},
      {"1000000000", DAY},
      {"99999999999999999999999999999999", DAY},
      {"00000000000000000000000000000005", 5 * SECOND},
      {"", -1},
      {"  ", -1},
      {"-5", -1},
      {"+5", -1},
      {"1.5", -1},
      {"5s", -1},
      {"0x10", -1},
      {"12:30", -1},
      {"soon", -1},
      {"Soon", -1},
      {"tomorrow", -1},
      {"Sun, 06 Nov 1994 08:49:37 GMT", 37 * SECOND},
      {"Sunday, 06-Nov-94 08:49:37 GMT", 37 * SECOND},
      {"Sun Nov  6 08:49:37 1994", 37 * SECOND},
      {"Sun, 06 Nov 1994 08:48:37 GMT", SECOND},
      {"Thu, 01 Jan 1970 00:00:00 GMT", SECOND},
      {"Fri, 31 Dec 2094 23:59:59 GMT", DAY},
      {"Sun, 06 Nov 1994 08:49:37 GMT and a tail that is far too long for "
       "any date",
       -1},
      {"Sun, 99 Nov 1994 08:49:37 GMT", -1},
  };
  for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
    test_case("\"%s\"", cases[i].value);
    CHECK_INT(schedule_retry_after_ms(str_of(cases[i].value),
                                      NOVEMBER - 37 * SECOND, DAY),
              cases[i].expected);
  }
}

TEST(retry_after_never_below_a_second) {
  CHECK_INT(schedule_retry_after_ms(STR("5"), 0, 10), SECOND);
}
