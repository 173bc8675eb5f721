/*
 * Where the outbox finds a letter: by its id, and by its lane. A lane is what
 * letters share that must not overtake or repeat one another: for inline
 * letters the draft, for durable ones the conversation, each at one endpoint.
 */
#ifndef ATTUNE_DELIVERY_LANE_H
#define ATTUNE_DELIVERY_LANE_H

#include "delivery/heap.h"
#include "delivery/outbox.h"

enum place {
  PLACE_WAITING, /* in its queue's heap */
  PLACE_HELD,    /* behind another of its lane */
  PLACE_FLYING   /* taken */
};

struct queue;

struct entry {
  struct letter letter; /* first: a letter is its entry */
  struct queue *queue;
  struct heap_node due;
  struct heap_node expiry;
  struct entry *id_next;
  struct entry *lane_next;
  struct entry *lane_before;
  size_t lane;
  enum place place;
  bool erased;
  char strings[];
};

struct lane_bucket {
  struct entry *first;
  struct entry *last;
};

/* Lanes are not objects but equal letters in a hash chain, in the order in
 * which they were put. */
struct lanes {
  struct entry **ids;
  struct lane_bucket *buckets;
  size_t mask; /* of both tables, which never grow */
};

int lanes_init(struct lanes *lanes, size_t letters_max);

/* Frees the tables, not the entries. */
void lanes_fini(struct lanes *lanes);

void lanes_join(struct lanes *lanes, struct entry *entry);
void lanes_leave(struct lanes *lanes, struct entry *entry);

/* The letter with this id for this endpoint, or NULL. */
struct entry *lanes_find_id(const struct lanes *lanes,
                            const struct letter *letter);

/* The oldest of letter's lane that is at this place, or NULL. */
struct entry *lanes_find(const struct lanes *lanes, const struct letter *letter,
                         enum place place);

/*
 * The durable letter of letter's lane that may come due now: the oldest held
 * one, unless one is in flight or an older one is still to be waited for.
 */
struct entry *lanes_next_held(const struct lanes *lanes,
                              const struct letter *letter);

#endif
