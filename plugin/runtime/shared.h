/*
 * What the host's threads and the loop share: the inbox, the counters, the
 * manifest in force, and the few words they say to each other (drain, stop).
 * Each field says who writes it.
 */
#ifndef ATTUNE_RUNTIME_SHARED_H
#define ATTUNE_RUNTIME_SHARED_H

#include <pthread.h>
#include <stdatomic.h>

#include "delivery/courier.h"
#include "delivery/outbox.h"
#include "runtime/counters.h"
#include "runtime/feedback.h"
#include "runtime/inbox.h"
#include "runtime/log.h"
#include "runtime/pipeline.h"
#include "store/store.h"

/* A manifest and how many look at it; freed when nobody does. */
struct held {
  atomic_uint holders;
  struct manifest *manifest;
};

/* What only the loop knows, for attune_stats. */
struct figures {
  struct outbox_counts outbox;
  struct courier_counts courier;
  struct store_counts store;
  bool store_lasts; /* what is committed outlives the process */
  size_t conversations;
  size_t memory_bytes;
};

struct shared {
  char *path; /* of the manifest; never changes */
  const struct clock *clock;
  struct log log;
  struct counters counters;
  struct inbox inbox;
  struct pipeline pipeline;
  atomic_size_t text_max; /* limits.message_bytes of the manifest */
  _Atomic(struct held *) current;
  atomic_uint reloads; /* grows with each manifest put in force */
  /* The host closed the loop's descriptors (closefrom in a daemonising one):
     its thread has ended and it can only be abandoned. Written by the loop. */
  atomic_bool dead;
  pthread_mutex_t reload; /* one at a time, or an older file could win */
  pthread_mutex_t lock;   /* guards all below, and changes of current */
  pthread_cond_t changed; /* one of them did */
  struct feedback feedback;
  struct figures figures; /* written by the loop */
  struct report rejected; /* of a reload, till the loop sends it */
  uint64_t drains_asked;
  uint64_t drains_done; /* written by the loop */
  bool stop;
  int64_t stop_by_us; /* monotonic; the loop gives up then */
};

/*
 * Takes over the manifest on success. path is copied. 0, ATTUNE_E_MEMORY.
 */
int shared_init(struct shared *shared, const char *path,
                struct manifest *manifest, const struct clock *clock);
void shared_fini(struct shared *shared);

/* The manifest in force, which lives at least until released. */
struct held *shared_hold(struct shared *shared);
void shared_release(struct held *held);

/*
 * Reads the manifest's file again. ATTUNE_OK: it is in force. Otherwise the
 * old one stays, *report says why, and the loop will send it as an event.
 * only_if_changed: a file with the same bytes is left alone.
 */
int shared_reload(struct shared *shared, bool only_if_changed,
                  struct report *report);

/*
 * Waits (shared->lock held) for a change, until by_us on the system's
 * monotonic clock. False: the time is over.
 */
bool shared_wait(struct shared *shared, int64_t by_us);

#endif
