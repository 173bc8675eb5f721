#include "runtime/keeping.h"

#include <stdio.h>
#include <stdlib.h>

#include "delivery/schedule.h"

enum {
  BUSY_MS = 200,
  SWEEP_ROWS = 32,
  ERASURES_AT_ONCE = 256
};
#define RETRY_US INT64_C(10000000)
#define SWEEP_US INT64_C(1000000)

void keeping_init(struct keeping *keeping, struct shared *shared,
                  struct outbox *outbox) {
  *keeping = (struct keeping){.shared = shared, .outbox = outbox};
  arena_init(&keeping->arena, 0);
}

static int64_t now_us(const struct keeping *keeping) {
  return clock_mono_us(keeping->shared->clock);
}

static void close_store(struct keeping *keeping) {
  if (keeping->ledger && store_begin(keeping->store) == ATTUNE_OK) {
    ledger_begun(keeping->ledger);
    int status = ledger_write(keeping->ledger);
    if (status == ATTUNE_OK)
      status = ledger_release(keeping->ledger);
    bool kept = status == ATTUNE_OK && store_commit(keeping->store) == 0;
    ledger_ended(keeping->ledger, kept);
  }
  ledger_free(keeping->ledger);
  store_close(keeping->store);
  free(keeping->path);
  keeping->ledger = NULL;
  keeping->store = NULL;
  keeping->path = NULL;
}

void keeping_fini(struct keeping *keeping) {
  close_store(keeping);
  arena_fini(&keeping->arena);
}

static int open_store(struct keeping *keeping, const char *path) {
  char why[STORE_WHY_SIZE] = "";
  const struct store_options options = {path, keeping->quota_bytes, BUSY_MS};
  int status =
      store_open(&options, keeping->shared->clock, &keeping->store, why);
  if (status != ATTUNE_OK)
    log_line(&keeping->shared->log, LOG_ERROR, "store: %s",
             why[0] ? why : "out of memory");
  return status;
}

/* Letters and conversations are rows only where rows outlive the process. */
static int open_ledger(struct keeping *keeping) {
  if (!store_lasts(keeping->store))
    return ATTUNE_OK;
  keeping->ledger =
      ledger_new(keeping->store, keeping->outbox, keeping->shared->clock);
  return keeping->ledger ? ATTUNE_OK : ATTUNE_E_MEMORY;
}

/* A file that cannot be had now is tried again later; till then timers and
 * trends are kept in memory, and nothing else misses it. */
static void open_wanted(struct keeping *keeping) {
  const char *path = keeping->wanted_lasting ? keeping->path : NULL;
  int status = open_store(keeping, path);
  keeping->failing = status != ATTUNE_OK;
  if (status != ATTUNE_OK && path) {
    keeping->retry_us = now_us(keeping) + RETRY_US;
    status = open_store(keeping, NULL);
  }
  if (status == ATTUNE_OK && open_ledger(keeping) != ATTUNE_OK) {
    store_close(keeping->store);
    keeping->store = NULL;
  }
}

static bool is_same(const struct keeping *keeping,
                    const struct store_settings *settings) {
  if (!keeping->store && keeping->retry_us == 0)
    return false;
  if (keeping->wanted_lasting != settings->lasting ||
      keeping->quota_bytes != settings->quota_bytes)
    return false;
  return !settings->lasting ||
         (keeping->path && str_is(settings->path, keeping->path));
}

void keeping_configure(struct keeping *keeping,
                       const struct manifest *manifest) {
  const struct store_settings *settings = &manifest->store;
  keeping->retention_ms = manifest->privacy.retention_ms;
  if (is_same(keeping, settings))
    return;
  close_store(keeping);
  keeping->wanted_lasting = settings->lasting;
  keeping->quota_bytes = settings->quota_bytes;
  if (settings->lasting)
    keeping->path = strndup(settings->path.data, settings->path.size);
  open_wanted(keeping);
}

