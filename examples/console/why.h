/* Why each rule did or did not speak about a draft. */
#ifndef CONSOLE_WHY_H
#define CONSOLE_WHY_H

#include "console.h"

/* The plugin's answer; NULL and *code, said, when there is none. */
json_object *why_ask(struct console *console, const attune_message *message,
                     const char *format, int *code);

void why_show(const struct paint *paint, json_object *answer);

/* Did the rule speak in any of its parts? */
bool why_fired(json_object *answer, const char *rule);

#endif
