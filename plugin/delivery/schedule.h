/*
 * When an event is tried, and when it is given up. A late nudge is worse
 * than none, so an inline event lives two minutes where the Standard
 * Webhooks table would try for days.
 */
#ifndef ATTUNE_DELIVERY_SCHEDULE_H
#define ATTUNE_DELIVERY_SCHEDULE_H

#include <stdint.h>

#include "base/str.h"
#include "manifest/manifest.h"

enum delivery_class {
  CLASS_INLINE,  /* 2 minutes; newest of a draft supersedes */
  CLASS_ADVICE,  /* 30 minutes */
  CLASS_DURABLE, /* 75 h 35 min, then a dead letter */
  CLASS_COUNT
};

enum delivery_class schedule_class(enum event_type type);

int64_t schedule_lifetime_ms(enum delivery_class class_);
uint32_t schedule_connect_timeout_ms(enum delivery_class class_);
uint32_t schedule_timeout_ms(enum delivery_class class_);

/*
 * Milliseconds from a failed attempt (counted from 1) to the next, spread
 * by up to a fifth either way with random; -1: no more attempts.
 */
int64_t schedule_delay_ms(enum delivery_class class_, unsigned attempt,
                          uint64_t random);

enum verdict {
  VERDICT_DELIVERED,
  VERDICT_RETRY,
  VERDICT_REFUSED, /* never again, this event */
  VERDICT_GONE     /* 410: never again, this endpoint */
};

/* What an HTTP status means; 0: no answer at all. */
enum verdict schedule_verdict(enum delivery_class class_, long status);

/*
 * Retry-After as milliseconds from now, clamped to [1 s, most_ms]: seconds
 * or an HTTP date; -1 when it is neither.
 */
int64_t schedule_retry_after_ms(struct str value, int64_t wall_ms,
                                int64_t most_ms);

#endif
