/*
 * The one thread of an instance: takes messages from the inbox, runs them
 * through the pipeline, and lets the courier carry what came out.
 */
#ifndef ATTUNE_RUNTIME_LOOP_H
#define ATTUNE_RUNTIME_LOOP_H

#include "runtime/shared.h"

struct loop;

/*
 * Builds the loop and starts its thread with every signal blocked, so that
 * no handler of the host ever runs on it. ATTUNE_E_MEMORY (also: no file
 * descriptor, no thread), ATTUNE_E_ABI (a libcurl that cannot serve).
 */
int loop_start(struct loop **out, struct shared *shared);

/* Makes it look at the inbox and at shared; from any thread. */
void loop_wake(struct loop *loop);

/* Is the caller the loop's own thread (in the log callback)? */
bool loop_is_own_thread(const struct loop *loop);

/* Of a dead one (see shared.h): nobody will wait for its thread any more. */
void loop_abandon(struct loop *loop);

/*
 * Asks it to finish what waits until by_us, then to end, and frees it.
 * ATTUNE_E_TIMEOUT: something was left undone. *stuck: the thread did not
 * end in time and was left alone with all it holds, shared too.
 */
int loop_stop(struct loop *loop, int64_t by_us, bool *stuck);

#endif
