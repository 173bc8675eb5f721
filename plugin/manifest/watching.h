/* Keys of what outlives a message: store, follow-ups, care, trends, privacy,
 * and the manifest's own tests. */
#ifndef ATTUNE_MANIFEST_WATCHING_H
#define ATTUNE_MANIFEST_WATCHING_H

#include "manifest/keys.h"
#include "manifest/manifest.h"

/* What holds where the manifest is silent. */
void watching_defaults(struct manifest *manifest);

/* key_reads; out is the manifest. */
void store_read(struct reader *r, const struct json *value, void *out);
void follow_up_read(struct reader *r, const struct json *value, void *out);
void care_read(struct reader *r, const struct json *value, void *out);
void trends_read(struct reader *r, const struct json *value, void *out);
void privacy_read(struct reader *r, const struct json *value, void *out);

/* Checked only: whoever runs them reads the file. */
void tests_read(struct reader *r, const struct json *value, void *out);

#endif
