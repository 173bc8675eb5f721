/*
 * Which addresses a webhook may reach. Judged on the socket address that is
 * connected to, after DNS: a check of the URL's text misses 2130706433,
 * 0x7f.1, rebinding resolvers and IPv4 inside IPv6.
 */
#ifndef ATTUNE_DELIVERY_ADDRESS_H
#define ATTUNE_DELIVERY_ADDRESS_H

#include <stddef.h>
#include <sys/socket.h>

#include "manifest/manifest.h"

/*
 * Public addresses are allowed, others only where a network of allow holds
 * them; a cloud's metadata address only where allow names it alone.
 */
bool address_allowed(const struct sockaddr *address,
                     const struct network *allow, size_t allow_count);

bool address_is_loopback(const struct sockaddr *address);

#endif
