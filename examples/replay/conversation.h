/*
 * Conversations from files of JSON lines, one a line. A line has one of
 * three shapes, so that labelled files can be played as they are:
 *
 *   {"id","messages":[{"from":"customer"|"agent","text",…}],…}
 *   {"id","context":[{"from","text"}],"draft"}
 *   {"id","text"}                             one message of a customer
 */
#ifndef REPLAY_CONVERSATION_H
#define REPLAY_CONVERSATION_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Strings are the conversation's, NULL where the file does not say. */
struct message {
  bool from_agent;
  bool sent; /* an agent's: what was sent, not a draft */
  int32_t format;
  uint64_t revision;
  int64_t at_ms;
  const char *id;
  const char *text;
  size_t size;
};

struct conversation {
  const char *id;
  const char *title;
  const char *trade;
  const char *customer, *customer_name;
  const char *agent, *agent_name, *agent_role;
  const char *team, *channel, *brand, *locale;
  struct message *messages;
  size_t count;
  json_object *root; /* holds the strings */
};

struct conversation_file {
  const char *name;
  FILE *stream;
  char *line;
  size_t capacity;
  unsigned number;   /* of the line read last, from 1 */
  unsigned problems; /* lines that could not be used */
  uint64_t bytes_read;
  uint64_t bytes; /* of the whole file; 0: not known */
};

/* -1, and said on stderr, when it cannot be opened. "-" is stdin. */
int conversation_open(struct conversation_file *file, const char *name);
void conversation_close(struct conversation_file *file);

/*
 * 1 and the next conversation, or 0 at the end. A line that is no
 * conversation is named on stderr, counted, and the next one is read.
 */
int conversation_next(struct conversation_file *file, struct conversation *out);
void conversation_fini(struct conversation *conversation);

#endif
