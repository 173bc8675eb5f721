/*
 * Any bytes are a manifest or a report: never both, never neither, and a
 * report's every line names the file and fits a terminal.
 */
#include "manifest/manifest.h"

#include <attune.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition) {
  if (!condition)
    __builtin_trap();
}

static void check_report(const struct report *report) {
  require(report->problems > 0 && report->text);
  require(strlen(report->text) == report->size);
  require(report->text[report->size - 1] == '\n');
  const char *line = report->text;
  for (; *line; line = strchr(line, '\n') + 1) {
    require(memcmp(line, "m:", 2) == 0);
    require(strcspn(line, "\n") < 1500);
    for (size_t i = 0; line[i] != '\n'; i++)
      require((unsigned char)line[i] >= ' ' && line[i] != 0x7f);
  }
}

static void check_settings(const struct manifest *manifest,
                           struct scope_key key) {
  struct arena arena;
  arena_init(&arena, 0);
  const struct settings *settings = manifest_settings(manifest, &arena, &key);
  require(settings && settings->name.size > 0);
  require((settings->scopes & 1) != 0);
  require(settings->limits.message_bytes >= 1024);
  require(settings->thresholds.confidence >= 0 &&
          settings->thresholds.confidence <= 1000);
  for (size_t i = 0; i < settings->offer_count; i++)
    require(settings->offers[i].id.size > 0);
  for (size_t i = 0; i < settings->rule_count; i++)
    require(settings->rules[i].level <= LEVEL_ERROR);
  arena_fini(&arena);
}

static void check_manifest(const struct manifest *manifest) {
  static const struct scope_key keys[] = {
      {NULL, NULL, NULL, NULL},
      {"billing", "email", "n", "en-GB"},
      {"x", "chat", "", "en"},
  };
  require(manifest->language != NULL);
  require(strlen(manifest->sha256) == 64);
  require(manifest->sample <= 100);
  for (size_t i = 0; i < manifest->webhook_count; i++) {
    require(manifest->webhooks[i].url.size > 0);
    require(manifest->webhooks[i].secret.size <= 64);
  }
  for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
    check_settings(manifest, keys[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct manifest *manifest;
  struct report report = {0};
  struct str bytes = {(const char *)data, size};
  int status = manifest_read("m", bytes, NULL, &manifest, &report);
  require((status == ATTUNE_OK) == (manifest != NULL));
  if (status == ATTUNE_E_MANIFEST)
    check_report(&report);
  else
    require(report.problems == 0);
  if (manifest)
    check_manifest(manifest);
  manifest_free(manifest);
  report_fini(&report);
  return 0;
}
