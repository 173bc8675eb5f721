#include "store/sqlite.h"

#include <attune.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define PAGE_BYTES  4096
#define QUOTA_BYTES ((uint64_t)256 << 20)

/*
 * A kill leaves a sound file, since the journal undoes what was half written,
 * and what decayed is met as a wrong checksum or a page that SQLite refuses.
 * So the whole check is only for files where it costs little; of a big one the
 * head and the schema are read, and an opening takes milliseconds.
 */
#define CHECK_BYTES ((int64_t)32 << 20)

static int refuse(struct store *store, const char *why, int number) {
  if (number != 0)
    snprintf(store->why, sizeof(store->why), "%s (errno %d)", why, number);
  else
    snprintf(store->why, sizeof(store->why), "%s", why);
  store->counts.failures++;
  return ATTUNE_E_STORE;
}

/*
 * The file is made here since SQLite's own mode for it depends on how it was
 * built. It must not be opened to be made: closing a descriptor gives up all
 * locks that this process has on the file, also those that SQLite has taken
 * meanwhile for another instance. Where mknod is forbidden that is risked.
 */
static int create(const char *path) {
  if (mknod(path, S_IFREG | 0600, 0) == 0 || errno == EEXIST)
    return errno == EEXIST ? EEXIST : 0;
  int flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
  int fd = open(path, flags, 0600);
  if (fd >= 0)
    close(fd);
  return fd >= 0 ? 0 : errno;
}

static int make_file(struct store *store) {
  struct stat file;
  errno = 0;
  int number = create(store->path);
  if (number != 0 && number != EEXIST)
    return refuse(store, "the file cannot be made", number);
  if (lstat(store->path, &file) != 0)
    return refuse(store, "the file cannot be looked at", errno);
  if (!S_ISREG(file.st_mode))
    return refuse(store, "this is not a regular file", 0);
  return ATTUNE_OK;
}

static int on_busy(void *user, int count) {
  (void)count;
  return sqlite_wait(user);
}

static int execute(struct store *store, const char *sql) {
  return sqlite3_exec(store->db, sql, NULL, NULL, NULL);
}

static int open_connection(struct store *store) {
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX |
              SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE;
  if (store->path)
    flags |= SQLITE_OPEN_NOFOLLOW;
  else
    flags |= SQLITE_OPEN_MEMORY | SQLITE_OPEN_CREATE;
  int code = sqlite3_open_v2(store->path ? store->path : ":memory:", &store->db,
                             flags, NULL);
  if (code != SQLITE_OK || !store->db)
    return code != SQLITE_OK ? code : SQLITE_NOMEM;
  /* What the file says must not make SQLite do anything but read and write
   * rows: whoever can write to it is not trusted. */
  static const int off[] = {
      SQLITE_DBCONFIG_ENABLE_TRIGGER, SQLITE_DBCONFIG_ENABLE_VIEW,
      SQLITE_DBCONFIG_ENABLE_FKEY,    SQLITE_DBCONFIG_TRUSTED_SCHEMA,
      SQLITE_DBCONFIG_DQS_DDL,        SQLITE_DBCONFIG_DQS_DML};
  for (size_t i = 0; i < sizeof(off) / sizeof(off[0]); i++)
    sqlite3_db_config(store->db, off[i], 0, NULL);
  sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_extended_result_codes(store->db, 1);
  sqlite3_busy_handler(store->db, on_busy, store);
  return execute(store, "PRAGMA mmap_size = 0; PRAGMA cell_size_check = ON; "
                        "PRAGMA temp_store = MEMORY");
}

static int check_head(struct store *store, enum sqlite_head *head) {
  int code = sqlite_schema_judge(store->db, head);
  if (code != SQLITE_OK)
    return sqlite_failed(store, code);
  if (*head == HEAD_FOREIGN)
    return refuse(store, "this database is another program's or version's", 0);
  if (*head != HEAD_DAMAGED)
    return ATTUNE_OK;
  store->soundness = UNSOUND;
  return refuse(store, "the file's tables are not those of a store", 0);
}

/*
 * One journal mode for all versions of SQLite. A write-ahead log would save
 * a sync for each commit; but up to 3.51.2 two connections can damage it, what
 * is erased stays in it till a checkpoint, and a file that has one cannot be
 * set aside while others use it. A file that somebody has given one is taken
 * back from it; SQLite does not call it an error when others prevent that.
 */
static int set_journal(struct store *store) {
  sqlite3_stmt *statement = NULL;
  int code = sqlite3_prepare_v2(store->db, "PRAGMA journal_mode = TRUNCATE", -1,
                                &statement, NULL);
  if (code == SQLITE_OK)
    code = sqlite3_step(statement);
  const char *mode = NULL;
  if (code == SQLITE_ROW)
    mode = (const char *)sqlite3_column_text(statement, 0);
  bool prevented = mode && strcmp(mode, "wal") == 0;
  int ended = sqlite3_finalize(statement);
  return prevented ? SQLITE_BUSY : ended;
}

static int configure(struct store *store) {
  int code = execute(store, "PRAGMA page_size = 4096;"
                            "PRAGMA auto_vacuum = NONE;"
                            "PRAGMA synchronous = FULL;"
                            "PRAGMA secure_delete = ON");
  if (code == SQLITE_OK)
    code = set_journal(store);
  if (code != SQLITE_OK)
    return sqlite_failed(store, code);
  if (sqlite3_db_readonly(store->db, "main") != 1)
    return ATTUNE_OK;
  /* A head that asks for a newer SQLite makes a file read-only as well. */
  if (faccessat(AT_FDCWD, store->path, W_OK, AT_EACCESS) == 0)
    store->soundness = UNSOUND;
  return refuse(store, "the file cannot be written", 0);
}

