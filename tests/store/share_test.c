/* Several stores on one file: in one process, in several, and in what fork
 * leaves behind. */
#include "desk.h"

#include <sqlite3.h>
#include <sys/wait.h>

enum {
  STEPS = 60
};

static void set_other(struct desk *other, const struct desk *desk) {
  *other = *desk;
  other->store = NULL;
  other->clock.user = other;
  arena_init(&other->arena, 0);
}

static void clear_other(struct desk *other) {
  desk_close(other);
  arena_fini(&other->arena);
}

/* Runs in a child; what it checks fails there, and is seen by join. */
static pid_t start(void (*run)(struct desk *), struct desk *desk) {
  fflush(NULL);
  pid_t child = fork();
  CHECK(child >= 0);
  if (child == 0) {
    run(desk);
    _exit(0);
  }
  return child;
}

static void join(pid_t child) {
  int status;
  CHECK_INT(waitpid(child, &status, 0), child);
  CHECK(WIFEXITED(status));
  CHECK_INT(WEXITSTATUS(status), 0);
}

static void count_up(struct desk *desk) {
  char text[32];
  desk->busy_ms = 15000;
  desk_open(desk);
  for (int i = 0; i < STEPS; i++) {
    desk_begin(desk);
    const char *value = desk_get(desk, "count");
    snprintf(text, sizeof(text), "%d", (value ? atoi(value) : 0) + 1);
    desk_put(desk, "count", text);
    desk_commit(desk);
  }
  desk_close(desk);
}

/* All make the file at once, too. */
TEST_WITHIN(no_count_is_lost_between_processes, 60) {
  struct desk desk;
  pid_t children[4];
  char text[32];
  desk_set(&desk);
  for (int i = 0; i < 4; i++)
    children[i] = start(count_up, &desk);
  for (int i = 0; i < 4; i++)
    join(children[i]);
  desk_open(&desk);
  desk_begin(&desk);
  snprintf(text, sizeof(text), "%d", 4 * STEPS);
  desk_expect(&desk, "count", text);
  CHECK_INT(desk_counts(&desk).set_aside, 0);
  desk_clear(&desk);
}

/* Marks each job that it gets; a second mark would be seen. */
static void claim_all(struct desk *desk) {
  struct store_job *jobs;
  size_t count = 1;
  desk->busy_ms = 15000;
  desk_open(desk);
  while (count > 0) {
    desk_begin(desk);
    CHECK_INT(store_job_claim(desk->store, STORE_TIMERS, 0, 60000, 3,
                              &desk->arena, &jobs, &count),
              0);
    for (size_t i = 0; i < count; i++) {
      CHECK(desk_get(desk, jobs[i].key.data) == NULL);
      desk_put(desk, jobs[i].key.data, "done");
    }
    desk_commit(desk);
  }
  desk_close(desk);
}

TEST_WITHIN(each_job_is_claimed_by_one_process, 60) {
  struct desk desk;
  pid_t children[3];
  char key[16];
  desk_set(&desk);
  desk_open(&desk);
  desk_begin(&desk);
  for (int i = 0; i < 60; i++) {
    snprintf(key, sizeof(key), "timer%d", i);
    const struct store_job job = {.key = str_of(key), .expires_ms = INT64_MAX};
    CHECK_INT(store_job_put(desk.store, STORE_TIMERS, &job, false, 0), 0);
  }
  desk_commit(&desk);
  desk_close(&desk);
  for (int i = 0; i < 3; i++)
    children[i] = start(claim_all, &desk);
  for (int i = 0; i < 3; i++)
    join(children[i]);
  desk_open(&desk);
  desk_begin(&desk);
  for (int i = 0; i < 60; i++) {
    snprintf(key, sizeof(key), "timer%d", i);
    desk_expect(&desk, key, "done");
  }
  desk_clear(&desk);
}

TEST(begin_waits_for_others_as_long_as_it_was_told) {
  struct desk desk, other;
  desk_set(&desk);
  desk_open(&desk);
  set_other(&other, &desk);
  other.busy_ms = 150;
  desk_open(&other);
  desk_begin(&desk);
  int64_t start_us = clock_mono_us(&clock_system);
  CHECK_INT(store_begin(other.store), ATTUNE_E_BUSY);
  int64_t took_us = clock_mono_us(&clock_system) - start_us;
  CHECK(took_us >= 140000 && took_us < 1000000);
  CHECK_INT(desk_counts(&other).busy, 1);
  CHECK_INT(desk_counts(&other).failures, 0);
  desk_commit(&desk);
  desk_begin(&other);
  desk_commit(&other);
  clear_other(&other);
  desk_clear(&desk);
}

static int64_t stopped_us(void *user) {
  (void)user;
  return 5;
}

TEST(a_clock_that_stands_still_does_not_wait_for_ever) {
  struct desk desk, other;
  desk_set(&desk);
  desk_open(&desk);
  desk_begin(&desk);
  set_other(&other, &desk);
  other.busy_ms = 100;
  other.clock.mono_us = stopped_us;
  desk_open(&other);
  CHECK_INT(store_begin(other.store), ATTUNE_E_BUSY);
  clear_other(&other);
  desk_clear(&desk);
}

static size_t count_aside(const struct desk *desk) {
  char command[160];
  snprintf(command, sizeof(command), "ls '%s' | grep -c 'corrupt-[0-9]*$'",
           desk->folder);
  FILE *pipe = popen(command, "r");
  int count = -1;
  CHECK(pipe && fscanf(pipe, "%d", &count) == 1);
  pclose(pipe);
  return (size_t)count;
}

static void spoil(const char *path) {
  static char garbage[8192];
  FILE *file = fopen(path, "r+b");
  memset(garbage, 0xa5, sizeof(garbage));
  CHECK(file && fwrite(garbage, sizeof(garbage), 1, file) == 1);
  fclose(file);
}

