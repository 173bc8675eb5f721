/*
 * Server-sent events: whoever has the page open hears what changes. All of
 * it runs on the one thread of the server.
 */
#ifndef DESK_STREAM_H
#define DESK_STREAM_H

#include <json-c/json.h>
#include <microhttpd.h>

struct stream;

struct stream *stream_new(void);

/* Every connection must have ended: MHD_stop_daemon first. */
void stream_free(struct stream *stream);

/* A response that stays open. NULL: too many listen, or no memory. */
struct MHD_Response *stream_listen(struct stream *stream,
                                   struct MHD_Connection *connection);

/* To all who listen. type: letters, digits, '.', '-' and '_'. A listener too
   far behind to take it is let go; its browser comes back and reads anew. */
void stream_send(struct stream *stream, const char *type, json_object *data);

/* A comment to all, so that those who left are noticed. */
void stream_beat(struct stream *stream);

/* Lets every connection end, as MHD_stop_daemon requires. */
void stream_end(struct stream *stream);

#endif