static int make_tables(struct store *store) {
  enum sqlite_head head;
  int code = sqlite_schema_make(store->db);
  if (code != SQLITE_OK)
    return sqlite_failed(store, code);
  return check_head(store, &head);
}

/* A result code, and whether all was found to be in order. */
static int check_once(sqlite3 *db, bool *good) {
  sqlite3_stmt *statement = NULL;
  int code =
      sqlite3_prepare_v2(db, "PRAGMA integrity_check(1)", -1, &statement, NULL);
  if (code != SQLITE_OK)
    return code;
  code = sqlite3_step(statement);
  const char *found = NULL;
  if (code == SQLITE_ROW)
    found = (const char *)sqlite3_column_text(statement, 0);
  *good = found && strcmp(found, "ok") == 0;
  bool memory = code == SQLITE_ROW && !found;
  int ended = sqlite3_finalize(statement);
  return memory ? SQLITE_NOMEM : ended;
}

static int read_all(sqlite3 *db) {
  sqlite3_file *file = NULL;
  sqlite3_int64 size = 0;
  char page[PAGE_BYTES];
  int code = sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, &file);
  if (code != SQLITE_OK || !file || !file->pMethods)
    return code;
  code = file->pMethods->xFileSize(file, &size);
  for (sqlite3_int64 at = 0; at < size && code == SQLITE_OK; at += PAGE_BYTES) {
    code = file->pMethods->xRead(file, page, PAGE_BYTES, at);
    if (code == SQLITE_IOERR_SHORT_READ)
      code = SQLITE_OK;
  }
  return code;
}

/* The check tells of a page that could not be read just as of one that is
 * wrong, and a disk that fails for a while is no reason to part with the
 * file. So it counts only when all can be read, and it finds the same again. */
static int check_pages(struct store *store) {
  bool good = false;
  int code = check_once(store->db, &good);
  if (code == SQLITE_OK && !good)
    code = read_all(store->db);
  if (code == SQLITE_OK && !good)
    code = check_once(store->db, &good);
  if (code == SQLITE_OK && !good)
    code = read_all(store->db);
  if (code != SQLITE_OK)
    return sqlite_failed(store, code);
  if (good)
    return ATTUNE_OK;
  store->soundness = UNSOUND;
  return refuse(store, "the file's pages do not fit together", 0);
}

static int limit_size(struct store *store) {
  int64_t size = PAGE_BYTES, count = 0;
  char pragma[64];
  int code = sqlite_query_number(store->db, "PRAGMA page_size", &size);
  if (code == SQLITE_OK)
    code = sqlite_query_number(store->db, "PRAGMA page_count", &count);
  if (code != SQLITE_OK)
    return sqlite_failed(store, code);
  uint64_t quota = store->quota_bytes ? store->quota_bytes : QUOTA_BYTES;
  snprintf(pragma, sizeof(pragma), "PRAGMA max_page_count = %llu",
           (unsigned long long)(quota / (uint64_t)size));
  code = execute(store, pragma);
  if (code != SQLITE_OK)
    return sqlite_failed(store, code);
  return size * count <= CHECK_BYTES ? check_pages(store) : ATTUNE_OK;
}

/* These must not fail later for want of memory: rollback is the way out of
 * that. */
static int prepare_transactions(struct store *store) {
  static const enum sql needed[] = {SQL_BEGIN, SQL_COMMIT, SQL_ROLLBACK};
  for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++) {
    struct query query;
    query_start(&query, store, needed[i]);
    int status = query_end(&query);
    if (status != ATTUNE_OK)
      return status;
  }
  return ATTUNE_OK;
}

static int connect_once(struct store *store) {
  store->soundness = SOUND;
  int status = store->path ? make_file(store) : ATTUNE_OK;
  if (status != ATTUNE_OK)
    return status;
  int code = open_connection(store);
  if (code != SQLITE_OK)
    return sqlite_failed(store, code);
  enum sqlite_head head = HEAD_EMPTY;
  status = check_head(store, &head);
  if (status == ATTUNE_OK)
    status = configure(store);
  if (status == ATTUNE_OK && head == HEAD_EMPTY)
    status = make_tables(store);
  if (status == ATTUNE_OK)
    status = limit_size(store);
  if (status == ATTUNE_OK)
    status = prepare_transactions(store);
  return status;
}

int sqlite_connect(struct store *store) {
  int status = connect_once(store);
  if (store->db && store->soundness == UNSOUND) {
    status = sqlite_set_aside(store);
    sqlite_disconnect(store);
    if (status == ATTUNE_OK)
      status = connect_once(store);
  }
  if (status != ATTUNE_OK)
    sqlite_disconnect(store);
  return status;
}

void sqlite_disconnect(struct store *store) {
  for (size_t i = 0; i < SQL_COUNT; i++) {
    sqlite3_finalize(store->statements[i]);
    store->statements[i] = NULL;
  }
  sqlite3_close_v2(store->db);
  store->db = NULL;
}

bool sqlite_moved(const struct store *store) {
  int moved = 0;
  if (store->path)
    sqlite3_file_control(store->db, "main", SQLITE_FCNTL_HAS_MOVED, &moved);
  return moved != 0;
}
