#include "runtime/round.h"

#include "runtime/post.h"

/* With a store that lasts a commit costs as much as a hundred analyses. */
enum {
  BATCH_MESSAGES = 32,
  BATCH_TO_COMMIT = 128,
  TICK_MS = 1000
};

static void follow_manifest(struct loop *loop) {
  struct shared *shared = loop->shared;
  unsigned reloads = atomic_load(&shared->reloads);
  if (loop->held && loop->seen_reloads == reloads)
    return;
  bool first = !loop->held;
  struct held *fresh = shared_hold(shared);
  if (courier_configure(loop->courier, fresh->manifest) != ATTUNE_OK) {
    shared_release(fresh); /* memory is out: tried again next time round */
    return;
  }
  if (loop->held)
    shared_release(loop->held);
  loop->held = fresh;
  loop->seen_reloads = reloads;
  loop->fresh = !first || reloads > 0;
  keeping_configure(&loop->keeping, fresh->manifest);
}

static void tell_manifest(struct loop *loop) {
  if (loop->fresh)
    post_manifest(loop->outbox, loop->shared, loop->held->manifest, &loop->w,
                  (struct str){0});
  loop->fresh = false;
}

static void report_rejection(struct loop *loop) {
  struct shared *shared = loop->shared;
  pthread_mutex_lock(&shared->lock);
  struct report report = shared->rejected;
  shared->rejected = (struct report){0};
  pthread_mutex_unlock(&shared->lock);
  if (report.size > 0)
    post_manifest(loop->outbox, shared, loop->held->manifest, &loop->w,
                  (struct str){report.text, report.size});
  report_fini(&report);
}

static void look_further(struct loop *loop, const struct message *message,
                         const struct aftermath *after) {
  const struct manifest *manifest = loop->held->manifest;
  if (!after->settings)
    return;
  if (message->kind == MESSAGE_INCOMING)
    watching_heard(&loop->watching, manifest, message, after);
  else
    watching_sent(&loop->watching, manifest, message, after);
}

static void analyse(struct loop *loop, const struct message *message) {
  struct suggestion suggestion;
  struct aftermath after;
  json_writer_reset(&loop->w);
  arena_reset(&loop->arena);
  keeping_recall(&loop->keeping, message_str(message, STRING_CONVERSATION));
  watching_prepare(&loop->watching, loop->held->manifest, message);
  int status =
      pipeline_process(&loop->shared->pipeline, loop->held->manifest, message,
                       &loop->arena, &loop->w, &suggestion, &after);
  if (status != ATTUNE_OK)
    return;
  if (suggestion.wanted)
    post_suggestion(loop->outbox, loop->shared, loop->held->manifest, message,
                    &suggestion, (struct str){loop->w.data, loop->w.size});
  look_further(loop, message, &after);
}

static void note_feedback(struct loop *loop, const struct message *message) {
  struct shared *shared = loop->shared;
  count(&shared->counters, COUNT_SHOWN + (enum counter)message->action);
  pthread_mutex_lock(&shared->lock);
  feedback_add(&shared->feedback, message_str(message, STRING_RULE),
               message->action);
  pthread_mutex_unlock(&shared->lock);
  watching_muted(&loop->watching, loop->held->manifest, message);
}

static void note_change(struct loop *loop, const struct message *message) {
  struct str id = message_str(message, STRING_CONVERSATION);
  count(&loop->shared->counters, COUNT_RESOLVED + (enum counter)message->state);
  if (message->state == ATTUNE_ERASED) {
    watching_erase(&loop->watching, id);
    keeping_erase(&loop->keeping, id);
    return;
  }
  keeping_recall(&loop->keeping, id);
  watching_changed(&loop->watching, loop->held->manifest, message);
}

static void handle_message(struct loop *loop, const struct message *message) {
  switch (message->kind) {
  case MESSAGE_INCOMING:
  case MESSAGE_OUTGOING:
    analyse(loop, message);
    break;
  case MESSAGE_FEEDBACK:
    note_feedback(loop, message);
    break;
  case MESSAGE_CHANGE:
    note_change(loop, message);
    break;
  }
}

/* A batch is short, so that the network never waits long for its turn. */
static unsigned handle_messages(struct loop *loop) {
  struct inbox *inbox = &loop->shared->inbox;
  unsigned handled = 0;
  unsigned most = loop->keeping.ledger ? BATCH_TO_COMMIT : BATCH_MESSAGES;
  while (loop->waiting && handled < most) {
    struct message *message = loop->waiting;
    loop->waiting = message->next;
    handle_message(loop, message);
    inbox_release(inbox, message);
    handled++;
  }
  return handled;
}

