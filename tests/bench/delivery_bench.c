/*
 * Events a second through the whole plugin, from attune_incoming to the
 * answer of a receiver, beside a bare libcurl loop in the same run that posts
 * bodies of the same size to the same receiver: 8 connections kept alive.
 */
#include "bench.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "support/host.h"
#include "test.h"

enum {
  EVENTS = 6000,
  RUNS = 5,
  CONNECTIONS = 8,
  WINDOW = 256 /* what waits inside at once */
};

/* A receiver that does next to nothing, so that the senders are measured. */
struct receiver {
  int listener, epoll, stop;
  unsigned port;
  pthread_t thread;
  atomic_uint requests;
};

struct peer {
  int fd;
  size_t size;
  char in[65536];
};

static size_t request_size(struct peer *peer) {
  static const char length[] = "Content-Length:";
  char *end = memmem(peer->in, peer->size, "\r\n\r\n", 4);
  if (!end)
    return 0;
  *end = '\0';
  const char *at = strcasestr(peer->in, length);
  *end = '\r';
  size_t body = at ? strtoul(at + sizeof(length) - 1, NULL, 10) : 0;
  size_t whole = (size_t)(end - peer->in) + 4 + body;
  return peer->size >= whole ? whole : 0;
}

static void answer(struct receiver *receiver, struct peer *peer) {
  static const char ok[] = "HTTP/1.1 204 No Content\r\n\r\n";
  ssize_t got = recv(peer->fd, peer->in + peer->size,
                     sizeof(peer->in) - peer->size - 1, 0);
  if (got <= 0) {
    close(peer->fd);
    free(peer);
    return;
  }
  peer->size += (size_t)got;
  for (size_t whole; (whole = request_size(peer)) > 0;) {
    peer->size -= whole;
    memmove(peer->in, peer->in + whole, peer->size);
    atomic_fetch_add(&receiver->requests, 1); /* before the sender can know */
    CHECK(send(peer->fd, ok, sizeof(ok) - 1, MSG_NOSIGNAL) > 0);
  }
}

static void watch(struct receiver *receiver, int fd, void *mark) {
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = mark};
  CHECK_INT(epoll_ctl(receiver->epoll, EPOLL_CTL_ADD, fd, &event), 0);
}

static void admit(struct receiver *receiver) {
  int one = 1;
  struct peer *peer = calloc(1, sizeof(*peer));
  CHECK(peer != NULL);
  peer->fd = accept4(receiver->listener, NULL, NULL, SOCK_CLOEXEC);
  CHECK(peer->fd >= 0);
  setsockopt(peer->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
  watch(receiver, peer->fd, peer);
}

static void *receive(void *user) {
  struct receiver *receiver = user;
  struct epoll_event events[2 * CONNECTIONS];
  for (;;) {
    int count = epoll_wait(receiver->epoll, events, 2 * CONNECTIONS, -1);
    for (int i = 0; i < count; i++) {
      if (events[i].data.ptr == &receiver->stop)
        return NULL;
      if (events[i].data.ptr == &receiver->listener)
        admit(receiver);
      else
        answer(receiver, events[i].data.ptr);
    }
  }
}

static void receiver_start(struct receiver *receiver) {
  struct sockaddr_in address = {.sin_family = AF_INET,
                                .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof(address);
  memset(receiver, 0, sizeof(*receiver));
  receiver->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  CHECK(receiver->listener >= 0);
  CHECK_INT(bind(receiver->listener, (struct sockaddr *)&address, size), 0);
  CHECK_INT(listen(receiver->listener, 64), 0);
  getsockname(receiver->listener, (struct sockaddr *)&address, &size);
  receiver->port = ntohs(address.sin_port);
  receiver->epoll = epoll_create1(EPOLL_CLOEXEC);
  receiver->stop = eventfd(0, EFD_CLOEXEC);
  watch(receiver, receiver->stop, &receiver->stop);
  watch(receiver, receiver->listener, &receiver->listener);
  CHECK_INT(pthread_create(&receiver->thread, NULL, receive, receiver), 0);
}

static void receiver_stop(struct receiver *receiver) {
  uint64_t one = 1;
  CHECK_INT(write(receiver->stop, &one, sizeof(one)), sizeof(one));
  pthread_join(receiver->thread, NULL);
  close(receiver->listener);
  close(receiver->epoll);
  close(receiver->stop);
}

/* The floor: each handle posts the next body as soon as it is free. */
struct bare {
  CURLM *multi;
  CURL *handles[CONNECTIONS];
  struct curl_slist *headers;
  char url[64];
  unsigned left;
};

static size_t ignore(char *data, size_t size, size_t count, void *user) {
  (void)data;
  (void)user;
  return size * count;
}

static void bare_open(struct bare *bare, unsigned port, const char *body,
                      size_t size) {
  snprintf(bare->url, sizeof(bare->url), "http://127.0.0.1:%u/hook", port);
  bare->headers =
      curl_slist_append(NULL, "Content-Type: application/json; charset=utf-8");
  bare->headers = curl_slist_append(bare->headers, "Expect:");
  bare->multi = curl_multi_init();
  for (int i = 0; i < CONNECTIONS; i++) {
    CURL *easy = bare->handles[i] = curl_easy_init();
    CHECK(easy != NULL);
    curl_easy_setopt(easy, CURLOPT_URL, bare->url);
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, bare->headers);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, ignore);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, (long)size);
  }
}

