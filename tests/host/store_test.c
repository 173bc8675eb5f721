/* What outlives a process, and what follows from it, end to end. */
#include "support/host.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "test.h"

static const char complaint[] = "My blender arrived broken. I am fed up!";

#define STORE "\"store\": {\"engine\": \"sqlite\", \"path\": \"attune.db\"}"

static void start(struct host *host, const char *members) {
  char all[2000];
  host_start(host);
  snprintf(all, sizeof(all), STORE "%s%s", members[0] ? ", " : "", members);
  host_write_manifest(host, all);
}

static void stop(struct host *host) {
  char path[128];
  snprintf(path, sizeof(path), "%s/attune.db", host->directory);
  unlink(path);
  host_stop(host);
}

static int64_t now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void hear(struct host *host, attune *plugin, const char *conversation,
                 const char *id, const char *text) {
  attune_message message = host_message(conversation, id, text);
  CHECK_INT(host->incoming(plugin, &message), ATTUNE_OK);
}

static void reply(struct host *host, attune *plugin, const char *id,
                  const char *text, int64_t sent_at_ms) {
  attune_message message = host_message("c", id, text);
  message.stage = ATTUNE_SENT;
  message.sent_at_ms = sent_at_ms;
  message.agent = "ben";
  CHECK_INT(host->outgoing(plugin, &message), ATTUNE_OK);
}

static size_t events(struct host *host, const char *type) {
  return endpoint_count(host->endpoint, type);
}

TEST(what_was_told_outlives_the_process) {
  struct host host;
  char json[32768];
  start(&host, "");
  attune *plugin = host_open(&host);
  hear(&host, plugin, "c", "1", "My order 4471-B arrived broken.");
  CHECK_INT(host.close(plugin, 5000), ATTUNE_OK);
  plugin = host_open(&host);
  hear(&host, plugin, "c", "1", "My order 4471-B arrived broken.");
  hear(&host, plugin, "c", "2", "Nobody has answered me, I am fed up!");
  CHECK_INT(host.drain(plugin, 5000), ATTUNE_OK);
  CHECK_INT(host_stat(&host, plugin, "attune_skipped_total{why=\"repeated\"}"),
            1);
  attune_message draft =
      host_message("c", "3", "Could you please send me your order number?");
  CHECK_INT(host.review(plugin, &draft, json, sizeof(json), NULL), ATTUNE_OK);
  CHECK(strstr(json, "\"asks-again\"") != NULL);
  CHECK_INT(host.close(plugin, 5000), ATTUNE_OK);
  stop(&host);
}

/* Killed between the commit and the delivery: the next process delivers. */
TEST_WITHIN(events_of_a_killed_process_are_delivered, 60) {
  struct host host;
  start(&host, "");
  endpoint_behave(host.endpoint,
                  (struct endpoint_manner){ENDPOINT_STATUS, 503, NULL});
  pid_t child = host_fork();
  if (child == 0) {
    attune *plugin = host_open(&host);
    hear(&host, plugin, "c", "1", complaint);
    host.drain(plugin, 5000);
    kill(getpid(), SIGKILL);
  }
  int status = 0;
  waitpid(child, &status, 0);
  CHECK(WIFSIGNALED(status));
  endpoint_behave(host.endpoint,
                  (struct endpoint_manner){ENDPOINT_STATUS, 204, NULL});
  size_t before = endpoint_requests(host.endpoint);
  attune *plugin = host_open(&host);
  hear(&host, plugin, "other", "1", "Thank you!");
  /* Its lease has to run out first. */
  for (int i = 0; i < 250 && endpoint_requests(host.endpoint) == before; i++)
    usleep(100000);
  CHECK(endpoint_requests(host.endpoint) > before);
  CHECK_INT(host.close(plugin, 5000), ATTUNE_OK);
  stop(&host);
}

TEST(two_processes_say_a_thing_once) {
  struct host host;
  start(&host, "");
  for (int i = 0; i < 2; i++) {
    pid_t child = host_fork();
    int status = -1;
    if (child == 0) {
      attune *plugin = host_open(&host);
      hear(&host, plugin, "c", "1", complaint);
      _exit(host.close(plugin, 5000) != ATTUNE_OK);
    }
    waitpid(child, &status, 0);
    CHECK_INT(status, 0);
  }
  CHECK_INT(endpoint_requests(host.endpoint), 1);
  stop(&host);
}

