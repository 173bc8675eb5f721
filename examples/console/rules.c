/* The rules there are: their levels, reasons and phrases. */
#include <stdio.h>
#include <string.h>

#include "../replay/fields.h"
#include "args.h"
#include "show.h"

static const char *text_of(json_object *rule, const char *key) {
  return field_string(rule, "", key, NULL);
}

static void put_part(const struct paint *paint, json_object *rule) {
  json_object *phrases = field(rule, "phrases");
  int64_t all = field_int(rule, "", "phrase_count", NULL);
  size_t count = phrases ? json_object_array_length(phrases) : 0;
  char more[40];
  show_named(paint, show_level(text_of(rule, "level")),
             text_of(rule, "part") ? text_of(rule, "part") : "all of it",
             text_of(rule, "message"));
  show_named(paint, INK_FAINT, "  level", text_of(rule, "level"));
  if (text_of(rule, "why"))
    show_named(paint, INK_FAINT, "  why", text_of(rule, "why"));
  if (text_of(rule, "principle"))
    show_named(paint, INK_FAINT, "  principle", text_of(rule, "principle"));
  for (size_t i = 0; i < count; i++)
    show_named(paint, INK_FAINT, i == 0 ? "  such as" : "",
               json_object_get_string(json_object_array_get_idx(phrases, i)));
  snprintf(more, sizeof(more), "and %lld more",
           (long long)all - (long long)count);
  if (all > (int64_t)count)
    show_named(paint, INK_FAINT, "", more);
}

/* The first part of a rule says what the rule is about. */
static bool is_first(json_object *rules, size_t at) {
  const char *id = text_of(json_object_array_get_idx(rules, at), "rule");
  for (size_t i = 0; i < at; i++) {
    const char *other = text_of(json_object_array_get_idx(rules, i), "rule");
    if (id && other && strcmp(id, other) == 0)
      return false;
  }
  return true;
}

static void put_summary(const struct paint *paint, json_object *rule) {
  console_cell(paint, INK_BOLD, text_of(rule, "rule"), 20);
  console_cell(paint, show_level(text_of(rule, "level")),
               text_of(rule, "level"), 12);
  paint_behind(paint, 32, 32, INK_PLAIN, text_of(rule, "message"));
}

static bool put_rules(struct console *console, json_object *rules,
                      const char *wanted) {
  size_t count = rules ? json_object_array_length(rules) : 0;
  bool any = false;
  for (size_t i = 0; i < count; i++) {
    json_object *rule = json_object_array_get_idx(rules, i);
    const char *id = text_of(rule, "rule");
    if (wanted && (!id || strcmp(id, wanted) != 0))
      continue;
    any = true;
    if (console->json)
      console_json(rule);
    else if (wanted)
      put_part(&console->paint, rule);
    else if (is_first(rules, i))
      put_summary(&console->paint, rule);
  }
  return any;
}

int command_rules(struct console *console, int argc, char **argv) {
  const struct args_option options[] = {{"team", NULL, &console->team},
                                        {"channel", NULL, &console->channel},
                                        {"brand", NULL, &console->brand},
                                        {"locale", NULL, &console->locale},
                                        {NULL, NULL, NULL}};
  int code = args_take(console, options, &argc, argv);
  if (code != DONE_FINE || console->help)
    return code;
  if (argc > 1)
    return console_usage(console, "one rule at most, not also", argv[1]);
  code = console_open(console);
  json_object *answer =
      code == DONE_FINE
          ? console_query(console, console_request(console, "rules"), &code)
          : NULL;
  if (!answer)
    return code;
  if (!put_rules(console, field(answer, "rules"), argc > 0 ? argv[0] : NULL)) {
    console_complain("there is no rule %s; \"attune rules\" lists them",
                     argc > 0 ? argv[0] : "");
    code = DONE_FOUND;
  }
  json_object_put(answer);
  return code;
}
