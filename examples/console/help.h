/* What each command says of itself; the man page says more. */
#ifndef CONSOLE_HELP_H
#define CONSOLE_HELP_H

#include "console.h"

struct command_entry {
  const char *name;
  command *run;
  const char *summary; /* one line, no full stop */
  const char *help;    /* lines, each ends with a line feed */
};

/* Ends with a NULL name. */
extern const struct command_entry commands[];

void help_all(void);
void help_one(const struct command_entry *entry);

#endif
