/* Many threads, every function, and closes in between. */
#include "support/host.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>
#include <unistd.h>

#include "test.h"

/* A sanitized open takes ten times as long. */
#ifdef __SANITIZE_THREAD__
#define THREADS  4
#define RUN_MS   2000
#define PAUSE_MS 500
#else
#define THREADS  8
#define RUN_MS   3000
#define PAUSE_MS 150
#endif

struct crowd {
  struct host host;
  _Atomic(attune *) plugin;
  atomic_bool stop;
};

static bool is_known(int32_t status) {
  return status <= ATTUNE_OK && status >= ATTUNE_E_TIMEOUT;
}

static void call(struct crowd *crowd, unsigned which, unsigned n) {
  static _Thread_local char buffer[32768];
  struct host *host = &crowd->host;
  attune *plugin = atomic_load(&crowd->plugin);
  char id[32];
  snprintf(id, sizeof(id), "m-%u-%u", which, n);
  attune_message message =
      host_message(id, id, "It broke again and nobody answers. Fed up!");
  attune_outcome outcome = {
      .struct_size = sizeof(outcome), .conversation = id, .suggestion = id};
  attune_change change = {.struct_size = sizeof(change),
                          .conversation = id,
                          .state = (int32_t)(n % 3)};
  switch (n % 8) {
  case 0:
  case 1:
    CHECK(is_known(host->incoming(plugin, &message)));
    break;
  case 2:
    CHECK(is_known(host->outgoing(plugin, &message)));
    break;
  case 3:
    CHECK(is_known(host->feedback(plugin, &outcome)));
    break;
  case 4:
    CHECK(is_known(host->conversation(plugin, &change)));
    break;
  case 5:
    CHECK(
        is_known(host->review(plugin, &message, buffer, sizeof(buffer), NULL)));
    break;
  case 6:
    CHECK(is_known(host->stats(plugin, buffer, sizeof(buffer), NULL)));
    break;
  default:
    CHECK(is_known(n % 80 == 7 ? host->reload(plugin, NULL, 0, NULL)
                               : host->drain(plugin, 5)));
  }
}

struct member {
  struct crowd *crowd;
  unsigned which;
};

static void *run(void *user) {
  const struct member *member = user;
  for (unsigned n = member->which; !atomic_load(&member->crowd->stop); n++)
    call(member->crowd, member->which, n);
  return NULL;
}

TEST_WITHIN(every_function_races_with_close, 120) {
  static struct crowd crowd;
  struct member members[THREADS];
  pthread_t threads[THREADS];
  host_start(&crowd.host);
  atomic_store(&crowd.plugin, host_open(&crowd.host));
  for (unsigned i = 0; i < THREADS; i++) {
    members[i] = (struct member){&crowd, i};
    pthread_create(&threads[i], NULL, run, &members[i]);
  }
  for (int left = RUN_MS; left > 0; left -= PAUSE_MS) {
    usleep(PAUSE_MS * 1000);
    int32_t status = crowd.host.close(atomic_load(&crowd.plugin), 100);
    CHECK(status == ATTUNE_OK || status == ATTUNE_E_TIMEOUT);
    atomic_store(&crowd.plugin, host_open(&crowd.host));
  }
  atomic_store(&crowd.stop, true);
  for (unsigned i = 0; i < THREADS; i++)
    pthread_join(threads[i], NULL);
  crowd.host.close(atomic_load(&crowd.plugin), 2000);
  host_stop(&crowd.host);
}
