#include "runtime/post.h"

#include "base/version.h"
#include "delivery/event.h"
#include "delivery/schedule.h"

static unsigned put_all(struct outbox *outbox, const struct manifest *manifest,
                        struct letter *letter, const char *suggestion) {
  unsigned put = 0;
  for (size_t i = 0; i < manifest->webhook_count; i++) {
    const struct webhook *webhook = &manifest->webhooks[i];
    if (!(webhook->events >> letter->type & 1))
      continue;
    letter->endpoint = webhook->name;
    event_webhook_id(letter->id, suggestion, webhook->name);
    put += outbox_put(outbox, letter) == ATTUNE_OK;
  }
  return put;
}

unsigned post_suggestion(struct outbox *outbox, struct shared *shared,
                         const struct manifest *manifest,
                         const struct message *message,
                         const struct suggestion *suggestion, struct str body) {
  if (manifest->dry_run) {
    count(&shared->counters, COUNT_DRY_RUN);
    return 0;
  }
  struct letter letter = {
      .type = suggestion->type,
      .class_ = schedule_class(suggestion->type),
      .conversation = message_str(message, STRING_CONVERSATION),
      .draft = message_str(message, STRING_ID),
      .body = body,
      .expires_ms = suggestion->expires_ms,
      .due_us = clock_mono_us(shared->clock),
  };
  return put_all(outbox, manifest, &letter, suggestion->id);
}

void post_head(struct event_head *head, char id[EVENT_SUGGESTION_SIZE],
               struct shared *shared, const struct manifest *manifest,
               enum event_type type, struct str conversation, struct str news,
               uint64_t revision) {
  int64_t now = clock_wall_ms(shared->clock);
  event_suggestion_id(id, conversation, news, revision, type);
  *head = (struct event_head){
      .type = type,
      .timestamp_ms = now,
      .suggestion = id,
      .conversation = conversation,
      .revision = revision,
      .expires_ms = now + schedule_lifetime_ms(schedule_class(type)),
      .version = ATTUNE_VERSION,
      .manifest = manifest->sha256,
      .language = STR("en"),
      .scope = manifest->general.name,
      .payload = manifest->payload,
      .redact = manifest->privacy.redact,
  };
}

unsigned post_event(struct outbox *outbox, struct shared *shared,
                    const struct manifest *manifest,
                    const struct event_head *head, struct str body) {
  if (manifest->dry_run && head->type != EVENT_MANIFEST_APPLIED &&
      head->type != EVENT_MANIFEST_REJECTED) {
    count(&shared->counters, COUNT_DRY_RUN);
    return 0;
  }
  struct letter letter = {
      .type = head->type,
      .class_ = schedule_class(head->type),
      .conversation = head->conversation,
      .draft = head->message,
      .body = body,
      .expires_ms = head->expires_ms,
      .due_us = clock_mono_us(shared->clock),
  };
  return put_all(outbox, manifest, &letter, head->suggestion);
}

unsigned post_manifest(struct outbox *outbox, struct shared *shared,
                       const struct manifest *manifest, struct json_writer *w,
                       struct str report) {
  enum event_type type =
      report.size > 0 ? EVENT_MANIFEST_REJECTED : EVENT_MANIFEST_APPLIED;
  char id[EVENT_SUGGESTION_SIZE];
  struct event_head head;
  /* Each reload is news of its own. */
  post_head(&head, id, shared, manifest, type, (struct str){0},
            report.size > 0 ? report : str_of(manifest->sha256),
            (uint64_t)clock_wall_ms(shared->clock));
  json_writer_reset(w);
  if (event_write_manifest(w, &head, report) != ATTUNE_OK)
    return 0;
  return post_event(outbox, shared, manifest, &head,
                    (struct str){w->data, w->size});
}
