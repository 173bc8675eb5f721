#include "store/sqlite.h"

#include <stdatomic.h>
#include <time.h>
#include <unistd.h>

/*
 * The one thing here that is not a store's own: fork copies it with the rest
 * of memory, and so it tells the child what the parent was doing. In one word,
 * for both halves must be of the same moment: the process it was last right
 * for, whether SQLite is torn in it, and how many threads are inside.
 *
 * A thread that holds a lock of SQLite's counts as inside for the whole
 * transaction. The child inherits the list in which SQLite keeps the locks of
 * a process by file, and would take its parent's for its own.
 */
static _Atomic uint64_t inside;

#define INSIDE_TORN      (UINT64_C(1) << 31)
#define INSIDE_STATE     UINT64_C(0xffffffff)
#define INSIDE_PROCESS   32
#define LOCK_TRIES       100
#define LOCK_INTERVAL_NS 1000000

static bool inherited_in_order(void) {
  uint64_t process = (uint64_t)getpid() << INSIDE_PROCESS;
  uint64_t was = atomic_load(&inside);
  uint64_t is;
  do {
    is = was;
    if ((was & ~INSIDE_STATE) != process)
      is = process | ((was & INSIDE_STATE) != 0 ? INSIDE_TORN : 0);
  } while (!atomic_compare_exchange_weak(&inside, &was, is));
  return (is & INSIDE_TORN) == 0;
}

static bool can_be_had(sqlite3_mutex *mutex) {
  for (int i = 0; i < LOCK_TRIES; i++) {
    if (sqlite3_mutex_try(mutex) == SQLITE_OK) {
      sqlite3_mutex_leave(mutex);
      return true;
    }
    const struct timespec interval = {0, LOCK_INTERVAL_NS};
    nanosleep(&interval, NULL);
  }
  return false;
}

/* The host may use the same SQLite on threads that are not counted here. What
 * one of them held at a fork is held for ever in the child, and whoever waits
 * for it hangs. */
static bool locks_in_order(void) {
  static const int locks[] = {
      SQLITE_MUTEX_STATIC_MAIN, SQLITE_MUTEX_STATIC_MEM,
      SQLITE_MUTEX_STATIC_OPEN, SQLITE_MUTEX_STATIC_LRU,
      SQLITE_MUTEX_STATIC_PRNG, SQLITE_MUTEX_STATIC_PMEM,
      SQLITE_MUTEX_STATIC_VFS1};
  for (size_t i = 0; i < sizeof(locks) / sizeof(locks[0]); i++)
    if (!can_be_had(sqlite3_mutex_alloc(locks[i])))
      return false;
  return true;
}

bool sqlite_process_usable(void) {
  return inherited_in_order() && locks_in_order();
}

void sqlite_process_enter(void) {
  atomic_fetch_add(&inside, 1);
}

void sqlite_process_leave(void) {
  atomic_fetch_sub(&inside, 1);
}
