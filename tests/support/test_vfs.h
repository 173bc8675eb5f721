/*
 * A disk that fails: SQLite's default way to files, with errors at chosen
 * operations. It becomes the default of this process, so that what is tested
 * needs to know nothing of it. Nothing is really synced, which is faster;
 * what a power cut would cost is kept account of.
 */
#ifndef ATTUNE_TEST_VFS_H
#define ATTUNE_TEST_VFS_H

enum test_vfs_fault {
  TEST_VFS_NONE,
  TEST_VFS_IOERR,    /* any operation */
  TEST_VFS_FULL,     /* writes; half of the bytes get there */
  TEST_VFS_READONLY, /* whatever changes the disk */
  TEST_VFS_POWER     /* all from then on; see test_vfs_power_on */
};

void test_vfs_install(void);

/* The operation after `after` more of those that can fail so does, and all
 * after it too when `for_ever`. TEST_VFS_NONE: nothing fails any more. */
void test_vfs_fail(enum test_vfs_fault fault, unsigned after, int for_ever);

/* Has any failed since test_vfs_fail? */
int test_vfs_failed(void);

/*
 * After TEST_VFS_POWER, when all files are closed: takes away what had been
 * written and not synced, or of every other write when some is set, which is
 * a seed. Then nothing fails any more.
 */
void test_vfs_power_on(unsigned some);

#endif
