#include "support/test_vfs.h"

#include <sqlite3.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct disk_file {
  sqlite3_file base;
  sqlite3_file *real; /* right behind this */
  char path[256];
};

/* How a file was before a write or a truncation that was not synced. */
struct unsynced {
  struct unsynced *before;
  char path[256];
  sqlite3_int64 file_size;
  sqlite3_int64 at;
  int size;
  char bytes[];
};

static struct unsynced *last_unsynced;

static sqlite3_vfs disk;
static sqlite3_vfs *real_vfs;
static sqlite3_io_methods methods;

static struct {
  enum test_vfs_fault fault;
  unsigned left;
  int for_ever;
  int failed;
} plan;

enum operation {
  READ,
  WRITE,
  OTHER_CHANGE
};

static void forget_unsynced(const char *path) {
  struct unsynced **link = &last_unsynced;
  while (*link) {
    struct unsynced *one = *link;
    if (!path || strcmp(one->path, path) == 0) {
      *link = one->before;
      free(one);
    } else {
      link = &one->before;
    }
  }
}

static void remember(struct disk_file *file, sqlite3_int64 at, int size) {
  sqlite3_file *real = file->real;
  struct unsynced *one = calloc(1, sizeof(*one) + (size_t)size);
  if (plan.fault != TEST_VFS_POWER || !one || !file->path[0]) {
    free(one);
    return;
  }
  snprintf(one->path, sizeof(one->path), "%s", file->path);
  real->pMethods->xFileSize(real, &one->file_size);
  one->at = at;
  one->size = size;
  real->pMethods->xRead(real, one->bytes, size, at);
  one->before = last_unsynced;
  last_unsynced = one;
}

static void undo(const struct unsynced *one) {
  FILE *file = fopen(one->path, "r+b");
  if (!file)
    return;
  fseek(file, (long)one->at, SEEK_SET);
  fwrite(one->bytes, 1, (size_t)one->size, file);
  fclose(file);
  (void)!truncate(one->path, one->file_size);
}

void test_vfs_power_on(unsigned some) {
  while (last_unsynced) {
    struct unsynced *one = last_unsynced;
    some = some * 1103515245u + (some != 0);
    if (some == 0 || some >> 16 & 1)
      undo(one);
    last_unsynced = one->before;
    free(one);
  }
  test_vfs_fail(TEST_VFS_NONE, 0, 0);
}

/* Is it this operation's turn to fail? */
static int fails(enum operation operation) {
  if (plan.fault == TEST_VFS_NONE ||
      (plan.fault == TEST_VFS_FULL && operation != WRITE) ||
      (plan.fault == TEST_VFS_READONLY && operation == READ))
    return 0;
  if (plan.failed && !plan.for_ever && plan.fault != TEST_VFS_POWER)
    return 0;
  if (plan.left > 0) {
    plan.left--;
    return 0;
  }
  plan.failed = 1;
  return 1;
}

static int code(int ioerr) {
  return plan.fault == TEST_VFS_FULL       ? SQLITE_FULL
         : plan.fault == TEST_VFS_READONLY ? SQLITE_READONLY
                                           : ioerr;
}

static sqlite3_file *real_of(sqlite3_file *file) {
  return ((struct disk_file *)file)->real;
}

static int on_close(sqlite3_file *file) {
  sqlite3_file *real = real_of(file);
  return real->pMethods->xClose(real);
}

static int on_read(sqlite3_file *file, void *to, int size, sqlite3_int64 at) {
  sqlite3_file *real = real_of(file);
  if (fails(READ))
    return SQLITE_IOERR_READ;
  return real->pMethods->xRead(real, to, size, at);
}

static int on_write(sqlite3_file *file, const void *from, int size,
                    sqlite3_int64 at) {
  sqlite3_file *real = real_of(file);
  remember((struct disk_file *)file, at, size);
  if (!fails(WRITE))
    return real->pMethods->xWrite(real, from, size, at);
  if (plan.fault != TEST_VFS_READONLY && size > 1)
    real->pMethods->xWrite(real, from, size / 2, at);
  return code(SQLITE_IOERR_WRITE);
}

static int on_truncate(sqlite3_file *file, sqlite3_int64 size) {
  sqlite3_file *real = real_of(file);
  if (fails(OTHER_CHANGE))
    return code(SQLITE_IOERR_TRUNCATE);
  sqlite3_int64 was = 0;
  real->pMethods->xFileSize(real, &was);
  if (was > size)
    remember((struct disk_file *)file, size, (int)(was - size));
  return real->pMethods->xTruncate(real, size);
}

