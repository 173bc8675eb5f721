/*
 * replay: a helpdesk in a terminal. Plays conversations through Attune's
 * shared object, receives its webhooks and shows them where an agent would
 * see them.
 */
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cells.h"
#include "play.h"
#include "workspace.h"

enum {
  EXIT_WRONG = 1,
  EXIT_USAGE = 2
};

/* The one thing a signal handler may touch. */
static volatile sig_atomic_t interrupted;

static void on_signal(int signal) {
  interrupted = signal;
}

static void print_help(void) {
  fputs(
      "Usage: replay [options] FILE...\n"
      "Plays conversations, one JSON object a line, through Attune and shows\n"
      "its suggestions as an agent would see them. \"-\" is standard input.\n"
      "\n"
      "  --library PATH    the plugin; attune.so beside this program\n"
      "  --manifest FILE   settings to play with; its webhooks are left out,\n"
      "                    so that nobody else hears of a rehearsal\n"
      "  --json            each event as a line of JSON, with \"verified\"\n"
      "  --quiet           the summary alone\n"
      "  --limit N         at most N conversations\n"
      "  --color WHEN      always, never or auto (on a terminal, unless\n"
      "                    NO_COLOR is set)\n"
      "  --width N         columns; the terminal's\n"
      "  --help            this text\n"
      "\n"
      "Exit code: 0 all was well; 1 something was wrong: a bad signature, an\n"
      "invalid event, a message not answered, a line that could not be used;\n"
      "2 wrong usage.\n",
      stdout);
}

static int usage(const char *what, const char *given) {
  fprintf(stderr, "replay: %s%s%s\nTry \"replay --help\".\n", what,
          given ? " " : "", given ? given : "");
  return EXIT_USAGE;
}

/* A whole number from 1 to most; 0: it is none. */
static unsigned long read_number(const char *text, unsigned long most) {
  char *end;
  errno = 0;
  unsigned long number = strtoul(text, &end, 10);
  bool whole = *text >= '0' && *text <= '9' && !*end && !errno;
  return whole && number <= most ? number : 0;
}

static int read_colour(struct options *options, const char *when) {
  if (strcmp(when, "always") == 0)
    options->colour = 1;
  else if (strcmp(when, "never") == 0)
    options->colour = -1;
  else if (strcmp(when, "auto") != 0)
    return usage("--color is always, never or auto, not", when);
  return 0;
}

enum option_id {
  OPTION_LIBRARY = 256,
  OPTION_MANIFEST,
  OPTION_JSON,
  OPTION_QUIET,
  OPTION_LIMIT,
  OPTION_COLOUR,
  OPTION_WIDTH,
  OPTION_HELP
};

/* 0: go on; else an exit code + 1. */
static int take_option(struct options *options, int id) {
  switch (id) {
  case OPTION_LIBRARY:
    options->library = optarg;
    return 0;
  case OPTION_MANIFEST:
    options->manifest = optarg;
    return 0;
  case OPTION_JSON:
    options->json = true;
    return 0;
  case OPTION_QUIET:
    options->quiet = true;
    return 0;
  case OPTION_LIMIT:
    options->limit = read_number(optarg, 1000000000);
    return options->limit ? 0 : usage("--limit is a number, not", optarg) + 1;
  case OPTION_COLOUR:
    return read_colour(options, optarg) ? EXIT_USAGE + 1 : 0;
  case OPTION_WIDTH:
    options->width = (unsigned)read_number(optarg, 1000);
    return options->width ? 0 : usage("--width is a number, not", optarg) + 1;
  case OPTION_HELP:
    print_help();
    return EXIT_SUCCESS + 1;
  default:
    return usage("unknown option, or one without its value", NULL) + 1;
  }
}

