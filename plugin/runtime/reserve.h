/*
 * libuv aborts the process when the table of a loop's descriptors cannot
 * grow for want of memory. A guest may not do that to its host, so our copy
 * of libuv falls back on memory that is always there. The copy is private to
 * us (linked statically, hidden): the host's libuv is not touched. A build
 * with SHARED_DEPS has no private copy and goes without.
 */
#ifndef ATTUNE_RUNTIME_RESERVE_H
#define ATTUNE_RUNTIME_RESERVE_H

/* Before the first loop; any number of times, from any thread. */
void reserve_prepare(void);

#endif
