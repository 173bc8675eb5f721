/* The plugin, loaded as a helpdesk loads it; calls with growing buffers. */
#ifndef CONSOLE_HOST_H
#define CONSOLE_HOST_H

#include <attune.h>
#include <json-c/json.h>
#include <stdbool.h>

struct host {
  void *library;
  attune *instance;
  char *log; /* what the plugin said while it was opened; lines */
  size_t log_size;
  bool quiet; /* later lines are not shown */
  uint32_t (*abi)(void);
  const char *(*version)(void);
  const char *(*strerror)(int32_t status);
  int32_t (*open)(const attune_options *options, attune **out);
  int32_t (*conversation)(attune *instance, const attune_change *change);
  int32_t (*read)(attune *instance, const attune_message *message, char *json,
                  size_t capacity, size_t *size);
  int32_t (*review)(attune *instance, const attune_message *message, char *json,
                    size_t capacity, size_t *size);
  int32_t (*stats)(attune *instance, char *text, size_t capacity, size_t *size);
  int32_t (*query)(attune *instance, const char *request, char *json,
                   size_t capacity, size_t *size);
  int32_t (*drain)(attune *instance, uint32_t deadline_ms);
  int32_t (*close)(attune *instance, uint32_t deadline_ms);
};

/* 0, or -1 and why in *why (the caller's to free, may be NULL). */
int host_load(struct host *host, const char *path, char **why);

/* A status of attune.h; host->log has the problems of a manifest. */
int32_t host_open(struct host *host, const char *manifest);

/* Shares the library of another, with a manifest of its own. */
int32_t host_open_beside(struct host *host, const struct host *other,
                         const char *manifest);

void host_close(struct host *host);
/* The instance alone, when the library is another's. */
void host_close_beside(struct host *host);

/* The document, NULL when there is none; *status as attune.h says. */
json_object *host_read(struct host *host, const attune_message *message,
                       bool from_agent, int32_t *status);
json_object *host_query(struct host *host, const char *request,
                        int32_t *status);

#endif
