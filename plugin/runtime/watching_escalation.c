/* Who should look at a conversation now. */
#include <stdio.h>

#include "base/hash.h"
#include "runtime/watching_parts.h"

enum {
  NOTICE_ID_SIZE = 64
};

static int compose(struct watching *watching, struct say_context *say,
                   enum escalation_cause cause, struct notice *out) {
  char id[NOTICE_ID_SIZE];
  snprintf(id, sizeof(id), "escalation-%s", escalation_cause_name(cause));
  return notice_compose(&watching->arena, say, id, out);
}

/* Leaves those of which nobody was told yet, and remembers them. */
static size_t keep_new(struct watching *watching,
                       struct conversation *conversation,
                       struct escalation *causes, size_t count) {
  struct pipeline *pipeline = &watching->shared->pipeline;
  size_t kept = 0;
  pthread_mutex_lock(&pipeline->lock);
  for (size_t i = 0; i < count; i++)
    if (conversation_advise(conversation, (unsigned)causes[i].cause))
      causes[kept++] = causes[i];
  pthread_mutex_unlock(&pipeline->lock);
  return kept;
}

void watching_escalate(struct watching *watching,
                       const struct manifest *manifest,
                       const struct message *message,
                       const struct aftermath *after) {
  struct escalation causes[ESCALATION_CAUSES];
  struct notice notices[ESCALATION_CAUSES];
  char id[EVENT_SUGGESTION_SIZE];
  struct event_head head;
  size_t count = escalation_find(
      after->settings, after->reading, after->matches, after->history,
      conversation_broken(after->conversation, 0), causes);
  count = keep_new(watching, after->conversation, causes, count);
  if (count == 0)
    return;
  for (size_t i = 0; i < count; i++)
    if (compose(watching, after->say, causes[i].cause, &notices[i]) != 0)
      return;
  struct str text_id = message_str(message, STRING_ID);
  post_head(&head, id, watching->shared, manifest, EVENT_ESCALATION_ADVISED,
            message_str(message, STRING_CONVERSATION), text_id,
            message->revision);
  head.message = text_id;
  head.echo = message_str(message, STRING_ECHO);
  head.scope = after->settings->name;
  json_writer_reset(&watching->w);
  if (event_write_escalation(&watching->w, &head, after->text, after->reading,
                             causes, notices, count) == ATTUNE_OK)
    watching_post(watching, manifest, &head, COUNT_ESCALATED);
}

/* There is no message: the words are those of the promise. */
static void post_broken(struct watching *watching,
                        const struct manifest *manifest,
                        const struct follow_up *follow_up) {
  const struct history none = {.concern = follow_up->concern};
  const struct reading reading = {.concern = follow_up->concern};
  const struct text text = {0};
  const struct escalation cause = {.cause = ESCALATION_BROKEN_PROMISE};
  struct say_context say =
      watching_say(manifest, &none, (uint64_t)follow_up->due_ms);
  const struct slot slots[] = {{"promise", follow_up->quote},
                               {"told", follow_up->concern}};
  struct notice notice;
  struct event_head head;
  char id[EVENT_SUGGESTION_SIZE];
  say.slots = slots;
  say.slot_count = 2;
  if (compose(watching, &say, cause.cause, &notice) != ATTUNE_OK)
    return;
  post_head(&head, id, watching->shared, manifest, EVENT_ESCALATION_ADVISED,
            follow_up->conversation, follow_up->message,
            (uint64_t)follow_up->due_ms);
  head.message = follow_up->message;
  head.echo = follow_up->echo;
  json_writer_reset(&watching->w);
  if (event_write_escalation(&watching->w, &head, &text, &reading, &cause,
                             &notice, 1) == ATTUNE_OK)
    watching_post(watching, manifest, &head, COUNT_ESCALATED);
}

void watching_broken(struct watching *watching, const struct manifest *manifest,
                     const struct follow_up *follow_up) {
  struct pipeline *pipeline = &watching->shared->pipeline;
  bool first = false;
  pthread_mutex_lock(&pipeline->lock);
  struct conversation *known =
      memory_open(pipeline->memory, follow_up->conversation);
  if (known) {
    conversation_broken(known, 1);
    first = conversation_advise(known, ESCALATION_BROKEN_PROMISE);
  }
  pthread_mutex_unlock(&pipeline->lock);
  if (first)
    post_broken(watching, manifest, follow_up);
}
