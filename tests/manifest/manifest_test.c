#include "test.h"

#include <attune.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "manifest/manifest.h"
#include "manifest/tables.h"
#include "reading/reading.h"

static struct manifest *read_good(const char *text) {
  struct manifest *manifest;
  struct report report = {0};
  int status = manifest_read("m", str_of(text), NULL, &manifest, &report);
  if (report.text)
    fputs(report.text, stderr);
  CHECK_INT(status, ATTUNE_OK);
  CHECK(manifest);
  report_fini(&report);
  return manifest;
}

/* The report, to be freed by the caller with report_fini. */
static struct report read_bad(struct str text) {
  struct manifest *manifest;
  struct report report = {0};
  int status = manifest_read("m", text, NULL, &manifest, &report);
  CHECK_INT(status, ATTUNE_E_MANIFEST);
  CHECK(!manifest);
  CHECK(report.problems > 0);
  CHECK(report.text);
  CHECK_INT(report.size, strlen(report.text));
  return report;
}

static void check_report(const char *text, const char *expected) {
  struct report report = read_bad(str_of(text));
  CHECK_STR(str_of(report.text), expected);
  report_fini(&report);
}

/* A directory of its own for tests that need files. */
static char directory[] = "/tmp/attune-manifest-XXXXXX";
static char path[sizeof(directory) + 40];

static const char *in_directory(const char *name) {
  snprintf(path, sizeof(path), "%s/%s", directory, name);
  return path;
}

static void write_file(const char *name, const char *text, mode_t mode) {
  FILE *file = fopen(in_directory(name), "w");
  CHECK(file);
  fputs(text, file);
  fclose(file);
  CHECK(chmod(path, mode) == 0);
}

static void clean(void) {
  char command[80];
  snprintf(command, sizeof(command), "rm -rf %s", directory);
  CHECK(system(command) == 0);
}

TEST(defaults_are_those_of_an_empty_object) {
  struct manifest *manifest = read_good("{}");
  const struct settings *general = &manifest->general;
  CHECK_STR(general->name, "general");
  CHECK_INT(general->scopes, 1);
  CHECK_INT(general->voice.person, PERSON_I);
  CHECK_INT(general->voice.formality, FORMALITY_NEUTRAL);
  CHECK_INT(general->voice.warmth, 1);
  CHECK(general->voice.contractions && general->voice.emoji);
  CHECK_INT(general->voice.exclamations, 1);
  CHECK_INT(general->voice.max_growth, 150);
  CHECK_INT(general->thresholds.validate_from_heat, 1);
  CHECK_INT(general->thresholds.confidence, 500);
  CHECK_INT(general->limits.message_bytes, 65536);
  CHECK_INT(general->limits.queue_messages, 8192);
  CHECK_INT(general->limits.queue_bytes, 16 * 1024 * 1024);
  CHECK_INT(general->limits.prompts_per_conversation, 20);
  CHECK_INT(general->limits.prompts_per_hour, 0);
  CHECK_INT(general->limits.matches_per_draft, 8);
  CHECK_INT(manifest->payload, PAYLOAD_FULL);
  CHECK_INT(manifest->sample, 100);
  CHECK(!manifest->dry_run && !manifest->suspended && !manifest->clear_always);
  CHECK_STR(manifest->log_to, "stderr");
  CHECK_INT(manifest->log_level, LOG_WARNING);
  CHECK(manifest->language);
  manifest_free(manifest);
}

static void check_same_text(struct str a, struct str b) {
  CHECK(str_equal(a, b));
}