TEST(a_promise_is_reminded_of_before_it_lapses) {
  struct host host;
  start(&host, "");
  attune *plugin = host_open(&host);
  hear(&host, plugin, "c", "1", complaint);
  reply(&host, plugin, "2", "I'll update you within 24 hours.",
        now_ms() - 23 * 3600000);
  CHECK(endpoint_wait(host.endpoint, 2, 8000));
  CHECK_INT(events(&host, "follow_up.due"), 1);
  CHECK_INT(host.close(plugin, 5000), ATTUNE_OK);
  stop(&host);
}

TEST(a_kept_promise_is_not) {
  struct host host;
  start(&host, "");
  attune *plugin = host_open(&host);
  reply(&host, plugin, "2", "I'll update you within 24 hours.",
        now_ms() - 23 * 3600000);
  reply(&host, plugin, "3", "Here is the news: your blender is on its way.",
        now_ms());
  CHECK_INT(host.drain(plugin, 5000), ATTUNE_OK);
  usleep(2500000);
  CHECK_INT(events(&host, "follow_up.due"), 0);
  CHECK_INT(host.close(plugin, 5000), ATTUNE_OK);
  stop(&host);
}

TEST(a_resolved_conversation_is_looked_after_once) {
  struct host host;
  start(&host, "\"follow_up\": {\"after_resolution\": \"1m\"}");
  attune *plugin = host_open(&host);
  const attune_change resolved = {.struct_size = sizeof(resolved),
                                  .conversation = "c",
                                  .state = ATTUNE_RESOLVED,
                                  .at_ms = now_ms() - 59000};
  hear(&host, plugin, "c", "1", complaint);
  CHECK_INT(host.conversation(plugin, &resolved), ATTUNE_OK);
  CHECK(endpoint_wait(host.endpoint, 2, 8000));
  CHECK_INT(events(&host, "follow_up.due"), 1);
  CHECK_INT(host.close(plugin, 5000), ATTUNE_OK);
  stop(&host);
}

TEST(danger_is_told_at_once_and_once) {
  struct host host;
  host_start(&host);
  attune *plugin = host_open(&host);
  hear(&host, plugin, "c", "1",
       "The charger caught fire and burnt my daughter's hand!");
  hear(&host, plugin, "c", "2",
       "Did you read this? It caught fire in her hand!");
  CHECK_INT(host.drain(plugin, 5000), ATTUNE_OK);
  CHECK_INT(events(&host, "escalation.advised"), 1);
  CHECK_INT(host.close(plugin, 5000), ATTUNE_OK);
  host_stop(&host);
}

TEST(an_agent_with_a_heavy_run_gets_a_breather) {
  struct host host;
  host_start(&host);
  attune *plugin = host_open(&host);
  for (int i = 0; i < 12; i++) {
    char id[16];
    snprintf(id, sizeof(id), "c%d", i);
    attune_message sent = host_message(id, "2", "I'm on it, right now.");
    sent.stage = ATTUNE_SENT;
    sent.agent = "ben";
    hear(&host, plugin, id, "1",
         "THIS IS A DISGRACE! I am furious, you stole my money, liars!");
    CHECK_INT(host.outgoing(plugin, &sent), ATTUNE_OK);
  }
  CHECK_INT(host.drain(plugin, 5000), ATTUNE_OK);
  CHECK_INT(events(&host, "breather.suggested"), 1);
  CHECK_INT(host.close(plugin, 5000), ATTUNE_OK);
  host_stop(&host);
}

static bool file_holds(struct host *host, const char *words) {
  char path[128];
  static char bytes[1 << 22];
  snprintf(path, sizeof(path), "%s/attune.db", host->directory);
  FILE *file = fopen(path, "rb");
  CHECK(file != NULL);
  size_t size = fread(bytes, 1, sizeof(bytes), file);
  fclose(file);
  return memmem(bytes, size, words, strlen(words)) != NULL;
}

TEST(what_is_erased_is_in_no_byte_of_the_file) {
  struct host host;
  start(&host, "");
  attune *plugin = host_open(&host);
  const attune_change erased = {.struct_size = sizeof(erased),
                                .conversation = "conversation-77",
                                .state = ATTUNE_ERASED};
  hear(&host, plugin, "conversation-77", "1",
       "My Quibbleflux 9000 arrived broken, order 4471-B. I am fed up!");
  CHECK_INT(host.drain(plugin, 5000), ATTUNE_OK);
  CHECK(file_holds(&host, "4471"));
  CHECK_INT(host.conversation(plugin, &erased), ATTUNE_OK);
  CHECK_INT(host.drain(plugin, 5000), ATTUNE_OK);
  CHECK(!file_holds(&host, "4471"));
  CHECK(!file_holds(&host, "conversation-77"));
  CHECK_INT(host.close(plugin, 5000), ATTUNE_OK);
  stop(&host);
}

