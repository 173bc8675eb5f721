#include "support/endpoint_parts.h"

#include <inttypes.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SIGNATURE_SIZE 44

size_t secret_decode(const char *secret, unsigned char *key) {
  unsigned char bytes[96];
  const char *text = secret + strlen("whsec_");
  size_t size = strlen(text);
  int decoded = size < 120 ? EVP_DecodeBlock(bytes, (const unsigned char *)text,
                                             (int)size)
                           : -1;
  if (decoded < 0)
    endpoint_give_up("secret");
  size_t padding = 0;
  while (padding < 2 && padding < size && text[size - 1 - padding] == '=')
    padding++;
  size_t key_size = (size_t)decoded - padding;
  memcpy(key, bytes, key_size);
  return key_size;
}

static void expect(const unsigned char *key, size_t key_size,
                   const struct endpoint_request *request,
                   char out[SIGNATURE_SIZE + 1]) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  char *message = malloc(request->body_size + 128);
  if (!message)
    endpoint_give_up("malloc");
  int head =
      sprintf(message, "%s.%" PRId64 ".", request->id, request->timestamp);
  memcpy(message + head, request->body, request->body_size);
  HMAC(EVP_sha256(), key, (int)key_size, (unsigned char *)message,
       (size_t)head + request->body_size, digest, &size);
  EVP_EncodeBlock((unsigned char *)out, digest, (int)size);
  free(message);
}

void secret_check(const unsigned char *key, size_t key_size, const char *header,
                  struct endpoint_request *request) {
  char expected[SIGNATURE_SIZE + 1];
  expect(key, key_size, request, expected);
  for (const char *at = header; *at;) {
    request->signatures++;
    if (strncmp(at, "v1,", 3) == 0 &&
        strncmp(at + 3, expected, SIGNATURE_SIZE) == 0)
      request->signature_valid = true;
    at += strcspn(at, " ");
    at += strspn(at, " ");
  }
}
