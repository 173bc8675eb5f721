#include "runtime/instance.h"

#include <stdlib.h>

#include "runtime/leaving.h"
#include "runtime/process.h"

/* One analysis on a host's thread may hold this much, and no more … */
#define EXAMINE_BYTES ((size_t)64 * 1024 * 1024)

/* … and so much of it is kept for the next. */
#define SPARE_BYTES ((size_t)2 * 1024 * 1024)

/* All but what a call that comes late may be looking at. */
static void clear(struct instance *instance) {
  size_t kept = offsetof(struct instance, opens);
  memset((char *)instance + kept, 0, sizeof(*instance) - kept);
}

static int build(struct instance *instance, const char *path,
                 struct manifest *manifest, const struct clock *clock) {
  if (pthread_mutex_init(&instance->start_lock, NULL) != 0)
    return ATTUNE_E_MEMORY;
  int status = shared_init(&instance->shared, path, manifest, clock);
  if (status != ATTUNE_OK) {
    pthread_mutex_destroy(&instance->start_lock);
    return status;
  }
  log_configure(&instance->shared.log, manifest);
  atomic_store(&instance->born, process_stamp());
  return ATTUNE_OK;
}

int instance_open(struct instance *instance,
                  const struct instance_options *options) {
  struct manifest *manifest = NULL;
  struct report report = {0};
  clear(instance);
  struct log *log = &instance->shared.log;
  int status = log_init(log, options->clock, options->log, options->log_user);
  if (status != ATTUNE_OK)
    return status;
  status = manifest_load(options->path, &manifest, &report);
  if (status == ATTUNE_OK)
    status = build(instance, options->path, manifest, options->clock);
  else
    log_report(log, LOG_ERROR, (struct str){report.text, report.size});
  report_fini(&report);
  if (status == ATTUNE_OK)
    return ATTUNE_OK;
  manifest_free(manifest);
  log_fini(log);
  return status;
}

/*
 * The parent's threads may have been anywhere when it forked. Only what
 * never changes is looked at, and the manifest in force: that pointer is
 * swapped whole, what it points to is immutable, and nobody in this process
 * will free the parent's hold on it. Reading the file again instead would
 * fail for workers that dropped the right to read it.
 */
int instance_inherit(struct instance *instance, const struct instance *parent) {
  const struct shared *old = &parent->shared;
  clear(instance);
  int status = log_init(&instance->shared.log, old->clock, old->log.callback,
                        old->log.user);
  if (status != ATTUNE_OK)
    return status;
  instance->opens = parent->opens;
  struct held *held = atomic_load(&old->current);
  status = build(instance, old->path, held->manifest, old->clock);
  if (status != ATTUNE_OK)
    log_fini(&instance->shared.log);
  return status;
}

/* A dead loop is left where it lies and a fresh one takes its place. */
static int start(struct instance *instance, struct loop **out) {
  int status = ATTUNE_OK;
  pthread_mutex_lock(&instance->start_lock);
  struct loop *loop = atomic_load(&instance->loop);
  if (loop && atomic_load(&instance->shared.dead)) {
    atomic_store(&instance->shared.dead, false);
    loop_abandon(loop);
    loop = NULL;
  }
  if (!loop) {
    status = loop_start(&loop, &instance->shared);
    if (status == ATTUNE_OK)
      atomic_store(&instance->loop, loop);
  }
  pthread_mutex_unlock(&instance->start_lock);
  *out = loop;
  return status;
}

static int running(struct instance *instance, struct loop **out) {
  *out = atomic_load_explicit(&instance->loop, memory_order_acquire);
  if (*out &&
      !atomic_load_explicit(&instance->shared.dead, memory_order_relaxed))
    return ATTUNE_OK;
  return start(instance, out);
}

static void count_refused(struct counters *counters, int status) {
  count(counters,
        status == ATTUNE_E_BUSY ? COUNT_REFUSED_BUSY : COUNT_REFUSED_MEMORY);
}

