#include "store/sqlite.h"

#include <stdio.h>

/* "Attn" in the file's header, where file(1) looks too. */
#define APPLICATION 0x4174746e
#define VERSION     1

#define TEXT_OF_(macro) #macro
#define TEXT_OF(macro)  TEXT_OF_(macro)

/*
 * Rows lie in tables by number and are found through indexes: in a table that
 * is ordered by key itself, values of a kilobyte would leave room for few
 * keys a page. Who has a job is said once for all jobs of an owner, so that
 * to prolong a lease is to write one row.
 */
static const char *const objects[] = {
    "CREATE TABLE records(id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, "
    "key BLOB NOT NULL, expires INTEGER NOT NULL, value BLOB NOT NULL, "
    "sum INTEGER NOT NULL)",
    "CREATE UNIQUE INDEX records_key ON records(kind, key)",
    "CREATE INDEX records_expires ON records(expires) "
    "WHERE expires < 9223372036854775807",
    "CREATE TABLE jobs(id INTEGER PRIMARY KEY, queue INTEGER NOT NULL, "
    "key BLOB NOT NULL, grp BLOB NOT NULL, due INTEGER NOT NULL, "
    "expires INTEGER NOT NULL, owner INTEGER NOT NULL, value BLOB NOT NULL, "
    "sum INTEGER NOT NULL)",
    "CREATE UNIQUE INDEX jobs_key ON jobs(queue, key)",
    "CREATE INDEX jobs_due ON jobs(queue, owner, due)",
    "CREATE INDEX jobs_group ON jobs(grp, queue, key) WHERE grp <> x''",
    "CREATE INDEX jobs_expires ON jobs(expires) "
    "WHERE expires < 9223372036854775807",
    "CREATE TABLE leases(queue INTEGER NOT NULL, owner INTEGER NOT NULL, "
    "until INTEGER NOT NULL, PRIMARY KEY(queue, owner)) WITHOUT ROWID",
};

#define OBJECTS (sizeof(objects) / sizeof(objects[0]))

int sqlite_query_number(sqlite3 *db, const char *sql, int64_t *number) {
  sqlite3_stmt *statement = NULL;
  int code = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);
  if (code != SQLITE_OK)
    return code;
  code = sqlite3_step(statement);
  if (code == SQLITE_ROW)
    *number = sqlite3_column_int64(statement, 0);
  int ended = sqlite3_finalize(statement);
  return code == SQLITE_ROW   ? SQLITE_OK
         : ended != SQLITE_OK ? ended
                              : SQLITE_CORRUPT;
}

static bool is_known(const char *text) {
  for (size_t i = 0; text && i < OBJECTS; i++)
    if (strcmp(text, objects[i]) == 0)
      return true;
  return false;
}

/* How many objects the file has, and how many of them are as we make them. */
static int count_objects(sqlite3 *db, size_t *all, size_t *known) {
  sqlite3_stmt *statement = NULL;
  int code = sqlite3_prepare_v2(db, "SELECT sql FROM sqlite_master", -1,
                                &statement, NULL);
  if (code != SQLITE_OK)
    return code;
  *all = *known = 0;
  while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
    ++*all;
    *known += is_known((const char *)sqlite3_column_text(statement, 0));
  }
  int ended = sqlite3_finalize(statement);
  return code == SQLITE_DONE ? SQLITE_OK : ended;
}

static int judge(sqlite3 *db, enum sqlite_head *head) {
  int64_t application = 0, version = 0;
  size_t all = 0, known = 0;
  int code = sqlite_query_number(db, "PRAGMA application_id", &application);
  if (code == SQLITE_OK)
    code = sqlite_query_number(db, "PRAGMA user_version", &version);
  if (code == SQLITE_OK)
    code = count_objects(db, &all, &known);
  bool head_ours = application == APPLICATION && version == VERSION;
  bool schema_ours = all == OBJECTS && known == OBJECTS;
  if (head_ours && schema_ours)
    *head = HEAD_OURS;
  else if (application == 0 && version == 0 && all == 0)
    *head = HEAD_EMPTY;
  else if (head_ours || schema_ours)
    *head = HEAD_DAMAGED;
  else
    *head = HEAD_FOREIGN;
  return code;
}

/* In one transaction: another process may be making the file just now. */
int sqlite_schema_judge(sqlite3 *db, enum sqlite_head *head) {
  int code = sqlite3_exec(db, "BEGIN", NULL, NULL, NULL);
  if (code == SQLITE_OK)
    code = judge(db, head);
  int ended = SQLITE_OK;
  if (!sqlite3_get_autocommit(db))
    ended = sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
  return code != SQLITE_OK ? code : ended;
}

static int make(sqlite3 *db) {
  enum sqlite_head head;
  int code = judge(db, &head);
  /* Somebody else made it while we waited for our turn. */
  if (code != SQLITE_OK || head != HEAD_EMPTY)
    return code;
  for (size_t i = 0; i < OBJECTS && code == SQLITE_OK; i++)
    code = sqlite3_exec(db, objects[i], NULL, NULL, NULL);
  if (code == SQLITE_OK)
    code =
        sqlite3_exec(db,
                     "PRAGMA application_id = " TEXT_OF(
                         APPLICATION) ";"
                                      "PRAGMA user_version = " TEXT_OF(VERSION),
                     NULL, NULL, NULL);
  return code;
}

int sqlite_schema_make(sqlite3 *db) {
  int code = sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
  if (code == SQLITE_OK)
    code = make(db);
  if (code == SQLITE_OK)
    code = sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
  if (!sqlite3_get_autocommit(db))
    sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
  return code;
}

int sqlite_schema_touch(sqlite3 *db) {
  return sqlite3_exec(db, "PRAGMA user_version = " TEXT_OF(VERSION), NULL, NULL,
                      NULL);
}
