/* An administrator's questions, against a store with something in it. */
#include "runtime/query.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/office.h"
#include "store/store.h"

#define STORE "\"store\": {\"engine\": \"sqlite\", \"path\": \"attune.db\"}"

static const char angry[] =
    "My blender, order 4471-B, arrived broken again and I want your manager "
    "now, or I go to the press and my lawyer!";

/* The document, NUL-terminated, till the next question. */
static char answer[256 * 1024];

static int ask_with(attune *plugin, const char *request, size_t capacity,
                    size_t *needs) {
  struct instance *instance;
  struct json_writer w;
  CHECK_INT(registry_enter(plugin, &instance), ATTUNE_OK);
  json_writer_init(&w);
  int status =
      query_answer(&instance->shared, str_of(request), capacity, &w, needs);
  CHECK(w.size < sizeof(answer));
  if (w.size > 0)
    memcpy(answer, w.data, w.size);
  answer[w.size] = '\0';
  json_writer_fini(&w);
  registry_leave(instance);
  return status;
}

static int ask(attune *plugin, const char *request) {
  size_t needs;
  return ask_with(plugin, request, sizeof(answer), &needs);
}

static void expect(attune *plugin, const char *request, const char *piece) {
  test_case("%s", request);
  CHECK_INT(ask(plugin, request), ATTUNE_OK);
  if (!strstr(answer, piece))
    test_fail(__FILE__, __LINE__, "not in the answer: %s\n%s", piece, answer);
}

static void refuse(attune *plugin, const char *request, const char *piece) {
  test_case("%s", request);
  CHECK_INT(ask(plugin, request), ATTUNE_E_ARGUMENT);
  if (strncmp(answer, "{\"error\":\"", 10) != 0 || !strstr(answer, piece))
    test_fail(__FILE__, __LINE__, "not in the error: %s\n%s", piece, answer);
}

static void start(struct host *office, const char *members) {
  char all[1000];
  office_open(office);
  snprintf(all, sizeof(all), "%s%s%s", STORE, members[0] ? ", " : "", members);
  host_write_manifest(office, all);
}

static void stop(struct host *office) {
  char path[128];
  snprintf(path, sizeof(path), "%s/attune.db", office->directory);
  unlink(path);
  snprintf(path, sizeof(path), "%s/attune.db-journal", office->directory);
  unlink(path);
  host_stop(office);
}

static void tell(attune *plugin, enum message_kind kind,
                 const char *conversation, const char *id, const char *text) {
  struct instance *instance;
  struct message view;
  attune_message message = host_message(conversation, id, text);
  message.stage = ATTUNE_SENT;
  message.agent = "ines";
  CHECK_INT(message_view(&view, kind, &message, 65536), ATTUNE_OK);
  CHECK_INT(registry_enter(plugin, &instance), ATTUNE_OK);
  CHECK_INT(instance_submit(instance, &view), ATTUNE_OK);
  registry_leave(instance);
}

/* Dead letters: an endpoint that says it is gone gets no more, so that each
   comes from a life of the plugin of its own. */
static attune *start_with_dead(struct host *office, unsigned conversations) {
  start(office, "");
  endpoint_behave(office->endpoint,
                  (struct endpoint_manner){ENDPOINT_STATUS, 410, NULL});
  for (unsigned i = 0; i < conversations; i++) {
    attune *plugin = office_plugin(office);
    char id[16];
    snprintf(id, sizeof(id), "c%u", i);
    tell(plugin, MESSAGE_INCOMING, id, "1", angry);
    CHECK_INT(office_drain(plugin, 10000), ATTUNE_OK);
    CHECK_INT(registry_close(plugin, 3000), ATTUNE_OK);
  }
  return office_plugin(office);
}

static size_t count_of(const char *piece) {
  size_t count = 0;
  for (const char *at = answer; (at = strstr(at, piece)); at++)
    count++;
  return count;
}

/* The value of the first member of that name that is a string. */
static const char *member(const char *name) {
  static char value[128];
  char key[48];
  snprintf(key, sizeof(key), "\"%s\":\"", name);
  const char *at = strstr(answer, key);
  CHECK(at != NULL);
  at += strlen(key);
  snprintf(value, sizeof(value), "%.*s", (int)strcspn(at, "\""), at);
  return value;
}

