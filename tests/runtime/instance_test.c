/* The loop behind an instance: drains, deadlines and what a stop leaves. */
#include "runtime/instance.h"

#include <pthread.h>
#include <stdatomic.h>

#include "runtime/office.h"

/* Beyond a deadline a close may take a quarter of a second, and a busy
   machine under a sanitizer some more. */
enum {
  SLACK_MS = 1500
};

TEST_WITHIN(a_drain_covers_all_that_came_before_it, 60) {
  enum {
    ROUNDS = 30,
    EACH = 20
  };
  struct host office;
  office_open(&office);
  attune *plugin = office_plugin(&office);
  for (unsigned round = 0; round < ROUNDS; round++) {
    for (unsigned i = 0; i < EACH; i++) {
      char id[32];
      snprintf(id, sizeof(id), "%u-%u", round, i);
      CHECK_INT(office_tell(plugin, id, "1"), ATTUNE_OK);
    }
    CHECK_INT(office_drain(plugin, 20000), ATTUNE_OK);
    CHECK_INT(endpoint_requests(office.endpoint), (round + 1) * EACH);
  }
  CHECK_INT(registry_close(plugin, 2000), ATTUNE_OK);
  host_stop(&office);
}

struct teller {
  struct host *office;
  attune *plugin;
  unsigned which;
};

/* Each of several threads finds its own message delivered after its drain,
   whatever the others do meanwhile. */
static void *tell_and_drain(void *user) {
  const struct teller *teller = user;
  for (unsigned i = 0; i < 15; i++) {
    char id[32];
    struct endpoint_request request;
    bool arrived = false;
    snprintf(id, sizeof(id), "\"teller-%u-%u\"", teller->which, i);
    id[strlen(id) - 1] = '\0';
    CHECK_INT(office_tell(teller->plugin, id + 1, "1"), ATTUNE_OK);
    CHECK_INT(office_drain(teller->plugin, 20000), ATTUNE_OK);
    id[strlen(id)] = '"';
    for (size_t n = 0; endpoint_request(teller->office->endpoint, n, &request);
         n++)
      arrived = arrived || strstr(request.body, id) != NULL;
    CHECK(arrived);
  }
  return NULL;
}

TEST_WITHIN(drains_of_several_threads_do_not_mix, 60) {
  enum {
    TELLERS = 4
  };
  struct host office;
  struct teller tellers[TELLERS];
  pthread_t threads[TELLERS];
  office_open(&office);
  attune *plugin = office_plugin(&office);
  for (unsigned i = 0; i < TELLERS; i++) {
    tellers[i] = (struct teller){&office, plugin, i};
    CHECK_INT(pthread_create(&threads[i], NULL, tell_and_drain, &tellers[i]),
              0);
  }
  for (unsigned i = 0; i < TELLERS; i++)
    pthread_join(threads[i], NULL);
  CHECK_INT(registry_close(plugin, 2000), ATTUNE_OK);
  host_stop(&office);
}

TEST(a_drain_of_nothing_returns_at_once) {
  struct host office;
  office_open(&office);
  attune *plugin = office_plugin(&office);
  CHECK_INT(office_drain(plugin, 0), ATTUNE_OK);
  CHECK_INT(office_tell(plugin, "t", "1"), ATTUNE_OK);
  CHECK_INT(office_drain(plugin, 5000), ATTUNE_OK);
  int64_t began = office_ms();
  CHECK_INT(office_drain(plugin, 5000), ATTUNE_OK);
  CHECK(office_ms() - began < SLACK_MS);
  CHECK_INT(registry_close(plugin, 2000), ATTUNE_OK);
  host_stop(&office);
}

TEST(a_drain_keeps_its_deadline) {
  struct host office;
  office_open(&office);
  endpoint_behave(office.endpoint,
                  (struct endpoint_manner){.mode = ENDPOINT_HANG});
  attune *plugin = office_plugin(&office);
  CHECK_INT(office_tell(plugin, "t", "1"), ATTUNE_OK);
  int64_t began = office_ms();
  CHECK_INT(office_drain(plugin, 300), ATTUNE_E_TIMEOUT);
  int64_t took = office_ms() - began;
  CHECK(took >= 300 && took < 300 + SLACK_MS);
  CHECK_INT(registry_close(plugin, 0), ATTUNE_E_TIMEOUT);
  host_stop(&office);
}

