/* What Attune says about a draft or a conversation, and why. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../replay/fields.h"
#include "args.h"
#include "manifest_file.h"
#include "show.h"
#include "talk.h"
#include "why.h"

struct trial {
  struct console *console;
  struct talk_options options;
  const char *customer;
  const char *from;
  const char *format;
  bool why;
  bool found; /* a finding in any draft */
};

static void put_who(const struct trial *trial, const struct asked *asked,
                    bool from_agent) {
  const struct paint *paint = &trial->console->paint;
  const char *name =
      from_agent ? asked->message.agent : asked->message.customer_name;
  paint_newline(paint);
  paint_text(paint, INK_BOLD,
             name         ? name
             : from_agent ? "The agent"
                          : "The customer");
  paint_ours(paint, INK_FAINT, from_agent ? ", draft\n" : "\n");
}

static void put_message(struct trial *trial, const struct asked *asked,
                        bool from_agent, json_object *event) {
  const struct paint *paint = &trial->console->paint;
  put_who(trial, asked, from_agent);
  if (from_agent)
    show_review(paint, asked->message.text, field(event, "data"));
  else
    show_reading(paint, asked->message.text, field(event, "data"));
}

static void put_json(const struct asked *asked, bool from_agent,
                     json_object *event, json_object *why) {
  json_object *line = json_object_new_object();
  console_add(line, "from", from_agent ? "agent" : "customer");
  console_add(line, "text", asked->message.text);
  json_object_object_add(line, "event", json_object_get(event));
  if (why)
    json_object_object_add(line, "why", json_object_get(field(why, "rules")));
  console_json(line);
  json_object_put(line);
}

static int try_message(struct trial *trial, const struct asked *asked,
                       bool from_agent) {
  struct console *console = trial->console;
  int32_t status;
  int code = DONE_FINE;
  json_object *why = NULL;
  json_object *event =
      host_read(&console->host, &asked->message, from_agent, &status);
  if (!event || status != ATTUNE_OK) {
    console_complain("a message is not read: %s",
                     console->host.strerror(status));
    json_object_put(event);
    return DONE_FOUND;
  }
  if (trial->why && from_agent)
    why = why_ask(console, &asked->message, trial->format, &code);
  if (console->json)
    put_json(asked, from_agent, event, why);
  else
    put_message(trial, asked, from_agent, event);
  if (why && !console->json)
    why_show(&console->paint, why);
  trial->found |= field(field(event, "data"), "matches") != NULL;
  json_object_put(why);
  json_object_put(event);
  return code;
}

static int try_talk(struct trial *trial, json_object *talk) {
  int code = DONE_FINE;
  for (size_t n = 0;
       n < talk_count(talk) && code == DONE_FINE && !console_interrupted();
       n++) {
    struct asked asked;
    struct said said;
    if (talk_ask(talk, n, &trial->options, &asked) &&
        talk_message(talk, n, &said))
      code = try_message(trial, &asked, said.from_agent);
    talk_asked_free(&asked);
  }
  return code;
}

/* What the customer wrote goes before a draft of plain text. */
static void put_before(json_object *talks, const char *customer) {
  json_object *talk = json_object_array_get_idx(talks, 0);
  json_object *old = field(talk, "messages");
  json_object *messages = json_object_new_array();
  json_object *first = json_object_new_object();
  console_add(first, "from", "customer");
  console_add(first, "text", customer);
  json_object_array_add(messages, first);
  for (size_t i = 0; old && i < json_object_array_length(old); i++)
    json_object_array_add(messages,
                          json_object_get(json_object_array_get_idx(old, i)));
  json_object_object_add(talk, "messages", messages);
}

static int try_all(struct trial *trial, json_object *talks, unsigned problems) {
  int code = DONE_FINE;
  size_t count = json_object_array_length(talks);
  if (count == 0 && problems == 0) {
    console_complain("there is nothing to try: give a draft or a conversation "
                     "on standard input",
                     NULL);
    return DONE_CANNOT;
  }
  if (trial->customer && count > 0)
    put_before(talks, trial->customer);
  for (size_t i = 0; i < count && code == DONE_FINE; i++)
    code = try_talk(trial, json_object_array_get_idx(talks, i));
  if (code == DONE_FINE && (problems > 0 || trial->found))
    code = DONE_FOUND;
  return code;
}

static int check_words(struct trial *trial) {
  static const char *const formats[] = {"text", "html", "markdown"};
  const char *from = trial->from;
  if (from && strcmp(from, "agent") != 0 && strcmp(from, "customer") != 0)
    return console_usage(trial->console, "--from is agent or customer, not",
                         from);
  for (int i = 0; i < 3; i++)
    if (!trial->format || strcmp(trial->format, formats[i]) == 0) {
      trial->options.format = i;
      return DONE_FINE;
    }
  return console_usage(
      trial->console, "--format is text, html or markdown, not", trial->format);
}

static int try_file(struct trial *trial, const char *name) {
  size_t size;
  unsigned problems = 0;
  char *text = file_read_all(name, &size);
  if (!text)
    return DONE_CANNOT;
  bool from_agent = !trial->from || strcmp(trial->from, "agent") == 0;
  json_object *talks =
      talks_read(name ? name : "standard input", text, from_agent, &problems);
  int code = try_all(trial, talks, problems);
  json_object_put(talks);
  free(text);
  return code;
}

int command_try(struct console *console, int argc, char **argv) {
  struct trial trial = {.console = console};
  struct talk_options *given = &trial.options;
  const struct args_option options[] = {{"customer", NULL, &trial.customer},
                                        {"from", NULL, &trial.from},
                                        {"format", NULL, &trial.format},
                                        {"why", &trial.why, NULL},
                                        {"name", NULL, &given->name},
                                        {"agent", NULL, &given->agent},
                                        {"team", NULL, &given->team},
                                        {"channel", NULL, &given->channel},
                                        {"brand", NULL, &given->brand},
                                        {"locale", NULL, &given->locale},
                                        {NULL, NULL, NULL}};
  int code = args_take(console, options, &argc, argv);
  if (code != DONE_FINE || console->help)
    return code;
  if (argc > 1)
    return console_usage(console, "one file at most, not also", argv[1]);
  code = check_words(&trial);
  if (code == DONE_FINE)
    code = console_open(console);
  return code == DONE_FINE ? try_file(&trial, argc > 0 ? argv[0] : NULL) : code;
}
