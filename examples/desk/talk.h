/* One conversation's fields, and handing its messages to the plugin. */
#ifndef DESK_TALK_H
#define DESK_TALK_H

#include "desk.h"

/* From a line {id, title, channel, customer, messages}; NULL: it is none. */
struct talk *talk_new(json_object *line);
void talk_free(struct talk *talk);

/* NULL where it is not a string. */
const char *talk_string(const struct talk *talk, const char *key);

/* What a list of conversations shows; the caller puts it. */
json_object *talk_summary(const struct talk *talk);

/* Keeps the message and tells the plugin. An attune_status. */
int32_t talk_add(struct talk *talk, const struct desk *desk, bool agent,
                 const char *text, int64_t at_ms);

/* An attune_status; the draft is kept in any case. */
int32_t talk_draft(struct talk *talk, const struct desk *desk, const char *text,
                   uint64_t revision);

/* What of the script can be played now, written into shown. */
void talk_show_script(struct talk *talk);

/* The customer's next line of the script, or NULL; and is past it. */
const char *talk_next_line(struct talk *talk);

#endif
