#include "delivery/route.h"

#include <attune.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define SECOND_US          ((int64_t)1000000)
#define DAY_MS             ((int64_t)24 * 3600 * 1000)
#define PAUSE_NO_MEMORY_US SECOND_US

__attribute__((format(printf, 3, 4))) static void
say(const struct route *route, enum log_level level, const char *format, ...) {
  const struct courier_options *options = &route->office->options;
  char line[256];
  if (!options->log)
    return;
  int size = snprintf(
      line, sizeof(line), "webhook %.*s: ",
      route->webhook.name.size < 64 ? (int)route->webhook.name.size : 64,
      route->webhook.name.data);
  va_list args;
  va_start(args, format);
  vsnprintf(line + size, sizeof(line) - (size_t)size, format, args);
  va_end(args);
  options->log(options->user, (int)level, line);
}

/* SplitMix64: enough to keep retries from marching in step. */
static uint64_t next_random(struct office *office) {
  office->random += UINT64_C(0x9e3779b97f4a7c15);
  uint64_t z = office->random;
  z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
  z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
  return z ^ z >> 31;
}

static struct outbox *outbox_of(const struct route *route) {
  return route->office->options.outbox;
}

static int64_t now_us(const struct route *route) {
  return clock_mono_us(route->office->options.clock);
}

static int64_t wall_ms(const struct route *route) {
  return clock_wall_ms(route->office->options.clock);
}

/* A status or libcurl's class of error, and no more: addresses, URLs and
 * headers can hold secrets. */
static void note_failure(const struct route *route, struct letter *letter,
                         const struct transfer_result *result) {
  const char *reason = result->refused ? "address not allowed" : result->error;
  if (result->status > 0)
    snprintf(letter->why, sizeof(letter->why), "status %ld", result->status);
  else
    snprintf(letter->why, sizeof(letter->why), "%s", reason);
  say(route, LOG_WARNING, "attempt %u of %s: %s", letter->attempts, letter->id,
      letter->why);
}

/* Every failure counts, a refusal too: an endpoint that takes nothing need not
 * be asked at the full rate, whatever its reason. */
static void tell_breaker(struct route *route, bool success, int64_t now) {
  struct breaker *breaker = &route->breaker;
  enum breaker_state before = breaker->state;
  breaker_result(breaker, success, now);
  if (breaker->state == before)
    return;
  if (breaker->state == BREAKER_OPEN) {
    route->office->counts.breaker_opened++;
    say(route, LOG_WARNING, "paused for %d s",
        (int)(breaker->pause_us / SECOND_US));
  } else if (breaker->state == BREAKER_CLOSED) {
    say(route, LOG_INFO, "answers again");
  }
}

static enum outcome too_late(const struct letter *letter) {
  return letter->class_ == CLASS_DURABLE ? OUTCOME_DEAD : OUTCOME_EXPIRED;
}

/*
 * When a failed letter is tried again, or its end. A step that reaches over
 * the end of the letter's time is shortened to just before it, so that the
 * last attempt of a schedule that fills the whole time is not lost to jitter.
 */
static enum outcome plan_retry(struct route *route, struct letter *letter,
                               const struct transfer_result *result) {
  int64_t wall = wall_ms(route);
  int64_t left =
      letter->expires_ms - wall - (int64_t)schedule_timeout_ms(letter->class_);
  int64_t delay = schedule_delay_ms(letter->class_, letter->attempts,
                                    next_random(route->office));
  if (delay < 0)
    return OUTCOME_DEAD;
  if (result->status == 429 || result->status == 503) {
    int64_t asked = schedule_retry_after_ms(result->retry_after, wall, DAY_MS);
    if (asked > left && letter->class_ != CLASS_DURABLE)
      return OUTCOME_EXPIRED;
    if (asked >= 0)
      delay = asked;
  }
  if (left < delay / 2)
    return too_late(letter);
  letter->due_us = now_us(route) + (left < delay ? left : delay) * 1000;
  return OUTCOME_RETRY;
}

static enum verdict judge(const struct letter *letter,
                          const struct transfer_result *result) {
  if (result->refused && letter->class_ != CLASS_DURABLE)
    return VERDICT_REFUSED;
  return schedule_verdict(letter->class_, result->status);
}

static enum outcome outcome_of(struct route *route, struct letter *letter,
                               const struct transfer_result *result) {
  switch (judge(letter, result)) {
  case VERDICT_DELIVERED:
    return OUTCOME_DELIVERED;
  case VERDICT_RETRY:
    return plan_retry(route, letter, result);
  case VERDICT_GONE:
    route->gone = true;
    say(route, LOG_ERROR,
        "answered 410 Gone; no more is sent until its entry changes");
    return OUTCOME_DEAD;
  case VERDICT_REFUSED:
    break;
  }
  return OUTCOME_DEAD;
}

static void release(struct route *route, struct transfer *transfer) {
  transfer->next = route->idle;
  route->idle = transfer;
  route->in_flight--;
  route->office->counts.in_flight--;
}

/* The outbox frees the letter, so that it is told last. */
static void settle(struct route *route, struct transfer *transfer,
                   CURLcode code) {
  struct courier_counts *counts = &route->office->counts;
  struct letter *letter = transfer->letter;
  struct transfer_result result;
  int64_t now = now_us(route);
  transfer_finish(transfer, code, &result);
  enum outcome outcome = outcome_of(route, letter, &result);
  bool success = outcome == OUTCOME_DELIVERED;
  if (success) {
    counts->latency_us_sum += (uint64_t)(now - transfer->started_us);
  } else {
    counts->failures++;
    note_failure(route, letter, &result);
    if (outcome != OUTCOME_RETRY)
      say(route, LOG_WARNING, "gave up %s", letter->id);
  }
  tell_breaker(route, success, now);
  release(route, transfer);
  outbox_settle(outbox_of(route), letter, outcome);
}

