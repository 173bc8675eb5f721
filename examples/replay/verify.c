#include "verify.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdlib.h>
#include <string.h>

/* So old a message may be a recorded one that somebody plays again. */
#define TOLERANCE_S    300
#define SIGNATURE_TEXT 44 /* base64 of 32 bytes */
#define PREFIX         "whsec_"

int verify_key_read(struct verify_key *key, const char *secret) {
  unsigned char decoded[96];
  size_t prefix = strlen(PREFIX);
  if (strncmp(secret, PREFIX, prefix) == 0)
    secret += prefix;
  size_t size = strlen(secret);
  if (size == 0 || size % 4 != 0 || size / 4 * 3 > sizeof(decoded))
    return -1;
  int got = EVP_DecodeBlock(decoded, (const unsigned char *)secret, (int)size);
  /* It counts the bytes that padding stands for. */
  for (size_t i = size; got > 0 && i > size - 2 && secret[i - 1] == '='; i--)
    got--;
  if (got <= 0 || (size_t)got > sizeof(key->bytes))
    return -1;
  memcpy(key->bytes, decoded, (size_t)got);
  key->size = (size_t)got;
  OPENSSL_cleanse(decoded, sizeof(decoded));
  return 0;
}

static int sign(const struct verify_key *key, const char *id,
                const char *timestamp, const void *body, size_t size,
                char out[SIGNATURE_TEXT + 1]) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  size_t head = strlen(id) + strlen(timestamp) + 2;
  unsigned char *signed_bytes = malloc(head + size + 1);
  if (!signed_bytes)
    return -1;
  char *end = stpcpy(stpcpy((char *)signed_bytes, id), ".");
  memcpy(stpcpy(stpcpy(end, timestamp), "."), body, size);
  const unsigned char *done = HMAC(EVP_sha256(), key->bytes, (int)key->size,
                                   signed_bytes, head + size, digest, NULL);
  free(signed_bytes);
  if (!done)
    return -1;
  EVP_EncodeBlock((unsigned char *)out, digest, 32);
  return 0;
}

/* In constant time, so that the answer's delay tells a forger nothing.
   Several signatures are separated by a blank while a secret is rotated. */
static int is_among(const char *signature, const char *expected) {
  while (*signature) {
    size_t size = strcspn(signature, " ");
    if (size == SIGNATURE_TEXT + 3 && strncmp(signature, "v1,", 3) == 0 &&
        CRYPTO_memcmp(signature + 3, expected, SIGNATURE_TEXT) == 0)
      return 1;
    signature += size + strspn(signature + size, " ");
  }
  return 0;
}

const char *verify(const struct verify_key *key, const char *id,
                   const char *timestamp, const char *signature,
                   const void *body, size_t size, int64_t now_s) {
  char expected[SIGNATURE_TEXT + 1];
  char *end;
  if (!id || !timestamp || !signature)
    return "a webhook header is missing";
  long long sent_s = strtoll(timestamp, &end, 10);
  if (end == timestamp || *end)
    return "the timestamp is not a number";
  if (sent_s < now_s - TOLERANCE_S || sent_s > now_s + TOLERANCE_S)
    return "the timestamp is more than five minutes away";
  if (sign(key, id, timestamp, body, size, expected))
    return "the signature could not be computed";
  return is_among(signature, expected) ? NULL : "no signature fits";
}
