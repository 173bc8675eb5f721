/* The one source of time, so that a test can run days in seconds. */
#ifndef ATTUNE_BASE_CLOCK_H
#define ATTUNE_BASE_CLOCK_H

#include <stdint.h>

struct clock {
  int64_t (*wall_ms)(void *user); /* Unix time */
  int64_t (*mono_us)(void *user); /* never steps back */
  void *user;
};

/* The system's clocks. */
extern const struct clock clock_system;

static inline int64_t clock_wall_ms(const struct clock *clock) {
  return clock->wall_ms(clock->user);
}

static inline int64_t clock_mono_us(const struct clock *clock) {
  return clock->mono_us(clock->user);
}

#endif
