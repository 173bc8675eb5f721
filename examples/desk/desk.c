#include "desk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../replay/fields.h"
#include "talk.h"

#define MINUTE_MS 60000

int desk_init(struct desk *desk, struct plugin *plugin, struct stream *stream) {
  *desk = (struct desk){
      .plugin = plugin, .stream = stream, .agent = "agent-at-this-desk"};
  desk->notices = json_object_new_array();
  return desk->notices ? 0 : -1;
}

void desk_fini(struct desk *desk) {
  for (size_t i = 0; i < desk->count; i++)
    talk_free(desk->talks[i]);
  free(desk->talks);
  json_object_put(desk->notices);
  *desk = (struct desk){0};
}

static int64_t now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* The first line is there already, some minutes old. */
static int begin(struct desk *desk, struct talk *talk) {
  int64_t ago = (int64_t)(desk->count * 7 + 3) * MINUTE_MS;
  struct talk **grown =
      realloc(desk->talks, (desk->count + 1) * sizeof(struct talk *));
  if (!grown)
    return -1;
  desk->talks = grown;
  const char *text = talk_next_line(talk);
  if (text)
    talk_add(talk, desk, false, text, now_ms() - ago);
  talk_show_script(talk);
  desk->talks[desk->count++] = talk;
  return 0;
}

static int seed_line(struct desk *desk, const char *line, size_t size) {
  struct problem problem = {{0}};
  json_object *root = fields_parse(line, size, &problem);
  const char *id = field_string(root, "", "id", &problem);
  struct talk *talk =
      root && id && !desk_find(desk, id) ? talk_new(root) : NULL;
  json_object_put(root);
  if (talk && begin(desk, talk) == 0)
    return 0;
  talk_free(talk);
  return -1;
}

int desk_seed(struct desk *desk, const char *path) {
  FILE *stream = fopen(path, "re");
  char *line = NULL;
  size_t capacity = 0;
  unsigned number = 0;
  ssize_t got;
  int status = stream ? 0 : -1;
  if (!stream)
    perror(path);
  while (status == 0 && (got = getline(&line, &capacity, stream)) > 0) {
    number++;
    status = seed_line(desk, line, (size_t)got);
    if (status)
      fprintf(stderr, "desk: %s:%u: is no conversation\n", path, number);
  }
  free(line);
  if (stream)
    fclose(stream);
  return status;
}

struct talk *desk_find(const struct desk *desk, const char *id) {
  for (size_t i = 0; id && i < desk->count; i++)
    if (strcmp(talk_string(desk->talks[i], "id"), id) == 0)
      return desk->talks[i];
  return NULL;
}

json_object *desk_list(const struct desk *desk) {
  json_object *list = json_object_new_array();
  for (size_t i = 0; i < desk->count; i++)
    json_object_array_add(list, talk_summary(desk->talks[i]));
  return list;
}

static struct talk *talk_of(const struct desk *desk, json_object *object) {
  return desk_find(desk, field_string(object, "", "conversation", NULL));
}

/* Stream and answers come on their own ways: the version says which of two
   is the later one. */
static void tell(struct desk *desk, struct talk *talk) {
  int64_t version = json_object_get_int64(field(talk->shown, "version"));
  json_object_object_add(talk->shown, "version",
                         json_object_new_int64(version + 1));
  stream_send(desk->stream, "conversation", talk->shown);
}

static void set_flag(struct talk *talk, const char *key, bool value) {
  json_object_object_add(talk->shown, key, json_object_new_boolean(value));
}

static enum desk_status answer(int32_t status) {
  if (status == ATTUNE_E_BUSY || status == ATTUNE_E_MEMORY)
    return DESK_BUSY;
  return status == ATTUNE_OK ? DESK_OK : DESK_BAD;
}

enum desk_status desk_draft(struct desk *desk, json_object *request) {
  struct talk *talk = talk_of(desk, request);
  const char *text = field_string(request, "", "text", NULL);
  int64_t revision = field_int(request, "", "revision", NULL);
  if (!talk)
    return DESK_NONE;
  if (!text)
    return DESK_BAD;
  if (revision <= json_object_get_int64(field(talk->shown, "revision")))
    return DESK_STALE;
  return answer(talk_draft(talk, desk, text, (uint64_t)revision));
}

enum desk_status desk_reply(struct desk *desk, json_object *request) {
  struct talk *talk = talk_of(desk, request);
  const char *text = field_string(request, "", "text", NULL);
  if (!talk)
    return DESK_NONE;
  if (!text || !*text)
    return DESK_BAD;
  int32_t status = talk_add(talk, desk, true, text, now_ms());
  json_object_object_add(talk->shown, "draft", json_object_new_string(""));
  json_object_object_add(talk->shown, "dismissed", json_object_new_array());
  set_flag(talk, "unread", false);
  talk_show_script(talk);
  tell(desk, talk);
  return answer(status);
}

