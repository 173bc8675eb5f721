/*
 * Events a second through the whole plugin, from attune_incoming to the
 * answer of a receiver, beside a bare libcurl loop in the same run that posts
 * bodies of the same size to the same receiver: 8 connections kept alive.
 */
#include "floor.h"

#include "support/host.h"

#include <unistd.h>

enum {
  EVENTS = 6000,
  RUNS = 5,
  WINDOW = 256 /* what waits inside at once */
};

struct plugin {
  struct host host;
  struct receiver *receiver;
  attune *handle;
  const char *text;
  bool drafts;  /* the text is an agent's, not a customer's */
  bool lasting; /* with a store of SQLite */
  unsigned sent;
};

static void write_manifest(struct plugin *plugin) {
  char text[1024];
  snprintf(text, sizeof(text),
           "{\"webhooks\": [{\"name\": \"desk\", \"secret\": \"file:secret\","
           " \"url\": \"http://127.0.0.1:%u/hook\","
           " \"allow\": [\"127.0.0.0/8\"], \"max_in_flight\": %d}],"
           " %s\"draft_clear\": \"always\"}\n",
           plugin->receiver->port, CONNECTIONS,
           plugin->lasting ? "\"store\": {\"engine\": \"sqlite\","
                             " \"path\": \"bench.db\"}, "
                           : "");
  host_write_file(plugin->host.manifest, text);
}

static attune_message next_message(struct plugin *plugin, char id[32]) {
  snprintf(id, 32, "ticket-%u", plugin->sent);
  attune_message message = host_message(id, "1", plugin->text);
  message.agent = "Mia";
  return message;
}

static int32_t submit(struct plugin *plugin, const attune_message *message) {
  plugin->sent++;
  return plugin->drafts ? plugin->host.outgoing(plugin->handle, message)
                        : plugin->host.incoming(plugin->handle, message);
}

static int32_t look(struct plugin *plugin, char *body, size_t *size) {
  char id[32];
  attune_message message = next_message(plugin, id);
  return plugin->drafts
             ? plugin->host.review(plugin->handle, &message, body, 20480, size)
             : plugin->host.read(plugin->handle, &message, body, 20480, size);
}

/* Says what became of the events when not all arrive. */
static void give_up(struct plugin *plugin, unsigned arrived, unsigned events) {
  static char stats[65536];
  plugin->host.stats(plugin->handle, stats, sizeof(stats), NULL);
  fputs(stats, stderr);
  test_fail(__FILE__, __LINE__, "%u of %u events arrived", arrived, events);
}

static double plugin_run(struct plugin *plugin, unsigned events) {
  const struct timespec pause = {.tv_nsec = 100000};
  atomic_uint *requests = &plugin->receiver->requests;
  unsigned before = atomic_load(requests);
  int64_t began = bench_ns();
  for (unsigned i = 0; i < events; i++) {
    char id[32];
    while (before + i - atomic_load(requests) > WINDOW) {
      nanosleep(&pause, NULL);
      if (bench_ns() - began > 30000000000)
        give_up(plugin, atomic_load(requests) - before, events);
    }
    attune_message message = next_message(plugin, id);
    CHECK_INT(submit(plugin, &message), ATTUNE_OK);
  }
  while (atomic_load(requests) - before < events) {
    nanosleep(&pause, NULL);
    if (bench_ns() - began > 30000000000)
      give_up(plugin, atomic_load(requests) - before, events);
  }
  return events / ((double)(bench_ns() - began) / 1e9);
}

/* Micros of an analysis, as the plugin itself counts them. */
static double analysis_us(struct plugin *plugin) {
  long long micros = host_stat(&plugin->host, plugin->handle,
                               "attune_analysis_microseconds_total");
  return (double)micros / plugin->sent;
}

static void report(struct plugin *plugin, double *bare, double *ours,
                   size_t body) {
  double floor = bench_quantile(bare, RUNS, 0.5);
  double whole = bench_quantile(ours, RUNS, 0.5);
  double analysis = analysis_us(plugin);
  double rest = 1e6 / (1e6 / whole - analysis);
  printf("%s%s of %zu bytes to webhooks of %zu: %.0f a second, bare libcurl "
         "%.0f; ratio %.2f; %.0f us of it analysis, without which %.0f a "
         "second; ratio %.2f\n",
         plugin->lasting ? "with a store, " : "",
         plugin->drafts ? "drafts" : "messages", strlen(plugin->text), body,
         whole, floor, whole / floor, analysis, rest, rest / floor);
}

static void alternate(struct plugin *plugin, const char *body, size_t size) {
  struct bare bare = {0};
  double floor[RUNS], ours[RUNS];
  bare_open(&bare, plugin->receiver->port, body, size);
  bare_run(&bare, CONNECTIONS);
  plugin_run(plugin, CONNECTIONS);
  for (int i = 0; i < RUNS; i++) {
    floor[i] = bare_run(&bare, EVENTS);
    ours[i] = plugin_run(plugin, EVENTS);
  }
  report(plugin, floor, ours, size);
  bare_close(&bare);
}

static void remove_store(const struct plugin *plugin) {
  char path[128];
  snprintf(path, sizeof(path), "%s/bench.db", plugin->host.directory);
  unlink(path);
}

static void compare(const char *text, bool drafts, bool lasting) {
  static char body[20480];
  static struct plugin plugin;
  struct receiver receiver;
  size_t size;
  host_start(&plugin.host);
  receiver_start(&receiver);
  plugin.receiver = &receiver;
  plugin.text = text;
  plugin.drafts = drafts;
  plugin.lasting = lasting;
  write_manifest(&plugin);
  plugin.handle = host_open(&plugin.host);
  CHECK_INT(look(&plugin, body, &size), ATTUNE_OK);
  alternate(&plugin, body, size);
  CHECK_INT(plugin.host.close(plugin.handle, 5000), ATTUNE_OK);
  receiver_stop(&receiver);
  remove_store(&plugin);
  host_stop(&plugin.host);
}

TEST_WITHIN(delivery_of_prompts, 120) {
  compare("My parcel came broken again and I am really fed up!", false, false);
}

TEST_WITHIN(delivery_of_prompts_about_long_messages, 120) {
  compare(bench_customer, false, false);
}

/* Analysed, committed to a file of SQLite, delivered, settled there. */
TEST_WITHIN(delivery_of_prompts_with_a_store, 180) {
  compare("My parcel came broken again and I am really fed up!", false, true);
}

/* Next to no analysis and a small body: what delivery itself costs. */
TEST_WITHIN(delivery_of_clear_drafts, 120) {
  compare("You are welcome!", true, false);
}
