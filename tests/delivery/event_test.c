#include "delivery/event.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/json_read.h"
#include "base/utf8.h"
#include "memory/conversation.h"

#include "../rewrite/desk.h"

#ifndef BUILD
#define BUILD "build"
#endif

static const char sha256[] = "0123456789abcdef0123456789abcdef"
                             "0123456789abcdef0123456789abcdef";

static struct event_head head_of(enum event_type type) {
  static char suggestion[EVENT_SUGGESTION_SIZE];
  event_suggestion_id(suggestion, STR("c1"), STR("m1"), 3, type);
  return (struct event_head){.type = type,
                             .timestamp_ms = INT64_C(1767230096123),
                             .suggestion = suggestion,
                             .conversation = STR("c1"),
                             .message = STR("m1"),
                             .revision = 3,
                             .expires_ms = INT64_C(1767230216123),
                             .echo = STR("tab 4 \"x\" <b>"),
                             .version = "1.0.0",
                             .manifest = sha256,
                             .language = STR("en"),
                             .scope = STR("team=billing"),
                             .micros = 420};
}

/* Keeps it for schema.py, and gives it back as a tree. */
static const struct json *kept(struct desk *desk, const char *name,
                               const struct json_writer *w) {
  char path[200];
  struct json *json;
  struct json_error error = {0, NULL};
  struct str text = {w->data, w->size};
  mkdir(BUILD, 0777);
  mkdir(BUILD "/events", 0777);
  snprintf(path, sizeof(path), "%s/events/%s.json", BUILD, name);
  FILE *file = fopen(path, "wb");
  CHECK(file != NULL);
  CHECK_INT(fwrite(w->data, 1, w->size, file), w->size);
  CHECK_INT(fclose(file), 0);
  CHECK(w->size < EVENT_BYTES_MAX);
  CHECK(utf8_valid(text));
  CHECK_INT(json_read(&desk->arena, text, 0, &json, &error), ATTUNE_OK);
  return json;
}

static const struct json *at(const struct json *json, const char *path) {
  char key[40];
  while (json && *path) {
    size_t size = strcspn(path, ".");
    snprintf(key, sizeof(key), "%.*s", (int)size, path);
    if (json->type == JSON_ARRAY) {
      const struct json *item = json->first;
      for (int i = atoi(key); i > 0 && item; i--)
        item = item->next;
      json = item;
    } else {
      json = json_get(json, key);
    }
    path += size + (path[size] == '.');
  }
  return json;
}

static struct str string_at(const struct json *json, const char *path) {
  const struct json *found = at(json, path);
  if (!found || found->type != JSON_STRING)
    test_fail(__FILE__, __LINE__, "no string at %s", path);
  return found->string;
}

static int64_t integer_at(const struct json *json, const char *path) {
  const struct json *found = at(json, path);
  if (!found || found->type != JSON_INT)
    test_fail(__FILE__, __LINE__, "no integer at %s", path);
  return found->integer;
}

struct read_message {
  struct text text;
  struct reading reading;
  struct prompts prompts;
};

static void read_message(struct desk *desk, struct str words,
                         struct read_message *out) {
  struct language_matches matches;
  memset(out, 0, sizeof(*out));
  CHECK_INT(text_read(&desk->arena, desk->language->lexicon, words, TEXT_PLAIN,
                      &out->text),
            ATTUNE_OK);
  CHECK_INT(
      language_scan(desk->language, &desk->arena, &out->text, 1, &matches),
      ATTUNE_OK);
  CHECK_INT(reading_read(&desk->arena, desk->language, &out->text, &matches,
                         &desk->history, &out->reading),
            ATTUNE_OK);
  struct prompts_input input = {&out->reading, &out->text, STR(""), &desk->say};
  CHECK_INT(prompts_compose(&desk->arena, &input, &out->prompts), ATTUNE_OK);
}

static const char complaint[] =
    "I'm furious. My r\xC3\xA9"
    "frig\xC3\xA9rateur \xF0\x9F\xA7\x8A arrived "
    "broken, order 4471-B, and nobody answers! When do I get my $431 back?";

