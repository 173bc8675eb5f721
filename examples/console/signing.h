/* Standard Webhooks 1.0.0 from the sender's side. */
#ifndef CONSOLE_SIGNING_H
#define CONSOLE_SIGNING_H

#include <stddef.h>
#include <stdint.h>

#include "../replay/verify.h"

#define SIGNING_ID_SIZE 32 /* "msg_" and 26 characters */
#define SIGNING_SIZE    64 /* "v1," and 44 characters */

/* A fresh webhook-id. 0, or -1. */
int signing_id(char out[SIGNING_ID_SIZE]);

/* The value of webhook-signature. 0, or -1 when libcrypto fails. */
int signing_sign(const struct verify_key *key, const char *id,
                 int64_t timestamp, const void *body, size_t size,
                 char out[SIGNING_SIZE]);

#endif
