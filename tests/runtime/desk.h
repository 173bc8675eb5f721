/* A pipeline on a clock that stands still, with the real language pack. */
#ifndef TESTS_RUNTIME_DESK_H
#define TESTS_RUNTIME_DESK_H

#include <attune.h>

#include "runtime/pipeline.h"
#include "test.h"

struct desk {
  struct manifest *manifest;
  struct counters counters;
  struct clock clock;
  int64_t now_ms;
  struct pipeline pipeline;
  struct arena arena;
  struct json_writer w;
  struct suggestion suggestion;
};

static const char desk_complaint[] =
    "This is the third time I write. My kettle (order 5520-C) leaks and "
    "nobody answers me. I am really fed up!";
static const char desk_cold[] =
    "We apologize for any inconvenience. Unfortunately there is nothing we "
    "can do.";
static const char desk_kind[] =
    "Hello! I'm sorry your kettle leaks and that you had to write three "
    "times: that is our failure. I'll send you a new one today and write to "
    "you by noon tomorrow with the tracking number.";

static inline int64_t desk_wall(void *user) {
  return ((const struct desk *)user)->now_ms;
}

static inline int64_t desk_mono(void *user) {
  return ((const struct desk *)user)->now_ms * 1000;
}

static inline void desk_open(struct desk *desk, const char *manifest) {
  struct report report = {0};
  memset(desk, 0, sizeof(*desk));
  desk->now_ms = 1780000000000;
  desk->clock = (struct clock){desk_wall, desk_mono, desk};
  if (manifest_read("m", str_of(manifest), NULL, &desk->manifest, &report) !=
      ATTUNE_OK)
    test_fail(__FILE__, __LINE__, "%s", report.text ? report.text : "?");
  CHECK_INT(pipeline_init(&desk->pipeline, &desk->clock, &desk->counters),
            ATTUNE_OK);
  arena_init(&desk->arena, 0);
  json_writer_init(&desk->w);
}

static inline void desk_close(struct desk *desk) {
  json_writer_fini(&desk->w);
  arena_fini(&desk->arena);
  pipeline_fini(&desk->pipeline);
  manifest_free(desk->manifest);
}

static inline attune_message desk_message(const char *conversation,
                                          const char *id, const char *text) {
  return (attune_message){.struct_size = sizeof(attune_message),
                          .conversation = conversation,
                          .id = id,
                          .text = text};
}

static inline struct message desk_view(enum message_kind kind,
                                       const attune_message *message) {
  struct message view;
  CHECK_INT(message_view(&view, kind, message, 65536), ATTUNE_OK);
  return view;
}

/* Through the loop's way; the event is in desk->w, if there is one. */
static inline int desk_process(struct desk *desk, enum message_kind kind,
                               const attune_message *message) {
  struct message view = desk_view(kind, message);
  arena_reset(&desk->arena);
  json_writer_reset(&desk->w);
  struct aftermath after;
  return pipeline_process(&desk->pipeline, desk->manifest, &view, &desk->arena,
                          &desk->w, &desk->suggestion, &after);
}

static inline int desk_examine(struct desk *desk, enum message_kind kind,
                               const attune_message *message) {
  struct message view = desk_view(kind, message);
  arena_reset(&desk->arena);
  json_writer_reset(&desk->w);
  return pipeline_examine(&desk->pipeline, desk->manifest, &view, &desk->arena,
                          &desk->w, &desk->suggestion);
}

/* The same, must go well; true when there is an event. */
static inline bool desk_hears(struct desk *desk, const char *conversation,
                              const char *id, const char *text) {
  attune_message message = desk_message(conversation, id, text);
  CHECK_INT(desk_process(desk, MESSAGE_INCOMING, &message), ATTUNE_OK);
  return desk->suggestion.wanted;
}

static inline bool desk_drafts(struct desk *desk, const char *id,
                               uint64_t revision, const char *text) {
  attune_message message = desk_message("t", id, text);
  message.revision = revision;
  CHECK_INT(desk_process(desk, MESSAGE_OUTGOING, &message), ATTUNE_OK);
  return desk->suggestion.wanted;
}

static inline bool desk_sends(struct desk *desk, const char *id,
                              uint64_t revision, const char *text) {
  attune_message message = desk_message("t", id, text);
  message.revision = revision;
  message.stage = ATTUNE_SENT;
  CHECK_INT(desk_process(desk, MESSAGE_OUTGOING, &message), ATTUNE_OK);
  return desk->suggestion.wanted;
}

static inline bool desk_said(const struct desk *desk, const char *piece) {
  return desk->w.size > 0 &&
         memmem(desk->w.data, desk->w.size, piece, strlen(piece)) != NULL;
}

static inline unsigned long long desk_count(const struct desk *desk,
                                            enum counter which) {
  return atomic_load(&desk->counters.values[which]);
}

/* What is remembered of the conversation "t". */
static inline struct history desk_history(struct desk *desk) {
  struct history history;
  struct conversation *known = memory_find(desk->pipeline.memory, str_of("t"));
  CHECK_INT(conversation_history(known, &desk->arena, &history), ATTUNE_OK);
  return history;
}

#endif
