/*
 * What outlives the process: a transaction of the store around each batch of
 * messages, so that what is remembered and the events that follow from it are
 * committed together or not at all. Without a store that lasts, all is as it
 * was in memory; a store that fails is said, counted and tried again. The
 * loop's own.
 */
#ifndef ATTUNE_RUNTIME_KEEPING_H
#define ATTUNE_RUNTIME_KEEPING_H

#include "delivery/ledger.h"
#include "runtime/shared.h"

/*
 * Commits are at least so far apart when there is much to do, so that one
 * pays for many messages; what became of a letter lies in memory alone for no
 * longer. The first after a pause is not kept waiting.
 */
#define KEEPING_GROUP_MS 20

struct keeping {
  struct shared *shared;
  struct outbox *outbox;
  struct store *store;   /* NULL: none can be had, see keeping_begin */
  struct ledger *ledger; /* only of a store that lasts */
  struct arena arena;
  char *path; /* of what is open; NULL: in memory */
  uint64_t quota_bytes;
  int64_t retention_ms;
  bool wanted_lasting; /* by the manifest */
  bool open;           /* a transaction is */
  bool failing;        /* the last attempt to keep anything failed */
  bool blocked;        /* other processes held the file the last time */
  bool scrub;          /* something was erased in this transaction */
  int64_t retry_us;    /* when a store that would not open is tried again */
  int64_t flushed_us;
  int64_t swept_us;
};

void keeping_init(struct keeping *keeping, struct shared *shared,
                  struct outbox *outbox);

/* Gives back what is left to other processes, and closes. */
void keeping_fini(struct keeping *keeping);

/* Opens what the manifest says, closes what it no longer says. */
void keeping_configure(struct keeping *keeping,
                       const struct manifest *manifest);

/*
 * Begins a transaction if there is a store. False: other processes hold the
 * file; nothing must be done now, come again.
 */
bool keeping_begin(struct keeping *keeping);

/* Brings the conversation to what the store has of it. */
void keeping_recall(struct keeping *keeping, struct str conversation);

/* Forgets it, its letters and its timers. */
void keeping_erase(struct keeping *keeping, struct str conversation);

/* Lets go of letters whose conversation another process erased. */
void keeping_heed_erasures(struct keeping *keeping);

/* Saves what changed and commits; a failure is counted and said. */
void keeping_end(struct keeping *keeping);

/* Is something noted that a transaction should write soon, and by when? */
bool keeping_waits(const struct keeping *keeping);
bool keeping_is_due(const struct keeping *keeping);

/* Microseconds till the next commit may be; 0: now. */
int64_t keeping_pause_us(const struct keeping *keeping);

/* Did keeping_begin say no the last time? */
bool keeping_is_blocked(const struct keeping *keeping);

#endif