TEST(the_shipped_manifest_shows_the_defaults) {
  struct manifest *shipped, *empty = read_good("{}");
  struct report report = {0};
  CHECK_INT(manifest_load("plugin.manifest", &shipped, &report), ATTUNE_OK);
  const struct settings *a = &shipped->general, *b = &empty->general;
  CHECK_INT(shipped->webhook_count, 0);
  check_same_text(a->voice.brand, b->voice.brand);
  check_same_text(a->voice.greeting, b->voice.greeting);
  check_same_text(a->voice.closing, b->voice.closing);
  CHECK_INT(a->voice.person, b->voice.person);
  CHECK_INT(a->voice.formality, b->voice.formality);
  CHECK_INT(a->voice.warmth, b->voice.warmth);
  CHECK_INT(a->voice.contractions, b->voice.contractions);
  CHECK_INT(a->voice.emoji, b->voice.emoji);
  CHECK_INT(a->voice.exclamations, b->voice.exclamations);
  CHECK_INT(a->voice.max_growth, b->voice.max_growth);
  CHECK(memcmp(&a->thresholds, &b->thresholds, sizeof(a->thresholds)) == 0);
  CHECK_INT(a->limits.message_bytes, b->limits.message_bytes);
  CHECK_INT(a->limits.queue_messages, b->limits.queue_messages);
  CHECK_INT(a->limits.queue_bytes, b->limits.queue_bytes);
  CHECK_INT(a->limits.prompts_per_conversation,
            b->limits.prompts_per_conversation);
  CHECK_INT(a->limits.prompts_per_hour, b->limits.prompts_per_hour);
  CHECK_INT(a->limits.matches_per_draft, b->limits.matches_per_draft);
  CHECK_INT(shipped->payload, empty->payload);
  CHECK_INT(shipped->sample, empty->sample);
  CHECK(!shipped->dry_run && !shipped->suspended && !shipped->clear_always);
  check_same_text(shipped->log_to, empty->log_to);
  CHECK_INT(shipped->log_level, empty->log_level);
  manifest_free(shipped);
  manifest_free(empty);
}

TEST(an_endpoint_is_read_as_written) {
  setenv("ATTUNE_TEST_SECRET", "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX", 1);
  struct manifest *manifest = read_good(
      "{\"webhooks\": [{\"name\": \"desk\", \"url\": \"https://d.example/in\","
      " \"events\": [\"draft.clear\", \"endpoint.ping\"],"
      " \"secret\": \"env:ATTUNE_TEST_SECRET\","
      " \"headers\": {\"X-Desk\": \"main\"}, \"timeout_ms\": 2500,"
      " \"allow\": [\"10.0.0.0/8\", \"fd00::/8\", \"0.0.0.0/0\"],"
      " \"max_in_flight\": 2},"
      "{\"name\": \"local\", \"url\": \"http://[::1]:8080/\"}]}");
  CHECK_INT(manifest->webhook_count, 2);
  const struct webhook *desk = &manifest->webhooks[0];
  CHECK_STR(desk->name, "desk");
  CHECK_STR(desk->url, "https://d.example/in");
  CHECK_INT(desk->events, 1u << EVENT_DRAFT_CLEAR | 1u << EVENT_ENDPOINT_PING);
  CHECK_INT(desk->secret.size, 24);
  for (unsigned char i = 0; i < 24; i++)
    CHECK_INT(desk->secret.key[i], i);
  CHECK_INT(desk->previous_secret.size, 0);
  CHECK_INT(desk->header_count, 1);
  CHECK_STR(desk->headers[0].name, "X-Desk");
  CHECK_STR(desk->headers[0].value, "main");
  CHECK_INT(desk->timeout_ms, 2500);
  CHECK_INT(desk->max_in_flight, 2);
  CHECK_INT(desk->allow_count, 3);
  static const uint8_t ten[16] = {0, 0, 0,    0,    0,  0, 0, 0,
                                  0, 0, 0xff, 0xff, 10, 0, 0, 0};
  CHECK(memcmp(desk->allow[0].address, ten, 16) == 0);
  CHECK_INT(desk->allow[0].bits, 104);
  CHECK_INT(desk->allow[1].address[0], 0xfd);
  CHECK_INT(desk->allow[1].bits, 8);
  CHECK_INT(desk->allow[2].bits, 96);
  const struct webhook *local = &manifest->webhooks[1];
  CHECK_INT(local->events, (1u << EVENT_TYPES) - 1);
  CHECK_INT(local->secret.size, 0);
  CHECK_INT(local->timeout_ms, 0);
  CHECK_INT(local->max_in_flight, 4);
  CHECK(!local->allow_http);
  manifest_free(manifest);
}

/* Forms that libcurl takes for 127.0.0.1 are loopback, look-alikes are
   not. */
