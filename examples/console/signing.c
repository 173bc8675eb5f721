#include "signing.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int signing_id(char out[SIGNING_ID_SIZE]) {
  static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";
  unsigned char bytes[26];
  if (RAND_bytes(bytes, sizeof(bytes)) != 1)
    return -1;
  char *at = stpcpy(out, "msg_");
  for (size_t i = 0; i < sizeof(bytes); i++)
    *at++ = letters[bytes[i] & 31];
  *at = '\0';
  return 0;
}

int signing_sign(const struct verify_key *key, const char *id,
                 int64_t timestamp, const void *body, size_t size,
                 char out[SIGNING_SIZE]) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  char *text = NULL;
  int head = asprintf(&text, "%s.%lld.", id, (long long)timestamp);
  char *all = head < 0 ? NULL : realloc(text, (size_t)head + size + 1);
  if (!all) {
    free(head < 0 ? NULL : text);
    return -1;
  }
  memcpy(all + head, body, size);
  const unsigned char *done =
      HMAC(EVP_sha256(), key->bytes, (int)key->size, (const unsigned char *)all,
           (size_t)head + size, digest, NULL);
  free(all);
  if (!done)
    return -1;
  EVP_EncodeBlock((unsigned char *)stpcpy(out, "v1,"), digest, 32);
  return 0;
}
