#include "event.h"

#include <stdlib.h>
#include <string.h>

int event_read(struct event *event, const char *body, size_t size,
               struct problem *problem) {
  *event = (struct event){0};
  event->root = fields_parse(body, size, problem);
  event->type = field_string(event->root, "", "type", problem);
  event->data = field_object(event->root, "", "data", problem);
  const char *time = field_string(event->root, "", "timestamp", problem);
  const char *suggestion =
      field_string(event->data, "data.", "suggestion", problem);
  event->conversation =
      field_string(event->data, "data.", "conversation", problem);
  event->message = field_string(event->data, "data.", "message", problem);
  json_object *engine = field_object(event->data, "data.", "engine", problem);
  event->micros = field_int(engine, "data.engine.", "micros", problem);
  if (!event->type || !time || !event->data || !suggestion || !engine)
    problem_set(problem, "type, timestamp, data, suggestion or engine is "
                         "missing");
  if (!problem->text[0])
    return 0;
  event_fini(event);
  return -1;
}

void event_fini(struct event *event) {
  json_object_put(event->root);
  *event = (struct event){0};
}

bool event_is(const struct event *event, const char *type) {
  return event->root && strcmp(event->type, type) == 0;
}

/* utf8 is the unit that fits bytes in C; utf16 and chars are for others. */
int event_range(json_object *item, size_t size, struct piece *out) {
  json_object *pair = field_array(field(item, "range"), "", "utf8", NULL);
  if (!pair || json_object_array_length(pair) != 2)
    return -1;
  json_object *begin = json_object_array_get_idx(pair, 0);
  json_object *end = json_object_array_get_idx(pair, 1);
  if (!json_object_is_type(begin, json_type_int) ||
      !json_object_is_type(end, json_type_int))
    return -1;
  int64_t from = json_object_get_int64(begin);
  int64_t to = json_object_get_int64(end);
  if (from < 0 || to < from || (uint64_t)to > size)
    return -1;
  *out = (struct piece){(size_t)from, (size_t)to};
  return 0;
}

/* In a list such as data.matches, each item's range and quote. */
static void check_quotes(json_object *owner, const char *key,
                         const struct message *message,
                         struct problem *problem) {
  json_object *list = field_array(owner, "", key, problem);
  size_t count = list ? json_object_array_length(list) : 0;
  for (size_t i = 0; i < count && !problem->text[0]; i++) {
    json_object *item = json_object_array_get_idx(list, i);
    json_object *quote = field(item, "quote");
    struct piece piece;
    if (event_range(item, message->size, &piece)) {
      problem_set(problem, "%s[%zu].range does not lie in the message", key, i);
      return;
    }
    size_t size = piece.end - piece.begin;
    if (quote && ((size_t)json_object_get_string_len(quote) != size ||
                  memcmp(json_object_get_string(quote),
                         message->text + piece.begin, size) != 0))
      problem_set(problem, "%s[%zu].quote is not what stands at its range", key,
                  i);
  }
}

size_t event_changes(const struct event *event, size_t size, struct change *out,
                     size_t most) {
  json_object *rewrite = field(event->data, "rewrite");
  json_object *list = field_array(rewrite, "", "edits", NULL);
  size_t count = list ? json_object_array_length(list) : 0;
  size_t done = 0, behind = 0;
  if (count > most)
    return 0;
  for (size_t i = 0; i < count; i++) {
    json_object *edit = json_object_array_get_idx(list, i);
    struct change *change = &out[i];
    change->text = field_string(edit, "", "text", NULL);
    if (!change->text || event_range(edit, size, &change->of) ||
        change->of.begin < done)
      return 0;
    change->becomes.begin = behind + (change->of.begin - done);
    behind = change->becomes.end = change->becomes.begin + strlen(change->text);
    done = change->of.end;
  }
  return count;
}

/* Does text stand at *at in the rewrite? Moves *at behind it. */
static bool stands(const char *rewrite, size_t *at, const char *text,
                   size_t size) {
  bool same =
      strlen(rewrite) >= *at + size && memcmp(rewrite + *at, text, size) == 0;
  *at += size;
  return same;
}

static void check_rewrite(const struct event *event,
                          const struct message *message,
                          struct problem *problem) {
  struct change changes[EVENT_CHANGES_MAX];
  const char *text =
      field_string(field(event->data, "rewrite"), "", "text", problem);
  size_t count =
      event_changes(event, message->size, changes, EVENT_CHANGES_MAX);
  size_t at = 0, done = 0;
  bool same = text != NULL;
  if (!text || count == 0)
    return;
  for (size_t i = 0; i < count && same; i++) {
    same = stands(text, &at, message->text + done, changes[i].of.begin - done);
    done = changes[i].of.end;
    same = same && stands(text, &at, changes[i].text, strlen(changes[i].text));
  }
  same = same && stands(text, &at, message->text + done, message->size - done);
  if (!same || text[at])
    problem_set(problem, "rewrite.edits do not make rewrite.text");
}

int event_check(const struct event *event, const struct message *message,
                struct problem *problem) {
  json_object *reading = field(event->data, "reading");
  check_quotes(event->data, "matches", message, problem);
  check_quotes(reading, "signals", message, problem);
  check_quotes(reading, "facts", message, problem);
  check_quotes(reading, "questions", message, problem);
  check_rewrite(event, message, problem);
  return problem->text[0] ? -1 : 0;
}
