/* What keys a manifest has, and the values where it is silent. */
#ifndef ATTUNE_MANIFEST_TABLES_H
#define ATTUNE_MANIFEST_TABLES_H

#include "manifest/keys.h"

/* Of the whole manifest, offsets into struct manifest; with KEY_SCOPE_ONLY
   those of a scope, offsets into struct scope_draft. */
extern const struct key manifest_keys[];
extern const size_t manifest_key_count;

/* The ids of enum signal_id in its order, and NULL. The room that reads
   signals is above this one: a test compares. */
extern const char *const signal_ids[];

#endif
