/* Events that no message's words asked for, as the schema says them. */
#include "delivery/event_notice.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test.h"

#ifndef BUILD
#define BUILD "build"
#endif

static const char sha256[] = "0123456789abcdef0123456789abcdef"
                             "0123456789abcdef0123456789abcdef";
static struct json_writer w;

static struct event_head head_of(enum event_type type, enum payload payload) {
  static char suggestion[EVENT_SUGGESTION_SIZE];
  event_suggestion_id(suggestion, STR("c1"), STR("m1"), 3, type);
  return (struct event_head){.type = type,
                             .timestamp_ms = INT64_C(1767230096123),
                             .suggestion = suggestion,
                             .conversation = STR("c1"),
                             .message = STR("m1"),
                             .expires_ms = INT64_C(1767230216123),
                             .version = "1.0.0",
                             .manifest = sha256,
                             .language = STR("en"),
                             .scope = STR("general"),
                             .payload = payload};
}

static const struct notice notice = {
    .message = {"a message", 9},
    .why = {"a why", 5},
    .say = {{"I said <b>I'd</b> come back to you.", 34}},
    .say_count = 1};

/* Into the folder that holds these alone, for schema.py. */
static void keep(const char *name) {
  char path[200];
  mkdir(BUILD, 0777);
  mkdir(BUILD "/notices", 0777);
  snprintf(path, sizeof(path), "%s/notices/%s.json", BUILD, name);
  FILE *file = fopen(path, "wb");
  CHECK(file != NULL);
  CHECK_INT(fwrite(w.data, 1, w.size, file), w.size);
  CHECK_INT(fclose(file), 0);
  CHECK(w.size < EVENT_BYTES_MAX);
}

static bool says(const char *piece) {
  return memmem(w.data, w.size, piece, strlen(piece)) != NULL;
}

static void each_payload(void (*write)(enum payload payload),
                         const char *name) {
  char thin[64];
  json_writer_init(&w);
  write(PAYLOAD_FULL);
  keep(name);
  CHECK(says("\"notice\""));
  snprintf(thin, sizeof(thin), "%s-thin", name);
  write(PAYLOAD_THIN);
  keep(thin);
  CHECK(!says("\"notice\"") && !says("broken") && !says("come back"));
  json_writer_fini(&w);
}

static void escalation(enum payload payload) {
  struct event_head head = head_of(EVENT_ESCALATION_ADVISED, payload);
  const struct text text = {.source = STR("It is broken. I will sue you!")};
  const struct reading reading = {
      .feeling = FEELING_ANGER, .heat = 3, .concern = STR("it is broken")};
  const struct escalation causes[] = {{ESCALATION_LEGAL, {14, 28}},
                                      {ESCALATION_RISING, {0, 0}}};
  const struct notice notices[] = {notice, notice};
  CHECK_INT(
      event_write_escalation(&w, &head, &text, &reading, causes, notices, 2),
      0);
  CHECK(says("\"utf8\":[14,28]"));
  CHECK(says("sue") == (payload == PAYLOAD_FULL));
}

TEST(escalations_name_their_causes) {
  each_payload(escalation, "escalation");
}

static void follow_up(enum payload payload) {
  struct event_head head = head_of(EVENT_FOLLOW_UP_DUE, payload);
  const struct follow_up due = {.kind = FOLLOW_UP_PROMISE,
                                .agent = STR("ben"),
                                .quote = STR("I'll come back to you today."),
                                .concern = STR("your lamp arrived broken"),
                                .made_ms = INT64_C(1767230000000),
                                .due_ms = INT64_C(1767240000000)};
  CHECK_INT(event_write_follow_up(&w, &head, &due, &notice), 0);
  CHECK(says("\"due_at\":\"2026-01-01T04:00:00.000Z\""));
}

TEST(follow_ups_tell_what_was_promised_and_till_when) {
  each_payload(follow_up, "follow-up");
}

static void trend(enum payload payload) {
  struct event_head head = head_of(EVENT_COMPLAINT_TRENDING, payload);
  static struct trend counts;
  const struct trend_finding finding = {TREND_HIGH, 12, 14,    3.254,
                                        1,          6,  3.6877};
  const struct trend_notice trending = {STR("broken lamp"), &counts, &finding,
                                        312};
  counts = (struct trend){.label = STR("your lamp arrived broken"),
                          .examples = {STR("c1"), STR("c2")}};
  trend_add(&counts, 20454, 1767230000000, 5, STR("c3"));
  CHECK_INT(event_write_trend(&w, &head, &trending, &notice), 0);
  CHECK(says("\"ratio\":3.69") && says("\"expected\":3.25"));
  CHECK(says("\"expected_range\":[1,6]"));
}

