/*
 * What people forget: promises, check-ins, complaints that keep coming, who
 * should look, who needs a breather. Looks at what an analysis found and at
 * the timers of the store, and posts the events that follow. In the
 * transaction of the message; without a store it does nothing. The loop's own.
 */
#ifndef ATTUNE_RUNTIME_WATCHING_H
#define ATTUNE_RUNTIME_WATCHING_H

#include "memory/escalation.h"
#include "memory/follow_up.h"
#include "memory/trend.h"
#include "runtime/keeping.h"

#define WATCHING_ROWS      16
#define WATCHING_KEY_BYTES 16

struct trend_row {
  struct str topic;
  struct trend trend;
};

struct watching {
  struct shared *shared;
  struct outbox *outbox;
  struct keeping *keeping;
  struct json_writer w;
  struct arena arena; /* of rows, kept for one message or one look */
  /* Topics of this transaction, in an arena of their own. */
  struct trend_row *rows[WATCHING_ROWS];
  size_t row_count;
  struct arena row_arena;
  char install_key[2 * WATCHING_KEY_BYTES + 1]; /* empty: not yet asked for */
  char customer_key[EVENT_SUGGESTION_SIZE];     /* of the customer at hand */
  struct allowance allowance;                   /* of the customer at hand */
  int64_t next_ms; /* wall; when to look at the timers; INT64_MAX: never */
  /* Counters and outcomes as last added to the digest's sums. */
  uint64_t summed[COUNTERS];
  uint64_t rules_summed[FEEDBACK_RULES][FEEDBACK_ACTIONS];
};

void watching_init(struct watching *watching, struct shared *shared,
                   struct outbox *outbox, struct keeping *keeping);
void watching_fini(struct watching *watching);

/* Before a customer's message is analysed: what this customer was offered. */
void watching_prepare(struct watching *watching,
                      const struct manifest *manifest,
                      const struct message *message);

/* After a message was analysed. */
void watching_heard(struct watching *watching, const struct manifest *manifest,
                    const struct message *message,
                    const struct aftermath *after);
void watching_sent(struct watching *watching, const struct manifest *manifest,
                   const struct message *message,
                   const struct aftermath *after);

/* After a conversation was resolved or reopened. */
void watching_changed(struct watching *watching,
                      const struct manifest *manifest,
                      const struct message *message);

/* Before a conversation is erased: what is told of it elsewhere goes, too. */
void watching_erase(struct watching *watching, struct str conversation);

/* An agent who wants no breathers says so by muting one. */
void watching_muted(struct watching *watching, const struct manifest *manifest,
                    const struct message *message);

/* At the end of a transaction: what was kept back is written. */
void watching_write_trends(struct watching *watching);

/* Looks at what is due now, and notes when the next is. */
void watching_look(struct watching *watching, const struct manifest *manifest);
bool watching_is_due(const struct watching *watching);

#endif
