/* What an instance counted since it was opened; any thread adds. */
#ifndef ATTUNE_RUNTIME_COUNTERS_H
#define ATTUNE_RUNTIME_COUNTERS_H

#include <stdatomic.h>
#include <stdint.h>

enum counter {
  COUNT_ACCEPTED_INCOMING,
  COUNT_ACCEPTED_OUTGOING,
  COUNT_ACCEPTED_FEEDBACK,
  COUNT_ACCEPTED_CHANGE,
  COUNT_REFUSED_BUSY,
  COUNT_REFUSED_TOO_LARGE,
  COUNT_REFUSED_ARGUMENT,
  COUNT_REFUSED_MEMORY,
  COUNT_ANALYSED_INCOMING,
  COUNT_ANALYSED_OUTGOING,
  COUNT_ANALYSED_NOW, /* attune_read and attune_review */
  COUNT_ANALYSIS_MICROS,
  COUNT_FAILED, /* memory ran out within an analysis */
  COUNT_REPEATED,
  COUNT_SUSPENDED,
  COUNT_NOT_SAMPLED,
  COUNT_OTHER_LANGUAGE,
  COUNT_CONTEXT_REFUSED,
  COUNT_LIMITED, /* prompts beyond the manifest's limits */
  COUNT_DRY_RUN,
  COUNT_PROMPTED,
  COUNT_REWRITTEN,
  COUNT_CLEARED,
  COUNT_GUARDED, /* rewrites the facts guard refused */
  COUNT_SHOWN,   /* feedback, in the order of enum attune_action */
  COUNT_TAKEN,
  COUNT_EDITED,
  COUNT_DISMISSED,
  COUNT_MUTED,
  COUNT_RESOLVED, /* changes, in the order of enum attune_state */
  COUNT_REOPENED,
  COUNT_ERASED,
  COUNT_RELOADED,
  COUNT_RELOAD_REFUSED,
  COUNT_NOT_KEPT, /* batches that the store did not take */
  COUNT_ESCALATED,
  COUNT_FOLLOWED_UP,
  COUNT_TRENDING,
  COUNT_BREATHER,
  COUNT_DIGEST,
  COUNTERS
};

struct counters {
  _Atomic uint64_t values[COUNTERS];
};

static inline void count_add(struct counters *counters, enum counter which,
                             uint64_t more) {
  atomic_fetch_add_explicit(&counters->values[which], more,
                            memory_order_relaxed);
}

static inline void count(struct counters *counters, enum counter which) {
  count_add(counters, which, 1);
}

#endif
