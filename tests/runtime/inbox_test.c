#include "runtime/inbox.h"

#include <pthread.h>
#include <sched.h>
#include <stdlib.h>

#include "test.h"

static struct message view_of(const char *id, const char *text,
                              uint64_t revision) {
  struct message view = {.kind = MESSAGE_INCOMING, .revision = revision};
  view.strings[STRING_CONVERSATION] = str_of("t");
  view.strings[STRING_ID] = str_of(id);
  view.strings[STRING_TEXT] = str_of(text);
  return view;
}

static int push(struct inbox *inbox, uint64_t revision) {
  bool wake;
  struct message view = view_of("m", "Where is my parcel?", revision);
  return inbox_push(inbox, &view, &wake);
}

/* Takes all, releases all; they must count up from first. */
static size_t take_in_order(struct inbox *inbox, uint64_t first) {
  size_t taken = 0;
  struct message *message = inbox_take(inbox);
  while (message) {
    struct message *next = message->next;
    CHECK_INT(message->revision, first + taken);
    inbox_release(inbox, message);
    message = next;
    taken++;
  }
  return taken;
}

static void release_all(struct inbox *inbox) {
  struct message *message = inbox_take(inbox);
  while (message) {
    struct message *next = message->next;
    inbox_release(inbox, message);
    message = next;
  }
}

TEST(messages_come_out_in_the_order_they_went_in) {
  struct inbox inbox;
  inbox_init(&inbox, 100, 1 << 20);
  CHECK(inbox_take(&inbox) == NULL);
  for (uint64_t i = 0; i < 7; i++)
    CHECK_INT(push(&inbox, i), ATTUNE_OK);
  CHECK_INT(take_in_order(&inbox, 0), 7);
  CHECK_INT(push(&inbox, 7), ATTUNE_OK);
  CHECK_INT(take_in_order(&inbox, 7), 1);
  CHECK_INT(atomic_load(&inbox.bytes), 0);
  inbox_fini(&inbox);
}

TEST(it_holds_so_many_messages_and_no_more) {
  struct inbox inbox;
  inbox_init(&inbox, 3, 1 << 20);
  for (uint64_t i = 0; i < 3; i++)
    CHECK_INT(push(&inbox, i), ATTUNE_OK);
  CHECK_INT(push(&inbox, 3), ATTUNE_E_BUSY);
  CHECK_INT(atomic_load(&inbox.messages), 3);
  struct message *taken = inbox_take(&inbox);
  CHECK_INT(push(&inbox, 3), ATTUNE_E_BUSY); /* taken, not yet done with */
  struct message *rest = taken->next;
  inbox_release(&inbox, taken);
  CHECK_INT(push(&inbox, 3), ATTUNE_OK);
  CHECK_INT(push(&inbox, 4), ATTUNE_E_BUSY);
  inbox_release(&inbox, rest->next);
  inbox_release(&inbox, rest);
  inbox_fini(&inbox);
  CHECK_INT(atomic_load(&inbox.messages), 0);
}

TEST(it_holds_so_many_bytes_and_no_more) {
  struct inbox inbox;
  bool wake;
  struct message view = view_of("m", "Where is my parcel?", 1);
  size_t each = message_size(&view);
  inbox_init(&inbox, 100, 2 * each);
  CHECK_INT(inbox_push(&inbox, &view, &wake), ATTUNE_OK);
  CHECK_INT(inbox_push(&inbox, &view, &wake), ATTUNE_OK);
  CHECK_INT(atomic_load(&inbox.bytes), 2 * each);
  CHECK_INT(inbox_push(&inbox, &view, &wake), ATTUNE_E_BUSY);
  inbox_fini(&inbox);
  inbox_init(&inbox, 100, 2 * each - 1);
  CHECK_INT(inbox_push(&inbox, &view, &wake), ATTUNE_OK);
  CHECK_INT(inbox_push(&inbox, &view, &wake), ATTUNE_E_BUSY);
  struct message small = view_of("m", "", 1);
  CHECK_INT(inbox_push(&inbox, &small, &wake), ATTUNE_OK);
  inbox_fini(&inbox);
}

TEST(narrower_bounds_keep_what_waits) {
  struct inbox inbox;
  inbox_init(&inbox, 10, 1 << 20);
  for (uint64_t i = 0; i < 5; i++)
    CHECK_INT(push(&inbox, i), ATTUNE_OK);
  inbox_limit(&inbox, 2, 1 << 20);
  CHECK_INT(push(&inbox, 5), ATTUNE_E_BUSY);
  CHECK_INT(take_in_order(&inbox, 0), 5);
  CHECK_INT(push(&inbox, 5), ATTUNE_OK);
  inbox_limit(&inbox, 0, 0);
  CHECK_INT(push(&inbox, 6), ATTUNE_E_BUSY);
  inbox_fini(&inbox);
}

