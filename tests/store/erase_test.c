/* What was erased stands in no byte of any file of the store. */
#include "desk.h"

enum {
  PEOPLE = 40,
  STEPS = 3000
};

static char journal[128];

static void set(struct desk *desk) {
  desk_set(desk);
  desk->wall_ms = 1000000;
  desk_open(desk);
  snprintf(journal, sizeof(journal), "%s-journal", desk->path);
}

/* The name again and again, so that pages of any kind hold it. */
static struct str words_of(int person, size_t size, char *buffer) {
  char name[32];
  int length = snprintf(name, sizeof(name), "Person%03d lives here. ", person);
  for (size_t i = 0; i < size; i++)
    buffer[i] = name[i % (size_t)length];
  return (struct str){buffer, size};
}

static struct str key_of(int person, int number, char *buffer, size_t size) {
  snprintf(buffer, size, "Person%03d/%d", person, number);
  return str_of(buffer);
}

static void step(struct desk *desk, uint64_t *random) {
  static const size_t sizes[] = {10, 300, 500, 700, 900, 1500, 9000};
  static char buffer[20000];
  char name[32], group[32];
  int person = (int)(desk_random(random) % PEOPLE);
  struct str key =
      key_of(person, (int)(desk_random(random) % 8), name, sizeof(name));
  struct str words = words_of(person, sizes[desk_random(random) % 7], buffer);
  snprintf(group, sizeof(group), "Person%03d", person);
  const struct store_job job = {.key = key,
                                .group = str_of(group),
                                .due_ms = desk_random(random),
                                .expires_ms = desk_random(random),
                                .value = words};
  switch (desk_random(random) % 6) {
  case 0:
    CHECK_INT(store_delete(desk->store, STORE_CUSTOMER, key), 0);
    break;
  case 1:
    CHECK_INT(store_job_delete(desk->store, STORE_LETTERS, key), 0);
    break;
  case 2:
  case 3:
    CHECK_INT(store_job_put(desk->store, STORE_LETTERS, &job,
                            desk_random(random) % 2, 1000),
              0);
    CHECK_INT(store_job_update(desk->store, STORE_LETTERS, &job), 0);
    break;
  default:
    CHECK_INT(store_put(desk->store, STORE_CUSTOMER, key, words, 1000000), 0);
    break;
  }
}

static void erase(struct desk *desk, int person) {
  char name[32];
  desk_begin(desk);
  for (int i = 0; i < 8; i++)
    CHECK_INT(store_delete(desk->store, STORE_CUSTOMER,
                           key_of(person, i, name, sizeof(name))),
              0);
  snprintf(name, sizeof(name), "Person%03d", person);
  CHECK_INT(store_forget_group(desk->store, str_of(name)), 0);
  desk_commit(desk);
}

static void read_all(struct desk *desk) {
  struct store_record *records;
  size_t count;
  desk_begin(desk);
  CHECK_INT(store_list(desk->store, STORE_CUSTOMER, STR(""), STR(""), SIZE_MAX,
                       &desk->arena, &records, &count),
            0);
  desk_commit(desk);
  arena_reset(&desk->arena);
}

/* Small changes to the rows of those whose turn is still to come. */
static void write_all(struct desk *desk, int erased) {
  char name[32];
  desk_begin(desk);
  for (int person = erased + 1; person < PEOPLE; person++)
    CHECK_INT(store_delete(desk->store, STORE_CUSTOMER,
                           key_of(person, erased % 8, name, sizeof(name))),
              0);
  desk_commit(desk);
}

static void fill(struct desk *desk) {
  uint64_t random = 3;
  for (int i = 0; i < STEPS; i++) {
    if (i % 10 == 0)
      desk_begin(desk);
    step(desk, &random);
    if (i % 10 == 9)
      desk_commit(desk);
  }
  CHECK(desk_find(desk->path, "Person00") > 0);
}

static void is_gone(struct desk *desk, int person) {
  char name[32];
  snprintf(name, sizeof(name), "Person%03d", person);
  test_case("%s", name);
  CHECK_INT(desk_find(desk->path, name), 0);
  CHECK_INT(desk_find(journal, name), 0);
}

TEST_WITHIN(who_was_erased_is_in_no_byte, 120) {
  struct desk desk;
  set(&desk);
  fill(&desk);
  for (int person = 0; person < PEOPLE; person++) {
    erase(&desk, person);
    CHECK_INT(store_scrub(desk.store), 0);
    is_gone(&desk, person);
  }
  CHECK_INT(desk_find(desk.path, "Person"), 0);
  CHECK_INT(desk_counts(&desk).damaged + desk_counts(&desk).set_aside, 0);
  desk_clear(&desk);
}

TEST_WITHIN(who_was_erased_is_not_written_back_by_others, 120) {
  struct desk desk, other;
  set(&desk);
  fill(&desk);
  other = desk;
  desk_open(&other);
  for (int person = 0; person < PEOPLE; person++) {
    erase(&desk, person);
    read_all(&other);
    CHECK_INT(store_scrub(desk.store), 0);
    write_all(&other, person);
    is_gone(&desk, person);
  }
  CHECK_INT(desk_counts(&other).damaged + desk_counts(&other).set_aside, 0);
  desk_close(&other);
  arena_fini(&other.arena);
  desk_clear(&desk);
}

TEST(what_was_replaced_or_swept_is_in_no_byte) {
  struct desk desk;
  set(&desk);
  desk_begin(&desk);
  desk_put(&desk, "k", "the first words");
  CHECK_INT(store_put(desk.store, STORE_TOPIC, STR("old key"), STR("old"), 1),
            0);
  desk_commit(&desk);
  CHECK(desk_find(desk.path, "the first words") == 1);
  desk_begin(&desk);
  desk_put(&desk, "k", "other");
  CHECK_INT(store_sweep(desk.store, 10), 0);
  desk_commit(&desk);
  CHECK_INT(store_scrub(desk.store), 0);
  CHECK_INT(desk_find(desk.path, "first words"), 0);
  CHECK_INT(desk_find(desk.path, "old key"), 0);
  CHECK_INT(desk_find(journal, "first words"), 0);
  desk_clear(&desk);
}

static void spoil(const char *path, const char *text) {
  FILE *file = fopen(path, "r+b");
  CHECK(file && fputs(text, file) >= 0);
  fclose(file);
}

/* A journal whose head alone was wiped, and a file that was set aside. */
TEST(a_scrub_reaches_what_lies_beside_the_file) {
  struct desk desk;
  char command[200];
  set(&desk);
  desk_begin(&desk);
  desk_put(&desk, "k", "words to forget");
  desk_commit(&desk);
  desk_close(&desk);
  spoil(desk.path, "this is no database any more");
  desk_open(&desk);
  CHECK_INT(desk_counts(&desk).set_aside, 1);
  FILE *file = fopen(journal, "wb");
  for (int i = 0; i < 600; i++)
    fputc(0, file);
  fputs("words to forget", file);
  fclose(file);
  snprintf(command, sizeof(command), "grep -rqF 'words to forget' '%s'",
           desk.folder);
  CHECK_INT(system(command), 0);
  CHECK_INT(store_scrub(desk.store), 0);
  CHECK(system(command) != 0);
  desk_clear(&desk);
}
