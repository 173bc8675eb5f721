/*
 * The outbox' letters as rows of a store: what enters is a job of this
 * process at once, what waits or ends is noted and written with the next
 * transaction, what a dead process left behind is taken over. A letter that
 * nobody took lies among the dead ones, with the reason, until it is replayed
 * or its time is over. The loop's own.
 */
#ifndef ATTUNE_DELIVERY_LEDGER_H
#define ATTUNE_DELIVERY_LEDGER_H

#include "base/clock.h"
#include "delivery/outbox.h"
#include "store/store.h"

/* A lease outlives some missed renewals of a busy or sleeping machine. */
#define LEDGER_LEASE_MS INT64_C(15000)
#define LEDGER_RENEW_MS INT64_C(5000)
#define LEDGER_DEAD_MS  (INT64_C(30) * 24 * 3600 * 1000)

struct ledger;

/* Observes the outbox from now on. NULL when memory is out. */
struct ledger *ledger_new(struct store *store, struct outbox *outbox,
                          const struct clock *clock);
/* Stops observing. What was not written yet stays as the rows say. */
void ledger_free(struct ledger *ledger);

/* Is there something that ledger_write would write? */
bool ledger_waits(const struct ledger *ledger);

/*
 * A transaction was begun: letters that enter from now on are written at
 * once, and a failure is told by ledger_write. One that enters outside any
 * transaction, or in one that fails, is in memory alone.
 */
void ledger_begun(struct ledger *ledger);

/* In the transaction, before its end: writes what was noted. */
int ledger_write(struct ledger *ledger);

/* After it. What failed to be committed is noted still. */
void ledger_ended(struct ledger *ledger, bool committed);

/* In a transaction: keeps this process' letters its own, and puts those that
 * are nobody's into the outbox. */
int ledger_renew(struct ledger *ledger);

/* In a transaction, at the end: others may take what is left. */
int ledger_release(struct ledger *ledger);

/* A row's value; {NULL, 0} when memory is out. */
struct str ledger_pack_letter(struct arena *arena, const struct letter *letter);

/* A row read again; its strings point into the job's. */
int ledger_letter(const struct store_job *job, const struct clock *clock,
                  struct letter *out);

#endif
