#include "host.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "paint.h"

#define DRAIN_MS 15000
#define CLOSE_MS 2000

/* Called from the plugin's thread too: one line, one call of stdio. */
static void on_log(void *user, int32_t level, const char *line) {
  const struct paint paint = {.out = stderr};
  const bool *silent = user;
  (void)level;
  if (*silent)
    return;
  flockfile(stderr);
  fputs("replay: attune: ", stderr);
  paint_text(&paint, INK_PLAIN, line);
  fputc('\n', stderr);
  funlockfile(stderr);
}

/* A data pointer's bytes into a function pointer: the way POSIX allows. */
static int find(const struct host *host, const char *name, void *function,
                size_t size) {
  void *symbol = dlsym(host->library, name);
  memcpy(function, &symbol, size);
  if (!symbol)
    fprintf(stderr, "replay: %s\n", dlerror());
  return symbol ? 0 : -1;
}

#define FIND(host, name)                                                       \
  find(host, "attune_" #name, &(host)->name, sizeof((host)->name))

int host_load(struct host *host, const char *path) {
  *host = (struct host){0};
  host->library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (!host->library) {
    fprintf(stderr, "replay: %s\n", dlerror());
    return -1;
  }
  if (FIND(host, abi) || FIND(host, version) || FIND(host, strerror) ||
      FIND(host, open) || FIND(host, incoming) || FIND(host, outgoing) ||
      FIND(host, stats) || FIND(host, drain) || FIND(host, close))
    return -1;
  if (host->abi() == ATTUNE_ABI)
    return 0;
  fprintf(stderr, "replay: %s has ABI %u, and this program needs %d\n", path,
          host->abi(), ATTUNE_ABI);
  return -1;
}

int host_open(struct host *host, const char *manifest, const char *from) {
  attune_options options = {.struct_size = sizeof(options),
                            .manifest = manifest,
                            .log = on_log,
                            .log_user = &host->silent};
  host->silent = from != NULL;
  int32_t status = host->open(&options, &host->instance);
  host->silent = false;
  if (status == ATTUNE_OK)
    return 0;
  host->instance = NULL;
  if (status == ATTUNE_E_MANIFEST && from) {
    attune *other = NULL;
    options.manifest = from;
    if (host->open(&options, &other) == ATTUNE_OK)
      host->close(other, CLOSE_MS);
  }
  fprintf(stderr, "replay: the plugin does not open: %s\n",
          host->strerror(status));
  return -1;
}

void host_close(struct host *host) {
  if (host->instance)
    host->close(host->instance, CLOSE_MS);
  host->instance = NULL;
  if (host->library)
    dlclose(host->library);
  host->library = NULL;
}

int32_t host_say(struct host *host, const struct conversation *conversation,
                 const char *id, const struct message *message, int32_t stage) {
  const attune_message given = {
      .struct_size = sizeof(given),
      .conversation = id,
      .id = message->id,
      .revision = message->revision,
      .stage = stage,
      .format = message->format,
      .text = message->text,
      .text_size = message->size,
      .sent_at_ms = message->at_ms,
      .customer = conversation->customer,
      .customer_name = conversation->customer_name,
      .agent = conversation->agent_name ? conversation->agent_name
                                        : conversation->agent,
      .agent_role = conversation->agent_role,
      .team = conversation->team,
      .channel = conversation->channel,
      .brand = conversation->brand,
      .locale = conversation->locale,
  };
  int32_t status = message->from_agent ? host->outgoing(host->instance, &given)
                                       : host->incoming(host->instance, &given);
  return status == ATTUNE_OK ? host->drain(host->instance, DRAIN_MS) : status;
}

int64_t host_metric(struct host *host, const char *sample) {
  size_t size = 0, length = strlen(sample);
  int64_t value = -1;
  int32_t status = host->stats(host->instance, NULL, 0, &size);
  if (status != ATTUNE_OK && status != ATTUNE_E_SPACE)
    return -1;
  /* Counters may gain digits until the second call. */
  char *text = calloc(1, size + 256);
  if (text && host->stats(host->instance, text, size + 255, &size) == ATTUNE_OK)
    for (const char *line = text; line; line = strchr(line, '\n')) {
      line += *line == '\n';
      if (strncmp(line, sample, length) == 0 && line[length] == ' ')
        value = strtoll(line + length, NULL, 10);
    }
  free(text);
  return value;
}
