/* One endpoint of webhooks[]. */
#ifndef ATTUNE_MANIFEST_WEBHOOK_H
#define ATTUNE_MANIFEST_WEBHOOK_H

#include "manifest/keys.h"

#define WEBHOOKS_MAX 16

/* The names of enum event_type, and NULL. */
extern const char *const event_names[];

/* A key_read into a struct webhook. */
void webhook_read(struct reader *r, const struct json *value, void *out);

#endif
