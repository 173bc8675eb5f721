#include "delivery/breaker.h"

#include "test.h"

#define SECOND ((int64_t)1000000)

static void fail(struct breaker *breaker, unsigned times, int64_t now) {
  while (times-- > 0)
    breaker_result(breaker, false, now);
}

TEST(five_in_a_row_open_it) {
  struct breaker breaker;
  breaker_init(&breaker);
  fail(&breaker, 4, SECOND);
  CHECK(breaker_allows(&breaker, SECOND));
  CHECK_INT(breaker_next_us(&breaker, SECOND), SECOND);
  fail(&breaker, 1, SECOND);
  CHECK_INT(breaker.state, BREAKER_OPEN);
  CHECK(!breaker_allows(&breaker, SECOND));
  CHECK(!breaker_allows(&breaker, 6 * SECOND - 1));
  CHECK_INT(breaker_next_us(&breaker, SECOND), 6 * SECOND);
}

TEST(a_success_between_starts_anew) {
  struct breaker breaker;
  breaker_init(&breaker);
  fail(&breaker, 4, 0);
  breaker_result(&breaker, true, 0);
  fail(&breaker, 4, 0);
  CHECK(breaker_allows(&breaker, 0));
}

TEST(half_of_ten_open_it) {
  struct breaker breaker;
  breaker_init(&breaker);
  for (int i = 0; i < 4; i++) {
    breaker_result(&breaker, true, i * SECOND);
    breaker_result(&breaker, false, i * SECOND);
  }
  breaker_result(&breaker, true, 9 * SECOND);
  CHECK(breaker_allows(&breaker, 9 * SECOND));
  breaker_result(&breaker, false, 9 * SECOND);
  CHECK_INT(breaker.state, BREAKER_OPEN);
}

TEST(failures_of_another_minute_do_not_count) {
  struct breaker breaker;
  breaker_init(&breaker);
  for (int i = 0; i < 100; i++) {
    breaker_result(&breaker, false, i * 7 * SECOND);
    breaker_result(&breaker, true, i * 7 * SECOND + 1);
    breaker_result(&breaker, true, i * 7 * SECOND + 2);
  }
  CHECK(breaker_allows(&breaker, 700 * SECOND));
}

TEST(one_probe_at_a_time) {
  struct breaker breaker;
  breaker_init(&breaker);
  fail(&breaker, 5, 0);
  CHECK(breaker_allows(&breaker, 5 * SECOND));
  CHECK_INT(breaker.state, BREAKER_HALF_OPEN);
  CHECK(!breaker_allows(&breaker, 5 * SECOND));
  CHECK(!breaker_allows(&breaker, 500 * SECOND));
  CHECK_INT(breaker_next_us(&breaker, 500 * SECOND), INT64_MAX);
  breaker_result(&breaker, true, 6 * SECOND);
  CHECK(breaker_allows(&breaker, 6 * SECOND));
  CHECK(breaker_allows(&breaker, 6 * SECOND));
}

TEST(pauses_double_to_five_minutes) {
  static const int pauses[] = {5, 10, 20, 40, 80, 160, 300, 300, 300};
  struct breaker breaker;
  breaker_init(&breaker);
  int64_t now = 0;
  fail(&breaker, 5, now);
  for (size_t i = 0; i < sizeof(pauses) / sizeof(pauses[0]); i++) {
    test_case("pause %zu", i);
    CHECK_INT(breaker_next_us(&breaker, now), now + pauses[i] * SECOND);
    now += pauses[i] * SECOND;
    CHECK(breaker_allows(&breaker, now));
    breaker_result(&breaker, false, now);
  }
  now += 300 * SECOND;
  CHECK(breaker_allows(&breaker, now));
  breaker_result(&breaker, true, now);
  fail(&breaker, 5, now);
  CHECK_INT(breaker_next_us(&breaker, now), now + 5 * SECOND);
}

TEST(stragglers_do_not_prolong_the_pause) {
  struct breaker breaker;
  breaker_init(&breaker);
  fail(&breaker, 5, 0);
  fail(&breaker, 8, 4 * SECOND);
  CHECK(breaker_allows(&breaker, 5 * SECOND));
}

TEST(a_straggler_that_arrived_closes_it) {
  struct breaker breaker;
  breaker_init(&breaker);
  fail(&breaker, 5, 0);
  breaker_result(&breaker, true, SECOND);
  CHECK(breaker_allows(&breaker, SECOND));
}
