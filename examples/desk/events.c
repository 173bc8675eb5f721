/* What the plugin's webhooks say, taken into the desk. */
#include "desk.h"

#include <string.h>

#include "../replay/fields.h"
#include "talk.h"

#define NOTICES_MAX 200

static bool is_text(json_object *object, const char *key, const char *other) {
  const char *text = field_string(object, "", key, NULL);
  return text && other && strcmp(text, other) == 0;
}

/* About the draft as it is now: what comes late is of no use any more. */
static bool is_current(const struct talk *talk, json_object *data) {
  return is_text(data, "message", talk_string(talk, "reply")) &&
         field_int(data, "", "revision", NULL) ==
             json_object_get_int64(field(talk->shown, "revision"));
}

/* Of messages written in quick succession the last one counts. */
static bool is_latest(const struct talk *talk, json_object *data) {
  json_object *messages = field(talk->shown, "messages");
  for (size_t i = json_object_array_length(messages); i-- > 0;) {
    json_object *message = json_object_array_get_idx(messages, i);
    if (is_text(message, "from", "customer"))
      return is_text(data, "message", field_string(message, "", "id", NULL));
  }
  return false;
}

/* A retry of what was answered is no news. */
static bool is_known(const struct desk *desk, const char *suggestion) {
  size_t count = json_object_array_length(desk->notices);
  for (size_t i = 0; suggestion && i < count; i++) {
    json_object *event = json_object_array_get_idx(desk->notices, i);
    if (is_text(field(event, "data"), "suggestion", suggestion))
      return true;
  }
  return false;
}

static bool keep_notice(struct desk *desk, json_object *event) {
  json_object *data = field(event, "data");
  if (is_known(desk, field_string(data, "", "suggestion", NULL)))
    return false;
  if (json_object_array_length(desk->notices) >= NOTICES_MAX)
    json_object_array_del_idx(desk->notices, 0, 1);
  json_object_array_add(desk->notices, json_object_get(event));
  return true;
}

/* What of the plugin's own names may name an event of the stream. */
static bool is_type(const char *type) {
  return type && *type &&
         strspn(type, "abcdefghijklmnopqrstuvwxyz._-") == strlen(type);
}

static bool is_for_this_agent(const struct desk *desk, json_object *data) {
  const char *agent = field_string(data, "", "agent", NULL);
  return !agent || strcmp(agent, desk->agent) == 0;
}

enum desk_status desk_event(struct desk *desk, json_object *event) {
  const char *type = field_string(event, "", "type", NULL);
  json_object *data = field_object(event, "", "data", NULL);
  struct talk *talk =
      desk_find(desk, field_string(data, "", "conversation", NULL));
  bool told = true;
  if (!is_type(type) || !data)
    return DESK_BAD;
  if (strcmp(type, "validation.prompted") == 0) {
    told = talk && is_latest(talk, data);
    if (told)
      json_object_object_add(talk->shown, "reading", json_object_get(data));
  } else if (strcmp(type, "rewrite.suggested") == 0 ||
             strcmp(type, "draft.clear") == 0) {
    told = talk && is_current(talk, data);
    if (told)
      json_object_object_add(talk->shown, "review", json_object_get(data));
  } else if (strcmp(type, "endpoint.ping") != 0) {
    told = is_for_this_agent(desk, data) && keep_notice(desk, event);
  }
  if (told)
    stream_send(desk->stream, type, event);
  return DESK_OK;
}
