#include "desk.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>

TEST(a_record_is_there_again_after_a_restart) {
  struct desk desk;
  desk_set(&desk);
  desk_open(&desk);
  CHECK(store_lasts(desk.store));
  desk_begin(&desk);
  desk_put(&desk, "parcel", "late");
  desk_put(&desk, "refund", "");
  desk_put(&desk, "parcel", "very late");
  desk_commit(&desk);
  desk_close(&desk);
  desk_open(&desk);
  desk_begin(&desk);
  desk_expect(&desk, "parcel", "very late");
  desk_expect(&desk, "refund", "");
  CHECK(desk_get(&desk, "invoice") == NULL);
  CHECK_INT(store_delete(desk.store, STORE_TOPIC, STR("parcel")), 0);
  CHECK(desk_get(&desk, "parcel") == NULL);
  desk_commit(&desk);
  CHECK_INT(desk_counts(&desk).commits, 1);
  desk_clear(&desk);
}

TEST(kinds_do_not_share_keys) {
  struct desk desk;
  struct str value;
  desk_set(&desk);
  desk_open(&desk);
  desk_begin(&desk);
  desk_put(&desk, "7", "topic");
  CHECK_INT(store_put(desk.store, STORE_AGENT, STR("7"), STR("agent"), 9), 0);
  desk_expect(&desk, "7", "topic");
  CHECK_INT(store_get(desk.store, STORE_AGENT, STR("7"), &desk.arena, &value),
            0);
  CHECK_STR(value, "agent");
  CHECK_INT(
      store_get(desk.store, STORE_CUSTOMER, STR("7"), &desk.arena, &value), 0);
  CHECK(value.data == NULL);
  desk_clear(&desk);
}

TEST(any_bytes_are_a_key_and_a_value) {
  struct desk desk;
  struct str value;
  const struct str key = STR("a\0b\xff"), other = STR("a\0c");
  desk_set(&desk);
  desk_open(&desk);
  desk_begin(&desk);
  CHECK_INT(store_put(desk.store, STORE_META, key, STR("\0\xfe\0"), 1), 0);
  CHECK_INT(store_get(desk.store, STORE_META, key, &desk.arena, &value), 0);
  CHECK(str_equal(value, STR("\0\xfe\0")));
  CHECK_INT(store_get(desk.store, STORE_META, other, &desk.arena, &value), 0);
  CHECK(value.data == NULL);
  desk_clear(&desk);
}

TEST(what_was_rolled_back_never_was) {
  struct desk desk;
  desk_set(&desk);
  desk_open(&desk);
  desk_begin(&desk);
  desk_put(&desk, "a", "1");
  store_rollback(desk.store);
  desk_begin(&desk);
  CHECK(desk_get(&desk, "a") == NULL);
  desk_put(&desk, "b", "2");
  desk_close(&desk); /* without a commit */
  desk_open(&desk);
  desk_begin(&desk);
  CHECK(desk_get(&desk, "b") == NULL);
  desk_clear(&desk);
}

TEST(nothing_works_outside_a_transaction) {
  struct desk desk;
  struct str value;
  struct store_record *records;
  size_t count;
  desk_set(&desk);
  desk_open(&desk);
  CHECK_INT(store_put(desk.store, STORE_META, STR("k"), STR("v"), 1),
            ATTUNE_E_STORE);
  CHECK_INT(store_get(desk.store, STORE_META, STR("k"), &desk.arena, &value),
            ATTUNE_E_STORE);
  CHECK_INT(store_list(desk.store, STORE_META, STR(""), STR(""), 9, &desk.arena,
                       &records, &count),
            ATTUNE_E_STORE);
  CHECK_INT(store_sweep(desk.store, 10), ATTUNE_E_STORE);
  CHECK_INT(store_commit(desk.store), ATTUNE_E_STORE);
  store_rollback(desk.store);
  desk_begin(&desk);
  CHECK_INT(store_begin(desk.store), ATTUNE_E_ARGUMENT);
  CHECK_INT(store_scrub(desk.store), ATTUNE_E_ARGUMENT);
  desk_commit(&desk);
  CHECK_INT(desk_counts(&desk).failures, 0);
  desk_clear(&desk);
}

