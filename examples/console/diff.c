/* What a changed manifest would change over files of conversations. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../replay/fields.h"
#include "args.h"
#include "manifest_file.h"
#include "show.h"
#include "talk.h"

struct comparing {
  struct console *console;
  struct host other; /* with the new manifest */
  struct talk_options options;
  bool quiet;
  bool progress;
  double shown_at;
  unsigned messages;
  unsigned changed;
  json_object *sums;    /* "canned": {"added","removed","levels"} */
  json_object *changes; /* of the message at hand */
};

static double now_s(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void note(struct comparing *comparing, const char *sign,
                 const char *what, const char *text) {
  json_object *change = json_object_new_object();
  console_add(change, "sign", sign);
  console_add(change, "what", what);
  console_add(change, "text", text);
  json_object_array_add(comparing->changes, change);
}

static void count(struct comparing *comparing, const char *what,
                  const char *how) {
  json_object *row = field(comparing->sums, what);
  if (!row) {
    row = json_object_new_object();
    json_object_object_add(comparing->sums, what, row);
  }
  json_object *number = field(row, how);
  json_object_object_add(
      row, how, json_object_new_int64(json_object_get_int64(number) + 1));
}

static bool same_text(json_object *a, json_object *b) {
  const char *one = json_object_get_string(a);
  const char *other = json_object_get_string(b);
  return one && other ? strcmp(one, other) == 0 : one == other;
}

/* A finding in another document: the same rule about the same words. */
static json_object *find_match(json_object *matches, json_object *wanted) {
  size_t number = matches ? json_object_array_length(matches) : 0;
  for (size_t i = 0; i < number; i++) {
    json_object *match = json_object_array_get_idx(matches, i);
    if (same_text(field(match, "rule"), field(wanted, "rule")) &&
        same_text(field(match, "range"), field(wanted, "range")))
      return match;
  }
  return NULL;
}

static void note_match(struct comparing *comparing, const char *sign,
                       json_object *match) {
  const char *quote = field_string(match, "", "quote", NULL);
  const char *level = field_string(match, "", "level", NULL);
  char text[400];
  snprintf(text, sizeof(text), "%s, \"%.300s\"", level ? level : "?",
           quote ? quote : "");
  note(comparing, sign, field_string(match, "", "rule", NULL), text);
}

static void compare_matches(struct comparing *comparing, json_object *before,
                            json_object *after, const char *sign) {
  bool removed = sign[0] == '-';
  size_t number = before ? json_object_array_length(before) : 0;
  for (size_t i = 0; i < number; i++) {
    json_object *match = json_object_array_get_idx(before, i);
    json_object *other = find_match(after, match);
    const char *rule = field_string(match, "", "rule", NULL);
    if (!other) {
      note_match(comparing, sign, match);
      count(comparing, rule, removed ? "removed" : "added");
    } else if (removed &&
               !same_text(field(match, "level"), field(other, "level"))) {
      char text[80];
      snprintf(text, sizeof(text), "%s, now %s",
               json_object_get_string(field(match, "level")),
               json_object_get_string(field(other, "level")));
      note(comparing, "~", rule, text);
      count(comparing, rule, "levels");
    }
  }
}

static bool has_text(json_object *list, const char *text) {
  size_t number = list ? json_object_array_length(list) : 0;
  for (size_t i = 0; i < number; i++)
    if (strcmp(json_object_get_string(json_object_array_get_idx(list, i)),
               text) == 0)
      return true;
  return false;
}

/* Items of one list that the other has not, as they are written. */
static void compare_list(struct comparing *comparing, const char *what,
                         json_object *mine, json_object *others,
                         const char *sign) {
  size_t number = mine ? json_object_array_length(mine) : 0;
  for (size_t i = 0; i < number; i++) {
    json_object *item = json_object_array_get_idx(mine, i);
    if (has_text(others, json_object_get_string(item)))
      continue;
    const char *text = field_string(item, "", "text", NULL);
    text = text ? text : field_string(item, "", "rule", NULL);
    text = text ? text : field_string(item, "", "id", NULL);
    note(comparing, sign, what, text ? text : json_object_get_string(item));
    count(comparing, what, sign[0] == '-' ? "removed" : "added");
  }
}

static void compare_both(struct comparing *comparing, const char *what,
                         json_object *before, json_object *after) {
  compare_list(comparing, what, before, after, "-");
  compare_list(comparing, what, after, before, "+");
}

static void compare_value(struct comparing *comparing, const char *what,
                          json_object *before, json_object *after) {
  if (same_text(before, after))
    return;
  json_object *change = json_object_new_object();
  console_add(change, "sign", "~");
  console_add(change, "what", what);
  console_add(change, "before", json_object_get_string(before));
  console_add(change, "after", json_object_get_string(after));
  json_object_array_add(comparing->changes, change);
  count(comparing, what, "changed");
}

static void compare_review(struct comparing *comparing, json_object *before,
                           json_object *after) {
  compare_matches(comparing, field(before, "matches"), field(after, "matches"),
                  "-");
  compare_matches(comparing, field(after, "matches"), field(before, "matches"),
                  "+");
  compare_both(comparing, "missing", field(field(before, "moves"), "missing"),
               field(field(after, "moves"), "missing"));
  compare_value(comparing, "score", field(field(before, "score"), "before"),
                field(field(after, "score"), "before"));
  compare_value(comparing, "rewrite", field(field(before, "rewrite"), "text"),
                field(field(after, "rewrite"), "text"));
}

static void compare_reading(struct comparing *comparing, json_object *before,
                            json_object *after) {
  static const char *const lists[] = {"acknowledge", "paraphrase", "ask",
                                      "offers", "avoid"};
  json_object *old = field(before, "prompts"), *new = field(after, "prompts");
  compare_value(comparing, "feeling",
                field(field(before, "reading"), "feeling"),
                field(field(after, "reading"), "feeling"));
  for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++)
    compare_both(comparing, lists[i], field(old, lists[i]),
                 field(new, lists[i]));
}

