/*
 * attune: check, try and watch Attune from a terminal or a script.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../replay/cells.h"
#include "help.h"

/* The one thing a signal handler may touch. */
static volatile sig_atomic_t interrupted;

static void on_signal(int signal) {
  interrupted = signal;
}

bool console_interrupted(void) {
  return interrupted != 0;
}

/* A second signal ends the program at once. */
static void catch_signals(void) {
  const struct sigaction action = {.sa_handler = on_signal,
                                   .sa_flags = (int)SA_RESETHAND};
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGTERM, &action, NULL);
  signal(SIGPIPE, SIG_DFL);
}

static const struct command_entry *find(const char *name) {
  const struct command_entry *entry = commands;
  while (entry->name && strcmp(entry->name, name) != 0)
    entry++;
  return entry->name ? entry : NULL;
}

static int unknown(const char *name) {
  const struct console console = {0};
  return console_usage(&console, "there is no command", name);
}

static int help(int argc, char **argv) {
  const struct command_entry *entry = argc > 0 ? find(argv[0]) : NULL;
  if (argc > 0 && !entry)
    return unknown(argv[0]);
  if (entry)
    help_one(entry);
  else
    help_all();
  return DONE_FINE;
}

static int run(const struct command_entry *entry, int argc, char **argv) {
  struct console console = {.command = entry->name};
  paint_init(&console.paint, stdout, 0, 0);
  int code = entry->run(&console, argc, argv);
  if (console.help) {
    help_one(entry);
    code = DONE_FINE;
  }
  host_close(&console.host);
  return code;
}

/* What cannot be written (a full disk) must not look as if it had been. */
static int finish(int code) {
  if (fflush(stdout) != 0 || ferror(stdout)) {
    console_complain("the answer could not be written", NULL);
    return DONE_CANNOT;
  }
  return interrupted ? 128 + interrupted : code;
}

int main(int argc, char **argv) {
  cells_locale();
  catch_signals();
  if (argc < 2) {
    help_all();
    return DONE_USAGE;
  }
  if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0)
    return finish(help(argc - 2, argv + 2));
  if (strcmp(argv[1], "--version") == 0)
    return finish(command_version());
  const struct command_entry *entry = find(argv[1]);
  return entry ? finish(run(entry, argc - 2, argv + 2)) : unknown(argv[1]);
}
