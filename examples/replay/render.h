/*
 * A conversation as the agent would see it in a helpdesk: the messages with
 * what Attune says of each right below its words.
 */
#ifndef REPLAY_RENDER_H
#define REPLAY_RENDER_H

#include "event.h"
#include "paint.h"

void render_title(const struct paint *paint,
                  const struct conversation *conversation);

/*
 * event: NULL when there is none about the message. explained: an object
 * that gathers the rules whose reasons were given: once is enough.
 */
void render_message(const struct paint *paint,
                    const struct conversation *conversation,
                    const struct message *message, const struct event *event,
                    json_object *explained);

/* The parts of it, each in a file of its own. */
void render_reading(const struct paint *paint, const struct message *message,
                    const struct event *event);
void render_review(const struct paint *paint, const struct message *message,
                   const struct event *event, json_object *explained);

/* The columns of what stands before a line: "  reads as   ". */
#define RENDER_LABEL 13

/* A label and behind it, in its columns, the text; nothing for no text. */
void render_label(const struct paint *paint, const char *label);
void render_line(const struct paint *paint, const char *label, enum ink ink,
                 const char *text);

/* The n-th item of a list of an object, or NULL. */
json_object *render_item(json_object *object, const char *key, size_t n);

#endif