static enum ink ink_of(const char *sign) {
  return sign[0] == '+' ? INK_GOOD : sign[0] == '-' ? INK_ERROR : INK_WARNING;
}

/* Words of one line stand behind what they are, longer ones below it. */
static void put_change(const struct paint *paint, json_object *change) {
  const char *sign = field_string(change, "", "sign", NULL);
  const char *what = field_string(change, "", "what", NULL);
  const char *text = field_string(change, "", "text", NULL);
  const char *before = field_string(change, "", "before", NULL);
  const char *after = field_string(change, "", "after", NULL);
  char name[80], both[120];
  snprintf(name, sizeof(name), "%s %s", sign, what ? what : "?");
  if (!text && before && after && strlen(before) + strlen(after) > 60) {
    show_named(paint, ink_of(sign), name, "");
    show_diff(paint, before, after);
    return;
  }
  if (!text && !before && after)
    snprintf(both, sizeof(both), "none before");
  else if (!text && before && !after)
    snprintf(both, sizeof(both), "none any more");
  else if (!text)
    snprintf(both, sizeof(both), "%s, now %s", before, after);
  show_named(paint, ink_of(sign), name, text ? text : both);
}

static void put_changes(struct comparing *comparing, json_object *talk,
                        const struct asked *asked) {
  const struct paint *paint = &comparing->console->paint;
  const char *id = field_string(talk, "", "id", NULL);
  size_t number = json_object_array_length(comparing->changes);
  paint_newline(paint);
  paint_text(paint, INK_BOLD, id ? id : "conversation");
  paint_text(paint, INK_FAINT, ", ");
  paint_text(paint, INK_FAINT, asked->message.id);
  paint_newline(paint);
  for (size_t i = 0; i < number; i++) {
    json_object *change = json_object_array_get_idx(comparing->changes, i);
    put_change(paint, change);
  }
}

static void put_json(struct comparing *comparing, json_object *talk,
                     const struct asked *asked) {
  json_object *line = json_object_new_object();
  console_add(line, "conversation", field_string(talk, "", "id", NULL));
  console_add(line, "message", asked->message.id);
  json_object_object_add(line, "changes", json_object_get(comparing->changes));
  console_json(line);
  json_object_put(line);
}

static void tell(struct comparing *comparing, json_object *talk,
                 const struct asked *asked) {
  if (json_object_array_length(comparing->changes) == 0)
    return;
  comparing->changed++;
  if (comparing->quiet)
    return;
  if (comparing->console->json)
    put_json(comparing, talk, asked);
  else
    put_changes(comparing, talk, asked);
}

/* Such as a message that the new limits.message_bytes refuses. */
static void note_status(struct comparing *comparing, int32_t status) {
  note(comparing, "~", "read at all",
       comparing->console->host.strerror(status));
  count(comparing, "read at all", "changed");
}

static void compare_message(struct comparing *comparing, json_object *talk,
                            const struct asked *asked, bool from_agent) {
  int32_t old_status, new_status;
  json_object *old = host_read(&comparing->console->host, &asked->message,
                               from_agent, &old_status);
  json_object *new =
      host_read(&comparing->other, &asked->message, from_agent, &new_status);
  comparing->messages++;
  comparing->changes = json_object_new_array();
  if (old_status != ATTUNE_OK || new_status != ATTUNE_OK) {
    if (old_status != new_status)
      note_status(comparing, new_status);
  } else if (from_agent) {
    compare_review(comparing, field(old, "data"), field(new, "data"));
  } else {
    compare_reading(comparing, field(old, "data"), field(new, "data"));
  }
  tell(comparing, talk, asked);
  json_object_put(comparing->changes);
  json_object_put(old);
  json_object_put(new);
}

