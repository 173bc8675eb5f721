/* The words behind a command: options in any order, and what is left. */
#ifndef CONSOLE_ARGS_H
#define CONSOLE_ARGS_H

#include "console.h"

/* "--name" or "--name VALUE"; one of flag and value is set. */
struct args_option {
  const char *name;
  bool *flag;
  const char **value;
};

/*
 * Takes out the options, this command's (ends with a NULL name) and those of
 * all; argv keeps the other words and *argc how many. DONE_FINE, DONE_USAGE
 * (said), or DONE_FINE with console->help set.
 */
int args_take(struct console *console, const struct args_option *options,
              int *argc, char **argv);

/* A whole number from least to most; false: it is none. */
bool args_number(const char *text, long least, long most, long *out);

#endif