static void on_progress(void *user) {
  struct route *route = user;
  struct office *office = route->office;
  CURLMsg *message = NULL;
  int left = 0;
  bool settled = false;
  while ((message = curl_multi_info_read(route->multi.curl, &left))) {
    char *transfer = NULL;
    if (message->msg != CURLMSG_DONE)
      continue;
    CURLcode code = message->data.result;
    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
    settle(route, (struct transfer *)(void *)transfer, code);
    settled = true;
  }
  if (settled)
    office->progress(office->user);
}

static void free_route(struct route *route) {
  struct office *office = route->office;
  explicit_bzero(&route->webhook, sizeof(route->webhook)); /* its keys */
  arena_fini(&route->arena);
  free(route);
  office->closed(office->user);
}

static void on_closed(void *user) {
  free_route(user);
}

/* With the first letter and not before: a webhook that gets none costs no
 * socket, and libcurl touches SIGPIPE when it cleans up a multi handle that
 * never saw an easy one with CURLOPT_NOSIGNAL. */
static int open_route(struct route *route) {
  if (route->opened)
    return ATTUNE_OK;
  route->multi.progress = on_progress;
  route->multi.closed = on_closed;
  route->multi.user = route;
  int status = multi_open(&route->multi, route->office->options.loop,
                          (long)route->webhook.max_in_flight);
  route->opened = status == ATTUNE_OK;
  return status;
}

static struct transfer *idle_transfer(struct route *route) {
  struct transfer *transfer = route->idle;
  if (transfer) {
    route->idle = transfer->next;
    return transfer;
  }
  transfer = transfer_new(&route->plan);
  if (transfer)
    route->transfers[route->transfer_count++] = transfer;
  return transfer;
}

static int start(struct route *route, struct letter *letter, int64_t now) {
  int status = open_route(route);
  if (status != ATTUNE_OK)
    return status;
  struct transfer *transfer = idle_transfer(route);
  if (!transfer)
    return ATTUNE_E_MEMORY;
  route->in_flight++;
  route->office->counts.in_flight++;
  status = transfer_start(transfer, letter, wall_ms(route) / 1000);
  if (status != ATTUNE_OK) {
    release(route, transfer);
    return status;
  }
  transfer->started_us = now;
  letter->attempts++;
  route->office->counts.attempts++;
  return ATTUNE_OK;
}

/* Memory that is short is our trouble and not the endpoint's: the letter
 * waits without having been tried. A probe must not be left open, though. */
static void postpone(struct route *route, struct letter *letter, int64_t now) {
  if (route->breaker.state == BREAKER_HALF_OPEN)
    tell_breaker(route, false, now);
  letter->due_us = now + PAUSE_NO_MEMORY_US;
  outbox_settle(outbox_of(route), letter, OUTCOME_RETRY);
}

static bool is_blocked(const struct route *route, int64_t now) {
  return route->gone || breaker_next_us(&route->breaker, now) > now;
}

static int64_t next_turn(const struct route *route, int64_t now) {
  int64_t due = outbox_next_due_us(outbox_of(route), route->webhook.name);
  if (due == INT64_MAX || route->gone ||
      route->in_flight >= route->webhook.max_in_flight)
    return INT64_MAX;
  int64_t ready = breaker_next_us(&route->breaker, now);
  return due > ready ? due : ready;
}

/* A letter is taken before the breaker is asked, because asking may make this
 * attempt the probe, and a probe without a letter would never end. */
int64_t route_send(struct route *route, int64_t now) {
  struct outbox *outbox = outbox_of(route);
  while (!is_blocked(route, now) &&
         route->in_flight < route->webhook.max_in_flight) {
    struct letter *letter = outbox_take(outbox, route->webhook.name, now);
    if (!letter)
      break;
    breaker_allows(&route->breaker, now);
    if (start(route, letter, now) != ATTUNE_OK)
      postpone(route, letter, now);
  }
  if (is_blocked(route, now))
    outbox_drop_inline(outbox, route->webhook.name);
  return next_turn(route, now);
}

/* Nobody knows whether it arrived. It goes out again with the same id and,
 * as it has no result, is not counted as tried. */
static void recall(struct route *route, struct letter *letter) {
  letter->attempts--;
  letter->due_us = now_us(route);
  outbox_settle(outbox_of(route), letter, OUTCOME_RETRY);
}

static void expire_letters(struct route *route) {
  struct outbox *outbox = outbox_of(route);
  struct letter *letter = NULL;
  while ((letter = outbox_take(outbox, route->webhook.name, INT64_MAX)))
    outbox_settle(outbox, letter, OUTCOME_EXPIRED);
}

void route_close(struct route *route, bool for_good) {
  for (unsigned i = 0; i < route->transfer_count; i++) {
    struct letter *letter = route->transfers[i]->letter;
    transfer_free(route->transfers[i]);
    if (letter)
      recall(route, letter);
  }
  route->office->counts.in_flight -= route->in_flight;
  if (for_good)
    expire_letters(route);
  if (route->opened)
    multi_close(&route->multi);
  else
    free_route(route);
}