TEST(trends_show_their_figures) {
  each_payload(trend, "trend");
}

static void breather(enum payload payload) {
  struct event_head head = head_of(EVENT_BREATHER_SUGGESTED, payload);
  const struct breather_notice resting = {STR("ben"), 10, 5, 1767230000000, -1};
  CHECK_INT(event_write_breather(&w, &head, &resting, &notice), 0);
  CHECK(!says("\"load\""));
}

TEST(breathers_show_no_load_unless_asked) {
  each_payload(breather, "breather");
}

TEST(digests_fit_however_long) {
  static struct digest_rule rules[900];
  struct event_head head = head_of(EVENT_DIGEST_READY, PAYLOAD_FULL);
  const struct digest_topic topics[] = {{STR("late parcel"), 4, -1.0},
                                        {STR("refunds"), 9, 7.005}};
  for (size_t i = 0; i < 900; i++)
    rules[i] = (struct digest_rule){STR("policy-wall.rules"), 5, 3, 1, 1};
  const struct digest_notice digest = {.from_ms = 1767230000000,
                                       .to_ms = 1767830000000,
                                       .incoming = 100,
                                       .rules = rules,
                                       .rule_count = 900,
                                       .topics = topics,
                                       .topic_count = 2};
  json_writer_init(&w);
  CHECK_INT(event_write_digest(&w, &head, &digest), 0);
  keep("digest");
  CHECK(says("\"truncated\":true") && says("\"expected\":7.0"));
  json_writer_fini(&w);
}

/* What a promise, a concern and their words say of a number stays here. */
TEST(notices_hide_what_the_manifest_names) {
  static struct trend counts;
  static const struct notice numbered = {
      .message = {"Call 07700 900123 back.", 23},
      .why = {"They wrote from jo@b.example.", 29},
      .say = {{"I said I'd call you on 07700 900123.", 36}},
      .say_count = 1};
  const struct follow_up due = {.quote = STR("I'll call 07700 900123 today."),
                                .concern = STR("jo@b.example is locked")};
  const struct reading reading = {.concern = due.concern};
  const struct text nothing = {0};
  const struct escalation cause = {.cause = ESCALATION_BROKEN_PROMISE};
  const struct trend_finding finding = {.verdict = TREND_HIGH};
  const struct trend_notice trending = {STR("jo@b.example locked"), &counts,
                                        &finding, 1};
  struct event_head head = head_of(EVENT_FOLLOW_UP_DUE, PAYLOAD_FULL);
  counts.label = due.concern;
  head.redact = 1u << REDACT_EMAIL | 1u << REDACT_PHONE;
  json_writer_init(&w);
  CHECK_INT(event_write_follow_up(&w, &head, &due, &numbered), 0);
  keep("follow-up-hidden");
  CHECK(says("***** ******") && !says("0770") && !says("jo@b"));
  head.type = EVENT_ESCALATION_ADVISED;
  CHECK_INT(event_write_escalation(&w, &head, &nothing, &reading, &cause,
                                   &numbered, 1),
            0);
  keep("escalation-hidden");
  CHECK(says("**@*.*******") && !says("0770") && !says("jo@b"));
  head.type = EVENT_COMPLAINT_TRENDING;
  CHECK_INT(event_write_trend(&w, &head, &trending, &numbered), 0);
  keep("trend-hidden");
  CHECK(!says("0770") && !says("jo@b"));
  json_writer_fini(&w);
}

TEST_WITHIN(zz_they_are_as_the_schema_says, 60) {
  if (access("/usr/bin/python3", X_OK) != 0 ||
      system("/usr/bin/python3 -c 'import jsonschema' 2>/dev/null") != 0)
    test_skip("python3 with jsonschema is not here");
  if (access(BUILD "/notices/digest.json", R_OK) != 0)
    test_skip("the tests that write the events have not run");
  CHECK_INT(system("/usr/bin/python3 tests/delivery/schema.py "
                   "include/attune-events.schema.json " BUILD "/notices"),
            0);
}
