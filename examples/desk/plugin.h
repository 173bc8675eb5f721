/*
 * The plugin as this desk uses it: the functions of include/attune.h that it
 * calls, found in the shared object.
 */
#ifndef DESK_PLUGIN_H
#define DESK_PLUGIN_H

#include <attune.h>

struct plugin {
  void *library;
  attune *instance;
  uint32_t (*abi)(void);
  const char *(*version)(void);
  const char *(*strerror)(int32_t status);
  int32_t (*open)(const attune_options *options, attune **out);
  int32_t (*incoming)(attune *instance, const attune_message *message);
  int32_t (*outgoing)(attune *instance, const attune_message *message);
  int32_t (*feedback)(attune *instance, const attune_outcome *outcome);
  int32_t (*conversation)(attune *instance, const attune_change *change);
  int32_t (*close)(attune *instance, uint32_t deadline_ms);
};

/* 0, or -1 and said on stderr; plugin_close in both cases. */
int plugin_open(struct plugin *plugin, const char *library,
                const char *manifest);
void plugin_close(struct plugin *plugin);

#endif