TEST(loopback_is_what_libcurl_connects_to) {
  static const char *const loopback[] = {
      "http://127.0.0.1/", "http://127.9.9.9:1/", "http://2130706433/",
      "http://0x7f.1/",    "http://127.1/",       "http://localhost/",
      "http://[::1]/",     "http://LOCALHOST:9/", "http://[::ffff:127.0.0.1]/"};
  static const char *const others[] = {
      "http://128.0.0.1/",         "http://localhost.example/",
      "http://127.0.0.1.example/", "http://[::2]/",
      "http://example/127.0.0.1",  "http://0.0.0.0/",
      "http://localhos/",          "http://[::ffff:10.0.0.1]/"};
  char text[200];
  for (size_t i = 0; i < sizeof(loopback) / sizeof(*loopback); i++) {
    test_case("%s", loopback[i]);
    snprintf(text, sizeof(text),
             "{\"webhooks\": [{\"name\": \"a\", \"url\": \"%s\"}]}",
             loopback[i]);
    manifest_free(read_good(text));
  }
  for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
    test_case("%s", others[i]);
    snprintf(text, sizeof(text),
             "{\"webhooks\": [{\"name\": \"a\", \"url\": \"%s\"}]}", others[i]);
    struct report report = read_bad(str_of(text));
    CHECK(strstr(report.text, "http is for 127.0.0.1"));
    report_fini(&report);
  }
}

TEST(words_become_entries_of_the_language) {
  struct manifest *manifest = read_good(
      "{\"phrases\": {\"banned\": [\"kindly revert\", \"per policy\"],"
      " \"preferred\": [{\"from\": \"reach out to\", \"to\": \"ask\"}],"
      " \"allowed\": [\"rest easy\"], \"protected\": [\"Nordlicht One\"]},"
      "\"custom_rules\": [{\"id\": \"ticket-talk\", \"match\": [\"a\", \"b\"],"
      " \"unless\": [\"a b\"], \"say\": [\"c\"], \"why\": \"People first.\","
      " \"level\": \"error\", \"when\": {\"min_heat\": 2,"
      " \"signals\": [\"refund\", \"long-wait\"]}}]}");
  const struct language *language = manifest->language;
  const struct language_entry *entry =
      language_find(language, LANGUAGE_RULE, STR("banned"));
  CHECK(entry);
  CHECK_INT(entry->match_count, 2);
  CHECK_INT(entry->scopes, 1);
  CHECK_INT(entry->level, LEVEL_WARNING);
  CHECK(language_field(entry, "why").size > 0);
  entry = language_find(language, LANGUAGE_RULE, STR("preferred"));
  CHECK(entry);
  CHECK_INT(entry->say_count, 1);
  CHECK_STR(entry->says[0], "ask");
  CHECK_INT(entry->level, LEVEL_SUGGESTION);
  entry = language_find(language, LANGUAGE_GUARD, STR("allowed"));
  CHECK(entry);
  CHECK_STR(entry->matches[0], "rest easy");
  CHECK(language_find(language, LANGUAGE_GUARD, STR("protected")));
  entry = language_find(language, LANGUAGE_RULE, STR("ticket-talk"));
  CHECK(entry);
  CHECK_INT(entry->match_count, 2);
  CHECK_STR(entry->unless[0], "a b");
  CHECK_INT(entry->level, LEVEL_ERROR);
  CHECK_STR(language_field(entry, "why"), "People first.");
  CHECK_STR(language_field(entry, "min_heat"), "2");
  CHECK_STR(language_field(entry, "signals"), "long-wait refund");
  manifest_free(manifest);
}

static struct str message_of(const struct manifest *manifest, const char *id) {
  const struct language_entry *rule =
      language_find(manifest->language, LANGUAGE_RULE, str_of(id));
  CHECK(rule);
  return language_field(rule, "message");
}

/* A card without a headline and a blank line in a terminal say nothing. */
TEST(no_rule_of_the_manifest_is_without_a_message) {
  struct manifest *manifest = read_good(
      "{\"phrases\": {\"banned\": [\"kindly revert\"],"
      " \"preferred\": [{\"from\": \"reach out to\", \"to\": \"ask\"}]},"
      "\"custom_rules\": [{\"id\": \"ticket-talk\", \"match\": [\"a\"],"
      " \"why\": \"People first.\"}, {\"id\": \"case-talk\","
      " \"match\": [\"b\"], \"why\": \"People first.\","
      " \"message\": \"A person, not a case.\"}]}");
  const struct str ours = message_of(manifest, "ticket-talk");
  CHECK(ours.size > 0);
  CHECK(message_of(manifest, "banned").size > 0);
  CHECK(message_of(manifest, "preferred").size > 0);
  CHECK(!str_equal(message_of(manifest, "banned"), ours));
  CHECK_STR(message_of(manifest, "case-talk"), "A person, not a case.");
  manifest_free(manifest);
}

