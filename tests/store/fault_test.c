/*
 * A disk that fails at each operation of a whole scenario in turn, once and
 * for ever, and is well again at the end.
 */
#include "scenario.h"
#include "support/test_vfs.h"

/* False: the scenario has no such operation. */
static bool fail_at(enum test_vfs_fault fault, unsigned n, int for_ever,
                    unsigned *kept) {
  struct scenario run;
  test_case("fault %d at %u%s", (int)fault, n, for_ever ? " for ever" : "");
  scenario_start(&run);
  test_vfs_fail(fault, n, for_ever);
  scenario_play(&run);
  bool failed = test_vfs_failed();
  test_vfs_fail(TEST_VFS_NONE, 0, 0);
  scenario_finish(&run);
  *kept += run.kept;
  return failed;
}

static void fail_everywhere(enum test_vfs_fault fault, unsigned kept_max) {
  test_vfs_install();
  for (int for_ever = 0; for_ever < 2; for_ever++) {
    unsigned n = 0, kept = 0;
    while (fail_at(fault, n, for_ever, &kept))
      n++;
    CHECK(n > 40);
    CHECK(kept <= kept_max);
    printf("     %u operations%s\n", n, for_ever ? ", for ever" : "");
  }
}

TEST_WITHIN(an_io_error_anywhere_costs_no_committed_row, 120) {
  fail_everywhere(TEST_VFS_IOERR, ROUNDS);
}

TEST_WITHIN(a_full_disk_anywhere_costs_no_committed_row, 120) {
  fail_everywhere(TEST_VFS_FULL, 0);
}

TEST_WITHIN(a_read_only_disk_anywhere_costs_no_committed_row, 120) {
  fail_everywhere(TEST_VFS_READONLY, 0);
}

/* False: all was over before. */
static bool cut_at(unsigned n, unsigned some) {
  struct scenario run;
  test_case("power cut at %u, %u", n, some);
  scenario_start(&run);
  test_vfs_fail(TEST_VFS_POWER, n, 1);
  scenario_play(&run);
  bool failed = test_vfs_failed();
  desk_close(&run.desk);
  test_vfs_power_on(some);
  scenario_finish(&run);
  return failed;
}

/* What was written and not synced is lost, all of it or any part. */
TEST_WITHIN(a_power_cut_anywhere_costs_no_committed_row, 120) {
  unsigned n = 0;
  test_vfs_install();
  while (cut_at(n, 0) && cut_at(n, 2 * n + 1) && cut_at(n, 2 * n + 7777))
    n++;
  CHECK(n > 40);
  printf("     %u operations\n", n);
}