/* In processes apart: this test's own writing to the file would give up the
 * locks of a store in the same process. */
static void spoil_file(struct desk *desk) {
  spoil(desk->path);
}

TEST(what_one_sets_aside_the_others_leave_too) {
  struct desk desk, other;
  desk_set(&desk);
  desk_open(&desk);
  set_other(&other, &desk);
  desk_open(&other);
  desk_begin(&desk);
  desk_put(&desk, "old", "lost");
  desk_commit(&desk);
  join(start(spoil_file, &desk));
  desk_begin(&desk);
  CHECK(desk_get(&desk, "old") == NULL);
  desk_put(&desk, "new", "kept");
  desk_commit(&desk);
  desk_begin(&other);
  desk_expect(&other, "new", "kept");
  desk_put(&other, "newer", "kept too");
  desk_commit(&other);
  desk_begin(&desk);
  desk_expect(&desk, "newer", "kept too");
  desk_commit(&desk);
  CHECK_INT(desk_counts(&desk).set_aside + desk_counts(&other).set_aside, 1);
  CHECK_INT(count_aside(&desk), 1);
  clear_other(&other);
  desk_clear(&desk);
}

/* Another's transaction on the file keeps its name where its journal is. */
TEST(a_file_in_use_is_not_set_aside) {
  struct desk desk, other;
  desk_set(&desk);
  desk_open(&desk);
  desk_begin(&desk);
  desk_put(&desk, "a", "1");
  join(start(spoil_file, &desk));
  set_other(&other, &desk);
  other.busy_ms = 50;
  CHECK_INT(desk_try(&other), ATTUNE_OK);
  CHECK_INT(store_begin(other.store), ATTUNE_E_BUSY);
  CHECK_INT(count_aside(&desk), 0);
  desk_close(&desk);
  desk_begin(&other);
  CHECK_INT(count_aside(&desk), 1);
  desk_put(&other, "b", "2");
  desk_commit(&other);
  clear_other(&other);
  desk_clear(&desk);
}

TEST(few_files_are_kept_aside) {
  struct desk desk;
  desk_set(&desk);
  desk.wall_ms = 1000;
  for (int i = 0; i < 7; i++) {
    desk_open(&desk);
    desk_close(&desk);
    spoil(desk.path);
    desk.wall_ms++;
  }
  desk_open(&desk);
  CHECK_INT(count_aside(&desk), 4);
  CHECK_INT(store_scrub(desk.store), 0);
  CHECK_INT(count_aside(&desk), 0);
  desk_clear(&desk);
}

TEST(a_file_that_was_removed_is_made_again) {
  struct desk desk;
  desk_set(&desk);
  desk_open(&desk);
  desk_begin(&desk);
  desk_put(&desk, "a", "1");
  desk_commit(&desk);
  CHECK_INT(unlink(desk.path), 0);
  desk_begin(&desk);
  CHECK(desk_get(&desk, "a") == NULL);
  desk_put(&desk, "a", "2");
  desk_commit(&desk);
  desk_close(&desk);
  desk_open(&desk);
  desk_begin(&desk);
  desk_expect(&desk, "a", "2");
  desk_clear(&desk);
}

/* The parent's own store is only left: its close here touches nothing. */
static void open_in_child(struct desk *desk) {
  struct desk own;
  set_other(&own, desk);
  CHECK_INT(store_begin(desk->store), ATTUNE_E_STORE);
  desk_open(&own);
  desk_begin(&own);
  desk_expect(&own, "a", "1");
  desk_put(&own, "b", "2");
  desk_commit(&own);
  store_close(desk->store);
  clear_other(&own);
}

TEST(a_child_opens_its_own) {
  struct desk desk;
  desk_set(&desk);
  desk_open(&desk);
  desk_begin(&desk);
  desk_put(&desk, "a", "1");
  desk_commit(&desk);
  join(start(open_in_child, &desk));
  desk_begin(&desk);
  desk_expect(&desk, "b", "2");
  desk_put(&desk, "c", "3");
  desk_commit(&desk);
  join(start(open_in_child, &desk));
  desk_begin(&desk);
  desk_expect(&desk, "c", "3");
  desk_clear(&desk);
}

static void refused_in_child(struct desk *desk) {
  struct desk own;
  set_other(&own, desk);
  for (int i = 0; i < 2; i++) {
    CHECK_INT(desk_try(&own), ATTUNE_E_STORE);
    CHECK(strstr(own.why, "forked") != NULL);
  }
}

static void refused_in_grandchild(struct desk *desk) {
  join(start(refused_in_child, desk));
  refused_in_child(desk);
  join(start(refused_in_child, desk));
}

/* SQLite would take the parent's lock for the child's own. */
TEST(a_child_of_a_parent_in_a_transaction_has_no_store) {
  struct desk desk;
  desk_set(&desk);
  desk_open(&desk);
  desk_begin(&desk);
  desk_put(&desk, "a", "1");
  join(start(refused_in_grandchild, &desk));
  desk_commit(&desk);
  join(start(open_in_child, &desk));
  desk_clear(&desk);
}

/* A thread of the host's own was inside SQLite. */
TEST(a_child_does_not_hang_on_a_lock_that_nobody_holds) {
  struct desk desk;
  desk_set(&desk);
  sqlite3_initialize();
  sqlite3_mutex *mutex = sqlite3_mutex_alloc(SQLITE_MUTEX_STATIC_LRU);
  sqlite3_mutex_enter(mutex);
  pid_t child = start(refused_in_child, &desk);
  join(child);
  sqlite3_mutex_leave(mutex);
  desk_open(&desk);
  desk_clear(&desk);
}
