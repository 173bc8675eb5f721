/* A small helpdesk that Attune helps, for one agent on this machine. */
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "desk.h"
#include "server.h"
#include "workspace.h"

#define BEAT_S    15
#define WAIT_MS   1000
#define PORT      8086
#define EXIT_USED 2

struct options {
  const char *library;
  const char *manifest;
  const char *folder;
  const char *secret;
  unsigned port;
};

static volatile sig_atomic_t interrupted;

static void on_signal(int number) {
  interrupted = number;
}

static int usage(const char *what) {
  fprintf(stderr, "desk: %s\nTry \"desk --help\".\n", what);
  return EXIT_USED;
}

static void help(void) {
  puts(
      "Usage: desk [OPTION]… FILE…\n"
      "Serves a small helpdesk on 127.0.0.1 with the conversations of the\n"
      "files, JSON lines as in examples/conversations.\n\n"
      "  --port PORT       instead of 8086; 0: any that is free\n"
      "  --library PATH    the plugin, instead of build/attune.so\n"
      "  --manifest PATH   instead of examples/desk/desk.manifest\n"
      "  --folder PATH     where the pages lie, instead of examples/desk\n"
      "  --secret PATH     a file with the webhooks' key; left out: a new one\n"
      "  --help");
}

static int read_port(const char *text, unsigned *port) {
  char *end;
  unsigned long number = strtoul(text, &end, 10);
  *port = (unsigned)number;
  return *text && !*end && number <= 65535 ? 0 : -1;
}

/* 0: go on; else the exit code and 1. */
static int read_options(struct options *options, int argc, char **argv) {
  static const struct option known[] = {
      {"port", required_argument, NULL, 'p'},
      {"library", required_argument, NULL, 'l'},
      {"manifest", required_argument, NULL, 'm'},
      {"folder", required_argument, NULL, 'f'},
      {"secret", required_argument, NULL, 's'},
      {"help", no_argument, NULL, 'h'},
      {NULL, 0, NULL, 0},
  };
  int id;
  opterr = 0;
  while ((id = getopt_long(argc, argv, "", known, NULL)) != -1) {
    if (id == 'h') {
      help();
      return 1;
    }
    if (id == 'p' && read_port(optarg, &options->port))
      return usage("--port needs a number up to 65535") + 1;
    if (id == 'l')
      options->library = optarg;
    else if (id == 'm')
      options->manifest = optarg;
    else if (id == 'f')
      options->folder = optarg;
    else if (id == 's')
      options->secret = optarg;
    else if (id != 'p')
      return usage("an option is not known, or lacks its value") + 1;
  }
  return optind < argc ? 0 : usage("no file of conversations was given") + 1;
}

static void serve(struct server *server, struct stream *stream) {
  time_t beat = time(NULL);
  while (!interrupted) {
    server_run(server, WAIT_MS);
    if (time(NULL) - beat < BEAT_S)
      continue;
    beat = time(NULL);
    stream_beat(stream);
  }
}

struct parts {
  struct workspace workspace;
  struct plugin plugin;
  struct stream *stream;
  struct server *server;
  struct desk desk;
};

static int start(struct parts *parts, const struct options *options,
                 char **files) {
  parts->stream = stream_new();
  if (workspace_init(&parts->workspace, options->secret) || !parts->stream ||
      desk_init(&parts->desk, &parts->plugin, parts->stream))
    return -1;
  const struct server_options serving = {
      .port = options->port,
      .folder = options->folder,
      .desk = &parts->desk,
      .stream = parts->stream,
      .key = &parts->workspace.key,
  };
  parts->server = server_new(&serving);
  if (!parts->server ||
      workspace_manifest(&parts->workspace, options->manifest,
                         server_port(parts->server)) ||
      plugin_open(&parts->plugin, options->library, parts->workspace.manifest))
    return -1;
  while (*files)
    if (desk_seed(&parts->desk, *files++))
      return -1;
  return 0;
}

int main(int argc, char **argv) {
  struct options options = {
      .library = "build/attune.so",
      .manifest = "examples/desk/desk.manifest",
      .folder = "examples/desk",
      .port = PORT,
  };
  struct parts parts = {0};
  struct sigaction note = {.sa_handler = on_signal};
  int done = read_options(&options, argc, argv);
  if (done)
    return done - 1;
  sigaction(SIGINT, &note, NULL);
  sigaction(SIGTERM, &note, NULL);
  signal(SIGPIPE, SIG_IGN);
  int status = start(&parts, &options, argv + optind);
  if (status == 0) {
    printf("The desk is open: http://127.0.0.1:%u/ (Ctrl+C closes it)\n",
           server_port(parts.server));
    fflush(stdout);
    serve(parts.server, parts.stream);
  }
  plugin_close(&parts.plugin);
  server_free(parts.server);
  stream_free(parts.stream);
  desk_fini(&parts.desk);
  workspace_fini(&parts.workspace);
  return status ? EXIT_FAILURE : EXIT_SUCCESS;
}
