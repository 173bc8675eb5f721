/* Where a webhook may go: its URL, and networks in CIDR form. */
#ifndef ATTUNE_MANIFEST_NETWORK_H
#define ATTUNE_MANIFEST_NETWORK_H

#include "manifest/keys.h"

/* A key_read into a struct network. */
void network_read(struct reader *r, const struct json *value, void *out);

struct url_about {
  bool http; /* plain, not https */
  bool loopback;
};

/*
 * Read by libcurl, so that who checks and who connects agree. NULL and
 * *about, or what is wrong; *out_of_memory when that is why.
 */
const char *url_check(const char *url, struct url_about *about,
                      bool *out_of_memory);

#endif
