/*
 * The order of the work: a message goes through text, reading or review,
 * rewrite and memory, and comes out as one event document. It knows the
 * order and nothing of how any step does it.
 */
#ifndef ATTUNE_RUNTIME_PIPELINE_H
#define ATTUNE_RUNTIME_PIPELINE_H

#include <pthread.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/json_write.h"
#include "delivery/event.h"
#include "manifest/manifest.h"
#include "memory/allowance.h"
#include "memory/conversation.h"
#include "runtime/counters.h"
#include "runtime/message.h"

/*
 * Only the loop changes memory, and it holds the lock while it does; other
 * threads hold it while they copy from memory. The loop reads without it.
 */
struct pipeline {
  struct memory *memory;
  pthread_mutex_t lock;
  const struct clock *clock;
  struct counters *counters;
  /* Of the customer at hand, set by who knows; NULL: no limits are known. */
  const struct allowance *allowance;
  int64_t hour; /* of prompts_this_hour, since the epoch */
  uint32_t prompts_this_hour;
};

int pipeline_init(struct pipeline *pipeline, const struct clock *clock,
                  struct counters *counters);
void pipeline_fini(struct pipeline *pipeline);

struct suggestion {
  bool wanted; /* false: nothing is to be said, the document is empty */
  enum event_type type;
  char id[EVENT_SUGGESTION_SIZE];
  int64_t expires_ms;
};

/*
 * What an analysis found, for who looks further than this message: follow-ups,
 * escalation, care, trends. All of it lies in the analysis' arena.
 */
struct aftermath {
  const struct settings *settings; /* NULL: the message was not analysed */
  const struct text *text;
  const struct language_matches *matches;
  const struct history *history; /* before this message */
  const struct reading *reading; /* of a customer's message */
  const struct review *review;   /* of an agent's */
  const struct prompts *prompts; /* NULL: none were given */
  struct say_context *say;
  struct conversation *conversation;
  int64_t began_us;
};

/*
 * The loop's way: analyses, remembers, and leaves the event in w when one
 * is called for. The arena is the message's own, reset by the caller.
 * 0 or ATTUNE_E_MEMORY; what failed is counted and remembers nothing.
 */
int pipeline_process(struct pipeline *pipeline, const struct manifest *manifest,
                     const struct message *message, struct arena *arena,
                     struct json_writer *w, struct suggestion *out,
                     struct aftermath *after);

/*
 * The synchronous way, on any thread: the same analysis and document, also
 * when nothing is called for; remembers nothing. ATTUNE_E_ARGUMENT: the
 * message's context is not what attune.h describes.
 */
int pipeline_examine(struct pipeline *pipeline, const struct manifest *manifest,
                     const struct message *message, struct arena *arena,
                     struct json_writer *w, struct suggestion *out);

#endif