TEST(ids_are_stable_and_apart) {
  char a[EVENT_SUGGESTION_SIZE], b[EVENT_SUGGESTION_SIZE];
  event_suggestion_id(a, STR("c1"), STR("m1"), 1, EVENT_REWRITE_SUGGESTED);
  CHECK_INT(strlen(a), 30);
  CHECK(strncmp(a, "sug_", 4) == 0);
  CHECK_INT(strspn(a + 4, "abcdefghijklmnopqrstuvwxyz234567"), 26);
  event_suggestion_id(b, STR("c1"), STR("m1"), 1, EVENT_REWRITE_SUGGESTED);
  CHECK(strcmp(a, b) == 0);
  event_suggestion_id(b, STR("c1"), STR("m1"), 2, EVENT_REWRITE_SUGGESTED);
  CHECK(strcmp(a, b) != 0);
  event_suggestion_id(b, STR("c1m"), STR("1"), 1, EVENT_REWRITE_SUGGESTED);
  CHECK(strcmp(a, b) != 0);
  event_suggestion_id(b, STR("c1"), STR("m1"), 1, EVENT_DRAFT_CLEAR);
  CHECK(strcmp(a, b) != 0);
  event_webhook_id(b, a, STR("desk"));
  CHECK_INT(strlen(b), 30);
  CHECK(strncmp(b, "msg_", 4) == 0);
  char c[EVENT_SUGGESTION_SIZE];
  event_webhook_id(c, a, STR("other"));
  CHECK(strcmp(b, c) != 0);
}

TEST(a_prompt_says_what_was_read) {
  struct desk desk;
  struct json_writer w;
  struct read_message message;
  desk_open(&desk);
  json_writer_init(&w);
  read_message(&desk, str_of(complaint), &message);
  struct event_head head = head_of(EVENT_VALIDATION_PROMPTED);
  CHECK_INT(event_write_prompted(&w, &head, &message.text, &message.reading,
                                 &message.prompts),
            ATTUNE_OK);
  const struct json *json = kept(&desk, "prompted", &w);
  CHECK_STR(string_at(json, "type"), "validation.prompted");
  CHECK_STR(string_at(json, "timestamp"), "2026-01-01T01:14:56.123Z");
  CHECK_STR(string_at(json, "data.expires_at"), "2026-01-01T01:16:56.123Z");
  CHECK_STR(string_at(json, "data.echo"), "tab 4 \"x\" <b>");
  CHECK_INT(at(json, "data.supersedes")->type, JSON_NULL);
  CHECK(!at(json, "data.truncated"));
  CHECK_STR(string_at(json, "data.reading.feeling"),
            feeling_name(message.reading.feeling));
  CHECK_INT(at(json, "data.reading.facts")->count, message.reading.fact_count);
  CHECK_INT(at(json, "data.prompts.acknowledge")->count,
            message.prompts.acknowledge_count);
  CHECK_INT(at(json, "data.prompts.steps")->count, STEP_COUNT);
  json_writer_fini(&w);
  desk_close(&desk);
}

/* How far a text is in each unit at a byte, counted another way. */
static void count_units(struct str text, int64_t byte, int64_t *utf16,
                        int64_t *chars) {
  *utf16 = *chars = 0;
  for (int64_t i = 0; i < byte; i++) {
    unsigned char c = (unsigned char)text.data[i];
    *chars += (c & 0xC0) != 0x80;
    *utf16 += ((c & 0xC0) != 0x80) + (c >= 0xF0);
  }
}