TEST(what_cannot_be_understood_is_said) {
  struct host office;
  start(&office, "");
  attune *plugin = office_plugin(&office);
  refuse(plugin, "", "");
  refuse(plugin, "[]", "object");
  refuse(plugin, "{\"what\":\"letter\"} x", "");
  refuse(plugin, "{}", "what");
  refuse(plugin, "{\"what\":7}", "what");
  refuse(plugin, "{\"what\":\"secrets\"}", "letters, letter");
  refuse(plugin, "{\"what\":\"letters\",\"aftr\":\"x\"}", "\\\"aftr\\\"");
  refuse(plugin, "{\"what\":\"letters\",\"queue\":\"lost\"}",
         "dead or waiting");
  refuse(plugin, "{\"what\":\"letters\",\"max\":0}", "1 to 500");
  refuse(plugin, "{\"what\":\"letters\",\"max\":501}", "1 to 500");
  refuse(plugin, "{\"what\":\"letter\"}", "id");
  refuse(plugin, "{\"what\":\"letter\",\"id\":\"x\"}", "no letter");
  refuse(plugin, "{\"what\":\"replay\"}", "all");
  refuse(plugin, "{\"what\":\"purge\",\"all\":false}", "all");
  refuse(plugin, "{\"what\":\"purge\",\"id\":\"x\",\"all\":true}", "all");
  refuse(plugin, "{\"what\":\"conversation\"}", "id");
  refuse(plugin, "{\"what\":\"why\"}", "draft");
  refuse(plugin, "{\"what\":\"why\",\"draft\":\"x\",\"context\":\"{\"}",
         "context");
  refuse(plugin, "{\"what\":\"why\",\"draft\":\"x\",\"format\":\"rtf\"}",
         "markdown");
  CHECK_INT(registry_close(plugin, 2000), ATTUNE_OK);
  stop(&office);
}

/* Else a console of root's would leave a file that the desk cannot write. */
TEST(looking_makes_no_file) {
  struct host office;
  struct stat about;
  char path[128];
  start(&office, "");
  attune *plugin = office_plugin(&office);
  snprintf(path, sizeof(path), "%s/attune.db", office.directory);
  expect(plugin, "{\"what\":\"letters\"}", "\"letters\":[]");
  expect(plugin, "{\"what\":\"trends\"}", "not there yet");
  expect(plugin, "{\"what\":\"replay\",\"all\":true}", "\"replayed\":0");
  expect(plugin, "{\"what\":\"conversation\",\"id\":\"c\"}", "\"known\":false");
  CHECK(stat(path, &about) != 0);
  CHECK_INT(registry_close(plugin, 2000), ATTUNE_OK);
  stop(&office);
}

TEST(a_store_in_memory_says_that_it_is_one) {
  struct host office;
  office_open(&office);
  attune *plugin = office_plugin(&office);
  tell(plugin, MESSAGE_INCOMING, "c0", "1", angry);
  CHECK_INT(office_drain(plugin, 5000), ATTUNE_OK);
  expect(plugin, "{\"what\":\"letters\"}", "\"lasting\":false");
  CHECK(strstr(answer, "\"note\":\"store.engine is"));
  expect(plugin, "{\"what\":\"trends\"}", "\"topics\":[]");
  expect(plugin, "{\"what\":\"conversation\",\"id\":\"c0\"}", "4471-B");
  CHECK(strstr(answer, "\"known\":true"));
  CHECK_INT(registry_close(plugin, 2000), ATTUNE_OK);
  host_stop(&office);
}

