/*
 * Messages on their way from the host's threads to the loop. Many producers,
 * one consumer, bounded by messages and by bytes, no lock: a producer can
 * neither wait for the loop nor for another producer.
 */
#ifndef ATTUNE_RUNTIME_INBOX_H
#define ATTUNE_RUNTIME_INBOX_H

#include <stdatomic.h>
#include <stdint.h>

#include "runtime/message.h"

struct inbox {
  _Atomic(struct message *) newest; /* pushed by producers, taken whole */
  atomic_size_t messages;           /* accepted and not yet released */
  atomic_size_t bytes;
  atomic_size_t messages_max;
  atomic_size_t bytes_max;
  atomic_bool asleep; /* the loop blocks until it is woken */
};

void inbox_init(struct inbox *inbox, size_t messages_max, size_t bytes_max);

/* Bounds from now on; what already waits stays. */
void inbox_limit(struct inbox *inbox, size_t messages_max, size_t bytes_max);

/*
 * Copies the view. ATTUNE_E_BUSY when a bound is reached, ATTUNE_E_MEMORY.
 * *wake: the loop sleeps and this caller is the one to wake it.
 */
int inbox_push(struct inbox *inbox, const struct message *view, bool *wake);

/* Loop only: all that waits, oldest first, linked by next; NULL: nothing. */
struct message *inbox_take(struct inbox *inbox);

/* Loop only: the message is done with. */
void inbox_release(struct inbox *inbox, struct message *message);

/*
 * Loop only, before it blocks: true when nothing waits, and from then on the
 * next push says wake. False: take first. inbox_woken ends it.
 */
bool inbox_sleep(struct inbox *inbox);
void inbox_woken(struct inbox *inbox);

/* Frees what was never taken; no producer may be left. */
void inbox_fini(struct inbox *inbox);

#endif
