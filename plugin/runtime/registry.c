#include "runtime/registry.h"

#include <limits.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "runtime/process.h"

enum {
  SEATS = 256,
  TAG = 5,
  INDEX_SHIFT = 4,
  GENERATION_SHIFT = 12
};

/*
 * An instance's memory stays with its seat for ever and is used again: a
 * late call may still count itself in and out of it after its close.
 */
struct seat {
  _Atomic(struct instance *) instance;
  atomic_uint generation; /* grows with each close */
};

/* A lock of this process; a forked child finds it stale and makes its own,
   because the parent's may be held by a thread that the child lacks. */
struct gate {
  uint64_t born;
  pthread_mutex_t lock;
  struct gate *before; /* the parent's */
};

static struct seat seats[SEATS];
static _Atomic(struct gate *) gate;

/*
 * Instances without a seat: a parent's, which a child must leave as they are,
 * and those whose close did not end in time. Never looked at again, only kept
 * where a leak checker finds them.
 */
static _Atomic(struct instance *) left_behind;

static void leave_behind(struct instance *instance) {
  struct instance *first = atomic_load(&left_behind);
  do
    instance->next = first;
  while (!atomic_compare_exchange_weak(&left_behind, &first, instance));
}

static struct gate *gate_new(struct gate *stale) {
  struct gate *fresh = malloc(sizeof(*fresh));
  if (!fresh)
    return NULL;
  fresh->born = process_stamp();
  fresh->before = stale;
  if (pthread_mutex_init(&fresh->lock, NULL) != 0) {
    free(fresh);
    return NULL;
  }
  if (atomic_compare_exchange_strong(&gate, &stale, fresh))
    return fresh;
  pthread_mutex_destroy(&fresh->lock);
  free(fresh);
  return stale;
}

static struct gate *gate_enter(void) {
  struct gate *ours = atomic_load(&gate);
  if (!ours || ours->born != process_stamp())
    ours = gate_new(ours);
  if (ours)
    pthread_mutex_lock(&ours->lock);
  return ours;
}

static attune *to_handle(const struct seat *seat) {
  uintptr_t index = (uintptr_t)(seat - seats);
  uintptr_t generation = atomic_load(&seat->generation);
  return (attune *)(generation << GENERATION_SHIFT | index << INDEX_SHIFT |
                    TAG);
}

static struct seat *to_seat(const attune *handle) {
  uintptr_t value = (uintptr_t)handle;
  if ((value & ((1u << INDEX_SHIFT) - 1)) != TAG)
    return NULL;
  return &seats[(value >> INDEX_SHIFT) & (SEATS - 1)];
}

static bool is_current(const struct seat *seat, const attune *handle) {
  return to_handle(seat) == handle;
}

/* Two threads of a child may both come here: one instance wins. */
static int adopt(struct seat *seat, struct instance *stale) {
  struct instance *fresh = calloc(1, sizeof(*fresh));
  if (!fresh)
    return ATTUNE_E_MEMORY;
  int status = instance_inherit(fresh, stale);
  if (status != ATTUNE_OK) {
    free(fresh);
    return status;
  }
  if (atomic_compare_exchange_strong(&seat->instance, &stale, fresh)) {
    leave_behind(stale);
    return ATTUNE_OK;
  }
  bool stuck;
  atomic_load(&fresh->shared.current)->manifest = NULL; /* not ours to free */
  instance_close(fresh, 0, &stuck);
  free(fresh);
  return ATTUNE_OK;
}

/* The seat's instance as one of this process. */
static int resolve(struct seat *seat, struct instance **out) {
  struct instance *instance = atomic_load(&seat->instance);
  if (instance && instance->born != process_stamp() && !instance->closed) {
    int status = adopt(seat, instance);
    if (status != ATTUNE_OK)
      return status;
    instance = atomic_load(&seat->instance);
  }
  *out = instance;
  return instance ? ATTUNE_OK : ATTUNE_E_CLOSED;
}

int registry_enter(attune *handle, struct instance **out) {
  struct seat *seat = to_seat(handle);
  if (!seat)
    return ATTUNE_E_ARGUMENT;
  if (!is_current(seat, handle))
    return ATTUNE_E_CLOSED;
  int status = resolve(seat, out);
  if (status != ATTUNE_OK)
    return status;
  atomic_fetch_add(&(*out)->users, 1);
  /* A close that began before we counted ourselves in has changed the
     generation; one that begins now sees us and waits. */
  if (is_current(seat, handle) && !(*out)->closed)
    return ATTUNE_OK;
  registry_leave(*out);
  return ATTUNE_E_CLOSED;
}

/* Of the closing thread and the last one out, one ends an orphan. */
static void end_orphan(struct instance *instance) {
  bool stuck;
  if (!atomic_exchange(&instance->orphan, false))
    return;
  instance_close(instance, clock_mono_us(&clock_system), &stuck);
  leave_behind(instance);
}

void registry_leave(struct instance *instance) {
  if (atomic_fetch_sub(&instance->users, 1) == 1 &&
      atomic_load(&instance->orphan))
    end_orphan(instance);
}

/* One that is on its way out keeps its seat till it is gone, and serves no
   new open: that one gets an instance of its own. */
static bool serves(const struct instance *instance, const char *path) {
  return instance && !instance->closed && instance->opens > 0 &&
         strcmp(instance->shared.path, path) == 0;
}

