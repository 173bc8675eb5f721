/*
 * Real messages through the real shared object, all of ../shared/eval: twice
 * the same, every event well-formed and signed, every rewrite true to its
 * draft. Skipped where the texts are not.
 */
#include <stdlib.h>

#include "base/json_read.h"
#include "base/json_write.h"
#include "support/host.h"
#include "support/keeps.h"
#include "test.h"

enum {
  MESSAGES_MAX = 2000,
  EVENT_MAX = 20000
};

struct line {
  bool draft;
  const char *id;
  const char *text;
  const char *context; /* JSON, or NULL */
};

struct texts {
  struct arena arena;
  struct line lines[MESSAGES_MAX];
  size_t count;
};

static struct texts texts;

static struct json *parse(struct arena *arena, struct str text) {
  struct json *json;
  struct json_error error;
  if (json_read(arena, text, 0, &json, &error) != ATTUNE_OK)
    test_fail(__FILE__, __LINE__, "%s at %zu", error.message, error.at);
  return json;
}

static const char *string_of(const struct json *object, const char *key) {
  const struct json *value = json_get(object, key);
  return value && value->type == JSON_STRING
             ? arena_copy(&texts.arena, value->string)
             : NULL;
}

static const char *context_of(const struct json *items) {
  struct json_writer w;
  if (!items)
    return NULL;
  json_writer_init(&w);
  jw_array(&w);
  for (const struct json *item = items->first; item; item = item->next) {
    jw_object(&w);
    jw_field(&w, "from", json_get(item, "from")->string);
    jw_field(&w, "text", json_get(item, "text")->string);
    jw_object_end(&w);
  }
  jw_array_end(&w);
  CHECK(!w.failed);
  const char *context = arena_copy(&texts.arena, (struct str){w.data, w.size});
  json_writer_fini(&w);
  return context;
}

static void add_line(struct str text) {
  const struct json *json = parse(&texts.arena, text);
  const char *draft = string_of(json, "draft");
  CHECK(texts.count < MESSAGES_MAX);
  texts.lines[texts.count++] =
      (struct line){.draft = draft != NULL,
                    .id = string_of(json, "id"),
                    .text = draft ? draft : string_of(json, "text"),
                    .context = context_of(json_get(json, "context"))};
}

static void read_texts(const char *path) {
  char *line = NULL;
  size_t capacity = 0;
  ssize_t size;
  FILE *file = fopen(path, "r");
  if (!file)
    test_skip("%s is not there", path);
  while ((size = getline(&line, &capacity, file)) > 1)
    add_line((struct str){line, (size_t)size});
  free(line);
  fclose(file);
}

static void read_all(void) {
  arena_init(&texts.arena, 0);
  read_texts("../shared/eval/customers.jsonl");
  read_texts("../shared/eval/drafts.jsonl");
  CHECK(texts.count > 100);
}

static attune_message message_of(const struct line *line) {
  attune_message message = host_message(line->id, "1", line->text);
  message.context = line->context;
  return message;
}

/* What tells when and how fast, and nothing of what. */
static bool is_timing(struct str key) {
  return str_is(key, "timestamp") || str_is(key, "expires_at") ||
         str_is(key, "micros");
}

/* An event has few levels; json_read refuses more than sixteen. */
static bool same(const struct json *a, const struct json *b) {
  if (is_timing(a->key))
    return true;
  if (a->type != b->type || a->count != b->count || a->boolean != b->boolean ||
      a->integer != b->integer || a->real < b->real || a->real > b->real ||
      !str_equal(a->string, b->string) || !str_equal(a->key, b->key))
    return false;
  a = a->first;
  b = b->first;
  for (; a && b; a = a->next, b = b->next)
    if (!same(a, b))
      return false;
  return !a && !b;
}

struct counts {
  unsigned events, rewrites, without_rewrite, unfaithful;
};

