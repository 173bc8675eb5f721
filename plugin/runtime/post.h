/* From a document to letters: one for each endpoint that asked for it. */
#ifndef ATTUNE_RUNTIME_POST_H
#define ATTUNE_RUNTIME_POST_H

#include "delivery/event.h"
#include "delivery/outbox.h"
#include "runtime/shared.h"

/* Returns how many letters were put. What did not fit is counted there. */
unsigned post_suggestion(struct outbox *outbox, struct shared *shared,
                         const struct manifest *manifest,
                         const struct message *message,
                         const struct suggestion *suggestion, struct str body);

/*
 * The head of an event that nobody's message asked for: id is part of its
 * suggestion's id, so that the same news has the same one.
 */
void post_head(struct event_head *head, char id[EVENT_SUGGESTION_SIZE],
               struct shared *shared, const struct manifest *manifest,
               enum event_type type, struct str conversation, struct str news,
               uint64_t revision);

/* The document of such a head, in w. */
unsigned post_event(struct outbox *outbox, struct shared *shared,
                    const struct manifest *manifest,
                    const struct event_head *head, struct str body);

/* manifest.applied, or manifest.rejected when the report has problems. */
unsigned post_manifest(struct outbox *outbox, struct shared *shared,
                       const struct manifest *manifest, struct json_writer *w,
                       struct str report);

#endif