static void show_progress(struct comparing *comparing, size_t done,
                          size_t all) {
  double now = now_s();
  if (!comparing->progress || now - comparing->shown_at < 0.2)
    return;
  comparing->shown_at = now;
  fprintf(stderr, "\r%u messages, %zu of %zu conversations\033[K",
          comparing->messages, done, all);
}

static void compare_talk(struct comparing *comparing, json_object *talk) {
  for (size_t n = 0; n < talk_count(talk) && !console_interrupted(); n++) {
    struct asked asked;
    struct said said;
    if (talk_ask(talk, n, &comparing->options, &asked) &&
        talk_message(talk, n, &said))
      compare_message(comparing, talk, &asked, said.from_agent);
    talk_asked_free(&asked);
  }
}

static int compare_file(struct comparing *comparing, const char *name) {
  size_t size;
  unsigned problems = 0;
  char *text = file_read_all(name, &size);
  if (!text)
    return DONE_CANNOT;
  json_object *talks = talks_read(name, text, true, &problems);
  size_t all = json_object_array_length(talks);
  for (size_t i = 0; i < all && !console_interrupted(); i++) {
    compare_talk(comparing, json_object_array_get_idx(talks, i));
    show_progress(comparing, i + 1, all);
  }
  if (comparing->progress && comparing->shown_at > 0)
    fputs("\r\033[K", stderr);
  json_object_put(talks);
  free(text);
  return problems > 0 ? DONE_CANNOT : DONE_FINE;
}

static void put_sums(struct comparing *comparing) {
  const struct paint *paint = &comparing->console->paint;
  if (comparing->console->json) {
    json_object *line = json_object_new_object();
    json_object_object_add(line, "messages",
                           json_object_new_int64(comparing->messages));
    json_object_object_add(line, "changed",
                           json_object_new_int64(comparing->changed));
    json_object_object_add(line, "sums", json_object_get(comparing->sums));
    console_json(line);
    json_object_put(line);
    return;
  }
  paint_newline(paint);
  paint_ours(paint, INK_BOLD, "%u of %u messages change\n", comparing->changed,
             comparing->messages);
  json_object_object_foreach(comparing->sums, what, row) {
    char text[120] = "";
    size_t at = 0;
    json_object_object_foreach(row, how, number) {
      at += (size_t)snprintf(text + at, sizeof(text) - at, "%s%lld %s",
                             at > 0 ? ", " : "",
                             (long long)json_object_get_int64(number), how);
      if (at >= sizeof(text))
        break;
    }
    show_named(paint, INK_PLAIN, what, text);
  }
}

static int open_both(struct comparing *comparing, char **argv) {
  comparing->console->manifest = argv[0];
  int code = console_open(comparing->console);
  return code == DONE_FINE ? console_open_beside(comparing->console,
                                                 &comparing->other, argv[1])
                           : code;
}

static int compare_all(struct comparing *comparing, int argc, char **argv) {
  int code = open_both(comparing, argv);
  if (code != DONE_FINE)
    return code == DONE_FOUND ? DONE_CANNOT : code;
  comparing->sums = json_object_new_object();
  for (int i = 2; i < argc && !console_interrupted(); i++) {
    int file = compare_file(comparing, argv[i]);
    code = file > code ? file : code;
  }
  put_sums(comparing);
  json_object_put(comparing->sums);
  host_close_beside(&comparing->other);
  return code == DONE_FINE && comparing->changed > 0 ? DONE_FOUND : code;
}

int command_diff(struct console *console, int argc, char **argv) {
  struct comparing comparing = {.console = console};
  struct talk_options *given = &comparing.options;
  const struct args_option options[] = {
      {"quiet", &comparing.quiet, NULL},  {"team", NULL, &given->team},
      {"channel", NULL, &given->channel}, {"brand", NULL, &given->brand},
      {"locale", NULL, &given->locale},   {NULL, NULL, NULL}};
  int code = args_take(console, options, &argc, argv);
  if (code != DONE_FINE || console->help)
    return code;
  if (argc < 3)
    return console_usage(console,
                         "the old manifest, the new one, and at least one "
                         "file of conversations are needed",
                         NULL);
  comparing.progress =
      isatty(STDERR_FILENO) && (comparing.quiet || !isatty(STDOUT_FILENO));
  return compare_all(&comparing, argc, argv);
}
