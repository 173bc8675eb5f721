#include "delivery/breaker.h"

#define FAILURES_IN_A_ROW 5u
#define WINDOW_US         (60 * (int64_t)1000000)
#define WINDOW_ATTEMPTS   10u
#define PAUSE_FIRST_US    (5 * (int64_t)1000000)
#define PAUSE_MOST_US     (300 * (int64_t)1000000)

void breaker_init(struct breaker *breaker) {
  *breaker = (struct breaker){.state = BREAKER_CLOSED};
}

bool breaker_allows(struct breaker *breaker, int64_t now_us) {
  if (breaker->state == BREAKER_CLOSED)
    return true;
  if (breaker->state == BREAKER_HALF_OPEN || now_us < breaker->open_until_us)
    return false;
  breaker->state = BREAKER_HALF_OPEN;
  return true;
}

static void open_for(struct breaker *breaker, int64_t pause_us,
                     int64_t now_us) {
  breaker->state = BREAKER_OPEN;
  breaker->pause_us = pause_us;
  breaker->open_until_us = now_us + pause_us;
}

static int64_t doubled(int64_t pause_us) {
  return pause_us > PAUSE_MOST_US / 2 ? PAUSE_MOST_US : pause_us * 2;
}

/* Windows follow one another and do not slide: a sliding one would have to
 * remember each attempt, and the run of failures catches what falls between
 * two of these. */
static void count(struct breaker *breaker, bool success, int64_t now_us) {
  if (breaker->window_attempts == 0 ||
      now_us - breaker->window_from_us >= WINDOW_US) {
    breaker->window_attempts = 0;
    breaker->window_failures = 0;
    breaker->window_from_us = now_us;
  }
  breaker->window_attempts++;
  breaker->window_failures += !success;
  breaker->failures = success ? 0 : breaker->failures + 1;
}

static bool too_many(const struct breaker *breaker) {
  return breaker->failures >= FAILURES_IN_A_ROW ||
         (breaker->window_attempts >= WINDOW_ATTEMPTS &&
          breaker->window_failures * 2 >= breaker->window_attempts);
}

/*
 * Attempts that began before it opened still come in. Their failures say
 * nothing new; a success does, and closes it from any state.
 */
void breaker_result(struct breaker *breaker, bool success, int64_t now_us) {
  if (success && breaker->state != BREAKER_CLOSED) {
    breaker_init(breaker);
    return;
  }
  if (breaker->state == BREAKER_OPEN)
    return;
  if (breaker->state == BREAKER_HALF_OPEN) {
    open_for(breaker, doubled(breaker->pause_us), now_us);
    return;
  }
  count(breaker, success, now_us);
  if (!success && too_many(breaker))
    open_for(breaker, PAUSE_FIRST_US, now_us);
}

int64_t breaker_next_us(const struct breaker *breaker, int64_t now_us) {
  if (breaker->state == BREAKER_HALF_OPEN)
    return INT64_MAX;
  if (breaker->state == BREAKER_OPEN && now_us < breaker->open_until_us)
    return breaker->open_until_us;
  return now_us;
}