/* Our letters stay ours while we live; what the dead left becomes ours. */
static bool renewal_is_due(const struct loop *loop) {
  return loop->keeping.ledger &&
         clock_mono_us(loop->shared->clock) - loop->renewed_us >=
             LEDGER_RENEW_MS * 1000;
}

static void renew(struct loop *loop) {
  loop->renewed_us = clock_mono_us(loop->shared->clock);
  if (loop->keeping.open && loop->keeping.ledger)
    (void)ledger_renew(loop->keeping.ledger);
  keeping_heed_erasures(&loop->keeping);
}

static bool has_rejection(struct shared *shared) {
  pthread_mutex_lock(&shared->lock);
  bool has = shared->rejected.size > 0;
  pthread_mutex_unlock(&shared->lock);
  return has;
}

static bool has_work(struct loop *loop) {
  return loop->waiting || loop->fresh || keeping_is_due(&loop->keeping) ||
         watching_is_due(&loop->watching) || renewal_is_due(loop) ||
         has_rejection(loop->shared);
}

/*
 * One transaction for all of a round's work. Where another process holds the
 * file nothing is done now, and what waits waits a little longer.
 */
static unsigned work(struct loop *loop) {
  if (keeping_pause_us(&loop->keeping) > 0 &&
      atomic_load(&loop->shared->inbox.messages) < BATCH_TO_COMMIT)
    return 0;
  if (!loop->waiting)
    loop->waiting = inbox_take(&loop->shared->inbox);
  if (!has_work(loop) || !keeping_begin(&loop->keeping))
    return 0;
  tell_manifest(loop);
  report_rejection(loop);
  if (renewal_is_due(loop))
    renew(loop);
  unsigned handled = handle_messages(loop);
  watching_write_trends(&loop->watching);
  if (watching_is_due(&loop->watching))
    watching_look(&loop->watching, loop->held->manifest);
  keeping_end(&loop->keeping);
  return handled;
}

static bool in_flight(const struct loop *loop) {
  struct courier_counts counts;
  courier_counts(loop->courier, &counts);
  return counts.in_flight > 0;
}

static void publish_figures(struct loop *loop, struct figures *out) {
  const struct pipeline *pipeline = &loop->shared->pipeline;
  outbox_counts(loop->outbox, &out->outbox);
  courier_counts(loop->courier, &out->courier);
  if (loop->keeping.store)
    store_counts(loop->keeping.store, &out->store);
  out->store_lasts = loop->keeping.ledger != NULL;
  out->conversations = memory_count(pipeline->memory);
  out->memory_bytes = memory_bytes(pipeline->memory);
}

/*
 * Returns whether the loop shall go on. What was asked is read before the
 * inbox is found empty, so that a drain covers all that came before it.
 */
static bool converse(struct loop *loop) {
  struct shared *shared = loop->shared;
  pthread_mutex_lock(&shared->lock);
  uint64_t asked = shared->drains_asked;
  bool idle = !loop->waiting && !in_flight(loop) &&
              !keeping_waits(&loop->keeping) &&
              !(loop->waiting = inbox_take(&shared->inbox));
  if (idle && shared->drains_done != asked) {
    shared->drains_done = asked;
    pthread_cond_broadcast(&shared->changed);
  }
  bool stop = shared->stop &&
              (idle || clock_mono_us(&clock_system) >= shared->stop_by_us);
  publish_figures(loop, &shared->figures);
  pthread_mutex_unlock(&shared->lock);
  loop->complete = idle;
  return !stop;
}

static void on_tick(uv_timer_t *timer) {
  struct loop *loop = timer->data;
  outbox_expire(loop->outbox, clock_wall_ms(loop->shared->clock));
}

static void mind_tick(struct loop *loop) {
  struct outbox_counts counts;
  outbox_counts(loop->outbox, &counts);
  bool watches = loop->keeping.ledger || loop->watching.next_ms != INT64_MAX;
  if (counts.pending == 0 && !watches)
    uv_timer_stop(&loop->tick);
  else if (!uv_is_active((uv_handle_t *)&loop->tick))
    uv_timer_start(&loop->tick, on_tick, TICK_MS, TICK_MS);
}

bool round_once(struct loop *loop) {
  follow_manifest(loop);
  unsigned handled = loop->held ? work(loop) : 0;
  loop->quiet = handled > 0 ? 0 : loop->quiet + (loop->quiet < ROUND_LINGER);
  courier_wake(loop->courier);
  mind_tick(loop);
  uv_run(&loop->uv, UV_RUN_NOWAIT);
  return converse(loop);
}
