/*
 * A whole scenario while memory runs out: at any allocation, SQLite's too, it
 * fails like anything else, and nothing is left behind.
 */
#include "scenario.h"
#include "support/test_vfs.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define INTERPOSED 0
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define INTERPOSED 0
#endif
#ifndef INTERPOSED
#define INTERPOSED 1
#endif

static long countdown = -1; /* -1: never fails */
static long held;           /* allocations that were not freed */

#if INTERPOSED
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);
void __libc_free(void *memory);

/* Seen by the shared libraries too. */
#define EXPORTED __attribute__((visibility("default")))

static bool refuse(void) {
  return countdown >= 0 && countdown-- == 0;
}

EXPORTED void *malloc(size_t size) {
  void *memory = refuse() ? NULL : __libc_malloc(size);
  held += memory != NULL;
  return memory;
}

EXPORTED void *calloc(size_t count, size_t size) {
  void *memory = refuse() ? NULL : __libc_calloc(count, size);
  held += memory != NULL;
  return memory;
}

EXPORTED void *realloc(void *old, size_t size) {
  void *memory = refuse() ? NULL : __libc_realloc(old, size);
  held += !old && memory;
  return memory;
}

EXPORTED void free(void *memory) {
  held -= memory != NULL;
  __libc_free(memory);
}
#endif

/* False: there are not so many allocations. */
static bool fail_at(long nth) {
  struct scenario run;
  test_case("allocation %ld", nth);
  scenario_start(&run);
  countdown = nth;
  scenario_play(&run);
  bool failed = countdown < 0;
  countdown = -1;
  scenario_finish(&run);
  return failed;
}

TEST_WITHIN(no_memory_anywhere_costs_no_committed_row, 120) {
  if (!INTERPOSED)
    test_skip("a sanitizer has its own malloc");
  test_vfs_install();
  long nth = 0;
  /* Twice, till what SQLite keeps for ever is there. */
  CHECK(!fail_at(1000000000) && !fail_at(1000000000));
  long before = held;
  while (fail_at(nth))
    nth += nth < 200 ? 1 : desk_rounds(7, 1);
  CHECK_INT(held, before);
  CHECK(nth > 200);
  printf("     %ld allocations\n", nth);
}
