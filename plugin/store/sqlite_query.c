#include "store/sqlite.h"

#include <attune.h>

#define JOB_COLUMNS "id, key, grp, due, expires, value, sum"

/* A condition that an index was made with must be said again, word for word,
 * or the index is not used. */
#define NEVER "9223372036854775807"

static const char *const texts[SQL_COUNT] = {
    [SQL_BEGIN] = "BEGIN IMMEDIATE",
    [SQL_COMMIT] = "COMMIT",
    [SQL_ROLLBACK] = "ROLLBACK",
    [SQL_RECORD_GET] = "SELECT id, expires, value, sum FROM records "
                       "WHERE kind = ?1 AND key = ?2",
    [SQL_RECORD_PUT] =
        "INSERT INTO records(kind, key, expires, value, sum) "
        "VALUES(?1, ?2, ?3, ?4, ?5) ON CONFLICT(kind, key) DO UPDATE SET "
        "expires = excluded.expires, value = excluded.value, "
        "sum = excluded.sum",
    [SQL_RECORD_DELETE] = "DELETE FROM records WHERE kind = ?1 AND key = ?2",
    [SQL_RECORD_DROP] = "DELETE FROM records WHERE id = ?1",
    [SQL_RECORD_LIST] = "SELECT id, key, expires, value, sum FROM records "
                        "WHERE kind = ?1 AND key >= ?2 ORDER BY key",
    [SQL_RECORD_SWEEP] =
        "DELETE FROM records WHERE id IN (SELECT id FROM records "
        "WHERE expires <= ?1 AND expires < " NEVER " ORDER BY expires "
        "LIMIT ?2)",
    [SQL_JOB_GET] = "SELECT " JOB_COLUMNS ", owner FROM jobs "
                    "WHERE queue = ?1 AND key = ?2",
    [SQL_JOB_PUT] = "INSERT INTO jobs(queue, key, grp, due, expires, value, "
                    "sum, owner) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) "
                    "ON CONFLICT(queue, key) DO NOTHING",
    [SQL_JOB_UPDATE] =
        "UPDATE jobs SET due = ?2, value = ?3, sum = ?4 WHERE id = ?1",
    [SQL_JOB_DELETE] = "DELETE FROM jobs WHERE queue = ?1 AND key = ?2",
    [SQL_JOB_DROP] = "DELETE FROM jobs WHERE id = ?1",
    [SQL_JOB_DUE] = "SELECT " JOB_COLUMNS " FROM jobs WHERE queue = ?1 "
                    "AND owner = 0 AND due <= ?2 ORDER BY due",
    [SQL_JOB_TAKE] = "UPDATE jobs SET owner = ?2 WHERE id = ?1",
    [SQL_JOB_FREE] = "UPDATE jobs SET owner = 0 WHERE queue = ?1 "
                     "AND owner = ?2",
    [SQL_JOB_FIRST] = "SELECT due FROM jobs WHERE queue = ?1 AND owner = ?2 "
                      "ORDER BY due LIMIT 1",
    [SQL_JOB_LIST] = "SELECT " JOB_COLUMNS " FROM jobs "
                     "WHERE queue = ?1 AND key > ?2 ORDER BY key",
    [SQL_JOB_LIST_GROUP] =
        "SELECT " JOB_COLUMNS " FROM jobs WHERE queue = ?1 AND key > ?2 "
        "AND grp = ?3 AND grp <> x'' ORDER BY key",
    [SQL_JOB_FORGET] = "DELETE FROM jobs WHERE grp = ?1 AND grp <> x''",
    [SQL_JOB_SWEEP] =
        "DELETE FROM jobs WHERE id IN (SELECT id FROM jobs "
        "WHERE expires <= ?1 AND expires < " NEVER " ORDER BY expires "
        "LIMIT ?2)",
    [SQL_OWNER_NEXT] = "SELECT owner FROM jobs WHERE queue = ?1 "
                       "AND owner > ?2 ORDER BY owner LIMIT 1",
    [SQL_LEASE_GET] = "SELECT until FROM leases WHERE queue = ?1 "
                      "AND owner = ?2",
    [SQL_LEASE_PUT] = "INSERT INTO leases(queue, owner, until) "
                      "VALUES(?1, ?2, ?3) ON CONFLICT(queue, owner) "
                      "DO UPDATE SET until = excluded.until",
    [SQL_LEASE_DELETE] = "DELETE FROM leases WHERE queue = ?1 AND owner = ?2",
    [SQL_LEASE_SWEEP] = "DELETE FROM leases WHERE queue = ?1 AND until <= ?2",
};

