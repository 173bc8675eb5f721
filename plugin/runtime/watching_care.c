/* Who carries much, and may rest. */
#include "memory/care.h"
#include "runtime/watching_parts.h"

#define CARE_KEPT_MS (INT64_C(90) * 24 * 3600 * 1000)

static void read_care(struct watching *watching, struct str agent,
                      struct care *care) {
  struct str bytes = {0};
  *care = (struct care){0};
  if (store_get(watching_store(watching), STORE_AGENT, agent, &watching->arena,
                &bytes) == ATTUNE_OK &&
      bytes.data && care_unpack(bytes, care) != ATTUNE_OK)
    *care = (struct care){0};
}

static void write_care(struct watching *watching, struct str agent,
                       const struct care *care) {
  struct str bytes = care_pack(&watching->arena, care);
  if (bytes.data)
    (void)store_put(watching_store(watching), STORE_AGENT, agent, bytes,
                    watching_now(watching) + CARE_KEPT_MS);
}

static void post_breather(struct watching *watching,
                          const struct manifest *manifest,
                          const struct message *message,
                          const struct care *care) {
  const struct history none = {0};
  int64_t now = watching_now(watching);
  const struct breather_notice breather = {
      .agent = message_str(message, STRING_AGENT),
      .minutes = care_minutes(care, now),
      .conversations = care->conversations,
      .since_ms = care->run_from_ms,
      .load = manifest->care.scores == CARE_SCORES_SELF
                  ? (int)care_load(care, &manifest->care, now)
                  : -1,
  };
  struct say_context say = watching_say(manifest, &none, (uint64_t)now);
  const struct slot slots[] = {{"name", breather.agent}};
  struct event_head head;
  struct notice notice;
  char id[EVENT_SUGGESTION_SIZE];
  say.slots = slots;
  say.slot_count = 1;
  const char *which = breather.minutes < 10 ? "breather-short" : "breather";
  if (notice_compose(&watching->arena, &say, which, &notice) != ATTUNE_OK)
    return;
  struct str text_id = message_str(message, STRING_ID);
  post_head(&head, id, watching->shared, manifest, EVENT_BREATHER_SUGGESTED,
            message_str(message, STRING_CONVERSATION), text_id,
            message->revision);
  head.message = text_id;
  head.echo = message_str(message, STRING_ECHO);
  json_writer_reset(&watching->w);
  if (event_write_breather(&watching->w, &head, &breather, &notice) == 0)
    watching_post(watching, manifest, &head, COUNT_BREATHER);
}

void watching_care(struct watching *watching, const struct manifest *manifest,
                   const struct message *message,
                   const struct aftermath *after) {
  struct str agent = message_str(message, STRING_AGENT);
  const struct history *history = after->history;
  struct care care;
  if (!watching_store(watching) || agent.size == 0 || manifest->care.load == 0)
    return;
  read_care(watching, agent, &care);
  bool due = care_answered(
      &care, &manifest->care, message_str(message, STRING_CONVERSATION),
      history->heat, history->careful, watching_now(watching));
  write_care(watching, agent, &care);
  if (due)
    post_breather(watching, manifest, message, &care);
}

void watching_muted(struct watching *watching, const struct manifest *manifest,
                    const struct message *message) {
  struct str agent = message_str(message, STRING_AGENT);
  struct care care;
  if (!watching_store(watching) || agent.size == 0 ||
      !manifest->care.agents_can_mute ||
      !str_is(message_str(message, STRING_RULE), "breather") ||
      message->action != ATTUNE_MUTED)
    return;
  arena_reset(&watching->arena);
  read_care(watching, agent, &care);
  care.muted = true;
  write_care(watching, agent, &care);
}
