/* What the plugin says of a message, below the words it speaks of. */
#ifndef CONSOLE_SHOW_H
#define CONSOLE_SHOW_H

#include <json-c/json.h>
#include <stdbool.h>

#include "../replay/paint.h"

/* Marks are made of at most so many ranges. */
#define SHOW_MARKS_MAX 64

/* data: of the document that attune_read or attune_review gave. */
void show_reading(const struct paint *paint, const char *text,
                  json_object *data);
void show_review(const struct paint *paint, const char *text,
                 json_object *data);

/* A name in its column and words behind it, wrapped. */
void show_named(const struct paint *paint, enum ink ink, const char *name,
                const char *text);

/* Both texts line by line: "  " the same, "- " before, "+ " after. */
void show_diff(const struct paint *paint, const char *before,
               const char *after);

enum ink show_level(const char *level);

/* The range of a match or signal in bytes of the text; false: it has none. */
bool show_range(json_object *item, size_t size, size_t *begin, size_t *end);

#endif
