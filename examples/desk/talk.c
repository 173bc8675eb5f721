#include "talk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../replay/fields.h"

static void set_string(struct talk *talk, const char *key, const char *text) {
  json_object_object_add(talk->shown, key,
                         text ? json_object_new_string(text) : NULL);
}

const char *talk_string(const struct talk *talk, const char *key) {
  return field_string(talk->shown, "", key, NULL);
}

static void copy(struct talk *talk, json_object *line, const char *key) {
  json_object_object_add(talk->shown, key, json_object_get(field(line, key)));
}

static void name_reply(struct talk *talk) {
  char id[24];
  snprintf(id, sizeof(id), "m%u", talk->count + 1);
  set_string(talk, "reply", id);
}

struct talk *talk_new(json_object *line) {
  struct talk *talk = calloc(1, sizeof(*talk));
  json_object *customer = field_object(line, "", "customer", NULL);
  json_object *messages = field_array(line, "", "messages", NULL);
  if (!talk || !messages || !field_string(line, "", "id", NULL) ||
      !field_string(customer, "", "name", NULL)) {
    free(talk);
    return NULL;
  }
  talk->shown = json_object_new_object();
  talk->script = json_object_get(messages);
  copy(talk, line, "id");
  copy(talk, line, "title");
  copy(talk, line, "channel");
  copy(talk, line, "customer");
  set_string(talk, "state", "open");
  set_string(talk, "draft", "");
  json_object_object_add(talk->shown, "unread", json_object_new_boolean(1));
  json_object_object_add(talk->shown, "revision", json_object_new_int(0));
  json_object_object_add(talk->shown, "version", json_object_new_int(0));
  json_object_object_add(talk->shown, "messages", json_object_new_array());
  json_object_object_add(talk->shown, "dismissed", json_object_new_array());
  json_object_object_add(talk->shown, "reading", NULL);
  json_object_object_add(talk->shown, "review", NULL);
  name_reply(talk);
  return talk;
}

void talk_free(struct talk *talk) {
  if (!talk)
    return;
  json_object_put(talk->shown);
  json_object_put(talk->script);
  free(talk);
}

json_object *talk_summary(const struct talk *talk) {
  static const char *const keys[] = {"id",       "title", "channel",
                                     "customer", "state", "unread"};
  json_object *out = json_object_new_object();
  json_object *messages = field(talk->shown, "messages");
  json_object *reading = field(field(talk->shown, "reading"), "reading");
  size_t count = json_object_array_length(messages);
  for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
    json_object_object_add(out, keys[i],
                           json_object_get(field(talk->shown, keys[i])));
  json_object_object_add(out, "heat", json_object_get(field(reading, "heat")));
  if (count > 0)
    json_object_object_add(
        out, "last",
        json_object_get(json_object_array_get_idx(messages, count - 1)));
  return out;
}

static attune_message message_of(const struct talk *talk,
                                 const struct desk *desk, const char *id,
                                 const char *text) {
  json_object *customer = field(talk->shown, "customer");
  return (attune_message){
      .struct_size = sizeof(attune_message),
      .conversation = talk_string(talk, "id"),
      .id = id,
      .text = text,
      .customer = field_string(customer, "", "id", NULL),
      .customer_name = field_string(customer, "", "name", NULL),
      .agent = desk->agent,
      .channel = talk_string(talk, "channel"),
  };
}

static void keep_message(struct talk *talk, const char *id, bool agent,
                         const char *text, int64_t at_ms) {
  json_object *message = json_object_new_object();
  json_object_object_add(message, "id", json_object_new_string(id));
  json_object_object_add(message, "from",
                         json_object_new_string(agent ? "agent" : "customer"));
  json_object_object_add(message, "text", json_object_new_string(text));
  json_object_object_add(message, "at", json_object_new_int64(at_ms));
  json_object_array_add(field(talk->shown, "messages"), message);
}

int32_t talk_add(struct talk *talk, const struct desk *desk, bool agent,
                 const char *text, int64_t at_ms) {
  const struct plugin *plugin = desk->plugin;
  char id[24];
  snprintf(id, sizeof(id), "m%u", ++talk->count);
  attune_message message = message_of(talk, desk, id, text);
  message.sent_at_ms = at_ms;
  message.stage = agent ? ATTUNE_SENT : ATTUNE_DRAFT;
  if (agent)
    message.revision =
        (uint64_t)json_object_get_int64(field(talk->shown, "revision")) + 1;
  int32_t status = agent ? plugin->outgoing(plugin->instance, &message)
                         : plugin->incoming(plugin->instance, &message);
  keep_message(talk, id, agent, text, at_ms);
  name_reply(talk);
  json_object_object_add(talk->shown, "revision", json_object_new_int(0));
  json_object_object_add(talk->shown, "review", NULL);
  return status;
}

int32_t talk_draft(struct talk *talk, const struct desk *desk, const char *text,
                   uint64_t revision) {
  const struct plugin *plugin = desk->plugin;
  attune_message message =
      message_of(talk, desk, talk_string(talk, "reply"), text);
  message.revision = revision;
  set_string(talk, "draft", text);
  json_object_object_add(talk->shown, "revision",
                         json_object_new_int64((int64_t)revision));
  json_object_object_add(talk->shown, "review", NULL);
  /* An empty box asks nothing. */
  return *text ? plugin->outgoing(plugin->instance, &message) : ATTUNE_OK;
}

static bool is_agent(json_object *message) {
  const char *from = field_string(message, "", "from", NULL);
  return from && strcmp(from, "agent") == 0;
}

void talk_show_script(struct talk *talk) {
  size_t count = json_object_array_length(talk->script);
  json_object *script = json_object_new_object();
  for (size_t i = talk->played; i < count; i++) {
    json_object *message = json_object_array_get_idx(talk->script, i);
    bool agent = is_agent(message);
    if (agent && !field(script, "draft") && !field(message, "format"))
      json_object_object_add(script, "draft",
                             json_object_get(field(message, "text")));
    if (!agent) {
      json_object_object_add(script, "next", json_object_new_boolean(1));
      break;
    }
  }
  json_object_object_add(talk->shown, "script", script);
}

const char *talk_next_line(struct talk *talk) {
  size_t count = json_object_array_length(talk->script);
  for (size_t i = talk->played; i < count; i++) {
    json_object *message = json_object_array_get_idx(talk->script, i);
    if (is_agent(message))
      continue;
    talk->played = i + 1;
    return field_string(message, "", "text", NULL);
  }
  return NULL;
}
