/* A manifest that changes while messages come in. */
#include "support/host.h"

#include <unistd.h>

#include "test.h"

static const char complaint[] = "My blender arrived broken. I am fed up!";

static long long applied(struct host *host, attune *plugin) {
  return host_stat(host, plugin, "attune_reloads_total{result=\"applied\"}");
}

static bool soon(struct host *host, attune *plugin, const char *sample,
                 long long value) {
  for (int i = 0; i < 100; i++) {
    if (host_stat(host, plugin, sample) == value)
      return true;
    usleep(30000);
  }
  return false;
}

TEST(a_reload_takes_effect_and_is_told) {
  struct host host;
  struct endpoint_request request;
  host_start(&host);
  attune *plugin = host_open(&host);
  host_write_manifest(&host, "\"suspended\": true");
  CHECK_INT(host.reload(plugin, NULL, 0, NULL), ATTUNE_OK);
  CHECK_INT(applied(&host, plugin), 1);
  CHECK(endpoint_wait(host.endpoint, 1, 5000));
  CHECK(endpoint_request(host.endpoint, 0, &request));
  CHECK(strstr(request.body, "\"manifest.applied\""));
  attune_message message = host_message("t", "m", complaint);
  CHECK_INT(host.incoming(plugin, &message), ATTUNE_OK);
  CHECK_INT(host.drain(plugin, 5000), ATTUNE_OK);
  CHECK_INT(endpoint_requests(host.endpoint), 1);
  host.close(plugin, 2000);
  host_stop(&host);
}

TEST(a_broken_manifest_changes_nothing_and_is_told) {
  struct host host;
  struct endpoint_request request;
  char report[1024];
  size_t size = 0;
  host_start(&host);
  attune *plugin = host_open(&host);
  host_write_manifest(&host, "\"sampel\": 5");
  CHECK_INT(host.reload(plugin, report, sizeof(report), &size),
            ATTUNE_E_MANIFEST);
  CHECK(strstr(report, "sample"));
  CHECK_INT(size, strlen(report));
  CHECK_INT(host.reload(plugin, report, 8, &size), ATTUNE_E_MANIFEST);
  CHECK_INT(strlen(report), 7);
  CHECK(endpoint_wait(host.endpoint, 1, 5000));
  CHECK(endpoint_request(host.endpoint, 0, &request));
  CHECK(strstr(request.body, "\"manifest.rejected\""));
  size_t before = endpoint_requests(host.endpoint);
  attune_message message = host_message("t", "m", complaint);
  CHECK_INT(host.incoming(plugin, &message), ATTUNE_OK);
  CHECK_INT(host.drain(plugin, 5000), ATTUNE_OK);
  CHECK(endpoint_requests(host.endpoint) > before);
  host.close(plugin, 2000);
  host_stop(&host);
}

TEST(a_file_that_is_replaced_is_read_again) {
  struct host host;
  host_start(&host);
  attune *plugin = host_open(&host);
  attune_message message = host_message("t", "m", complaint);
  CHECK_INT(host.incoming(plugin, &message), ATTUNE_OK);
  CHECK_INT(host.drain(plugin, 5000), ATTUNE_OK);
  host_write_manifest(&host, "\"dry_run\": true");
  CHECK(soon(&host, plugin, "attune_reloads_total{result=\"applied\"}", 1));
  host_write_manifest(&host, "\"dry_run\": 7");
  CHECK(soon(&host, plugin, "attune_reloads_total{result=\"rejected\"}", 1));
  host_write_manifest(&host, "\"dry_run\": true"); /* as it is in force */
  usleep(500000);
  CHECK_INT(applied(&host, plugin), 1);
  host.close(plugin, 2000);
  host_stop(&host);
}

/* A sanitized reload takes ten times as long. */
#ifdef __SANITIZE_THREAD__
#define RELOADS 10
#else
#define RELOADS 100
#endif

TEST_WITHIN(many_reloads_under_load_lose_nothing, 90) {
  struct host host;
  int accepted = 0;
  host_start(&host);
  attune *plugin = host_open(&host);
  for (int i = 0; i < RELOADS; i++) {
    for (int m = 0; m < 5; m++) {
      char id[32];
      snprintf(id, sizeof(id), "m-%d-%d", i, m);
      attune_message message = host_message(id, id, complaint);
      accepted += host.incoming(plugin, &message) == ATTUNE_OK;
    }
    host_write_manifest(&host, i % 2 ? "\"sample\": 100" : "");
    CHECK_INT(host.reload(plugin, NULL, 0, NULL), ATTUNE_OK);
  }
  CHECK_INT(host.drain(plugin, 20000), ATTUNE_OK);
  CHECK_INT(
      host_stat(&host, plugin, "attune_analysed_total{kind=\"incoming\"}"),
      accepted);
  CHECK_INT(host_stat(&host, plugin,
                      "attune_suggestions_total{type=\"validation."
                      "prompted\"}"),
            accepted);
  CHECK_INT(host_stat(&host, plugin, "attune_letters_pending"), 0);
  host.close(plugin, 2000);
  host_stop(&host);
}
