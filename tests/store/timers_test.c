/* Timers over restarts and steps of the clock: none missed, none twice. */
#include "store/store.h"

#include <attune.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "test.h"

static int64_t wall = INT64_C(1795000000000);
static int64_t wall_now(void *user) {
  (void)user;
  return wall;
}
static int64_t mono_now(void *user) {
  (void)user;
  return wall * 1000;
}
static const struct clock turned = {wall_now, mono_now, NULL};

static struct store *open_again(struct store *store, const char *path) {
  const struct store_options options = {
      .path = path, .quota_bytes = UINT64_C(2) << 30, .busy_ms = 1000};
  char why[STORE_WHY_SIZE];
  store_close(store);
  CHECK_INT(store_open(&options, &turned, &store, why), ATTUNE_OK);
  return store;
}

static unsigned next_random(void) {
  static unsigned state = 12345;
  state = state * 1664525 + 1013904223;
  return state >> 4;
}

static void arm(struct store *store, unsigned from, unsigned to,
                int64_t span_ms) {
  CHECK_INT(store_begin(store), ATTUNE_OK);
  for (unsigned i = from; i < to; i++) {
    char key[24];
    snprintf(key, sizeof(key), "t-%u", i);
    const struct store_job job = {.key = str_of(key),
                                  .due_ms =
                                      wall + (int64_t)next_random() % span_ms,
                                  .expires_ms = INT64_MAX,
                                  .value = STR("x")};
    CHECK_INT(store_job_put(store, STORE_TIMERS, &job, false, 0), ATTUNE_OK);
  }
  CHECK_INT(store_commit(store), ATTUNE_OK);
}

/* Takes what is due; now and then dies before the commit. */
static unsigned fire(struct store **store, const char *path,
                     unsigned char *fired, bool dies) {
  struct arena arena;
  struct store_job *jobs = NULL;
  size_t count = 0;
  arena_init(&arena, 0);
  CHECK_INT(store_begin(*store), ATTUNE_OK);
  CHECK_INT(store_job_claim(*store, STORE_TIMERS, wall, 15000, 500, &arena,
                            &jobs, &count),
            ATTUNE_OK);
  for (size_t i = 0; i < count; i++) {
    CHECK(jobs[i].due_ms <= wall);
    CHECK_INT(store_job_delete(*store, STORE_TIMERS, jobs[i].key), ATTUNE_OK);
  }
  if (dies) {
    *store = open_again(*store, path);
    count = 0;
  } else {
    CHECK_INT(store_commit(*store), ATTUNE_OK);
  }
  for (size_t i = 0; i < count; i++)
    fired[atol(jobs[i].key.data + 2)]++;
  arena_fini(&arena);
  return (unsigned)count;
}

TEST_WITHIN(none_is_missed_and_none_comes_twice, 1200) {
  const char *wanted = getenv("ATTUNE_TORTURE");
  unsigned timers = wanted && wanted[0] == '1' ? 1000000 : 20000;
  char path[] = "/tmp/attune-timers-XXXXXX";
  unsigned char *fired = calloc(timers, 1);
  struct store *store = NULL;
  unsigned rounds = 0, done = 0;
  close(mkstemp(path));
  unlink(path);
  store = open_again(store, path);
  for (unsigned i = 0; i < timers; i += 10000)
    arm(store, i, i + 10000, INT64_C(30) * 86400000);
  while (done < timers) {
    /* Days in steps, and a clock that is set back and forth. */
    wall += (int64_t)next_random() % 3600000 - (rounds % 50 == 0) * 7200000;
    for (unsigned count = 500; count == 500; rounds++) {
      count = fire(&store, path, fired, rounds % 97 == 96);
      done += count;
    }
  }
  for (unsigned i = 0; i < timers; i++)
    CHECK_INT(fired[i], 1);
  store_close(store);
  free(fired);
  unlink(path);
}
