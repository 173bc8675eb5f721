#include "runtime/watching.h"

#include <sys/random.h>

#include "base/hash.h"
#include "runtime/watching_parts.h"

#define ALLOWANCE_KEPT_MS (INT64_C(400) * 24 * 3600 * 1000)

void watching_init(struct watching *watching, struct shared *shared,
                   struct outbox *outbox, struct keeping *keeping) {
  *watching =
      (struct watching){.shared = shared, .outbox = outbox, .keeping = keeping};
  json_writer_init(&watching->w);
  arena_init(&watching->arena, 0);
  arena_init(&watching->row_arena, 0);
}

void watching_fini(struct watching *watching) {
  json_writer_fini(&watching->w);
  arena_fini(&watching->arena);
  arena_fini(&watching->row_arena);
}

struct store *watching_store(const struct watching *watching) {
  return watching->keeping->open ? watching->keeping->store : NULL;
}

int64_t watching_now(const struct watching *watching) {
  return clock_wall_ms(watching->shared->clock);
}

int64_t watching_day(const struct watching *watching,
                     const struct manifest *manifest) {
  struct zone_time local;
  zone_local(manifest->follow_up.zone, watching_now(watching), &local);
  return local.days;
}

struct say_context watching_say(const struct manifest *manifest,
                                const struct history *none, uint64_t seed) {
  return (struct say_context){.language = manifest->language,
                              .settings = &manifest->general,
                              .history = none,
                              .seed = seed};
}

void watching_post(struct watching *watching, const struct manifest *manifest,
                   const struct event_head *head, enum counter counter) {
  struct shared *shared = watching->shared;
  count(&shared->counters, counter);
  post_event(watching->outbox, shared, manifest, head,
             (struct str){watching->w.data, watching->w.size});
}

/*
 * One for all processes that share the file, made by whichever is first: a
 * hash without it could be undone by trying every customer there is.
 */
static bool know_install_key(struct watching *watching) {
  static const char digits[] = "0123456789abcdef";
  struct store *store = watching_store(watching);
  unsigned char random[WATCHING_KEY_BYTES];
  char made[sizeof(watching->install_key)] = "";
  struct str key = {0};
  if (watching->install_key[0])
    return true;
  if (store_get(store, STORE_META, STR("install"), &watching->arena, &key) != 0)
    return false;
  if (key.size != sizeof(made) - 1) {
    if (getrandom(random, sizeof(random), 0) != (ssize_t)sizeof(random))
      return false;
    for (size_t i = 0; i < sizeof(random); i++) {
      made[2 * i] = digits[random[i] >> 4];
      made[2 * i + 1] = digits[random[i] & 15];
    }
    key = (struct str){made, sizeof(made) - 1};
    if (store_put(store, STORE_META, STR("install"), key, INT64_MAX) != 0)
      return false;
  }
  memcpy(watching->install_key, key.data, key.size);
  return true;
}

struct str watching_customer(struct watching *watching,
                             const struct manifest *manifest,
                             const struct message *message) {
  struct str customer = message_str(message, STRING_CUSTOMER);
  if (customer.size == 0)
    return message_str(message, STRING_CONVERSATION);
  if (!manifest->privacy.hash_customers)
    return customer;
  if (!know_install_key(watching))
    return (struct str){NULL, 0};
  /* Any type would do, but always the same: the hash must last. */
  event_suggestion_id(watching->customer_key, str_of(watching->install_key),
                      customer, 0, EVENT_DIGEST_READY);
  return str_of(watching->customer_key);
}

void watching_prepare(struct watching *watching,
                      const struct manifest *manifest,
                      const struct message *message) {
  struct store *store = watching_store(watching);
  struct str bytes = {0};
  arena_reset(&watching->arena);
  watching->allowance = (struct allowance){0};
  watching->shared->pipeline.allowance = &watching->allowance;
  if (!store || message->kind != MESSAGE_INCOMING)
    return;
  struct str key = watching_customer(watching, manifest, message);
  if (key.size > 0 &&
      store_get(store, STORE_CUSTOMER, key, &watching->arena, &bytes) ==
          ATTUNE_OK &&
      bytes.data)
    (void)allowance_unpack(bytes, &watching->allowance);
}

