/*
 * Debian builds libuv_a.a for executables: it reaches three data symbols of
 * libc by relocations that a shared object cannot hold. The Makefile renames
 * them with objcopy to the ones below. Nothing of ours uses them.
 */
#ifndef ATTUNE_DELIVERY_LIBUV_GUEST_H
#define ATTUNE_DELIVERY_LIBUV_GUEST_H

#include <netinet/in.h>
#include <stdio.h>

extern char *const *const guest_environ;
extern FILE *const guest_stderr;
extern const struct in6_addr guest_in6addr_any;

#endif
