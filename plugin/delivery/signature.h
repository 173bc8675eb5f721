/* Standard Webhooks 1.0.0: `v1,` and the HMAC-SHA256 of id.timestamp.body. */
#ifndef ATTUNE_DELIVERY_SIGNATURE_H
#define ATTUNE_DELIVERY_SIGNATURE_H

#include <openssl/evp.h>
#include <stdint.h>

#include "base/str.h"
#include "manifest/manifest.h"

/* "v1,<44 characters>", two of them with a space between, and a NUL. */
#define SIGNATURE_SIZE (2 * 47 + 2)

/* A webhook's keys, ready to sign with: what to look up and to derive from
 * them is done once. One thread at a time. */
struct signer {
  EVP_MAC_CTX *keyed[2]; /* the newer; the previous, or NULL */
};

/* previous may be NULL. 0, or ATTUNE_E_MEMORY with nothing held. */
int signer_init(struct signer *signer, const struct secret *secret,
                const struct secret *previous);

/* Also of one that is all zero. */
void signer_fini(struct signer *signer);

/* As signature_sign. */
int signer_sign(const struct signer *signer, const char *id, int64_t timestamp,
                struct str body, char out[SIGNATURE_SIZE]);

/*
 * Writes the value of webhook-signature. With a second key (size > 0) both
 * signatures, the newer first, so that receivers may change at their pace.
 * 0, or ATTUNE_E_MEMORY when libcrypto fails.
 */
int signature_sign(const struct secret *secret, const struct secret *previous,
                   const char *id, int64_t timestamp, struct str body,
                   char out[SIGNATURE_SIZE]);

/*
 * Does one of the header's signatures fit? Compares in constant time;
 * whether the timestamp is recent is the caller's to judge.
 */
bool signature_verify(const struct secret *secret, const char *id,
                      int64_t timestamp, struct str body, struct str header);

#endif
