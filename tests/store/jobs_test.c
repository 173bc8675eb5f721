#include "desk.h"

enum {
  LEASE = 10000
};

static void put_job(struct desk *desk, const char *key, const char *group,
                    int64_t due_ms, bool mine) {
  const struct store_job job = {.key = str_of(key),
                                .group = str_of(group),
                                .due_ms = due_ms,
                                .expires_ms = INT64_MAX,
                                .value = str_of(key)};
  CHECK_INT(store_job_put(desk->store, STORE_LETTERS, &job, mine, LEASE), 0);
}

static void names(const struct store_job *jobs, size_t count, char *found) {
  found[0] = '\0';
  for (size_t i = 0; i < count; i++) {
    CHECK(str_equal(jobs[i].key, jobs[i].value));
    strcat(strcat(found, jobs[i].key.data), " ");
  }
}

static void claims(struct desk *desk, int64_t due_ms, size_t max,
                   const char *expected) {
  struct store_job *jobs;
  size_t count;
  char found[200];
  CHECK_INT(store_job_claim(desk->store, STORE_LETTERS, due_ms, LEASE, max,
                            &desk->arena, &jobs, &count),
            0);
  names(jobs, count, found);
  CHECK_STR(str_of(found), expected);
}

static void lists(struct desk *desk, const char *group, const char *after,
                  size_t max, const char *expected) {
  struct store_job *jobs;
  size_t count;
  char found[200];
  CHECK_INT(store_job_list(desk->store, STORE_LETTERS, str_of(group),
                           str_of(after), max, &desk->arena, &jobs, &count),
            0);
  names(jobs, count, found);
  CHECK_STR(str_of(found), expected);
}

static void next_is(struct desk *desk, int64_t expected) {
  int64_t due;
  CHECK_INT(store_job_next(desk->store, STORE_LETTERS, &due), 0);
  CHECK_INT(due, expected);
}

static void set(struct desk *desk) {
  desk_set(desk);
  desk->wall_ms = 1000000;
  desk_open(desk);
}

/* Another process, as far as the store can tell. */
static void set_other(struct desk *other, const struct desk *desk) {
  *other = *desk;
  other->store = NULL;
  other->clock.user = other;
  arena_init(&other->arena, 0);
  desk_open(other);
}

static void clear_other(struct desk *other) {
  desk_close(other);
  arena_fini(&other->arena);
}

TEST(jobs_are_claimed_when_due_the_earliest_first) {
  struct desk desk;
  set(&desk);
  desk_begin(&desk);
  next_is(&desk, INT64_MAX);
  put_job(&desk, "c", "", 300, false);
  put_job(&desk, "a", "", 100, false);
  put_job(&desk, "d", "", 400, false);
  put_job(&desk, "b", "", 200, false);
  next_is(&desk, 100);
  claims(&desk, 99, 9, "");
  claims(&desk, 300, 2, "a b ");
  next_is(&desk, 300);
  claims(&desk, 300, 9, "c ");
  claims(&desk, 300, 9, "");
  next_is(&desk, 400);
  claims(&desk, INT64_MAX, 9, "d ");
  next_is(&desk, INT64_MAX);
  desk_clear(&desk);
}

TEST(a_job_has_all_that_it_was_given) {
  struct desk desk;
  struct store_job *jobs;
  size_t count;
  const struct store_job job = {.key = STR("k\0y"),
                                .group = STR("ticket\0 7"),
                                .due_ms = -5,
                                .expires_ms = 2000000,
                                .value = STR("")};
  set(&desk);
  desk_begin(&desk);
  CHECK_INT(store_job_put(desk.store, STORE_DEAD, &job, false, 0), 0);
  CHECK_INT(store_job_claim(desk.store, STORE_DEAD, 0, LEASE, 1, &desk.arena,
                            &jobs, &count),
            0);
  CHECK_INT(count, 1);
  CHECK(str_equal(jobs[0].key, job.key));
  CHECK(str_equal(jobs[0].group, job.group));
  CHECK(str_equal(jobs[0].value, job.value));
  CHECK_INT(jobs[0].due_ms, -5);
  CHECK_INT(jobs[0].expires_ms, 2000000);
  desk_clear(&desk);
}

