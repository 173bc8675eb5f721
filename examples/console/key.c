#include "key.h"

#include <openssl/crypto.h>

#include "console.h"
#include "manifest_file.h"

#define KEY_TEXT_MAX 256

int key_read(const char *from, const char *manifest, struct verify_key *out) {
  char text[KEY_TEXT_MAX];
  int code = DONE_CANNOT;
  if (manifest_file_secret(from, manifest, text, sizeof(text)) == 0) {
    if (verify_key_read(out, text) == 0)
      code = DONE_FINE;
    else
      console_complain("%s does not hold \"whsec_\" and the base64 of 24 to 64 "
                       "bytes",
                       from);
  }
  OPENSSL_cleanse(text, sizeof(text));
  return code;
}
