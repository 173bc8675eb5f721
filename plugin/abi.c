/*
 * The exported functions: they check arguments, find the instance behind the
 * handle, and leave the host's errno as they found it.
 */
#include <attune.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_read.h"
#include "base/version.h"
#include "delivery/libraries.h"
#include "runtime/caller.h"
#include "runtime/query.h"
#include "runtime/registry.h"
#include "runtime/stats.h"

#define PUBLIC __attribute__((visibility("default")))

PUBLIC uint32_t attune_abi(void) {
  return ATTUNE_ABI;
}

PUBLIC const char *attune_version(void) {
  return ATTUNE_VERSION;
}

PUBLIC const char *attune_strerror(int32_t status) {
  static const char *const texts[] = {
      "ok",
      "an argument is missing or out of range",
      "the queue is full; try again later",
      "the text is larger than limits.message_bytes",
      "the manifest has problems; the log names them",
      "the store cannot be used",
      "the instance was closed",
      "out of memory, threads or file descriptors",
      "a library that cannot serve was bound",
      "the buffer is too small; *size says what is needed",
      "the deadline passed before all was done",
  };
  size_t index = (size_t) - (int64_t)status;
  if (status > 0 || index >= sizeof(texts) / sizeof(*texts))
    return "unknown status";
  return texts[index];
}

static int32_t open_checked(const attune_options *options, attune **out) {
  attune_options given;
  if (!out)
    return ATTUNE_E_ARGUMENT;
  *out = NULL;
  int status = caller_struct(&given, sizeof(given),
                             offsetof(attune_options, log), options);
  if (status != ATTUNE_OK)
    return status;
  if (!given.manifest || given.manifest[0] == '\0')
    return ATTUNE_E_ARGUMENT;
  if (!libraries_fit() || !json_read_fits())
    return ATTUNE_E_ABI;
  return registry_open(&given, out);
}

PUBLIC int32_t attune_open(const attune_options *options, attune **out) {
  int saved = errno;
  int32_t status = open_checked(options, out);
  errno = saved;
  return status;
}

static int enter(attune *handle, struct instance **out, int saved) {
  int status = registry_enter(handle, out);
  errno = saved;
  return status;
}

static void leave(struct instance *instance, int saved) {
  registry_leave(instance);
  errno = saved;
}

static void count_refusal(struct instance *instance, int status) {
  struct counters *counters = &instance->shared.counters;
  if (status == ATTUNE_E_TOO_LARGE)
    count(counters, COUNT_REFUSED_TOO_LARGE);
  else if (status == ATTUNE_E_ARGUMENT)
    count(counters, COUNT_REFUSED_ARGUMENT);
}

static int view_message(struct instance *instance, enum message_kind kind,
                        const attune_message *message, struct message *view) {
  return message_view(view, kind, message,
                      atomic_load(&instance->shared.text_max));
}

static int32_t submit(attune *handle, enum message_kind kind,
                      const void *given) {
  struct instance *instance;
  struct message view;
  int saved = errno;
  int status = enter(handle, &instance, saved);
  if (status != ATTUNE_OK)
    return status;
  if (kind == MESSAGE_FEEDBACK)
    status = message_view_outcome(&view, given);
  else if (kind == MESSAGE_CHANGE)
    status = message_view_change(&view, given);
  else
    status = view_message(instance, kind, given, &view);
  if (status == ATTUNE_OK)
    status = instance_submit(instance, &view);
  else
    count_refusal(instance, status);
  leave(instance, saved);
  return status;
}

PUBLIC int32_t attune_incoming(attune *instance,
                               const attune_message *message) {
  return submit(instance, MESSAGE_INCOMING, message);
}

PUBLIC int32_t attune_outgoing(attune *instance,
                               const attune_message *message) {
  return submit(instance, MESSAGE_OUTGOING, message);
}

PUBLIC int32_t attune_feedback(attune *instance,
                               const attune_outcome *outcome) {
  return submit(instance, MESSAGE_FEEDBACK, outcome);
}

PUBLIC int32_t attune_conversation(attune *instance,
                                   const attune_change *change) {
  return submit(instance, MESSAGE_CHANGE, change);
}

/* The bytes and a NUL into the caller's buffer; *size is without the NUL. */
static int32_t hand_out(const char *bytes, size_t bytes_size, char *buffer,
                        size_t capacity, size_t *size) {
  if (size)
    *size = bytes_size;
  if (capacity <= bytes_size)
    return ATTUNE_E_SPACE;
  memcpy(buffer, bytes, bytes_size);
  buffer[bytes_size] = '\0';
  return ATTUNE_OK;
}

