/* The pieces of watching, each in a file of its own. */
#ifndef ATTUNE_RUNTIME_WATCHING_PARTS_H
#define ATTUNE_RUNTIME_WATCHING_PARTS_H

#include "delivery/event_notice.h"
#include "runtime/post.h"
#include "runtime/watching.h"

/* The store while a transaction is open; NULL: nothing can be kept. */
struct store *watching_store(const struct watching *watching);

/* A wall clock reading, and the local date in the manifest's zone. */
int64_t watching_now(const struct watching *watching);
int64_t watching_day(const struct watching *watching,
                     const struct manifest *manifest);

/*
 * Who wrote, as the store may know: the customer's id or its keyed hash, or
 * the conversation's id when nobody said. Empty: it may not be kept as it is,
 * and cannot be hashed.
 */
struct str watching_customer(struct watching *watching,
                             const struct manifest *manifest,
                             const struct message *message);

/* A context to compose a notice's words with; nobody's history in it. */
struct say_context watching_say(const struct manifest *manifest,
                                const struct history *none, uint64_t seed);

/* Posts what was written to w under the head, and counts it. */
void watching_post(struct watching *watching, const struct manifest *manifest,
                   const struct event_head *head, enum counter counter);

/* One escalation event for all causes that this conversation has newly. */
void watching_escalate(struct watching *watching,
                       const struct manifest *manifest,
                       const struct message *message,
                       const struct aftermath *after);

/* A promise lapsed: that cause alone, once a conversation. */
void watching_broken(struct watching *watching, const struct manifest *manifest,
                     const struct follow_up *follow_up);

void watching_trends(struct watching *watching, const struct manifest *manifest,
                     const struct message *message,
                     const struct aftermath *after);

/* An erased conversation is no example of anything. */
void watching_forget_in_trends(struct watching *watching,
                               struct str conversation);

void watching_care(struct watching *watching, const struct manifest *manifest,
                   const struct message *message,
                   const struct aftermath *after);

/* The digest's sums and its timer, see digest.c. */
void watching_sum(struct watching *watching);
void watching_arm_digest(struct watching *watching,
                         const struct manifest *manifest);
void watching_digest(struct watching *watching, const struct manifest *manifest,
                     struct str key);
bool watching_is_digest(struct str key);

#endif