TEST(only_the_first_push_of_a_sleep_wakes) {
  struct inbox inbox;
  bool wake = true;
  struct message view = view_of("m", "x", 1);
  inbox_init(&inbox, 100, 1 << 20);
  CHECK_INT(inbox_push(&inbox, &view, &wake), ATTUNE_OK);
  CHECK(!wake);                /* nobody sleeps */
  CHECK(!inbox_sleep(&inbox)); /* something waits */
  CHECK_INT(inbox_push(&inbox, &view, &wake), ATTUNE_OK);
  CHECK(!wake);
  release_all(&inbox);
  for (int night = 0; night < 3; night++) {
    CHECK(inbox_sleep(&inbox));
    CHECK_INT(inbox_push(&inbox, &view, &wake), ATTUNE_OK);
    CHECK(wake);
    CHECK_INT(inbox_push(&inbox, &view, &wake), ATTUNE_OK);
    CHECK(!wake);
    inbox_woken(&inbox);
    release_all(&inbox);
    wake = true;
  }
  inbox_fini(&inbox);
}

TEST(a_refused_push_wakes_nobody) {
  struct inbox inbox;
  bool wake = true;
  struct message view = view_of("m", "x", 1);
  inbox_init(&inbox, 0, 1 << 20);
  CHECK(inbox_sleep(&inbox));
  CHECK_INT(inbox_push(&inbox, &view, &wake), ATTUNE_E_BUSY);
  CHECK(!wake);
  inbox_limit(&inbox, 1, 1 << 20);
  CHECK_INT(inbox_push(&inbox, &view, &wake), ATTUNE_OK);
  CHECK(wake);
  inbox_fini(&inbox);
}

enum {
  PRODUCERS = 4,
  EACH = 50000
};

struct crowd {
  struct inbox inbox;
  pthread_mutex_t lock; /* guards the next two, and stands for the eventfd */
  pthread_cond_t bell;
  unsigned rung;
  atomic_uint wakes;
  atomic_uint sleeps;
  atomic_ulong busy;
};

struct producer {
  struct crowd *crowd;
  uint64_t which;
};

static void ring(struct crowd *crowd) {
  atomic_fetch_add(&crowd->wakes, 1);
  pthread_mutex_lock(&crowd->lock);
  crowd->rung++;
  pthread_cond_signal(&crowd->bell);
  pthread_mutex_unlock(&crowd->lock);
}

static void *produce(void *user) {
  const struct producer *producer = user;
  struct crowd *crowd = producer->crowd;
  struct message view = view_of("m", "It broke.", 0);
  for (uint64_t i = 0; i < EACH; i++) {
    bool wake;
    view.revision = producer->which * EACH + i;
    while (inbox_push(&crowd->inbox, &view, &wake) == ATTUNE_E_BUSY) {
      atomic_fetch_add(&crowd->busy, 1);
      sched_yield();
    }
    if (wake)
      ring(crowd);
  }
  return NULL;
}

static void wait_for_bell(struct crowd *crowd) {
  atomic_fetch_add(&crowd->sleeps, 1);
  pthread_mutex_lock(&crowd->lock);
  while (crowd->rung == 0)
    pthread_cond_wait(&crowd->bell, &crowd->lock);
  crowd->rung--;
  pthread_mutex_unlock(&crowd->lock);
  inbox_woken(&crowd->inbox);
}

/* Each producer's messages must come in its own order, so none is lost,
   doubled or passed by a later one. */
static void consume(struct crowd *crowd) {
  uint64_t next[PRODUCERS] = {0};
  for (size_t left = (size_t)PRODUCERS * EACH; left > 0;) {
    struct message *message = inbox_take(&crowd->inbox);
    if (!message && inbox_sleep(&crowd->inbox))
      wait_for_bell(crowd);
    while (message) {
      struct message *following = message->next;
      uint64_t which = message->revision / EACH;
      CHECK(which < PRODUCERS);
      CHECK_INT(message->revision % EACH, next[which]);
      CHECK_STR(message_str(message, STRING_TEXT), "It broke.");
      next[which]++;
      inbox_release(&crowd->inbox, message);
      message = following;
      left--;
    }
  }
}

static void race(size_t messages_max) {
  static struct crowd crowd;
  struct producer producers[PRODUCERS];
  pthread_t threads[PRODUCERS];
  memset(&crowd, 0, sizeof(crowd));
  inbox_init(&crowd.inbox, messages_max, 1 << 24);
  pthread_mutex_init(&crowd.lock, NULL);
  pthread_cond_init(&crowd.bell, NULL);
  for (uint64_t i = 0; i < PRODUCERS; i++) {
    producers[i] = (struct producer){&crowd, i};
    CHECK_INT(pthread_create(&threads[i], NULL, produce, &producers[i]), 0);
  }
  consume(&crowd);
  for (size_t i = 0; i < PRODUCERS; i++)
    pthread_join(threads[i], NULL);
  CHECK(inbox_take(&crowd.inbox) == NULL);
  CHECK_INT(atomic_load(&crowd.inbox.messages), 0);
  CHECK_INT(atomic_load(&crowd.inbox.bytes), 0);
  /* A producer may wake a loop that finds the message before it blocks: that
     bell ends the next sleep, or is left over. */
  CHECK_INT(atomic_load(&crowd.wakes), atomic_load(&crowd.sleeps) + crowd.rung);
  inbox_fini(&crowd.inbox);
}

TEST_WITHIN(four_producers_lose_and_double_nothing, 120) {
  race(8192);
}

TEST_WITHIN(nor_at_the_brim, 120) {
  race(16);
}
