/* What a guest never does to the house it lives in. */
#include "support/host.h"

#include <locale.h>
#include <netdb.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "test.h"

static const char complaint[] = "My blender arrived broken. I am fed up!";

static void send_one(struct host *host, attune *plugin, const char *id) {
  attune_message message = host_message("t", id, complaint);
  CHECK_INT(host->incoming(plugin, &message), ATTUNE_OK);
}

static long main_thread;
static atomic_int strayed;

static void on_signal(int number) {
  (void)number;
  if (syscall(SYS_gettid) != main_thread)
    atomic_fetch_add(&strayed, 1);
}

TEST(no_handler_of_the_hosts_runs_on_our_thread) {
  struct host host;
  struct sigaction before[32], after;
  struct sigaction action = {.sa_handler = on_signal};
  host_start(&host);
  endpoint_stop(host.endpoint); /* its thread is not ours to blame */
  host.endpoint = NULL;
  main_thread = syscall(SYS_gettid);
  for (int i = 1; i < 32; i++) {
    if (i == SIGKILL || i == SIGSTOP || i == SIGALRM)
      continue;
    sigaction(i, &action, NULL);
    sigaction(i, NULL, &before[i]);
  }
  attune *plugin = host_open(&host);
  send_one(&host, plugin, "m");
  for (int i = 0; i < 2000; i++)
    kill(getpid(), i % 2 ? SIGUSR1 : SIGCHLD);
  host.drain(plugin, 5000);
  host.close(plugin, 2000);
  CHECK_INT(atomic_load(&strayed), 0);
  for (int i = 1; i < 32; i++) {
    if (i == SIGKILL || i == SIGSTOP || i == SIGALRM)
      continue;
    sigaction(i, NULL, &after);
    CHECK(after.sa_handler == before[i].sa_handler);
  }
  host_stop(&host);
}

TEST(a_peer_that_resets_sends_us_no_sigpipe) {
  struct host host;
  host_start(&host);
  signal(SIGPIPE, SIG_DFL);
  attune *plugin = host_open(&host);
  for (int i = 0; i < 30; i++) {
    char id[16];
    snprintf(id, sizeof(id), "m-%d", i);
    endpoint_behave(host.endpoint,
                    (struct endpoint_manner){
                        i % 2 ? ENDPOINT_RESET : ENDPOINT_FIN, 0, NULL});
    send_one(&host, plugin, id);
  }
  CHECK_INT(host.drain(plugin, 10000), ATTUNE_OK);
  host.close(plugin, 2000);
  host_stop(&host);
}

TEST(the_hosts_locale_changes_no_byte) {
  static const char *const locales[] = {"de_DE.UTF-8", "tr_TR.UTF-8", "de_DE",
                                        "tr_TR"};
  static char plain[20480], foreign[20480];
  struct host host;
  unsigned tried = 0;
  host_start(&host);
  attune *plugin = host_open(&host);
  attune_message message = host_message(
      "t", "m", "I PAID £19.95 FOR THIS AND IT IS BROKEN. INSTALLING FAILED!");
  CHECK_INT(host.read(plugin, &message, plain, sizeof(plain), NULL), ATTUNE_OK);
  for (size_t i = 0; i < 4; i++) {
    if (!setlocale(LC_ALL, locales[i]))
      continue;
    tried++;
    CHECK_INT(host.read(plugin, &message, foreign, sizeof(foreign), NULL),
              ATTUNE_OK);
    setlocale(LC_ALL, "C");
    CHECK(strncmp(strstr(plain, "\"reading\""), strstr(foreign, "\"reading\""),
                  strlen(strstr(plain, "\"reading\""))) == 0);
  }
  host.close(plugin, 2000);
  host_stop(&host);
  if (tried == 0)
    test_skip("no German or Turkish locale is installed");
}

TEST(a_host_that_closes_every_descriptor_lives_on) {
  struct host host;
  host_start(&host);
  pid_t child = host_fork();
  if (child == 0) {
    attune *plugin = host_open(&host);
    send_one(&host, plugin, "before");
    CHECK_INT(host.drain(plugin, 5000), ATTUNE_OK);
    closefrom(3);
    usleep(50000);
    for (int i = 0; i < 3; i++) {
      char id[16];
      snprintf(id, sizeof(id), "after-%d", i);
      send_one(&host, plugin, id);
      usleep(20000);
    }
    CHECK_INT(host.drain(plugin, 5000), ATTUNE_OK);
    host.close(plugin, 1000);
    _exit(0);
  }
  int status = -1;
  waitpid(child, &status, 0);
  CHECK_INT(status, 0);
  CHECK(endpoint_wait(host.endpoint, 2, 2000));
  host_stop(&host);
}

