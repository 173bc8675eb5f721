/*
 * A webhook endpoint as a helpdesk would run one, on an ephemeral port of
 * the loopback interface: checks each signature and keeps the bodies.
 */
#ifndef REPLAY_RECEIVER_H
#define REPLAY_RECEIVER_H

#include <stddef.h>

#include "verify.h"

struct receiver;

struct delivery {
  struct delivery *next;
  char *body; /* NUL-terminated */
  size_t size;
  const char *wrong; /* NULL: the signature is right */
  char id[64];       /* webhook-id, the same in every retry */
};

/* NULL: no port or no memory. */
struct receiver *receiver_new(const struct verify_key *key);
void receiver_free(struct receiver *receiver);

/* What to write into the manifest. */
const char *receiver_url(const struct receiver *receiver);

/* The oldest not yet taken, or NULL. The caller frees it. */
struct delivery *receiver_take(struct receiver *receiver);
void delivery_free(struct delivery *delivery);

#endif
