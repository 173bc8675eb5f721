/*
 * Events that wait to be delivered. In memory and bounded, behind the
 * interface that a store can fill: put, take what is due, settle. Nothing is
 * lost without being counted. Not thread-safe: the loop's own.
 */
#ifndef ATTUNE_DELIVERY_OUTBOX_H
#define ATTUNE_DELIVERY_OUTBOX_H

#include <stdint.h>

#include "base/str.h"
#include "delivery/schedule.h"
#include "manifest/manifest.h"

#define OUTBOX_ID_SIZE 32 /* "msg_" and 26 characters, NUL and spare */

#define OUTBOX_WHY_SIZE 48

/* One event for one endpoint. Owned by the outbox. */
struct letter {
  char id[OUTBOX_ID_SIZE]; /* webhook-id, the same over all attempts */
  struct str endpoint;     /* its name in the manifest */
  enum event_type type;
  enum delivery_class class_;
  struct str conversation;
  struct str draft;   /* message id of an inline event's draft */
  struct str body;    /* the bytes that are signed and sent */
  int64_t expires_ms; /* wall */
  int64_t due_us;     /* monotonic */
  unsigned attempts;
  bool in_flight;
  char why[OUTBOX_WHY_SIZE]; /* the last attempt failed; empty: none did */
};

enum outcome {
  OUTCOME_DELIVERED,
  OUTCOME_RETRY, /* put back with due_us as given */
  OUTCOME_EXPIRED,
  OUTCOME_DEAD,      /* refused or out of attempts */
  OUTCOME_DROPPED,   /* to make room, or inline while the breaker is open */
  OUTCOME_SUPERSEDED /* by a newer one about the same draft */
};

struct outbox_counts {
  uint64_t put;
  uint64_t delivered;
  uint64_t expired;
  uint64_t superseded;
  uint64_t dead;
  uint64_t dropped;
  uint64_t refused; /* the outbox was full, or memory was out */
  size_t pending;   /* put = the sum of the others but refused */
  size_t pending_bytes;
};

struct outbox;

/*
 * Told of each letter that enters, that waits for another attempt and that
 * leaves, so that rows can be kept of them. A letter that is known already
 * is not told of again. Must not call the outbox.
 */
struct outbox_observer {
  void (*entered)(void *user, const struct letter *letter);
  void (*postponed)(void *user, const struct letter *letter);
  void (*left)(void *user, const struct letter *letter, enum outcome outcome);
  void *user;
};

/* Bounds on letters and on the bytes of their bodies. */
struct outbox *outbox_new(size_t letters_max, size_t bytes_max);
void outbox_free(struct outbox *outbox);

/* Zeroed: nobody. What the outbox holds when it is freed is not told of. */
void outbox_observe(struct outbox *outbox,
                    const struct outbox_observer *observer);

/*
 * Copies the letter's strings. An inline letter replaces a waiting one of
 * the same endpoint, conversation and draft; the same id twice for one
 * endpoint is one letter. ATTUNE_E_BUSY when full and nothing less durable
 * could make room.
 */
int outbox_put(struct outbox *outbox, const struct letter *letter);

/*
 * The next letter for the endpoint that is due, marked in flight; the class
 * that is soonest too late first. NULL: none now. Of one conversation never
 * two durable ones at once, and a later one passes an earlier only when that
 * has failed four times.
 */
struct letter *outbox_take(struct outbox *outbox, struct str endpoint,
                           int64_t now_us);

/* Ends a take. RETRY: letter->due_us and attempts say when and how often. */
void outbox_settle(struct outbox *outbox, struct letter *letter,
                   enum outcome outcome);

/* Gives up what is past its time. Durable letters become dead. */
void outbox_expire(struct outbox *outbox, int64_t wall_ms);

/* Drops the inline letters that wait for an endpoint that cannot be reached
 * in their time. */
void outbox_drop_inline(struct outbox *outbox, struct str endpoint);

/* When take may next give something for the endpoint; INT64_MAX: never. */
int64_t outbox_next_due_us(const struct outbox *outbox, struct str endpoint);

/*
 * Drops the letters of a conversation; one in flight is not tried again.
 * Looks at every letter.
 */
void outbox_erase(struct outbox *outbox, struct str conversation);

/* The same of every conversation whose outbox_conversation_hash is this. */
void outbox_erase_hashed(struct outbox *outbox, uint64_t hash);
uint64_t outbox_conversation_hash(struct str conversation);

void outbox_counts(const struct outbox *outbox, struct outbox_counts *out);

#endif
