/* The manifest: its problems, its own tests, what its scopes change. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../replay/fields.h"
#include "args.h"
#include "manifest_file.h"
#include "show.h"
#include "why.h"

struct checking {
  struct console *console;
  json_object *root; /* the manifest's text */
  json_object *out;  /* what --json prints */
  bool quiet;
  unsigned tests;
  unsigned failed;
};

/* "team=billing,channel=email" into the console's scopes; cuts the text. */
static int read_scopes(struct console *console, char *text) {
  const struct {
    const char *name;
    const char **value;
  } known[] = {{"team", &console->team},
               {"channel", &console->channel},
               {"brand", &console->brand},
               {"locale", &console->locale}};
  char *rest = NULL;
  for (char *at = strtok_r(text, ",", &rest); at;
       at = strtok_r(NULL, ",", &rest)) {
    char *equals = strchr(at, '=');
    size_t i = 0;
    while (equals && i < 4 &&
           (strlen(known[i].name) != (size_t)(equals - at) ||
            strncmp(at, known[i].name, (size_t)(equals - at)) != 0))
      i++;
    if (!equals || i == 4)
      return console_usage(console,
                           "--explain takes team=, channel=, brand= and "
                           "locale=, with commas between, not",
                           at);
    *known[i].value = equals + 1;
  }
  return DONE_FINE;
}

static void put_setting(const struct paint *paint, json_object *setting) {
  const char *from = field_string(setting, "", "from", NULL);
  bool shipped = from && strcmp(from, "default") == 0;
  paint_ours(paint, INK_PLAIN, "  ");
  console_cell(paint, INK_PLAIN, field_string(setting, "", "key", NULL), 34);
  console_cell(paint, shipped ? INK_FAINT : INK_BOLD,
               json_object_to_json_string(field(setting, "value")), 14);
  paint_ours(paint, INK_PLAIN, "  ");
  paint_text(paint, INK_FAINT, from);
  paint_newline(paint);
}

static bool is_own(json_object *setting) {
  const char *from = field_string(setting, "", "from", NULL);
  return from && strcmp(from, "default") != 0;
}

static size_t put_levels(const struct paint *paint, json_object *list) {
  size_t count = list ? json_object_array_length(list) : 0;
  for (size_t i = 0; i < count; i++) {
    json_object *rule = json_object_array_get_idx(list, i);
    paint_ours(paint, INK_PLAIN, "  rules.");
    console_cell(paint, INK_PLAIN, field_string(rule, "", "rule", NULL), 28);
    const char *level = field_string(rule, "", "level", NULL);
    console_cell(paint, show_level(level), level, 14);
    paint_ours(paint, INK_PLAIN, "  ");
    paint_text(paint, INK_FAINT, field_string(rule, "", "from", NULL));
    paint_newline(paint);
  }
  return count;
}

/* all: also what holds because nobody said otherwise. How many lines. */
static size_t put_settings(const struct paint *paint, json_object *answer,
                           bool all) {
  json_object *list = field(answer, "settings");
  size_t count = list ? json_object_array_length(list) : 0, put = 0;
  for (size_t i = 0; i < count; i++) {
    json_object *setting = json_object_array_get_idx(list, i);
    if (!all && !is_own(setting))
      continue;
    put_setting(paint, setting);
    put++;
  }
  return put + put_levels(paint, field(answer, "rules"));
}

static int explain(struct checking *checking) {
  struct console *console = checking->console;
  int code;
  json_object *answer =
      console_query(console, console_request(console, "settings"), &code);
  if (!answer)
    return code;
  if (console->json) {
    console_json(answer);
  } else {
    paint_ours(&console->paint, INK_BOLD, "What holds for ");
    paint_text(&console->paint, INK_BOLD,
               field_string(answer, "", "scope", NULL));
    paint_newline(&console->paint);
    put_settings(&console->paint, answer, true);
    json_object *offers = field(answer, "offers"), *offer;
    for (size_t i = 0; offers && (offer = json_object_array_get_idx(offers, i));
         i++)
      show_named(&console->paint, INK_PLAIN, i == 0 ? "may be offered" : "",
                 field_string(offer, "", "text", NULL));
  }
  json_object_put(answer);
  return DONE_FINE;
}

