#include "store/sqlite.h"

#include <attune.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

/* ON CONFLICT, mutexes that can be tried, names that are not followed. */
#define OLDEST_SQLITE 3034000

#define WAIT_MIN_US 500
#define WAIT_MAX_US 10000

void sqlite_wait_from_now(struct store *store) {
  store->deadline_us =
      clock_mono_us(&store->clock) + (int64_t)store->busy_ms * 1000;
  store->slept_us = 0;
}

/* What was slept is counted too, for a clock that stands still in a test. */
bool sqlite_wait(struct store *store) {
  int64_t limit = (int64_t)store->busy_ms * 1000;
  int64_t left = store->deadline_us - clock_mono_us(&store->clock);
  if (left > limit - store->slept_us)
    left = limit - store->slept_us;
  if (left <= 0)
    return false;
  int64_t pause = store->slept_us / 4;
  if (pause < WAIT_MIN_US)
    pause = WAIT_MIN_US;
  if (pause > WAIT_MAX_US)
    pause = WAIT_MAX_US;
  if (pause > left)
    pause = left;
  const struct timespec time = {0, (long)pause * 1000};
  nanosleep(&time, NULL);
  store->slept_us += pause;
  return true;
}

static enum soundness judge(int code) {
  switch (code & 0xff) {
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
  case SQLITE_FULL:
  case SQLITE_NOMEM:
  case SQLITE_TOOBIG:
    return SOUND;
  case SQLITE_CORRUPT:
  case SQLITE_NOTADB:
  case SQLITE_CONSTRAINT: /* a table and its index say different things */
  case SQLITE_MISMATCH:
    return UNSOUND;
  default: /* after a failed sync above all, what is cached is not trusted */
    return code == SQLITE_IOERR_NOMEM ? SOUND : SUSPECT;
  }
}

static int status_of(int code) {
  int primary = code & 0xff;
  if (primary == SQLITE_BUSY || primary == SQLITE_LOCKED)
    return ATTUNE_E_BUSY;
  if (primary == SQLITE_NOMEM || code == SQLITE_IOERR_NOMEM)
    return ATTUNE_E_MEMORY;
  return ATTUNE_E_STORE;
}

static int run_plain(struct store *store, enum sql sql) {
  sqlite3_stmt *statement = store->statements[sql];
  int code = sqlite3_step(statement);
  sqlite3_reset(statement);
  return code == SQLITE_DONE ? SQLITE_OK : code;
}

/* Some errors roll back by themselves. */
static void roll_back(struct store *store) {
  if (store->db && !sqlite3_get_autocommit(store->db) &&
      run_plain(store, SQL_ROLLBACK) != SQLITE_OK && store->soundness == SOUND)
    store->soundness = SUSPECT;
}

int sqlite_failed(struct store *store, int code) {
  int status = status_of(code);
  if (status == ATTUNE_E_BUSY)
    store->counts.busy++;
  else
    store->counts.failures++;
  enum soundness soundness = judge(code);
  if (soundness > store->soundness)
    store->soundness = soundness;
  snprintf(store->why, sizeof(store->why), "SQLite says: %s (%d)",
           sqlite3_errstr(code), code);
  if (store->transaction == TRANSACTION_OPEN) {
    roll_back(store);
    store->transaction = TRANSACTION_FAILED;
  }
  return status;
}

/* A link in the folder's own path is the host's business; one in place of the
 * file could lead us to write anywhere. */
static char *resolve(const char *path) {
  const char *slash = strrchr(path, '/');
  const char *base = slash ? slash + 1 : path;
  char folder[4096];
  size_t size = slash ? (size_t)(slash - path) : 0;
  if (size >= sizeof(folder) || !*base) {
    errno = EINVAL;
    return NULL;
  }
  memcpy(folder, path, size);
  folder[size] = '\0';
  char *real = realpath(!slash ? "." : size == 0 ? "/" : folder, NULL);
  if (!real)
    return NULL;
  size_t whole = strlen(real) + 1 + strlen(base) + 1;
  char *resolved = malloc(whole);
  if (resolved)
    snprintf(resolved, whole, "%s/%s", strcmp(real, "/") == 0 ? "" : real,
             base);
  free(real);
  return resolved;
}

static int64_t make_owner(void) {
  int64_t owner = 0;
  while (owner == 0) {
    if (getrandom(&owner, sizeof(owner), 0) != (ssize_t)sizeof(owner) &&
        errno != EINTR)
      return 0;
    owner &= INT64_MAX;
  }
  return owner;
}

static int prepare(struct store *store, const struct store_options *options) {
  if (sqlite3_libversion_number() < OLDEST_SQLITE || !sqlite3_threadsafe()) {
    snprintf(store->why, sizeof(store->why),
             "SQLite %s is too old, or built without threads",
             sqlite3_libversion());
    return ATTUNE_E_STORE;
  }
  store->owner = make_owner();
  if (options->path)
    store->path = resolve(options->path);
  if (store->owner != 0 && (store->path || !options->path))
    return ATTUNE_OK;
  int status = errno == ENOMEM ? ATTUNE_E_MEMORY : ATTUNE_E_STORE;
  if (store->owner == 0)
    snprintf(store->why, sizeof(store->why), "no random number (errno %d)",
             errno);
  else
    snprintf(store->why, sizeof(store->why),
             "the folder of %.110s cannot be used (errno %d)", options->path,
             errno);
  return status;
}