static int read_options(struct options *options, int argc, char **argv) {
  static const struct option known[] = {
      {"library", required_argument, NULL, OPTION_LIBRARY},
      {"manifest", required_argument, NULL, OPTION_MANIFEST},
      {"json", no_argument, NULL, OPTION_JSON},
      {"quiet", no_argument, NULL, OPTION_QUIET},
      {"limit", required_argument, NULL, OPTION_LIMIT},
      {"color", required_argument, NULL, OPTION_COLOUR},
      {"colour", required_argument, NULL, OPTION_COLOUR},
      {"width", required_argument, NULL, OPTION_WIDTH},
      {"help", no_argument, NULL, OPTION_HELP},
      {NULL, 0, NULL, 0},
  };
  int id, status = 0;
  opterr = 0;
  while (!status && (id = getopt_long(argc, argv, "", known, NULL)) != -1)
    status = take_option(options, id);
  if (!status && options->json && options->quiet)
    return usage("--json and --quiet leave nothing to say", NULL) + 1;
  if (!status && optind == argc)
    return usage("no file of conversations was given", NULL) + 1;
  return status;
}

/* The plugin lies beside this program in the build, or one folder up. */
static const char *find_library(char *path, size_t size) {
  static const char *const places[] = {"attune.so", "../attune.so",
                                       "../../attune.so"};
  ssize_t got = readlink("/proc/self/exe", path, size - 32);
  size_t folder = got > 0 ? (size_t)got : 0;
  while (folder > 0 && path[folder - 1] != '/')
    folder--;
  for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
    stpcpy(path + folder, places[i]);
    if (access(path, R_OK) == 0)
      return path;
  }
  return "build/attune.so";
}

static void show_summary(struct play *play, double began) {
  struct paint paint = play->paint;
  struct summary *summary = &play->summary;
  summary->seconds = play_clock() - began;
  summary->guarded =
      host_metric(&play->host, "attune_noted_total{what=\"rewrite_guarded\"}");
  if (play->options->json)
    paint_init(&paint, stderr, play->options->colour, play->options->width);
  summary_write(summary, &paint);
}

static int play_all(struct play *play, char **files) {
  double began = play_clock();
  for (; *files && !play_over(play); files++)
    play_file(play, *files);
  show_summary(play, began);
  return summary_failed(&play->summary) ? EXIT_WRONG : EXIT_SUCCESS;
}

static int run(const struct options *options, char **files) {
  char path[4096];
  struct workspace workspace;
  struct play play = {.options = options, .interrupted = &interrupted};
  int status = EXIT_WRONG;
  paint_init(&play.paint, stdout, options->colour, options->width);
  play.progress =
      isatty(STDERR_FILENO) && (options->quiet || !isatty(STDOUT_FILENO));
  if (workspace_init(&workspace)) {
    fprintf(stderr, "replay: a temporary directory: %s\n", strerror(errno));
    goto out;
  }
  play.played = json_object_new_object();
  play.receiver = receiver_new(&workspace.key);
  if (!play.receiver || !play.played) {
    fputs("replay: no webhook endpoint could be opened on 127.0.0.1\n", stderr);
    goto out;
  }
  if (workspace_manifest(&workspace, options->manifest,
                         receiver_url(play.receiver)) ||
      host_load(&play.host, options->library
                                ? options->library
                                : find_library(path, sizeof(path))) ||
      host_open(&play.host, workspace.manifest, options->manifest))
    goto out;
  status = play_all(&play, files);
out:
  host_close(&play.host);
  receiver_free(play.receiver);
  json_object_put(play.played);
  summary_fini(&play.summary);
  workspace_fini(&workspace);
  return status;
}

int main(int argc, char **argv) {
  struct options options = {0};
  /* A pipe that is closed is seen on stdout; the workspace is still to be
     cleared away then, and after an interrupt too. */
  struct sigaction note = {.sa_handler = on_signal};
  cells_locale();
  int done = read_options(&options, argc, argv);
  if (done)
    return done - 1;
  sigaction(SIGINT, &note, NULL);
  sigaction(SIGTERM, &note, NULL);
  signal(SIGPIPE, SIG_IGN);
  int status = run(&options, argv + optind);
  if (interrupted) {
    fflush(stdout);
    signal(interrupted, SIG_DFL);
    raise(interrupted);
  }
  return fflush(stdout) ? EXIT_WRONG : status;
}
