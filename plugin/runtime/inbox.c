#include "runtime/inbox.h"

#include <stdlib.h>

void inbox_init(struct inbox *inbox, size_t messages_max, size_t bytes_max) {
  atomic_init(&inbox->newest, NULL);
  atomic_init(&inbox->messages, 0);
  atomic_init(&inbox->bytes, 0);
  atomic_init(&inbox->asleep, false);
  inbox_limit(inbox, messages_max, bytes_max);
}

void inbox_limit(struct inbox *inbox, size_t messages_max, size_t bytes_max) {
  atomic_store(&inbox->messages_max, messages_max);
  atomic_store(&inbox->bytes_max, bytes_max);
}

/*
 * The room is taken first and given back when it was not there: two
 * producers may both be refused at the brim, never both let in beyond it.
 */
static bool reserve(struct inbox *inbox, size_t bytes) {
  size_t messages =
      atomic_fetch_add_explicit(&inbox->messages, 1, memory_order_relaxed);
  size_t held =
      atomic_fetch_add_explicit(&inbox->bytes, bytes, memory_order_relaxed);
  if (messages <
          atomic_load_explicit(&inbox->messages_max, memory_order_relaxed) &&
      held + bytes <=
          atomic_load_explicit(&inbox->bytes_max, memory_order_relaxed))
    return true;
  atomic_fetch_sub_explicit(&inbox->messages, 1, memory_order_relaxed);
  atomic_fetch_sub_explicit(&inbox->bytes, bytes, memory_order_relaxed);
  return false;
}

static void give_back(struct inbox *inbox, size_t bytes) {
  atomic_fetch_sub_explicit(&inbox->messages, 1, memory_order_relaxed);
  atomic_fetch_sub_explicit(&inbox->bytes, bytes, memory_order_relaxed);
}

int inbox_push(struct inbox *inbox, const struct message *view, bool *wake) {
  size_t bytes = message_size(view);
  *wake = false;
  if (!reserve(inbox, bytes))
    return ATTUNE_E_BUSY;
  struct message *message = message_copy(view);
  if (!message) {
    give_back(inbox, bytes);
    return ATTUNE_E_MEMORY;
  }
  struct message *newest =
      atomic_load_explicit(&inbox->newest, memory_order_relaxed);
  do
    message->next = newest;
  while (!atomic_compare_exchange_weak(&inbox->newest, &newest, message));
  /* Sequentially consistent with inbox_sleep: either the loop sees this
     message before it blocks, or we see that it is about to. */
  if (atomic_load(&inbox->asleep))
    *wake = atomic_exchange(&inbox->asleep, false);
  return ATTUNE_OK;
}

struct message *inbox_take(struct inbox *inbox) {
  struct message *message = NULL;
  if (atomic_load_explicit(&inbox->newest, memory_order_relaxed))
    message =
        atomic_exchange_explicit(&inbox->newest, NULL, memory_order_acquire);
  struct message *oldest = NULL;
  while (message) {
    struct message *next = message->next;
    message->next = oldest;
    oldest = message;
    message = next;
  }
  return oldest;
}

void inbox_release(struct inbox *inbox, struct message *message) {
  give_back(inbox, message->bytes);
  free(message);
}

bool inbox_sleep(struct inbox *inbox) {
  atomic_store(&inbox->asleep, true);
  if (!atomic_load(&inbox->newest))
    return true;
  atomic_store(&inbox->asleep, false);
  return false;
}

void inbox_woken(struct inbox *inbox) {
  atomic_store(&inbox->asleep, false);
}

void inbox_fini(struct inbox *inbox) {
  struct message *message = inbox_take(inbox);
  while (message) {
    struct message *next = message->next;
    inbox_release(inbox, message);
    message = next;
  }
}
