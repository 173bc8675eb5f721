#include "talk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../replay/fields.h"
#include "console.h"

static json_object *new_message(bool from_agent, const char *text) {
  json_object *message = json_object_new_object();
  console_add(message, "from", from_agent ? "agent" : "customer");
  console_add(message, "text", text);
  return message;
}

static json_object *new_talk(json_object *messages) {
  json_object *talk = json_object_new_object();
  json_object_object_add(talk, "messages", messages);
  return talk;
}

static void problem(const char *name, unsigned line, const char *what,
                    unsigned *problems) {
  char where[32];
  snprintf(where, sizeof(where), ":%u: ", line);
  fputs("attune: ", stderr);
  const struct paint paint = {.out = stderr};
  paint_text(&paint, INK_PLAIN, name);
  fputs(where, stderr);
  paint_text(&paint, INK_PLAIN, what);
  fputc('\n', stderr);
  ++*problems;
}

static bool is_message(json_object *object) {
  const char *from = field_string(object, "", "from", NULL);
  const char *text = field_string(object, "", "text", NULL);
  return from && text && *text &&
         (strcmp(from, "agent") == 0 || strcmp(from, "customer") == 0);
}

static const char *check_messages(json_object *list) {
  size_t count = json_object_array_length(list);
  if (count == 0)
    return "a conversation without messages";
  for (size_t i = 0; i < count; i++)
    if (!is_message(json_object_array_get_idx(list, i)))
      return "each message has \"from\", agent or customer, and a \"text\"";
  return NULL;
}

/* {"text"} or {"context","draft"}, as labelled files have them. */
static json_object *from_parts(json_object *object) {
  const char *text = field_string(object, "", "text", NULL);
  const char *draft = field_string(object, "", "draft", NULL);
  json_object *context = field_array(object, "", "context", NULL);
  if (!text && !draft)
    return NULL;
  json_object *messages = json_object_new_array();
  for (size_t i = 0; context && i < json_object_array_length(context); i++)
    json_object_array_add(
        messages, json_object_get(json_object_array_get_idx(context, i)));
  json_object_array_add(messages,
                        new_message(draft != NULL, draft ? draft : text));
  json_object *talk = new_talk(messages);
  console_add(talk, "id", field_string(object, "", "id", NULL));
  return talk;
}

/* Lines of one conversation are gathered in *open. */
static void take_line(json_object *talks, json_object **open, const char *name,
                      const char *text, unsigned line, unsigned *problems) {
  struct problem wrong = {{0}};
  json_object *object = fields_parse(text, strlen(text), &wrong);
  json_object *messages = field_array(object, "", "messages", NULL);
  if (object && messages) {
    const char *what = check_messages(messages);
    if (what)
      problem(name, line, what, problems);
    else
      json_object_array_add(talks, json_object_get(object));
  } else if (object && is_message(object)) {
    if (!*open) {
      *open = json_object_new_array();
      json_object_array_add(talks, new_talk(*open));
    }
    json_object_array_add(*open, json_object_get(object));
  } else {
    json_object *talk = object ? from_parts(object) : NULL;
    if (talk && !check_messages(field(talk, "messages")))
      json_object_array_add(talks, json_object_get(talk));
    else
      problem(name, line,
              wrong.text[0] ? wrong.text
                            : "neither a message nor a "
                              "conversation",
              problems);
    json_object_put(talk);
  }
  json_object_put(object);
}

static void take_lines(json_object *talks, const char *name, char *text,
                       unsigned *problems) {
  json_object *open = NULL;
  unsigned line = 0;
  char *rest = NULL;
  for (char *at = text; at; at = rest) {
    rest = strchr(at, '\n');
    if (rest)
      *rest++ = '\0';
    line++;
    if (at[strspn(at, " \t\r")])
      take_line(talks, &open, name, at, line, problems);
  }
}

json_object *talks_read(const char *name, char *text, bool from_agent,
                        unsigned *problems) {
  json_object *talks = json_object_new_array();
  size_t blank = strspn(text, " \t\r\n");
  if (text[blank] == '{') {
    take_lines(talks, name, text, problems);
  } else if (text[blank]) {
    json_object *messages = json_object_new_array();
    json_object_array_add(messages, new_message(from_agent, text));
    json_object_array_add(talks, new_talk(messages));
  }
  return talks;
}

size_t talk_count(json_object *talk) {
  json_object *messages = field(talk, "messages");
  return messages ? json_object_array_length(messages) : 0;
}

bool talk_message(json_object *talk, size_t n, struct said *out) {
  json_object *message = json_object_array_get_idx(field(talk, "messages"), n);
  const char *from = field_string(message, "", "from", NULL);
  out->text = field_string(message, "", "text", NULL);
  out->id = field_string(message, "", "id", NULL);
  out->from_agent = from && strcmp(from, "agent") == 0;
  return out->text != NULL;
}

/* A draft that was written again under its id was not what was said. */
static bool was_replaced(json_object *talk, size_t n) {
  struct said said, next;
  return talk_message(talk, n, &said) && talk_message(talk, n + 1, &next) &&
         said.id && next.id && said.from_agent && next.from_agent &&
         strcmp(said.id, next.id) == 0;
}

static char *context_before(json_object *talk, size_t n) {
  json_object *list = json_object_new_array();
  for (size_t i = 0; i < n; i++) {
    struct said said;
    if (talk_message(talk, i, &said) && !was_replaced(talk, i))
      json_object_array_add(list, new_message(said.from_agent, said.text));
  }
  char *text = strdup(json_object_to_json_string(list));
  json_object_put(list);
  return text;
}

static const char *either(json_object *talk, const char *key,
                          const char *given) {
  return given ? given : field_string(talk, "", key, NULL);
}

bool talk_ask(json_object *talk, size_t n, const struct talk_options *options,
              struct asked *out) {
  struct said said;
  json_object *customer = field(talk, "customer");
  json_object *agent = field(talk, "agent");
  const char *name = field_string(talk, "", "customer_name", NULL);
  *out = (struct asked){.context = context_before(talk, n)};
  if (!talk_message(talk, n, &said) || !out->context)
    return false;
  snprintf(out->id, sizeof(out->id), "m%zu", n + 1);
  name = name ? name : field_string(customer, "", "name", NULL);
  out->message = (attune_message){
      .struct_size = sizeof(out->message),
      .conversation = "console",
      .id = said.id ? said.id : out->id,
      .text = said.text,
      .format = options->format,
      .customer_name = options->name ? options->name : name,
      .agent = options->agent ? options->agent
                              : field_string(agent, "", "name", NULL),
      .agent_role = field_string(agent, "", "role", NULL),
      .team = either(talk, "team", options->team),
      .channel = either(talk, "channel", options->channel),
      .brand = either(talk, "brand", options->brand),
      .locale = either(talk, "locale", options->locale),
      .context = out->context,
  };
  return true;
}

void talk_asked_free(struct asked *asked) {
  free(asked->context);
  asked->context = NULL;
}
