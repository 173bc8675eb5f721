#include "runtime/process.h"

#include <stdatomic.h>
#include <stddef.h>
#include <sys/mman.h>
#include <unistd.h>

/*
 * The kernel hands a child zeroes for this page (MADV_WIPEONFORK), so a zero
 * means: nobody in this process asked before. The counter is ordinary memory
 * and is inherited, which makes the child's next value one the parent's
 * objects do not carry.
 */
static _Atomic(_Atomic uint64_t *) stamp_page;
static _Atomic uint64_t last_stamp;

static _Atomic uint64_t *make_page(void) {
  void *page = mmap(NULL, sizeof(uint64_t), PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED)
    return NULL;
  if (madvise(page, sizeof(uint64_t), MADV_WIPEONFORK) != 0) {
    munmap(page, sizeof(uint64_t));
    return NULL;
  }
  _Atomic uint64_t *expected = NULL;
  if (!atomic_compare_exchange_strong(&stamp_page, &expected, page)) {
    munmap(page, sizeof(uint64_t));
    return expected;
  }
  return page;
}

uint64_t process_stamp(void) {
  _Atomic uint64_t *page =
      atomic_load_explicit(&stamp_page, memory_order_acquire);
  if (!page && !(page = make_page()))
    return (uint64_t)getpid(); /* an old kernel: right, but a system call */
  uint64_t stamp = atomic_load_explicit(page, memory_order_acquire);
  if (stamp != 0)
    return stamp;
  uint64_t fresh = atomic_fetch_add(&last_stamp, 1) + 1;
  if (atomic_compare_exchange_strong(page, &stamp, fresh))
    return fresh;
  return stamp;
}
