/* What fell due: a promise about to lapse, one that did, a check-in. */
#include "base/hash.h"
#include "runtime/watching_parts.h"

enum {
  DUE_AT_ONCE = 32,
  LEASE_MS = 15000,
  LOOK_MS = 30000, /* also without a known timer: others arm some, too */
  AGAIN_MS = 500   /* more than fit into one look */
};

static void post_follow_up(struct watching *watching,
                           const struct manifest *manifest,
                           const struct follow_up *follow_up) {
  const struct history none = {.concern = follow_up->concern};
  struct say_context say = watching_say(
      manifest, &none, hash_bytes(HASH_START, follow_up->conversation));
  const struct slot slots[] = {{"promise", follow_up->quote},
                               {"told", follow_up->concern}};
  const char *which = follow_up->kind == FOLLOW_UP_CHECK_IN
                          ? "follow-up-check-in"
                          : "follow-up-promise";
  struct event_head head;
  struct notice notice;
  char id[EVENT_SUGGESTION_SIZE];
  say.slots = slots;
  say.slot_count = 2;
  if (notice_compose(&watching->arena, &say, which, &notice) != ATTUNE_OK)
    return;
  post_head(&head, id, watching->shared, manifest, EVENT_FOLLOW_UP_DUE,
            follow_up->conversation, follow_up->message,
            (uint64_t)follow_up->due_ms);
  head.message = follow_up->message;
  head.echo = follow_up->echo;
  json_writer_reset(&watching->w);
  if (event_write_follow_up(&watching->w, &head, follow_up, &notice) == 0)
    watching_post(watching, manifest, &head, COUNT_FOLLOWED_UP);
}

/* The same timer comes again when the promise lapses. */
static void wait_for_lapse(struct watching *watching,
                           const struct store_job *job,
                           struct follow_up *follow_up) {
  struct store_job again = *job;
  follow_up->reminded = true;
  again.due_ms = follow_up->due_ms;
  again.value = follow_up_pack(&watching->arena, follow_up);
  if (again.value.data)
    (void)store_job_update(watching_store(watching), STORE_TIMERS, &again);
}

static void fire(struct watching *watching, const struct manifest *manifest,
                 const struct store_job *job) {
  struct store *store = watching_store(watching);
  struct follow_up follow_up;
  if (watching_is_digest(job->key)) {
    watching_digest(watching, manifest, job->key);
    return;
  }
  bool sound = follow_up_unpack(job->value, &follow_up) == ATTUNE_OK;
  if (!sound) {
    (void)store_job_delete(store, STORE_TIMERS, job->key);
    return;
  }
  keeping_recall(watching->keeping, follow_up.conversation);
  bool lapsed = follow_up.kind == FOLLOW_UP_PROMISE &&
                watching_now(watching) >= follow_up.due_ms;
  if (!follow_up.reminded)
    post_follow_up(watching, manifest, &follow_up);
  if (follow_up.kind == FOLLOW_UP_PROMISE && !lapsed) {
    wait_for_lapse(watching, job, &follow_up);
    return;
  }
  if (lapsed)
    watching_broken(watching, manifest, &follow_up);
  (void)store_job_delete(store, STORE_TIMERS, job->key);
}

/* Only in a file that others write to can timers appear that we did not arm. */
static void note_next(struct watching *watching, bool more) {
  int64_t now = watching_now(watching);
  int64_t next = INT64_MAX;
  (void)store_job_next(watching_store(watching), STORE_TIMERS, &next);
  if (more)
    next = now + AGAIN_MS;
  if (next > now + LOOK_MS &&
      (next != INT64_MAX || store_lasts(watching_store(watching))))
    next = now + LOOK_MS;
  watching->next_ms = next;
}

void watching_look(struct watching *watching, const struct manifest *manifest) {
  struct store *store = watching_store(watching);
  struct store_job *jobs = NULL;
  size_t count = 0;
  if (!store)
    return;
  arena_reset(&watching->arena);
  watching_sum(watching);
  watching_arm_digest(watching, manifest);
  if (store_job_claim(store, STORE_TIMERS, watching_now(watching), LEASE_MS,
                      DUE_AT_ONCE, &watching->arena, &jobs,
                      &count) != ATTUNE_OK)
    return;
  for (size_t i = 0; i < count; i++)
    fire(watching, manifest, &jobs[i]);
  note_next(watching, count == DUE_AT_ONCE);
}
