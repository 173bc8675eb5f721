/*
 * attune: the administrator's console. Looks at a manifest, tries it, watches
 * and mends what is on its way, with nothing but include/attune.h between it
 * and the plugin. Every command is a function of this kind; what all of them
 * share is here.
 */
#ifndef CONSOLE_CONSOLE_H
#define CONSOLE_CONSOLE_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>

#include "../replay/paint.h"
#include "host.h"

enum {
  DONE_FINE = 0,
  DONE_FOUND = 1, /* something was found, or refused */
  DONE_USAGE = 2, /* the command line is wrong */
  DONE_CANNOT = 3 /* a file cannot be read, nobody can be reached */
};

struct console {
  const char *command;
  const char *manifest; /* as given; see console_manifest */
  const char *library;
  const char *colour_when;
  const char *width_text;
  bool json;
  bool help;
  /* What messages and settings are asked for. */
  const char *team, *channel, *brand, *locale;
  struct paint paint; /* standard output */
  struct host host;
};

typedef int command(struct console *console, int argc, char **argv);

command command_check;
command command_try;
command command_diff;
command command_ping;
command command_verify;
command command_sign;
command command_letters;
command command_trends;
command command_stats;
command command_erase;
command command_conversation;
command command_events;
command command_rules;

/* The versions of this program and of the plugin. */
int command_version(void);

/* Was the program told to end (SIGINT, SIGTERM)? */
bool console_interrupted(void);

/* "attune: …" on standard error; text from outside only through %s of these,
   where it is shown as a terminal may show it. */
void console_complain(const char *format, const char *text);
void console_complain_of(const char *format, const char *text,
                         const char *other);

/* A wrong command line: says it and how to get help; DONE_USAGE. */
int console_usage(const struct console *console, const char *what,
                  const char *given);

/* The manifest to work with: --manifest, ATTUNE_MANIFEST, the one in this
   folder, or the installed one. */
const char *console_manifest(const struct console *console);

/* The plugin with the manifest; DONE_FINE, or a code and said on stderr. */
int console_open(struct console *console);
/* Another manifest in a host beside it. */
int console_open_beside(const struct console *console, struct host *host,
                        const char *manifest);

/*
 * Asks the plugin; takes over the request. NULL: it could not answer, which
 * was said, and *code is what to end with.
 */
json_object *console_query(struct console *console, json_object *request,
                           int *code);

/* The same for {"what":…,"id":…}; id may be NULL. */
json_object *console_ask(struct console *console, const char *what,
                         const char *id, int *code);

/* {"what":…} and the scopes that were given on the command line. */
json_object *console_request(const struct console *console, const char *what);
void console_add(json_object *object, const char *key, const char *text);

/* One line of JSON on standard output. */
void console_json(json_object *object);

/* A table's cell: the text, and blanks up to width. */
void console_cell(const struct paint *paint, enum ink ink, const char *text,
                  size_t width);

/* "2026-03-01T08:15:00.000Z" as "2026-03-01 08:15:00". */
void console_time(const struct paint *paint, enum ink ink, const char *time);

/* The note of a store that does not last, when there is one. True: there is. */
bool console_note(const struct console *console, json_object *answer);

#endif
