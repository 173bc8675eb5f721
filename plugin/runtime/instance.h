/*
 * One open plugin: what it shares with its loop, and the loop, which starts
 * with the first message. Belongs to one process; a child that inherits one
 * makes itself a fresh one from it and never touches the old one's locks,
 * queue, descriptors or transfers.
 */
#ifndef ATTUNE_RUNTIME_INSTANCE_H
#define ATTUNE_RUNTIME_INSTANCE_H

#include "runtime/loop.h"
#include "runtime/shared.h"

struct instance {
  /* These four outlive a close, because a call that comes late looks at them
     while the struct may already be opened again. */
  atomic_uint users;     /* calls inside; see registry.c */
  _Atomic uint64_t born; /* process_stamp of its process */
  atomic_bool closed;    /* only the struct is left */
  atomic_bool orphan;    /* closed with calls inside: the last one ends it */
  unsigned opens;        /* guarded by the registry's lock */
  struct instance *next; /* of those without a seat */
  struct shared shared;
  pthread_mutex_t start_lock; /* guards the start of a loop */
  _Atomic(struct loop *) loop;
  _Atomic(struct arena *) spare; /* of the last analysis on a host's thread */
};

struct instance_options {
  const char *path; /* of the manifest, absolute */
  const struct clock *clock;
  void (*log)(void *user, int32_t level, const char *line);
  void *log_user;
};

/*
 * Opens in place, in zeroed or formerly closed memory. Reads and checks the
 * manifest; no thread, no socket. Problems go to the log.
 */
int instance_open(struct instance *instance,
                  const struct instance_options *options);

/* A fresh one for this process, from one that a parent process ran. */
int instance_inherit(struct instance *instance, const struct instance *parent);

/* Hands a message over, starting the loop when there is none. */
int instance_submit(struct instance *instance, const struct message *view);

/* Analyses now, on this thread. The document is left in w. */
int instance_examine(struct instance *instance, const struct message *view,
                     struct json_writer *w);

int instance_reload(struct instance *instance, struct report *report);

/* ATTUNE_E_TIMEOUT, or ATTUNE_E_CLOSED when it is closed meanwhile. */
int instance_drain(struct instance *instance, uint32_t deadline_ms);

/* Is the caller on the loop's thread? There, waiting for it would hang. */
bool instance_on_loop(struct instance *instance);

/*
 * Lets those go who wait inside a call, so that a close can begin, and tells
 * the loop to end by then.
 */
void instance_interrupt(struct instance *instance, int64_t by_us);

/*
 * No call may be inside. Finishes what waits until by_us. *stuck: the loop's
 * thread would not end; the struct must then never be used again.
 */
int instance_close(struct instance *instance, int64_t by_us, bool *stuck);

#endif
