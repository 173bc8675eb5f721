#include "store/sqlite.h"

#include <attune.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static int sweep(struct store *store, enum sql sql, int64_t now_ms,
                 size_t *max) {
  struct query query;
  query_start(&query, store, sql);
  query_number(&query, now_ms);
  query_number(&query, *max < INT32_MAX ? (int64_t)*max : INT32_MAX);
  int status = query_run(&query);
  if (status == ATTUNE_OK)
    *max -= (size_t)sqlite3_changes(store->db);
  return status;
}

/* A claim has freed the jobs of whoever had this lease, or will find no lease
 * and free them then. */
static int sweep_leases(struct store *store, int64_t now_ms) {
  int status = ATTUNE_OK;
  for (int queue = STORE_LETTERS; queue <= STORE_DEAD; queue++) {
    struct query query;
    store->leased_until_ms[queue] = 0;
    query_start(&query, store, SQL_LEASE_SWEEP);
    query_number(&query, queue);
    query_number(&query, now_ms);
    status = query_run(&query);
    if (status != ATTUNE_OK)
      break;
  }
  return status;
}

int store_sweep(struct store *store, size_t max) {
  int64_t now = clock_wall_ms(&store->clock);
  int status = sweep(store, SQL_RECORD_SWEEP, now, &max);
  if (status == ATTUNE_OK)
    status = sweep(store, SQL_JOB_SWEEP, now, &max);
  if (status == ATTUNE_OK)
    status = sweep_leases(store, now);
  return status;
}

/* Zero after each commit of ours, but another program may have left one with
 * only its head wiped. With the lock in hand nobody is using it. */
static int empty_journal(const struct store *store) {
  size_t size = strlen(store->path) + sizeof("-journal");
  char *path = malloc(size);
  if (!path)
    return ATTUNE_E_MEMORY;
  struct stat file;
  snprintf(path, size, "%s-journal", store->path);
  bool empty =
      lstat(path, &file) != 0 || file.st_size == 0 || truncate(path, 0) == 0;
  free(path);
  return empty ? ATTUNE_OK : ATTUNE_E_STORE;
}

static int wipe(struct store *store) {
  int status = empty_journal(store);
  if (status != ATTUNE_OK)
    return status;
  int code = sqlite_wipe(store);
  return code == SQLITE_OK ? ATTUNE_OK : sqlite_failed(store, code);
}

/*
 * What may be left beside the file: the journal of a process that died, which
 * begin plays back, and the files that were set aside.
 */
int store_scrub(struct store *store) {
  if (store->transaction == TRANSACTION_OPEN)
    return ATTUNE_E_ARGUMENT;
  int status = store_begin(store);
  if (status != ATTUNE_OK || !store->path) {
    store_rollback(store);
    return status;
  }
  status = wipe(store);
  int ended = store_commit(store);
  /* Its pages in memory are as they were before. */
  sqlite_process_enter();
  sqlite_disconnect(store);
  sqlite_process_leave();
  int pruned = sqlite_aside_prune(store, 0);
  return status != ATTUNE_OK ? status : ended != ATTUNE_OK ? ended : pruned;
}
