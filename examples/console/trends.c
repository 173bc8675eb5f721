/* Complaints that keep coming, by topic. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../replay/fields.h"
#include "args.h"
#include "show.h"

#define BAR_DAYS 28

/* The last days as bars of eight heights, the highest the most there was. */
static void put_bars(const struct paint *paint, json_object *days) {
  static const char *const heights[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  size_t count = days ? json_object_array_length(days) : 0;
  size_t first = count > BAR_DAYS ? count - BAR_DAYS : 0;
  int64_t most = 1;
  for (size_t i = first; i < count; i++) {
    int64_t number =
        field_int(json_object_array_get_idx(days, i), "", "customers", NULL);
    most = number > most ? number : most;
  }
  for (size_t i = first; i < count; i++) {
    int64_t number =
        field_int(json_object_array_get_idx(days, i), "", "customers", NULL);
    paint_ours(paint, INK_PLAIN, "%s", heights[number * 7 / most]);
  }
}

static void put_topic(const struct paint *paint, json_object *topic) {
  const char *name = field_string(topic, "", "topic", NULL);
  const char *judgement = field_string(topic, "", "judgement", NULL);
  json_object *expected = field(topic, "expected");
  bool loud = judgement && (strcmp(judgement, "unusual") == 0 ||
                            strcmp(judgement, "creeping up") == 0);
  console_cell(paint, INK_BOLD, name, 28);
  console_cell(paint, loud ? INK_WARNING : INK_PLAIN, judgement, 18);
  paint_ours(paint, INK_PLAIN, "%lld customers, %lld cases",
             (long long)field_int(topic, "", "customers", NULL),
             (long long)field_int(topic, "", "cases", NULL));
  if (expected)
    paint_ours(paint, INK_FAINT, ", usually about %.1f",
               json_object_get_double(expected));
  paint_newline(paint);
  paint_ours(paint, INK_PLAIN, "  ");
  put_bars(paint, field(topic, "days"));
  paint_ours(paint, INK_FAINT, "  since ");
  paint_text(paint, INK_FAINT, field_string(topic, "", "since", NULL));
  paint_newline(paint);
}

static void put_days(const struct paint *paint, json_object *topic) {
  json_object *days = field(topic, "days");
  json_object *examples = field(topic, "examples");
  for (size_t i = 0; days && i < json_object_array_length(days); i++) {
    json_object *day = json_object_array_get_idx(days, i);
    char text[80];
    snprintf(text, sizeof(text), "%lld customers, %lld cases",
             (long long)field_int(day, "", "customers", NULL),
             (long long)field_int(day, "", "cases", NULL));
    show_named(paint, INK_FAINT, field_string(day, "", "day", NULL), text);
  }
  for (size_t i = 0; examples && i < json_object_array_length(examples); i++)
    show_named(paint, INK_FAINT, i == 0 ? "such as" : "",
               json_object_get_string(json_object_array_get_idx(examples, i)));
}

/* wanted: one topic with all its days; NULL: all. */
static bool put_topics(struct console *console, json_object *answer,
                       const char *wanted) {
  json_object *topics = field(answer, "topics");
  size_t count = topics ? json_object_array_length(topics) : 0;
  bool any = false;
  for (size_t i = 0; i < count; i++) {
    json_object *topic = json_object_array_get_idx(topics, i);
    const char *name = field_string(topic, "", "topic", NULL);
    if (wanted && (!name || strcmp(name, wanted) != 0))
      continue;
    any = true;
    if (console->json) {
      console_json(topic);
      continue;
    }
    put_topic(&console->paint, topic);
    if (wanted)
      put_days(&console->paint, topic);
  }
  return any;
}

int command_trends(struct console *console, int argc, char **argv) {
  int code = args_take(console, NULL, &argc, argv);
  if (code != DONE_FINE || console->help)
    return code;
  if (argc > 1)
    return console_usage(console, "one topic at most, not also", argv[1]);
  code = console_open(console);
  char *after = NULL;
  bool any = false, more = code == DONE_FINE, noted = false;
  while (more && !console_interrupted()) {
    json_object *request = json_object_new_object();
    console_add(request, "what", "trends");
    console_add(request, "after", after);
    json_object *answer = console_query(console, request, &code);
    if (!answer)
      break;
    noted |= !console->json && !after && console_note(console, answer);
    any |= put_topics(console, answer, argc > 0 ? argv[0] : NULL);
    const char *next = field_string(answer, "", "next", NULL);
    free(after);
    after = next ? strdup(next) : NULL;
    more = after != NULL;
    json_object_put(answer);
  }
  free(after);
  if (code == DONE_FINE && argc > 0 && !any) {
    console_complain("nothing is counted under %s", argv[0]);
    return DONE_FOUND;
  }
  if (code == DONE_FINE && !any && !noted && !console->json)
    puts("No complaints were counted yet.");
  return code;
}
