#include "store/sqlite.h"

#include <attune.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define ASIDE      ".corrupt-"
#define KEPT_ASIDE 4

/*
 * SQLite finds a journal by its file's name. Were the file renamed while
 * another process is in a transaction, that one's journal would then be
 * applied to the fresh file. So the file is locked first, with SQLite's own
 * lock for it, which does not ask what is in the file; and through the
 * connection that saw the damage, so that it is this file and no other.
 */
static int lock(struct store *store, sqlite3_file *file) {
  for (;;) {
    int code = file->pMethods->xLock(file, SQLITE_LOCK_SHARED);
    if (code == SQLITE_OK)
      code = file->pMethods->xLock(file, SQLITE_LOCK_EXCLUSIVE);
    if (code == SQLITE_OK)
      return code;
    file->pMethods->xUnlock(file, SQLITE_LOCK_NONE);
    if ((code & 0xff) != SQLITE_BUSY || !sqlite_wait(store))
      return code;
  }
}

static char *joined(const char *a, const char *b) {
  size_t size = strlen(a) + strlen(b) + 1;
  char *text = malloc(size);
  if (text)
    snprintf(text, size, "%s%s", a, b);
  return text;
}

/*
 * The journal gets a second name beside the file's new one, and keeps its
 * own: SQLite removes a journal that it finds beside an empty file, under a
 * lock. To remove it here could hit that of a process which is already in a
 * transaction on the fresh file.
 */
static int rename_files(struct store *store) {
  char suffix[48];
  snprintf(suffix, sizeof(suffix), ASIDE "%lld",
           (long long)clock_wall_ms(&store->clock));
  char *to = joined(store->path, suffix);
  char *journal = joined(store->path, "-journal");
  char *journal_to = to ? joined(to, "-journal") : NULL;
  int status = ATTUNE_E_MEMORY;
  if (to && journal && journal_to) {
    (void)!link(journal, journal_to);
    status = rename(store->path, to) == 0 ? ATTUNE_OK : ATTUNE_E_STORE;
  }
  if (status == ATTUNE_OK)
    store->counts.set_aside++;
  else if (journal_to)
    unlink(journal_to);
  free(journal_to);
  free(journal);
  free(to);
  return status;
}

int sqlite_set_aside(struct store *store) {
  sqlite3_file *file = NULL;
  if (!store->path)
    return ATTUNE_OK;
  if (!sqlite3_get_autocommit(store->db))
    sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
  int code =
      sqlite3_file_control(store->db, "main", SQLITE_FCNTL_FILE_POINTER, &file);
  if (code != SQLITE_OK || !file || !file->pMethods)
    return ATTUNE_E_STORE;
  code = lock(store, file);
  if (code != SQLITE_OK)
    return sqlite_failed(store, code);
  int status = ATTUNE_OK;
  if (!sqlite_moved(store))
    status = rename_files(store);
  file->pMethods->xUnlock(file, SQLITE_LOCK_NONE);
  if (status == ATTUNE_OK)
    sqlite_aside_prune(store, KEPT_ASIDE);
  return status;
}

/* What a set-aside file's name says of when; 0 when this is none, and also
 * for a journal of one, which goes with its file. */
static long long aside_time(const char *base, const char *name) {
  size_t base_size = strlen(base);
  size_t head = base_size + sizeof(ASIDE) - 1;
  if (strncmp(name, base, base_size) != 0 ||
      strncmp(name + base_size, ASIDE, sizeof(ASIDE) - 1) != 0 ||
      name[head] < '1' || name[head] > '9')
    return 0;
  char *end = NULL;
  long long time = strtoll(name + head, &end, 10);
  return *end == '\0' ? time : 0;
}

/* The oldest in the folder, and how many there are. */
static long long oldest(DIR *folder, const char *base, size_t *count) {
  long long first = 0;
  const struct dirent *entry;
  *count = 0;
  rewinddir(folder);
  while ((entry = readdir(folder))) {
    long long time = aside_time(base, entry->d_name);
    *count += time != 0;
    if (time != 0 && (first == 0 || time < first))
      first = time;
  }
  return first;
}

static bool remove_aside(const struct store *store, long long time) {
  char suffix[64];
  snprintf(suffix, sizeof(suffix), ASIDE "%lld-journal", time);
  char *path = joined(store->path, suffix);
  if (!path)
    return false;
  bool gone = unlink(path) == 0 || errno == ENOENT;
  path[strlen(path) - strlen("-journal")] = '\0';
  gone = (unlink(path) == 0 || errno == ENOENT) && gone;
  free(path);
  return gone;
}

int sqlite_aside_prune(const struct store *store, size_t keep) {
  if (!store->path)
    return ATTUNE_OK;
  char *path = joined(store->path, "");
  if (!path)
    return ATTUNE_E_MEMORY;
  /* The path is absolute: there is a slash. */
  char *base = strrchr(path, '/');
  *base++ = '\0';
  DIR *folder = opendir(path[0] ? path : "/");
  size_t count = 0;
  long long time = 0;
  bool gone = folder != NULL;
  while (gone && (time = oldest(folder, base, &count)) != 0 && count > keep)
    gone = remove_aside(store, time);
  if (folder)
    closedir(folder);
  free(path);
  return gone ? ATTUNE_OK : ATTUNE_E_STORE;
}
