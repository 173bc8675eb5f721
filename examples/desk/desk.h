/*
 * The helpdesk itself: its conversations, all in memory, and what happens in
 * them. Whatever happens is told to the plugin and to the pages that listen.
 * One thread uses it.
 */
#ifndef DESK_DESK_H
#define DESK_DESK_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plugin.h"
#include "stream.h"

/*
 * shown is what the page gets: id, title, channel, customer {id, name},
 * state, unread, version, messages [{id, from, text, at}], reply (the id of
 * the draft), draft, revision, reading and review (data of the plugin's last
 * events),
 * dismissed [{rule, quote}], script {draft, next} (what can be played).
 */
struct talk {
  json_object *shown;
  json_object *script; /* messages not played yet */
  size_t played;       /* of the script */
  unsigned count;      /* of messages, for their ids */
};

struct desk {
  struct plugin *plugin;
  struct stream *stream;
  struct talk **talks;
  size_t count;
  json_object *notices; /* events that are not about one draft, latest last */
  const char *agent;
};

/* What a request gets: 0, or an HTTP status. */
enum desk_status {
  DESK_OK = 0,
  DESK_BAD = 400,
  DESK_NONE = 404,
  DESK_STALE = 409,
  DESK_BUSY = 503
};

int desk_init(struct desk *desk, struct plugin *plugin, struct stream *stream);
void desk_fini(struct desk *desk);

/* Reads conversations from a file of JSON lines; -1, and said on stderr. */
int desk_seed(struct desk *desk, const char *path);

struct talk *desk_find(const struct desk *desk, const char *id);

/* All of them, in short. The caller puts it. */
json_object *desk_list(const struct desk *desk);

/*
 * What a page asks for. request: the body, an object with "conversation".
 *   draft     {text, revision}: being written; revision grows
 *   reply     {text}: sent to the customer
 *   customer  {text, name?}: as if the customer had written
 *   next      {}: the customer's next line of the script
 *   feedback  {suggestion, action, rule?, quote?, reason?}
 *   state     {state: "resolved"|"reopened"|"erased"}
 *   open      {}: it was looked at
 */
enum desk_status desk_draft(struct desk *desk, json_object *request);
enum desk_status desk_reply(struct desk *desk, json_object *request);
enum desk_status desk_customer(struct desk *desk, json_object *request);
enum desk_status desk_next(struct desk *desk, json_object *request);
enum desk_status desk_feedback(struct desk *desk, json_object *request);
enum desk_status desk_state(struct desk *desk, json_object *request);
enum desk_status desk_open(struct desk *desk, json_object *request);

/* A webhook's body whose signature was right. */
enum desk_status desk_event(struct desk *desk, json_object *event);

#endif