static int32_t examine(attune *handle, enum message_kind kind,
                       const attune_message *message, char *json,
                       size_t capacity, size_t *size) {
  struct instance *instance;
  struct message view;
  struct json_writer w;
  if (capacity > 0 && !json)
    return ATTUNE_E_ARGUMENT;
  int saved = errno;
  int32_t status = enter(handle, &instance, saved);
  if (status != ATTUNE_OK)
    return status;
  json_writer_init(&w);
  status = view_message(instance, kind, message, &view);
  if (status == ATTUNE_OK)
    status = instance_examine(instance, &view, &w);
  if (status == ATTUNE_OK)
    status = hand_out(w.data, w.size, json, capacity, size);
  else
    count_refusal(instance, status);
  json_writer_fini(&w);
  leave(instance, saved);
  return status;
}

PUBLIC int32_t attune_read(attune *instance, const attune_message *message,
                           char *json, size_t capacity, size_t *size) {
  return examine(instance, MESSAGE_INCOMING, message, json, capacity, size);
}

PUBLIC int32_t attune_review(attune *instance, const attune_message *message,
                             char *json, size_t capacity, size_t *size) {
  return examine(instance, MESSAGE_OUTGOING, message, json, capacity, size);
}

/* What fits of the report; the status of the reload is what counts. */
static void hand_report(const struct report *report, char *text,
                        size_t capacity, size_t *size) {
  size_t fits = report->size;
  if (size)
    *size = report->size;
  if (!text || capacity == 0)
    return;
  if (fits > capacity - 1)
    fits = capacity - 1;
  if (fits > 0)
    memcpy(text, report->text, fits);
  text[fits] = '\0';
}

PUBLIC int32_t attune_reload(attune *instance, char *report, size_t capacity,
                             size_t *size) {
  struct instance *entered;
  struct report problems = {0};
  int saved = errno;
  int32_t status = enter(instance, &entered, saved);
  if (status != ATTUNE_OK)
    return status;
  status = instance_reload(entered, &problems);
  hand_report(&problems, report, capacity, size);
  report_fini(&problems);
  leave(entered, saved);
  return status;
}

PUBLIC int32_t attune_stats(attune *instance, char *text, size_t capacity,
                            size_t *size) {
  struct instance *entered;
  char *all;
  size_t all_size;
  if (capacity > 0 && !text)
    return ATTUNE_E_ARGUMENT;
  int saved = errno;
  int32_t status = enter(instance, &entered, saved);
  if (status != ATTUNE_OK)
    return status;
  status = stats_write(&entered->shared, &all, &all_size);
  if (status == ATTUNE_OK) {
    status = hand_out(all, all_size, text, capacity, size);
    free(all);
  }
  leave(entered, saved);
  return status;
}

/* Also an error's document is handed out where it fits, and its status
   stays. */
static int32_t inquire(struct instance *instance, const char *request,
                       char *json, size_t capacity, size_t *size) {
  struct json_writer w;
  size_t needs = 0;
  json_writer_init(&w);
  int32_t status =
      query_answer(&instance->shared, str_of(request), capacity, &w, &needs);
  int32_t handed =
      w.size > 0 ? hand_out(w.data, w.size, json, capacity, NULL) : ATTUNE_OK;
  if (size)
    *size = needs;
  json_writer_fini(&w);
  return status == ATTUNE_OK ? handed : status;
}

PUBLIC int32_t attune_query(attune *instance, const char *request, char *json,
                            size_t capacity, size_t *size) {
  struct instance *entered;
  if (!request || (capacity > 0 && !json))
    return ATTUNE_E_ARGUMENT;
  int saved = errno;
  int32_t status = enter(instance, &entered, saved);
  if (status != ATTUNE_OK)
    return status;
  if (size)
    *size = 0;
  status = inquire(entered, request, json, capacity, size);
  leave(entered, saved);
  return status;
}

PUBLIC int32_t attune_drain(attune *instance, uint32_t deadline_ms) {
  struct instance *entered;
  int saved = errno;
  int32_t status = enter(instance, &entered, saved);
  if (status != ATTUNE_OK)
    return status;
  status = instance_drain(entered, deadline_ms);
  leave(entered, saved);
  return status;
}

PUBLIC int32_t attune_close(attune *instance, uint32_t deadline_ms) {
  int saved = errno;
  if (!instance)
    return ATTUNE_OK;
  int32_t status = registry_close(instance, deadline_ms);
  errno = saved;
  return status;
}
