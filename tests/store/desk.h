/* A folder of its own for each test, a clock that it sets, and short ways to
 * say what is put and what must be found. */
#ifndef ATTUNE_TESTS_STORE_DESK_H
#define ATTUNE_TESTS_STORE_DESK_H

#include <attune.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/store.h"
#include "test.h"

struct desk {
  char folder[64];
  char path[96];
  struct store *store;
  struct arena arena;
  struct clock clock;
  int64_t wall_ms; /* 0: the system's */
  unsigned busy_ms;
  uint64_t quota_bytes;
  char why[STORE_WHY_SIZE];
};

static inline int64_t desk_wall_ms(void *user) {
  const struct desk *desk = user;
  return desk->wall_ms ? desk->wall_ms : clock_wall_ms(&clock_system);
}

static inline int64_t desk_mono_us(void *user) {
  (void)user;
  return clock_mono_us(&clock_system);
}

static inline int desk_try(struct desk *desk) {
  struct store_options options = {.path = desk->path[0] ? desk->path : NULL,
                                  .busy_ms = desk->busy_ms,
                                  .quota_bytes = desk->quota_bytes};
  desk->why[0] = '\0';
  return store_open(&options, &desk->clock, &desk->store, desk->why);
}

static inline void desk_open(struct desk *desk) {
  int status = desk_try(desk);
  if (status != ATTUNE_OK)
    test_fail(__FILE__, __LINE__, "store_open is %d: %s", status, desk->why);
}

static inline void desk_set(struct desk *desk) {
  *desk = (struct desk){.busy_ms = 2000,
                        .clock = {desk_wall_ms, desk_mono_us, desk}};
  arena_init(&desk->arena, 0);
  snprintf(desk->folder, sizeof(desk->folder), "/tmp/attune-store-XXXXXX");
  CHECK(mkdtemp(desk->folder) != NULL);
  snprintf(desk->path, sizeof(desk->path), "%s/attune.db", desk->folder);
}

static inline void desk_close(struct desk *desk) {
  store_close(desk->store);
  desk->store = NULL;
}

static inline void desk_clear(struct desk *desk) {
  char command[128];
  desk_close(desk);
  arena_fini(&desk->arena);
  snprintf(command, sizeof(command), "rm -rf '%s'", desk->folder);
  CHECK_INT(system(command), 0);
}

static inline void desk_begin(struct desk *desk) {
  CHECK_INT(store_begin(desk->store), ATTUNE_OK);
}

static inline void desk_commit(struct desk *desk) {
  CHECK_INT(store_commit(desk->store), ATTUNE_OK);
}

static inline void desk_put(struct desk *desk, const char *key,
                            const char *value) {
  CHECK_INT(store_put(desk->store, STORE_TOPIC, str_of(key), str_of(value),
                      INT64_MAX),
            ATTUNE_OK);
}

/* NULL: there is none. Good until the arena is reset. */
static inline const char *desk_get(struct desk *desk, const char *key) {
  struct str value;
  CHECK_INT(
      store_get(desk->store, STORE_TOPIC, str_of(key), &desk->arena, &value),
      ATTUNE_OK);
  return value.data;
}

static inline void desk_expect(struct desk *desk, const char *key,
                               const char *expected) {
  const char *value = desk_get(desk, key);
  if (!value || strcmp(value, expected) != 0)
    test_fail(__FILE__, __LINE__, "%s is %s, not %s", key,
              value ? value : "absent", expected);
}

static inline struct store_counts desk_counts(const struct desk *desk) {
  struct store_counts counts;
  store_counts(desk->store, &counts);
  return counts;
}

/* How many times the bytes stand in the file. */
static inline size_t desk_find(const char *path, const char *text) {
  FILE *file = fopen(path, "rb");
  struct stat status;
  size_t found = 0;
  if (!file)
    return 0;
  CHECK_INT(fstat(fileno(file), &status), 0);
  char *bytes = malloc((size_t)status.st_size + 1);
  CHECK(bytes != NULL);
  size_t left = fread(bytes, 1, (size_t)status.st_size, file);
  fclose(file);
  for (char *at = bytes;
       (at = memmem(at, left - (size_t)(at - bytes), text, strlen(text))); at++)
    found++;
  free(bytes);
  return found;
}

static inline uint32_t desk_random(uint64_t *state) {
  *state =
      *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return (uint32_t)(*state >> 33);
}

/* The environment asks for the long run. */
static inline unsigned desk_rounds(unsigned usual, unsigned torture) {
  return getenv("ATTUNE_TORTURE") ? torture : usual;
}

#endif