int instance_submit(struct instance *instance, const struct message *view) {
  static const enum counter accepted[] = {
      COUNT_ACCEPTED_INCOMING, COUNT_ACCEPTED_OUTGOING, COUNT_ACCEPTED_FEEDBACK,
      COUNT_ACCEPTED_CHANGE};
  struct shared *shared = &instance->shared;
  struct loop *loop;
  bool wake = false;
  int status = running(instance, &loop);
  if (status == ATTUNE_OK)
    status = inbox_push(&shared->inbox, view, &wake);
  if (status != ATTUNE_OK) {
    count_refused(&shared->counters, status);
    return status;
  }
  count(&shared->counters, accepted[view->kind]);
  if (wake)
    loop_wake(loop);
  return ATTUNE_OK;
}

static void arena_drop(struct arena *arena) {
  if (arena)
    arena_fini(arena);
  free(arena);
}

/* The spare one or a new one: fresh pages cost more than most analyses. */
static struct arena *take_arena(struct instance *instance) {
  struct arena *arena = atomic_exchange(&instance->spare, NULL);
  if (arena)
    return arena;
  arena = malloc(sizeof(*arena));
  if (arena)
    arena_init(arena, EXAMINE_BYTES);
  return arena;
}

static void give_arena(struct instance *instance, struct arena *arena) {
  arena_reset(arena);
  if (arena->held <= SPARE_BYTES)
    arena = atomic_exchange(&instance->spare, arena);
  arena_drop(arena);
}

int instance_examine(struct instance *instance, const struct message *view,
                     struct json_writer *w) {
  struct shared *shared = &instance->shared;
  struct suggestion suggestion;
  struct arena *arena = take_arena(instance);
  if (!arena)
    return ATTUNE_E_MEMORY;
  struct held *held = shared_hold(shared);
  int status = pipeline_examine(&shared->pipeline, held->manifest, view, arena,
                                w, &suggestion);
  shared_release(held);
  give_arena(instance, arena);
  return status;
}

int instance_reload(struct instance *instance, struct report *report) {
  struct loop *loop;
  int status = shared_reload(&instance->shared, false, report);
  /* The outcome is an event too, and the loop sends it. */
  if (running(instance, &loop) == ATTUNE_OK)
    loop_wake(loop);
  return status;
}

/* shared->lock held. */
static int wait_drained(struct shared *shared, uint64_t asked, int64_t by_us) {
  while (shared->drains_done < asked) {
    if (shared->stop)
      return ATTUNE_E_CLOSED;
    if (atomic_load(&shared->dead) || !shared_wait(shared, by_us))
      return shared->drains_done < asked ? ATTUNE_E_TIMEOUT : ATTUNE_OK;
  }
  return ATTUNE_OK;
}

int instance_drain(struct instance *instance, uint32_t deadline_ms) {
  struct shared *shared = &instance->shared;
  int64_t by_us = clock_mono_us(&clock_system) + (int64_t)deadline_ms * 1000;
  struct loop *loop = atomic_load(&instance->loop);
  if (!loop)
    return ATTUNE_OK;
  if (loop_is_own_thread(loop))
    return ATTUNE_E_ARGUMENT;
  if (leaving_begun())
    return ATTUNE_E_TIMEOUT;
  pthread_mutex_lock(&shared->lock);
  uint64_t asked = ++shared->drains_asked;
  pthread_mutex_unlock(&shared->lock);
  loop_wake(loop);
  pthread_mutex_lock(&shared->lock);
  int status = wait_drained(shared, asked, by_us);
  pthread_mutex_unlock(&shared->lock);
  return status;
}

bool instance_on_loop(struct instance *instance) {
  struct loop *loop = atomic_load(&instance->loop);
  return loop && loop_is_own_thread(loop);
}

void instance_interrupt(struct instance *instance, int64_t by_us) {
  struct shared *shared = &instance->shared;
  pthread_mutex_lock(&shared->lock);
  shared->stop = true;
  shared->stop_by_us = by_us;
  pthread_cond_broadcast(&shared->changed);
  pthread_mutex_unlock(&shared->lock);
}

int instance_close(struct instance *instance, int64_t by_us, bool *stuck) {
  struct loop *loop = atomic_load(&instance->loop);
  int status = ATTUNE_OK;
  *stuck = false;
  if (loop)
    status = loop_stop(loop, by_us, stuck);
  if (*stuck)
    return status;
  arena_drop(atomic_exchange(&instance->spare, NULL));
  shared_fini(&instance->shared);
  log_fini(&instance->shared.log);
  pthread_mutex_destroy(&instance->start_lock);
  atomic_store(&instance->loop, NULL);
  return status;
}
