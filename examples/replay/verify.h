/*
 * What a receiver of webhooks must check: Standard Webhooks 1.0.0, the
 * signature over "id.timestamp.body" with HMAC-SHA256.
 */
#ifndef REPLAY_VERIFY_H
#define REPLAY_VERIFY_H

#include <stddef.h>
#include <stdint.h>

struct verify_key {
  unsigned char bytes[64];
  size_t size;
};

/* "whsec_" and base64, or base64 alone; -1: it is neither. */
int verify_key_read(struct verify_key *key, const char *secret);

/*
 * NULL when one of the signatures is right and the time is within five
 * minutes of now_s; else what is wrong. Headers may be NULL: not sent.
 */
const char *verify(const struct verify_key *key, const char *id,
                   const char *timestamp, const char *signature,
                   const void *body, size_t size, int64_t now_s);

#endif
