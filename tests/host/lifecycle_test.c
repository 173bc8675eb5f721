/* Opening, closing, loading and leaving, in every order a host may choose. */
#include "support/host.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test.h"

static void send_one(struct host *host, attune *plugin) {
  attune_message message = host_message("t", "m", "It is broken again!");
  CHECK_INT(host->incoming(plugin, &message), ATTUNE_OK);
}

TEST(the_same_manifest_is_the_same_instance_counted) {
  struct host host;
  char other[128];
  host_start(&host);
  attune *first = host_open(&host);
  snprintf(other, sizeof(other), "%s/./plugin.manifest", host.directory);
  const attune_options options = {.struct_size = sizeof(options),
                                  .manifest = other};
  attune *second = NULL;
  CHECK_INT(host.open(&options, &second), ATTUNE_OK);
  CHECK(first == second);
  CHECK_INT(host.close(first, 1000), ATTUNE_OK);
  send_one(&host, second);
  CHECK_INT(host.close(second, 2000), ATTUNE_OK);
  CHECK_INT(host.close(second, 1000), ATTUNE_E_CLOSED);
  host_stop(&host);
}

TEST(after_close_every_call_says_closed) {
  struct host host;
  char buffer[64];
  host_start(&host);
  attune *plugin = host_open(&host);
  send_one(&host, plugin);
  CHECK_INT(host.close(plugin, 2000), ATTUNE_OK);
  attune_message message = host_message("t", "m", "x");
  attune_outcome outcome = {
      .struct_size = sizeof(outcome), .conversation = "t", .suggestion = "s"};
  attune_change change = {.struct_size = sizeof(change), .conversation = "t"};
  CHECK_INT(host.incoming(plugin, &message), ATTUNE_E_CLOSED);
  CHECK_INT(host.outgoing(plugin, &message), ATTUNE_E_CLOSED);
  CHECK_INT(host.feedback(plugin, &outcome), ATTUNE_E_CLOSED);
  CHECK_INT(host.conversation(plugin, &change), ATTUNE_E_CLOSED);
  CHECK_INT(host.read(plugin, &message, buffer, 64, NULL), ATTUNE_E_CLOSED);
  CHECK_INT(host.review(plugin, &message, buffer, 64, NULL), ATTUNE_E_CLOSED);
  CHECK_INT(host.reload(plugin, NULL, 0, NULL), ATTUNE_E_CLOSED);
  CHECK_INT(host.stats(plugin, buffer, 64, NULL), ATTUNE_E_CLOSED);
  CHECK_INT(host.query(plugin, "{}", buffer, 64, NULL), ATTUNE_E_CLOSED);
  CHECK_INT(host.drain(plugin, 10), ATTUNE_E_CLOSED);
  CHECK_INT(host.close(plugin, 10), ATTUNE_E_CLOSED);
  host_stop(&host);
}

TEST(what_is_no_handle_is_an_argument) {
  struct host host;
  int local = 0;
  host_start(&host);
  attune_message message = host_message("t", "m", "x");
  CHECK_INT(host.close(NULL, 100), ATTUNE_OK);
  CHECK_INT(host.incoming(NULL, &message), ATTUNE_E_ARGUMENT);
  CHECK_INT(host.incoming((attune *)(void *)&local, &message),
            ATTUNE_E_ARGUMENT);
  CHECK_INT(host.close((attune *)(uintptr_t)64, 100), ATTUNE_E_ARGUMENT);
  host_stop(&host);
}

TEST(open_refuses_what_it_cannot_use) {
  struct host host;
  attune *plugin = (attune *)(uintptr_t)1;
  attune_options options = {.struct_size = sizeof(options)};
  host_start(&host);
  CHECK_INT(host.open(NULL, &plugin), ATTUNE_E_ARGUMENT);
  CHECK_INT(host.open(&options, &plugin), ATTUNE_E_ARGUMENT);
  CHECK(plugin == NULL);
  options.manifest = host.manifest;
  CHECK_INT(host.open(&options, NULL), ATTUNE_E_ARGUMENT);
  host_stop(&host);
}

