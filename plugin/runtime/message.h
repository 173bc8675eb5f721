/*
 * What a host handed over, as one block of our own: the struct and all its
 * strings behind it, so that a message is one allocation and one free.
 */
#ifndef ATTUNE_RUNTIME_MESSAGE_H
#define ATTUNE_RUNTIME_MESSAGE_H

#include <attune.h>
#include <stdatomic.h>
#include <stdint.h>

#include "base/str.h"

enum message_kind {
  MESSAGE_INCOMING,
  MESSAGE_OUTGOING,
  MESSAGE_FEEDBACK,
  MESSAGE_CHANGE
};

enum message_string {
  STRING_CONVERSATION,
  STRING_ID,
  STRING_TEXT,
  STRING_CUSTOMER,
  STRING_CUSTOMER_NAME,
  STRING_AGENT,
  STRING_AGENT_ROLE,
  STRING_TEAM,
  STRING_CHANNEL,
  STRING_BRAND,
  STRING_LOCALE,
  STRING_CONTEXT,
  STRING_ECHO,
  STRING_SUGGESTION, /* of feedback, as are the next two */
  STRING_RULE,
  STRING_REASON,
  STRING_COUNT
};

/* Every string is NUL-terminated, or {NULL, 0} when it was not given. */
struct message {
  struct message *next; /* of the inbox */
  size_t bytes;         /* of the whole block */
  enum message_kind kind;
  uint64_t revision;
  int32_t stage;
  int32_t format;
  int32_t action; /* of feedback */
  int32_t state;  /* of a change */
  int64_t sent_at_ms;
  struct str strings[STRING_COUNT];
};

static inline struct str message_str(const struct message *message,
                                     enum message_string which) {
  return message->strings[which];
}

/*
 * Checks a caller's struct and looks at it where it lies: *out's strings are
 * the caller's. Statuses: ATTUNE_E_ARGUMENT, ATTUNE_E_TOO_LARGE.
 */
int message_view(struct message *out, enum message_kind kind,
                 const attune_message *message, size_t text_max);
int message_view_outcome(struct message *out, const attune_outcome *outcome);
int message_view_change(struct message *out, const attune_change *change);

/* The bytes a copy of the view takes, and the copy; NULL: memory is out. */
size_t message_size(const struct message *view);
struct message *message_copy(const struct message *view);

#endif