TEST(a_host_that_closed_every_descriptor_may_drain_and_close) {
  struct host host;
  host_start(&host);
  pid_t child = host_fork();
  if (child == 0) {
    attune *plugin = host_open(&host);
    send_one(&host, plugin, "before");
    CHECK_INT(host.drain(plugin, 5000), ATTUNE_OK);
    usleep(100000); /* so that the loop sleeps and would have to be woken */
    closefrom(3);
    host.drain(plugin, 100);
    usleep(20000);
    CHECK_INT(host.drain(plugin, 100), ATTUNE_E_TIMEOUT);
    CHECK_INT(host.close(plugin, 100), ATTUNE_E_TIMEOUT);
    _exit(0);
  }
  int status = -1;
  waitpid(child, &status, 0);
  CHECK_INT(status, 0);
  host_stop(&host);
}

/* libcurl's resolver threads find this one before libc's. */
static atomic_bool stall_names;

__attribute__((visibility("default"))) int
getaddrinfo(const char *node, const char *service, const struct addrinfo *hints,
            struct addrinfo **result) {
  (void)node;
  (void)service;
  (void)hints;
  *result = NULL;
  if (atomic_load(&stall_names))
    sleep(3);
  return EAI_AGAIN;
}

static int64_t now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

TEST(a_hanging_name_server_does_not_hold_up_a_close) {
  struct host host;
  char text[512];
  host_start(&host);
  atomic_store(&stall_names, true);
  snprintf(text, sizeof(text),
           "{\"webhooks\": [{\"name\": \"far\", \"url\": "
           "\"https://receiver.example/hook\", \"secret\": \"file:secret\"}]}");
  host_write_file(host.manifest, text);
  attune *plugin = host_open(&host);
  send_one(&host, plugin, "m");
  usleep(200000);
  int64_t began = now_ms();
  host.close(plugin, 100);
  CHECK(now_ms() - began < 100 + 350);
  sleep(4); /* the resolver's thread comes back to nobody */
  host_stop(&host);
}

/* What a host of another libuv or json-c would export. */
__attribute__((visibility("default"))) unsigned uv_version(void);
unsigned uv_version(void) {
  return 0x000100;
}
__attribute__((visibility("default"))) void *json_object_get(void *object);
void *json_object_get(void *object) {
  (void)object;
  abort();
}
__attribute__((visibility("default"))) int uv_loop_init(void *loop);
int uv_loop_init(void *loop) {
  (void)loop;
  abort();
}

TEST(the_hosts_own_libuv_is_never_ours) {
  struct host host;
  host_start(&host);
  attune *plugin = host_open(&host);
  send_one(&host, plugin, "m");
  CHECK_INT(host.drain(plugin, 5000), ATTUNE_OK);
  CHECK_INT(endpoint_requests(host.endpoint), 1);
  CHECK_INT(host.close(plugin, 2000), ATTUNE_OK);
  host_stop(&host);
}

TEST(every_descriptor_is_closed_on_exec) {
  struct host host;
  host_start(&host);
  unsigned before = host_descriptors();
  attune *plugin = host_open(&host);
  endpoint_behave(host.endpoint,
                  (struct endpoint_manner){ENDPOINT_SLOW, 1500, NULL});
  send_one(&host, plugin, "m");
  usleep(300000);
  CHECK(host_descriptors() > before);
  /* ls lists its own directory handle too, and those of the endpoint. */
  FILE *list = popen("ls /proc/self/fd | wc -l", "r");
  int inherited = 0;
  CHECK(list && fscanf(list, "%d", &inherited) == 1);
  pclose(list);
  host.close(plugin, 3000);
  list = popen("ls /proc/self/fd | wc -l", "r");
  int without = 0;
  CHECK(list && fscanf(list, "%d", &without) == 1);
  pclose(list);
  CHECK(inherited <= without);
  host_stop(&host);
}
