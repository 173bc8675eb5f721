/* attune_query's buffer, statuses and threads, as a host meets them. */
#include "support/host.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "test.h"

static const char settings[] = "{\"what\":\"settings\"}";

TEST(a_buffer_too_small_says_what_it_takes) {
  struct host host;
  char json[16384];
  size_t needs = 0, size = 0;
  host_start(&host);
  attune *plugin = host_open(&host);
  CHECK_INT(host.query(plugin, settings, NULL, 0, &needs), ATTUNE_E_SPACE);
  CHECK(needs > 100 && needs < sizeof(json));
  CHECK_INT(host.query(plugin, settings, json, needs, &size), ATTUNE_E_SPACE);
  CHECK_INT(size, needs);
  CHECK_INT(host.query(plugin, settings, json, needs + 1, &size), ATTUNE_OK);
  CHECK_INT(size, needs);
  CHECK_INT(strlen(json), needs);
  CHECK_INT(host.query(plugin, settings, json, sizeof(json), NULL), ATTUNE_OK);
  CHECK_INT(host.close(plugin, 2000), ATTUNE_OK);
  host_stop(&host);
}

TEST(what_is_missing_is_an_argument) {
  struct host host;
  char json[256] = "";
  size_t size = 7;
  host_start(&host);
  attune *plugin = host_open(&host);
  errno = 99;
  CHECK_INT(host.query(plugin, NULL, json, sizeof(json), &size),
            ATTUNE_E_ARGUMENT);
  CHECK_INT(host.query(plugin, settings, NULL, 10, &size), ATTUNE_E_ARGUMENT);
  CHECK_INT(host.query(NULL, settings, json, sizeof(json), &size),
            ATTUNE_E_ARGUMENT);
  CHECK_INT(
      host.query(plugin, "{\"what\":\"letters\"", json, sizeof(json), &size),
      ATTUNE_E_ARGUMENT);
  CHECK(strncmp(json, "{\"error\":\"", 10) == 0);
  CHECK_INT(size, strlen(json));
  /* A document that does not fit is left out, and the status stays. */
  json[0] = 'x';
  CHECK_INT(host.query(plugin, "{", json, 4, &size), ATTUNE_E_ARGUMENT);
  CHECK_INT(json[0], 'x');
  CHECK(size > 4);
  CHECK_INT(errno, 99);
  CHECK_INT(host.close(plugin, 2000), ATTUNE_OK);
  host_stop(&host);
}

struct asker {
  struct host *host;
  attune *plugin;
  atomic_bool *stop;
  unsigned answers;
};

static void *ask_on(void *user) {
  static const char *const requests[] = {
      "{\"what\":\"letters\",\"queue\":\"waiting\"}", "{\"what\":\"store\"}",
      "{\"what\":\"conversation\",\"id\":\"c1\"}",
      "{\"what\":\"why\",\"draft\":\"As per our policy, no.\"}"};
  struct asker *asker = user;
  char *json = malloc(262144);
  for (unsigned i = 0; json && !atomic_load(asker->stop); i++) {
    int32_t status =
        asker->host->query(asker->plugin, requests[i % 4], json, 262144, NULL);
    CHECK(status == ATTUNE_OK || status == ATTUNE_E_BUSY);
    asker->answers += status == ATTUNE_OK;
  }
  free(json);
  return NULL;
}

/* While the loop writes to the same store and two threads ask. */
TEST_WITHIN(the_loop_is_left_alone, 60) {
  struct host host;
  struct asker askers[2];
  pthread_t threads[2];
  atomic_bool stop = false;
  char path[128];
  host_start(&host);
  host_write_manifest(&host, "\"store\": {\"engine\": \"sqlite\","
                             " \"path\": \"attune.db\"}");
  attune *plugin = host_open(&host);
  for (int i = 0; i < 2; i++) {
    askers[i] = (struct asker){&host, plugin, &stop, 0};
    CHECK_INT(pthread_create(&threads[i], NULL, ask_on, &askers[i]), 0);
  }
  for (unsigned i = 0; i < 40; i++) {
    char id[16];
    snprintf(id, sizeof(id), "c%u", i);
    attune_message message =
        host_message(id, "1", "My kettle broke again, I am fed up!");
    CHECK_INT(host.incoming(plugin, &message), ATTUNE_OK);
    usleep(5000);
  }
  CHECK_INT(host.drain(plugin, 20000), ATTUNE_OK);
  atomic_store(&stop, true);
  for (int i = 0; i < 2; i++) {
    pthread_join(threads[i], NULL);
    CHECK(askers[i].answers > 0);
  }
  CHECK_INT(endpoint_requests(host.endpoint), 40);
  CHECK_INT(host_stat(&host, plugin, "attune_noted_total{what=\"not_kept\"}"),
            0);
  CHECK_INT(host.close(plugin, 3000), ATTUNE_OK);
  snprintf(path, sizeof(path), "%s/attune.db", host.directory);
  unlink(path);
  snprintf(path, sizeof(path), "%s/attune.db-journal", host.directory);
  unlink(path);
  host_stop(&host);
}
