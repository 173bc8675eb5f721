/*
 * What the files of this room share: the connection, its statements, and how
 * a row is read, written and known to be whole. Nobody else includes it.
 */
#ifndef ATTUNE_STORE_SQLITE_H
#define ATTUNE_STORE_SQLITE_H

#include <sqlite3.h>
#include <sys/types.h>

#include "store/store.h"

/* The statements, prepared when first used and kept. */
enum sql {
  SQL_BEGIN,
  SQL_COMMIT,
  SQL_ROLLBACK,
  SQL_RECORD_GET,
  SQL_RECORD_PUT,
  SQL_RECORD_DELETE,
  SQL_RECORD_DROP,
  SQL_RECORD_LIST,
  SQL_RECORD_SWEEP,
  SQL_JOB_GET,
  SQL_JOB_PUT,
  SQL_JOB_UPDATE,
  SQL_JOB_DELETE,
  SQL_JOB_DROP,
  SQL_JOB_DUE,
  SQL_JOB_TAKE,
  SQL_JOB_FREE,
  SQL_JOB_FIRST,
  SQL_JOB_LIST,
  SQL_JOB_LIST_GROUP,
  SQL_JOB_FORGET,
  SQL_JOB_SWEEP,
  SQL_OWNER_NEXT,
  SQL_LEASE_GET,
  SQL_LEASE_PUT,
  SQL_LEASE_DELETE,
  SQL_LEASE_SWEEP,
  SQL_COUNT
};

enum transaction {
  TRANSACTION_NONE,
  TRANSACTION_OPEN,
  TRANSACTION_FAILED /* rolled back already; its caller does not know yet */
};

/* What the last errors say about the connection and its file. */
enum soundness {
  SOUND,
  SUSPECT, /* opened and checked again by the next begin */
  UNSOUND  /* the file is set aside by the next begin */
};

struct store {
  sqlite3 *db; /* NULL: could not be opened; the next begin tries again */
  sqlite3_stmt *statements[SQL_COUNT];
  char *path; /* NULL: in memory */
  uint64_t quota_bytes;
  unsigned busy_ms;
  struct clock clock;
  int64_t owner;       /* whose leases are this store's; never 0 */
  pid_t process;       /* which opened it, and alone may use it */
  int64_t deadline_us; /* till when the call at hand may wait */
  int64_t slept_us;    /* how long it has waited */
  enum transaction transaction;
  enum soundness soundness;
  int64_t leased_until_ms[STORE_DEAD + 1]; /* known since begin; else 0 */
  struct store_counts counts;
  char why[STORE_WHY_SIZE];
};

/* sqlite.c: waiting and failing ------------------------------------------- */

/* The call at hand may wait for busy_ms from now. */
void sqlite_wait_from_now(struct store *store);

/* Waits a little; false when the call at hand has waited long enough. */
bool sqlite_wait(struct store *store);

/* The status for a result code of SQLite's, which is counted; rolls back what
 * is open and remembers what must be done about the file. */
int sqlite_failed(struct store *store, int code);

/* sqlite_process.c: threads inside SQLite, and fork ------------------------ */

/* False: this process is a child whose parent was inside when it forked. */
bool sqlite_process_usable(void);

/* From enter to leave this thread is inside SQLite or holds its locks. */
void sqlite_process_enter(void);
void sqlite_process_leave(void);

/* sqlite_open.c: the connection ------------------------------------------- */

/* Opens, makes and checks; sets a file aside that is not sound. On failure
 * the store has no connection, and why says the reason. */
int sqlite_connect(struct store *store);

void sqlite_disconnect(struct store *store);

/* Has somebody renamed or removed the file that is open here? */
bool sqlite_moved(const struct store *store);

/* sqlite_schema.c: is this file one of ours? ------------------------------ */

enum sqlite_head {
  HEAD_EMPTY,
  HEAD_OURS,
  HEAD_FOREIGN, /* another program's, or another version's */
  HEAD_DAMAGED
};

/* These return result codes of SQLite's. */
int sqlite_schema_judge(sqlite3 *db, enum sqlite_head *head);
int sqlite_schema_make(sqlite3 *db);
/* Counts as a change of the file, and changes nothing. */
int sqlite_schema_touch(sqlite3 *db);

/* One number that a statement yields. */
int sqlite_query_number(sqlite3 *db, const char *sql, int64_t *number);

/* sqlite_aside.c: files that are no sound store --------------------------- */

/* Renames the file that is open here, if it still bears its name, while
 * nobody else uses it. ATTUNE_E_BUSY when somebody does. */
int sqlite_set_aside(struct store *store);

/* Removes all but the newest `keep` of the files that were set aside. */
int sqlite_aside_prune(const struct store *store, size_t keep);

/* sqlite_wipe.c: what SQLite leaves in its pages -------------------------- */

/* Overwrites all that belongs to no row, inside a transaction that has changed
 * nothing; the connection must be closed after its commit, without a further
 * use. Returns a result code of SQLite's. */
int sqlite_wipe(struct store *store);

/* sqlite_query.c: statements and rows ------------------------------------- */

/* A use of a statement: the first error sticks, end says it. */
struct query {
  struct store *store;
  sqlite3_stmt *statement; /* NULL after an error */
  int bound;
  int code;   /* of SQLite */
  int status; /* of ours; what a caller puts here, end returns */
};

void query_start(struct query *query, struct store *store, enum sql sql);
/* The next parameter; bytes must stay until end. */
void query_number(struct query *query, int64_t number);
void query_bytes(struct query *query, struct str bytes);
/* True when there is a row. */
bool query_step(struct query *query);
int64_t query_number_at(struct query *query, int column);
/* Good until the next step. */
struct str query_bytes_at(struct query *query, int column);
int query_end(struct query *query);
/* step and end, for what yields no rows. */
int query_run(struct query *query);

/* A record, or a job when due and group count too. */
struct row {
  int64_t id;
  int64_t kind; /* of a record, or a queue */
  struct str key;
  struct str group;
  int64_t due_ms;
  int64_t expires_ms;
  struct str value;
};

/* Over all of a row but its id. */
int64_t row_checksum(const struct row *row);

/* A deletion by id or by one number. */
int query_drop(struct store *store, enum sql sql, int64_t id);

#endif
