#include "cases.h"

#include <attune.h>

#include "manifest/manifest.h"

static char source[MANIFEST_BYTES_MAX];

static const char *read_source(const char *path) {
  FILE *file = fopen(path, "r");
  CHECK(file);
  size_t size = fread(source, 1, sizeof(source) - 1, file);
  source[size] = '\0';
  fclose(file);
  return source;
}

static bool says(const struct report *report, const char *path,
                 const char *expected, size_t size) {
  char line[600];
  snprintf(line, sizeof(line), "%s:%.*s", path, (int)size, expected);
  return report->text && strstr(report->text, line);
}

/* Each `// expect:` line names a line, a column and how the message begins;
   there are as many problems as such lines. */
static void check_bad(const char *path) {
  static const char mark[] = "// expect: ";
  struct manifest *manifest;
  struct report report = {0};
  unsigned expected = 0;
  test_case("%s", path);
  CHECK_INT(manifest_load(path, &manifest, &report), ATTUNE_E_MANIFEST);
  CHECK(!manifest);
  const char *at = read_source(path);
  while ((at = strstr(at, mark))) {
    at += strlen(mark);
    if (!says(&report, path, at, strcspn(at, "\n")))
      fputs(report.text, stderr);
    CHECK(says(&report, path, at, strcspn(at, "\n")));
    expected++;
  }
  if (report.problems != expected)
    fputs(report.text, stderr);
  CHECK_INT(report.problems, expected);
  report_fini(&report);
}

static void check_good(const char *path) {
  struct manifest *manifest;
  struct report report = {0};
  test_case("%s", path);
  int status = manifest_load(path, &manifest, &report);
  if (report.text)
    fputs(report.text, stderr);
  CHECK_INT(status, ATTUNE_OK);
  CHECK_INT(report.problems, 0);
  manifest_free(manifest);
  report_fini(&report);
}

TEST_WITHIN(bad_manifests_are_reported_where_they_are_bad, 120) {
  cases_prepare();
  CHECK(cases_visit(CASES "bad", check_bad) >= 60);
}

TEST_WITHIN(good_manifests_are_read, 60) {
  cases_prepare();
  CHECK(cases_visit(CASES "good", check_good) >= 15);
}

static void print_verdict(const char *path) {
  struct manifest *manifest;
  struct report report = {0};
  int status = manifest_load(path, &manifest, &report);
  printf("verdict %s %s\n", path, status ? "rejected" : "accepted");
  manifest_free(manifest);
  report_fini(&report);
}

/* For schema.py, which compares them with those of the JSON Schema. */
TEST_WITHIN(verdicts, 120) {
  cases_prepare();
  cases_visit(CASES "good", print_verdict);
  cases_visit(CASES "bad", print_verdict);
  print_verdict("plugin.manifest");
}
