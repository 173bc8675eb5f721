/*
 * A courier with all that it needs, for tests of delivery: a loop, an outbox,
 * a clock that can jump ahead, a manifest whose webhooks are changed by hand.
 */
#ifndef ATTUNE_TESTS_DESK_H
#define ATTUNE_TESTS_DESK_H

#include <attune.h>
#include <time.h>
#include <uv.h>

#include "delivery/courier.h"
#include "support/endpoint.h"
#include "test.h"

#define DESK_SECRET "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3"
#define DESK_NEWER  "whsec_ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4"

struct desk {
  uv_loop_t loop;
  uv_timer_t tick;
  struct outbox *outbox;
  struct courier *courier;
  struct clock clock;
  int64_t ahead_us; /* of the real time */
  struct webhook webhooks[4];
  struct manifest manifest;
  struct network loopback;
  unsigned put;
  unsigned changed;
  bool closed;
  char log[16384];
  size_t log_size;
};

static inline int64_t desk_read_clock(clockid_t id) {
  struct timespec time;
  clock_gettime(id, &time);
  return (int64_t)time.tv_sec * 1000000 + time.tv_nsec / 1000;
}

static inline int64_t desk_real_us(void) {
  return desk_read_clock(CLOCK_MONOTONIC);
}

static inline int64_t desk_wall_ms(void *user) {
  const struct desk *desk = user;
  return (desk_read_clock(CLOCK_REALTIME) + desk->ahead_us) / 1000;
}

static inline int64_t desk_mono_us(void *user) {
  const struct desk *desk = user;
  return desk_read_clock(CLOCK_MONOTONIC) + desk->ahead_us;
}

static inline void desk_note_change(void *user) {
  struct desk *desk = user;
  desk->changed++;
}

static inline void desk_note_log(void *user, int level, const char *line) {
  struct desk *desk = user;
  int size =
      snprintf(desk->log + desk->log_size, sizeof(desk->log) - desk->log_size,
               "%d %s\n", level, line);
  if (desk->log_size + (size_t)size < sizeof(desk->log))
    desk->log_size += (size_t)size;
}

static inline void desk_note_closed(void *user) {
  struct desk *desk = user;
  desk->closed = true;
}

/* Only keeps uv_run from sleeping past a test's own time-out. */
static inline void desk_on_tick(uv_timer_t *timer) {
  (void)timer;
}

static inline void desk_configure(struct desk *desk) {
  CHECK_INT(courier_configure(desk->courier, &desk->manifest), ATTUNE_OK);
}

/* One webhook, called "desk", to this URL, that may reach loopback. */
static inline void desk_open(struct desk *desk, const char *url) {
  static const struct secret secret = {.key = "0123456789abcdef01234567",
                                       .size = 24};
  *desk = (struct desk){0};
  desk->loopback = (struct network){
      .address = {[10] = 0xff, [11] = 0xff, [12] = 127}, .bits = 104};
  desk->webhooks[0] = (struct webhook){.name = STR("desk"),
                                       .url = str_of(url),
                                       .secret = secret,
                                       .allow = &desk->loopback,
                                       .allow_count = 1};
  desk->manifest.webhooks = desk->webhooks;
  desk->manifest.webhook_count = 1;
  desk->clock = (struct clock){desk_wall_ms, desk_mono_us, desk};
  CHECK_INT(uv_loop_init(&desk->loop), 0);
  uv_timer_init(&desk->loop, &desk->tick);
  uv_timer_start(&desk->tick, desk_on_tick, 5, 5);
  desk->outbox = outbox_new(1000, 10000000);
  CHECK(desk->outbox);
  struct courier_options options = {.loop = &desk->loop,
                                    .outbox = desk->outbox,
                                    .clock = &desk->clock,
                                    .seed = 7,
                                    .changed = desk_note_change,
                                    .log = desk_note_log,
                                    .user = desk};
  CHECK_INT(courier_new(&desk->courier, &options), ATTUNE_OK);
  desk_configure(desk);
}

static inline struct outbox_counts desk_letters(const struct desk *desk) {
  struct outbox_counts counts;
  outbox_counts(desk->outbox, &counts);
  return counts;
}

static inline struct courier_counts desk_counts(const struct desk *desk) {
  struct courier_counts counts;
  courier_counts(desk->courier, &counts);
  return counts;
}

/* Closes all and checks that the loop is empty and that it was quick. */
static inline void desk_close(struct desk *desk) {
  int64_t begin = desk_real_us();
  courier_close(desk->courier, desk_note_closed, desk);
  uv_close((uv_handle_t *)&desk->tick, NULL);
  uv_run(&desk->loop, UV_RUN_DEFAULT);
  CHECK(desk->closed);
  CHECK(desk_real_us() - begin < 500000);
  CHECK_INT(desk_counts(desk).in_flight, 0);
  CHECK_INT(uv_loop_close(&desk->loop), 0);
  struct outbox_counts c = desk_letters(desk);
  CHECK_INT(c.put, c.delivered + c.expired + c.superseded + c.dead + c.dropped +
                       c.pending);
  courier_free(desk->courier);
  outbox_free(desk->outbox);
}

/* Puts it for this webhook. */
static inline void desk_put_for(struct desk *desk, const char *endpoint,
                                enum event_type type, const char *conversation,
                                const char *draft) {
  struct letter letter = {.endpoint = str_of(endpoint),
                          .type = type,
                          .class_ = schedule_class(type),
                          .conversation = str_of(conversation),
                          .draft = str_of(draft),
                          .body = STR("{\"type\":\"test\"}"),
                          .due_us = desk_mono_us(desk)};
  letter.expires_ms = desk_wall_ms(desk) + schedule_lifetime_ms(letter.class_);
  snprintf(letter.id, sizeof(letter.id), "msg_%u", ++desk->put);
  CHECK_INT(outbox_put(desk->outbox, &letter), ATTUNE_OK);
}

/* Puts a letter for "desk"; the nth of a test is "msg_n", from 1. */
static inline void desk_put(struct desk *desk, enum event_type type,
                            const char *conversation, const char *draft) {
  desk_put_for(desk, "desk", type, conversation, draft);
}

/* Wakes the courier and runs the loop until condition or the time-out. */
static inline bool desk_until(struct desk *desk,
                              bool (*condition)(struct desk *desk),
                              unsigned timeout_ms) {
  int64_t until = desk_real_us() + (int64_t)timeout_ms * 1000;
  courier_wake(desk->courier);
  while (!condition(desk)) {
    if (desk_real_us() > until)
      return false;
    uv_run(&desk->loop, UV_RUN_ONCE);
  }
  return true;
}

/* Nothing is in flight. */
static inline bool desk_is_idle(struct desk *desk) {
  return desk_counts(desk).in_flight == 0;
}

static inline bool desk_is_empty(struct desk *desk) {
  return desk_letters(desk).pending == 0;
}

static inline bool desk_never(struct desk *desk) {
  (void)desk;
  return false;
}

/* Runs the loop for so long. */
static inline void desk_run(struct desk *desk, unsigned ms) {
  desk_until(desk, desk_never, ms);
}

/* Jumps ahead to when the next letter is due. */
static inline void desk_skip(struct desk *desk) {
  int64_t due = outbox_next_due_us(desk->outbox, STR("desk"));
  CHECK(due < INT64_MAX);
  if (due > desk_mono_us(desk))
    desk->ahead_us += due - desk_mono_us(desk);
}

#endif