static void try_again(struct keeping *keeping) {
  if (keeping->retry_us == 0 || now_us(keeping) < keeping->retry_us)
    return;
  char *path = keeping->path;
  keeping->path = NULL;
  keeping->retry_us = 0;
  close_store(keeping);
  keeping->path = path;
  open_wanted(keeping);
}

/* Said once, not at every message while a disk is full. */
static void say_failure(struct keeping *keeping, const char *what) {
  count(&keeping->shared->counters, COUNT_NOT_KEPT);
  if (!keeping->failing)
    log_line(&keeping->shared->log, LOG_ERROR,
             "store: %s failed; what follows is in memory alone until it "
             "works again",
             what);
  keeping->failing = true;
}

bool keeping_begin(struct keeping *keeping) {
  try_again(keeping);
  if (!keeping->store || keeping->open)
    return true;
  int status = store_begin(keeping->store);
  keeping->blocked = status == ATTUNE_E_BUSY;
  if (keeping->blocked)
    return false;
  keeping->open = status == ATTUNE_OK;
  if (!keeping->open)
    say_failure(keeping, "beginning");
  else if (keeping->ledger)
    ledger_begun(keeping->ledger);
  return true;
}

static bool keeps_rows(const struct keeping *keeping) {
  return keeping->open && keeping->ledger;
}

/* What changed here and could not be saved is newer than its row. */
static void take_record(struct keeping *keeping, struct str id,
                        struct str record) {
  struct pipeline *pipeline = &keeping->shared->pipeline;
  struct conversation *known = memory_find(pipeline->memory, id);
  if (known && conversation_is_changed(known))
    return;
  uint64_t version = conversation_record_version(record);
  if (known ? conversation_version(known) == version : version == 0)
    return;
  pthread_mutex_lock(&pipeline->lock);
  if (version == 0)
    memory_erase(pipeline->memory, id); /* by another process */
  else if ((known = memory_open(pipeline->memory, id)))
    (void)conversation_unpack(known, record);
  pthread_mutex_unlock(&pipeline->lock);
}

void keeping_recall(struct keeping *keeping, struct str conversation) {
  struct str record = {0};
  if (!keeps_rows(keeping))
    return;
  arena_reset(&keeping->arena);
  if (store_get(keeping->store, STORE_CONVERSATION, conversation,
                &keeping->arena, &record) == ATTUNE_OK)
    take_record(keeping, conversation, record);
}

#define ERASED_PREFIX STR("erased:")

/*
 * A hash of its id stands for a while where other processes look: a letter of
 * the conversation that waits in their memory must not go out any more.
 */
static int note_erasure(struct keeping *keeping, struct str conversation) {
  char key[40];
  snprintf(key, sizeof(key), "erased:%016llx",
           (unsigned long long)outbox_conversation_hash(conversation));
  int64_t until = clock_wall_ms(keeping->shared->clock) +
                  schedule_lifetime_ms(CLASS_DURABLE);
  return store_put(keeping->store, STORE_META, str_of(key), STR("1"), until);
}

static uint64_t hash_in(struct str key) {
  uint64_t hash = 0;
  for (size_t i = ERASED_PREFIX.size; i < key.size; i++) {
    char c = key.data[i];
    hash = hash << 4 | (uint64_t)(c >= 'a' ? c - 'a' + 10 : c - '0');
  }
  return hash;
}

void keeping_heed_erasures(struct keeping *keeping) {
  struct store_record *rows = NULL;
  struct outbox_counts counts;
  struct str after = {0};
  size_t count = 0;
  outbox_counts(keeping->outbox, &counts);
  if (!keeps_rows(keeping) || counts.pending == 0)
    return;
  arena_reset(&keeping->arena);
  while (store_list(keeping->store, STORE_META, ERASED_PREFIX, after,
                    ERASURES_AT_ONCE, &keeping->arena, &rows,
                    &count) == ATTUNE_OK &&
         count > 0) {
    for (size_t i = 0; i < count; i++)
      outbox_erase_hashed(keeping->outbox, hash_in(rows[i].key));
    after = rows[count - 1].key;
  }
}

