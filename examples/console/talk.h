/*
 * What somebody says to whom, from a file: plain text, JSON lines
 * {"from","text"} that make up one conversation, or JSON lines of which each
 * is a conversation {"id","messages":[…]}, as in examples/conversations.
 */
#ifndef CONSOLE_TALK_H
#define CONSOLE_TALK_H

#include <attune.h>
#include <json-c/json.h>
#include <stdbool.h>

/* One message; strings are the talk's. */
struct said {
  bool from_agent;
  const char *id;
  const char *text;
};

struct talk {
  json_object *root; /* {"id","messages":[…], team …} */
  size_t count;
};

/*
 * The conversations in a text, as a list of the shape above; from_agent: whose
 * plain text is. name is for complaints. *problems: lines left out, each said.
 * NULL: out of memory.
 */
json_object *talks_read(const char *name, char *text, bool from_agent,
                        unsigned *problems);

size_t talk_count(json_object *talk);
/* The nth message; its id is "m1", … where none is given. */
bool talk_message(json_object *talk, size_t n, struct said *out);

/* What the plugin is to be asked about the nth message: all before it as
   context, in a text the caller frees. */
struct asked {
  attune_message message;
  char *context;
  char id[24];
};

/* Words of the command line stand where the file is silent. */
struct talk_options {
  const char *team, *channel, *brand, *locale;
  const char *name, *agent;
  int32_t format;
};

bool talk_ask(json_object *talk, size_t n, const struct talk_options *options,
              struct asked *out);
void talk_asked_free(struct asked *asked);

#endif
