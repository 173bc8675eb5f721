/* Follows events: those that wait, those that died, those that are gone. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../replay/fields.h"
#include "args.h"
#include "letter.h"

#define PAGE 500

/* Letters by id, as they were seen at the last look. */
struct following {
  struct console *console;
  json_object *known;
  json_object *seen; /* at this look */
  bool first;
  bool bodies;
};

static const char *sign_of(const char *state) {
  return strcmp(state, "waits") == 0   ? "+"
         : strcmp(state, "retry") == 0 ? "~"
         : strcmp(state, "dead") == 0  ? "!"
                                       : "-";
}

static void put_body(struct following *following, const char *id) {
  json_object *request = json_object_new_object();
  console_add(request, "what", "letter");
  console_add(request, "id", id);
  int32_t status;
  json_object *letter = host_query(
      &following->console->host, json_object_to_json_string(request), &status);
  /* Gone meanwhile: it was delivered. */
  if (letter && status == ATTUNE_OK)
    letter_document(&following->console->paint, field(letter, "event"));
  json_object_put(letter);
  json_object_put(request);
}

static void tell(struct following *following, const char *state,
                 json_object *letter) {
  const struct paint *paint = &following->console->paint;
  if (following->console->json) {
    json_object *line = json_object_new_object();
    console_add(line, "state", state);
    json_object_object_add(line, "letter", json_object_get(letter));
    console_json(line);
    json_object_put(line);
  } else {
    enum ink ink = strcmp(state, "dead") == 0    ? INK_ERROR
                   : strcmp(state, "retry") == 0 ? INK_WARNING
                                                 : INK_GOOD;
    paint_ours(paint, ink, "%s ", sign_of(state));
    console_cell(paint, ink, state, 7);
    letter_line(paint, letter);
    if (following->bodies && strcmp(state, "gone") != 0)
      put_body(following, field_string(letter, "", "id", NULL));
  }
  fflush(stdout);
}

/* The state a letter is in, as this program calls it. */
static const char *state_of(json_object *letter, bool dead) {
  if (dead)
    return "dead";
  return field_int(letter, "", "attempts", NULL) > 0 ? "retry" : "waits";
}

static void meet(struct following *following, json_object *letter, bool dead) {
  const char *id = field_string(letter, "", "id", NULL);
  const char *state = state_of(letter, dead);
  if (!id)
    return;
  json_object *before = field(following->known, id);
  bool news = !before ||
              strcmp(field_string(before, "", "state", NULL), state) != 0 ||
              field_int(field(before, "letter"), "", "attempts", NULL) !=
                  field_int(letter, "", "attempts", NULL);
  json_object *now = json_object_new_object();
  console_add(now, "state", state);
  json_object_object_add(now, "letter", json_object_get(letter));
  json_object_object_add(following->seen, id, now);
  /* What died before we came is for `letters`. */
  if (news && !(dead && following->first))
    tell(following, state, letter);
}

static int look_at(struct following *following, bool dead) {
  char *after = NULL;
  bool more = true;
  int code = DONE_FINE;
  while (more) {
    json_object *request = json_object_new_object();
    console_add(request, "what", "letters");
    console_add(request, "queue", dead ? "dead" : "waiting");
    console_add(request, "after", after);
    json_object_object_add(request, "max", json_object_new_int(PAGE));
    json_object *answer = console_query(following->console, request, &code);
    json_object *letters = field(answer, "letters");
    for (size_t i = 0; letters && i < json_object_array_length(letters); i++)
      meet(following, json_object_array_get_idx(letters, i), dead);
    const char *next = field_string(answer, "", "next", NULL);
    free(after);
    after = next ? strdup(next) : NULL;
    more = after != NULL;
    json_object_put(answer);
  }
  return code;
}

/* Delivered, expired or erased: the store no longer says which. */
static void tell_gone(struct following *following) {
  json_object_object_foreach(following->known, id, entry) {
    if (!field(following->seen, id))
      tell(following, "gone", field(entry, "letter"));
  }
}

/* A store that others hold for a moment is looked at again. */
static int look(struct following *following) {
  following->seen = json_object_new_object();
  int code = look_at(following, false);
  if (code == DONE_FINE)
    code = look_at(following, true);
  if (code != DONE_FINE) {
    json_object_put(following->seen);
    return code;
  }
  tell_gone(following);
  json_object_put(following->known);
  following->known = following->seen;
  following->first = false;
  return DONE_FINE;
}

static void pause_ms(long ms) {
  const struct timespec time = {ms / 1000, ms % 1000 * 1000000};
  nanosleep(&time, NULL);
}

static int follow(struct following *following, long every_ms, bool once) {
  int code;
  json_object *answer = console_query(
      following->console, console_request(following->console, "store"), &code);
  if (!answer)
    return code;
  bool lasting = json_object_get_boolean(field(answer, "lasting"));
  if (!lasting)
    console_complain("%s", field_string(answer, "", "note", NULL));
  json_object_put(answer);
  if (!lasting)
    return DONE_CANNOT;
  following->known = json_object_new_object();
  following->first = true;
  do {
    code = look(following);
    if (!once && !console_interrupted())
      pause_ms(every_ms);
  } while (!once && !console_interrupted());
  json_object_put(following->known);
  return code;
}

int command_events(struct console *console, int argc, char **argv) {
  struct following following = {.console = console};
  const char *every = NULL;
  long every_ms = 500;
  bool once = false;
  const struct args_option options[] = {{"every", NULL, &every},
                                        {"once", &once, NULL},
                                        {"bodies", &following.bodies, NULL},
                                        {NULL, NULL, NULL}};
  int code = args_take(console, options, &argc, argv);
  if (code != DONE_FINE || console->help)
    return code;
  if (argc > 0)
    return console_usage(console, "takes no", argv[0]);
  if (every && !args_number(every, 20, 3600000, &every_ms))
    return console_usage(console,
                         "--every is in milliseconds, at least 20, "
                         "not",
                         every);
  code = console_open(console);
  return code == DONE_FINE ? follow(&following, every_ms, once) : code;
}
