/* Instances behind handles as attune.h's functions see them, linked in
   rather than loaded, with an endpoint that gets what they send. */
#ifndef TESTS_RUNTIME_OFFICE_H
#define TESTS_RUNTIME_OFFICE_H

#include <stdlib.h>
#include <unistd.h>

#include "runtime/registry.h"
#include "support/host.h"
#include "test.h"

static const char office_complaint[] =
    "My kettle leaks again and nobody answers. I am really fed up!";

static inline void office_open(struct host *office) {
  char secret[96];
  memset(office, 0, sizeof(*office));
  host_make_directory(office);
  office->endpoint = endpoint_start(HOST_SECRET, 1000);
  snprintf(secret, sizeof(secret), "%s/secret", office->directory);
  host_write_file(secret, HOST_SECRET);
  host_write_manifest(office, "");
}

static inline int office_try(const char *manifest, attune **out) {
  const attune_options options = {.struct_size = sizeof(options),
                                  .manifest = manifest};
  *out = NULL;
  return registry_open(&options, out);
}

static inline attune *office_plugin(const struct host *office) {
  attune *plugin;
  CHECK_INT(office_try(office->manifest, &plugin), ATTUNE_OK);
  return plugin;
}

/* What attune_incoming does with good arguments. */
static inline int office_tell(attune *plugin, const char *conversation,
                              const char *id) {
  struct instance *instance;
  struct message view;
  attune_message message = host_message(conversation, id, office_complaint);
  CHECK_INT(message_view(&view, MESSAGE_INCOMING, &message, 65536), ATTUNE_OK);
  int status = registry_enter(plugin, &instance);
  if (status != ATTUNE_OK)
    return status;
  status = instance_submit(instance, &view);
  registry_leave(instance);
  return status;
}

static inline int office_drain(attune *plugin, uint32_t deadline_ms) {
  struct instance *instance;
  int status = registry_enter(plugin, &instance);
  if (status != ATTUNE_OK)
    return status;
  status = instance_drain(instance, deadline_ms);
  registry_leave(instance);
  return status;
}

static inline int64_t office_ms(void) {
  return clock_mono_us(&clock_system) / 1000;
}

#endif
