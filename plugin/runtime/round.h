/*
 * One turn of the loop: what is in force, a batch of messages, the courier,
 * and the answers to the host's threads. All on the loop's thread.
 */
#ifndef ATTUNE_RUNTIME_ROUND_H
#define ATTUNE_RUNTIME_ROUND_H

#include <pthread.h>
#include <uv.h>

#include "runtime/keeping.h"
#include "runtime/shared.h"
#include "runtime/watch.h"
#include "runtime/watching.h"

/* Rounds without a message after which the loop may sleep. */
#define ROUND_LINGER 20

struct loop {
  struct shared *shared;
  uv_loop_t uv;
  uv_async_t wake;
  uv_timer_t tick; /* expires letters, renews leases, looks at timers */
  struct watch watch;
  struct outbox *outbox;
  struct courier *courier;
  struct keeping keeping;
  struct watching watching;
  int64_t renewed_us; /* when our leases last were */
  bool fresh;         /* a manifest was put in force and is to be told of */
  struct arena arena; /* of the message at hand */
  struct json_writer w;
  struct held *held;
  unsigned seen_reloads;
  struct message *waiting; /* taken from the inbox, oldest first */
  unsigned quiet;          /* rounds without a message */
  pthread_t thread;
  pthread_mutex_t wake_lock; /* guards wakeable */
  bool wakeable;             /* the async handle is open */
  bool courier_closed;
  bool complete; /* ended with nothing left undone */
  bool finished; /* shared->lock; the thread's last word */
};

/* False: it is time to stop; loop->complete says whether all was done. */
bool round_once(struct loop *loop);

#endif