TEST(a_close_keeps_its_deadline_whatever_hangs) {
  static const enum endpoint_mode modes[] = {
      ENDPOINT_HANG, ENDPOINT_HANG_HEADERS, ENDPOINT_ENDLESS, ENDPOINT_DRIP};
  for (size_t i = 0; i < sizeof(modes) / sizeof(*modes); i++) {
    struct host office;
    char id[16];
    test_case("mode %d", (int)modes[i]);
    office_open(&office);
    endpoint_behave(office.endpoint,
                    (struct endpoint_manner){modes[i], 200, NULL});
    attune *plugin = office_plugin(&office);
    for (int n = 0; n < 20; n++) {
      snprintf(id, sizeof(id), "t-%d", n);
      CHECK_INT(office_tell(plugin, id, "1"), ATTUNE_OK);
    }
    int64_t began = office_ms();
    int status = registry_close(plugin, 400);
    int64_t took = office_ms() - began;
    CHECK(took < 400 + SLACK_MS);
    if (modes[i] != ENDPOINT_ENDLESS) /* which is an answer in the end */
      CHECK_INT(status, ATTUNE_E_TIMEOUT);
    host_stop(&office);
  }
}

TEST(a_close_finishes_what_waits) {
  struct host office;
  office_open(&office);
  endpoint_behave(office.endpoint,
                  (struct endpoint_manner){ENDPOINT_SLOW, 100, NULL});
  attune *plugin = office_plugin(&office);
  for (int i = 0; i < 20; i++) {
    char id[16];
    snprintf(id, sizeof(id), "t-%d", i);
    CHECK_INT(office_tell(plugin, id, "1"), ATTUNE_OK);
  }
  CHECK_INT(registry_close(plugin, 10000), ATTUNE_OK);
  CHECK_INT(endpoint_requests(office.endpoint), 20);
  host_stop(&office);
}

struct drainer {
  attune *plugin;
  atomic_bool begun;
  int status;
};

static void *drain_long(void *user) {
  struct drainer *drainer = user;
  atomic_store(&drainer->begun, true);
  drainer->status = office_drain(drainer->plugin, 15000);
  return NULL;
}

TEST(a_close_ends_a_drain) {
  struct host office;
  pthread_t thread;
  office_open(&office);
  endpoint_behave(office.endpoint,
                  (struct endpoint_manner){.mode = ENDPOINT_HANG});
  struct drainer drainer = {.plugin = office_plugin(&office)};
  CHECK_INT(office_tell(drainer.plugin, "t", "1"), ATTUNE_OK);
  CHECK(endpoint_wait(office.endpoint, 1, 5000));
  CHECK_INT(pthread_create(&thread, NULL, drain_long, &drainer), 0);
  while (!atomic_load(&drainer.begun))
    usleep(1000);
  usleep(50000);
  int64_t began = office_ms();
  CHECK_INT(registry_close(drainer.plugin, 300), ATTUNE_E_TIMEOUT);
  pthread_join(thread, NULL);
  CHECK(office_ms() - began < 300 + SLACK_MS);
  CHECK_INT(drainer.status, ATTUNE_E_CLOSED);
  host_stop(&office);
}

/* Opening and closing with a loop in between leaves no descriptor behind. */
TEST(instances_leave_no_descriptors) {
  struct host office;
  office_open(&office);
  unsigned before = 0;
  for (int i = 0; i < 20; i++) {
    char id[16];
    attune *plugin = office_plugin(&office);
    snprintf(id, sizeof(id), "t-%d", i);
    CHECK_INT(office_tell(plugin, id, "1"), ATTUNE_OK);
    CHECK_INT(office_drain(plugin, 5000), ATTUNE_OK);
    CHECK_INT(registry_close(plugin, 2000), ATTUNE_OK);
    usleep(20000); /* the endpoint sees the end of its connection */
    if (i == 4)
      before = host_descriptors();
  }
  CHECK_INT(host_descriptors(), before);
  host_stop(&office);
}