/* One scope of the manifest by its own conditions. */
static int check_scope(struct checking *checking, json_object *when) {
  struct console *console = checking->console;
  int code;
  console->team = field_string(when, "", "team", NULL);
  console->channel = field_string(when, "", "channel", NULL);
  console->brand = field_string(when, "", "brand", NULL);
  console->locale = field_string(when, "", "locale", NULL);
  json_object *answer =
      console_query(console, console_request(console, "settings"), &code);
  if (!answer)
    return code;
  if (console->json) {
    json_object_array_add(field(checking->out, "scopes"),
                          json_object_get(answer));
  } else if (!checking->quiet) {
    paint_newline(&console->paint);
    paint_text(&console->paint, INK_BOLD,
               field_string(answer, "", "scope", NULL));
    paint_newline(&console->paint);
    if (!put_settings(&console->paint, answer, false))
      paint_ours(&console->paint, INK_FAINT, "  all as shipped\n");
  }
  json_object_put(answer);
  return DONE_FINE;
}

static int check_scopes(struct checking *checking) {
  json_object *scopes = field(checking->root, "scopes");
  size_t count = scopes ? json_object_array_length(scopes) : 0;
  int code = check_scope(checking, NULL);
  for (size_t i = 0; i < count && code == DONE_FINE; i++)
    code = check_scope(checking,
                       field(json_object_array_get_idx(scopes, i), "when"));
  return code;
}

static char *customer_context(json_object *test) {
  const char *customer = field_string(test, "", "customer", NULL);
  if (!customer)
    return NULL;
  json_object *list = json_object_new_array();
  json_object *said = json_object_new_object();
  console_add(said, "from", "customer");
  console_add(said, "text", customer);
  json_object_array_add(list, said);
  char *text = strdup(json_object_to_json_string(list));
  json_object_put(list);
  return text;
}

/* The rules of a list that did, or did not, speak against the wish. */
static void gather(json_object *wrong, json_object *rules, json_object *answer,
                   bool wanted) {
  for (size_t i = 0; rules && i < json_object_array_length(rules); i++) {
    const char *rule =
        json_object_get_string(json_object_array_get_idx(rules, i));
    if (why_fired(answer, rule) == wanted)
      continue;
    char text[160];
    snprintf(text, sizeof(text), wanted ? "%s is not found" : "%s is found",
             rule);
    json_object_array_add(wrong, json_object_new_string(text));
  }
}

static void tell_test(struct checking *checking, size_t number,
                      json_object *test, json_object *wrong) {
  const struct paint *paint = &checking->console->paint;
  size_t count = json_object_array_length(wrong);
  if (checking->console->json) {
    json_object *line = json_object_new_object();
    json_object_object_add(line, "test",
                           json_object_new_int64((int64_t)number));
    json_object_object_add(line, "wrong", json_object_get(wrong));
    json_object_array_add(field(checking->out, "tests"), line);
    return;
  }
  if (count == 0)
    return;
  paint_ours(paint, INK_ERROR, "tests[%zu] failed\n", number);
  for (size_t i = 0; i < count; i++)
    show_named(paint, INK_PLAIN, i == 0 ? "wrong" : "",
               json_object_get_string(json_object_array_get_idx(wrong, i)));
  show_named(paint, INK_PLAIN, "draft", field_string(test, "", "draft", NULL));
}

static int run_test(struct checking *checking, size_t number,
                    json_object *test) {
  int code;
  char *context = customer_context(test);
  const attune_message message = {.text = field_string(test, "", "draft", NULL),
                                  .context = context};
  json_object *answer = why_ask(checking->console, &message, NULL, &code);
  free(context);
  if (!answer)
    return code;
  json_object *wrong = json_object_new_array();
  gather(wrong, field(test, "expect"), answer, true);
  gather(wrong, field(test, "expect_not"), answer, false);
  checking->tests++;
  checking->failed += json_object_array_length(wrong) > 0;
  tell_test(checking, number, test, wrong);
  json_object_put(wrong);
  json_object_put(answer);
  return DONE_FINE;
}