static void check_ranges(const struct json *list, struct str source) {
  for (const struct json *item = list->first; item; item = item->next) {
    int64_t begin = integer_at(item, "range.utf8.0");
    int64_t end = integer_at(item, "range.utf8.1");
    int64_t utf16, chars;
    CHECK(begin <= end && end <= (int64_t)source.size);
    count_units(source, begin, &utf16, &chars);
    CHECK_INT(integer_at(item, "range.utf16.0"), utf16);
    CHECK_INT(integer_at(item, "range.chars.0"), chars);
    count_units(source, end, &utf16, &chars);
    CHECK_INT(integer_at(item, "range.utf16.1"), utf16);
    CHECK_INT(integer_at(item, "range.chars.1"), chars);
    const struct json *quote = json_get(item, "quote");
    struct str piece = {source.data + begin, (size_t)(end - begin)};
    CHECK(!quote || str_equal(quote->string, piece));
  }
}

TEST(ranges_count_bytes_units_and_characters) {
  struct desk desk;
  struct json_writer w;
  struct read_message message;
  desk_open(&desk);
  json_writer_init(&w);
  read_message(&desk, str_of(complaint), &message);
  CHECK(message.reading.fact_count > 0);
  struct event_head head = head_of(EVENT_VALIDATION_PROMPTED);
  CHECK_INT(event_write_prompted(&w, &head, &message.text, &message.reading,
                                 &message.prompts),
            ATTUNE_OK);
  const struct json *json = kept(&desk, "prompted-units", &w);
  check_ranges(at(json, "data.reading.signals"), str_of(complaint));
  check_ranges(at(json, "data.reading.facts"), str_of(complaint));
  check_ranges(at(json, "data.reading.questions"), str_of(complaint));
  json_writer_fini(&w);
  desk_close(&desk);
}

static bool says(const struct json_writer *w, const char *piece) {
  return memmem(w->data, w->size, piece, strlen(piece)) != NULL;
}

TEST(a_thin_prompt_holds_nobodys_words) {
  struct desk desk;
  struct json_writer w;
  struct read_message message;
  desk_open(&desk);
  json_writer_init(&w);
  desk.history.customer_name = STR("Zebulon");
  read_message(&desk, str_of(complaint), &message);
  struct event_head head = head_of(EVENT_VALIDATION_PROMPTED);
  head.payload = PAYLOAD_THIN;
  CHECK_INT(event_write_prompted(&w, &head, &message.text, &message.reading,
                                 &message.prompts),
            ATTUNE_OK);
  const struct json *json = kept(&desk, "prompted-thin", &w);
  static const char *const words[] = {"4471", "431",     "furious",  "arrived",
                                      "frig", "Zebulon", "\"quote\""};
  for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
    test_case("%s", words[i]);
    CHECK(!says(&w, words[i]));
  }
  CHECK(at(json, "data.reading.facts.0.range.utf8"));
  CHECK_INT(at(json, "data.prompts.steps")->count, STEP_COUNT);
  json_writer_fini(&w);
  desk_close(&desk);
}

struct suggestion {
  struct drafted drafted;
  struct rewrite rewrite;
};

static void suggest(struct desk *desk, struct str draft,
                    enum text_format format, struct suggestion *out) {
  memset(out, 0, sizeof(*out));
  desk_review(desk, draft, format, &out->drafted);
  struct say_context say = desk->say;
  struct rewrite_input input = {&out->drafted.input, &out->drafted.review,
                                &say};
  CHECK_INT(rewrite_draft(&desk->arena, &input, &out->rewrite), ATTUNE_OK);
}

static const struct json *write_suggestion(struct desk *desk,
                                           const struct event_head *head,
                                           const struct suggestion *s,
                                           const char *name,
                                           struct json_writer *w) {
  CHECK_INT(event_write_rewrite(w, head, &s->drafted.text, &s->drafted.review,
                                &s->rewrite),
            ATTUNE_OK);
  return kept(desk, name, w);
}

static const char poor_draft[] =
    "Hi Noor, we apologize for any inconvenience \xF0\x9F\x98\x8A. Our policy "
    "does not allow refunds after 30 days. Thank you for your patience.";

static void make_upset(struct desk *desk) {
  desk_hears(desk, FEELING_ANGER, 2, "your parcel arrived broken");
  desk->history.customer_name = STR("Noor");
}

