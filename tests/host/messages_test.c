/* Messages in, signed events out, through the real shared object. */
#include "support/host.h"
#include "test.h"

static const char complaint[] =
    "This is the third time I write. My blender arrived broken and nobody "
    "answers me. I am really fed up!";
static const char cold_draft[] =
    "We apologize for any inconvenience. Unfortunately there is nothing we "
    "can do.";

/* The body of the event of this type; events may overtake each other. */
static const char *event_of(struct host *host, const char *type) {
  struct endpoint_request request;
  char begin[64];
  snprintf(begin, sizeof(begin), "{\"type\":\"%s\"", type);
  for (size_t n = 0; endpoint_request(host->endpoint, n, &request); n++)
    if (strncmp(request.body, begin, strlen(begin)) == 0)
      return request.body;
  test_fail(__FILE__, __LINE__, "no event %s", type);
}

TEST(a_complaint_becomes_a_signed_prompt) {
  struct host host;
  struct endpoint_request request;
  host_start(&host);
  attune *plugin = host_open(&host);
  attune_message message = host_message("t-1", "m-1", complaint);
  message.echo = "tab 4";
  CHECK_INT(host.incoming(plugin, &message), ATTUNE_OK);
  CHECK_INT(host.drain(plugin, 5000), ATTUNE_OK);
  CHECK_INT(endpoint_requests(host.endpoint), 1);
  CHECK(endpoint_request(host.endpoint, 0, &request));
  CHECK(request.signature_valid);
  CHECK(strncmp(request.id, "msg_", 4) == 0);
  CHECK(strncmp(request.body, "{\"type\":\"validation.prompted\"", 29) == 0);
  CHECK(strstr(request.body, "\"conversation\":\"t-1\""));
  CHECK(strstr(request.body, "\"echo\":\"tab 4\""));
  CHECK(strstr(request.body, "\"repeat-contact\""));
  CHECK_INT(host.close(plugin, 2000), ATTUNE_OK);
  host_stop(&host);
}

TEST(a_cold_draft_becomes_a_rewrite_and_a_better_one_is_cleared) {
  struct host host;
  host_start(&host);
  attune *plugin = host_open(&host);
  attune_message in = host_message("t-1", "m-1", complaint);
  attune_message draft = host_message("t-1", "d-1", cold_draft);
  draft.revision = 1;
  CHECK_INT(host.incoming(plugin, &in), ATTUNE_OK);
  CHECK_INT(host.outgoing(plugin, &draft), ATTUNE_OK);
  CHECK_INT(host.drain(plugin, 5000), ATTUNE_OK);
  CHECK_INT(endpoint_requests(host.endpoint), 2);
  CHECK(strstr(event_of(&host, "rewrite.suggested"), "\"canned\""));
  draft.revision = 2;
  draft.text = "Hello! I'm sorry your blender arrived broken and that you had "
               "to write three times: that is our failure. I'll send you a "
               "new one today and write to you by noon tomorrow with the "
               "tracking number.";
  CHECK_INT(host.outgoing(plugin, &draft), ATTUNE_OK);
  CHECK_INT(host.drain(plugin, 5000), ATTUNE_OK);
  CHECK_INT(endpoint_requests(host.endpoint), 3);
  CHECK(!strstr(event_of(&host, "draft.clear"), "\"supersedes\":null"));
  host.close(plugin, 2000);
  host_stop(&host);
}

TEST(a_plain_question_is_left_in_peace) {
  struct host host;
  host_start(&host);
  attune *plugin = host_open(&host);
  attune_message message =
      host_message("t-1", "m-1", "What are your opening hours on Sunday?");
  CHECK_INT(host.incoming(plugin, &message), ATTUNE_OK);
  CHECK_INT(host.drain(plugin, 5000), ATTUNE_OK);
  CHECK_INT(endpoint_requests(host.endpoint), 0);
  host.close(plugin, 2000);
  host_stop(&host);
}

TEST(the_same_message_twice_is_one_event) {
  struct host host;
  host_start(&host);
  attune *plugin = host_open(&host);
  attune_message message = host_message("t-1", "m-1", complaint);
  for (int i = 0; i < 3; i++)
    CHECK_INT(host.incoming(plugin, &message), ATTUNE_OK);
  CHECK_INT(host.drain(plugin, 5000), ATTUNE_OK);
  CHECK_INT(endpoint_requests(host.endpoint), 1);
  CHECK_INT(host_stat(&host, plugin, "attune_skipped_total{why=\"repeated\"}"),
            2);
  host.close(plugin, 2000);
  host_stop(&host);
}