/* The table here and the enum of the room above say the same. */
TEST(signals_are_those_of_the_reading) {
  for (size_t i = 0; i < SIGNAL_COUNT; i++)
    CHECK(signal_ids[i]);
  CHECK(!signal_ids[SIGNAL_COUNT]);
  CHECK_STR(str_of(signal_ids[SIGNAL_REPEAT_CONTACT]), "repeat-contact");
  CHECK_STR(str_of(signal_ids[SIGNAL_WANTS_PERSON]), "wants-person");
  CHECK_STR(str_of(signal_ids[SIGNAL_REFUND]), "refund");
  CHECK_STR(str_of(signal_ids[SIGNAL_SAFETY]), "safety");
  CHECK_STR(str_of(signal_ids[SIGNAL_RESOLVED]), "resolved");
}

TEST(offers_name_signals_by_bit) {
  struct manifest *manifest =
      read_good("{\"offers\": [{\"id\": \"call\", \"text\": \"a call today\","
                " \"signals\": [\"wants-person\"], \"min_heat\": 2,"
                " \"roles\": [\"senior\", \"lead\"]}]}");
  CHECK_INT(manifest->general.offer_count, 1);
  const struct offer *offer = manifest->general.offers;
  CHECK_STR(offer->text, "a call today");
  CHECK_INT(offer->signals, 1u << SIGNAL_WANTS_PERSON);
  CHECK_INT(offer->min_heat, 2);
  CHECK_INT(offer->role_count, 2);
  CHECK_STR(offer->roles[1], "lead");
  manifest_free(manifest);
}