TEST(a_suggestion_says_what_and_how) {
  struct desk desk;
  struct json_writer w;
  struct suggestion s;
  desk_open(&desk);
  json_writer_init(&w);
  make_upset(&desk);
  suggest(&desk, str_of(poor_draft), TEXT_PLAIN, &s);
  struct event_head head = head_of(EVENT_REWRITE_SUGGESTED);
  head.supersedes = str_of("sug_aaaaaaaaaaaaaaaaaaaaaaaaaa");
  const struct json *json = write_suggestion(&desk, &head, &s, "rewrite", &w);
  CHECK_INT(at(json, "data.matches")->count, s.drafted.review.finding_count);
  check_ranges(at(json, "data.matches"), str_of(poor_draft));
  check_ranges(at(json, "data.rewrite.edits"), str_of(poor_draft));
  CHECK_STR(string_at(json, "data.rewrite.format"), "text");
  CHECK(str_equal(string_at(json, "data.rewrite.text"), s.rewrite.text));
  CHECK(integer_at(json, "data.score.after") >
        integer_at(json, "data.score.before"));
  CHECK_INT(at(json, "data.rewrite.placeholders")->count,
            s.rewrite.placeholder_count);
  json_writer_fini(&w);
  desk_close(&desk);
}

/* A host applies the edits and has the text: the two say the same. */
TEST(edits_make_the_text) {
  struct desk desk;
  struct json_writer w;
  struct suggestion s;
  desk_open(&desk);
  json_writer_init(&w);
  make_upset(&desk);
  suggest(&desk, str_of(poor_draft), TEXT_PLAIN, &s);
  struct event_head head = head_of(EVENT_REWRITE_SUGGESTED);
  const struct json *json =
      write_suggestion(&desk, &head, &s, "rewrite-edits", &w);
  struct str pieces[64];
  size_t count = 0, from = 0;
  const struct json *edit = at(json, "data.rewrite.edits")->first;
  for (; edit; edit = edit->next) {
    size_t begin = (size_t)integer_at(edit, "range.utf8.0");
    pieces[count++] = (struct str){poor_draft + from, begin - from};
    pieces[count++] = string_at(edit, "text");
    from = (size_t)integer_at(edit, "range.utf8.1");
  }
  pieces[count++] = str_of(poor_draft + from);
  struct str text = arena_join(&desk.arena, pieces, count);
  CHECK(str_equal(text, string_at(json, "data.rewrite.text")));
  json_writer_fini(&w);
  desk_close(&desk);
}

TEST(a_thin_suggestion_holds_nobodys_words) {
  struct desk desk;
  struct json_writer w;
  struct suggestion s;
  desk_open(&desk);
  json_writer_init(&w);
  make_upset(&desk);
  suggest(&desk, str_of(poor_draft), TEXT_PLAIN, &s);
  struct event_head head = head_of(EVENT_REWRITE_SUGGESTED);
  head.payload = PAYLOAD_THIN;
  const struct json *json =
      write_suggestion(&desk, &head, &s, "rewrite-thin", &w);
  CHECK(!says(&w, "refunds after") && !says(&w, "arrived broken"));
  CHECK(!says(&w, "Noor") && !says(&w, "\"quote\""));
  CHECK(at(json, "data.rewrite.edits.0.range"));
  json_writer_fini(&w);
  desk_close(&desk);
}

/* Many findings of all levels, made by hand: the worst stay. */
static void make_findings(struct desk *desk, struct suggestion *s, size_t count,
                          size_t bytes) {
  struct finding *findings =
      arena_alloc(&desk->arena, count * sizeof(*findings));
  char *message = arena_alloc(&desk->arena, bytes + 1);
  CHECK(findings && message && s->drafted.review.finding_count > 0);
  memset(message, '<', bytes);
  for (size_t i = 0; i < count; i++) {
    findings[i] = s->drafted.review.findings[0];
    findings[i].level = (enum level)(LEVEL_SUGGESTION + i % 3);
    findings[i].message = (struct str){message, bytes};
  }
  s->drafted.review.findings = findings;
  s->drafted.review.finding_count = count;
  s->rewrite.replacement_count = 0;
}

