/* Hosts that open in a master process and fork workers. */
#include "support/host.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test.h"

/* It cannot follow threads that a forked child starts. */
static void skip_under_tsan(void) {
#ifdef __SANITIZE_THREAD__
  test_skip("ThreadSanitizer does not support forks of threaded processes");
#endif
}

static void skip_forks_among_work(void) {
  skip_under_tsan();
#ifdef __SANITIZE_ADDRESS__
  test_skip("AddressSanitizer's own locks do not survive such a fork");
#endif
}

static const char complaint[] = "My blender arrived broken. I am fed up!";

static void send_as(struct host *host, attune *plugin, const char *id) {
  attune_message message = host_message(id, id, complaint);
  CHECK_INT(host->incoming(plugin, &message), ATTUNE_OK);
}

static int status_of(pid_t child) {
  int status = -1;
  waitpid(child, &status, 0);
  return status;
}

/* A worker: sends, drains, leaves by exit as a server's worker does. */
static pid_t worker(struct host *host, attune *plugin, const char *id,
                    bool closes) {
  pid_t child = host_fork();
  if (child != 0)
    return child;
  send_as(host, plugin, id);
  CHECK_INT(host->drain(plugin, 5000), ATTUNE_OK);
  if (closes)
    CHECK_INT(host->close(plugin, 2000), ATTUNE_OK);
  exit(0);
}

TEST(workers_use_what_the_master_opened) {
  skip_under_tsan();
  struct host host;
  host_start(&host);
  attune *plugin = host_open(&host);
  CHECK_INT(status_of(worker(&host, plugin, "a", true)), 0);
  CHECK_INT(status_of(worker(&host, plugin, "b", false)), 0);
  CHECK(endpoint_wait(host.endpoint, 2, 5000));
  CHECK_INT(host.close(plugin, 2000), ATTUNE_OK);
  host_stop(&host);
}

TEST(a_fork_with_the_loop_running_leaves_both_whole) {
  skip_under_tsan();
  struct host host;
  host_start(&host);
  attune *plugin = host_open(&host);
  send_as(&host, plugin, "master-1");
  CHECK_INT(host.drain(plugin, 5000), ATTUNE_OK);
  CHECK_INT(status_of(worker(&host, plugin, "worker", true)), 0);
  send_as(&host, plugin, "master-2");
  CHECK_INT(host.drain(plugin, 5000), ATTUNE_OK);
  CHECK_INT(endpoint_requests(host.endpoint), 3);
  CHECK_INT(host.close(plugin, 2000), ATTUNE_OK);
  host_stop(&host);
}

TEST(what_waits_in_the_parent_stays_the_parents) {
  skip_forks_among_work();
  struct host host;
  host_start(&host);
  attune *plugin = host_open(&host);
  endpoint_behave(host.endpoint,
                  (struct endpoint_manner){ENDPOINT_SLOW, 100, NULL});
  for (int i = 0; i < 20; i++) {
    char id[16];
    snprintf(id, sizeof(id), "m-%d", i);
    send_as(&host, plugin, id);
  }
  pid_t child = host_fork();
  if (child == 0) {
    CHECK_INT(host.drain(plugin, 1000), ATTUNE_OK);
    exit(0);
  }
  CHECK_INT(status_of(child), 0);
  CHECK_INT(host.drain(plugin, 10000), ATTUNE_OK);
  CHECK_INT(endpoint_requests(host.endpoint), 20);
  CHECK_INT(host.close(plugin, 2000), ATTUNE_OK);
  host_stop(&host);
}

TEST(a_child_opens_what_its_parent_has_open) {
  skip_under_tsan();
  struct host host;
  host_start(&host);
  attune *plugin = host_open(&host);
  send_as(&host, plugin, "master");
  pid_t child = host_fork();
  if (child == 0) {
    attune *again = host_open(&host);
    CHECK(again == plugin);
    send_as(&host, again, "child");
    CHECK_INT(host.close(again, 2000), ATTUNE_OK);
    CHECK_INT(host.drain(plugin, 5000), ATTUNE_OK);
    CHECK_INT(host.close(plugin, 2000), ATTUNE_OK);
    CHECK_INT(host.close(plugin, 2000), ATTUNE_E_CLOSED);
    exit(0);
  }
  CHECK_INT(status_of(child), 0);
  CHECK_INT(host.close(plugin, 2000), ATTUNE_OK);
  CHECK_INT(endpoint_requests(host.endpoint), 2);
  host_stop(&host);
}

struct load {
  struct host *host;
  attune *plugin;
  atomic_bool stop;
  unsigned sent;
};

static void *keep_sending(void *user) {
  struct load *load = user;
  while (!atomic_load(&load->stop)) {
    char id[24];
    snprintf(id, sizeof(id), "l-%u", load->sent++);
    attune_message message = host_message(id, id, "Where is my order?");
    load->host->incoming(load->plugin, &message);
    usleep(200);
  }
  return NULL;
}

TEST_WITHIN(forks_in_the_middle_of_calls_hang_nobody, 90) {
  skip_forks_among_work();
  struct host host;
  host_start(&host);
  attune *plugin = host_open(&host);
  struct load load = {.host = &host, .plugin = plugin};
  pthread_t thread;
  pthread_create(&thread, NULL, keep_sending, &load);
  for (int i = 0; i < 60; i++) {
    char id[16];
    snprintf(id, sizeof(id), "w-%d", i);
    test_case("fork %d", i);
    CHECK_INT(status_of(worker(&host, plugin, id, i % 2)), 0);
  }
  atomic_store(&load.stop, true);
  pthread_join(thread, NULL);
  CHECK_INT(host.drain(plugin, 10000), ATTUNE_OK);
  CHECK_INT(host.close(plugin, 2000), ATTUNE_OK);
  host_stop(&host);
}

TEST(a_grandchild_is_served_too) {
  skip_under_tsan();
  struct host host;
  host_start(&host);
  attune *plugin = host_open(&host);
  send_as(&host, plugin, "parent");
  CHECK_INT(host.drain(plugin, 5000), ATTUNE_OK);
  pid_t child = host_fork();
  if (child == 0) {
    send_as(&host, plugin, "child");
    CHECK_INT(host.drain(plugin, 5000), ATTUNE_OK);
    CHECK_INT(status_of(worker(&host, plugin, "grandchild", true)), 0);
    exit(0);
  }
  CHECK_INT(status_of(child), 0);
  CHECK(endpoint_wait(host.endpoint, 3, 5000));
  host.close(plugin, 2000);
  host_stop(&host);
}
