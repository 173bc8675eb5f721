/*
 * A process that writes is killed at a random moment, again and again. What
 * it had been told is committed must be there, and the file sound.
 */
#include "desk.h"

#include <signal.h>
#include <sys/wait.h>

enum {
  REOPEN_US_MAX = 500000
};

static struct str text_of(int number, char *buffer, size_t size) {
  memset(buffer, '0' + number % 10, size);
  int head = snprintf(buffer, size, "%d:", number);
  buffer[head] = ':';
  return (struct str){buffer, size};
}

/* Each number that it writes to the pipe is committed. */
static void write_on(struct desk *desk, int from, int out) {
  char key[16], value[1000];
  desk_open(desk);
  for (int i = from;; i++) {
    snprintf(key, sizeof(key), "n%08d", i);
    struct str text = text_of(i, value, sizeof(value) - (size_t)i % 900);
    const struct store_job job = {.key = str_of(key),
                                  .group = str_of(key),
                                  .due_ms = i,
                                  .expires_ms = INT64_MAX,
                                  .value = text};
    desk_begin(desk);
    CHECK_INT(store_put(desk->store, STORE_TOPIC, job.key, text, INT64_MAX), 0);
    CHECK_INT(store_job_put(desk->store, STORE_TIMERS, &job, true, 1000), 0);
    desk_commit(desk);
    CHECK_INT(write(out, &i, sizeof(i)), sizeof(i));
  }
}

/* The last number that was committed for sure. */
static int run_and_kill(struct desk *desk, int from, unsigned after_us) {
  int ends[2], last = from - 1, number;
  CHECK_INT(pipe(ends), 0);
  fflush(NULL);
  pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    write_on(desk, from, ends[1]);
  }
  close(ends[1]);
  usleep(after_us);
  kill(child, SIGKILL);
  int status;
  CHECK_INT(waitpid(child, &status, 0), child);
  CHECK(WIFSIGNALED(status));
  while (read(ends[0], &number, sizeof(number)) == sizeof(number))
    last = number;
  close(ends[0]);
  return last;
}

static void check_job(struct desk *desk, int number, struct str value) {
  struct store_job *jobs;
  size_t count;
  CHECK_INT(store_job_list(desk->store, STORE_TIMERS, STR(""), STR(""), 1,
                           &desk->arena, &jobs, &count),
            0);
  CHECK_INT(count, 1);
  CHECK_INT(jobs[0].due_ms, number);
  CHECK(str_equal(jobs[0].value, value));
}

/* The numbers from `from` on that are there, in both kinds of rows. */
static int verify(struct desk *desk, int from) {
  char key[16], value[1000];
  struct str got;
  int64_t due;
  int i = from;
  desk_begin(desk);
  for (;; i++) {
    snprintf(key, sizeof(key), "n%08d", i);
    CHECK_INT(
        store_get(desk->store, STORE_TOPIC, str_of(key), &desk->arena, &got),
        0);
    if (!got.data)
      break;
    CHECK(str_equal(got, text_of(i, value, sizeof(value) - (size_t)i % 900)));
    check_job(desk, i, got);
    CHECK_INT(store_job_delete(desk->store, STORE_TIMERS, str_of(key)), 0);
    CHECK_INT(store_delete(desk->store, STORE_TOPIC, str_of(key)), 0);
  }
  CHECK_INT(store_job_next(desk->store, STORE_TIMERS, &due), 0);
  CHECK_INT(due, INT64_MAX);
  desk_commit(desk);
  return i;
}

TEST_WITHIN(what_was_committed_survives_a_kill, 600) {
  struct desk desk;
  unsigned rounds = desk_rounds(60, 1000);
  uint64_t random = 7;
  int next = 0, unsaid = 0;
  int64_t slowest_us = 0;
  desk_set(&desk);
  desk.busy_ms = 15000;
  for (unsigned round = 0; round < rounds; round++) {
    test_case("round %u", round);
    int from = next;
    int last = run_and_kill(&desk, from, 2000 + desk_random(&random) % 58000);
    int64_t start_us = clock_mono_us(&clock_system);
    desk_open(&desk);
    desk_begin(&desk);
    desk_commit(&desk);
    int64_t took_us = clock_mono_us(&clock_system) - start_us;
    if (took_us > slowest_us)
      slowest_us = took_us;
    next = verify(&desk, from);
    CHECK(next == last + 1 || next == last + 2);
    unsaid += next == last + 2;
    CHECK_INT(desk_counts(&desk).damaged, 0);
    CHECK_INT(desk_counts(&desk).set_aside, 0);
    CHECK_INT(store_scrub(desk.store), 0);
    desk_close(&desk);
    arena_reset(&desk.arena);
  }
  printf("     %d commits, %d of them unsaid; reopened in at most %lld us\n",
         next, unsaid, (long long)slowest_us);
  CHECK(slowest_us < REOPEN_US_MAX);
  desk_clear(&desk);
}
