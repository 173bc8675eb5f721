#include "runtime/registry.h"

#include <pthread.h>
#include <stdatomic.h>
#include <sys/wait.h>

#include "runtime/office.h"

enum {
  SEATS = 256,
  THREADS = 8
};

static void name_manifest(const struct host *office, int which, char path[96]) {
  snprintf(path, 96, "%s/m-%d", office->directory, which);
}

TEST_WITHIN(so_many_manifests_and_no_more, 120) {
#ifdef __SANITIZE_THREAD__
  test_skip("256 languages at once take ThreadSanitizer minutes");
#endif
  static attune *plugins[SEATS + 1];
  struct host office;
  char path[96];
  office_open(&office);
  for (int i = 0; i <= SEATS; i++) {
    name_manifest(&office, i, path);
    host_write_file(path, "{}");
    test_case("manifest %d", i);
    CHECK_INT(office_try(path, &plugins[i]),
              i < SEATS ? ATTUNE_OK : ATTUNE_E_MEMORY);
    CHECK((plugins[i] != NULL) == (i < SEATS));
    for (int j = 0; j < i; j++)
      CHECK(plugins[i] != plugins[j]);
  }
  CHECK_INT(registry_close(plugins[77], 100), ATTUNE_OK);
  name_manifest(&office, SEATS, path);
  CHECK_INT(office_try(path, &plugins[SEATS]), ATTUNE_OK);
  CHECK(plugins[SEATS] != plugins[77]); /* the same seat, another handle */
  CHECK_INT(office_tell(plugins[77], "t", "m"), ATTUNE_E_CLOSED);
  CHECK_INT(office_tell(plugins[SEATS], "t", "m"), ATTUNE_OK);
  for (int i = 0; i <= SEATS; i++) {
    if (i != 77)
      CHECK_INT(registry_close(plugins[i], 1000), ATTUNE_OK);
    name_manifest(&office, i, path);
    unlink(path);
  }
  host_stop(&office);
}

TEST(a_handle_is_never_good_again) {
  struct host office;
  office_open(&office);
  attune *first = office_plugin(&office), *last = first;
  for (int i = 0; i < 20; i++) {
    CHECK_INT(registry_close(last, 100), ATTUNE_OK);
    last = office_plugin(&office);
    CHECK(last != first);
    CHECK_INT(office_tell(first, "t", "m"), ATTUNE_E_CLOSED);
    CHECK_INT(registry_close(first, 100), ATTUNE_E_CLOSED);
  }
  CHECK_INT(registry_close(last, 100), ATTUNE_OK);
  host_stop(&office);
}

struct closer {
  attune *plugin;
  uint32_t deadline_ms;
  int status;
};

static void *close_it(void *user) {
  struct closer *closer = user;
  closer->status = registry_close(closer->plugin, closer->deadline_ms);
  return NULL;
}

/* The old instance takes its time to end; the new one is another. */
TEST(a_manifest_can_be_opened_while_it_is_being_closed) {
  struct host office;
  pthread_t thread;
  office_open(&office);
  endpoint_behave(office.endpoint,
                  (struct endpoint_manner){.mode = ENDPOINT_HANG});
  struct closer closer = {office_plugin(&office), 700, 0};
  CHECK_INT(office_tell(closer.plugin, "t", "1"), ATTUNE_OK);
  CHECK(endpoint_wait(office.endpoint, 1, 5000));
  CHECK_INT(pthread_create(&thread, NULL, close_it, &closer), 0);
  usleep(200000);
  CHECK_INT(office_tell(closer.plugin, "t", "2"), ATTUNE_E_CLOSED);
  attune *again = office_plugin(&office);
  CHECK(again != closer.plugin);
  endpoint_behave(office.endpoint,
                  (struct endpoint_manner){.mode = ENDPOINT_OK});
  CHECK_INT(office_tell(again, "t", "3"), ATTUNE_OK);
  CHECK_INT(office_drain(again, 5000), ATTUNE_OK);
  pthread_join(thread, NULL);
  CHECK_INT(closer.status, ATTUNE_E_TIMEOUT);
  CHECK_INT(office_tell(again, "t", "4"), ATTUNE_OK);
  CHECK_INT(office_drain(again, 5000), ATTUNE_OK);
  CHECK_INT(registry_close(again, 2000), ATTUNE_OK);
  CHECK_INT(endpoint_count(office.endpoint, "validation.prompted"), 3);
  host_stop(&office);
}

TEST(of_two_closes_at_once_one_closes) {
  struct host office;
  office_open(&office);
  for (int i = 0; i < 20; i++) {
    struct closer closers[2];
    pthread_t threads[2];
    attune *plugin = office_plugin(&office);
    CHECK_INT(office_tell(plugin, "t", "m"), ATTUNE_OK);
    for (int t = 0; t < 2; t++) {
      closers[t] = (struct closer){plugin, 2000, 0};
      pthread_create(&threads[t], NULL, close_it, &closers[t]);
    }
    for (int t = 0; t < 2; t++)
      pthread_join(threads[t], NULL);
    CHECK_INT(closers[0].status + closers[1].status, ATTUNE_E_CLOSED);
  }
  host_stop(&office);
}

static attune *inherited;
static atomic_uint ready;
static struct instance *found[THREADS];

/* A child's first call, in step with the other threads'. */
static void *call_first(void *user) {
  size_t which = (size_t)((struct instance **)user - found);
  char id[16];
  snprintf(id, sizeof(id), "%d-%zu", (int)getpid(), which);
  atomic_fetch_add(&ready, 1);
  while (atomic_load(&ready) < THREADS)
    ;
  CHECK_INT(registry_enter(inherited, &found[which]), ATTUNE_OK);
  registry_leave(found[which]);
  CHECK_INT(office_tell(inherited, id, "1"), ATTUNE_OK);
  return NULL;
}

static void be_a_worker(bool closes) {
  pthread_t threads[THREADS];
  atomic_store(&ready, 0);
  for (size_t i = 0; i < THREADS; i++)
    CHECK_INT(pthread_create(&threads[i], NULL, call_first, &found[i]), 0);
  for (size_t i = 0; i < THREADS; i++)
    pthread_join(threads[i], NULL);
  for (size_t i = 1; i < THREADS; i++)
    CHECK(found[i] == found[0]);
  CHECK_INT(office_drain(inherited, 10000), ATTUNE_OK);
  if (closes)
    CHECK_INT(registry_close(inherited, 2000), ATTUNE_OK);
}

TEST_WITHIN(threads_of_a_child_adopt_one_instance, 60) {
  enum {
    CHILDREN = 20
  };
  struct host office;
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  test_skip("a sanitizer's own locks do not outlive a fork among threads");
#endif
  office_open(&office);
  inherited = office_plugin(&office);
  CHECK_INT(office_tell(inherited, "parent", "1"), ATTUNE_OK);
  CHECK_INT(office_drain(inherited, 5000), ATTUNE_OK);
  for (int i = 0; i < CHILDREN; i++) {
    int status = -1;
    pid_t child = fork();
    if (child == 0) {
      alarm(30);
      be_a_worker(i % 2);
      _exit(0); /* leaving by exit is for fork_test */
    }
    waitpid(child, &status, 0);
    CHECK_INT(status, 0);
  }
  CHECK_INT(endpoint_requests(office.endpoint), 1 + CHILDREN * THREADS);
  CHECK_INT(registry_close(inherited, 2000), ATTUNE_OK);
  host_stop(&office);
}