static int run_tests(struct checking *checking) {
  json_object *tests = field(checking->root, "tests");
  size_t count = tests ? json_object_array_length(tests) : 0;
  int code = DONE_FINE;
  for (size_t i = 0; i < count && code == DONE_FINE; i++)
    code = run_test(checking, i, json_object_array_get_idx(tests, i));
  return code;
}

static int finish(struct checking *checking) {
  const struct paint *paint = &checking->console->paint;
  if (checking->console->json) {
    json_object_object_add(checking->out, "failed",
                           json_object_new_int64(checking->failed));
    console_json(checking->out);
  } else if (checking->failed > 0) {
    paint_ours(paint, INK_ERROR, "%u of %u tests failed\n", checking->failed,
               checking->tests);
  } else if (!checking->quiet) {
    paint_ours(paint, INK_GOOD, "\nThe manifest is fine");
    paint_ours(paint, INK_FAINT,
               checking->tests > 0 ? "; its %u tests passed\n"
                                   : "; it has no tests of its own\n",
               checking->tests);
  }
  return checking->failed > 0 ? DONE_FOUND : DONE_FINE;
}

static void say_no_folder(const struct checking *checking, const char *folder) {
  char note[4500];
  snprintf(note, sizeof(note),
           "store.path: the folder %s: %s; run by this user, here, a helpdesk "
           "would remember nothing longer than its process",
           folder, strerror(errno));
  json_object_array_add(field(checking->out, "notes"),
                        json_object_new_string(note));
  if (!checking->console->json)
    console_complain("%s", note);
}

/* The plugin makes the store's file, and no folder. No problem of the manifest:
   it may be looked at elsewhere, or by somebody else. */
static void check_store(const struct checking *checking) {
  json_object *store = field(checking->root, "store");
  const char *engine = store ? field_string(store, "", "engine", NULL) : NULL;
  const char *name = store ? field_string(store, "", "path", NULL) : NULL;
  if (!engine || strcmp(engine, "sqlite") != 0 || !name)
    return;
  char *path = manifest_file_beside(console_manifest(checking->console), name);
  char *slash = path ? strrchr(path, '/') : NULL;
  if (slash && slash != path) {
    *slash = '\0';
    if (access(path, W_OK | X_OK) != 0)
      say_no_folder(checking, path);
  }
  free(path);
}

static int check_all(struct checking *checking) {
  checking->root = manifest_file_read(console_manifest(checking->console));
  if (!checking->root)
    return DONE_CANNOT;
  checking->out = json_object_new_object();
  json_object_object_add(checking->out, "scopes", json_object_new_array());
  json_object_object_add(checking->out, "tests", json_object_new_array());
  json_object_object_add(checking->out, "notes", json_object_new_array());
  check_store(checking);
  int code = run_tests(checking);
  if (code == DONE_FINE)
    code = check_scopes(checking);
  if (code == DONE_FINE)
    code = finish(checking);
  json_object_put(checking->out);
  json_object_put(checking->root);
  return code;
}

int command_check(struct console *console, int argc, char **argv) {
  struct checking checking = {.console = console};
  const char *scopes = NULL;
  const struct args_option options[] = {{"explain", NULL, &scopes},
                                        {"quiet", &checking.quiet, NULL},
                                        {NULL, NULL, NULL}};
  int code = args_take(console, options, &argc, argv);
  if (code != DONE_FINE || console->help)
    return code;
  if (argc > 1 || (argc == 1 && console->manifest))
    return console_usage(console, "one manifest at a time, not also", argv[0]);
  if (argc == 1)
    console->manifest = argv[0];
  char *text = scopes ? strdup(scopes) : NULL;
  if (text)
    code = read_scopes(console, text);
  if (code == DONE_FINE)
    code = console_open(console);
  if (code == DONE_FINE)
    code = scopes ? explain(&checking) : check_all(&checking);
  free(text);
  return code;
}
