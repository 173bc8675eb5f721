/*
 * A few rounds of all that a store does, for tests that let something fail in
 * between. Whatever the store says was committed must then be there, and
 * nothing else.
 */
#ifndef ATTUNE_TESTS_STORE_SCENARIO_H
#define ATTUNE_TESTS_STORE_SCENARIO_H

#include "desk.h"
enum {
  ROUNDS = 5,
  KEYS = 6,
  VALUE = 900
};

/* What must be in the store: the round in which each key was last put, and
 * up to which round there are jobs. 0: none. */
struct model {
  int rounds[KEYS];
  int jobs;
};

/*
 * The last step of a commit makes sure that it outlives a power cut. When only
 * that fails the commit fails, and may have been kept all the same: all of it
 * or nothing, which is seen by its job.
 */
struct scenario {
  struct desk desk;
  struct model committed;
  struct model maybe;
  int unsure_round; /* 0: sure */
  unsigned kept;    /* commits that failed, and were kept */
};

static inline struct str scenario_value_of(int key, int round, char *buffer) {
  memset(buffer, 'a' + round, VALUE);
  snprintf(buffer, VALUE, "%d/%d", key, round);
  return (struct str){buffer, VALUE};
}

static inline struct str scenario_name_of(int number, char *buffer) {
  snprintf(buffer, 16, "key%d", number);
  return str_of(buffer);
}

static inline int scenario_decide(struct scenario *run) {
  struct store_job *jobs;
  size_t count;
  char name[16];
  int status = store_job_list(run->desk.store, STORE_LETTERS, STR(""), STR(""),
                              99, &run->desk.arena, &jobs, &count);
  if (status != ATTUNE_OK)
    return status;
  for (size_t i = 0; i < count && run->unsure_round; i++)
    if (str_equal(jobs[i].key, scenario_name_of(run->unsure_round, name))) {
      run->committed = run->maybe;
      run->kept++;
      break;
    }
  run->unsure_round = 0;
  return status;
}

static inline int scenario_play_round(struct scenario *run, int round,
                                      struct model *model) {
  char name[16], value[VALUE];
  struct store *store = run->desk.store;
  struct str got;
  int status = store_begin(store);
  if (status == ATTUNE_OK && run->unsure_round)
    status = scenario_decide(run);
  *model = run->committed;
  for (int i = 0; i < KEYS && status == ATTUNE_OK; i++) {
    struct str key = scenario_name_of(i, name);
    status = store_get(store, STORE_AGENT, key, &run->desk.arena, &got);
    if (status == ATTUNE_OK && (i + round) % 3 == 0) {
      status = store_delete(store, STORE_AGENT, key);
      model->rounds[i] = 0;
    } else if (status == ATTUNE_OK) {
      status = store_put(store, STORE_AGENT, key,
                         scenario_value_of(i, round, value), INT64_MAX);
      model->rounds[i] = round;
    }
  }
  const struct store_job job = {.key = scenario_name_of(round, name),
                                .group = STR("group"),
                                .expires_ms = INT64_MAX,
                                .value = scenario_value_of(0, round, value)};
  if (status == ATTUNE_OK)
    status = store_job_put(store, STORE_LETTERS, &job, round % 2, 1000);
  model->jobs |= 1 << round;
  if (status == ATTUNE_OK) {
    status = store_commit(store);
    run->unsure_round = status == ATTUNE_OK ? 0 : round;
    run->maybe = *model;
    return status;
  }
  if (round % 2)
    CHECK_INT(store_commit(store), ATTUNE_E_STORE);
  else
    store_rollback(store);
  return status;
}

static inline void scenario_play(struct scenario *run) {
  for (int round = 1; round <= ROUNDS; round++) {
    struct model model;
    if (!run->desk.store && desk_try(&run->desk) != ATTUNE_OK)
      continue;
    if (scenario_play_round(run, round, &model) == ATTUNE_OK)
      run->committed = model;
    if (round == 2)
      (void)store_scrub(run->desk.store);
    if (round == 3)
      desk_close(&run->desk);
  }
}

static inline void scenario_verify_jobs(struct scenario *run) {
  char name[16], value[VALUE];
  struct store_job *jobs;
  size_t count, at = 0;
  CHECK_INT(store_job_list(run->desk.store, STORE_LETTERS, STR("group"),
                           STR(""), 99, &run->desk.arena, &jobs, &count),
            0);
  for (int round = 1; round <= ROUNDS; round++) {
    if (!(run->committed.jobs >> round & 1))
      continue;
    CHECK(at < count);
    CHECK(str_equal(jobs[at].key, scenario_name_of(round, name)));
    CHECK(str_equal(jobs[at].value, scenario_value_of(0, round, value)));
    at++;
  }
  CHECK_INT(at, count);
}

static inline void scenario_verify(struct scenario *run) {
  char name[16], value[VALUE];
  struct str got;
  if (!run->desk.store)
    desk_open(&run->desk);
  desk_begin(&run->desk);
  if (run->unsure_round)
    CHECK_INT(scenario_decide(run), 0);
  for (int i = 0; i < KEYS; i++) {
    CHECK_INT(store_get(run->desk.store, STORE_AGENT, scenario_name_of(i, name),
                        &run->desk.arena, &got),
              0);
    CHECK_INT(got.data != NULL, run->committed.rounds[i] != 0);
    if (got.data)
      CHECK(str_equal(got,
                      scenario_value_of(i, run->committed.rounds[i], value)));
  }
  scenario_verify_jobs(run);
  desk_commit(&run->desk);
  CHECK_INT(desk_counts(&run->desk).damaged, 0);
  CHECK_INT(desk_counts(&run->desk).set_aside, 0);
}

static inline void scenario_start(struct scenario *run) {
  *run = (struct scenario){.unsure_round = 0};
  desk_set(&run->desk);
  run->desk.busy_ms = 50;
  run->desk.wall_ms = 1000000; /* each run is like the last */
}

/* Now that nothing fails any more: here, and after a restart. */
static inline void scenario_finish(struct scenario *run) {
  char path[128];
  scenario_verify(run);
  desk_close(&run->desk);
  scenario_verify(run);
  store_close(run->desk.store);
  arena_fini(&run->desk.arena);
  snprintf(path, sizeof(path), "%s-journal", run->desk.path);
  unlink(path);
  unlink(run->desk.path);
  CHECK_INT(rmdir(run->desk.folder), 0);
}

#endif
