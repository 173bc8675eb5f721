#include "store/sqlite.h"

#include <attune.h>

/* No lease is for longer: one that seems to be was given by a clock that was
 * ahead, and counts as run out. */
#define LEASE_MAX_MS (INT64_C(3600) * 1000)

/* A job's checksum must not be a record's. */
#define KIND_OF_QUEUE(queue) (16 + (int64_t)(queue))

enum job_column {
  JOB_ID,
  JOB_KEY,
  JOB_GROUP,
  JOB_DUE,
  JOB_EXPIRES,
  JOB_VALUE,
  JOB_SUM,
  JOB_OWNER
};

/* False: the job is damaged, and is removed. */
static bool read_job(struct query *query, enum store_queue queue,
                     struct row *row) {
  *row = (struct row){
      .id = query_number_at(query, JOB_ID),
      .kind = KIND_OF_QUEUE(queue),
      .key = query_bytes_at(query, JOB_KEY),
      .group = query_bytes_at(query, JOB_GROUP),
      .due_ms = query_number_at(query, JOB_DUE),
      .expires_ms = query_number_at(query, JOB_EXPIRES),
      .value = query_bytes_at(query, JOB_VALUE),
  };
  if (query->code != SQLITE_OK ||
      row_checksum(row) == query_number_at(query, JOB_SUM))
    return query->code == SQLITE_OK;
  query->store->counts.damaged++;
  query->status = query_drop(query->store, SQL_JOB_DROP, row->id);
  return false;
}

/* How long the jobs of an owner are his; 0: nobody knows of him. */
static int lease_of(struct store *store, enum store_queue queue, int64_t owner,
                    int64_t *until_ms) {
  struct query query;
  *until_ms = 0;
  query_start(&query, store, SQL_LEASE_GET);
  query_number(&query, queue);
  query_number(&query, owner);
  if (query_step(&query))
    *until_ms = query_number_at(&query, 0);
  return query_end(&query);
}

/* A lease is never cut short by a later one for a shorter time. */
static int lease(struct store *store, enum store_queue queue,
                 int64_t lease_ms) {
  int64_t now = clock_wall_ms(&store->clock);
  int64_t until = now + (lease_ms < LEASE_MAX_MS ? lease_ms : LEASE_MAX_MS);
  int64_t *known = &store->leased_until_ms[queue];
  int status = ATTUNE_OK;
  if (*known == 0)
    status = lease_of(store, queue, store->owner, known);
  if (status != ATTUNE_OK)
    return status;
  if (*known >= until && *known <= now + LEASE_MAX_MS)
    return ATTUNE_OK;
  struct query query;
  query_start(&query, store, SQL_LEASE_PUT);
  query_number(&query, queue);
  query_number(&query, store->owner);
  query_number(&query, until);
  *known = until;
  return query_run(&query);
}

static int put(struct store *store, const struct row *row, int64_t queue,
               int64_t owner, bool *added) {
  struct query query;
  query_start(&query, store, SQL_JOB_PUT);
  query_number(&query, queue);
  query_bytes(&query, row->key);
  query_bytes(&query, row->group);
  query_number(&query, row->due_ms);
  query_number(&query, row->expires_ms);
  query_bytes(&query, row->value);
  query_number(&query, row_checksum(row));
  query_number(&query, owner);
  int status = query_run(&query);
  *added = status == ATTUNE_OK && sqlite3_changes(store->db) > 0;
  return status;
}

/* The job, or with a row->id of 0 that there is none; its bytes are good
 * until query_end. */
static void find(struct query *query, struct store *store,
                 enum store_queue queue, struct str key, struct row *row,
                 int64_t *owner) {
  *row = (struct row){0};
  *owner = 0;
  query_start(query, store, SQL_JOB_GET);
  query_number(query, queue);
  query_bytes(query, key);
  if (!query_step(query))
    return;
  *owner = query_number_at(query, JOB_OWNER);
  if (!read_job(query, queue, row))
    row->id = 0;
}

