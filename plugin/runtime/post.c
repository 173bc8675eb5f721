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

unsigned post_manifest(struct outbox *outbox, struct shared *shared,
                       const struct manifest *manifest, struct json_writer *w,
                       struct str report) {
  enum event_type type =
      report.size > 0 ? EVENT_MANIFEST_REJECTED : EVENT_MANIFEST_APPLIED;
  int64_t now = clock_wall_ms(shared->clock);
  char id[EVENT_SUGGESTION_SIZE];
  struct event_head head = {
      .type = type,
      .timestamp_ms = now,
      .suggestion = id,
      .message = report.size > 0 ? report : str_of(manifest->sha256),
      .revision = (uint64_t)now, /* each reload is news of its own */
      .expires_ms = now + schedule_lifetime_ms(schedule_class(type)),
      .version = ATTUNE_VERSION,
      .manifest = manifest->sha256,
      .language = STR("en"),
      .scope = manifest->general.name,
      .payload = manifest->payload,
  };
  event_suggestion_id(id, head.conversation, head.message, head.revision, type);
  head.message = (struct str){0};
  json_writer_reset(w);
  if (event_write_manifest(w, &head, report) != ATTUNE_OK)
    return 0;
  struct letter letter = {.type = type,
                          .class_ = schedule_class(type),
                          .body = {w->data, w->size},
                          .expires_ms = head.expires_ms,
                          .due_us = clock_mono_us(shared->clock)};
  return put_all(outbox, manifest, &letter, id);
}