static char logged[4096];

static void keep_line(void *user, int32_t level, const char *line) {
  size_t used = strlen(logged);
  (void)user;
  snprintf(logged + used, sizeof(logged) - used, "%d %s\n", (int)level, line);
}

TEST(every_problem_of_a_manifest_is_a_line) {
  struct host host;
  attune *plugin = NULL;
  host_start(&host);
  host_write_file(host.manifest, "{\n  \"webhook\": [],\n"
                                 "  \"sample\": 200\n}\n");
  const attune_options options = {.struct_size = sizeof(options),
                                  .manifest = host.manifest,
                                  .log = keep_line};
  CHECK_INT(host.open(&options, &plugin), ATTUNE_E_MANIFEST);
  CHECK(plugin == NULL);
  CHECK(strstr(logged, "plugin.manifest:2:3"));
  CHECK(strstr(logged, "webhooks"));
  CHECK(strstr(logged, "plugin.manifest:3:"));
  host_stop(&host);
}

TEST(manifests_that_are_no_files_are_refused) {
  struct host host;
  attune *plugin = NULL;
  attune_options options = {.struct_size = sizeof(options), .log = keep_line};
  host_start(&host);
  options.manifest = "/nonexistent/plugin.manifest";
  CHECK_INT(host.open(&options, &plugin), ATTUNE_E_MANIFEST);
  options.manifest = "/tmp";
  CHECK_INT(host.open(&options, &plugin), ATTUNE_E_MANIFEST);
  options.manifest = "/dev/zero";
  CHECK_INT(host.open(&options, &plugin), ATTUNE_E_MANIFEST);
  char *brackets = malloc((1 << 20) + 1);
  CHECK(brackets != NULL);
  memset(brackets, '[', 1 << 20);
  brackets[1 << 20] = '\0';
  host_write_file(host.manifest, brackets);
  options.manifest = host.manifest;
  CHECK_INT(host.open(&options, &plugin), ATTUNE_E_MANIFEST);
  free(brackets);
  host_stop(&host);
}

TEST_WITHIN(loading_and_leaving_200_times_keeps_nothing, 120) {
  struct host host;
  unsigned descriptors = 0;
  long resident = 0;
  host_start(&host);
  for (int i = 0; i < 200; i++) {
    host_load(&host);
    attune *plugin = host_open(&host);
    send_one(&host, plugin);
    CHECK_INT(host.close(plugin, 2000), ATTUNE_OK);
    dlclose(host.library);
    if (i == 100) {
      descriptors = host_descriptors();
      resident = host_resident_kib();
    }
  }
  /* The endpoint holds a connection or two that it has yet to see closed. */
  CHECK(host_descriptors() <= descriptors + 2);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  CHECK(host_resident_kib() <= resident + 1024);
#endif
  (void)resident;
  host_stop(&host);
}

static int status_of(pid_t child) {
  int status = -1;
  waitpid(child, &status, 0);
  return status;
}

TEST(unloading_with_work_in_flight_is_survived) {
  for (int i = 0; i < 10; i++) {
    pid_t child = host_fork();
    if (child == 0) {
      struct host host;
      host_start(&host);
      attune *plugin = host_open(&host);
      endpoint_behave(host.endpoint,
                      (struct endpoint_manner){ENDPOINT_SLOW, 50, NULL});
      send_one(&host, plugin);
      dlclose(host.library);
      usleep(20000);
      host_stop(&host);
      _exit(0);
    }
    CHECK_INT(status_of(child), 0);
  }
}