int store_job_put(struct store *store, enum store_queue queue,
                  const struct store_job *job, bool mine, int64_t lease_ms) {
  const struct row row = {.kind = KIND_OF_QUEUE(queue),
                          .key = job->key,
                          .group = job->group,
                          .due_ms = job->due_ms,
                          .expires_ms = job->expires_ms,
                          .value = job->value};
  int64_t owner = mine ? store->owner : 0;
  bool added = false;
  if (job->key.size == 0)
    return ATTUNE_E_ARGUMENT;
  int status = put(store, &row, queue, owner, &added);
  if (status == ATTUNE_OK && !added) {
    /* One that is damaged is as good as absent, and makes room. */
    struct query query;
    struct row there;
    int64_t whose;
    find(&query, store, queue, job->key, &there, &whose);
    bool stays = there.id != 0;
    status = query_end(&query);
    if (status != ATTUNE_OK || stays)
      return status;
    status = put(store, &row, queue, owner, &added);
  }
  return status == ATTUNE_OK && mine ? lease(store, queue, lease_ms) : status;
}

static int update(struct store *store, const struct row *row) {
  struct query query;
  query_start(&query, store, SQL_JOB_UPDATE);
  query_number(&query, row->id);
  query_number(&query, row->due_ms);
  query_bytes(&query, row->value);
  query_number(&query, row_checksum(row));
  return query_run(&query);
}

int store_job_update(struct store *store, enum store_queue queue,
                     const struct store_job *job) {
  struct query query;
  struct row row;
  int64_t owner;
  find(&query, store, queue, job->key, &row, &owner);
  if (row.id != 0 && owner == store->owner) {
    row.due_ms = job->due_ms;
    row.value = job->value;
    query.status = update(store, &row);
  }
  return query_end(&query);
}

int store_job_delete(struct store *store, enum store_queue queue,
                     struct str key) {
  struct query query;
  query_start(&query, store, SQL_JOB_DELETE);
  query_number(&query, queue);
  query_bytes(&query, key);
  return query_run(&query);
}

static int run_of_owner(struct store *store, enum sql sql,
                        enum store_queue queue, int64_t owner) {
  struct query query;
  query_start(&query, store, sql);
  query_number(&query, queue);
  query_number(&query, owner);
  return query_run(&query);
}

static int free_jobs(struct store *store, enum store_queue queue,
                     int64_t owner) {
  int status = run_of_owner(store, SQL_JOB_FREE, queue, owner);
  if (status == ATTUNE_OK)
    status = run_of_owner(store, SQL_LEASE_DELETE, queue, owner);
  if (owner == store->owner)
    store->leased_until_ms[queue] = 0;
  return status;
}

/* The owner after this one who has jobs in the queue; 0: there is none. */
static int next_owner(struct store *store, enum store_queue queue,
                      int64_t *owner) {
  struct query query;
  query_start(&query, store, SQL_OWNER_NEXT);
  query_number(&query, queue);
  query_number(&query, *owner);
  *owner = query_step(&query) ? query_number_at(&query, 0) : 0;
  return query_end(&query);
}

static bool runs(const struct store *store, int64_t until_ms) {
  int64_t now = clock_wall_ms(&store->clock);
  return until_ms > now && until_ms <= now + LEASE_MAX_MS;
}

/* Found by their jobs, not by their leases: so none is held for ever by an
 * owner of whom no lease tells. There are as many owners as processes. */
static int free_of_the_dead(struct store *store, enum store_queue queue) {
  int64_t owner = 0, until = 0;
  int status = next_owner(store, queue, &owner);
  while (status == ATTUNE_OK && owner != 0) {
    status = lease_of(store, queue, owner, &until);
    if (status == ATTUNE_OK && !runs(store, until))
      status = free_jobs(store, queue, owner);
    if (status == ATTUNE_OK)
      status = next_owner(store, queue, &owner);
  }
  return status;
}

struct listing {
  struct arena *arena;
  struct store_job *jobs;
  int64_t *ids;
  size_t count;
  size_t jobs_capacity;
  size_t ids_capacity;
};

static bool make_room(struct listing *list) {
  struct store_job *jobs = arena_grow(list->arena, list->jobs, list->count,
                                      &list->jobs_capacity, sizeof(*jobs));
  if (jobs)
    list->jobs = jobs;
  int64_t *ids = arena_grow(list->arena, list->ids, list->count,
                            &list->ids_capacity, sizeof(*ids));
  if (ids)
    list->ids = ids;
  return jobs && ids;
}

