/*
 * A helpdesk for the console's test: hands lines "who conversation text" from
 * standard input to the plugin, waits, and closes it.
 *   teller LIBRARY MANIFEST [WAIT_MS]
 */
#include <attune.h>

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct plugin {
  void *library;
  attune *instance;
};

static void *find(const struct plugin *plugin, const char *name) {
  void *symbol = dlsym(plugin->library, name);
  if (!symbol)
    exit(1);
  return symbol;
}

static int tell(const struct plugin *plugin, char *line, unsigned number) {
  int32_t (*incoming)(attune *, const attune_message *);
  int32_t (*outgoing)(attune *, const attune_message *);
  void *symbols[] = {find(plugin, "attune_incoming"),
                     find(plugin, "attune_outgoing")};
  char id[16], *rest = NULL;
  memcpy(&incoming, &symbols[0], sizeof(incoming));
  memcpy(&outgoing, &symbols[1], sizeof(outgoing));
  snprintf(id, sizeof(id), "m%u", number);
  const char *who = strtok_r(line, " ", &rest);
  const char *conversation = strtok_r(NULL, " ", &rest);
  const char *text = strtok_r(NULL, "\n", &rest);
  attune_message message = {.struct_size = sizeof(message),
                            .conversation = conversation,
                            .id = id,
                            .text = text,
                            .stage = ATTUNE_SENT,
                            .customer = conversation,
                            .agent = "ines"};
  return strcmp(who, "agent") == 0 ? outgoing(plugin->instance, &message)
                                   : incoming(plugin->instance, &message);
}

int main(int argc, char **argv) {
  int32_t (*open)(const attune_options *, attune **);
  int32_t (*drain)(attune *, uint32_t);
  int32_t (*close)(attune *, uint32_t);
  char line[4096];
  struct plugin plugin = {.library =
                              argc > 2 ? dlopen(argv[1], RTLD_NOW) : NULL};
  if (!plugin.library)
    return 1;
  void *symbols[] = {find(&plugin, "attune_open"),
                     find(&plugin, "attune_drain"),
                     find(&plugin, "attune_close")};
  memcpy(&open, &symbols[0], sizeof(open));
  memcpy(&drain, &symbols[1], sizeof(drain));
  memcpy(&close, &symbols[2], sizeof(close));
  const attune_options options = {.struct_size = sizeof(options),
                                  .manifest = argv[2]};
  int status = open(&options, &plugin.instance);
  for (unsigned n = 1; !status && fgets(line, sizeof(line), stdin); n++)
    status = tell(&plugin, line, n);
  if (!status)
    drain(plugin.instance, 5000);
  if (argc > 3) {
    long ms = atol(argv[3]);
    const struct timespec time = {ms / 1000, ms % 1000 * 1000000};
    nanosleep(&time, NULL);
  }
  return status || close(plugin.instance, 5000) < ATTUNE_E_TIMEOUT;
}