static void bare_start(struct bare *bare, CURL *easy) {
  if (bare->left == 0)
    return;
  bare->left--;
  CHECK_INT(curl_multi_add_handle(bare->multi, easy), CURLM_OK);
}

static void bare_collect(struct bare *bare) {
  int rest;
  for (CURLMsg *done; (done = curl_multi_info_read(bare->multi, &rest));) {
    CURL *easy = done->easy_handle;
    CHECK_INT(done->data.result, CURLE_OK);
    curl_multi_remove_handle(bare->multi, easy);
    bare_start(bare, easy);
  }
}

static double bare_run(struct bare *bare, unsigned events) {
  int running = 1;
  int64_t began = bench_ns();
  bare->left = events;
  for (int i = 0; i < CONNECTIONS; i++)
    bare_start(bare, bare->handles[i]);
  while (running > 0) {
    CHECK_INT(curl_multi_perform(bare->multi, &running), CURLM_OK);
    unsigned left = bare->left;
    bare_collect(bare);
    if (left != bare->left)
      running = 1;
    else if (running > 0)
      curl_multi_poll(bare->multi, NULL, 0, 1000, NULL);
  }
  return events / ((double)(bench_ns() - began) / 1e9);
}

static void bare_close(struct bare *bare) {
  for (int i = 0; i < CONNECTIONS; i++)
    curl_easy_cleanup(bare->handles[i]);
  curl_multi_cleanup(bare->multi);
  curl_slist_free_all(bare->headers);
}

struct plugin {
  struct host host;
  struct receiver *receiver;
  attune *handle;
  const char *text;
  bool drafts; /* the text is an agent's, not a customer's */
  unsigned sent;
};

static void write_manifest(struct plugin *plugin) {
  char text[1024];
  snprintf(text, sizeof(text),
           "{\"webhooks\": [{\"name\": \"desk\", \"secret\": \"file:secret\","
           " \"url\": \"http://127.0.0.1:%u/hook\","
           " \"allow\": [\"127.0.0.0/8\"], \"max_in_flight\": %d}],"
           " \"draft_clear\": \"always\"}\n",
           plugin->receiver->port, CONNECTIONS);
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
  printf("%s of %zu bytes to webhooks of %zu: %.0f a second, bare libcurl "
         "%.0f; ratio %.2f; %.0f us of it analysis, without which %.0f a "
         "second; ratio %.2f\n",
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

static void compare(const char *text, bool drafts) {
  static char body[20480];
  static struct plugin plugin;
  struct receiver receiver;
  size_t size;
  host_start(&plugin.host);
  receiver_start(&receiver);
  plugin.receiver = &receiver;
  plugin.text = text;
  plugin.drafts = drafts;
  write_manifest(&plugin);
  plugin.handle = host_open(&plugin.host);
  CHECK_INT(look(&plugin, body, &size), ATTUNE_OK);
  alternate(&plugin, body, size);
  CHECK_INT(plugin.host.close(plugin.handle, 5000), ATTUNE_OK);
  receiver_stop(&receiver);
  host_stop(&plugin.host);
}

TEST_WITHIN(delivery_of_prompts, 120) {
  compare("My parcel came broken again and I am really fed up!", false);
}

TEST_WITHIN(delivery_of_prompts_about_long_messages, 120) {
  compare(bench_customer, false);
}

/* Next to no analysis and a small body: what delivery itself costs. */
TEST_WITHIN(delivery_of_clear_drafts, 120) {
  compare("You are welcome!", true);
}