void query_start(struct query *query, struct store *store, enum sql sql) {
  *query = (struct query){.store = store};
  if (sql > SQL_ROLLBACK && store->transaction != TRANSACTION_OPEN) {
    query->status = ATTUNE_E_STORE;
    return;
  }
  sqlite3_stmt **kept = &store->statements[sql];
  if (!*kept)
    query->code = sqlite3_prepare_v3(store->db, texts[sql], -1,
                                     SQLITE_PREPARE_PERSISTENT, kept, NULL);
  query->statement = *kept;
}

static bool usable(const struct query *query) {
  return query->statement && query->code == SQLITE_OK;
}

void query_number(struct query *query, int64_t number) {
  query->bound++;
  if (usable(query))
    query->code = sqlite3_bind_int64(query->statement, query->bound, number);
}

/* Without an address SQLite would take no bytes for NULL. */
void query_bytes(struct query *query, struct str bytes) {
  query->bound++;
  if (usable(query))
    query->code = sqlite3_bind_blob64(query->statement, query->bound,
                                      bytes.data ? bytes.data : "", bytes.size,
                                      SQLITE_STATIC);
}

bool query_step(struct query *query) {
  if (!usable(query))
    return false;
  int code = sqlite3_step(query->statement);
  if (code != SQLITE_ROW && code != SQLITE_DONE)
    query->code = code;
  return code == SQLITE_ROW;
}

int64_t query_number_at(struct query *query, int column) {
  return sqlite3_column_int64(query->statement, column);
}

struct str query_bytes_at(struct query *query, int column) {
  const char *data = sqlite3_column_blob(query->statement, column);
  int size = sqlite3_column_bytes(query->statement, column);
  if (!data && size > 0)
    query->code = SQLITE_NOMEM;
  return (struct str){data, data ? (size_t)size : 0};
}

int query_end(struct query *query) {
  if (query->statement) {
    sqlite3_reset(query->statement);
    sqlite3_clear_bindings(query->statement);
  }
  if (query->code != SQLITE_OK)
    query->status = sqlite_failed(query->store, query->code);
  return query->status;
}

int query_run(struct query *query) {
  while (query_step(query))
    continue;
  return query_end(query);
}

int query_drop(struct store *store, enum sql sql, int64_t id) {
  struct query query;
  query_start(&query, store, sql);
  query_number(&query, id);
  return query_run(&query);
}

#define MIX UINT64_C(0x9e3779b97f4a7c15)

/*
 * Each step can be undone when its word is known, so that two rows that
 * differ in one word never meet: any damage within eight bytes is seen, other
 * damage but for one time in 2^64. Eight bytes at once, since all that is read
 * or written goes through here.
 */
static uint64_t mix(uint64_t sum, uint64_t word) {
  sum = (sum ^ word) * MIX;
  return sum ^ sum >> 32;
}

static uint64_t mix_bytes(uint64_t sum, struct str bytes) {
  sum = mix(sum, bytes.size);
  for (size_t at = 0; at < bytes.size; at += sizeof(uint64_t)) {
    uint64_t word = 0;
    size_t left = bytes.size - at;
    memcpy(&word, bytes.data + at, left < sizeof(word) ? left : sizeof(word));
    sum = mix(sum, word);
  }
  return sum;
}

int64_t row_checksum(const struct row *row) {
  uint64_t sum = mix(MIX, (uint64_t)row->kind);
  sum = mix_bytes(sum, row->key);
  sum = mix_bytes(sum, row->group);
  sum = mix(sum, (uint64_t)row->due_ms);
  sum = mix(sum, (uint64_t)row->expires_ms);
  return (int64_t)mix_bytes(sum, row->value);
}