/* The edits, made on the draft, are the rewrite. */
static void check_edits(struct arena *arena, const struct json *rewrite,
                        struct str after, const char *draft) {
  struct str pieces[2 * 256 + 1];
  size_t count = 0, at = 0;
  for (const struct json *edit = json_get(rewrite, "edits")->first; edit;
       edit = edit->next) {
    const struct json *range = json_get(json_get(edit, "range"), "utf8");
    size_t begin = (size_t)range->first->integer;
    size_t end = (size_t)range->first->next->integer;
    CHECK(begin >= at && end >= begin && end <= strlen(draft));
    CHECK(count + 3 < sizeof(pieces) / sizeof(*pieces));
    pieces[count++] = (struct str){draft + at, begin - at};
    pieces[count++] = json_get(edit, "text")->string;
    at = end;
  }
  pieces[count++] = str_of(draft + at);
  CHECK(str_equal(arena_join(arena, pieces, count), after));
}

static void check_rewrite(struct arena *arena, const struct json *data,
                          const struct line *line, struct counts *counts) {
  char why[256];
  const struct json *rewrite = json_get(data, "rewrite");
  if (!rewrite || rewrite->type != JSON_OBJECT) {
    counts->without_rewrite++;
    return;
  }
  const struct json *text = json_get(rewrite, "text");
  CHECK(text && text->type == JSON_STRING);
  const char *after = arena_copy(arena, text->string);
  counts->rewrites++;
  check_edits(arena, rewrite, text->string, line->text);
  if (keeps_all(line->text, after, line->context ? line->context : "", why,
                sizeof(why)))
    return;
  counts->unfaithful++;
  fprintf(stderr, "  %s: %s\n", line->id, why);
}

static void check_event(struct arena *arena, struct str body,
                        const struct line *line, struct counts *counts) {
  const struct json *event = parse(arena, body);
  const struct json *data = json_get(event, "data");
  CHECK(body.size <= EVENT_MAX);
  CHECK(data && data->type == JSON_OBJECT);
  CHECK_STR(json_get(data, "conversation")->string, line->id);
  counts->events++;
  if (str_is(json_get(event, "type")->string, "rewrite.suggested"))
    check_rewrite(arena, data, line, counts);
}

static size_t look(struct host *host, attune *plugin, const struct line *line,
                   char json[EVENT_MAX + 480]) {
  size_t size;
  attune_message message = message_of(line);
  int32_t status =
      line->draft ? host->review(plugin, &message, json, EVENT_MAX + 480, &size)
                  : host->read(plugin, &message, json, EVENT_MAX + 480, &size);
  CHECK_INT(status, ATTUNE_OK);
  return size;
}

TEST_WITHIN(a_look_at_every_text_is_true_and_the_same_twice, 120) {
  static char json[2][EVENT_MAX + 480];
  struct counts counts = {0};
  struct host host;
  struct arena arena;
  read_all();
  host_start(&host);
  arena_init(&arena, 0);
  attune *plugin = host_open(&host);
  for (size_t i = 0; i < texts.count; i++) {
    const struct line *line = &texts.lines[i];
    test_case("%s", line->id);
    arena_reset(&arena);
    size_t first = look(&host, plugin, line, json[0]);
    size_t second = look(&host, plugin, line, json[1]);
    check_event(&arena, (struct str){json[0], first}, line, &counts);
    CHECK(same(parse(&arena, (struct str){json[0], first}),
               parse(&arena, (struct str){json[1], second})));
  }
  printf("%zu texts looked at: %u rewrites, %u suggestions without one\n",
         texts.count, counts.rewrites, counts.without_rewrite);
  CHECK_INT(counts.unfaithful, 0);
  arena_fini(&arena);
  CHECK_INT(host.close(plugin, 2000), ATTUNE_OK);
  host_stop(&host);
}