static int add(struct listing *list, const struct row *row) {
  if (!make_room(list))
    return ATTUNE_E_MEMORY;
  struct store_job *job = &list->jobs[list->count];
  *job = (struct store_job){.key = arena_str(list->arena, row->key),
                            .group = arena_str(list->arena, row->group),
                            .due_ms = row->due_ms,
                            .expires_ms = row->expires_ms,
                            .value = arena_str(list->arena, row->value)};
  if (!job->key.data || !job->group.data || !job->value.data)
    return ATTUNE_E_MEMORY;
  list->ids[list->count++] = row->id;
  return ATTUNE_OK;
}

static int collect(struct query *query, enum store_queue queue, size_t max,
                   struct listing *list) {
  struct row row;
  while (query->status == ATTUNE_OK && list->count < max && query_step(query))
    if (read_job(query, queue, &row))
      query->status = add(list, &row);
  return query_end(query);
}

static int take(struct store *store, enum store_queue queue,
                const struct listing *list, int64_t lease_ms) {
  int status = lease(store, queue, lease_ms);
  for (size_t i = 0; i < list->count && status == ATTUNE_OK; i++) {
    struct query query;
    query_start(&query, store, SQL_JOB_TAKE);
    query_number(&query, list->ids[i]);
    query_number(&query, store->owner);
    status = query_run(&query);
  }
  return status;
}

int store_job_claim(struct store *store, enum store_queue queue, int64_t due_ms,
                    int64_t lease_ms, size_t max, struct arena *arena,
                    struct store_job **out, size_t *count) {
  struct query query;
  struct listing list = {.arena = arena};
  *out = NULL;
  *count = 0;
  int status = free_of_the_dead(store, queue);
  if (status != ATTUNE_OK)
    return status;
  query_start(&query, store, SQL_JOB_DUE);
  query_number(&query, queue);
  query_number(&query, due_ms);
  status = collect(&query, queue, max, &list);
  if (status == ATTUNE_OK && list.count > 0)
    status = take(store, queue, &list, lease_ms);
  if (status != ATTUNE_OK)
    return status;
  *out = list.jobs;
  *count = list.count;
  return ATTUNE_OK;
}

/* The first job of an owner; INT64_MAX: he has none. */
static int first_due(struct store *store, enum store_queue queue, int64_t owner,
                     int64_t *due_ms) {
  struct query query;
  query_start(&query, store, SQL_JOB_FIRST);
  query_number(&query, queue);
  query_number(&query, owner);
  *due_ms = query_step(&query) ? query_number_at(&query, 0) : INT64_MAX;
  return query_end(&query);
}

int store_job_renew(struct store *store, enum store_queue queue,
                    int64_t lease_ms) {
  int64_t due;
  int status = first_due(store, queue, store->owner, &due);
  if (status != ATTUNE_OK || due == INT64_MAX)
    return status;
  return lease(store, queue, lease_ms);
}

int store_job_release(struct store *store, enum store_queue queue) {
  return free_jobs(store, queue, store->owner);
}

int store_job_list(struct store *store, enum store_queue queue,
                   struct str group, struct str after, size_t max,
                   struct arena *arena, struct store_job **out, size_t *count) {
  struct query query;
  struct listing list = {.arena = arena};
  query_start(&query, store,
              group.size > 0 ? SQL_JOB_LIST_GROUP : SQL_JOB_LIST);
  query_number(&query, queue);
  query_bytes(&query, after);
  if (group.size > 0)
    query_bytes(&query, group);
  int status = collect(&query, queue, max, &list);
  *out = list.jobs;
  *count = list.count;
  return status;
}

int store_job_next(struct store *store, enum store_queue queue,
                   int64_t *due_ms) {
  int64_t owner = 0, due = 0, until = 0;
  int status = first_due(store, queue, 0, due_ms);
  if (status == ATTUNE_OK)
    status = next_owner(store, queue, &owner);
  while (status == ATTUNE_OK && owner != 0) {
    status = first_due(store, queue, owner, &due);
    if (status == ATTUNE_OK)
      status = lease_of(store, queue, owner, &until);
    if (runs(store, until) && due < until)
      due = until;
    if (owner != store->owner && due < *due_ms)
      *due_ms = due;
    if (status == ATTUNE_OK)
      status = next_owner(store, queue, &owner);
  }
  return status;
}

int store_forget_group(struct store *store, struct str group) {
  struct query query;
  if (group.size == 0)
    return ATTUNE_E_ARGUMENT;
  query_start(&query, store, SQL_JOB_FORGET);
  query_bytes(&query, group);
  return query_run(&query);
}
