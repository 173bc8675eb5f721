/*
 * A whole scenario while memory runs out: at any allocation, SQLite's too, it
 * fails like anything else, and nothing is left behind.
 */
#include "scenario.h"
#include "support/test_vfs.h"

#include "scarce_malloc.h"

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
