/* The figures of an instance as OpenMetrics text. */
#ifndef ATTUNE_RUNTIME_STATS_H
#define ATTUNE_RUNTIME_STATS_H

#include "runtime/shared.h"

/* *text is malloc'ed and NUL-terminated. 0 or ATTUNE_E_MEMORY. */
int stats_write(struct shared *shared, char **text, size_t *size);

#endif
