#include "why.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../replay/fields.h"
#include "show.h"

#define NAME_MAX_BYTES 160

json_object *why_ask(struct console *console, const attune_message *message,
                     const char *format, int *code) {
  json_object *request = json_object_new_object();
  console_add(request, "what", "why");
  console_add(request, "draft", message->text);
  console_add(request, "format", format);
  console_add(request, "context", message->context);
  console_add(request, "agent", message->agent);
  console_add(request, "team", message->team);
  console_add(request, "channel", message->channel);
  console_add(request, "brand", message->brand);
  console_add(request, "locale", message->locale);
  return console_query(console, request, code);
}

static bool is_outcome(json_object *rule, const char *outcome) {
  const char *its = field_string(rule, "", "outcome", NULL);
  return its && strcmp(its, outcome) == 0;
}

static void name_rule(json_object *rule, char *out, size_t size) {
  const char *id = field_string(rule, "", "rule", NULL);
  const char *part = field_string(rule, "", "part", NULL);
  snprintf(out, size, "%s%s%s", id ? id : "?", part ? "." : "",
           part ? part : "");
}

static void show_rule(const struct paint *paint, json_object *rule) {
  const char *quote = field_string(rule, "", "quote", NULL);
  const char *reason = field_string(rule, "", "reason", NULL);
  char name[NAME_MAX_BYTES], text[600];
  name_rule(rule, name, sizeof(name));
  snprintf(text, sizeof(text), "%s%s%.200s%s", reason ? reason : "",
           quote ? ": \"" : "", quote ? quote : "", quote ? "\"" : "");
  show_named(paint, show_level(field_string(rule, "", "level", NULL)), name,
             text);
}

static bool has_reason(json_object *rule, const char *reason) {
  const char *its = field_string(rule, "", "reason", NULL);
  return its && strcmp(its, reason) == 0;
}

static void show_title(const struct paint *paint, const char *title) {
  paint_ours(paint, INK_BOLD, "\n  %s\n", title);
}

static void show_outcome(const struct paint *paint, json_object *rules,
                         const char *outcome) {
  size_t count = rules ? json_object_array_length(rules) : 0;
  bool begun = false;
  for (size_t i = 0; i < count; i++) {
    json_object *rule = json_object_array_get_idx(rules, i);
    if (!is_outcome(rule, outcome))
      continue;
    if (!begun)
      show_title(paint, outcome);
    begun = true;
    show_rule(paint, rule);
  }
}

/* The names of all that are silent for this reason, behind one another. */
static void show_silent_for(const struct paint *paint, json_object *rules,
                            const char *reason) {
  size_t count = json_object_array_length(rules), size = 0;
  char *names = calloc(count + 1, NAME_MAX_BYTES);
  for (size_t i = 0; names && i < count; i++) {
    json_object *rule = json_object_array_get_idx(rules, i);
    if (!is_outcome(rule, "silent") || !has_reason(rule, reason))
      continue;
    size += (size_t)snprintf(names + size, 3, "%s", size > 0 ? ", " : "");
    name_rule(rule, names + size, NAME_MAX_BYTES - 3);
    size += strlen(names + size);
  }
  paint_ours(paint, INK_PLAIN, "  ");
  paint_behind(paint, 2, 2, INK_PLAIN, reason);
  paint_ours(paint, INK_PLAIN, "    ");
  paint_behind(paint, 4, 4, INK_FAINT, names);
  free(names);
}

static bool is_first_of_reason(json_object *rules, size_t at) {
  json_object *rule = json_object_array_get_idx(rules, at);
  const char *reason = field_string(rule, "", "reason", NULL);
  for (size_t i = 0; reason && i < at; i++) {
    json_object *other = json_object_array_get_idx(rules, i);
    if (is_outcome(other, "silent") && has_reason(other, reason))
      return false;
  }
  return reason && is_outcome(rule, "silent");
}

static void show_silent(const struct paint *paint, json_object *rules) {
  size_t count = rules ? json_object_array_length(rules) : 0;
  bool begun = false;
  for (size_t i = 0; i < count; i++) {
    if (!is_first_of_reason(rules, i))
      continue;
    if (!begun)
      show_title(paint, "silent");
    begun = true;
    json_object *rule = json_object_array_get_idx(rules, i);
    show_silent_for(paint, rules, field_string(rule, "", "reason", NULL));
  }
}

void why_show(const struct paint *paint, json_object *answer) {
  static const char *const outcomes[] = {"fired", "passed over", "off"};
  for (size_t i = 0; i < sizeof(outcomes) / sizeof(*outcomes); i++)
    show_outcome(paint, field(answer, "rules"), outcomes[i]);
  show_silent(paint, field(answer, "rules"));
}

bool why_fired(json_object *answer, const char *rule) {
  json_object *rules = field(answer, "rules");
  size_t count = rules ? json_object_array_length(rules) : 0;
  for (size_t i = 0; i < count; i++) {
    json_object *one = json_object_array_get_idx(rules, i);
    const char *id = field_string(one, "", "rule", NULL);
    if (id && strcmp(id, rule) == 0 && is_outcome(one, "fired"))
      return true;
  }
  return false;
}
