/*
 * Rows that outlive the process, shared by the processes of one machine:
 * records by key, jobs that fall due and belong to one process at a time, and
 * transactions over both. It knows rows, not what they mean. One file, one
 * connection an instance, used by the loop's thread alone.
 *
 * A row that does not match its checksum is as good as absent, and counted.
 * A file that is no sound store is set aside under another name
 * (<path>.corrupt-<Unix ms>; the newest four are kept) and a fresh one is
 * begun. A sound database of another program's, or of a newer version, is
 * refused and left alone. Nothing here waits for others longer than the options
 * say.
 */
#ifndef ATTUNE_STORE_STORE_H
#define ATTUNE_STORE_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"

enum store_kind {
  STORE_CONVERSATION = 1,
  STORE_AGENT,
  STORE_TOPIC,
  STORE_CUSTOMER,
  STORE_META
};

enum store_queue {
  STORE_LETTERS = 1, /* events on their way to an endpoint */
  STORE_TIMERS,      /* what must be looked at again later */
  STORE_DEAD         /* letters nobody took, kept to be looked at */
};

#define STORE_WHY_SIZE 160

struct store_options {
  const char *path;     /* of the file; NULL: in memory, gone at close */
  uint64_t quota_bytes; /* of the file; 0: 256 MiB */
  unsigned busy_ms;     /* how long begin waits for other processes */
};

/* What is asked for a job: value, key and group are copied. */
struct store_job {
  struct str key;     /* unique in its queue */
  struct str group;   /* what is erased and listed together; may be empty */
  int64_t due_ms;     /* wall clock */
  int64_t expires_ms; /* rows past it are removed; INT64_MAX: never */
  struct str value;
};

struct store_counts {
  uint64_t commits;
  uint64_t failures;  /* operations that failed for another reason than busy */
  uint64_t busy;      /* begins that gave up waiting */
  uint64_t damaged;   /* rows whose checksum did not match */
  uint64_t set_aside; /* files that were no sound store */
};

struct store;

/*
 * Opens or makes the file (mode 0600, never through a symbolic link) and
 * checks it. 0, ATTUNE_E_MEMORY, or ATTUNE_E_STORE with the reason in why
 * (STORE_WHY_SIZE bytes), which names no content.
 *
 * A child of fork uses none of what its parent had open: it neither touches
 * nor closes that, and opens its own. If a thread of the parent was inside
 * SQLite at that moment, or in a transaction, SQLite's own state in the child
 * may be torn, and the child gets ATTUNE_E_STORE here as long as it lives: no
 * fork handler makes the host wait for us.
 */
int store_open(const struct store_options *options, const struct clock *clock,
               struct store **out, char *why);

/* Rolls back what is open. Accepts NULL. */
void store_close(struct store *store);

/* Does what is committed outlive this process? */
bool store_lasts(const struct store *store);

/*
 * A transaction that writes, taken for the whole machine. ATTUNE_E_BUSY: others
 * held it for all of busy_ms. ATTUNE_E_STORE: it failed (the disk is full, the
 * file cannot be read or written), and nothing of it is kept. Everything
 * below but the scrub and the counts needs one. After an error that was not
 * for want of arena memory all else in the transaction fails too.
 *
 * A disk that fails in the very last step of a commit leaves all of it in
 * place though commit returned ATTUNE_E_STORE: what is not known to be kept
 * must be put again in a way that does no harm when it was.
 */
int store_begin(struct store *store);
int store_commit(struct store *store);
void store_rollback(struct store *store);

/*
 * The record, copied into the arena; a NULL value->data when there is none
 * (or it was damaged). The statuses are those of begin and ATTUNE_E_MEMORY.
 */
int store_get(struct store *store, enum store_kind kind, struct str key,
              struct arena *arena, struct str *value);
/* Replaces it. Past expires_ms it is removed by store_sweep. */
int store_put(struct store *store, enum store_kind kind, struct str key,
              struct str value, int64_t expires_ms);
int store_delete(struct store *store, enum store_kind kind, struct str key);

/* All records of a kind whose keys begin so, in the order of their keys; at
 * most max from after `after` (exclusive; empty: from the first). */
struct store_record {
  struct str key;
  struct str value;
};
int store_list(struct store *store, enum store_kind kind, struct str prefix,
               struct str after, size_t max, struct arena *arena,
               struct store_record **out, size_t *count);

/*
 * Adds a job. mine: it is this process' at once, for lease_ms from now; else
 * nobody's until claimed. A key that is there already is left as it is; an
 * empty one is ATTUNE_E_ARGUMENT. All jobs that a process has in a queue share
 * its lease, which is never cut short, and is for an hour at most.
 */
int store_job_put(struct store *store, enum store_queue queue,
                  const struct store_job *job, bool mine, int64_t lease_ms);

/* Sets due_ms and value of a job of this process, for its next attempt;
 * nothing when it has no such job (any more). */
int store_job_update(struct store *store, enum store_queue queue,
                     const struct store_job *job);

/*
 * Takes up to max jobs that nobody has (their lease ran out or was never
 * given) and that are due by due_ms, the earliest first, for lease_ms.
 */
int store_job_claim(struct store *store, enum store_queue queue, int64_t due_ms,
                    int64_t lease_ms, size_t max, struct arena *arena,
                    struct store_job **out, size_t *count);

/* Prolongs all leases of this process in the queue; or gives them back. */
int store_job_renew(struct store *store, enum store_queue queue,
                    int64_t lease_ms);
int store_job_release(struct store *store, enum store_queue queue);

int store_job_delete(struct store *store, enum store_queue queue,
                     struct str key);

/* The jobs of a group, whoever has them, or of all groups when it is empty,
 * by key after `after`; for looking, not for doing. */
int store_job_list(struct store *store, enum store_queue queue,
                   struct str group, struct str after, size_t max,
                   struct arena *arena, struct store_job **out, size_t *count);

/* When a claim could next get something: a job of another process counts from
 * when its lease runs out. INT64_MAX: there is none. */
int store_job_next(struct store *store, enum store_queue queue,
                   int64_t *due_ms);

/* Removes every job of a group in all queues; an empty group is
 * ATTUNE_E_ARGUMENT. */
int store_forget_group(struct store *store, struct str group);

/* Removes up to max rows past their time; call it now and then. */
int store_sweep(struct store *store, size_t max);

/* After an erasure was committed, outside a transaction: no byte of it stays in
 * the file, nor in those that were set aside, which are removed. */
int store_scrub(struct store *store);

void store_counts(const struct store *store, struct store_counts *out);

#endif
