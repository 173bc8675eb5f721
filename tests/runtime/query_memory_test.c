/*
 * Questions while memory runs out: at any allocation a question ends with an
 * ordinary status, nothing is left behind, and nothing was changed by halves.
 */
#include "runtime/query.h"

#include <stdlib.h>
#include <unistd.h>

#include "runtime/office.h"

#include "scarce_malloc.h"

/* No answer here is as long. */
#define ANSWER_MAX (1 << 20)

static const char angry[] =
    "My blender, order 4471-B, arrived broken again and I want your manager "
    "now, or I go to the press and my lawyer!";

/* The status with the nth allocation from now failing, and the answer. */
static int ask_failing(struct instance *instance, const char *request, long nth,
                       char answer[ANSWER_MAX]) {
  struct json_writer w;
  size_t needs;
  json_writer_init(&w);
  countdown = nth;
  int status =
      query_answer(&instance->shared, str_of(request), ANSWER_MAX, &w, &needs);
  countdown = -1;
  CHECK(w.size < ANSWER_MAX);
  if (w.size > 0)
    memcpy(answer, w.data, w.size);
  answer[w.size] = '\0';
  json_writer_fini(&w);
  return status;
}

static long count_allocations(struct instance *instance, const char *request,
                              char answer[ANSWER_MAX]) {
  const long many = 1000000000;
  struct json_writer w;
  size_t needs;
  json_writer_init(&w);
  countdown = many;
  CHECK_INT(
      query_answer(&instance->shared, str_of(request), ANSWER_MAX, &w, &needs),
      ATTUNE_OK);
  long count = many - countdown;
  countdown = -1;
  memcpy(answer, w.data, w.size);
  answer[w.size] = '\0';
  json_writer_fini(&w);
  return count;
}

static void sweep(struct instance *instance, const char *request) {
  static char good[ANSWER_MAX], got[ANSWER_MAX];
  long count = count_allocations(instance, request, good);
  for (long nth = 0; nth < count; nth++) {
    test_case("allocation %ld of %ld of %s", nth, count, request);
    long before = held;
    int status = ask_failing(instance, request, nth, got);
    CHECK(status == ATTUNE_OK || status == ATTUNE_E_MEMORY ||
          status == ATTUNE_E_STORE);
    CHECK(status != ATTUNE_OK || strcmp(good, got) == 0);
    CHECK_INT(held, before);
  }
}

/* Moved whole or not at all. */
static void sweep_change(struct instance *instance, const char *request) {
  static char got[ANSWER_MAX];
  int status = ATTUNE_E_MEMORY;
  for (long nth = 0; status != ATTUNE_OK; nth++) {
    test_case("allocation %ld of %s", nth, request);
    status = ask_failing(instance, request, nth, got);
    CHECK(status == ATTUNE_OK || status == ATTUNE_E_MEMORY ||
          status == ATTUNE_E_STORE);
    CHECK_INT(ask_failing(instance, "{\"what\":\"store\"}", -1, got),
              ATTUNE_OK);
    CHECK(strstr(got, status == ATTUNE_OK ? "\"waiting\":1,\"dead\":0"
                                          : "\"waiting\":0,\"dead\":1"));
  }
}

static void fill(struct host *office) {
  attune_message message = host_message("c", "1", angry);
  struct instance *instance;
  struct message view;
  host_write_manifest(office, "\"store\": {\"engine\": \"sqlite\","
                              " \"path\": \"attune.db\"}");
  endpoint_behave(office->endpoint,
                  (struct endpoint_manner){ENDPOINT_STATUS, 410, NULL});
  attune *plugin = office_plugin(office);
  CHECK_INT(message_view(&view, MESSAGE_INCOMING, &message, ANSWER_MAX),
            ATTUNE_OK);
  CHECK_INT(registry_enter(plugin, &instance), ATTUNE_OK);
  CHECK_INT(instance_submit(instance, &view), ATTUNE_OK);
  registry_leave(instance);
  CHECK_INT(office_drain(plugin, 10000), ATTUNE_OK);
  CHECK_INT(registry_close(plugin, 3000), ATTUNE_OK);
}

TEST_WITHIN(questions_without_memory, 300) {
  static const char *const requests[] = {
      "{\"what\":\"letters\"}",
      "{\"what\":\"trends\"}",
      "{\"what\":\"conversation\",\"id\":\"c\"}",
      "{\"what\":\"store\"}",
      "{\"what\":\"settings\",\"team\":\"a\"}",
      "{\"what\":\"rules\"}",
      "{\"what\":\"why\",\"draft\":\"As per our policy, no.\"}",
  };
  struct host office;
  struct instance *instance;
  char path[128];
  if (!INTERPOSED)
    test_skip("the sanitizer's allocator is not ours to break");
  office_open(&office);
  fill(&office);
  attune *plugin = office_plugin(&office);
  CHECK_INT(registry_enter(plugin, &instance), ATTUNE_OK);
  for (size_t i = 0; i < sizeof(requests) / sizeof(*requests); i++)
    sweep(instance, requests[i]);
  sweep_change(instance, "{\"what\":\"replay\",\"all\":true}");
  registry_leave(instance);
  CHECK_INT(registry_close(plugin, 2000), ATTUNE_OK);
  snprintf(path, sizeof(path), "%s/attune.db", office.directory);
  unlink(path);
  snprintf(path, sizeof(path), "%s/attune.db-journal", office.directory);
  unlink(path);
  host_stop(&office);
}