static void list_is(struct desk *desk, const char *prefix, const char *after,
                    size_t max, const char *expected) {
  struct store_record *records;
  size_t count;
  char found[200] = "";
  CHECK_INT(store_list(desk->store, STORE_TOPIC, str_of(prefix), str_of(after),
                       max, &desk->arena, &records, &count),
            0);
  for (size_t i = 0; i < count; i++) {
    CHECK(str_equal(records[i].key, records[i].value));
    strcat(strcat(found, records[i].key.data), " ");
  }
  test_case("list %s after %s", prefix, after);
  CHECK_STR(str_of(found), expected);
}

TEST(a_list_is_by_prefix_in_order_and_goes_on) {
  static const char *const keys[] = {"b",  "ab",  "a",        "abc", "ac\xff",
                                     "ac", "abd", "\xff\xff", "\xff"};
  struct desk desk;
  desk_set(&desk);
  desk_open(&desk);
  desk_begin(&desk);
  for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
    desk_put(&desk, keys[i], keys[i]);
  CHECK_INT(store_put(desk.store, STORE_AGENT, STR("abb"), STR("no"), 1), 0);
  list_is(&desk, "", "", 99, "a ab abc abd ac ac\xff b \xff \xff\xff ");
  list_is(&desk, "ab", "", 99, "ab abc abd ");
  list_is(&desk, "ab", "", 2, "ab abc ");
  list_is(&desk, "ab", "abc", 2, "abd ");
  list_is(&desk, "ab", "a", 99, "ab abc abd ");
  list_is(&desk, "ab", "abd", 99, "");
  list_is(&desk, "ab", "z", 99, "");
  list_is(&desk, "ac", "ac", 99, "ac\xff ");
  list_is(&desk, "\xff", "", 99, "\xff \xff\xff ");
  list_is(&desk, "abb", "", 99, "");
  list_is(&desk, "", "", 0, "");
  desk_clear(&desk);
}

TEST(a_sweep_removes_what_is_past_its_time_and_no_more_than_asked) {
  struct desk desk;
  char key[16];
  desk_set(&desk);
  desk.wall_ms = 1000000;
  desk_open(&desk);
  desk_begin(&desk);
  for (int i = 0; i < 10; i++) {
    snprintf(key, sizeof(key), "k%d", i);
    CHECK_INT(store_put(desk.store, STORE_TOPIC, str_of(key), str_of(key),
                        1000000 + i),
              0);
  }
  desk_put(&desk, "stays", "for ever");
  desk.wall_ms = 1000004;
  list_is(&desk, "k", "", 99, "k0 k1 k2 k3 k4 k5 k6 k7 k8 k9 ");
  CHECK_INT(store_sweep(desk.store, 2), 0);
  list_is(&desk, "k", "", 99, "k2 k3 k4 k5 k6 k7 k8 k9 ");
  CHECK_INT(store_sweep(desk.store, 100), 0);
  list_is(&desk, "k", "", 99, "k5 k6 k7 k8 k9 ");
  desk.wall_ms = INT64_MAX - 1;
  CHECK_INT(store_sweep(desk.store, 100), 0);
  list_is(&desk, "k", "", 99, "");
  desk_expect(&desk, "stays", "for ever");
  desk_clear(&desk);
}

TEST(without_a_path_it_lives_in_memory) {
  struct desk desk;
  desk_set(&desk);
  desk.path[0] = '\0';
  desk_open(&desk);
  CHECK(!store_lasts(desk.store));
  desk_begin(&desk);
  desk_put(&desk, "a", "1");
  desk_commit(&desk);
  desk_begin(&desk);
  desk_expect(&desk, "a", "1");
  store_rollback(desk.store);
  CHECK_INT(store_scrub(desk.store), 0);
  desk_close(&desk);
  desk_open(&desk);
  desk_begin(&desk);
  CHECK(desk_get(&desk, "a") == NULL);
  desk_clear(&desk);
}

/* Whatever the host's umask is, and without setting it. */
TEST(nobody_else_may_read_the_file) {
  struct desk desk;
  struct stat file;
  char journal[128];
  umask(0);
  desk_set(&desk);
  desk_open(&desk);
  desk_begin(&desk);
  desk_put(&desk, "a", "1");
  desk_commit(&desk);
  CHECK_INT(stat(desk.path, &file), 0);
  CHECK_INT(file.st_mode & 07777, 0600);
  snprintf(journal, sizeof(journal), "%s-journal", desk.path);
  CHECK_INT(stat(journal, &file), 0);
  CHECK_INT(file.st_mode & 07777, 0600);
  CHECK_INT(umask(022), 0);
  desk_clear(&desk);
}