TEST_WITHIN(a_dead_letter_is_shown_and_sent_again, 60) {
  struct host office;
  char request[200], id[64];
  attune *plugin = start_with_dead(&office, 1);
  expect(plugin, "{\"what\":\"letters\"}", "\"why\":\"status 410\"");
  CHECK(strstr(answer, "\"type\":\"escalation.advised\""));
  CHECK(strstr(answer, "\"conversation\":\"c0\""));
  snprintf(id, sizeof(id), "%s", member("id"));
  snprintf(request, sizeof(request), "{\"what\":\"letter\",\"id\":\"%s\"}", id);
  expect(plugin, request, "\"event\":{\"type\":\"escalation.advised\"");
  endpoint_behave(office.endpoint,
                  (struct endpoint_manner){ENDPOINT_OK, 0, NULL});
  snprintf(request, sizeof(request), "{\"what\":\"replay\",\"id\":\"%s\"}", id);
  expect(plugin, request, "\"replayed\":1");
  expect(plugin, "{\"what\":\"letters\"}", "\"letters\":[]");
  expect(plugin, "{\"what\":\"letters\",\"queue\":\"waiting\"}",
         "\"attempts\":0,\"why\":null");
  refuse(plugin, request, "no such dead letter");
  size_t before = endpoint_requests(office.endpoint);
  tell(plugin, MESSAGE_INCOMING, "other", "1", "Where is my invoice?");
  bool arrived = false;
  for (size_t n = before; !arrived; n++) {
    struct endpoint_request got;
    CHECK(endpoint_wait(office.endpoint, n + 1, 20000));
    CHECK(endpoint_request(office.endpoint, n, &got));
    arrived = strcmp(got.id, id) == 0;
    CHECK(got.signature_valid);
  }
  CHECK_INT(registry_close(plugin, 3000), ATTUNE_OK);
  stop(&office);
}

TEST_WITHIN(letters_are_listed_in_pages, 60) {
  struct host office;
  char request[200];
  attune *plugin = start_with_dead(&office, 5);
  expect(plugin, "{\"what\":\"letters\",\"max\":2}", "\"next\":");
  CHECK_INT(count_of("\"class\""), 2);
  snprintf(request, sizeof(request),
           "{\"what\":\"letters\",\"max\":3,\"after\":\"%s\"}", member("next"));
  expect(plugin, request, "\"letters\":[{");
  CHECK_INT(count_of("\"class\""), 3);
  CHECK(!strstr(answer, "\"next\""));
  expect(plugin, "{\"what\":\"purge\",\"all\":true}", "\"purged\":5");
  expect(plugin, "{\"what\":\"letters\"}", "\"letters\":[]");
  CHECK_INT(registry_close(plugin, 2000), ATTUNE_OK);
  stop(&office);
}

TEST_WITHIN(without_room_for_the_answer_nothing_is_changed, 60) {
  struct host office;
  size_t needs = 0;
  attune *plugin = start_with_dead(&office, 1);
  CHECK_INT(ask_with(plugin, "{\"what\":\"purge\",\"all\":true}", 0, &needs),
            ATTUNE_E_SPACE);
  CHECK_INT(needs, QUERY_CHANGE_BYTES);
  CHECK_INT(ask_with(plugin, "{\"what\":\"purge\",\"all\":true}", 255, &needs),
            ATTUNE_E_SPACE);
  expect(plugin, "{\"what\":\"store\"}", "\"dead\":1");
  CHECK_INT(
      ask_with(plugin, "{\"what\":\"purge\",\"all\":true}", needs, &needs),
      ATTUNE_OK);
  CHECK(needs < QUERY_CHANGE_BYTES);
  expect(plugin, "{\"what\":\"store\"}", "\"dead\":0");
  CHECK_INT(registry_close(plugin, 2000), ATTUNE_OK);
  stop(&office);
}

TEST_WITHIN(a_letter_for_an_endpoint_that_is_no_more_stays, 60) {
  struct host office;
  attune *plugin = start_with_dead(&office, 2);
  CHECK_INT(registry_close(plugin, 2000), ATTUNE_OK);
  host_write_file(office.manifest, "{" STORE "}");
  plugin = office_plugin(&office);
  expect(plugin, "{\"what\":\"replay\",\"all\":true}",
         "\"replayed\":0,\"skipped\":2");
  expect(plugin, "{\"what\":\"store\"}", "\"dead\":2");
  CHECK_INT(registry_close(plugin, 2000), ATTUNE_OK);
  stop(&office);
}