TEST(the_least_severe_are_left_out_first) {
  struct desk desk;
  struct json_writer w;
  struct suggestion s;
  desk_open(&desk);
  json_writer_init(&w);
  make_upset(&desk);
  suggest(&desk, str_of(poor_draft), TEXT_PLAIN, &s);
  make_findings(&desk, &s, 90, 60);
  struct event_head head = head_of(EVENT_REWRITE_SUGGESTED);
  const struct json *json =
      write_suggestion(&desk, &head, &s, "rewrite-many", &w);
  CHECK(at(json, "data.truncated")->boolean);
  CHECK(at(json, "data.rewrite.text"));
  const struct json *matches = at(json, "data.matches");
  CHECK(matches->count > 5 && matches->count < 90);
  size_t errors = 0, suggestions = 0;
  for (const struct json *i = matches->first; i; i = i->next) {
    errors += str_is(string_at(i, "level"), "error");
    suggestions += str_is(string_at(i, "level"), "suggestion");
  }
  CHECK(suggestions == 0 || errors == 30);
  CHECK(errors > 0);
  json_writer_fini(&w);
  desk_close(&desk);
}

TEST(a_long_draft_fits_without_its_text) {
  struct desk desk;
  struct json_writer w;
  struct suggestion s;
  desk_open(&desk);
  json_writer_init(&w);
  make_upset(&desk);
  size_t size = 14700;
  char *draft = arena_alloc(&desk.arena, size);
  CHECK(draft != NULL);
  for (size_t i = 0; i < size; i++)
    draft[i] = "The courier came: box <<A>> & <<B>> are left there. "[i % 52];
  memcpy(draft + size / 2, "Thank you for your patience. ", 29);
  suggest(&desk, (struct str){draft, size}, TEXT_PLAIN, &s);
  struct event_head head = head_of(EVENT_REWRITE_SUGGESTED);
  const struct json *json =
      write_suggestion(&desk, &head, &s, "rewrite-long", &w);
  CHECK(at(json, "data.truncated")->boolean);
  CHECK(!at(json, "data.rewrite.text"));
  json_writer_fini(&w);
  desk_close(&desk);
}

TEST(a_message_of_nothing_but_facts_fits) {
  struct desk desk;
  struct json_writer w;
  struct read_message message;
  desk_open(&desk);
  json_writer_init(&w);
  char *words = arena_alloc(&desk.arena, 40000);
  CHECK(words != NULL);
  size_t size = 0;
  for (int i = 0; size < 30000; i++)
    size += (size_t)snprintf(words + size, 60,
                             "Order A%d-B was $%d, why is it late? ", i, i);
  read_message(&desk, (struct str){words, size}, &message);
  struct event_head head = head_of(EVENT_VALIDATION_PROMPTED);
  CHECK_INT(event_write_prompted(&w, &head, &message.text, &message.reading,
                                 &message.prompts),
            ATTUNE_OK);
  const struct json *json = kept(&desk, "prompted-many", &w);
  CHECK(at(json, "data.truncated")->boolean);
  CHECK(at(json, "data.reading.facts")->count > 0);
  json_writer_fini(&w);
  desk_close(&desk);
}

TEST(a_clear_draft_and_a_ping_say_little) {
  struct desk desk;
  struct json_writer w;
  struct drafted drafted;
  desk_open(&desk);
  json_writer_init(&w);
  desk_review(&desk, STR("Hi Noor, yes, we open at 9 on Saturdays."),
              TEXT_PLAIN, &drafted);
  struct event_head head = head_of(EVENT_DRAFT_CLEAR);
  CHECK_INT(event_write_clear(&w, &head, &drafted.review), ATTUNE_OK);
  const struct json *json = kept(&desk, "clear", &w);
  CHECK_INT(integer_at(json, "data.score.before"),
            integer_at(json, "data.score.after"));
  head = head_of(EVENT_ENDPOINT_PING);
  head.conversation = head.message = head.echo = (struct str){NULL, 0};
  CHECK_INT(event_write_ping(&w, &head), ATTUNE_OK);
  json = kept(&desk, "ping", &w);
  CHECK_INT(at(json, "data")->count, 8);
  CHECK_INT(at(json, "data.conversation")->type, JSON_NULL);
  json_writer_fini(&w);
  desk_close(&desk);
}

