/* What the plugin takes: the object's size, open, memory in the host. */
#include "bench.h"

#include <dlfcn.h>
#include <sys/stat.h>

#include "support/host.h"
#include "test.h"

/* Since the last call, and since the first. */
static void report(long *marks, const char *when) {
  long now = host_resident_kib();
  printf("  %-20s %+6.1f MiB, in all %.1f\n", when,
         (double)(now - marks[1]) / 1024, (double)(now - marks[0]) / 1024);
  marks[1] = now;
}

/* The endpoint, which is not the plugin's, is there before and stays. */
static void measure_memory(void) {
  struct endpoint *endpoint = endpoint_start(HOST_SECRET, 1);
  long before = host_resident_kib();
  long marks[] = {before, before};
  struct host host;
  host_start(&host);
  report(marks, "loaded");
  attune *plugin = host_open(&host);
  report(marks, "opened");
  attune_message message = host_message("t", "m", bench_customer);
  host.incoming(plugin, &message);
  host.drain(plugin, 5000);
  report(marks, "a message delivered");
  message.text = bench_agent;
  host.outgoing(plugin, &message);
  host.drain(plugin, 5000);
  report(marks, "a draft delivered");
  host.close(plugin, 1000);
  host_stop(&host);
  endpoint_stop(endpoint);
}

TEST_WITHIN(memory_added_to_a_bare_host, 60) {
  puts("memory added to a host that has no libcurl yet:");
  measure_memory();
}

/* As PHP and many helpdesks have: loaded, and not yet used. */
TEST_WITHIN(memory_added_to_a_host_with_libcurl, 60) {
  CHECK(dlopen("libcurl.so.4", RTLD_NOW) != NULL);
  puts("memory added to a host that has libcurl:");
  measure_memory();
}

TEST_WITHIN(size_and_open, 60) {
  struct host host;
  struct stat about;
  double took[50];
  host_start(&host);
  for (int i = 0; i < 50; i++) {
    int64_t began = bench_ns();
    attune *plugin = host_open(&host);
    took[i] = (double)(bench_ns() - began) / 1e6;
    host.close(plugin, 1000);
  }
  CHECK_INT(stat(BUILD "/attune.so", &about), 0);
  double median = bench_quantile(took, 50, 0.5);
  printf("shared object: %.2f MiB\n", (double)about.st_size / 1048576);
  printf("open: median %.1f ms, worst %.1f ms\n", median, took[49]);
  host_stop(&host);
}