static const struct offer *find_offer(const struct settings *settings,
                                      struct str id) {
  for (size_t i = 0; i < settings->offer_count; i++)
    if (str_equal(settings->offers[i].id, id))
      return &settings->offers[i];
  return NULL;
}

/* What was offered counts from now on; offers without a limit need no row. */
static void note_offers(struct watching *watching,
                        const struct manifest *manifest,
                        const struct message *message,
                        const struct aftermath *after) {
  struct store *store = watching_store(watching);
  bool used = false;
  for (size_t i = 0; after->prompts && i < after->prompts->offer_count; i++) {
    const struct offer *offer =
        find_offer(after->settings, after->prompts->offers[i].id);
    if (!offer || offer->per_customer_count == 0)
      continue;
    allowance_use(&watching->allowance, offer,
                  message_str(message, STRING_CONVERSATION),
                  watching_now(watching));
    used = true;
  }
  if (!used || !store)
    return;
  struct str key = watching_customer(watching, manifest, message);
  struct str bytes = allowance_pack(&watching->arena, &watching->allowance);
  if (bytes.data && key.size > 0)
    (void)store_put(store, STORE_CUSTOMER, key, bytes,
                    watching_now(watching) + ALLOWANCE_KEPT_MS);
}

/* Removes the follow-ups of a conversation that are of this kind. */
static void forget_follow_ups(struct watching *watching,
                              struct str conversation,
                              enum follow_up_kind kind) {
  struct store *store = watching_store(watching);
  struct store_job *jobs = NULL;
  size_t count = 0;
  if (!store ||
      store_job_list(store, STORE_TIMERS, conversation, (struct str){0}, 64,
                     &watching->arena, &jobs, &count) != ATTUNE_OK)
    return;
  for (size_t i = 0; i < count; i++) {
    struct follow_up follow_up;
    if (follow_up_unpack(jobs[i].value, &follow_up) != ATTUNE_OK ||
        follow_up.kind == kind)
      (void)store_job_delete(store, STORE_TIMERS, jobs[i].key);
  }
}

/* A customer who writes is in no need of being asked how things are. */
static void wake_conversation(struct watching *watching,
                              const struct message *message,
                              const struct aftermath *after) {
  struct pipeline *pipeline = &watching->shared->pipeline;
  if (!conversation_is_resolved(after->conversation))
    return;
  forget_follow_ups(watching, message_str(message, STRING_CONVERSATION),
                    FOLLOW_UP_CHECK_IN);
  pthread_mutex_lock(&pipeline->lock);
  conversation_resolve(after->conversation, false);
  pthread_mutex_unlock(&pipeline->lock);
}

void watching_heard(struct watching *watching, const struct manifest *manifest,
                    const struct message *message,
                    const struct aftermath *after) {
  if (!after->reading)
    return;
  note_offers(watching, manifest, message, after);
  wake_conversation(watching, message, after);
  watching_escalate(watching, manifest, message, after);
  watching_trends(watching, manifest, message, after);
}

static void arm(struct watching *watching, const struct manifest *manifest,
                const struct follow_up *follow_up) {
  struct store *store = watching_store(watching);
  char key[FOLLOW_UP_KEY_SIZE];
  if (!store)
    return;
  follow_up_key(key, follow_up);
  const struct store_job job = {
      .key = str_of(key),
      .group = follow_up->conversation,
      .due_ms = follow_up_remind_ms(&manifest->follow_up, follow_up),
      .expires_ms = INT64_MAX,
      .value = follow_up_pack(&watching->arena, follow_up),
  };
  if (!job.value.data || store_job_put(store, STORE_TIMERS, &job, false, 0))
    return;
  if (job.due_ms < watching->next_ms)
    watching->next_ms = job.due_ms;
}

