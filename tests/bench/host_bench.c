/*
 * What attune_incoming costs the host's thread, beside a floor in the same
 * run: a bare copy of the same strings pushed on a ring that a thread empties.
 */
#include "bench.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "support/host.h"
#include "test.h"

enum {
  RATE = 10000,
  SECONDS = 2,
  CALLS = RATE * SECONDS,
  RING = 65536
};

/* The floor: one malloc, one memcpy a string, one slot of a ring. */
struct ring {
  pthread_mutex_t lock;
  void *slots[RING];
  size_t head, tail;
  atomic_bool stop;
};

static struct ring ring = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void *empty_ring(void *user) {
  const struct timespec pause = {.tv_nsec = 1000000};
  (void)user;
  while (!atomic_load(&ring.stop)) {
    pthread_mutex_lock(&ring.lock);
    while (ring.tail != ring.head)
      free(ring.slots[ring.tail++ % RING]);
    pthread_mutex_unlock(&ring.lock);
    nanosleep(&pause, NULL);
  }
  return NULL;
}

static void push_bare(const attune_message *message) {
  const char *const strings[] = {
      message->conversation,  message->id,    message->text, message->customer,
      message->customer_name, message->agent, message->team, message->channel};
  size_t sizes[8], total = sizeof(*message);
  for (int i = 0; i < 8; i++)
    total += sizes[i] = strings[i] ? strlen(strings[i]) + 1 : 0;
  char *copy = malloc(total), *at = copy + sizeof(*message);
  memcpy(copy, message, sizeof(*message));
  for (int i = 0; i < 8; i++) {
    if (sizes[i])
      memcpy(at, strings[i], sizes[i]);
    at += sizes[i];
  }
  pthread_mutex_lock(&ring.lock);
  if (ring.head - ring.tail < RING)
    ring.slots[ring.head++ % RING] = copy;
  else
    free(copy);
  pthread_mutex_unlock(&ring.lock);
}

struct producer {
  struct host *host;
  attune *plugin; /* NULL: the floor */
  int which;
  int calls;
  int64_t every_ns;
  double *took;
  int refused;
};

static void call_once(struct producer *producer, int i) {
  char conversation[32], id[32];
  snprintf(conversation, sizeof(conversation), "ticket-%d", i % 500);
  snprintf(id, sizeof(id), "%d-%d-%d", producer->which, i,
           producer->plugin != NULL);
  attune_message message = host_message(conversation, id, bench_customer);
  message.customer = "customer-77";
  message.customer_name = "Anna Silva";
  message.agent = "Mia";
  message.team = "billing";
  message.channel = "email";
  int64_t began = bench_ns();
  if (producer->plugin)
    producer->refused +=
        producer->host->incoming(producer->plugin, &message) != ATTUNE_OK;
  else
    push_bare(&message);
  producer->took[i] = (double)(bench_ns() - began);
}

/* Spins to each due time: a sleeping producer would measure its waking. */
static void *produce(void *user) {
  struct producer *producer = user;
  int64_t due = bench_ns();
  for (int i = 0; i < producer->calls; i++) {
    while (bench_ns() < due)
      ;
    call_once(producer, i);
    due += producer->every_ns;
  }
  return NULL;
}

static void measure(struct host *host, attune *plugin, int producers,
                    double out[2]) {
  static double took[2][CALLS];
  static double all[2 * CALLS];
  struct producer each[2];
  pthread_t threads[2];
  int calls = CALLS / producers, refused = 0;
  for (int p = 0; p < producers; p++) {
    each[p] = (struct producer){
        host,    plugin, p, calls, (int64_t)producers * 1000000000 / RATE,
        took[p], 0};
    pthread_create(&threads[p], NULL, produce, &each[p]);
  }
  for (int p = 0; p < producers; p++) {
    pthread_join(threads[p], NULL);
    memcpy(all + p * calls, took[p], (size_t)calls * sizeof(double));
    refused += each[p].refused;
  }
  out[0] = bench_quantile(all, (size_t)(calls * producers), 0.5);
  out[1] = bench_quantile(all, (size_t)(calls * producers), 0.99);
  if (refused)
    printf("  %d calls were refused\n", refused);
}

static void compare(struct host *host, attune *plugin, int producers) {
  double bare50[5], bare99[5], ours50[5], ours99[5], pair[2];
  for (int run = 0; run < 5; run++) {
    measure(host, NULL, producers, pair);
    bare50[run] = pair[0], bare99[run] = pair[1];
    measure(host, plugin, producers, pair);
    ours50[run] = pair[0], ours99[run] = pair[1];
    host->drain(plugin, 30000);
  }
  double floor = bench_quantile(bare50, 5, 0.5);
  double ours = bench_quantile(ours50, 5, 0.5);
  printf("attune_incoming, %d producer%s at %d/s: p50 %.0f ns, p99 %.0f ns; "
         "bare copy and push: p50 %.0f ns, p99 %.0f ns; ratio %.2f\n",
         producers, producers > 1 ? "s" : "", RATE, ours,
         bench_quantile(ours99, 5, 0.5), floor, bench_quantile(bare99, 5, 0.5),
         ours / floor);
}

TEST_WITHIN(host_thread, 300) {
  struct host host;
  pthread_t emptier;
  host_start(&host);
  host_write_manifest(&host, "\"dry_run\": true, \"limits\": "
                             "{\"queue_messages\": 65536, "
                             "\"queue_bytes\": 134217728}");
  attune *plugin = host_open(&host);
  pthread_create(&emptier, NULL, empty_ring, NULL);
  compare(&host, plugin, 1);
  compare(&host, plugin, 2);
  atomic_store(&ring.stop, true);
  pthread_join(emptier, NULL);
  host.close(plugin, 5000);
  host_stop(&host);
}