static void identity(struct host *host, const char *body, char out[64]) {
  const char *at = strstr(body, "\"suggestion\":\"");
  CHECK(at != NULL);
  snprintf(out, 64, "%.*s", 30, at + 14);
  (void)host;
}

TEST(the_same_message_has_the_same_id_in_another_process) {
  struct host host;
  static char json[20480];
  char first[64], second[64];
  struct endpoint_request request;
  host_start(&host);
  attune *plugin = host_open(&host);
  attune_message message = host_message("t-1", "m-1", complaint);
  CHECK_INT(host.read(plugin, &message, json, sizeof(json), NULL), ATTUNE_OK);
  identity(&host, json, first);
  CHECK_INT(host.incoming(plugin, &message), ATTUNE_OK);
  CHECK_INT(host.drain(plugin, 5000), ATTUNE_OK);
  CHECK(endpoint_request(host.endpoint, 0, &request));
  identity(&host, request.body, second);
  CHECK(strcmp(first, second) == 0);
  host.close(plugin, 2000);
  host_stop(&host);
}

TEST(a_context_stands_in_for_memory) {
  struct host host;
  static char json[20480];
  host_start(&host);
  attune *plugin = host_open(&host);
  attune_message draft =
      host_message("t-9", "d-1", "Could you please send me your order number?");
  draft.context = "[{\"from\":\"customer\",\"text\":\"My order number is "
                  "7741-K and the lamp came broken.\"}]";
  CHECK_INT(host.review(plugin, &draft, json, sizeof(json), NULL), ATTUNE_OK);
  CHECK(strstr(json, "\"asks-again\"") != NULL);
  draft.context = "[{\"from\":\"nobody\",\"text\":\"x\"}]";
  CHECK_INT(host.review(plugin, &draft, json, sizeof(json), NULL),
            ATTUNE_E_ARGUMENT);
  host.close(plugin, 2000);
  host_stop(&host);
}

TEST(bad_arguments_are_statuses) {
  struct host host;
  static char huge[70000];
  size_t size = 0;
  char small[16];
  host_start(&host);
  attune *plugin = host_open(&host);
  attune_message good = host_message("t", "m", "hello");
  attune_message bad = good;
  CHECK_INT(host.incoming(plugin, NULL), ATTUNE_E_ARGUMENT);
  bad.struct_size = 0;
  CHECK_INT(host.incoming(plugin, &bad), ATTUNE_E_ARGUMENT);
  bad.struct_size = 1u << 20;
  CHECK_INT(host.incoming(plugin, &bad), ATTUNE_E_ARGUMENT);
  bad = host_message("", "m", "x");
  CHECK_INT(host.incoming(plugin, &bad), ATTUNE_E_ARGUMENT);
  bad = host_message("t", NULL, "x");
  CHECK_INT(host.incoming(plugin, &bad), ATTUNE_E_ARGUMENT);
  bad = host_message("t", "m", NULL);
  CHECK_INT(host.incoming(plugin, &bad), ATTUNE_E_ARGUMENT);
  bad = good;
  bad.format = 9;
  CHECK_INT(host.outgoing(plugin, &bad), ATTUNE_E_ARGUMENT);
  memset(huge, 'a', sizeof(huge) - 1);
  bad = host_message("t", "m", huge);
  CHECK_INT(host.incoming(plugin, &bad), ATTUNE_E_TOO_LARGE);
  CHECK_INT(host.read(plugin, &good, small, sizeof(small), &size),
            ATTUNE_E_SPACE);
  CHECK(size > sizeof(small));
  CHECK_INT(host.read(plugin, &good, NULL, 0, &size), ATTUNE_E_SPACE);
  CHECK_INT(host.read(plugin, &good, NULL, 8, &size), ATTUNE_E_ARGUMENT);
  host.close(plugin, 2000);
  host_stop(&host);
}

TEST(an_older_and_a_newer_caller_are_served) {
  struct host host;
  struct {
    attune_message message;
    char later[64];
  } newer;
  host_start(&host);
  attune *plugin = host_open(&host);
  attune_message older = host_message("t", "m", complaint);
  older.struct_size = offsetof(attune_message, sent_at_ms);
  older.customer = (const char *)(uintptr_t)1; /* must not be looked at */
  CHECK_INT(host.incoming(plugin, &older), ATTUNE_OK);
  memset(&newer, 0, sizeof(newer));
  newer.message = host_message("t", "m2", complaint);
  newer.message.struct_size = sizeof(newer);
  CHECK_INT(host.incoming(plugin, &newer.message), ATTUNE_OK);
  newer.later[63] = 1;
  CHECK_INT(host.incoming(plugin, &newer.message), ATTUNE_E_ARGUMENT);
  CHECK_INT(host.drain(plugin, 5000), ATTUNE_OK);
  host.close(plugin, 2000);
  host_stop(&host);
}