TEST(a_key_that_is_there_is_left_as_it_is_in_its_queue) {
  struct desk desk;
  const struct store_job timer = {.key = STR("a"), .due_ms = 7};
  struct store_job *jobs;
  size_t count;
  set(&desk);
  desk_begin(&desk);
  put_job(&desk, "a", "g", 100, false);
  put_job(&desk, "a", "h", 50, true);
  CHECK_INT(store_job_put(desk.store, STORE_TIMERS, &timer, false, 0), 0);
  lists(&desk, "g", "", 9, "a ");
  lists(&desk, "h", "", 9, "");
  next_is(&desk, 100);
  claims(&desk, 100, 9, "a ");
  CHECK_INT(store_job_list(desk.store, STORE_TIMERS, STR(""), STR(""), 9,
                           &desk.arena, &jobs, &count),
            0);
  CHECK_INT(count, 1);
  CHECK_INT(jobs[0].due_ms, 7);
  const struct store_job unnamed = {.key = STR("")};
  CHECK_INT(store_job_put(desk.store, STORE_TIMERS, &unnamed, false, 0),
            ATTUNE_E_ARGUMENT);
  desk_clear(&desk);
}

TEST(an_own_job_is_nobody_elses_until_its_lease_runs_out) {
  struct desk desk, other;
  set(&desk);
  set_other(&other, &desk);
  desk_begin(&desk);
  put_job(&desk, "a", "", 0, true);
  put_job(&desk, "b", "", 0, false);
  desk_commit(&desk);
  desk_begin(&other);
  next_is(&other, 0);
  claims(&other, INT64_MAX, 9, "b ");
  next_is(&other, 1000000 + LEASE);
  other.wall_ms = 1000000 + LEASE - 1;
  claims(&other, INT64_MAX, 9, "");
  other.wall_ms = 1000000 + LEASE;
  claims(&other, INT64_MAX, 9, "a b ");
  desk_commit(&other);
  desk.wall_ms = other.wall_ms;
  desk_begin(&desk);
  claims(&desk, INT64_MAX, 9, "");
  desk_commit(&desk);
  clear_other(&other);
  desk_clear(&desk);
}

TEST(a_renewed_lease_goes_on_and_a_released_one_ends) {
  struct desk desk, other;
  set(&desk);
  set_other(&other, &desk);
  desk_begin(&desk);
  put_job(&desk, "a", "", 0, true);
  desk.wall_ms += LEASE / 2;
  CHECK_INT(store_job_renew(desk.store, STORE_LETTERS, LEASE), 0);
  desk_commit(&desk);
  desk_begin(&other);
  other.wall_ms = 1000000 + LEASE;
  claims(&other, INT64_MAX, 9, "");
  next_is(&other, 1000000 + LEASE + LEASE / 2);
  desk_commit(&other);
  desk_begin(&desk);
  CHECK_INT(store_job_release(desk.store, STORE_LETTERS), 0);
  desk_commit(&desk);
  desk_begin(&other);
  claims(&other, INT64_MAX, 9, "a ");
  store_rollback(other.store);
  desk_begin(&other);
  claims(&other, INT64_MAX, 9, "a ");
  desk_commit(&other);
  clear_other(&other);
  desk_clear(&desk);
}

/* What was rolled back must not be remembered as written. */
TEST(a_lease_that_was_rolled_back_is_given_again) {
  struct desk desk, other;
  set(&desk);
  set_other(&other, &desk);
  desk_begin(&desk);
  put_job(&desk, "a", "", 0, true);
  store_rollback(desk.store);
  desk_begin(&desk);
  put_job(&desk, "a", "", 0, true);
  desk_commit(&desk);
  desk_begin(&other);
  claims(&other, INT64_MAX, 9, "");
  clear_other(&other);
  desk_clear(&desk);
}

TEST(a_process_that_closed_or_died_gives_its_jobs_up_in_time) {
  struct desk desk, heir;
  set(&desk);
  desk_begin(&desk);
  put_job(&desk, "a", "", 0, true);
  desk_commit(&desk);
  set_other(&heir, &desk);
  desk_close(&desk);
  desk_begin(&heir);
  claims(&heir, INT64_MAX, 9, "");
  heir.wall_ms += LEASE;
  CHECK_INT(store_sweep(heir.store, 100), 0);
  claims(&heir, INT64_MAX, 9, "a ");
  clear_other(&heir);
  desk_clear(&desk);
}

