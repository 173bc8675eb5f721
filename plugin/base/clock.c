#include "base/clock.h"

#include <stddef.h>
#include <time.h>

static int64_t read_clock(clockid_t id, int64_t units_per_second) {
  struct timespec now = {0, 0};
  /* Both clocks exist on every Linux, so that this cannot fail. */
  (void)clock_gettime(id, &now);
  return (int64_t)now.tv_sec * units_per_second +
         (int64_t)now.tv_nsec / (1000000000 / units_per_second);
}

static int64_t system_wall_ms(void *user) {
  (void)user;
  return read_clock(CLOCK_REALTIME, 1000);
}

static int64_t system_mono_us(void *user) {
  (void)user;
  return read_clock(CLOCK_MONOTONIC, 1000000);
}

const struct clock clock_system = {system_wall_ms, system_mono_us, NULL};