TEST(a_long_report_is_cut_between_characters) {
  struct desk desk;
  struct json_writer w;
  desk_open(&desk);
  json_writer_init(&w);
  char *report = arena_alloc(&desk.arena, 90001);
  CHECK(report != NULL);
  for (size_t i = 0; i < 90000; i += 3)
    memcpy(report + i, "\xE2\x82\xAC", 3);
  struct event_head head = head_of(EVENT_MANIFEST_REJECTED);
  head.suggestion = NULL;
  CHECK_INT(event_write_manifest(&w, &head, (struct str){report, 90000}),
            ATTUNE_OK);
  const struct json *json = kept(&desk, "rejected-long", &w);
  CHECK_INT(string_at(json, "data.report").size % 3, 0);
  CHECK(string_at(json, "data.report").size > 15000);
  CHECK(!says(&w, "\xEF\xBF\xBD"));
  CHECK_INT(event_write_manifest(&w, &head, STR("plugin.manifest:1:1: no")),
            ATTUNE_OK);
  kept(&desk, "rejected", &w);
  head.type = EVENT_MANIFEST_APPLIED;
  CHECK_INT(event_write_manifest(&w, &head, STR("")), ATTUNE_OK);
  json = kept(&desk, "applied", &w);
  CHECK_STR(string_at(json, "data.report"), "");
  CHECK(!at(json, "data.truncated"));
  json_writer_fini(&w);
  desk_close(&desk);
}

TEST(times_of_all_ages_are_written) {
  static const struct {
    int64_t ms;
    const char *text;
  } times[] = {{0, "1970-01-01T00:00:00.000Z"},
               {INT64_C(951782400000), "2000-02-29T00:00:00.000Z"},
               {INT64_C(4107542399999), "2100-02-28T23:59:59.999Z"},
               {INT64_C(4107542400000), "2100-03-01T00:00:00.000Z"},
               {-1, "1970-01-01T00:00:00.000Z"},
               {INT64_MAX, "9999-12-31T23:59:59.999Z"}};
  struct desk desk;
  struct json_writer w;
  desk_open(&desk);
  json_writer_init(&w);
  for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
    struct event_head head = head_of(EVENT_ENDPOINT_PING);
    head.timestamp_ms = times[i].ms;
    CHECK_INT(event_write_ping(&w, &head), ATTUNE_OK);
    CHECK_STR(string_at(kept(&desk, "ping-time", &w), "timestamp"),
              times[i].text);
  }
  json_writer_fini(&w);
  desk_close(&desk);
}

#define ALL_KINDS ((UINT32_C(1) << REDACT_KINDS) - 1)

static const char private_words[] =
    "I'm furious. \xF0\x9F\xA7\x8A You charged card 4012 8888 8888 1881 twice! "
    "Can you call +44 7700 900123 or write to j\xC3\xB6@b.example?";

/* A quote that is hidden is as long as its range, in each unit. */
static void check_lengths(const struct json *list) {
  for (const struct json *item = list->first; item; item = item->next) {
    struct str quote = string_at(item, "quote");
    int64_t utf16, chars;
    count_units(quote, (int64_t)quote.size, &utf16, &chars);
    CHECK_INT(quote.size, integer_at(item, "range.utf8.1") -
                              integer_at(item, "range.utf8.0"));
    CHECK_INT(utf16, integer_at(item, "range.utf16.1") -
                         integer_at(item, "range.utf16.0"));
    CHECK_INT(chars, integer_at(item, "range.chars.1") -
                         integer_at(item, "range.chars.0"));
  }
}