static void refused(struct desk *desk, const char *why) {
  CHECK_INT(desk_try(desk), ATTUNE_E_STORE);
  CHECK(desk->store == NULL);
  if (!strstr(desk->why, why))
    test_fail(__FILE__, __LINE__, "why is \"%s\", not \"%s\"", desk->why, why);
}

TEST(a_link_is_not_followed) {
  struct desk desk;
  char victim[128];
  desk_set(&desk);
  snprintf(victim, sizeof(victim), "%s/victim", desk.folder);
  CHECK_INT(symlink(victim, desk.path), 0);
  refused(&desk, "not a regular file");
  CHECK_INT(access(victim, F_OK), -1);
  CHECK_INT(close(creat(victim, 0600)), 0);
  refused(&desk, "not a regular file");
  desk_clear(&desk);
}

TEST(a_link_on_the_way_is_the_hosts_business) {
  struct desk desk;
  char way[80];
  desk_set(&desk);
  snprintf(way, sizeof(way), "%s/way", desk.folder);
  CHECK_INT(symlink(".", way), 0);
  snprintf(desk.path, sizeof(desk.path), "%s/attune.db", way);
  desk_open(&desk);
  desk_begin(&desk);
  desk_commit(&desk);
  desk_clear(&desk);
}

TEST(what_cannot_be_a_store_is_refused_with_a_reason) {
  struct desk desk;
  desk_set(&desk);
  CHECK_INT(mkdir(desk.path, 0700), 0);
  refused(&desk, "not a regular file");
  CHECK_INT(rmdir(desk.path), 0);
  CHECK_INT(mkfifo(desk.path, 0600), 0);
  refused(&desk, "not a regular file");
  CHECK_INT(unlink(desk.path), 0);
  strcat(desk.path, "/no/such/folder");
  refused(&desk, "cannot be used (errno 2)");
  desk_clear(&desk);
}

/* root may write anywhere, as tests in a container do. */
TEST(a_file_that_may_not_be_written_is_left_alone) {
  struct desk desk;
  desk_set(&desk);
  desk_open(&desk);
  desk_close(&desk);
  CHECK_INT(chmod(desk.folder, 0755), 0);
  CHECK_INT(chmod(desk.path, 0444), 0);
  if (geteuid() == 0 && setegid(65534) + seteuid(65534) != 0)
    test_skip("cannot be anybody but root");
  refused(&desk, "cannot be written");
  if (getuid() == 0)
    CHECK_INT(seteuid(0) + setegid(0), 0);
  CHECK_INT(access(desk.path, F_OK), 0);
  desk_clear(&desk);
}

static void run_sql(const struct desk *desk, const char *sql) {
  char command[400];
  snprintf(command, sizeof(command),
           "/usr/bin/python3 -c \"import sqlite3; c = sqlite3.connect('%s'); "
           "c.execute('%s'); c.commit()\"",
           desk->path, sql);
  CHECK_INT(system(command), 0);
}

TEST(a_file_that_was_given_a_log_is_taken_back_from_it) {
  struct desk desk;
  char log[128];
  desk_set(&desk);
  desk_open(&desk);
  desk_begin(&desk);
  desk_put(&desk, "a", "1");
  desk_commit(&desk);
  desk_close(&desk);
  run_sql(&desk, "pragma journal_mode = wal");
  desk_open(&desk);
  desk_begin(&desk);
  desk_expect(&desk, "a", "1");
  desk_put(&desk, "a", "2");
  snprintf(log, sizeof(log), "%s-wal", desk.path);
  CHECK_INT(access(log, F_OK), -1);
  desk_clear(&desk);
}

TEST(a_table_or_trigger_more_sets_the_file_aside) {
  static const char *const more[] = {
      "create table more(a)", "drop index jobs_due", "analyze",
      "create trigger t after insert on records begin delete from jobs; end",
      "create view records_view as select * from records"};
  struct desk desk;
  desk_set(&desk);
  for (size_t i = 0; i < sizeof(more) / sizeof(more[0]); i++) {
    test_case("%s", more[i]);
    desk_open(&desk);
    desk_close(&desk);
    run_sql(&desk, more[i]);
    desk_open(&desk);
    CHECK_INT(desk_counts(&desk).set_aside, 1);
    desk_close(&desk);
  }
  desk_clear(&desk);
}

