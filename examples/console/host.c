#include "host.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../replay/fields.h"
#include "../replay/paint.h"

#define CLOSE_MS    5000
#define FIRST_BYTES ((size_t)32 * 1024)

/* Lists may grow between two calls; not for ever. */
enum {
  TRIES = 4
};

/* While it is opened the lines are the manifest's problems and are kept; what
   comes later is said at once. Called on the plugin's thread too. */
static void on_log(void *user, int32_t level, const char *line) {
  struct host *host = user;
  const struct paint paint = {.out = stderr};
  if (!host->instance) {
    size_t size = strlen(line);
    char *log = realloc(host->log, host->log_size + size + 2);
    if (!log)
      return;
    memcpy(log + host->log_size, line, size);
    memcpy(log + host->log_size + size, "\n", 2);
    host->log = log;
    host->log_size += size + 1;
    return;
  }
  if (host->quiet || level > 1)
    return;
  flockfile(stderr);
  fputs("attune: ", stderr);
  paint_text(&paint, INK_PLAIN, line);
  fputc('\n', stderr);
  funlockfile(stderr);
}

/* A data pointer's bytes into a function pointer: the way POSIX allows. */
static int find(const struct host *host, const char *name, void *function,
                size_t size) {
  void *symbol = dlsym(host->library, name);
  memcpy(function, &symbol, size);
  return symbol ? 0 : -1;
}

#define FIND(host, name)                                                       \
  find(host, "attune_" #name, &(host)->name, sizeof((host)->name))

int host_load(struct host *host, const char *path, char **why) {
  *host = (struct host){.library = dlopen(path, RTLD_NOW | RTLD_LOCAL)};
  *why = NULL;
  if (!host->library) {
    *why = strdup(dlerror());
    return -1;
  }
  bool whole = !FIND(host, abi) && !FIND(host, version) &&
               !FIND(host, strerror) && !FIND(host, open) &&
               !FIND(host, conversation) && !FIND(host, read) &&
               !FIND(host, review) && !FIND(host, stats) &&
               !FIND(host, query) && !FIND(host, drain) && !FIND(host, close);
  if (whole && host->abi() == ATTUNE_ABI)
    return 0;
  if (asprintf(why, "%s is another version of the plugin than this program's",
               path) < 0)
    *why = NULL;
  return -1;
}

int32_t host_open(struct host *host, const char *manifest) {
  const attune_options options = {.struct_size = sizeof(options),
                                  .manifest = manifest,
                                  .log = on_log,
                                  .log_user = host};
  attune *instance = NULL;
  int32_t status = host->open(&options, &instance);
  host->instance = instance;
  return status;
}

int32_t host_open_beside(struct host *host, const struct host *other,
                         const char *manifest) {
  *host = *other;
  host->instance = NULL;
  host->log = NULL;
  host->log_size = 0;
  return host_open(host, manifest);
}

void host_close_beside(struct host *host) {
  if (host->instance)
    host->close(host->instance, CLOSE_MS);
  free(host->log);
  host->instance = NULL;
  host->log = NULL;
}

void host_close(struct host *host) {
  host_close_beside(host);
  if (host->library)
    dlclose(host->library);
  host->library = NULL;
}

/* One of the calls that fill a buffer. */
struct call {
  struct host *host;
  const attune_message *message;
  const char *request;
  bool from_agent;
};

static int32_t once(const struct call *call, char *json, size_t capacity,
                    size_t *size) {
  struct host *host = call->host;
  if (call->request)
    return host->query(host->instance, call->request, json, capacity, size);
  return (call->from_agent ? host->review : host->read)(
      host->instance, call->message, json, capacity, size);
}

static json_object *answer(const struct call *call, int32_t *status) {
  size_t capacity = FIRST_BYTES, size = 0;
  char *json = NULL;
  *status = ATTUNE_E_SPACE;
  for (int i = 0; i < TRIES && *status == ATTUNE_E_SPACE; i++) {
    free(json);
    json = malloc(capacity);
    if (!json) {
      *status = ATTUNE_E_MEMORY;
      return NULL;
    }
    json[0] = '\0';
    *status = once(call, json, capacity, &size);
    capacity = 2 * size + 1;
  }
  struct problem problem = {{0}};
  json_object *document =
      json[0] ? fields_parse(json, strlen(json), &problem) : NULL;
  free(json);
  return document;
}

json_object *host_read(struct host *host, const attune_message *message,
                       bool from_agent, int32_t *status) {
  const struct call call = {
      .host = host, .message = message, .from_agent = from_agent};
  return answer(&call, status);
}

json_object *host_query(struct host *host, const char *request,
                        int32_t *status) {
  const struct call call = {.host = host, .request = request};
  return answer(&call, status);
}
