/*
 * Reading a manifest while memory runs out: at any allocation it ends with
 * ATTUNE_E_MEMORY, or as if nothing had been, and nothing is left behind.
 */
#include "cases.h"

#include <attune.h>

#include "manifest/manifest.h"

#include "scarce_malloc.h"

static const char text[] =
    "{\"webhooks\": [{\"name\": \"desk\", \"url\": \"https://d.example/\","
    " \"secret\": \"env:ATTUNE_TEST_SECRET\", \"headers\": {\"x-a\": \"b\"},"
    " \"allow\": [\"10.0.0.0/8\"]}],"
    " \"rules\": {\"blame\": \"error\"},"
    " \"phrases\": {\"banned\": [\"kindly revert\"],"
    " \"preferred\": [{\"from\": \"reach out to\", \"to\": \"ask\"}]},"
    " \"custom_rules\": [{\"id\": \"ticket-talk\", \"match\": [\"a ticket\"],"
    " \"why\": \"People first.\", \"when\": {\"signals\": [\"refund\"]}}],"
    " \"offers\": [{\"id\": \"a\", \"text\": \"b\", \"roles\": [\"c\"]}],"
    " \"scopes\": [{\"when\": {\"team\": \"x\"}, \"voice\": {\"person\":"
    " \"we\"}, \"rules\": {\"blame\": \"off\"}}]}";

/* The status, with the nth allocation from now failing. */
static int read_failing(const char *source, long nth, unsigned *problems) {
  struct manifest *manifest;
  struct report report = {0};
  countdown = nth;
  int status = manifest_read("m", str_of(source), NULL, &manifest, &report);
  countdown = -1;
  CHECK((status == ATTUNE_OK) == (manifest != NULL));
  *problems = report.problems;
  manifest_free(manifest);
  report_fini(&report);
  return status;
}

/* How many allocations reading takes. */
static long count_allocations(const char *source) {
  struct manifest *manifest;
  struct report report = {0};
  const long many = 1000000000;
  countdown = many;
  manifest_read("m", str_of(source), NULL, &manifest, &report);
  long count = many - countdown;
  countdown = -1;
  manifest_free(manifest);
  report_fini(&report);
  return count;
}

/* Every allocation of the first, and of the rest a sample, since one needs
   a reading of the whole pack. */
static void sweep(const char *source, int good) {
  unsigned problems, expected;
  CHECK_INT(read_failing(source, -1, &expected), good);
  long count = count_allocations(source);
  long step = count > 600 ? count / 600 : 1;
  for (long nth = 0; nth < count; nth += nth < 100 ? 1 : step) {
    test_case("allocation %ld of %ld", nth, count);
    /* The first time libcrypto makes the thread's list of errors. */
    read_failing(source, nth, &problems);
    long before = held;
    int status = read_failing(source, nth, &problems);
    CHECK(status == ATTUNE_E_MEMORY || status == good);
    CHECK(status != good || problems == expected);
    CHECK_INT(held, before);
  }
}

TEST_WITHIN(a_good_manifest_without_memory, 300) {
  if (!INTERPOSED)
    test_skip("the sanitizer's allocator is not ours to break");
  cases_prepare();
  sweep(text, ATTUNE_OK);
}

TEST_WITHIN(a_bad_manifest_without_memory, 300) {
  if (!INTERPOSED)
    test_skip("the sanitizer's allocator is not ours to break");
  cases_prepare();
  sweep("{\"smaple\": 1, \"phrases\": {\"banned\": [\"(a\", \"b)\"]},"
        " \"rules\": {\"no-such\": \"off\"}, \"scopes\": [{\"when\": 3}],"
        " \"webhooks\": [{\"name\": \"a\", \"url\": \"http://a.b/\"}]}",
        ATTUNE_E_MANIFEST);
}
