#include "runtime/message.h"

#include <stdlib.h>

#include "runtime/caller.h"

/* Room for what we add to it, and for JSON's signed numbers. */
#define REVISION_END (UINT64_C(1) << 62)

/*
 * What no honest caller reaches: an id, a name or a scope is a label, an
 * echo comes back in every event and must leave room for its content.
 */
enum {
  LABEL_BYTES_MAX = 1024,
  ECHO_BYTES_MAX = 1024
};
enum {
  CONTEXT_BYTES_MAX = 1 << 20
};

static int set(struct message *out, enum message_string which, const char *text,
               size_t most) {
  size_t size = text ? strnlen(text, most + 1) : 0;
  if (size > most)
    return ATTUNE_E_TOO_LARGE;
  out->strings[which] = (struct str){text, size};
  return ATTUNE_OK;
}

struct label {
  enum message_string which;
  const char *text;
};

static int set_labels(struct message *out, const struct label *labels,
                      size_t count) {
  for (size_t i = 0; i < count; i++) {
    int status = set(out, labels[i].which, labels[i].text, LABEL_BYTES_MAX);
    if (status != ATTUNE_OK)
      return status == ATTUNE_E_TOO_LARGE ? ATTUNE_E_ARGUMENT : status;
  }
  return ATTUNE_OK;
}

static bool has(const struct message *message, enum message_string which) {
  return message->strings[which].size > 0;
}

static int set_text(struct message *out, const attune_message *given,
                    size_t most) {
  if (!given->text)
    return ATTUNE_E_ARGUMENT;
  size_t size =
      given->text_size ? given->text_size : strnlen(given->text, most + 1);
  if (size > most)
    return ATTUNE_E_TOO_LARGE;
  out->strings[STRING_TEXT] = (struct str){given->text, size};
  return ATTUNE_OK;
}

static int set_long(struct message *out, const attune_message *given,
                    size_t text_max) {
  int status = set_text(out, given, text_max);
  if (status == ATTUNE_OK)
    status = set(out, STRING_CONTEXT, given->context, CONTEXT_BYTES_MAX);
  if (status == ATTUNE_OK)
    status = set(out, STRING_ECHO, given->echo, ECHO_BYTES_MAX);
  return status;
}

int message_view(struct message *out, enum message_kind kind,
                 const attune_message *message, size_t text_max) {
  attune_message given;
  int status = caller_struct(&given, sizeof(given),
                             offsetof(attune_message, revision), message);
  if (status != ATTUNE_OK)
    return status;
  memset(out, 0, sizeof(*out));
  const struct label labels[] = {
      {STRING_CONVERSATION, given.conversation},
      {STRING_ID, given.id},
      {STRING_CUSTOMER, given.customer},
      {STRING_CUSTOMER_NAME, given.customer_name},
      {STRING_AGENT, given.agent},
      {STRING_AGENT_ROLE, given.agent_role},
      {STRING_TEAM, given.team},
      {STRING_CHANNEL, given.channel},
      {STRING_BRAND, given.brand},
      {STRING_LOCALE, given.locale},
  };
  status = set_labels(out, labels, sizeof(labels) / sizeof(*labels));
  if (status == ATTUNE_OK)
    status = set_long(out, &given, text_max);
  if (status != ATTUNE_OK)
    return status;
  if (!has(out, STRING_CONVERSATION) || !has(out, STRING_ID) ||
      given.stage < ATTUNE_DRAFT || given.stage > ATTUNE_SENT ||
      given.format < ATTUNE_TEXT || given.format > ATTUNE_MARKDOWN ||
      given.sent_at_ms < 0 || given.revision >= REVISION_END)
    return ATTUNE_E_ARGUMENT;
  out->kind = kind;
  out->revision = given.revision;
  out->stage = given.stage;
  out->format = given.format;
  out->sent_at_ms = given.sent_at_ms;
  return ATTUNE_OK;
}

int message_view_outcome(struct message *out, const attune_outcome *outcome) {
  attune_outcome given;
  int status = caller_struct(&given, sizeof(given),
                             offsetof(attune_outcome, action), outcome);
  if (status != ATTUNE_OK)
    return status;
  memset(out, 0, sizeof(*out));
  const struct label labels[] = {
      {STRING_CONVERSATION, given.conversation},
      {STRING_SUGGESTION, given.suggestion},
      {STRING_RULE, given.rule},
      {STRING_AGENT, given.agent},
      {STRING_REASON, given.reason},
  };
  status = set_labels(out, labels, sizeof(labels) / sizeof(*labels));
  if (status != ATTUNE_OK)
    return status;
  if (!has(out, STRING_CONVERSATION) || !has(out, STRING_SUGGESTION) ||
      given.action < ATTUNE_SHOWN || given.action > ATTUNE_MUTED)
    return ATTUNE_E_ARGUMENT;
  out->kind = MESSAGE_FEEDBACK;
  out->action = given.action;
  return ATTUNE_OK;
}

int message_view_change(struct message *out, const attune_change *change) {
  attune_change given;
  int status = caller_struct(&given, sizeof(given),
                             offsetof(attune_change, state), change);
  if (status != ATTUNE_OK)
    return status;
  memset(out, 0, sizeof(*out));
  const struct label label = {STRING_CONVERSATION, given.conversation};
  status = set_labels(out, &label, 1);
  if (status != ATTUNE_OK)
    return status;
  if (!has(out, STRING_CONVERSATION) || given.state < ATTUNE_RESOLVED ||
      given.state > ATTUNE_ERASED || given.at_ms < 0)
    return ATTUNE_E_ARGUMENT;
  out->kind = MESSAGE_CHANGE;
  out->state = given.state;
  out->sent_at_ms = given.at_ms;
  return ATTUNE_OK;
}

size_t message_size(const struct message *view) {
  size_t size = sizeof(*view);
  for (int i = 0; i < STRING_COUNT; i++)
    if (view->strings[i].data)
      size += view->strings[i].size + 1;
  return size;
}

struct message *message_copy(const struct message *view) {
  size_t size = message_size(view);
  struct message *copy = malloc(size);
  if (!copy)
    return NULL;
  *copy = *view;
  copy->bytes = size;
  char *at = (char *)(copy + 1);
  for (int i = 0; i < STRING_COUNT; i++) {
    struct str *string = &copy->strings[i];
    if (!string->data)
      continue;
    memcpy(at, string->data, string->size);
    at[string->size] = '\0';
    string->data = at;
    at += string->size + 1;
  }
  return copy;
}