TEST_WITHIN(a_conversation_is_told_whole_and_forgotten_whole, 60) {
  struct host office;
  struct instance *instance;
  struct message view;
  start(&office, "");
  attune *plugin = office_plugin(&office);
  tell(plugin, MESSAGE_INCOMING, "c", "1", angry);
  tell(plugin, MESSAGE_OUTGOING, "c", "2",
       "I am sorry, Ana. I will write to you by Friday with a date.");
  CHECK_INT(office_drain(plugin, 5000), ATTUNE_OK);
  expect(plugin, "{\"what\":\"conversation\",\"id\":\"c\"}", "\"known\":true");
  CHECK(strstr(answer, "\"kind\":\"reference\""));
  CHECK(strstr(answer, "4471-B"));
  CHECK(strstr(answer, "\"wants-person\""));
  CHECK(strstr(answer, "\"customer_messages\":1,\"agent_messages\":1"));
  CHECK(strstr(answer, "\"kind\":\"promise\""));
  CHECK(strstr(answer, "by Friday"));
  const attune_change change = {.struct_size = sizeof(change),
                                .conversation = "c",
                                .state = ATTUNE_ERASED};
  CHECK_INT(message_view_change(&view, &change), ATTUNE_OK);
  CHECK_INT(registry_enter(plugin, &instance), ATTUNE_OK);
  CHECK_INT(instance_submit(instance, &view), ATTUNE_OK);
  registry_leave(instance);
  CHECK_INT(office_drain(plugin, 5000), ATTUNE_OK);
  expect(plugin, "{\"what\":\"conversation\",\"id\":\"c\"}", "\"known\":false");
  CHECK(strstr(answer, "\"timers\":[],\"events\":{\"waiting\":0,\"dead\":0}"));
  CHECK_INT(registry_close(plugin, 2000), ATTUNE_OK);
  stop(&office);
}

TEST(complaints_are_told_by_topic_and_day) {
  struct host office;
  start(&office, "\"trends\": {\"topics\": [{\"id\": \"broken-blender\","
                 " \"match\": [\"blender ..6 broken\"]}]}");
  attune *plugin = office_plugin(&office);
  tell(plugin, MESSAGE_INCOMING, "c1", "1", angry);
  tell(plugin, MESSAGE_INCOMING, "c2", "1", "My blender came broken.");
  CHECK_INT(office_drain(plugin, 5000), ATTUNE_OK);
  expect(plugin, "{\"what\":\"trends\"}", "\"topic\":\"broken-blender\"");
  CHECK(strstr(answer, "\"listed\":true"));
  CHECK(strstr(answer, "\"judgement\":\"too little to say\""));
  CHECK(strstr(answer, "\"customers\":2,\"cases\":2}]"));
  CHECK_INT(registry_close(plugin, 2000), ATTUNE_OK);
  stop(&office);
}

TEST(each_setting_says_where_it_is_from) {
  struct host office;
  start(&office,
        "\"voice\": {\"person\": \"we\"}, \"rules\": {\"jargon\": \"off\"},"
        "\"scopes\": [{\"when\": {\"team\": \"billing\"},"
        " \"voice\": {\"formality\": \"formal\"},"
        " \"rules\": {\"blame\": \"error\"}},"
        "{\"when\": {\"team\": \"billing\", \"channel\": \"email\"},"
        " \"voice\": {\"formality\": \"casual\"}}]");
  attune *plugin = office_plugin(&office);
  expect(plugin, "{\"what\":\"settings\"}", "\"scope\":\"general\"");
  CHECK(
      strstr(answer, "\"voice.person\",\"value\":\"we\",\"from\":\"manifest"));
  CHECK(
      strstr(answer, "\"voice.warmth\",\"value\":\"warm\",\"from\":\"default"));
  CHECK(strstr(answer, "{\"rule\":\"jargon\",\"level\":\"off\",\"from\":"
                       "\"manifest\"}"));
  CHECK(!strstr(answer, "\"blame\""));
  expect(plugin, "{\"what\":\"settings\",\"team\":\"billing\"}",
         "\"voice.formality\",\"value\":\"formal\",\"from\":\"team=billing\"");
  CHECK(strstr(answer, "{\"rule\":\"blame\",\"level\":\"error\",\"from\":"
                       "\"team=billing\"}"));
  expect(plugin,
         "{\"what\":\"settings\",\"team\":\"billing\",\"channel\":\"email\"}",
         "\"value\":\"casual\",\"from\":\"team=billing,channel=email\"");
  CHECK(!strstr(answer, "whsec_"));
  CHECK_INT(registry_close(plugin, 2000), ATTUNE_OK);
  stop(&office);
}