TEST(the_hash_is_of_the_bytes) {
  struct manifest *manifest = read_good("{}");
  CHECK_STR(str_of(manifest->sha256),
            "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
  manifest_free(manifest);
}

TEST(problems_come_in_the_order_of_the_text) {
  check_report("{\n  \"rules\": {\"no-such-rule-at-all\": \"off\"},\n"
               "  \"sample\": 200\n}",
               "m:2:13: rules.no-such-rule-at-all: unknown rule\n"
               "m:3:13: sample: expected a whole number from 0 to 100\n");
}

TEST(keys_are_shown_without_what_could_hurt_a_terminal) {
  check_report("{\"\\u001b[31mred\\u202e\": 1}",
               "m:1:2: ?[31mred?: unknown key\n");
  char text[3000] = "{\"";
  memset(text + 2, 'k', 2000);
  strcpy(text + 2002, "\": 1}");
  struct report report = read_bad(str_of(text));
  CHECK(report.size < 120);
  report_fini(&report);
}

TEST(very_many_problems_are_counted_not_shown) {
  enum {
    KEYS = 5000
  };
  static char text[KEYS * 12 + 10];
  size_t size = 0;
  text[size++] = '{';
  for (int i = 0; i < KEYS; i++)
    size += (size_t)snprintf(text + size, sizeof(text) - size, "%s\"k%05d\":1",
                             i ? "," : "", i);
  text[size++] = '}';
  struct report report = read_bad((struct str){text, size});
  CHECK_INT(report.problems, KEYS);
  CHECK(strstr(report.text, "\nm: and 4900 more\n"));
  report_fini(&report);
}

/* Every wrong phrase costs a reading of the pack: there is an end to it. */
TEST_WITHIN(many_wrong_phrases_are_reported_in_bounded_time, 60) {
  static char text[4000] = "{\"phrases\": {\"banned\": [";
  for (int i = 0; i < 200; i++)
    strcat(text, i ? ",\"(open\"" : "\"(open\"");
  strcat(text, "]}}");
  struct report report = read_bad(str_of(text));
  CHECK_INT(report.problems, 51);
  report_fini(&report);
}

TEST(brackets_without_end_are_refused) {
  static char text[1024 * 1024];
  memset(text, '[', sizeof(text));
  struct report report = read_bad((struct str){text, sizeof(text)});
  CHECK_STR(str_of(report.text), "m: is larger than 256 KiB\n");
  report_fini(&report);
  report = read_bad((struct str){text, MANIFEST_BYTES_MAX});
  CHECK_INT(report.problems, 1);
  report_fini(&report);
}

TEST(size_is_limited_to_the_byte) {
  static char text[MANIFEST_BYTES_MAX + 1];
  memset(text, ' ', sizeof(text));
  memcpy(text, "{}", 2);
  struct manifest *manifest;
  struct report report = {0};
  struct str whole = {text, MANIFEST_BYTES_MAX};
  CHECK_INT(manifest_read("m", whole, NULL, &manifest, &report), ATTUNE_OK);
  manifest_free(manifest);
  whole.size++;
  report = read_bad(whole);
  CHECK_STR(str_of(report.text), "m: is larger than 256 KiB\n");
  report_fini(&report);
}

static void check_load(const char *name, const char *expected) {
  struct manifest *manifest;
  struct report report = {0};
  const char *file = in_directory(name);
  char line[200];
  test_case("%s", name);
  CHECK_INT(manifest_load(file, &manifest, &report), ATTUNE_E_MANIFEST);
  CHECK(!manifest);
  snprintf(line, sizeof(line), "%s: %s\n", file, expected);
  CHECK_STR(str_of(report.text), line);
  report_fini(&report);
}

TEST(a_file_that_cannot_be_read_is_said_why) {
  CHECK(mkdtemp(directory));
  check_load("missing", "no such file");
  CHECK(mkdir(in_directory("folder"), 0700) == 0);
  check_load("folder", "is not a regular file");
  CHECK(mkfifo(in_directory("fifo"), 0600) == 0);
  check_load("fifo", "is not a regular file");
  write_file("open", "{}", 0666);
  check_load("open", "everybody may change it; chmod o-w it");
  write_file("target", "{}", 0600);
  CHECK(symlink("target", in_directory("link")) == 0);
  check_load("link", "is a symbolic link");
  clean();
}

TEST(a_file_we_may_not_read_is_refused) {
  if (geteuid() == 0)
    test_skip("root may read all files");
  CHECK(mkdtemp(directory));
  write_file("mine", "{}", 0000);
  check_load("mine", "permission denied");
  clean();
}

/* A manifest in the directory with one endpoint of that secret. */
static int load_with(const char *secret, struct manifest **manifest,
                     struct report *report) {
  char text[300];
  snprintf(text, sizeof(text),
           "{\"webhooks\": [{\"name\": \"desk\","
           " \"url\": \"https://d.example/\", \"secret\": \"%s\"}]}",
           secret);
  write_file("plugin.manifest", text, 0600);
  return manifest_load(in_directory("plugin.manifest"), manifest, report);
}

static void check_secret(const char *secret, size_t size) {
  struct manifest *manifest;
  struct report report = {0};
  test_case("%s", secret);
  int status = load_with(secret, &manifest, &report);
  if (report.text)
    fputs(report.text, stderr);
  CHECK_INT(status, ATTUNE_OK);
  CHECK_INT(manifest->webhooks[0].secret.size, size);
  manifest_free(manifest);
}

static void check_no_secret(const char *secret, const char *expected) {
  struct manifest *manifest;
  struct report report = {0};
  test_case("%s", secret);
  CHECK_INT(load_with(secret, &manifest, &report), ATTUNE_E_MANIFEST);
  CHECK(strstr(report.text, expected));
  CHECK(!strstr(report.text, "whsec_AA"));
  report_fini(&report);
}

#define KEY_24   "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX"
#define ZEROS_28 "AAAAAAAAAAAAAAAAAAAAAAAAAAAA"

TEST(secrets_are_read_from_files) {
  CHECK(mkdtemp(directory));
  write_file("key", KEY_24 "\n", 0600);
  check_secret("file:key", 24);
  write_file("key", KEY_24 "\r\n", 0640);
  check_secret("file:./key", 24);
  char absolute[100];
  snprintf(absolute, sizeof(absolute), "file:%s/key", directory);
  check_secret(absolute, 24);
  /* 64 bytes: 85 characters, 1 of two bits, "==". */
  write_file("key", "whsec_" ZEROS_28 ZEROS_28 ZEROS_28 "AA==", 0400);
  check_secret("file:key", 64);
  clean();
}

TEST(secrets_that_others_may_read_are_refused) {
  static const mode_t modes[] = {0644, 0604, 0602, 0660, 0601};
  CHECK(mkdtemp(directory));
  for (size_t i = 0; i < sizeof(modes) / sizeof(*modes); i++) {
    write_file("key", KEY_24, modes[i]);
    check_no_secret("file:key", "others than its owner");
  }
  write_file("target", KEY_24, 0600);
  CHECK(symlink("target", in_directory("link")) == 0);
  check_no_secret("file:link", "is a symbolic link");
  check_no_secret("file:.", "is not a regular file");
  check_no_secret("file:gone", "gone: no such file");
  clean();
}

TEST(secrets_of_the_wrong_form_are_refused) {
  static const char *const forms[] = {
      "",
      "AAECAwQFBgcICQoLDA0ODxAREhMUFRYX",           /* no whsec_ */
      "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFQ==",     /* 22 bytes */
      "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXA",    /* cut off */
      "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXAB==", /* bits left over */
      "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFR-_",     /* another alphabet */
      "whsec_AAECAwQFBgcI CQoLDA0ODxAREhMUFRYX",
      "whsec_AAECAwQFBgcI=QoLDA0ODxAREhMUFRYX",
      "whsec_" ZEROS_28 ZEROS_28 ZEROS_28 "AAA=", /* 65 bytes */
      KEY_24 "\n" KEY_24,
      "whsec_" ZEROS_28 ZEROS_28 ZEROS_28 ZEROS_28 ZEROS_28,
  };
  CHECK(mkdtemp(directory));
  for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
    write_file("key", forms[i], 0600);
    check_no_secret("file:key", "is not \"whsec_\" and the base64");
    setenv("ATTUNE_TEST_SECRET", forms[i], 1);
    check_no_secret("env:ATTUNE_TEST_SECRET", "is not \"whsec_\"");
  }
  unsetenv("ATTUNE_TEST_SECRET");
  check_no_secret("env:ATTUNE_TEST_SECRET", "no environment variable");
  check_no_secret("env:", "no environment variable");
  clean();
}

