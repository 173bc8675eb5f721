#include "runtime/leaving.h"

#include <attune.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "runtime/process.h"

#define COUNT_BITS 16
#define COUNT_MASK ((UINT64_C(1) << COUNT_BITS) - 1)

/*
 * A forked child inherits the handler and the count of the parent's busy
 * loops, which do not run in it: they count only under the stamp of the
 * process that started a loop last. Stamp and count are one word, so that two
 * loops that start at once cannot set each other's count to nothing.
 */
static _Atomic uint64_t busy; /* the stamp, and below it the count */
static atomic_bool registered;
static atomic_bool leaving;

static bool is_ours(uint64_t word) {
  return word >> COUNT_BITS == process_stamp();
}

static void on_exit_of_host(void) {
  const struct timespec pause = {.tv_nsec = 100000};
  if (!is_ours(atomic_load(&busy)))
    return;
  atomic_store(&leaving, true);
  for (int i = 0; i < LEAVING_WAIT_MS * 10; i++) {
    if ((atomic_load(&busy) & COUNT_MASK) == 0)
      return;
    nanosleep(&pause, NULL);
  }
}

int leaving_prepare(void) {
  uint64_t before = atomic_load(&busy);
  while (!is_ours(before))
    if (atomic_compare_exchange_weak(&busy, &before,
                                     process_stamp() << COUNT_BITS))
      break;
  if (atomic_exchange(&registered, true))
    return ATTUNE_OK;
  if (atexit(on_exit_of_host) == 0)
    return ATTUNE_OK;
  atomic_store(&registered, false);
  return ATTUNE_E_MEMORY;
}

void leaving_work(void) {
  atomic_fetch_add(&busy, 1);
  /* Sequentially consistent: either we see the flag here, or the handler
     sees us counted and waits. */
  if (!atomic_load(&leaving))
    return;
  atomic_fetch_sub(&busy, 1);
  for (;;)
    pause(); /* every signal is blocked here */
}

void leaving_rest(void) {
  atomic_fetch_sub(&busy, 1);
}

bool leaving_begun(void) {
  return atomic_load(&leaving);
}
