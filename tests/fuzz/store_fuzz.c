/*
 * A store's file in which any bytes were changed, and which may be cut short,
 * is opened or set aside, gives back nothing but what was put, and takes in
 * new rows. Four bytes of the input are a change: where (three), and what.
 */
#include "store/store.h"

#include <attune.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
  ROWS = 20,
  CHANGE = 4
};

static struct {
  char folder[64];
  char path[96];
  unsigned char *bytes;
  size_t size;
} image;

static void require(bool condition) {
  if (!condition)
    __builtin_trap();
}

static struct store *open_store(void) {
  const struct store_options options = {.path = image.path, .busy_ms = 10};
  struct store *store = NULL;
  char why[STORE_WHY_SIZE];
  (void)store_open(&options, &clock_system, &store, why);
  return store;
}

/* A row's value follows from its key. */
static struct str value_of(unsigned char number) {
  static char value[2600];
  size_t size = number * 130u;
  memset(value, 'a' + number, sizeof(value));
  return (struct str){value, size};
}

static void put_rows(struct store *store, enum store_kind kind,
                     enum store_queue queue) {
  for (unsigned char i = 0; i < ROWS; i++) {
    const struct store_job job = {.key = {(const char *)&i, 1},
                                  .group = STR("g"),
                                  .due_ms = i,
                                  .expires_ms = INT64_MAX - i,
                                  .value = value_of(i)};
    (void)store_put(store, kind, job.key, job.value, INT64_MAX - i);
    (void)store_job_put(store, queue, &job, false, 0);
  }
}

static void write_file(const unsigned char *bytes, size_t size) {
  FILE *file = fopen(image.path, "wb");
  require(file && fwrite(bytes, 1, size, file) == size);
  fclose(file);
}

static void remove_image(void) {
  char command[128];
  free(image.bytes);
  snprintf(command, sizeof(command), "rm -rf '%s'", image.folder);
  require(system(command) == 0);
}

/* Where a sync costs nothing, if there is such a place. */
static void make_image(void) {
  snprintf(image.folder, sizeof(image.folder), "%s/attune-fuzz-XXXXXX",
           access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
  require(mkdtemp(image.folder) != NULL);
  atexit(remove_image);
  snprintf(image.path, sizeof(image.path), "%s/attune.db", image.folder);
  struct store *store = open_store();
  require(store && store_begin(store) == ATTUNE_OK);
  put_rows(store, STORE_TOPIC, STORE_LETTERS);
  require(store_commit(store) == ATTUNE_OK);
  store_close(store);
  FILE *file = fopen(image.path, "rb");
  struct stat status;
  require(file && fstat(fileno(file), &status) == 0);
  image.size = (size_t)status.st_size;
  image.bytes = malloc(image.size);
  require(image.bytes && fread(image.bytes, 1, image.size, file) == image.size);
  fclose(file);
}

static void check(struct str key, struct str value) {
  require(key.size == 1 && (unsigned char)key.data[0] < ROWS);
  require(str_equal(value, value_of((unsigned char)key.data[0])));
}

static void read_rows(struct store *store) {
  struct arena arena;
  struct store_record *records;
  struct store_job *jobs;
  size_t count;
  arena_init(&arena, 0);
  if (store_list(store, STORE_TOPIC, STR(""), STR(""), 99, &arena, &records,
                 &count) == ATTUNE_OK)
    for (size_t i = 0; i < count; i++)
      check(records[i].key, records[i].value);
  if (store_job_claim(store, STORE_LETTERS, ROWS, 1000, 99, &arena, &jobs,
                      &count) == ATTUNE_OK)
    for (size_t i = 0; i < count; i++) {
      check(jobs[i].key, jobs[i].value);
      require(jobs[i].due_ms == jobs[i].key.data[0]);
    }
  arena_fini(&arena);
}

static void play(struct store *store) {
  int status = ATTUNE_E_STORE;
  for (int tries = 0; tries < 4 && status != ATTUNE_OK; tries++) {
    if (store_begin(store) != ATTUNE_OK)
      continue;
    read_rows(store);
    put_rows(store, STORE_AGENT, STORE_TIMERS);
    (void)store_forget_group(store, STR("g"));
    (void)store_sweep(store, 10);
    status = store_commit(store);
  }
  require(status == ATTUNE_OK);
  require(store_scrub(store) == ATTUNE_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (!image.bytes)
    make_image();
  unsigned char *bytes = malloc(image.size);
  require(bytes != NULL);
  memcpy(bytes, image.bytes, image.size);
  for (size_t i = 0; i + CHANGE <= size; i += CHANGE) {
    size_t at = (size_t)data[i] << 16 | (size_t)data[i + 1] << 8 | data[i + 2];
    bytes[at % image.size] ^= data[i + 3];
  }
  /* A last change that is not whole says where the file ends. */
  size_t left = size % CHANGE;
  write_file(bytes, left ? data[size - 1] * image.size / 255 : image.size);
  free(bytes);
  struct store *store = open_store();
  if (store)
    play(store);
  store_close(store);
  unlink(image.path);
  return 0;
}
