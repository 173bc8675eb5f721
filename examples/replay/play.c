#include "play.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "render.h"

double play_clock(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

bool play_over(const struct play *play) {
  unsigned long limit = play->options->limit;
  return *play->interrupted || ferror(stdout) ||
         (limit && play->summary.conversations >= limit);
}

static void complain(const char *conversation, const char *message,
                     const char *what) {
  const struct paint paint = {.out = stderr};
  fputs("replay: ", stderr);
  paint_text(&paint, INK_PLAIN, conversation ? conversation : "an event");
  if (message) {
    fputs(", message ", stderr);
    paint_text(&paint, INK_PLAIN, message);
  }
  fputs(": ", stderr);
  paint_text(&paint, INK_PLAIN, what);
  fputc('\n', stderr);
}

static void print_event(const struct event *event) {
  json_object_object_add(event->root, "verified", json_object_new_boolean(1));
  paint_json(json_object_to_json_string_ext(
      event->root, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
}

/* Events come when they come: one of an earlier message is no answer. */
static bool is_about(const struct event *event, const char *conversation,
                     const struct message *message) {
  return event->conversation && event->message &&
         strcmp(event->conversation, conversation) == 0 &&
         strcmp(event->message, message->id) == 0;
}

/* One delivery into *event; false: it is not one to trust. */
static bool accept(struct play *play, const struct delivery *delivery,
                   const char *conversation, const struct message *message,
                   struct event *event) {
  struct problem problem = {{0}};
  if (delivery->wrong) {
    play->summary.unsigned_events++;
    complain(conversation, message->id, delivery->wrong);
    return false;
  }
  if (event_read(event, delivery->body, delivery->size, &problem) == 0 &&
      (!is_about(event, conversation, message) ||
       event_check(event, message, &problem) == 0))
    return true;
  play->summary.invalid_events++;
  complain(conversation, message->id, problem.text);
  event_fini(event);
  return false;
}

/* All that has arrived; *event is the first one about the message. */
static void collect(struct play *play, const char *conversation,
                    const struct message *message, struct event *event) {
  struct delivery *delivery;
  while ((delivery = receiver_take(play->receiver))) {
    struct event next = {0};
    if (accept(play, delivery, conversation, message, &next)) {
      if (play->options->json)
        print_event(&next);
      summary_add(&play->summary, &next);
      if (!event->root && is_about(&next, conversation, message))
        *event = next;
      else
        event_fini(&next);
    }
    delivery_free(delivery);
  }
}

static void say(struct play *play, const struct conversation *conversation,
                const char *id, const struct message *message, int32_t stage,
                struct event *event) {
  int32_t status = host_say(&play->host, conversation, id, message, stage);
  unsigned wrong = play->summary.unsigned_events + play->summary.invalid_events;
  collect(play, id, message, event);
  wrong = play->summary.unsigned_events + play->summary.invalid_events - wrong;
  const char *why = NULL;
  if (status != ATTUNE_OK)
    why = play->host.strerror(status);
  else if (message->from_agent && stage == ATTUNE_DRAFT && !event->root &&
           !wrong && !play->options->manifest)
    why = "no event came, though every draft is to have one";
  if (!why)
    return;
  play->summary.refused++;
  complain(id, message->id, why);
}

/* A draft that was edited further was not what the customer got. */
static bool is_edited_later(const struct conversation *conversation, size_t i) {
  const struct message *message = &conversation->messages[i];
  const struct message *next = message + 1;
  return i + 1 < conversation->count && next->from_agent &&
         strcmp(next->id, message->id) == 0;
}

static void play_message(struct play *play,
                         const struct conversation *conversation,
                         const char *id, size_t i, json_object *explained) {
  const struct message *message = &conversation->messages[i];
  bool draft = message->from_agent && !message->sent;
  struct event event = {0};
  say(play, conversation, id, message, draft ? ATTUNE_DRAFT : ATTUNE_SENT,
      &event);
  if (!play->options->json && !play->options->quiet)
    render_message(&play->paint, conversation, message, &event, explained);
  event_fini(&event);
  /* What was sent is what the plugin remembers an agent said. */
  if (draft && !is_edited_later(conversation, i)) {
    say(play, conversation, id, message, ATTUNE_SENT, &event);
    event_fini(&event);
  }
  play->summary.messages++;
  play->summary.heard += !message->from_agent;
}

/*
 * The plugin knows a conversation again by its id and a message it has seen
 * by that and its own: one that comes twice in a run is another one.
 */
static char *own_id(struct play *play, const char *id) {
  char *own = NULL;
  int times = json_object_get_int(field(play->played, id)) + 1;
  json_object_object_add(play->played, id, json_object_new_int(times));
  if (times == 1)
    return strdup(id);
  return asprintf(&own, "%s#%d", id, times) < 0 ? NULL : own;
}

/* Every message needs an id: m1, m2, … where the file gives none. */
static char *name_messages(struct conversation *conversation) {
  const size_t room = 24;
  char *names = calloc(conversation->count, room);
  for (size_t i = 0; names && i < conversation->count; i++) {
    struct message *message = &conversation->messages[i];
    if (message->id)
      continue;
    snprintf(names + i * room, room, "m%zu", i + 1);
    message->id = names + i * room;
  }
  return names;
}

static void show_progress(struct play *play,
                          const struct conversation_file *file) {
  double now = play_clock();
  if (!play->progress || now - play->shown_at < 0.2)
    return;
  play->shown_at = now;
  fprintf(stderr, "\r%u messages", play->summary.messages);
  if (file->bytes > 0)
    fprintf(stderr, ", %u %% of the file",
            (unsigned)(file->bytes_read * 100 / file->bytes));
  fputs("\033[K", stderr);
}

static void end_progress(struct play *play) {
  if (play->progress && play->shown_at > 0)
    fputs("\r\033[K", stderr);
}

static void play_conversation(struct play *play,
                              struct conversation *conversation,
                              const struct conversation_file *file) {
  char *id = own_id(play, conversation->id);
  char *names = name_messages(conversation);
  json_object *explained = json_object_new_object();
  if (!id || !names || !explained) {
    complain(conversation->id, NULL, "out of memory");
    play->summary.problems++;
  } else {
    if (!play->options->json && !play->options->quiet)
      render_title(&play->paint, conversation);
    for (size_t i = 0; i < conversation->count && !*play->interrupted; i++) {
      play_message(play, conversation, id, i, explained);
      show_progress(play, file);
    }
    play->summary.conversations++;
  }
  json_object_put(explained);
  free(names);
  free(id);
}

void play_file(struct play *play, const char *name) {
  struct conversation_file file;
  struct conversation conversation;
  if (conversation_open(&file, name) == 0) {
    while (!play_over(play) && conversation_next(&file, &conversation)) {
      play_conversation(play, &conversation, &file);
      conversation_fini(&conversation);
    }
    end_progress(play);
    conversation_close(&file);
  }
  play->summary.problems += file.problems;
}
