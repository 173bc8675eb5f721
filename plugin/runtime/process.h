/*
 * Tells a process from the one that forked it, without a system call and
 * without pthread_atfork (whose handlers outlive a dlclose).
 */
#ifndef ATTUNE_RUNTIME_PROCESS_H
#define ATTUNE_RUNTIME_PROCESS_H

#include <stdint.h>

/*
 * A number that is the same for the whole life of a process and another one
 * in each child. Safe from any thread, also right after a fork. Never 0.
 */
uint64_t process_stamp(void);

#endif
