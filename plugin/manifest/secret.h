/* Signing keys: never in the manifest itself, only where it points to. */
#ifndef ATTUNE_MANIFEST_SECRET_H
#define ATTUNE_MANIFEST_SECRET_H

#include "manifest/keys.h"

/* A key_read into a struct secret. No problem it notes shows the key. */
void secret_read(struct reader *r, const struct json *value, void *out);

/* base/name, or name when it starts at the root; NULL (noted) when memory
   is out. Scratch. Only when r->base is given. */
const char *reader_file_name(struct reader *r, struct str name);

#endif
