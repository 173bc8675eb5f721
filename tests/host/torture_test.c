/*
 * Hosts that are killed, processes that share one file, timers by the
 * thousand. Small by default; ATTUNE_TORTURE=1 does it in full, which takes
 * the better part of an hour.
 */
#include "support/host.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test.h"

static bool in_full(void) {
  const char *wanted = getenv("ATTUNE_TORTURE");
  return wanted && wanted[0] == '1';
}

static const char complaint[] = "My blender arrived broken. I am fed up!";

static void start(struct host *host) {
  host_start(host);
  host_write_manifest(host, "\"store\": {\"engine\": \"sqlite\", \"path\": "
                            "\"attune.db\"}");
}

static void stop(struct host *host) {
  char path[128];
  snprintf(path, sizeof(path), "%s/attune.db", host->directory);
  unlink(path);
  host_stop(host);
}

static void submit(struct host *host, attune *plugin, unsigned number) {
  char conversation[24];
  snprintf(conversation, sizeof(conversation), "c-%u", number);
  attune_message message = host_message(conversation, "1", complaint);
  while (host->incoming(plugin, &message) == ATTUNE_E_BUSY)
    usleep(1000);
}

/* So that each run is another, and a failed one can be run again. */
static unsigned next_random(unsigned *state) {
  *state = *state * 1664525 + 1013904223;
  return *state >> 8;
}

/* What arrived, by webhook-id: the same complaint is one event for ever. */
struct arrivals {
  unsigned events;
  unsigned repeated;
};

static int by_id(const void *a, const void *b) {
  return strcmp(a, b);
}

static struct arrivals arrivals(struct host *host) {
  static char ids[20000][64];
  struct arrivals out = {0};
  struct endpoint_request request;
  size_t count = 0;
  while (count < 20000 && endpoint_request(host->endpoint, count, &request)) {
    CHECK(request.signature_valid);
    memcpy(ids[count++], request.id, sizeof(ids[0]));
  }
  qsort(ids, count, sizeof(ids[0]), by_id);
  for (size_t i = 0; i < count; i++) {
    bool again = i > 0 && strcmp(ids[i], ids[i - 1]) == 0;
    out.events += !again;
    out.repeated += again;
  }
  return out;
}

static void be_a_host(struct host *host, unsigned from, unsigned count) {
  attune *plugin = host_open(host);
  for (unsigned i = 0; i < count; i++) {
    submit(host, plugin, from + i);
    usleep(200);
  }
  host->drain(plugin, 10000);
  for (;;)
    pause();
}

static void kill_at_random(struct host *host, unsigned from, unsigned count,
                           unsigned *random) {
  pid_t child = host_fork();
  int status = 0;
  if (child == 0)
    be_a_host(host, from, count);
  usleep(2000 + next_random(random) % 120000);
  kill(child, SIGKILL);
  waitpid(child, &status, 0);
  CHECK(WIFSIGNALED(status));
}

static bool all_there(struct host *host, unsigned wanted) {
  for (int i = 0; i < 400; i++) {
    if (arrivals(host).events >= wanted)
      return true;
    usleep(100000);
  }
  return false;
}

/*
 * A host that submits again what it is not sure of loses nothing: each
 * complaint arrives, under one id however often.
 */
TEST_WITHIN(killed_hosts_lose_nothing, 3000) {
  struct host host;
  enum {
    EACH = 10
  };
  unsigned rounds = in_full() ? 1000 : 15, random = 7;
  start(&host);
  for (unsigned i = 0; i < rounds; i++) {
    test_case("round %u", i);
    kill_at_random(&host, i * EACH, EACH, &random);
  }
  attune *plugin = host_open(&host);
  for (unsigned i = 0; i < rounds * EACH; i++)
    submit(&host, plugin, i);
  CHECK_INT(host.drain(plugin, 60000), ATTUNE_OK);
  bool whole = all_there(&host, rounds * EACH);
  struct arrivals arrived = arrivals(&host);
  printf("%u kills: %u events, %u of them again\n", rounds, arrived.events,
         arrived.repeated);
  CHECK(whole);
  CHECK_INT(arrived.events, rounds * EACH);
  CHECK_INT(host.close(plugin, 10000), ATTUNE_OK);
  stop(&host);
}

/*
 * The same messages from all sides: who comes first says it, once. Nobody
 * begins before all are forked, since what a first one sends would have our
 * endpoint's thread hold a sanitizer's locks while the next is forked.
 */
static void send_all(struct host *host, int gate, unsigned count,
                     unsigned step) {
  char none;
  if (read(gate, &none, 1) != 0)
    _exit(1);
  attune *plugin = host_open(host);
  for (unsigned i = 0; i < count; i++)
    submit(host, plugin, i * step % count);
  int32_t status = host->drain(plugin, 60000);
  _exit(status != ATTUNE_OK || host->close(plugin, 10000) != ATTUNE_OK);
}

TEST_WITHIN(processes_that_share_a_file_say_a_thing_once, 3000) {
  enum {
    PROCESSES = 4
  };
  static const unsigned steps[PROCESSES] = {1, 3, 7, 11};
  struct host host;
  pid_t children[PROCESSES];
  unsigned count = in_full() ? 19990 : 400;
  int gate[2];
  start(&host);
  CHECK(pipe(gate) == 0);
  for (int i = 0; i < PROCESSES; i++) {
    children[i] = host_fork();
    if (children[i] == 0) {
      close(gate[1]);
      send_all(&host, gate[0], count, steps[i]);
    }
  }
  close(gate[1]);
  for (int i = 0; i < PROCESSES; i++) {
    int status = -1;
    waitpid(children[i], &status, 0);
    CHECK_INT(status, 0);
  }
  struct arrivals arrived = arrivals(&host);
  printf("%d processes, %u messages each: %u events, %u of them again\n",
         PROCESSES, count, arrived.events, arrived.repeated);
  CHECK_INT(arrived.events, count);
  CHECK_INT(arrived.repeated, 0);
  close(gate[0]);
  stop(&host);
}