/* The console erases what a running helpdesk has letters of. */
TEST_WITHIN(what_another_process_erased_is_not_sent, 60) {
#ifdef __SANITIZE_THREAD__
  test_skip("ThreadSanitizer cannot follow threads of a forked process");
#endif
  struct host host;
  start(&host, "");
  endpoint_behave(host.endpoint,
                  (struct endpoint_manner){ENDPOINT_STATUS, 503, NULL});
  attune *plugin = host_open(&host);
  hear(&host, plugin, "erased", "1", complaint);
  CHECK_INT(host.drain(plugin, 5000), ATTUNE_OK);
  pid_t child = host_fork();
  int status = -1;
  if (child == 0) {
    const attune_change erased = {.struct_size = sizeof(erased),
                                  .conversation = "erased",
                                  .state = ATTUNE_ERASED};
    CHECK_INT(host.conversation(plugin, &erased), ATTUNE_OK);
    _exit(host.close(plugin, 5000) != ATTUNE_OK);
  }
  waitpid(child, &status, 0);
  CHECK_INT(status, 0);
  for (int i = 0;
       i < 150 && host_stat(&host, plugin, "attune_letters_pending") > 0; i++)
    usleep(100000);
  CHECK_INT(host_stat(&host, plugin, "attune_letters_pending"), 0);
  CHECK_INT(host_stat(&host, plugin, "attune_letters_total{fate=\"dropped\"}"),
            1);
  CHECK_INT(host.close(plugin, 5000), ATTUNE_OK);
  stop(&host);
}

TEST(a_store_that_cannot_be_had_costs_no_event) {
  struct host host;
  host_start(&host);
  host_write_manifest(&host, "\"store\": {\"engine\": \"sqlite\", \"path\": "
                             "\"no/such/folder/attune.db\"}");
  attune *plugin = host_open(&host);
  hear(&host, plugin, "c", "1", complaint);
  CHECK_INT(host.drain(plugin, 5000), ATTUNE_OK);
  CHECK_INT(endpoint_requests(host.endpoint), 1);
  CHECK_INT(host.close(plugin, 5000), ATTUNE_OK);
  host_stop(&host);
}

TEST(a_damaged_file_is_set_aside) {
  struct host host;
  char path[128];
  start(&host, "");
  snprintf(path, sizeof(path), "%s/attune.db", host.directory);
  host_write_file(path, "this is no database, and never was one at all.....");
  attune *plugin = host_open(&host);
  hear(&host, plugin, "c", "1", complaint);
  CHECK_INT(host.drain(plugin, 5000), ATTUNE_OK);
  CHECK_INT(endpoint_requests(host.endpoint), 1);
  CHECK(file_holds(&host, "SQLite format 3"));
  CHECK_INT(host.close(plugin, 5000), ATTUNE_OK);
  stop(&host);
}

static size_t offers_in(struct host *host) {
  struct endpoint_request request;
  size_t count = 0;
  for (size_t i = 0; endpoint_request(host->endpoint, i, &request); i++)
    count += strstr(request.body, "\"id\":\"tea\"") != NULL;
  return count;
}

static void hear_from(struct host *host, const char *customer,
                      const char *conversation) {
  attune *plugin = host_open(host);
  attune_message message = host_message(conversation, "1", complaint);
  message.customer = customer;
  CHECK_INT(host->incoming(plugin, &message), ATTUNE_OK);
  CHECK_INT(host->close(plugin, 5000), ATTUNE_OK);
}

TEST(offers_have_limits_that_outlive_the_process) {
  struct host host;
  start(&host, "\"privacy\": {\"hash_customers\": true}, \"offers\": [{\"id\": "
               "\"tea\", \"text\": \"a cup of tea\", \"per_customer\": "
               "{\"count\": 1, \"days\": 30}}]");
  hear_from(&host, "customer-ana-77", "a");
  hear_from(&host, "customer-ana-77", "b");
  hear_from(&host, "customer-ben-78", "c");
  CHECK_INT(endpoint_count(host.endpoint, "validation.prompted"), 3);
  CHECK_INT(offers_in(&host), 2);
  CHECK(!file_holds(&host, "customer-ana-77"));
  stop(&host);
}
