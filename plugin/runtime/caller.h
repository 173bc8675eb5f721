/* The struct rule of attune.h, in one place. */
#ifndef ATTUNE_RUNTIME_CALLER_H
#define ATTUNE_RUNTIME_CALLER_H

#include <attune.h>

/*
 * Copies a caller's struct, whose first field is its struct_size, into ours
 * of size known: fields an older caller lacks are zero, and a newer caller is
 * accepted only if what we do not know is zero. ATTUNE_E_ARGUMENT otherwise,
 * or when it is too short to hold least bytes.
 */
int caller_struct(void *out, size_t known, size_t least, const void *given);

#endif
