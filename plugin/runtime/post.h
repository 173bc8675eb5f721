/* From a document to letters: one for each endpoint that asked for it. */
#ifndef ATTUNE_RUNTIME_POST_H
#define ATTUNE_RUNTIME_POST_H

#include "delivery/outbox.h"
#include "runtime/shared.h"

/* Returns how many letters were put. What did not fit is counted there. */
unsigned post_suggestion(struct outbox *outbox, struct shared *shared,
                         const struct manifest *manifest,
                         const struct message *message,
                         const struct suggestion *suggestion, struct str body);

/* manifest.applied, or manifest.rejected when the report has problems. */
unsigned post_manifest(struct outbox *outbox, struct shared *shared,
                       const struct manifest *manifest, struct json_writer *w,
                       struct str report);

#endif