static enum desk_status customer_writes(struct desk *desk, struct talk *talk,
                                        const char *text) {
  int32_t status = talk_add(talk, desk, false, text, now_ms());
  set_flag(talk, "unread", true);
  talk_show_script(talk);
  tell(desk, talk);
  return answer(status);
}

enum desk_status desk_customer(struct desk *desk, json_object *request) {
  struct talk *talk = talk_of(desk, request);
  const char *text = field_string(request, "", "text", NULL);
  const char *name = field_string(request, "", "name", NULL);
  if (!talk)
    return DESK_NONE;
  if (!text || !*text)
    return DESK_BAD;
  if (name)
    json_object_object_add(field(talk->shown, "customer"), "name",
                           json_object_new_string(name));
  return customer_writes(desk, talk, text);
}

enum desk_status desk_next(struct desk *desk, json_object *request) {
  struct talk *talk = talk_of(desk, request);
  const char *text = talk ? talk_next_line(talk) : NULL;
  return text ? customer_writes(desk, talk, text) : DESK_NONE;
}

static void remember_dismissal(struct talk *talk, const char *rule,
                               json_object *request) {
  json_object *entry = json_object_new_object();
  json_object_object_add(entry, "rule", json_object_new_string(rule));
  json_object_object_add(entry, "quote",
                         json_object_get(field(request, "quote")));
  json_object_array_add(field(talk->shown, "dismissed"), entry);
}

static int action_of(json_object *request) {
  static const char *const actions[] = {"shown", "accepted", "edited",
                                        "dismissed", "muted"};
  const char *given = field_string(request, "", "action", NULL);
  for (int i = 0; given && i < (int)(sizeof(actions) / sizeof(*actions)); i++)
    if (strcmp(given, actions[i]) == 0)
      return i;
  return -1;
}

enum desk_status desk_feedback(struct desk *desk, json_object *request) {
  struct talk *talk = talk_of(desk, request);
  attune_outcome outcome = {
      .struct_size = sizeof(outcome),
      .conversation = field_string(request, "", "conversation", NULL),
      .suggestion = field_string(request, "", "suggestion", NULL),
      .action = action_of(request),
      .rule = field_string(request, "", "rule", NULL),
      .agent = desk->agent,
      .reason = field_string(request, "", "reason", NULL),
  };
  if (!talk)
    return DESK_NONE;
  if (!outcome.suggestion || outcome.action < 0)
    return DESK_BAD;
  if (outcome.action >= ATTUNE_DISMISSED && outcome.rule)
    remember_dismissal(talk, outcome.rule, request);
  return answer(desk->plugin->feedback(desk->plugin->instance, &outcome));
}

static void forget_notices(struct desk *desk, const struct talk *talk) {
  for (size_t i = json_object_array_length(desk->notices); i-- > 0;) {
    json_object *event = json_object_array_get_idx(desk->notices, i);
    const char *id =
        field_string(field(event, "data"), "", "conversation", NULL);
    if (id && strcmp(id, talk_string(talk, "id")) == 0)
      json_object_array_del_idx(desk->notices, i, 1);
  }
}

static void erase(struct desk *desk, struct talk *talk) {
  forget_notices(desk, talk);
  json_object_object_add(talk->shown, "messages", json_object_new_array());
  json_object_object_add(talk->shown, "dismissed", json_object_new_array());
  json_object_object_add(talk->shown, "draft", json_object_new_string(""));
  json_object_object_add(talk->shown, "reading", NULL);
  json_object_object_add(talk->shown, "review", NULL);
}

enum desk_status desk_state(struct desk *desk, json_object *request) {
  static const char *const states[] = {"resolved", "reopened", "erased"};
  struct talk *talk = talk_of(desk, request);
  const char *given = field_string(request, "", "state", NULL);
  attune_change change = {.struct_size = sizeof(change), .state = -1};
  if (!talk)
    return DESK_NONE;
  for (int i = 0; given && i < 3; i++)
    if (strcmp(given, states[i]) == 0)
      change.state = i;
  if (change.state < 0)
    return DESK_BAD;
  change.conversation = talk_string(talk, "id");
  if (change.state == ATTUNE_ERASED)
    erase(desk, talk);
  json_object_object_add(
      talk->shown, "state",
      json_object_new_string(change.state == ATTUNE_REOPENED ? "open" : given));
  tell(desk, talk);
  return answer(desk->plugin->conversation(desk->plugin->instance, &change));
}

enum desk_status desk_open(struct desk *desk, json_object *request) {
  struct talk *talk = talk_of(desk, request);
  if (talk)
    set_flag(talk, "unread", false);
  return talk ? DESK_OK : DESK_NONE;
}
