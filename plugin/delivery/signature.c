#include "delivery/signature.h"

#include <attune.h>
#include <inttypes.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <stdio.h>

#define DIGEST_SIZE  32
#define BASE64_SIZE  44
#define VERSION_SIZE 3 /* "v1," */
#define TOKEN_SIZE   (VERSION_SIZE + BASE64_SIZE)

static bool update(EVP_MAC_CTX *mac, const char *bytes, size_t size) {
  return EVP_MAC_update(mac, (const unsigned char *)bytes, size) == 1;
}

static EVP_MAC_CTX *keyed(const struct secret *secret) {
  char sha256[] = "SHA256";
  OSSL_PARAM params[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, sha256, 0),
      OSSL_PARAM_construct_end()};
  EVP_MAC *hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
  EVP_MAC_CTX *context = hmac ? EVP_MAC_CTX_new(hmac) : NULL;
  EVP_MAC_free(hmac); /* the context holds it */
  if (context &&
      EVP_MAC_init(context, secret->key, secret->size, params) != 1) {
    EVP_MAC_CTX_free(context);
    return NULL;
  }
  return context;
}

int signer_init(struct signer *signer, const struct secret *secret,
                const struct secret *previous) {
  bool both = previous && previous->size > 0;
  signer->keyed[0] = keyed(secret);
  signer->keyed[1] = both ? keyed(previous) : NULL;
  if (signer->keyed[0] && (!both || signer->keyed[1]))
    return ATTUNE_OK;
  signer_fini(signer);
  return ATTUNE_E_MEMORY;
}

void signer_fini(struct signer *signer) {
  EVP_MAC_CTX_free(signer->keyed[0]);
  EVP_MAC_CTX_free(signer->keyed[1]);
  *signer = (struct signer){0};
}

/* No key: the one that it has, and from the start. */
static bool digest_message(EVP_MAC_CTX *mac, const char *id, int64_t timestamp,
                           struct str body, unsigned char digest[DIGEST_SIZE]) {
  char stamp[32];
  int stamp_size = snprintf(stamp, sizeof(stamp), ".%" PRId64 ".", timestamp);
  size_t size = 0;
  return EVP_MAC_init(mac, NULL, 0, NULL) == 1 && update(mac, id, strlen(id)) &&
         update(mac, stamp, (size_t)stamp_size) &&
         (body.size == 0 || update(mac, body.data, body.size)) &&
         EVP_MAC_final(mac, digest, &size, DIGEST_SIZE) == 1 &&
         size == DIGEST_SIZE;
}

/* One token and a NUL. EVP_MAC takes the message in pieces, so that the body
 * need not be copied behind its id; HMAC() would want it in one. */
static int sign_with(EVP_MAC_CTX *mac, const char *id, int64_t timestamp,
                     struct str body, char out[TOKEN_SIZE + 1]) {
  unsigned char digest[DIGEST_SIZE];
  if (!digest_message(mac, id, timestamp, body, digest))
    return ATTUNE_E_MEMORY;
  memcpy(out, "v1,", VERSION_SIZE);
  EVP_EncodeBlock((unsigned char *)out + VERSION_SIZE, digest, DIGEST_SIZE);
  return ATTUNE_OK;
}

int signer_sign(const struct signer *signer, const char *id, int64_t timestamp,
                struct str body, char out[SIGNATURE_SIZE]) {
  int status = sign_with(signer->keyed[0], id, timestamp, body, out);
  if (status != ATTUNE_OK || !signer->keyed[1])
    return status;
  out[TOKEN_SIZE] = ' ';
  return sign_with(signer->keyed[1], id, timestamp, body, out + TOKEN_SIZE + 1);
}

int signature_sign(const struct secret *secret, const struct secret *previous,
                   const char *id, int64_t timestamp, struct str body,
                   char out[SIGNATURE_SIZE]) {
  struct signer signer;
  int status = signer_init(&signer, secret, previous);
  if (status == ATTUNE_OK)
    status = signer_sign(&signer, id, timestamp, body, out);
  signer_fini(&signer);
  return status;
}

static struct str next_token(struct str *rest) {
  const char *space = memchr(rest->data, ' ', rest->size);
  size_t size = space ? (size_t)(space - rest->data) : rest->size;
  struct str token = {rest->data, size};
  size_t taken = space ? size + 1 : size;
  *rest = (struct str){rest->data + taken, rest->size - taken};
  return token;
}

/* Goes on after a fit: how long it takes tells nothing of which one fitted. */
bool signature_verify(const struct secret *secret, const char *id,
                      int64_t timestamp, struct str body, struct str header) {
  char expected[SIGNATURE_SIZE];
  if (signature_sign(secret, NULL, id, timestamp, body, expected) != ATTUNE_OK)
    return false;
  bool fits = false;
  while (header.size > 0) {
    struct str token = next_token(&header);
    if (token.size == TOKEN_SIZE &&
        CRYPTO_memcmp(token.data, expected, TOKEN_SIZE) == 0)
      fits = true;
  }
  return fits;
}
