#include "delivery/schedule.h"

#include <curl/curl.h>

#define SECOND_MS     ((int64_t)1000)
#define MINUTE_MS     (60 * SECOND_MS)
#define HOUR_MS       (60 * MINUTE_MS)
#define ATTEMPTS_MOST 9

/*
 * The durable delays are those of Standard Webhooks and add up to the whole
 * lifetime. The other classes end where that table would make its second
 * retry: by then the agent has answered the customer.
 */
struct plan {
  int64_t lifetime_ms;
  uint32_t connect_ms;
  uint32_t total_ms;
  uint32_t delays_s[ATTEMPTS_MOST + 1]; /* ends with 0 */
};

static const struct plan plans[CLASS_COUNT] = {
    [CLASS_INLINE] = {2 * MINUTE_MS, 1000, 3000, {1, 3, 8, 20, 40}},
    [CLASS_ADVICE] = {30 * MINUTE_MS, 2000, 5000, {5, 30, 120, 300, 600}},
    [CLASS_DURABLE] = {75 * HOUR_MS + 35 * MINUTE_MS,
                       2000,
                       15000,
                       {5, 300, 1800, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600,
                        20 * 3600, 24 * 3600}},
};

enum delivery_class schedule_class(enum event_type type) {
  switch (type) {
  case EVENT_VALIDATION_PROMPTED:
  case EVENT_BREATHER_SUGGESTED:
    return CLASS_ADVICE;
  case EVENT_ESCALATION_ADVISED:
  case EVENT_FOLLOW_UP_DUE:
  case EVENT_COMPLAINT_TRENDING:
  case EVENT_DIGEST_READY:
  case EVENT_MANIFEST_APPLIED:
  case EVENT_MANIFEST_REJECTED:
    return CLASS_DURABLE;
  case EVENT_REWRITE_SUGGESTED:
  case EVENT_DRAFT_CLEAR:
  case EVENT_ENDPOINT_PING: /* somebody waits at a console */
  case EVENT_TYPES:
    break;
  }
  return CLASS_INLINE;
}

int64_t schedule_lifetime_ms(enum delivery_class class_) {
  return plans[class_].lifetime_ms;
}

uint32_t schedule_connect_timeout_ms(enum delivery_class class_) {
  return plans[class_].connect_ms;
}

uint32_t schedule_timeout_ms(enum delivery_class class_) {
  return plans[class_].total_ms;
}

int64_t schedule_delay_ms(enum delivery_class class_, unsigned attempt,
                          uint64_t random) {
  if (attempt == 0)
    return 0;
  if (attempt > ATTEMPTS_MOST)
    return -1;
  int64_t delay = plans[class_].delays_s[attempt - 1] * SECOND_MS;
  if (delay == 0)
    return -1;
  /* Letters that failed together must not all come back together. */
  int64_t spread = delay * 2 / 5;
  return delay - delay / 5 + (int64_t)(random % ((uint64_t)spread + 1));
}

/* No answer, and the statuses by which a server says that it is its own
 * trouble or only a matter of time. */
static bool is_worth_a_retry(long status) {
  return status < 100 || status == 408 || status == 425 || status == 429 ||
         status >= 500;
}

enum verdict schedule_verdict(enum delivery_class class_, long status) {
  if (status >= 200 && status < 300)
    return VERDICT_DELIVERED;
  if (status == 410)
    return VERDICT_GONE;
  if (is_worth_a_retry(status) || class_ == CLASS_DURABLE)
    return VERDICT_RETRY;
  return VERDICT_REFUSED;
}

static bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static struct str trim(struct str text) {
  while (text.size > 0 && is_blank(text.data[0]))
    text = (struct str){text.data + 1, text.size - 1};
  while (text.size > 0 && is_blank(text.data[text.size - 1]))
    text.size--;
  return text;
}

/* Milliseconds, at most most_ms however many digits follow; -1: no digits. */
static int64_t read_seconds(struct str text, int64_t most_ms) {
  int64_t seconds = 0;
  for (size_t i = 0; i < text.size; i++) {
    if (text.data[i] < '0' || text.data[i] > '9')
      return -1;
    if (seconds <= most_ms / SECOND_MS)
      seconds = seconds * 10 + (text.data[i] - '0');
  }
  return text.size > 0 ? seconds * SECOND_MS : -1;
}

/*
 * curl_getdate takes far more than HTTP's three forms, down to a bare "12:30"
 * or "-5"; all three begin with the name of a day.
 */
static int64_t read_date(struct str text, int64_t wall_ms) {
  char copy[64];
  if (text.size < 4 || text.size >= sizeof(copy) || text.data[0] < 'A' ||
      text.data[0] > 'Z')
    return -1;
  memcpy(copy, text.data, text.size);
  copy[text.size] = '\0';
  time_t when = curl_getdate(copy, NULL);
  if (when < 0)
    return -1;
  int64_t delay = (int64_t)when * SECOND_MS - wall_ms;
  return delay > 0 ? delay : 0;
}

int64_t schedule_retry_after_ms(struct str value, int64_t wall_ms,
                                int64_t most_ms) {
  struct str text = trim(value);
  int64_t delay = read_seconds(text, most_ms);
  if (delay < 0)
    delay = read_date(text, wall_ms);
  if (delay < 0)
    return -1;
  if (delay > most_ms)
    delay = most_ms;
  return delay < SECOND_MS ? SECOND_MS : delay;
}
