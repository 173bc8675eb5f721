#include "runtime/shared.h"

#include <stdlib.h>
#include <time.h>

static struct held *held_new(struct manifest *manifest) {
  struct held *held = malloc(sizeof(*held));
  if (!held)
    return NULL;
  atomic_init(&held->holders, 1);
  held->manifest = manifest;
  return held;
}

void shared_release(struct held *held) {
  if (atomic_fetch_sub(&held->holders, 1) != 1)
    return;
  manifest_free(held->manifest);
  free(held);
}

struct held *shared_hold(struct shared *shared) {
  /* Under the lock, because between reading the pointer and counting
     ourselves in, a reload could free what it points to. */
  pthread_mutex_lock(&shared->lock);
  struct held *held = atomic_load(&shared->current);
  atomic_fetch_add(&held->holders, 1);
  pthread_mutex_unlock(&shared->lock);
  return held;
}

static void take_limits(struct shared *shared,
                        const struct manifest *manifest) {
  const struct limits *limits = &manifest->general.limits;
  atomic_store(&shared->text_max, limits->message_bytes);
  inbox_limit(&shared->inbox, limits->queue_messages, limits->queue_bytes);
}

static int cond_init(pthread_cond_t *cond) {
  pthread_condattr_t attributes;
  if (pthread_condattr_init(&attributes) != 0)
    return ATTUNE_E_MEMORY;
  pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
  int failed = pthread_cond_init(cond, &attributes);
  pthread_condattr_destroy(&attributes);
  return failed ? ATTUNE_E_MEMORY : ATTUNE_OK;
}

static int locks_init(struct shared *shared) {
  if (pthread_mutex_init(&shared->lock, NULL) != 0)
    return ATTUNE_E_MEMORY;
  if (pthread_mutex_init(&shared->reload, NULL) == 0) {
    if (cond_init(&shared->changed) == ATTUNE_OK)
      return ATTUNE_OK;
    pthread_mutex_destroy(&shared->reload);
  }
  pthread_mutex_destroy(&shared->lock);
  return ATTUNE_E_MEMORY;
}

static void locks_fini(struct shared *shared) {
  pthread_cond_destroy(&shared->changed);
  pthread_mutex_destroy(&shared->reload);
  pthread_mutex_destroy(&shared->lock);
}

int shared_init(struct shared *shared, const char *path,
                struct manifest *manifest, const struct clock *clock) {
  struct held *held = held_new(manifest);
  shared->path = strdup(path);
  shared->clock = clock;
  if (!held || !shared->path || locks_init(shared) != ATTUNE_OK)
    goto out;
  if (pipeline_init(&shared->pipeline, clock, &shared->counters) == ATTUNE_OK) {
    inbox_init(&shared->inbox, 0, 0);
    take_limits(shared, manifest);
    atomic_store(&shared->current, held);
    return ATTUNE_OK;
  }
  locks_fini(shared);
out:
  free(shared->path);
  free(held);
  shared->path = NULL;
  return ATTUNE_E_MEMORY;
}

void shared_fini(struct shared *shared) {
  inbox_fini(&shared->inbox);
  pipeline_fini(&shared->pipeline);
  shared_release(atomic_exchange(&shared->current, NULL));
  report_fini(&shared->rejected);
  locks_fini(shared);
  free(shared->path);
  shared->path = NULL;
}

static int put_in_force(struct shared *shared, struct manifest *manifest) {
  struct held *fresh = held_new(manifest);
  if (!fresh) {
    manifest_free(manifest);
    return ATTUNE_E_MEMORY;
  }
  pthread_mutex_lock(&shared->lock);
  take_limits(shared, manifest);
  struct held *old = atomic_exchange(&shared->current, fresh);
  atomic_fetch_add(&shared->reloads, 1);
  pthread_mutex_unlock(&shared->lock);
  shared_release(old);
  return ATTUNE_OK;
}

/* The loop sends the newest report; an older one it did not get to is moot. */
static void keep_rejection(struct shared *shared, const struct report *report) {
  char *text = report->text ? strdup(report->text) : NULL;
  if (!text)
    return;
  pthread_mutex_lock(&shared->lock);
  report_fini(&shared->rejected);
  shared->rejected = (struct report){
      .text = text, .size = report->size, .problems = report->problems};
  pthread_mutex_unlock(&shared->lock);
}

static bool in_force(struct shared *shared, const struct manifest *manifest) {
  struct held *held = shared_hold(shared);
  bool same = strcmp(held->manifest->sha256, manifest->sha256) == 0;
  shared_release(held);
  return same;
}

/* shared->reload held. *fresh: another manifest is in force than before. */
static int load(struct shared *shared, bool only_if_changed,
                struct report *report, bool *fresh) {
  struct manifest *manifest = NULL;
  int status = manifest_load(shared->path, &manifest, report);
  if (status != ATTUNE_OK)
    return status;
  if (only_if_changed && in_force(shared, manifest)) {
    manifest_free(manifest);
    return ATTUNE_OK;
  }
  status = put_in_force(shared, manifest);
  *fresh = status == ATTUNE_OK;
  return status;
}

static void tell_applied(struct shared *shared) {
  struct held *held = shared_hold(shared);
  log_configure(&shared->log, held->manifest);
  shared_release(held);
  count(&shared->counters, COUNT_RELOADED);
  log_line(&shared->log, LOG_INFO, "manifest applied");
}

static void tell_refused(struct shared *shared, const struct report *report) {
  count(&shared->counters, COUNT_RELOAD_REFUSED);
  log_report(&shared->log, LOG_ERROR, (struct str){report->text, report->size});
  keep_rejection(shared, report);
}

/* The log is told without the lock: a host's callback may reload, too. */
int shared_reload(struct shared *shared, bool only_if_changed,
                  struct report *report) {
  bool fresh = false;
  pthread_mutex_lock(&shared->reload);
  int status = load(shared, only_if_changed, report, &fresh);
  pthread_mutex_unlock(&shared->reload);
  if (fresh)
    tell_applied(shared);
  else if (status != ATTUNE_OK)
    tell_refused(shared, report);
  return status;
}

bool shared_wait(struct shared *shared, int64_t by_us) {
  struct timespec until = {.tv_sec = by_us / 1000000,
                           .tv_nsec = (by_us % 1000000) * 1000};
  return pthread_cond_timedwait(&shared->changed, &shared->lock, &until) == 0;
}
