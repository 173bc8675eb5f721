/*
 * Whole analyses through the shared object: the median of 250 bytes, and how
 * the time grows with the text, also with texts made to hurt.
 */
#include "bench.h"

#include <string.h>

#include "support/host.h"
#include "test.h"

enum {
  WARM = 200,
  RUNS = 2000,
  LARGE = 64 * 1024
};

static char json[32768];

static double once(struct host *host, attune *plugin, bool incoming,
                   const char *text, size_t size, int format) {
  attune_message message = host_message("ticket-1", "m", text);
  message.text_size = size;
  message.format = format;
  message.context = incoming ? NULL
                             : "[{\"from\":\"customer\",\"text\":\"My blender "
                               "arrived cracked and nobody answers me, I am "
                               "fed up. Order 4471-B.\"}]";
  int64_t began = bench_cpu_ns();
  int32_t status =
      incoming ? host->read(plugin, &message, json, sizeof(json), NULL)
               : host->review(plugin, &message, json, sizeof(json), NULL);
  double took = (double)(bench_cpu_ns() - began);
  CHECK_INT(status, ATTUNE_OK);
  return took;
}

static void medians(struct host *host, attune *plugin, bool incoming) {
  static double took[RUNS];
  const char *text = incoming ? bench_customer : bench_agent;
  for (int i = -WARM; i < RUNS; i++) {
    double ns = once(host, plugin, incoming, text, strlen(text), ATTUNE_TEXT);
    if (i >= 0)
      took[i] = ns;
  }
  printf("whole %s analysis of %zu bytes: median %.1f us, p99 %.1f us\n",
         incoming ? "incoming" : "outgoing", strlen(text),
         bench_quantile(took, RUNS, 0.5) / 1000,
         bench_quantile(took, RUNS, 0.99) / 1000);
}

static void fill(char *text, size_t size, const char *piece) {
  size_t length = strlen(piece);
  for (size_t at = 0; at < size; at++)
    text[at] = piece[at % length];
}

/* The best of several: what the machine does beside is not the text's. */
static double best(struct host *host, attune *plugin, bool incoming,
                   const char *text, size_t size, int format) {
  double least = 1e18;
  for (int i = 0; i < 5; i++) {
    double took = once(host, plugin, incoming, text, size, format);
    least = took < least ? took : least;
  }
  return least;
}

static double growth(struct host *host, attune *plugin, bool incoming,
                     const char *piece, int format) {
  static char text[LARGE];
  double worst = 0, before = 0;
  for (size_t size = 1024; size <= LARGE; size *= 2) {
    fill(text, size, piece);
    double took = best(host, plugin, incoming, text, size, format);
    if (before > 0 && took / before > worst)
      worst = took / before;
    before = took;
  }
  return worst;
}

TEST_WITHIN(analyses, 300) {
  static const char *const pieces[] = {bench_customer,
                                       bench_agent,
                                       " ",
                                       "?!",
                                       "we ",
                                       "I am not happy ",
                                       "<",
                                       "<b>",
                                       "&amp;",
                                       "> ",
                                       "`",
                                       "[a](",
                                       "((",
                                       "\"",
                                       "@a ",
                                       "a.a.",
                                       "http://a ",
                                       "\xf0\x9f\x98\xa1",
                                       "e\xcc\x81",
                                       "\xff",
                                       "no no not ",
                                       "sorry sorry ",
                                       "1 2 3 ",
                                       "order 4471-B ",
                                       "NEVER AGAIN!!! "};
  struct host host;
  double worst = 0;
  host_start(&host);
  attune *plugin = host_open(&host);
  medians(&host, plugin, true);
  medians(&host, plugin, false);
  for (size_t i = 0; i < sizeof(pieces) / sizeof(*pieces); i++)
    for (int way = 0; way < 2; way++)
      for (int format = 0; format <= 2; format++) {
        double ratio = growth(&host, plugin, way, pieces[i], format);
        if (ratio > 2.2)
          printf("  time(2n)/time(n) %.2f with \"%.12s\" %s, format %d\n",
                 ratio, pieces[i], way ? "in" : "out", format);
        worst = ratio > worst ? ratio : worst;
      }
  printf("growth from 1 KiB to 64 KiB: time(2n)/time(n) at most %.2f\n", worst);
  host.close(plugin, 2000);
  host_stop(&host);
}
