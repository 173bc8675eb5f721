/* What the plugin takes: the object's size, open, memory in the host. */
#include "bench.h"

#include <sys/stat.h>

#include "support/host.h"
#include "test.h"

TEST_WITHIN(footprint, 60) {
  struct host host;
  struct stat about;
  double took[50];
  long before = host_resident_kib();
  host_start(&host);
  for (int i = 0; i < 50; i++) {
    int64_t began = bench_ns();
    attune *plugin = host_open(&host);
    took[i] = (double)(bench_ns() - began) / 1e6;
    host.close(plugin, 1000);
  }
  attune *plugin = host_open(&host);
  attune_message message = host_message("t", "m", bench_customer);
  host.incoming(plugin, &message);
  message.text = bench_agent;
  host.outgoing(plugin, &message);
  host.drain(plugin, 5000);
  CHECK_INT(stat(BUILD "/attune.so", &about), 0);
  printf("shared object: %.2f MiB with symbols\n",
         (double)about.st_size / 1048576);
  printf("open: median %.1f ms, worst %.1f ms\n", bench_quantile(took, 50, 0.5),
         took[49]);
  printf("memory added to the host: %.1f MiB\n",
         (double)(host_resident_kib() - before) / 1024);
  host.close(plugin, 1000);
  host_stop(&host);
}