static int on_sync(sqlite3_file *file, int flags) {
  (void)flags;
  if ((plan.fault == TEST_VFS_IOERR || plan.fault == TEST_VFS_POWER) &&
      fails(OTHER_CHANGE))
    return SQLITE_IOERR_FSYNC;
  forget_unsynced(((struct disk_file *)file)->path);
  return SQLITE_OK;
}

static int on_size(sqlite3_file *file, sqlite3_int64 *size) {
  sqlite3_file *real = real_of(file);
  if (fails(READ))
    return SQLITE_IOERR_FSTAT;
  return real->pMethods->xFileSize(real, size);
}

static int on_lock(sqlite3_file *file, int level) {
  sqlite3_file *real = real_of(file);
  if (fails(READ))
    return SQLITE_IOERR_LOCK;
  return real->pMethods->xLock(real, level);
}

/* Never fails: a lock that cannot be given back stays with the process, and
 * nothing that is tested could help it. */
static int on_unlock(sqlite3_file *file, int level) {
  sqlite3_file *real = real_of(file);
  return real->pMethods->xUnlock(real, level);
}

static int on_check_reserved(sqlite3_file *file, int *out) {
  sqlite3_file *real = real_of(file);
  if (fails(READ))
    return SQLITE_IOERR_CHECKRESERVEDLOCK;
  return real->pMethods->xCheckReservedLock(real, out);
}

static int on_control(sqlite3_file *file, int what, void *argument) {
  sqlite3_file *real = real_of(file);
  return real->pMethods->xFileControl(real, what, argument);
}

static int on_sector_size(sqlite3_file *file) {
  sqlite3_file *real = real_of(file);
  return real->pMethods->xSectorSize(real);
}

static int on_characteristics(sqlite3_file *file) {
  sqlite3_file *real = real_of(file);
  return real->pMethods->xDeviceCharacteristics(real);
}

static int on_open(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file,
                   int flags, int *out) {
  struct disk_file *opened = (struct disk_file *)file;
  (void)vfs;
  opened->base.pMethods = NULL;
  opened->real = (sqlite3_file *)(opened + 1);
  snprintf(opened->path, sizeof(opened->path), "%s", name ? name : "");
  if (fails(flags & SQLITE_OPEN_CREATE ? OTHER_CHANGE : READ))
    return SQLITE_CANTOPEN;
  int status = real_vfs->xOpen(real_vfs, name, opened->real, flags, out);
  if (opened->real->pMethods)
    opened->base.pMethods = &methods;
  return status;
}

static int on_delete(sqlite3_vfs *vfs, const char *name, int sync) {
  (void)vfs;
  if (fails(OTHER_CHANGE))
    return code(SQLITE_IOERR_DELETE);
  return real_vfs->xDelete(real_vfs, name, sync);
}

static int on_access(sqlite3_vfs *vfs, const char *name, int flags, int *out) {
  (void)vfs;
  if (fails(READ))
    return SQLITE_IOERR_ACCESS;
  return real_vfs->xAccess(real_vfs, name, flags, out);
}

void test_vfs_install(void) {
  real_vfs = sqlite3_vfs_find(NULL);
  methods = (sqlite3_io_methods){
      .iVersion = 1,
      .xClose = on_close,
      .xRead = on_read,
      .xWrite = on_write,
      .xTruncate = on_truncate,
      .xSync = on_sync,
      .xFileSize = on_size,
      .xLock = on_lock,
      .xUnlock = on_unlock,
      .xCheckReservedLock = on_check_reserved,
      .xFileControl = on_control,
      .xSectorSize = on_sector_size,
      .xDeviceCharacteristics = on_characteristics,
  };
  disk = *real_vfs;
  disk.zName = "test";
  disk.pNext = NULL;
  disk.szOsFile = (int)sizeof(struct disk_file) + real_vfs->szOsFile;
  disk.xOpen = on_open;
  disk.xDelete = on_delete;
  disk.xAccess = on_access;
  sqlite3_vfs_register(&disk, 1);
}

void test_vfs_fail(enum test_vfs_fault fault, unsigned after, int for_ever) {
  plan.fault = fault;
  plan.left = after;
  plan.for_ever = for_ever;
  plan.failed = 0;
  forget_unsynced(NULL);
}

int test_vfs_failed(void) {
  return plan.failed;
}
