#include "args.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

bool args_number(const char *text, long least, long most, long *out) {
  char *end;
  errno = 0;
  long number = strtol(text, &end, 10);
  bool digits = *text >= '0' && *text <= '9';
  *out = number;
  return digits && !*end && !errno && number >= least && number <= most;
}

/* Does the word name the option? *value is what stands behind its "=". */
static bool names(const char *word, const char *name, const char **value) {
  size_t size = strlen(name);
  *value = NULL;
  if (strncmp(word, name, size) != 0)
    return false;
  if (word[size] == '=')
    *value = word + size + 1;
  return word[size] == '\0' || word[size] == '=';
}

static const struct args_option *find(const struct args_option *options,
                                      const char *word, const char **value) {
  for (; options && options->name; options++)
    if (names(word + 2, options->name, value))
      return options;
  return NULL;
}

/* One option; *at moves over its value. */
static int take(struct console *console, const struct args_option *option,
                const char *value, int *at, int argc, char **argv) {
  if (option->flag && value)
    return console_usage(console, "takes no value:", argv[*at]);
  if (option->flag) {
    *option->flag = true;
    return DONE_FINE;
  }
  if (!value && *at + 1 >= argc)
    return console_usage(console, "a value is missing behind", argv[*at]);
  *option->value = value ? value : argv[++*at];
  return DONE_FINE;
}

static int colours(struct console *console) {
  const char *when = console->colour_when;
  long width = 0;
  int colour = 0;
  if (when && strcmp(when, "always") == 0)
    colour = 1;
  else if (when && strcmp(when, "never") == 0)
    colour = -1;
  else if (when && strcmp(when, "auto") != 0)
    return console_usage(console, "--color is always, never or auto, not",
                         when);
  if (console->width_text && !args_number(console->width_text, 24, 400, &width))
    return console_usage(console, "--width is a number from 24 to 400, not",
                         console->width_text);
  paint_init(&console->paint, stdout, colour, (unsigned)width);
  return DONE_FINE;
}

int args_take(struct console *console, const struct args_option *options,
              int *argc, char **argv) {
  const struct args_option common[] = {
      {"manifest", NULL, &console->manifest},
      {"library", NULL, &console->library},
      {"json", &console->json, NULL},
      {"color", NULL, &console->colour_when},
      {"colour", NULL, &console->colour_when},
      {"width", NULL, &console->width_text},
      {"help", &console->help, NULL},
      {NULL, NULL, NULL},
  };
  int left = 0, status = DONE_FINE, at = 0;
  for (; at < *argc && status == DONE_FINE; at++) {
    const char *value;
    if (strcmp(argv[at], "--") == 0)
      break;
    if (strncmp(argv[at], "--", 2) != 0) {
      argv[left++] = argv[at];
      continue;
    }
    const struct args_option *option = find(options, argv[at], &value);
    option = option ? option : find(common, argv[at], &value);
    status = option ? take(console, option, value, &at, *argc, argv)
                    : console_usage(console, "unknown option", argv[at]);
  }
  for (at++; at < *argc && status == DONE_FINE; at++)
    argv[left++] = argv[at];
  *argc = left;
  return status == DONE_FINE ? colours(console) : status;
}
