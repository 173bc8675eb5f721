/*
 * lint FILE...: looks at every line of a language pack, with the code that
 * reads it in the library, and names all that is wrong at once. A build tool.
 */
#ifndef ATTUNE_LANGUAGE_TOOLS_LINT_H
#define ATTUNE_LANGUAGE_TOOLS_LINT_H

#include "language/known.h"
#include "language/pack.h"
#include "manifest/keys.h"

/* The id of a section whose own is not understood. */
#define LINT_NAME STR("lint")

struct lint_problem {
  struct str file;
  uint32_t line;
  struct str message;
};

struct lint {
  struct arena arena;
  struct language_file *files; /* their bytes change where they are mended */
  size_t file_count;
  struct pack pack;
  struct lint_problem *problems;
  size_t count;
  size_t capacity;
  bool failed; /* memory was out */
};

void lint_add(struct lint *lint, struct str file, uint32_t line,
              const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Was a problem named there before? */
bool lint_has(const struct lint *lint, struct str file, uint32_t line);

/* `, did you mean "x"?`, or nothing where no candidate is close. */
struct lint_hint {
  char text[64];
};
struct lint_hint lint_hint_of(const struct nearest *nearest);

/*
 * Makes lint->pack, and a language of it, naming what the readers refuse.
 * They stop at the first mistake; so it is mended with words that mean
 * nothing, its line left where it is, and they are asked again.
 */
void lint_read(struct lint *lint);

/* Holds every section against what the rooms know. */
void lint_sections(struct lint *lint);

/* Is the word one of the names? If not, all are offered to nearest. */
bool lint_named(const struct lint *lint, const struct known_names *names,
                struct str word, struct nearest *nearest);

/* The slots of a template of the section; names: what the row says. */
void lint_template(struct lint *lint, const struct known_section *known,
                   const struct known_names *names,
                   const struct pack_section *section,
                   const struct pack_line *line);

#endif
