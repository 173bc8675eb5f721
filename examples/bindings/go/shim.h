/* What cgo calls: the shared object is chosen at run time, and Go's memory
   must not hold pointers, so strings come as one piece with offsets. */
#ifndef ATTUNE_GO_SHIM_H
#define ATTUNE_GO_SHIM_H

#include <attune.h>

enum shim_call {
  SHIM_INCOMING,
  SHIM_OUTGOING,
  SHIM_READ,
  SHIM_REVIEW,
  SHIM_RELOAD,
  SHIM_STATS
};

/* NULL, or what is wrong; to be freed. */
char *shim_load(const char *path);

const char *shim_version(void);
const char *shim_strerror(int32_t status);
int32_t shim_open(const char *manifest, uintptr_t *handle);

/*
 * The strings of a struct are NUL-terminated in strings, from at[i] on in the
 * order of their fields; a negative offset is NULL. buffer and size are only
 * for what gives a document.
 */
int32_t shim_message(enum shim_call call, uintptr_t handle,
                     attune_message message, const char *strings,
                     const int32_t *at, char *buffer, size_t capacity,
                     size_t *size);
int32_t shim_feedback(uintptr_t handle, attune_outcome outcome,
                      const char *strings, const int32_t *at);
int32_t shim_conversation(uintptr_t handle, attune_change change,
                          const char *strings);
int32_t shim_text(enum shim_call call, uintptr_t handle, char *buffer,
                  size_t capacity, size_t *size);
int32_t shim_query(uintptr_t handle, const char *request, char *buffer,
                   size_t capacity, size_t *size);
int32_t shim_drain(uintptr_t handle, uint32_t deadline_ms);
int32_t shim_close(uintptr_t handle, uint32_t deadline_ms);

#endif
