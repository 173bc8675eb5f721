/* All that is remembered of a conversation, and forgetting it. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../replay/fields.h"
#include "args.h"
#include "show.h"

#define DRAIN_MS 15000

static void put_list(const struct paint *paint, const char *name,
                     json_object *list, const char *first, const char *second) {
  size_t count = list ? json_object_array_length(list) : 0;
  for (size_t i = 0; i < count; i++) {
    json_object *item = json_object_array_get_idx(list, i);
    bool plain = json_object_is_type(item, json_type_string);
    const char *one = plain ? json_object_get_string(item)
                            : json_object_get_string(field(item, first));
    const char *other =
        plain ? NULL : json_object_get_string(field(item, second));
    char text[700];
    snprintf(text, sizeof(text), "%.300s%s%.300s", one ? one : "",
             other ? ": " : "", other ? other : "");
    show_named(paint, INK_FAINT, i == 0 ? name : "", text);
  }
}

static void put_conversation(const struct paint *paint, json_object *answer) {
  static const char *const plain[] = {
      "customer_name",   "concern",   "customer_messages",
      "agent_messages",  "apologies", "prompts",
      "broken_promises", "resolved",  "careful"};
  json_object *events = field(answer, "events");
  if (!json_object_get_boolean(field(answer, "known")))
    paint_ours(paint, INK_GOOD, "Nothing is remembered of it.\n");
  for (size_t i = 0; i < sizeof(plain) / sizeof(*plain); i++) {
    json_object *value = field(answer, plain[i]);
    if (value)
      show_named(paint, INK_FAINT, plain[i], json_object_get_string(value));
  }
  put_list(paint, "told", field(answer, "facts"), "kind", "quote");
  put_list(paint, "feelings", field(answer, "feelings"), "feeling", "heat");
  put_list(paint, "signals", field(answer, "signals"), NULL, NULL);
  put_list(paint, "open questions", field(answer, "questions"), NULL, NULL);
  put_list(paint, "reminders", field(answer, "timers"), "due_at", "quote");
  char text[80];
  snprintf(text, sizeof(text), "%lld on their way, %lld dead",
           (long long)field_int(events, "", "waiting", NULL),
           (long long)field_int(events, "", "dead", NULL));
  show_named(paint, INK_FAINT, "events", text);
}

int command_conversation(struct console *console, int argc, char **argv) {
  int code = args_take(console, NULL, &argc, argv);
  if (code != DONE_FINE || console->help)
    return code;
  if (argc != 1)
    return console_usage(console, "give the id of one conversation", NULL);
  code = console_open(console);
  json_object *answer =
      code == DONE_FINE ? console_ask(console, "conversation", argv[0], &code)
                        : NULL;
  if (!answer)
    return code;
  if (console->json) {
    console_json(answer);
  } else {
    console_note(console, answer);
    put_conversation(&console->paint, answer);
  }
  json_object_put(answer);
  return DONE_FINE;
}

static bool is_yes(void) {
  char line[16] = "";
  if (!fgets(line, sizeof(line), stdin))
    return false;
  return strcmp(line, "yes\n") == 0 || strcmp(line, "y\n") == 0;
}

/* What is erased cannot be had again: a person is asked, a script says so. */
static int confirm(const struct console *console, bool yes, int count) {
  if (yes)
    return DONE_FINE;
  if (!isatty(STDIN_FILENO))
    return console_usage(console,
                         "nobody is there to be asked: --yes says that you "
                         "mean it",
                         NULL);
  fprintf(stderr, "Forget all that is remembered of %d conversation%s? [yes] ",
          count, count == 1 ? "" : "s");
  return is_yes() ? DONE_FINE : DONE_FOUND;
}

static bool is_known(json_object *answer) {
  json_object *events = field(answer, "events");
  json_object *timers = field(answer, "timers");
  return json_object_get_boolean(field(answer, "known")) ||
         (timers && json_object_array_length(timers) > 0) ||
         field_int(events, "", "waiting", NULL) > 0 ||
         field_int(events, "", "dead", NULL) > 0;
}

static void tell_erased(const struct console *console, const char *id, bool was,
                        bool is) {
  if (console->json) {
    json_object *line = json_object_new_object();
    console_add(line, "id", id);
    json_object_object_add(line, "was_known", json_object_new_boolean(was));
    json_object_object_add(line, "erased", json_object_new_boolean(!is));
    console_json(line);
    json_object_put(line);
    return;
  }
  console_cell(&console->paint, INK_BOLD, id, 30);
  puts(is    ? " is still there; try again, or look at the helpdesk's log"
       : was ? " forgotten"
             : " nothing was remembered");
}

/* Asks before and after, since only what is looked at is known to be gone. */
static int erase(struct console *console, const char *id) {
  const attune_change change = {.struct_size = sizeof(change),
                                .conversation = id,
                                .state = ATTUNE_ERASED};
  struct host *host = &console->host;
  int code;
  json_object *before = console_ask(console, "conversation", id, &code);
  if (!before)
    return code;
  bool was = is_known(before);
  json_object_put(before);
  int32_t status = host->conversation(host->instance, &change);
  if (status == ATTUNE_OK)
    status = host->drain(host->instance, DRAIN_MS);
  if (status != ATTUNE_OK && status != ATTUNE_E_TIMEOUT) {
    console_complain("not erased: %s", host->strerror(status));
    return DONE_CANNOT;
  }
  json_object *after = console_ask(console, "conversation", id, &code);
  if (!after)
    return code;
  bool is = is_known(after);
  json_object_put(after);
  tell_erased(console, id, was, is);
  return is ? DONE_FOUND : DONE_FINE;
}

/* In memory alone there is nothing that this process could reach. */
static int check_lasting(struct console *console) {
  int code;
  json_object *answer = console_ask(console, "store", NULL, &code);
  if (!answer)
    return code;
  bool lasting = json_object_get_boolean(field(answer, "lasting"));
  json_object_put(answer);
  if (lasting)
    return DONE_FINE;
  console_complain("the store is in memory: only the helpdesk itself can "
                   "forget, through attune_conversation with ATTUNE_ERASED",
                   NULL);
  return DONE_CANNOT;
}

int command_erase(struct console *console, int argc, char **argv) {
  bool yes = false;
  const struct args_option options[] = {{"yes", &yes, NULL},
                                        {NULL, NULL, NULL}};
  int code = args_take(console, options, &argc, argv);
  if (code != DONE_FINE || console->help)
    return code;
  if (argc == 0)
    return console_usage(console, "give the ids of conversations", NULL);
  code = console_open(console);
  if (code == DONE_FINE)
    code = check_lasting(console);
  if (code == DONE_FINE)
    code = confirm(console, yes, argc);
  for (int i = 0; i < argc && code == DONE_FINE && !console_interrupted(); i++)
    code = erase(console, argv[i]);
  return code;
}