TEST(what_is_private_is_hidden_in_a_prompt) {
  struct desk desk;
  struct json_writer w;
  struct read_message message;
  desk_open(&desk);
  json_writer_init(&w);
  read_message(&desk, str_of(private_words), &message);
  struct event_head head = head_of(EVENT_VALIDATION_PROMPTED);
  head.redact = ALL_KINDS;
  CHECK_INT(event_write_prompted(&w, &head, &message.text, &message.reading,
                                 &message.prompts),
            ATTUNE_OK);
  const struct json *json = kept(&desk, "prompted-hidden", &w);
  CHECK(!says(&w, "4012") && !says(&w, "8888") && !says(&w, "7700"));
  CHECK(!says(&w, "b.example"));
  CHECK(says(&w, "\"**** 1881\""));
  CHECK_INT(at(json, "data.reading.facts")->count, message.reading.fact_count);
  check_lengths(at(json, "data.reading.facts"));
  check_lengths(at(json, "data.reading.signals"));
  check_lengths(at(json, "data.reading.questions"));
  /* The caller's own are as they were: others may still need them. */
  CHECK(message.text.source.data == private_words);
  head.redact = 1u << REDACT_CARD;
  CHECK_INT(event_write_prompted(&w, &head, &message.text, &message.reading,
                                 &message.prompts),
            ATTUNE_OK);
  kept(&desk, "prompted-hidden-card", &w);
  CHECK(!says(&w, "4012") && says(&w, "7700") && says(&w, "b.example"));
  json_writer_fini(&w);
  desk_close(&desk);
}

/* A match may not quote a number, but the agent's draft must stay whole. */
TEST(a_rewrite_keeps_the_agents_own_number) {
  static const char draft[] =
      "We apologize for any inconvenience. As per our policy you must call "
      "0770 0900 123 yourself. Thank you for your patience.";
  struct desk desk;
  struct json_writer w;
  struct suggestion s;
  desk_open(&desk);
  json_writer_init(&w);
  make_upset(&desk);
  suggest(&desk, str_of(draft), TEXT_PLAIN, &s);
  struct event_head head = head_of(EVENT_REWRITE_SUGGESTED);
  head.redact = ALL_KINDS;
  const struct json *json =
      write_suggestion(&desk, &head, &s, "rewrite-hidden", &w);
  check_lengths(at(json, "data.matches"));
  for (const struct json *i = at(json, "data.matches")->first; i; i = i->next)
    CHECK(!memmem(string_at(i, "quote").data, string_at(i, "quote").size,
                  "0900", 4));
  CHECK(str_equal(string_at(json, "data.rewrite.text"), s.rewrite.text));
  CHECK(memmem(s.rewrite.text.data, s.rewrite.text.size, "0770 0900 123", 13));
  json_writer_fini(&w);
  desk_close(&desk);
}

TEST(what_is_missing_says_how_likely) {
  struct desk desk;
  struct json_writer w;
  struct suggestion s;
  desk_open(&desk);
  json_writer_init(&w);
  make_upset(&desk);
  suggest(&desk, str_of(poor_draft), TEXT_PLAIN, &s);
  CHECK(s.drafted.review.missing_count > 0);
  s.drafted.review.missing[0].confidence = 725;
  struct event_head head = head_of(EVENT_REWRITE_SUGGESTED);
  write_suggestion(&desk, &head, &s, "rewrite-missing", &w);
  CHECK(says(&w, "\"confidence\":0.725"));
  json_writer_fini(&w);
  desk_close(&desk);
}

/* The schema refuses a field more and a field less: see schema.py. */
TEST_WITHIN(zz_every_event_is_as_the_schema_says, 60) {
  if (access("/usr/bin/python3", X_OK) != 0 ||
      system("/usr/bin/python3 -c 'import jsonschema' 2>/dev/null") != 0)
    test_skip("python3 with jsonschema is not here");
  if (access(BUILD "/events/prompted.json", R_OK) != 0)
    test_skip("the tests that write the events have not run");
  CHECK_INT(system("/usr/bin/python3 tests/delivery/schema.py "
                   "include/attune-events.schema.json " BUILD "/events"),
            0);
}