/* A clock that was a year ahead when it gave a lease, and was set right. */
TEST(a_lease_from_the_future_has_run_out) {
  struct desk desk, other;
  set(&desk);
  set_other(&other, &desk);
  desk.wall_ms += INT64_C(365) * 86400000;
  desk_begin(&desk);
  put_job(&desk, "a", "", 0, true);
  desk_commit(&desk);
  desk_begin(&other);
  next_is(&other, 0);
  claims(&other, INT64_MAX, 9, "a ");
  clear_other(&other);
  desk_clear(&desk);
}

TEST(an_update_is_for_ones_own_jobs) {
  struct desk desk, other;
  set(&desk);
  set_other(&other, &desk);
  struct store_job job = {
      .key = STR("a"), .due_ms = 777, .value = STR("second try")};
  desk_begin(&desk);
  put_job(&desk, "a", "g", 5, true);
  put_job(&desk, "b", "g", 5, false);
  CHECK_INT(store_job_update(desk.store, STORE_LETTERS, &job), 0);
  desk_commit(&desk);
  job.value = STR("not his");
  desk_begin(&other);
  CHECK_INT(store_job_update(other.store, STORE_LETTERS, &job), 0);
  job.key = STR("nowhere");
  CHECK_INT(store_job_update(other.store, STORE_LETTERS, &job), 0);
  struct store_job *jobs;
  size_t count;
  CHECK_INT(store_job_list(other.store, STORE_LETTERS, STR("g"), STR(""), 9,
                           &other.arena, &jobs, &count),
            0);
  CHECK_INT(count, 2);
  CHECK_STR(jobs[0].value, "second try");
  CHECK_STR(jobs[0].group, "g");
  CHECK_INT(jobs[0].due_ms, 777);
  CHECK_INT(jobs[0].expires_ms, INT64_MAX);
  desk_commit(&other);
  CHECK_INT(desk_counts(&other).damaged, 0);
  clear_other(&other);
  desk_clear(&desk);
}

TEST(a_list_is_of_a_group_or_of_all_and_goes_on) {
  struct desk desk;
  set(&desk);
  desk_begin(&desk);
  put_job(&desk, "e", "g", 1, true);
  put_job(&desk, "a", "g", 2, false);
  put_job(&desk, "c", "h", 3, false);
  put_job(&desk, "b", "", 4, false);
  lists(&desk, "", "", 9, "a b c e ");
  lists(&desk, "", "b", 1, "c ");
  lists(&desk, "g", "", 9, "a e ");
  lists(&desk, "g", "a", 9, "e ");
  lists(&desk, "x", "", 9, "");
  desk_clear(&desk);
}

TEST(a_group_is_forgotten_in_all_queues_and_only_it) {
  struct desk desk;
  const struct store_job timer = {
      .key = STR("t"), .group = STR("g"), .expires_ms = INT64_MAX};
  int64_t due;
  set(&desk);
  desk_begin(&desk);
  put_job(&desk, "a", "g", 1, true);
  put_job(&desk, "b", "g", 1, false);
  put_job(&desk, "c", "gg", 1, false);
  put_job(&desk, "d", "", 1, false);
  CHECK_INT(store_job_put(desk.store, STORE_TIMERS, &timer, false, 0), 0);
  CHECK_INT(store_forget_group(desk.store, STR("")), ATTUNE_E_ARGUMENT);
  CHECK_INT(store_forget_group(desk.store, STR("g")), 0);
  lists(&desk, "", "", 9, "c d ");
  CHECK_INT(store_job_next(desk.store, STORE_TIMERS, &due), 0);
  CHECK_INT(due, INT64_MAX);
  CHECK_INT(store_job_delete(desk.store, STORE_LETTERS, STR("c")), 0);
  lists(&desk, "", "", 9, "d ");
  desk_clear(&desk);
}

TEST(jobs_past_their_time_are_swept) {
  struct desk desk;
  struct store_job job = {.key = STR("a"), .expires_ms = 1000000};
  set(&desk);
  desk_begin(&desk);
  CHECK_INT(store_job_put(desk.store, STORE_LETTERS, &job, false, 0), 0);
  put_job(&desk, "b", "", 1, false);
  job.key = STR("c");
  job.expires_ms = 1000001;
  job.value = STR("c");
  CHECK_INT(store_job_put(desk.store, STORE_LETTERS, &job, false, 0), 0);
  CHECK_INT(store_sweep(desk.store, 9), 0);
  lists(&desk, "", "", 9, "b c ");
  desk_clear(&desk);
}