/* A manifest that names the host's own database must not cost it that. */
TEST(another_programs_database_is_left_alone) {
  struct desk desk;
  struct stat before, after;
  desk_set(&desk);
  run_sql(&desk, "create table tickets(a)");
  CHECK_INT(stat(desk.path, &before), 0);
  refused(&desk, "another program");
  CHECK_INT(stat(desk.path, &after), 0);
  CHECK_INT(after.st_ino, before.st_ino);
  CHECK_INT(after.st_mtim.tv_nsec, before.st_mtim.tv_nsec);
  desk_clear(&desk);
}

static char filler[3000];

static int fill(struct desk *desk, int from, int to) {
  char key[32];
  memset(filler, 'x', sizeof(filler) - 1);
  int status = store_begin(desk->store);
  for (int i = from; i < to && status == ATTUNE_OK; i++) {
    snprintf(key, sizeof(key), "fill%06d", i);
    status = store_put(desk->store, STORE_TOPIC, str_of(key), str_of(filler),
                       INT64_MAX);
  }
  if (status == ATTUNE_OK)
    return store_commit(desk->store);
  CHECK_INT(store_put(desk->store, STORE_TOPIC, STR("x"), STR("y"), 1),
            ATTUNE_E_STORE);
  CHECK_INT(store_commit(desk->store), ATTUNE_E_STORE);
  return status;
}

TEST(a_full_store_says_so_keeps_what_it_has_and_recovers) {
  struct desk desk;
  struct stat file;
  char key[32];
  int kept = 0;
  desk_set(&desk);
  desk.quota_bytes = 1 << 20;
  desk_open(&desk);
  int status = ATTUNE_OK;
  while ((status = fill(&desk, kept, kept + 20)) == ATTUNE_OK)
    kept += 20;
  CHECK_INT(status, ATTUNE_E_STORE);
  CHECK(kept > 100);
  CHECK(desk_counts(&desk).failures > 0);
  CHECK_INT(stat(desk.path, &file), 0);
  CHECK(file.st_size <= 1 << 20);
  desk_begin(&desk);
  for (int i = 0; i < kept; i++) {
    snprintf(key, sizeof(key), "fill%06d", i);
    desk_expect(&desk, key, filler);
    if (i % 2)
      CHECK_INT(store_delete(desk.store, STORE_TOPIC, str_of(key)), 0);
  }
  desk_commit(&desk);
  CHECK_INT(fill(&desk, 1000, 1020), ATTUNE_OK);
  CHECK_INT(desk_counts(&desk).set_aside, 0);
  desk_clear(&desk);
}

/* As on a file system that is full: SIGXFSZ is blocked on the loop's thread,
 * here it is ignored. */
TEST(a_full_disk_is_an_error_and_no_more) {
  struct desk desk;
  struct rlimit limit;
  desk_set(&desk);
  desk_open(&desk);
  CHECK_INT(fill(&desk, 0, 20), ATTUNE_OK);
  CHECK_INT(getrlimit(RLIMIT_FSIZE, &limit), 0);
  rlim_t all = limit.rlim_cur;
  limit.rlim_cur = 300000;
  CHECK_INT(setrlimit(RLIMIT_FSIZE, &limit), 0);
  sigset_t blocked;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGXFSZ);
  CHECK_INT(sigprocmask(SIG_BLOCK, &blocked, NULL), 0);
  CHECK_INT(fill(&desk, 20, 200), ATTUNE_E_STORE);
  limit.rlim_cur = all;
  CHECK_INT(setrlimit(RLIMIT_FSIZE, &limit), 0);
  CHECK_INT(fill(&desk, 20, 200), ATTUNE_OK);
  desk_begin(&desk);
  desk_expect(&desk, "fill000019", filler);
  desk_clear(&desk);
}

TEST(closing_leaves_no_descriptor) {
  struct desk desk;
  desk_set(&desk);
  desk_open(&desk);
  desk_close(&desk);
  int next = open("/dev/null", O_RDONLY);
  close(next);
  for (int i = 0; i < 50; i++) {
    desk_open(&desk);
    desk_begin(&desk);
    desk_put(&desk, "a", "1");
    desk_close(&desk);
  }
  int again = open("/dev/null", O_RDONLY);
  CHECK_INT(again, next);
  close(again);
  desk_clear(&desk);
}