/* What is said of one rule in the answer. */
static const char *outcome_of(const char *rule, const char *part) {
  char piece[80];
  snprintf(piece, sizeof(piece), "{\"rule\":\"%s\",\"part\":\"%s\"", rule,
           part);
  const char *at = strstr(answer, piece);
  if (!at)
    test_fail(__FILE__, __LINE__, "no %s.%s in %s", rule, part, answer);
  const char *outcome = strstr(at, "\"outcome\":\"");
  CHECK(outcome != NULL);
  return outcome + strlen("\"outcome\":\"");
}

TEST(each_rule_says_why_it_did_or_did_not_speak) {
  struct host office;
  start(&office, "\"rules\": {\"canned\": \"off\"}");
  attune *plugin = office_plugin(&office);
  expect(plugin,
         "{\"what\":\"why\",\"draft\":\"As per our policy there is nothing. "
         "Sorry for any inconvenience.\"}",
         "\"rules\":[");
  CHECK(strncmp(outcome_of("policy-wall", "lead"), "fired", 5) == 0);
  CHECK(strncmp(outcome_of("canned", "inconvenience"), "off", 3) == 0);
  CHECK(strncmp(outcome_of("blame", "finger"), "silent", 6) == 0);
  const char order[] = "{\"what\":\"why\",\"draft\":\"Could you please send "
                       "me your order number?\"%s}";
  char request[400];
  snprintf(request, sizeof(request), order, "");
  expect(plugin, request, "\"heat\":0");
  CHECK(strncmp(outcome_of("asks-again", "reference"), "passed over", 11) == 0);
  snprintf(request, sizeof(request), order,
           ",\"context\":\"[{\\\"from\\\":\\\"customer\\\",\\\"text\\\":"
           "\\\"My order 4471-B is late!\\\"}]\"");
  expect(plugin, request, "\"rules\":[");
  CHECK(strncmp(outcome_of("asks-again", "reference"), "fired", 5) == 0);
  expect(plugin,
         "{\"what\":\"why\",\"draft\":\"Unfortunately it comes on Friday.\","
         "\"context\":\"[{\\\"from\\\":\\\"customer\\\",\\\"text\\\":"
         "\\\"When does my order come, please?\\\"}]\"}",
         "\"only where the customer is upset\"");
  expect(plugin, "{\"what\":\"rules\"}", "\"rule\":\"canned\"");
  CHECK(strstr(answer, "\"phrases\":[\""));
  CHECK(!strstr(answer, "\"rule\":\"excuse\""));
  CHECK_INT(registry_close(plugin, 2000), ATTUNE_OK);
  stop(&office);
}

/* Whoever holds the store keeps a console waiting, and not for ever. */
TEST_WITHIN(a_store_that_is_held_is_said_to_be, 30) {
  struct host office;
  struct store *other;
  char path[128], why[STORE_WHY_SIZE];
  start(&office, "");
  attune *plugin = office_plugin(&office);
  snprintf(path, sizeof(path), "%s/attune.db", office.directory);
  const struct store_options options = {path, 0, 0};
  CHECK_INT(store_open(&options, &clock_system, &other, why), ATTUNE_OK);
  CHECK_INT(store_begin(other), ATTUNE_OK);
  CHECK_INT(ask(plugin, "{\"what\":\"letters\"}"), ATTUNE_E_BUSY);
  CHECK(strstr(answer, "\"error\":\"other processes hold"));
  store_rollback(other);
  expect(plugin, "{\"what\":\"letters\"}", "\"letters\":[]");
  store_close(other);
  CHECK_INT(registry_close(plugin, 2000), ATTUNE_OK);
  stop(&office);
}