static struct seat *find_open(const char *path) {
  for (size_t i = 0; i < SEATS; i++)
    if (serves(atomic_load(&seats[i].instance), path))
      return &seats[i];
  return NULL;
}

static struct seat *find_free(void) {
  for (size_t i = 0; i < SEATS; i++) {
    const struct instance *instance = atomic_load(&seats[i].instance);
    if (!instance || instance->closed)
      return &seats[i];
  }
  return NULL;
}

static int open_again(struct seat *seat, attune **out) {
  struct instance *instance;
  int status = resolve(seat, &instance);
  if (status != ATTUNE_OK)
    return status;
  instance->opens++;
  *out = to_handle(seat);
  return ATTUNE_OK;
}

static int open_in(struct seat *seat, const struct instance_options *options,
                   attune **out) {
  struct instance *instance = atomic_load(&seat->instance);
  if (!instance) {
    instance = calloc(1, sizeof(*instance));
    if (!instance)
      return ATTUNE_E_MEMORY;
    instance->closed = true;
    instance->born = process_stamp();
    atomic_store(&seat->instance, instance);
  }
  int status = instance_open(instance, options);
  instance->closed = status != ATTUNE_OK;
  if (status != ATTUNE_OK)
    return status;
  instance->opens = 1;
  *out = to_handle(seat);
  return ATTUNE_OK;
}

/*
 * The same file by another way is the same instance: its directory is
 * resolved. The file itself is not, since a manifest may not be a link.
 */
static char *absolute(const char *path) {
  const char *slash = strrchr(path, '/');
  const char *name = slash ? slash + 1 : path;
  char *directory = slash ? strndup(path, (size_t)(name - path)) : strdup(".");
  char *real = directory ? realpath(directory, NULL) : NULL;
  char *joined = NULL;
  if (real) {
    size_t size = strlen(real) + strlen(name) + 2;
    joined = malloc(size);
    if (joined)
      snprintf(joined, size, "%s/%s", strcmp(real, "/") == 0 ? "" : real, name);
  } else if (directory) {
    joined = strdup(path); /* to be named as missing by who reads it */
  }
  free(real);
  free(directory);
  return joined;
}

int registry_open(const attune_options *options, attune **out) {
  char *path = absolute(options->manifest);
  if (!path)
    return ATTUNE_E_MEMORY;
  const struct instance_options opening = {.path = path,
                                           .clock = &clock_system,
                                           .log = options->log,
                                           .log_user = options->log_user};
  int status = ATTUNE_E_MEMORY;
  struct gate *entered = gate_enter();
  if (entered) {
    struct seat *seat = find_open(path);
    if (seat)
      status = open_again(seat, out);
    else if ((seat = find_free()))
      status = open_in(seat, &opening, out);
    pthread_mutex_unlock(&entered->lock);
  }
  free(path);
  return status;
}

/* Calls inside are short or were interrupted; false: one is not out yet. */
static bool wait_alone(struct instance *instance, int64_t by_us) {
  const struct timespec pause = {.tv_nsec = 50000};
  while (atomic_load(&instance->users) > 0) {
    if (clock_mono_us(&clock_system) >= by_us)
      return false;
    nanosleep(&pause, NULL);
  }
  return true;
}

/* A call inside does not come out in time: whoever is last ends it. */
static int close_later(struct instance *instance) {
  atomic_store(&instance->orphan, true);
  if (atomic_load(&instance->users) == 0)
    end_orphan(instance);
  return ATTUNE_E_TIMEOUT;
}

static int close_last(struct seat *seat, struct instance *instance,
                      uint32_t deadline_ms) {
  enum {
    GRACE_US = 250000
  };
  int64_t by_us = clock_mono_us(&clock_system) + (int64_t)deadline_ms * 1000;
  bool stuck = false;
  instance_interrupt(instance, by_us);
  if (!wait_alone(instance, by_us + GRACE_US)) {
    atomic_store(&seat->instance, NULL);
    return close_later(instance);
  }
  int status = instance_close(instance, by_us, &stuck);
  if (stuck) { /* left alone with its thread; the seat gets another */
    atomic_store(&seat->instance, NULL);
    leave_behind(instance);
  } else {
    instance->closed = true;
  }
  return status;
}

/* Under the gate. Nothing of a parent's instance is ours to end. */
static bool forget_stale(struct seat *seat, struct instance *instance) {
  if (instance->born == process_stamp())
    return false;
  atomic_store(&seat->instance, NULL);
  leave_behind(instance);
  return true;
}

int registry_close(attune *handle, uint32_t deadline_ms) {
  struct seat *seat = to_seat(handle);
  if (!seat)
    return ATTUNE_E_ARGUMENT;
  struct gate *entered = gate_enter();
  if (!entered)
    return ATTUNE_E_MEMORY;
  struct instance *instance = atomic_load(&seat->instance);
  int status = !is_current(seat, handle) || !instance || instance->closed
                   ? ATTUNE_E_CLOSED
                   : ATTUNE_OK;
  bool last = false;
  if (status == ATTUNE_OK && instance->born == process_stamp() &&
      instance_on_loop(instance))
    status = ATTUNE_E_ARGUMENT;
  if (status == ATTUNE_OK && --instance->opens == 0) {
    atomic_fetch_add(&seat->generation, 1);
    last = !forget_stale(seat, instance);
  }
  pthread_mutex_unlock(&entered->lock);
  return last ? close_last(seat, instance, deadline_ms) : status;
}
