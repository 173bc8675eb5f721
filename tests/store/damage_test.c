/*
 * Files in which bytes were changed, cut off or moved: a store opens or sets
 * the file aside, and whatever it gives back is what was put.
 */
#include "desk.h"
#include "support/test_vfs.h"

#include <dirent.h>

enum {
  RECORDS = 60,
  JOBS = 40,
  PAGE = 4096
};

struct image {
  unsigned char *bytes;
  size_t size;
};

static char value_buffer[4000];

/* Some within a page, some over several. */
static struct str value_of(int number) {
  size_t size = (size_t)(number * 67 % 1500) + (number % 11 ? 1 : 2500);
  for (size_t i = 0; i < size; i++)
    value_buffer[i] = (char)('a' + (i * 7 + (size_t)number) % 26);
  return (struct str){value_buffer, size};
}

static struct str name_of(const char *kind, int number, char *buffer) {
  snprintf(buffer, 16, "%s%03d", kind, number);
  return str_of(buffer);
}

static struct store_job job_of(int number, char *name) {
  return (struct store_job){.key = name_of("j", number, name),
                            .group = number % 2 ? STR("odd") : STR("even"),
                            .due_ms = 1000 + number,
                            .expires_ms = INT64_MAX - number,
                            .value = value_of(number)};
}

/* The leases have run out when the images are read. */
static void fill(struct desk *desk) {
  char name[16];
  desk->wall_ms = 1000000;
  desk_begin(desk);
  for (int i = 0; i < RECORDS; i++)
    CHECK_INT(store_put(desk->store, STORE_TOPIC, name_of("r", i, name),
                        value_of(i), INT64_MAX - i),
              0);
  for (int i = 0; i < JOBS; i++) {
    const struct store_job job = job_of(i, name);
    CHECK_INT(store_job_put(desk->store, STORE_LETTERS, &job, i % 3 == 0, 1000),
              0);
  }
  desk_commit(desk);
  desk->wall_ms += 1000;
}

static struct image read_image(const char *path) {
  struct image image = {malloc(1 << 20), 0};
  FILE *file = fopen(path, "rb");
  CHECK(file && image.bytes);
  image.size = fread(image.bytes, 1, 1 << 20, file);
  fclose(file);
  return image;
}

static void write_image(const char *path, struct image image) {
  FILE *file = fopen(path, "wb");
  CHECK(file && fwrite(image.bytes, 1, image.size, file) == image.size);
  fclose(file);
}

static void flip(struct image *image, unsigned bits, uint64_t *random) {
  for (unsigned i = 0; i < bits && image->size > 0; i++)
    image->bytes[desk_random(random) % image->size] ^=
        (unsigned char)(1u << desk_random(random) % 8);
}

static void swap_pages(struct image *image, uint64_t *random) {
  unsigned char page[PAGE];
  size_t pages = image->size / PAGE;
  if (pages == 0)
    return;
  unsigned char *a = image->bytes + desk_random(random) % pages * PAGE;
  unsigned char *b = image->bytes + desk_random(random) % pages * PAGE;
  memcpy(page, a, PAGE);
  memmove(a, b, PAGE);
  memcpy(b, page, PAGE);
}

static void damage(struct image *image, uint64_t *random) {
  switch (desk_random(random) % 7) {
  case 0:
    flip(image, 1, random);
    break;
  case 1:
    flip(image, 4, random);
    break;
  case 2:
    flip(image, 64, random);
    break;
  case 3:
    image->size = desk_random(random) % image->size;
    break;
  case 4:
    swap_pages(image, random);
    break;
  case 5: /* a page that was never written */
    memset(image->bytes + desk_random(random) % (image->size / PAGE) * PAGE, 0,
           PAGE);
    break;
  default: /* the first page alone, with the head and the schema */
    for (unsigned i = 0; i < 3; i++)
      image->bytes[desk_random(random) % PAGE] ^=
          (unsigned char)desk_random(random);
    break;
  }
}

static int number_in(struct str key, char kind) {
  if (key.size != 4 || key.data[0] != kind)
    test_fail(__FILE__, __LINE__, "key %.*s", STR_ARGS(key));
  return atoi(key.data + 1);
}

static size_t check_records(struct desk *desk) {
  struct store_record *records;
  size_t count;
  if (store_list(desk->store, STORE_TOPIC, STR(""), STR(""), 1000, &desk->arena,
                 &records, &count) != ATTUNE_OK)
    return 0;
  for (size_t i = 0; i < count; i++)
    CHECK(
        str_equal(records[i].value, value_of(number_in(records[i].key, 'r'))));
  return count;
}

static size_t check_jobs(struct desk *desk) {
  struct store_job *jobs;
  size_t count;
  char name[16];
  if (store_job_claim(desk->store, STORE_LETTERS, INT64_MAX, 1000, 1000,
                      &desk->arena, &jobs, &count) != ATTUNE_OK)
    return 0;
  for (size_t i = 0; i < count; i++) {
    const struct store_job job = job_of(number_in(jobs[i].key, 'j'), name);
    CHECK(str_equal(jobs[i].value, job.value));
    CHECK(str_equal(jobs[i].group, job.group));
    CHECK_INT(jobs[i].due_ms, job.due_ms);
    CHECK_INT(jobs[i].expires_ms, job.expires_ms);
  }
  return count;
}