TEST(files_are_not_read_without_a_directory) {
  check_report("{\"webhooks\": [{\"name\": \"a\", \"url\": \"https://a.b/\",\n"
               "\"secret\": \"file:key\", \"ca_file\": \"ca.pem\"}],\n"
               "\"log\": {\"to\": \"attune.log\"}}",
               "m:2:11: webhooks[0].secret: files are not read here\n"
               "m:2:34: webhooks[0].ca_file: files are not read here\n"
               "m:3:15: log.to: files are not opened here\n");
}

TEST(file_names_start_at_the_manifest) {
  struct manifest *manifest;
  struct report report = {0};
  char expected[100];
  CHECK(mkdtemp(directory));
  write_file("ca.pem", "", 0644);
  write_file("m",
             "{\"webhooks\": [{\"name\": \"a\", \"url\": \"http://[::1]/\","
             "\"ca_file\": \"ca.pem\"}], \"log\": {\"to\": \"a.log\"}}",
             0644);
  CHECK_INT(manifest_load(in_directory("m"), &manifest, &report), ATTUNE_OK);
  snprintf(expected, sizeof(expected), "%s/ca.pem", directory);
  CHECK_STR(manifest->webhooks[0].ca_file, expected);
  snprintf(expected, sizeof(expected), "%s/a.log", directory);
  CHECK_STR(manifest->log_to, expected);
  manifest_free(manifest);
  clean();
}

/* With 0 to 2 closed by the host, no file of ours may become its output. */
TEST(no_descriptor_is_left_open_or_becomes_the_hosts_output) {
  struct manifest *manifest;
  struct report report = {0};
  int before = open("/dev/null", O_RDONLY | O_CLOEXEC);
  close(STDIN_FILENO);
  CHECK_INT(manifest_load("plugin.manifest", &manifest, &report), ATTUNE_OK);
  int first = open("/dev/null", O_RDONLY | O_CLOEXEC);
  int next = open("/dev/null", O_RDONLY | O_CLOEXEC);
  CHECK_INT(first, STDIN_FILENO);
  CHECK_INT(next, before + 1);
  manifest_free(manifest);
}