static void arm_promise(struct watching *watching,
                        const struct manifest *manifest,
                        const struct message *message,
                        const struct aftermath *after, int64_t sent_ms,
                        const struct promise *promise) {
  const struct follow_up follow_up = {
      .kind = FOLLOW_UP_PROMISE,
      .conversation = message_str(message, STRING_CONVERSATION),
      .message = message_str(message, STRING_ID),
      .agent = message_str(message, STRING_AGENT),
      .echo = message_str(message, STRING_ECHO),
      .quote = text_plain(&watching->arena, after->text, promise->range),
      .concern = after->history->concern,
      .made_ms = sent_ms,
      .due_ms = promise->due_ms,
  };
  if (follow_up.quote.data && follow_up.due_ms > watching_now(watching))
    arm(watching, manifest, &follow_up);
}

static void arm_promises(struct watching *watching,
                         const struct manifest *manifest,
                         const struct message *message,
                         const struct aftermath *after) {
  struct promise promises[PROMISES_MAX];
  int64_t sent_ms =
      message->sent_at_ms > 0 ? message->sent_at_ms : watching_now(watching);
  size_t count = promise_find(manifest->language, after->text, after->matches,
                              sent_ms, manifest->follow_up.zone, promises);
  for (size_t i = 0; i < count; i++)
    arm_promise(watching, manifest, message, after, sent_ms, &promises[i]);
}

/* A reply keeps what was promised before it, and may promise anew. */
void watching_sent(struct watching *watching, const struct manifest *manifest,
                   const struct message *message,
                   const struct aftermath *after) {
  if (!after->review || message->stage != ATTUNE_SENT)
    return;
  forget_follow_ups(watching, message_str(message, STRING_CONVERSATION),
                    FOLLOW_UP_PROMISE);
  if (manifest->follow_up.promises)
    arm_promises(watching, manifest, message, after);
  watching_care(watching, manifest, message, after);
}

static void arm_check_in(struct watching *watching,
                         const struct manifest *manifest,
                         struct str conversation, int64_t resolved_ms) {
  struct history history = {0};
  const struct pipeline *pipeline = &watching->shared->pipeline;
  (void)conversation_history(memory_find(pipeline->memory, conversation),
                             &watching->arena, &history);
  const struct follow_up follow_up = {
      .kind = FOLLOW_UP_CHECK_IN,
      .conversation = conversation,
      .concern = history.concern,
      .made_ms = resolved_ms,
      .due_ms = resolved_ms + manifest->follow_up.after_resolution_ms,
  };
  arm(watching, manifest, &follow_up);
}

void watching_changed(struct watching *watching,
                      const struct manifest *manifest,
                      const struct message *message) {
  struct pipeline *pipeline = &watching->shared->pipeline;
  struct str id = message_str(message, STRING_CONVERSATION);
  bool resolved = message->state == ATTUNE_RESOLVED;
  arena_reset(&watching->arena);
  struct conversation *known = memory_find(pipeline->memory, id);
  if (known) {
    pthread_mutex_lock(&pipeline->lock);
    conversation_resolve(known, resolved);
    pthread_mutex_unlock(&pipeline->lock);
  }
  forget_follow_ups(watching, id, FOLLOW_UP_CHECK_IN);
  if (!resolved)
    return;
  forget_follow_ups(watching, id, FOLLOW_UP_PROMISE);
  int64_t at =
      message->sent_at_ms > 0 ? message->sent_at_ms : watching_now(watching);
  if (manifest->follow_up.after_resolution_ms > 0)
    arm_check_in(watching, manifest, id, at);
}

void watching_erase(struct watching *watching, struct str conversation) {
  struct store *store = watching_store(watching);
  if (!store)
    return;
  arena_reset(&watching->arena);
  (void)store_delete(store, STORE_CUSTOMER, conversation);
  watching_forget_in_trends(watching, conversation);
}

bool watching_is_due(const struct watching *watching) {
  return watching->next_ms <= watching_now(watching);
}
