/*
 * Handles: what a host holds is a number, never an address of ours. So a
 * call after close, a second close, two closes at once or a handle that is
 * no handle are statuses and not crashes, and a forked child's first call
 * finds itself a fresh instance.
 */
#ifndef ATTUNE_RUNTIME_REGISTRY_H
#define ATTUNE_RUNTIME_REGISTRY_H

#include <attune.h>

#include "runtime/instance.h"

/* The instance of this manifest: opened before, or opened now. */
int registry_open(const attune_options *options, attune **out);

/*
 * The handle's instance, which will not go while this call is inside.
 * ATTUNE_E_CLOSED, ATTUNE_E_ARGUMENT (no handle), ATTUNE_E_MEMORY (a fresh
 * one after a fork could not be made). Every success needs a leave.
 */
int registry_enter(attune *handle, struct instance **out);
void registry_leave(struct instance *instance);

/* Counts one open less; the last one closes. */
int registry_close(attune *handle, uint32_t deadline_ms);

#endif
