#include "runtime/leaving.h"

#include <attune.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "runtime/process.h"

/*
 * A forked child inherits the handler and the count of the parent's busy
 * loops, which do not run in it: they count only under the stamp of the
 * process that started a loop last.
 */
static atomic_bool registered;
static _Atomic uint64_t stamp_of_loops;
static atomic_uint busy;
static atomic_bool leaving;

static void on_exit_of_host(void) {
  const struct timespec pause = {.tv_nsec = 100000};
  if (atomic_load(&stamp_of_loops) != process_stamp())
    return;
  atomic_store(&leaving, true);
  for (int i = 0; i < LEAVING_WAIT_MS * 10 && atomic_load(&busy) > 0; i++)
    nanosleep(&pause, NULL);
}

int leaving_prepare(void) {
  uint64_t stamp = process_stamp();
  uint64_t before = atomic_load(&stamp_of_loops);
  if (before != stamp &&
      atomic_compare_exchange_strong(&stamp_of_loops, &before, stamp))
    atomic_store(&busy, 0);
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
