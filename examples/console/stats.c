/* How much is kept and on its way; or the figures a helpdesk hands out. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../replay/fields.h"
#include "args.h"
#include "manifest_file.h"
#include "show.h"

static void put_figures(const struct console *console, json_object *answer) {
  json_object_object_foreach(answer, key, value) {
    if (json_object_is_type(value, json_type_int))
      show_named(&console->paint, INK_FAINT, key,
                 json_object_get_string(value));
  }
}

/* OpenMetrics: the samples, without what is for machines. */
static int put_metrics(const struct console *console, char *text) {
  char *rest = NULL;
  unsigned shown = 0;
  json_object *all = json_object_new_object();
  for (char *line = strtok_r(text, "\n", &rest); line;
       line = strtok_r(NULL, "\n", &rest)) {
    char *blank = line[0] == '#' ? NULL : strrchr(line, ' ');
    if (!blank)
      continue;
    *blank = '\0';
    shown++;
    if (console->json)
      json_object_object_add(
          all, line,
          json_object_new_double_s(strtod(blank + 1, NULL), blank + 1));
    else if (strcmp(blank + 1, "0") != 0) {
      console_cell(&console->paint, INK_PLAIN, line, 56);
      paint_text(&console->paint, INK_BOLD, blank + 1);
      paint_newline(&console->paint);
    }
  }
  if (console->json)
    console_json(all);
  json_object_put(all);
  if (shown > 0)
    return DONE_FINE;
  console_complain("there are no figures in it", NULL);
  return DONE_FOUND;
}

static int stats_of_file(const struct console *console, const char *name) {
  size_t size;
  char *text = file_read_all(name, &size);
  int code = text ? put_metrics(console, text) : DONE_CANNOT;
  free(text);
  return code;
}

static int stats_of_store(struct console *console) {
  int code = console_open(console);
  json_object *answer =
      code == DONE_FINE ? console_ask(console, "store", NULL, &code) : NULL;
  if (!answer)
    return code;
  if (console->json) {
    console_json(answer);
  } else {
    console_note(console, answer);
    put_figures(console, answer);
  }
  json_object_put(answer);
  return DONE_FINE;
}

int command_stats(struct console *console, int argc, char **argv) {
  int code = args_take(console, NULL, &argc, argv);
  if (code != DONE_FINE || console->help)
    return code;
  if (argc > 1)
    return console_usage(console, "one file at most, not also", argv[1]);
  return argc == 1 ? stats_of_file(console, argv[0]) : stats_of_store(console);
}
