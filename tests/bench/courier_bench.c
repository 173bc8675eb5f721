/*
 * Events a second through outbox and courier alone, letters put from the
 * courier's own thread, beside the bare libcurl loop of the same run.
 */
#include "floor.h"

#include "delivery/desk.h"

enum {
  EVENTS = 20000,
  RUNS = 5,
  WAITING = 64, /* letters that are kept waiting inside */
  BODY = 1500
};

struct sender {
  struct desk desk;
  uv_prepare_t prepare;
  struct str body;
  unsigned left;
};

static void put(struct sender *sender) {
  struct desk *desk = &sender->desk;
  int64_t wall_ms = clock_wall_ms(&desk->clock);
  char conversation[32];
  int size =
      snprintf(conversation, sizeof(conversation), "ticket-%u", ++desk->put);
  struct letter letter = {.endpoint = STR("desk"),
                          .type = EVENT_REWRITE_SUGGESTED,
                          .class_ = CLASS_INLINE,
                          .conversation = {conversation, (size_t)size},
                          .draft = STR("draft"),
                          .body = sender->body,
                          .expires_ms =
                              wall_ms + schedule_lifetime_ms(CLASS_INLINE),
                          .due_us = clock_mono_us(&desk->clock)};
  snprintf(letter.id, sizeof(letter.id), "msg_%022u", desk->put);
  CHECK_INT(outbox_put(desk->outbox, &letter), ATTUNE_OK);
  sender->left--;
}

/* Before the loop sleeps, for all that waited may be delivered in one turn. */
static void fill(uv_prepare_t *prepare) {
  struct sender *sender = prepare->data;
  size_t pending = desk_letters(&sender->desk).pending;
  while (sender->left > 0 && pending++ < WAITING)
    put(sender);
  courier_wake(sender->desk.courier);
}

static double sender_run(struct sender *sender, unsigned events) {
  struct desk *desk = &sender->desk;
  int64_t began = bench_ns();
  sender->left = events;
  while (sender->left > 0 || !desk_is_empty(desk))
    uv_run(&desk->loop, UV_RUN_ONCE);
  CHECK_INT(desk_letters(desk).delivered, desk->put);
  return events / ((double)(bench_ns() - began) / 1e9);
}

TEST_WITHIN(delivery_by_the_courier, 120) {
  static struct sender sender;
  static char body[BODY];
  struct receiver receiver;
  struct bare bare = {0};
  double floor[RUNS], ours[RUNS];
  char url[64];
  memset(body, 'a', sizeof(body));
  receiver_start(&receiver);
  snprintf(url, sizeof(url), "http://127.0.0.1:%u/hook", receiver.port);
  desk_open(&sender.desk, url);
  sender.desk.webhooks[0].max_in_flight = CONNECTIONS;
  desk_configure(&sender.desk);
  uv_prepare_init(&sender.desk.loop, &sender.prepare);
  uv_prepare_start(&sender.prepare, fill);
  sender.prepare.data = &sender;
  sender.body = (struct str){body, sizeof(body)};
  bare_open(&bare, receiver.port, body, sizeof(body));
  bare_run(&bare, CONNECTIONS);
  sender_run(&sender, CONNECTIONS);

  for (int i = 0; i < RUNS; i++) {
    floor[i] = bare_run(&bare, EVENTS);
    ours[i] = sender_run(&sender, EVENTS);
  }
  double least = bench_quantile(floor, RUNS, 0.5);
  double courier = bench_quantile(ours, RUNS, 0.5);
  printf("letters of %d bytes: %.0f a second, bare libcurl %.0f; ratio %.2f\n",
         BODY, courier, least, courier / least);
  bare_close(&bare);
  uv_close((uv_handle_t *)&sender.prepare, NULL);
  desk_close(&sender.desk);
  receiver_stop(&receiver);
}
