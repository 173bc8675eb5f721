/*
 * When the host leaves by exit() without a close, libcrypto and others tear
 * down their global state in exit handlers while our thread may be in the
 * middle of using it, and the process dies by SIGSEGV on its way out. So, and
 * only for this, a handler of ours is registered after theirs, hence runs
 * before them: it lets the work at hand end (some microseconds; it waits at
 * most LEAVING_WAIT_MS) and parks every loop before its next step.
 */
#ifndef ATTUNE_RUNTIME_LEAVING_H
#define ATTUNE_RUNTIME_LEAVING_H

#include <stdbool.h>

#define LEAVING_WAIT_MS 100

/* Once the libraries are initialised; any number of times. 0, E_MEMORY. */
int leaving_prepare(void);

/* A loop calls these around everything that touches a library. The first
 * does not return when the process is leaving. */
void leaving_work(void);
void leaving_rest(void);

/* The handler has run: no loop does anything any more. */
bool leaving_begun(void);

#endif
