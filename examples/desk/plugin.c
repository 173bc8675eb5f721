#include "plugin.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

/* Nobody listens any more when the desk closes. */
#define CLOSE_MS 200

/* A data pointer's bytes into a function pointer: the way POSIX allows. */
static int find(const struct plugin *plugin, const char *name, void *function,
                size_t size) {
  void *symbol = dlsym(plugin->library, name);
  memcpy(function, &symbol, size);
  if (!symbol)
    fprintf(stderr, "desk: %s\n", dlerror());
  return symbol ? 0 : -1;
}

#define FIND(plugin, name)                                                     \
  find(plugin, "attune_" #name, &(plugin)->name, sizeof((plugin)->name))

static int load(struct plugin *plugin, const char *path) {
  plugin->library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (!plugin->library) {
    fprintf(stderr, "desk: %s\n", dlerror());
    return -1;
  }
  if (FIND(plugin, abi) || FIND(plugin, version) || FIND(plugin, strerror) ||
      FIND(plugin, open) || FIND(plugin, incoming) || FIND(plugin, outgoing) ||
      FIND(plugin, feedback) || FIND(plugin, conversation) ||
      FIND(plugin, close))
    return -1;
  if (plugin->abi() == ATTUNE_ABI)
    return 0;
  fprintf(stderr, "desk: %s has ABI %u, and this program needs %d\n", path,
          plugin->abi(), ATTUNE_ABI);
  return -1;
}

int plugin_open(struct plugin *plugin, const char *library,
                const char *manifest) {
  attune_options options = {.struct_size = sizeof(options),
                            .manifest = manifest};
  *plugin = (struct plugin){0};
  if (load(plugin, library))
    return -1;
  int32_t status = plugin->open(&options, &plugin->instance);
  if (status == ATTUNE_OK)
    return 0;
  plugin->instance = NULL;
  fprintf(stderr, "desk: the plugin does not open: %s\n",
          plugin->strerror(status));
  return -1;
}

void plugin_close(struct plugin *plugin) {
  if (plugin->instance)
    plugin->close(plugin->instance, CLOSE_MS);
  plugin->instance = NULL;
  if (plugin->library)
    dlclose(plugin->library);
  plugin->library = NULL;
}
