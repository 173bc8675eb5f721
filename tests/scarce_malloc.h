/*
 * A malloc that fails where a test says, for a program of one file: included,
 * it takes the place of the C library's, for shared libraries too. Not under a
 * sanitizer, which brings its own: INTERPOSED is then 0.
 */
#ifndef ATTUNE_TESTS_SCARCE_MALLOC_H
#define ATTUNE_TESTS_SCARCE_MALLOC_H

#include <stdbool.h>
#include <stddef.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define INTERPOSED 0
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define INTERPOSED 0
#endif
#ifndef INTERPOSED
#define INTERPOSED 1
#endif

/* Of this thread: others may be ending meanwhile. */
static _Thread_local long countdown = -1; /* -1: never fails */
static _Thread_local long held;           /* allocations not freed */

#if INTERPOSED
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);
void __libc_free(void *memory);

/* Seen by the shared libraries too. */
#define EXPORTED __attribute__((visibility("default")))

static bool refused(void) {
  return countdown >= 0 && countdown-- == 0;
}

EXPORTED void *malloc(size_t size) {
  void *memory = refused() ? NULL : __libc_malloc(size);
  held += memory != NULL;
  return memory;
}

EXPORTED void *calloc(size_t count, size_t size) {
  void *memory = refused() ? NULL : __libc_calloc(count, size);
  held += memory != NULL;
  return memory;
}

EXPORTED void *realloc(void *old, size_t size) {
  void *memory = refused() ? NULL : __libc_realloc(old, size);
  held += !old && memory;
  return memory;
}

EXPORTED void free(void *memory) {
  held -= memory != NULL;
  __libc_free(memory);
}
#endif

#endif
