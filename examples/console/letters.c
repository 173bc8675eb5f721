/* Events that nobody took: list, look, send again, remove. */
#include <stdio.h>
#include <string.h>

#include "../replay/cells.h"
#include "../replay/fields.h"
#include "args.h"
#include "letter.h"

#define PAGE 200
#define MOST 1000

struct listing {
  struct console *console;
  const char *endpoint;
  bool waiting;
  bool all;
  long most;
  long shown;
  bool more;
};

static bool is_wanted(const struct listing *listing, json_object *letter) {
  const char *endpoint = field_string(letter, "", "endpoint", NULL);
  return !listing->endpoint ||
         (endpoint && strcmp(endpoint, listing->endpoint) == 0);
}

static void list_page(struct listing *listing, json_object *answer) {
  json_object *letters = field(answer, "letters");
  size_t count = letters ? json_object_array_length(letters) : 0;
  for (size_t i = 0; i < count; i++) {
    json_object *letter = json_object_array_get_idx(letters, i);
    if (!is_wanted(listing, letter))
      continue;
    if (listing->shown == listing->most) {
      listing->more = true;
      return;
    }
    listing->shown++;
    if (listing->console->json)
      console_json(letter);
    else
      letter_line(&listing->console->paint, letter);
  }
}

static json_object *ask_page(struct listing *listing, const char *after,
                             int *code) {
  json_object *request = json_object_new_object();
  console_add(request, "what", "letters");
  console_add(request, "queue", listing->waiting ? "waiting" : "dead");
  console_add(request, "after", after);
  json_object_object_add(request, "max", json_object_new_int(PAGE));
  return console_query(listing->console, request, code);
}

static void finish_list(const struct listing *listing, bool noted) {
  const struct paint *paint = &listing->console->paint;
  if (listing->console->json)
    return;
  if (listing->more)
    paint_ours(paint, INK_FAINT, "and more: --max says how many to list\n");
  else if (listing->shown == 0 && !noted)
    paint_ours(paint, INK_GOOD,
               listing->waiting ? "Nothing waits.\n"
                                : "There are no dead letters.\n");
}

static int list(struct listing *listing) {
  char after[80] = "";
  bool next = true, noted = false;
  int code = DONE_FINE;
  while (next && !listing->more && !console_interrupted()) {
    json_object *answer = ask_page(listing, after[0] ? after : NULL, &code);
    if (!answer)
      return code;
    if (!after[0] && !listing->console->json)
      noted = console_note(listing->console, answer);
    list_page(listing, answer);
    const char *last = field_string(answer, "", "next", NULL);
    next = last && strlen(last) < sizeof(after);
    if (next)
      strcpy(after, last);
    json_object_put(answer);
  }
  finish_list(listing, noted);
  return listing->shown > 0 && !listing->waiting ? DONE_FOUND : DONE_FINE;
}

static int show(struct console *console, const char *id) {
  int code;
  json_object *letter = console_ask(console, "letter", id, &code);
  if (!letter)
    return code;
  if (console->json)
    console_json(letter);
  else
    letter_show(&console->paint, letter);
  json_object_put(letter);
  return DONE_FINE;
}

/* id NULL: all. *done: how many it did. */
static int change_one(struct console *console, const char *what, const char *id,
                      int64_t *done, int64_t *skipped) {
  int code;
  json_object *request = json_object_new_object();
  console_add(request, "what", what);
  console_add(request, "id", id);
  if (!id)
    json_object_object_add(request, "all", json_object_new_boolean(1));
  json_object *answer = console_query(console, request, &code);
  if (!answer)
    return code;
  *done += field_int(answer, "", "replayed", NULL) +
           field_int(answer, "", "purged", NULL);
  *skipped += field_int(answer, "", "skipped", NULL);
  json_object_put(answer);
  return DONE_FINE;
}

static void tell_change(const struct console *console, bool replay,
                        int64_t done, int64_t skipped) {
  if (console->json) {
    json_object *line = json_object_new_object();
    json_object_object_add(line, replay ? "replayed" : "purged",
                           json_object_new_int64(done));
    json_object_object_add(line, "skipped", json_object_new_int64(skipped));
    console_json(line);
    json_object_put(line);
    return;
  }
  printf("%lld %s\n", (long long)done,
         replay ? "put on the way again; a helpdesk that runs sends them "
                  "within seconds"
                : "removed");
  if (skipped > 0)
    printf("%lld left where they were: the manifest has no webhook of their "
           "name any more\n",
           (long long)skipped);
}

static int change(struct listing *listing, const char *what, int argc,
                  char **argv) {
  struct console *console = listing->console;
  int64_t done = 0, skipped = 0;
  int code = DONE_FINE;
  if (listing->all == (argc > 0))
    return console_usage(console, "give the ids of letters, or --all", NULL);
  if (listing->all)
    code = change_one(console, what, NULL, &done, &skipped);
  for (int i = 0; i < argc && !console_interrupted(); i++) {
    int one = change_one(console, what, argv[i], &done, &skipped);
    code = one > code ? one : code;
  }
  if (code == DONE_FINE || done > 0)
    tell_change(console, strcmp(what, "replay") == 0, done, skipped);
  return code == DONE_FINE && skipped > 0 ? DONE_FOUND : code;
}

static int run(struct listing *listing, int argc, char **argv) {
  struct console *console = listing->console;
  const char *verb = argc > 0 ? argv[0] : "list";
  bool changes = strcmp(verb, "replay") == 0 || strcmp(verb, "purge") == 0;
  if (!changes && strcmp(verb, "list") != 0 && strcmp(verb, "show") != 0)
    return console_usage(console, "list, show, replay or purge, not", verb);
  if (strcmp(verb, "show") == 0 && argc != 2)
    return console_usage(console, "show takes the id of one letter", NULL);
  if (strcmp(verb, "list") == 0 && argc > 1)
    return console_usage(console, "list takes no", argv[1]);
  int code = console_open(console);
  if (code != DONE_FINE)
    return code;
  if (changes)
    return change(listing, verb, argc - 1, argv + 1);
  return strcmp(verb, "show") == 0 ? show(console, argv[1]) : list(listing);
}

int command_letters(struct console *console, int argc, char **argv) {
  struct listing listing = {.console = console, .most = MOST};
  const char *most = NULL;
  const struct args_option options[] = {{"waiting", &listing.waiting, NULL},
                                        {"all", &listing.all, NULL},
                                        {"endpoint", NULL, &listing.endpoint},
                                        {"max", NULL, &most},
                                        {NULL, NULL, NULL}};
  int code = args_take(console, options, &argc, argv);
  if (code != DONE_FINE || console->help)
    return code;
  if (most && !args_number(most, 1, 10000000, &listing.most))
    return console_usage(console, "--max is a number, not", most);
  return run(&listing, argc, argv);
}
