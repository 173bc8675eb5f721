/*
 * A circuit breaker for one endpoint. It opens after five failures in a row,
 * or when half of at least ten attempts within a minute failed; then one
 * probe after 5 s, doubling to 5 min.
 */
#ifndef ATTUNE_DELIVERY_BREAKER_H
#define ATTUNE_DELIVERY_BREAKER_H

#include <stdbool.h>
#include <stdint.h>

enum breaker_state {
  BREAKER_CLOSED,
  BREAKER_OPEN,
  BREAKER_HALF_OPEN
};

struct breaker {
  enum breaker_state state;
  unsigned failures; /* in a row */
  unsigned window_attempts;
  unsigned window_failures;
  int64_t window_from_us;
  int64_t open_until_us;
  int64_t pause_us;
};

void breaker_init(struct breaker *breaker);

/* May an attempt be made now? In half-open state only one may. */
bool breaker_allows(struct breaker *breaker, int64_t now_us);

void breaker_result(struct breaker *breaker, bool success, int64_t now_us);

/* When allows may next say yes; now_us when it says so now. */
int64_t breaker_next_us(const struct breaker *breaker, int64_t now_us);

#endif
