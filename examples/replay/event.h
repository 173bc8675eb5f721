/*
 * Events as the webhook brought them, read with a receiver's caution: any
 * field may be missing, and what is there must be what was promised.
 */
#ifndef REPLAY_EVENT_H
#define REPLAY_EVENT_H

#include "conversation.h"
#include "fields.h"

struct event {
  json_object *root;
  json_object *data;
  const char *type;
  const char *conversation;
  const char *message; /* NULL: the event is about none */
  int64_t micros;      /* the analysis took */
};

/* 0, or -1 and what is wrong. */
int event_read(struct event *event, const char *body, size_t size,
               struct problem *problem);
void event_fini(struct event *event);

bool event_is(const struct event *event, const char *type);

/*
 * Do the ranges lie in the message, do their quotes stand there, and do the
 * edits make the rewrite? 0, or -1 and what is wrong.
 */
int event_check(const struct event *event, const struct message *message,
                struct problem *problem);

struct piece {
  size_t begin; /* bytes of the message's text, half open */
  size_t end;
};

/* The "range" of a match, signal, fact or edit; -1: none, or a wrong one. */
int event_range(json_object *item, size_t size, struct piece *out);

/* An edit of a rewrite: what it replaces, and where its words stand then. */
struct change {
  struct piece of;
  struct piece becomes; /* bytes of the rewrite's text */
  const char *text;
};

/*
 * The rewrite's edits in their order, at most `most` of them, and how many.
 * 0 also when an edit is not what it should be.
 */
size_t event_changes(const struct event *event, size_t size, struct change *out,
                     size_t most);

#define EVENT_CHANGES_MAX 256

#endif