TEST(bytes_that_are_no_text_are_survived) {
  static const char *const texts[] = {
      "\xff\xfe broken \xc0\xaf and \xed\xa0\x80 fed up!",
      "\xf4\x90\x80\x80 \xe2\x82", "\xe2\x80\xae evil \xe2\x80\xac",
      "<script>alert(1)</script> my order is BROKEN", "\x01\x02\x1b[31m"};
  struct host host;
  static char json[20480];
  size_t size;
  host_start(&host);
  attune *plugin = host_open(&host);
  for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
    attune_message message = host_message("t", "m", texts[i]);
    test_case("text %zu", i);
    for (int format = 0; format <= 2; format++) {
      message.format = format;
      CHECK_INT(host.read(plugin, &message, json, sizeof(json), &size),
                ATTUNE_OK);
      CHECK(strstr(json, "<script>") == NULL);
      CHECK_INT(host.review(plugin, &message, json, sizeof(json), &size),
                ATTUNE_OK);
    }
  }
  host.close(plugin, 2000);
  host_stop(&host);
}

TEST(a_full_queue_says_busy_and_loses_nothing_else) {
  struct host host;
  int accepted = 0, busy = 0;
  host_start(&host);
  host_write_manifest(&host, "\"limits\": {\"queue_messages\": 16}");
  attune *plugin = host_open(&host);
  for (int i = 0; i < 5000; i++) {
    char id[16];
    snprintf(id, sizeof(id), "%d", i);
    attune_message message = host_message("t", id, "Where is it?");
    int32_t status = host.incoming(plugin, &message);
    accepted += status == ATTUNE_OK;
    busy += status == ATTUNE_E_BUSY;
  }
  CHECK_INT(accepted + busy, 5000);
  CHECK(busy > 0);
  CHECK_INT(host.drain(plugin, 10000), ATTUNE_OK);
  CHECK_INT(
      host_stat(&host, plugin, "attune_analysed_total{kind=\"incoming\"}"),
      accepted);
  CHECK_INT(host_stat(&host, plugin, "attune_refused_total{why=\"busy\"}"),
            busy);
  host.close(plugin, 2000);
  host_stop(&host);
}

TEST(dry_run_and_suspended_send_nothing) {
  static const char *const members[] = {"\"dry_run\": true",
                                        "\"suspended\": true", "\"sample\": 0"};
  for (size_t i = 0; i < 3; i++) {
    struct host host;
    test_case("%s", members[i]);
    host_start(&host);
    host_write_manifest(&host, members[i]);
    attune *plugin = host_open(&host);
    attune_message message = host_message("t", "m", complaint);
    CHECK_INT(host.incoming(plugin, &message), ATTUNE_OK);
    CHECK_INT(host.drain(plugin, 5000), ATTUNE_OK);
    CHECK_INT(endpoint_requests(host.endpoint), 0);
    host.close(plugin, 2000);
    host_stop(&host);
  }
}

TEST(outcomes_and_changes_are_counted) {
  struct host host;
  host_start(&host);
  attune *plugin = host_open(&host);
  attune_outcome outcome = {.struct_size = sizeof(outcome),
                            .conversation = "t",
                            .suggestion = "sug_x",
                            .action = ATTUNE_DISMISSED,
                            .rule = "canned"};
  attune_change change = {.struct_size = sizeof(change),
                          .conversation = "t",
                          .state = ATTUNE_ERASED};
  CHECK_INT(host.feedback(plugin, &outcome), ATTUNE_OK);
  outcome.action = 7;
  CHECK_INT(host.feedback(plugin, &outcome), ATTUNE_E_ARGUMENT);
  outcome.action = ATTUNE_SHOWN;
  outcome.rule = "no\"id\n";
  CHECK_INT(host.feedback(plugin, &outcome), ATTUNE_OK);
  CHECK_INT(host.conversation(plugin, &change), ATTUNE_OK);
  change.conversation = NULL;
  CHECK_INT(host.conversation(plugin, &change), ATTUNE_E_ARGUMENT);
  CHECK_INT(host.drain(plugin, 5000), ATTUNE_OK);
  CHECK_INT(host_stat(&host, plugin,
                      "attune_feedback_total{rule=\"canned\","
                      "action=\"dismissed\"}"),
            1);
  CHECK_INT(host_stat(&host, plugin, "attune_changes_total{state=\"erased\"}"),
            1);
  host.close(plugin, 2000);
  host_stop(&host);
}