void keeping_erase(struct keeping *keeping, struct str conversation) {
  struct pipeline *pipeline = &keeping->shared->pipeline;
  pthread_mutex_lock(&pipeline->lock);
  memory_erase(pipeline->memory, conversation);
  pthread_mutex_unlock(&pipeline->lock);
  outbox_erase(keeping->outbox, conversation);
  if (!keeping->open)
    return;
  if (store_delete(keeping->store, STORE_CONVERSATION, conversation) != 0 ||
      store_forget_group(keeping->store, conversation) != 0 ||
      (keeping->ledger && note_erasure(keeping, conversation) != 0))
    say_failure(keeping, "erasing");
  keeping->scrub = true;
}

static int save_one(struct keeping *keeping,
                    const struct conversation *conversation) {
  arena_reset(&keeping->arena);
  struct str record = conversation_pack(conversation, &keeping->arena,
                                        conversation_version(conversation) + 1);
  if (!record.data)
    return ATTUNE_E_MEMORY;
  int64_t until =
      keeping->retention_ms > 0
          ? clock_wall_ms(keeping->shared->clock) + keeping->retention_ms
          : INT64_MAX;
  return store_put(keeping->store, STORE_CONVERSATION,
                   conversation_id(conversation), record, until);
}

static int save_changed(struct keeping *keeping) {
  const struct memory *memory = keeping->shared->pipeline.memory;
  int status = ATTUNE_OK;
  for (struct conversation *one = memory_changed(memory);
       one && status == ATTUNE_OK; one = conversation_next_changed(one))
    status = save_one(keeping, one);
  return status;
}

static void mark_saved(struct keeping *keeping) {
  struct pipeline *pipeline = &keeping->shared->pipeline;
  struct conversation *one = NULL;
  pthread_mutex_lock(&pipeline->lock);
  while ((one = memory_changed(pipeline->memory)))
    conversation_saved(one, conversation_version(one) + 1);
  pthread_mutex_unlock(&pipeline->lock);
}

static int write_all(struct keeping *keeping) {
  int status = ATTUNE_OK;
  if (keeping->ledger) {
    status = save_changed(keeping);
    if (status == ATTUNE_OK)
      status = ledger_write(keeping->ledger);
  }
  if (status == ATTUNE_OK && now_us(keeping) - keeping->swept_us >= SWEEP_US) {
    keeping->swept_us = now_us(keeping);
    status = store_sweep(keeping->store, SWEEP_ROWS);
  }
  if (status == ATTUNE_OK)
    return store_commit(keeping->store);
  store_rollback(keeping->store);
  return status;
}

void keeping_end(struct keeping *keeping) {
  if (!keeping->open)
    return;
  int status = write_all(keeping);
  keeping->open = false;
  keeping->flushed_us = now_us(keeping);
  if (keeping->ledger) {
    ledger_ended(keeping->ledger, status == ATTUNE_OK);
    if (status == ATTUNE_OK)
      mark_saved(keeping);
  }
  if (status != ATTUNE_OK) {
    say_failure(keeping, "a commit");
    return;
  }
  if (keeping->failing && keeping->retry_us == 0) {
    keeping->failing = false;
    log_line(&keeping->shared->log, LOG_WARNING, "store: works again");
  }
  if (keeping->scrub && store_scrub(keeping->store) == ATTUNE_OK)
    keeping->scrub = false;
}

bool keeping_waits(const struct keeping *keeping) {
  return keeping->ledger && !keeping->failing && ledger_waits(keeping->ledger);
}

int64_t keeping_pause_us(const struct keeping *keeping) {
  if (!keeping->ledger)
    return 0;
  int64_t left =
      keeping->flushed_us + KEEPING_GROUP_MS * 1000 - now_us(keeping);
  return left > 0 && left <= KEEPING_GROUP_MS * 1000 ? left : 0;
}

bool keeping_is_due(const struct keeping *keeping) {
  return keeping_waits(keeping) && keeping_pause_us(keeping) == 0;
}

bool keeping_is_blocked(const struct keeping *keeping) {
  return keeping->blocked;
}
