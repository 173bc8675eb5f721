#include "shim.h"

#include <dlfcn.h>
#include <string.h>

/* Filled once, before anything else is called. */
static struct {
  uint32_t (*abi)(void);
  const char *(*version)(void);
  const char *(*strerror)(int32_t status);
  int32_t (*open)(const attune_options *options, attune **out);
  int32_t (*incoming)(attune *instance, const attune_message *message);
  int32_t (*outgoing)(attune *instance, const attune_message *message);
  int32_t (*feedback)(attune *instance, const attune_outcome *outcome);
  int32_t (*conversation)(attune *instance, const attune_change *change);
  int32_t (*read)(attune *instance, const attune_message *message, char *json,
                  size_t capacity, size_t *size);
  int32_t (*review)(attune *instance, const attune_message *message, char *json,
                    size_t capacity, size_t *size);
  int32_t (*reload)(attune *instance, char *report, size_t capacity,
                    size_t *size);
  int32_t (*stats)(attune *instance, char *text, size_t capacity, size_t *size);
  int32_t (*query)(attune *instance, const char *request, char *json,
                   size_t capacity, size_t *size);
  int32_t (*drain)(attune *instance, uint32_t deadline_ms);
  int32_t (*close)(attune *instance, uint32_t deadline_ms);
} library;

static int bind(void *object, const char *name, void *out) {
  void *symbol = dlsym(object, name);
  memcpy(out, &symbol, sizeof(symbol));
  return symbol ? 0 : -1;
}

char *shim_load(const char *path) {
  void *object = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (!object || bind(object, "attune_abi", &library.abi) ||
      bind(object, "attune_version", &library.version) ||
      bind(object, "attune_strerror", &library.strerror) ||
      bind(object, "attune_open", &library.open) ||
      bind(object, "attune_incoming", &library.incoming) ||
      bind(object, "attune_outgoing", &library.outgoing) ||
      bind(object, "attune_feedback", &library.feedback) ||
      bind(object, "attune_conversation", &library.conversation) ||
      bind(object, "attune_read", &library.read) ||
      bind(object, "attune_review", &library.review) ||
      bind(object, "attune_reload", &library.reload) ||
      bind(object, "attune_stats", &library.stats) ||
      bind(object, "attune_query", &library.query) ||
      bind(object, "attune_drain", &library.drain) ||
      bind(object, "attune_close", &library.close))
    return strdup(dlerror());
  return library.abi() == ATTUNE_ABI ? NULL : strdup("another ABI");
}

const char *shim_version(void) {
  return library.version ? library.version() : "";
}

const char *shim_strerror(int32_t status) {
  return library.strerror ? library.strerror(status) : "not loaded";
}

static attune *instance_of(uintptr_t handle) {
  return (attune *)handle;
}

int32_t shim_open(const char *manifest, uintptr_t *handle) {
  attune *instance;
  const attune_options options = {.struct_size = sizeof(options),
                                  .manifest = manifest};
  int32_t status = library.open(&options, &instance);
  *handle = (uintptr_t)instance;
  return status;
}

static const char *string_at(const char *strings, int32_t at) {
  return at < 0 ? NULL : strings + at;
}

int32_t shim_message(enum shim_call call, uintptr_t handle,
                     attune_message message, const char *strings,
                     const int32_t *at, char *buffer, size_t capacity,
                     size_t *size) {
  const char **fields[] = {&message.conversation,  &message.id,
                           &message.text,          &message.customer,
                           &message.customer_name, &message.agent,
                           &message.agent_role,    &message.team,
                           &message.channel,       &message.brand,
                           &message.locale,        &message.context,
                           &message.echo};
  attune *instance = instance_of(handle);
  if (!instance)
    return ATTUNE_E_CLOSED;
  message.struct_size = sizeof(message);
  for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
    *fields[i] = string_at(strings, at[i]);
  switch (call) {
  case SHIM_INCOMING:
    return library.incoming(instance, &message);
  case SHIM_OUTGOING:
    return library.outgoing(instance, &message);
  case SHIM_READ:
    return library.read(instance, &message, buffer, capacity, size);
  default:
    return library.review(instance, &message, buffer, capacity, size);
  }
}

int32_t shim_feedback(uintptr_t handle, attune_outcome outcome,
                      const char *strings, const int32_t *at) {
  if (!handle)
    return ATTUNE_E_CLOSED;
  outcome.struct_size = sizeof(outcome);
  outcome.conversation = string_at(strings, at[0]);
  outcome.suggestion = string_at(strings, at[1]);
  outcome.rule = string_at(strings, at[2]);
  outcome.agent = string_at(strings, at[3]);
  outcome.reason = string_at(strings, at[4]);
  return library.feedback(instance_of(handle), &outcome);
}

int32_t shim_conversation(uintptr_t handle, attune_change change,
                          const char *strings) {
  if (!handle)
    return ATTUNE_E_CLOSED;
  change.struct_size = sizeof(change);
  change.conversation = strings;
  return library.conversation(instance_of(handle), &change);
}

int32_t shim_text(enum shim_call call, uintptr_t handle, char *buffer,
                  size_t capacity, size_t *size) {
  if (!handle)
    return ATTUNE_E_CLOSED;
  return (call == SHIM_RELOAD ? library.reload : library.stats)(
      instance_of(handle), buffer, capacity, size);
}

int32_t shim_query(uintptr_t handle, const char *request, char *buffer,
                   size_t capacity, size_t *size) {
  if (!handle)
    return ATTUNE_E_CLOSED;
  return library.query(instance_of(handle), request, buffer, capacity, size);
}

int32_t shim_drain(uintptr_t handle, uint32_t deadline_ms) {
  if (!handle)
    return ATTUNE_E_CLOSED;
  return library.drain(instance_of(handle), deadline_ms);
}

int32_t shim_close(uintptr_t handle, uint32_t deadline_ms) {
  return library.close(instance_of(handle), deadline_ms);
}