static void check_single(struct desk *desk) {
  char name[16];
  for (int i = 0; i < RECORDS; i++) {
    struct str value;
    if (store_get(desk->store, STORE_TOPIC, name_of("r", i, name), &desk->arena,
                  &value) == ATTUNE_OK &&
        value.data)
      CHECK(str_equal(value, value_of(i)));
  }
}

/* It may fail once for each time the damage is met, and must then go on. */
static void must_work(struct desk *desk) {
  int status = ATTUNE_E_STORE;
  for (int tries = 0; tries < 4 && status != ATTUNE_OK; tries++) {
    status = store_begin(desk->store);
    for (int i = 0; i < 30 && status == ATTUNE_OK; i++) {
      char name[16];
      const struct store_job job = job_of(500 + i, name);
      status = store_put(desk->store, STORE_AGENT, job.key, job.value, 7);
      if (status == ATTUNE_OK)
        status = store_job_put(desk->store, STORE_TIMERS, &job, true, 1000);
    }
    if (status == ATTUNE_OK)
      status = store_sweep(desk->store, 1000);
    if (status == ATTUNE_OK)
      status = store_commit(desk->store);
    else
      store_rollback(desk->store);
  }
  CHECK_INT(status, ATTUNE_OK);
}

static void clear_folder(const struct desk *desk) {
  DIR *folder = opendir(desk->folder);
  const struct dirent *entry;
  while ((entry = readdir(folder))) {
    char path[512];
    snprintf(path, sizeof(path), "%s/%s", desk->folder, entry->d_name);
    unlink(path);
  }
  closedir(folder);
}

struct tally {
  unsigned whole, part, aside, foreign;
  int64_t slowest_us;
};

static void try_image(struct desk *desk, struct tally *tally) {
  int64_t start = clock_mono_us(&clock_system);
  int status = desk_try(desk);
  if (status != ATTUNE_OK) {
    /* Head and schema damaged alike: it could be anybody's. */
    if (!strstr(desk->why, "another program"))
      test_fail(__FILE__, __LINE__, "why is %s", desk->why);
    tally->foreign++;
    return;
  }
  size_t rows = 0;
  if (store_begin(desk->store) == ATTUNE_OK) {
    rows = check_records(desk) + check_jobs(desk);
    check_single(desk);
  }
  if (store_commit(desk->store) != ATTUNE_OK)
    store_rollback(desk->store);
  must_work(desk);
  int64_t took = clock_mono_us(&clock_system) - start;
  struct store_counts counts = desk_counts(desk);
  if (counts.set_aside > 0)
    tally->aside++;
  else if (rows == RECORDS + JOBS)
    tally->whole++;
  else
    tally->part++;
  if (took > tally->slowest_us)
    tally->slowest_us = took;
  CHECK(counts.set_aside <= 2);
  desk_close(desk);
}

static void play(struct desk *desk, struct image sound, struct image journal,
                 unsigned rounds) {
  struct tally tally = {0};
  struct image image = {malloc(sound.size), 0};
  struct image torn = {malloc(journal.size + 1), 0};
  char path[128];
  uint64_t random = journal.size + 1;
  CHECK(image.bytes && torn.bytes);
  snprintf(path, sizeof(path), "%s-journal", desk->path);
  for (unsigned i = 0; i < rounds; i++) {
    test_case("image %u", i);
    clear_folder(desk);
    memcpy(image.bytes, sound.bytes, image.size = sound.size);
    if (journal.size == 0 || desk_random(&random) % 2)
      damage(&image, &random);
    write_image(desk->path, image);
    if (journal.size > 0) {
      memcpy(torn.bytes, journal.bytes, torn.size = journal.size);
      flip(&torn, desk_random(&random) % 20, &random);
      write_image(path, torn);
    }
    try_image(desk, &tally);
    arena_reset(&desk->arena);
  }
  printf("     %u whole, %u in part, %u set aside, %u refused; %lld us\n",
         tally.whole, tally.part, tally.aside, tally.foreign,
         (long long)tally.slowest_us);
  CHECK(tally.foreign <= rounds / 100);
  CHECK(tally.slowest_us < 2000000);
  free(image.bytes);
  free(torn.bytes);
}

TEST_WITHIN(a_damaged_file_never_gives_a_wrong_value, 600) {
  struct desk desk;
  test_vfs_install();
  desk_set(&desk);
  desk_open(&desk);
  fill(&desk);
  desk_close(&desk);
  struct image sound = read_image(desk.path);
  play(&desk, sound, (struct image){NULL, 0}, desk_rounds(250, 8000));
  free(sound.bytes);
  desk_clear(&desk);
}

/* As it lies when a process dies in a transaction. */
TEST_WITHIN(a_damaged_journal_never_gives_a_wrong_value, 600) {
  struct desk desk;
  char path[128];
  test_vfs_install();
  desk_set(&desk);
  desk_open(&desk);
  fill(&desk);
  desk_begin(&desk);
  CHECK_INT(store_delete(desk.store, STORE_TOPIC, STR("r001")), 0);
  CHECK_INT(store_forget_group(desk.store, STR("odd")), 0);
  snprintf(path, sizeof(path), "%s-journal", desk.path);
  struct image sound = read_image(desk.path);
  struct image journal = read_image(path);
  CHECK(journal.size > 0);
  desk_close(&desk);
  play(&desk, sound, journal, desk_rounds(50, 2000));
  free(sound.bytes);
  free(journal.bytes);
  desk_clear(&desk);
}
