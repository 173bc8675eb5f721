/* A signing key from where the manifest says it lies. */
#ifndef CONSOLE_KEY_H
#define CONSOLE_KEY_H

#include "../replay/verify.h"

/* from: "env:NAME" or "file:PATH"; manifest: whose folder files are sought
   in, NULL this one. DONE_FINE, or DONE_CANNOT and said. */
int key_read(const char *from, const char *manifest, struct verify_key *out);

#endif