TEST_WITHIN(leaving_without_close_is_survived, 60) {
  struct host host;
  host_start(&host);
  for (int i = 0; i < 30; i++) {
    pid_t child = host_fork();
    if (child == 0) {
      attune *plugin = host_open(&host);
      send_one(&host, plugin);
      exit(0);
    }
    CHECK_INT(status_of(child), 0);
  }
  host_stop(&host);
}

static struct host *late_host;
static attune *late_plugin;

/* Registered before the plugin was opened, so that it runs after what the
 * plugin registered. */
static void close_late(void) {
  alarm(2);
  _exit(late_host->drain(late_plugin, 60000) != ATTUNE_E_TIMEOUT ||
        late_host->close(late_plugin, 60000) != ATTUNE_E_TIMEOUT);
}

TEST(a_close_within_exit_does_not_wait) {
  struct host host;
  host_start(&host);
  pid_t child = host_fork();
  if (child == 0) {
    late_host = &host;
    atexit(close_late);
    late_plugin = host_open(&host);
    send_one(&host, late_plugin);
    exit(2);
  }
  CHECK_INT(status_of(child), 0);
  host_stop(&host);
}

struct racing {
  struct host *host;
  attune *plugin;
  int32_t closed;
};

static void *close_it(void *user) {
  struct racing *racing = user;
  racing->closed = racing->host->close(racing->plugin, 2000);
  return NULL;
}

TEST(of_two_threads_that_close_one_wins) {
  struct host host;
  host_start(&host);
  for (int i = 0; i < 20; i++) {
    attune *plugin = host_open(&host);
    struct racing one = {&host, plugin, 1}, two = {&host, plugin, 1};
    pthread_t threads[2];
    send_one(&host, plugin);
    pthread_create(&threads[0], NULL, close_it, &one);
    pthread_create(&threads[1], NULL, close_it, &two);
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
    CHECK_INT(one.closed + two.closed, ATTUNE_OK + ATTUNE_E_CLOSED);
  }
  host_stop(&host);
}

static struct host *calling_host;
static attune *calling_plugin;
static int32_t close_in_log = 1, drain_in_log = 1;

static void close_from_log(void *user, int32_t level, const char *line) {
  (void)user;
  (void)level;
  (void)line;
  if (!calling_plugin)
    return;
  drain_in_log = calling_host->drain(calling_plugin, 100);
  close_in_log = calling_host->close(calling_plugin, 100);
}

TEST(a_close_from_the_log_callback_is_refused) {
  struct host host;
  host_start(&host);
  host_write_manifest(&host, "\"log\": {\"level\": \"debug\"}");
  const attune_options options = {.struct_size = sizeof(options),
                                  .manifest = host.manifest,
                                  .log = close_from_log};
  attune *plugin = NULL;
  CHECK_INT(host.open(&options, &plugin), ATTUNE_OK);
  calling_host = &host;
  calling_plugin = plugin;
  endpoint_behave(host.endpoint,
                  (struct endpoint_manner){ENDPOINT_STATUS, 400, NULL});
  send_one(&host, plugin);
  CHECK_INT(host.drain(plugin, 5000), ATTUNE_OK);
  calling_plugin = NULL;
  CHECK_INT(close_in_log, ATTUNE_E_ARGUMENT);
  CHECK_INT(drain_in_log, ATTUNE_E_ARGUMENT);
  CHECK_INT(host.close(plugin, 2000), ATTUNE_OK);
  host_stop(&host);
}

TEST(statuses_have_words) {
  struct host host;
  host_load(&host);
  CHECK_INT(host.abi(), ATTUNE_ABI);
  for (int32_t status = 0; status >= ATTUNE_E_TIMEOUT; status--)
    CHECK(strcmp(host.strerror(status), "unknown status") != 0);
  CHECK(strcmp(host.strerror(1), "unknown status") == 0);
  CHECK(strcmp(host.strerror(-99), "unknown status") == 0);
  CHECK(strcmp(host.strerror(INT32_MIN), "unknown status") == 0);
}
