#include "stream.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define LISTENERS_MAX 32
#define BACKLOG_MAX   ((size_t)1024 * 1024)
#define BLOCK         4096

struct listener {
  struct listener *next;
  struct stream *stream;
  struct MHD_Connection *connection;
  char *waiting; /* what the browser has not taken yet */
  size_t size;
  size_t capacity;
  bool suspended;
  bool over;
};

struct stream {
  struct listener *first;
  unsigned count;
  bool ended;
};

struct stream *stream_new(void) {
  return calloc(1, sizeof(struct stream));
}

void stream_free(struct stream *stream) {
  free(stream);
}

/* Suspended until there is something, for a connection that is polled
   without need keeps a core busy. */
static ssize_t on_read(void *user, uint64_t position, char *out, size_t room) {
  struct listener *listener = user;
  (void)position;
  if (listener->size == 0) {
    if (listener->over || listener->stream->ended)
      return MHD_CONTENT_READER_END_OF_STREAM;
    listener->suspended = true;
    MHD_suspend_connection(listener->connection);
    return 0;
  }
  size_t size = listener->size < room ? listener->size : room;
  memcpy(out, listener->waiting, size);
  listener->size -= size;
  memmove(listener->waiting, listener->waiting + size, listener->size);
  return (ssize_t)size;
}

static void on_free(void *user) {
  struct listener *listener = user;
  struct listener **at = &listener->stream->first;
  while (*at != listener)
    at = &(*at)->next;
  *at = listener->next;
  listener->stream->count--;
  free(listener->waiting);
  free(listener);
}

static void put(struct listener *listener, const char *text, size_t size) {
  if (listener->over)
    return;
  if (listener->size + size > listener->capacity) {
    size_t capacity = (listener->size + size) * 2;
    char *grown =
        capacity > BACKLOG_MAX ? NULL : realloc(listener->waiting, capacity);
    if (!grown) {
      listener->over = true;
      listener->size = 0;
      return;
    }
    listener->waiting = grown;
    listener->capacity = capacity;
  }
  memcpy(listener->waiting + listener->size, text, size);
  listener->size += size;
}

static void wake(struct listener *listener) {
  if (listener->suspended)
    MHD_resume_connection(listener->connection);
  listener->suspended = false;
}

static void put_string(struct listener *listener, const char *text) {
  put(listener, text, strlen(text));
}

struct MHD_Response *stream_listen(struct stream *stream,
                                   struct MHD_Connection *connection) {
  struct listener *listener =
      stream->count < LISTENERS_MAX ? calloc(1, sizeof(*listener)) : NULL;
  if (!listener)
    return NULL;
  listener->stream = stream;
  listener->connection = connection;
  struct MHD_Response *response = MHD_create_response_from_callback(
      MHD_SIZE_UNKNOWN, BLOCK, on_read, listener, on_free);
  if (!response) {
    free(listener);
    return NULL;
  }
  listener->next = stream->first;
  stream->first = listener;
  stream->count++;
  put_string(listener, "retry: 1000\n\n");
  return response;
}

/* JSON has no line break outside a string, and inside it is escaped: what a
   customer writes cannot begin an event of its own. */
void stream_send(struct stream *stream, const char *type, json_object *data) {
  const char *text = json_object_to_json_string_ext(
      data, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
  for (struct listener *at = stream->first; at && text; at = at->next) {
    put_string(at, "event: ");
    put_string(at, type);
    put_string(at, "\ndata: ");
    put_string(at, text);
    put_string(at, "\n\n");
    wake(at);
  }
}

void stream_beat(struct stream *stream) {
  for (struct listener *at = stream->first; at; at = at->next) {
    put_string(at, ":\n\n");
    wake(at);
  }
}

void stream_end(struct stream *stream) {
  stream->ended = true;
  for (struct listener *at = stream->first; at; at = at->next)
    wake(at);
}
