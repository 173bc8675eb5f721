#include "delivery/libuv_guest.h"

#include <stddef.h>

/*
 * Read by uv_os_environ and uv_spawn only, and a guest may call neither: it
 * starts no process and asks nothing of the host's environment. Should either
 * be called, it finds an environment without entries.
 */
static char *const no_entries[] = {NULL};
char *const *const guest_environ = no_entries;

/*
 * Only uv_pipe_t's receipt of file descriptors writes to it, when somebody
 * sends more of them than were asked for; we open no pipes. NULL, because a
 * copy of the real stderr would have to be set while the library loads.
 */
FILE *const guest_stderr = NULL;

/* For uv_udp_t's multicast. As a value it is the same as libc's. */
const struct in6_addr guest_in6addr_any = IN6ADDR_ANY_INIT;