static int open_store(struct store *store,
                      const struct store_options *options) {
  int status = prepare(store, options);
  if (status != ATTUNE_OK)
    return status;
  if (!sqlite_process_usable()) {
    snprintf(store->why, sizeof(store->why),
             "the process was forked while a thread was inside SQLite");
    return ATTUNE_E_STORE;
  }
  sqlite_process_enter();
  sqlite_wait_from_now(store);
  status = sqlite_connect(store);
  sqlite_process_leave();
  /* Others are at work on it, which is no reason to do without: the first
   * begin goes on here. */
  return status == ATTUNE_E_BUSY ? ATTUNE_OK : status;
}

int store_open(const struct store_options *options, const struct clock *clock,
               struct store **out, char *why) {
  struct store *store = calloc(1, sizeof(*store));
  *out = NULL;
  if (!store)
    return ATTUNE_E_MEMORY;
  store->quota_bytes = options->quota_bytes;
  store->busy_ms = options->busy_ms;
  store->clock = *clock;
  store->process = getpid();
  int status = open_store(store, options);
  if (status == ATTUNE_OK) {
    *out = store;
    return ATTUNE_OK;
  }
  if (why)
    memcpy(why, store->why, STORE_WHY_SIZE);
  store_close(store);
  return status;
}

void store_close(struct store *store) {
  if (!store)
    return;
  if (store->process == getpid()) {
    store_rollback(store);
    sqlite_process_enter();
    sqlite_disconnect(store);
    sqlite_process_leave();
  }
  free(store->path);
  free(store);
}

bool store_lasts(const struct store *store) {
  return store->path != NULL;
}

void store_counts(const struct store *store, struct store_counts *out) {
  *out = store->counts;
}

/* What lies in memory would be gone with its connection, and has no disk that
 * could have failed. */
static bool must_reconnect(const struct store *store) {
  return store->soundness == UNSOUND ||
         (store->soundness == SUSPECT && store->path);
}

static int mend(struct store *store) {
  int status = ATTUNE_OK;
  if (store->db && store->soundness == UNSOUND)
    status = sqlite_set_aside(store);
  if (status != ATTUNE_OK)
    return status;
  if (store->db && must_reconnect(store))
    sqlite_disconnect(store);
  return store->db ? ATTUNE_OK : sqlite_connect(store);
}

/* Looked at when the lock is ours: from then on nobody else renames it. */
static int begin_here(struct store *store) {
  int code = run_plain(store, SQL_BEGIN);
  if (code != SQLITE_OK)
    return sqlite_failed(store, code);
  if (!sqlite_moved(store))
    return ATTUNE_OK;
  roll_back(store);
  store->soundness = SUSPECT;
  return ATTUNE_E_STORE;
}

#define BEGIN_TRIES 3

static int begin(struct store *store) {
  int status = ATTUNE_E_STORE;
  for (int tries = 0; tries < BEGIN_TRIES; tries++) {
    status = mend(store);
    if (status == ATTUNE_OK)
      status = begin_here(store);
    if (status != ATTUNE_E_STORE || store->soundness == SOUND || !store->db)
      break;
  }
  return status;
}

int store_begin(struct store *store) {
  if (store->transaction == TRANSACTION_OPEN)
    return ATTUNE_E_ARGUMENT;
  if (store->process != getpid())
    return ATTUNE_E_STORE;
  store_rollback(store);
  sqlite_process_enter();
  sqlite_wait_from_now(store);
  int status = begin(store);
  memset(store->leased_until_ms, 0, sizeof(store->leased_until_ms));
  if (status == ATTUNE_OK)
    store->transaction = TRANSACTION_OPEN;
  else
    sqlite_process_leave();
  return status;
}

/* A transaction that could not even be rolled back ends with its
 * connection. */
static void end(struct store *store) {
  roll_back(store);
  if (store->db && !sqlite3_get_autocommit(store->db))
    sqlite_disconnect(store);
  store->transaction = TRANSACTION_NONE;
  sqlite_process_leave();
}

int store_commit(struct store *store) {
  int status = ATTUNE_E_STORE;
  if (store->transaction == TRANSACTION_NONE)
    return status;
  if (store->transaction == TRANSACTION_OPEN) {
    sqlite_wait_from_now(store);
    int code = run_plain(store, SQL_COMMIT);
    status = code == SQLITE_OK ? ATTUNE_OK : sqlite_failed(store, code);
  }
  if (status == ATTUNE_OK)
    store->counts.commits++;
  end(store);
  return status;
}

void store_rollback(struct store *store) {
  if (store->transaction != TRANSACTION_NONE)
    end(store);
}
