/* A letter as a line, and in full. */
#ifndef CONSOLE_LETTER_H
#define CONSOLE_LETTER_H

#include "console.h"

/* Id, type, endpoint, conversation, how often it was tried and why not. */
void letter_line(const struct paint *paint, json_object *letter);

/* All of it, the event as indented JSON below. */
void letter_show(const struct paint *paint, json_object *letter);

/* A JSON document in lines, as a terminal may show it. */
void letter_document(const struct paint *paint, json_object *document);

#endif
