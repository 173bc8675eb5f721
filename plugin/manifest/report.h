/* What is wrong with a manifest, collected while reading goes on. */
#ifndef ATTUNE_MANIFEST_REPORT_H
#define ATTUNE_MANIFEST_REPORT_H

#include <stdarg.h>

#include "base/arena.h"
#include "base/json_read.h"
#include "manifest/manifest.h"

/* Where in the tree of keys reading is; the root has depth 0. */
struct path_step {
  struct str key; /* data NULL: an item of a list */
  size_t index;
};

struct path {
  struct path_step steps[JSON_DEPTH_MAX];
  size_t depth;
};

void path_push_key(struct path *path, struct str key);
void path_push_index(struct path *path, size_t index);
void path_pop(struct path *path);

/* "webhooks[0].url"; data NULL when memory is out. */
struct str path_text(const struct path *path, struct arena *arena);

struct problem {
  size_t at;
  struct str line; /* path and message */
};

/* More than a person reads at once are counted and not shown. */
#define PROBLEMS_SHOWN 100

struct problems {
  struct arena *arena;
  struct problem items[PROBLEMS_SHOWN];
  size_t count; /* of items */
  unsigned found;
  bool out_of_memory;
};

void problems_add(struct problems *problems, size_t at, struct str path,
                  const char *format, va_list args);

/* Writes them in the order of the text. 0 or ATTUNE_E_MEMORY. */
int problems_write(struct problems *problems, const char *name, struct str text,
                   struct report *report);

/* A problem of the file as a whole. 0 or ATTUNE_E_MEMORY. */
int report_file(struct report *report, const char *name, const char *message);

/* The administrator's words as a log or a terminal can bear them: short,
   without control and invisible characters. */
struct shown {
  char text[64];
};
struct shown shown_of(struct str words);

/*
 * The byte of text behind which offset bytes of a string's value stand,
 * for a string literal that starts at `at`.
 */
size_t literal_offset(struct str text, size_t at, size_t offset);

#endif