/* All of them submitted and delivered; how many events there were. */
static size_t play(struct host *host, struct counts *refused) {
  size_t before = endpoint_requests(host->endpoint);
  attune *plugin = host_open(host);
  for (size_t i = 0; i < texts.count; i++) {
    const struct line *line = &texts.lines[i];
    attune_message message = message_of(line);
    test_case("%s", line->id);
    CHECK_INT(line->draft ? host->outgoing(plugin, &message)
                          : host->incoming(plugin, &message),
              ATTUNE_OK);
  }
  CHECK_INT(host->drain(plugin, 60000), ATTUNE_OK);
  refused->unfaithful = (unsigned)host_stat(
      host, plugin, "attune_noted_total{what=\"rewrite_guarded\"}");
  CHECK_INT(host_stat(host, plugin, "attune_skipped_total{why=\"failed\"}"), 0);
  CHECK_INT(host->close(plugin, 5000), ATTUNE_OK);
  return endpoint_requests(host->endpoint) - before;
}

static const struct line *line_of(struct str id) {
  for (size_t i = 0; i < texts.count; i++)
    if (str_is(id, texts.lines[i].id))
      return &texts.lines[i];
  test_fail(__FILE__, __LINE__, "no line %.*s", STR_ARGS(id));
}

static bool find_twin(struct host *host, size_t begin, size_t end,
                      const char *id, struct endpoint_request *out) {
  for (size_t n = begin; n < end; n++)
    if (endpoint_request(host->endpoint, n, out) && strcmp(out->id, id) == 0)
      return true;
  return false;
}

static void check_request(struct host *host, size_t n, size_t events,
                          struct counts *counts) {
  struct endpoint_request first, second;
  struct arena arena;
  arena_init(&arena, 0);
  CHECK(endpoint_request(host->endpoint, n, &first));
  struct str body = {first.body, first.body_size};
  const struct json *event = parse(&arena, body);
  struct str id = json_get(json_get(event, "data"), "conversation")->string;
  test_case("%.*s", STR_ARGS(id));
  CHECK(first.signature_valid);
  check_event(&arena, body, line_of(id), counts);
  CHECK(find_twin(host, events, 2 * events, first.id, &second));
  CHECK(second.signature_valid);
  CHECK(
      same(event, parse(&arena, (struct str){second.body, second.body_size})));
  arena_fini(&arena);
}

TEST_WITHIN(every_text_played_twice_gives_the_same_signed_events, 180) {
  struct counts counts = {0}, refused = {0};
  struct host host;
  read_all();
  host_start(&host);
  size_t events = play(&host, &refused);
  CHECK_INT(play(&host, &refused), events);
  for (size_t n = 0; n < events; n++)
    check_request(&host, n, events, &counts);
  printf("%zu texts played: %zu events, %u rewrites, %u suggestions without "
         "one, %u rewrites refused by the guard\n",
         texts.count, events, counts.rewrites, counts.without_rewrite,
         refused.unfaithful);
  CHECK_INT(counts.unfaithful, 0);
  host_stop(&host);
}

/* The checker itself: it would be no use if it let all pass. */
TEST(the_checker_sees_what_is_lost_and_what_is_new) {
  static const char draft[] =
      "Order 55-1 for 1,299.00 (\"Blue lamp\"), see https://a.example/x?y=2. "
      "Write to ann.li@b.example or +1-555-0100, by 10:30.";
  static const struct {
    const char *from, *to;
  } changes[] = {{"55-1", "55-2"},      {"1,299.00", "1,299"},
                 {"Blue lamp", "lamp"}, {"x?y", "x&y"},
                 {"ann.li", "ann.lee"}, {"by 10:30", "soon"},
                 {"Order", "Order 7"},  {"+1-555", "+1 555"}};
  char why[256], changed[512];
  CHECK(keeps_all(draft, draft, "", why, sizeof(why)));
  for (size_t i = 0; i < sizeof(changes) / sizeof(*changes); i++) {
    const char *at = strstr(draft, changes[i].from);
    test_case("%s", changes[i].from);
    snprintf(changed, sizeof(changed), "%.*s%s%s", (int)(at - draft), draft,
             changes[i].to, at + strlen(changes[i].from));
    CHECK(!keeps_all(draft, changed, "", why, sizeof(why)));
  }
  CHECK(keeps_all("Hello.", "Hello, order 7.", "[\"order 7\"]", why,
                  sizeof(why)));
}
