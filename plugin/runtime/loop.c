#include "runtime/loop.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>

#include "runtime/leaving.h"
#include "runtime/reserve.h"
#include "runtime/round.h"

enum {
  LINGER_MS = 1,
  CLOSING_MS = 200,
  JOIN_GRACE_US = 250000,
  OUTBOX_LETTERS = 20000
};
#define OUTBOX_BYTES ((size_t)32 * 1024 * 1024)
#define ARENA_BYTES  ((size_t)64 * 1024 * 1024)
#define STACK_BYTES  ((size_t)1024 * 1024)

static int shorter(int timeout, int64_t other_ms) {
  if (other_ms < 0)
    other_ms = 0;
  if (other_ms > INT_MAX)
    other_ms = INT_MAX;
  return timeout < 0 || other_ms < timeout ? (int)other_ms : timeout;
}

/*
 * After a message the loop stays half awake for some rounds and looks at
 * the inbox each millisecond: a wake costs a host's thread microseconds,
 * and in a busy hour hardly any message then pays one.
 */
static int wait_timeout(struct loop *loop) {
  struct shared *shared = loop->shared;
  uv_update_time(&loop->uv);
  int timeout = uv_backend_timeout(&loop->uv);
  pthread_mutex_lock(&shared->lock);
  bool stop = shared->stop;
  int64_t left = shared->stop_by_us - clock_mono_us(&clock_system);
  pthread_mutex_unlock(&shared->lock);
  if (stop)
    timeout = shorter(timeout, left / 1000 + 1);
  int64_t pause = keeping_pause_us(&loop->keeping);
  if (pause > 0 && atomic_load(&shared->inbox.messages) > 0)
    return shorter(timeout, pause / 1000 + 1);
  if (loop->waiting)
    return keeping_is_blocked(&loop->keeping) ? shorter(timeout, LINGER_MS) : 0;
  if (keeping_waits(&loop->keeping))
    timeout = shorter(timeout, KEEPING_GROUP_MS);
  if (loop->quiet < ROUND_LINGER)
    return shorter(timeout, LINGER_MS);
  return timeout == 0 || inbox_sleep(&shared->inbox) ? timeout : 0;
}

/*
 * libuv aborts the process when its own descriptor was closed under it, as a
 * daemonising host's closefrom(3) does. So we poll it ourselves and leave
 * the loop alone for good when it is gone.
 */
static bool wait_events(struct loop *loop, int timeout) {
  struct pollfd backend = {.fd = uv_backend_fd(&loop->uv), .events = POLLIN};
  leaving_rest();
  int ready = poll(&backend, 1, timeout);
  int error = errno;
  leaving_work();
  inbox_woken(&loop->shared->inbox);
  if (ready < 0 && error != EINTR)
    return false;
  return ready <= 0 || !(backend.revents & (POLLNVAL | POLLERR));
}

static void on_wake(uv_async_t *async) {
  (void)async; /* being awake is all there is to it */
}

static void end_wakes(struct loop *loop) {
  pthread_mutex_lock(&loop->wake_lock);
  loop->wakeable = false;
  pthread_mutex_unlock(&loop->wake_lock);
}

static void on_courier_closed(void *user) {
  struct loop *loop = user;
  loop->courier_closed = true;
}

static void close_handles(struct loop *loop) {
  courier_close(loop->courier, on_courier_closed, loop);
  watch_close(&loop->watch);
  end_wakes(loop);
  uv_close((uv_handle_t *)&loop->wake, NULL);
  uv_close((uv_handle_t *)&loop->tick, NULL);
}

/* Everything but the struct itself, which the joining thread frees. */
static void wind_up(struct loop *loop) {
  int64_t by = clock_mono_us(&clock_system) + CLOSING_MS * 1000;
  close_handles(loop);
  while (uv_loop_alive(&loop->uv) && clock_mono_us(&clock_system) < by) {
    if (!wait_events(loop, shorter(uv_backend_timeout(&loop->uv), LINGER_MS)))
      return;
    uv_run(&loop->uv, UV_RUN_NOWAIT);
  }
  if (!loop->courier_closed || uv_loop_close(&loop->uv) != 0) {
    log_line(&loop->shared->log, LOG_ERROR, "the loop would not close");
    return;
  }
  courier_free(loop->courier);
}

static void release_messages(struct loop *loop) {
  while (loop->waiting) {
    struct message *message = loop->waiting;
    loop->waiting = message->next;
    inbox_release(&loop->shared->inbox, message);
  }
}

static void *thread_main(void *user) {
  struct loop *loop = user;
  struct shared *shared = loop->shared;
  bool alive = true, more = true;
  leaving_work();
  while (more && alive) {
    more = round_once(loop);
    if (more)
      alive = wait_events(loop, wait_timeout(loop));
  }
  if (alive)
    wind_up(loop);
  else
    end_wakes(loop);
  release_messages(loop);
  watching_fini(&loop->watching);
  if (alive) /* else the store's descriptor may be the host's by now */
    keeping_fini(&loop->keeping);
  if (loop->held)
    shared_release(loop->held);
  arena_fini(&loop->arena);
  json_writer_fini(&loop->w);
  leaving_rest();
  pthread_mutex_lock(&shared->lock);
  atomic_store(&shared->dead, !alive);
  loop->finished = true;
  pthread_cond_broadcast(&shared->changed);
  pthread_mutex_unlock(&shared->lock);
  return NULL;
}

static int start_thread(struct loop *loop) {
  sigset_t all, before;
  pthread_attr_t attributes;
  if (pthread_attr_init(&attributes) != 0)
    return ATTUNE_E_MEMORY;
  pthread_attr_setstacksize(&attributes, STACK_BYTES);
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, &before);
  int failed = pthread_create(&loop->thread, &attributes, thread_main, loop);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  pthread_attr_destroy(&attributes);
  return failed ? ATTUNE_E_MEMORY : ATTUNE_OK;
}

static void on_log(void *user, int level, const char *line) {
  struct loop *loop = user;
  log_line(&loop->shared->log, (enum log_level)level, "%s", line);
}

static int make_courier(struct loop *loop) {
  loop->outbox = outbox_new(OUTBOX_LETTERS, OUTBOX_BYTES);
  if (!loop->outbox)
    return ATTUNE_E_MEMORY;
  const struct courier_options options = {
      .loop = &loop->uv,
      .outbox = loop->outbox,
      .clock = loop->shared->clock,
      .seed = (uint64_t)clock_mono_us(loop->shared->clock),
      .log = on_log,
      .user = loop,
  };
  int status = courier_new(&loop->courier, &options);
  if (status != ATTUNE_OK)
    outbox_free(loop->outbox);
  return status;
}

/* For a loop whose thread never ran: runs the close callbacks here. */
static void discard(struct loop *loop) {
  close_handles(loop);
  while (uv_run(&loop->uv, UV_RUN_ONCE) != 0)
    ;
  uv_loop_close(&loop->uv);
  courier_free(loop->courier);
  outbox_free(loop->outbox);
  pthread_mutex_destroy(&loop->wake_lock);
  free(loop);
}

static int make_handles(struct loop *loop) {
  reserve_prepare();
  if (uv_loop_init(&loop->uv) != 0)
    return ATTUNE_E_MEMORY;
  int status = uv_async_init(&loop->uv, &loop->wake, on_wake) == 0
                   ? make_courier(loop)
                   : ATTUNE_E_MEMORY;
  if (status == ATTUNE_OK) {
    uv_timer_init(&loop->uv, &loop->tick);
    loop->tick.data = loop;
    watch_open(&loop->watch, &loop->uv, loop->shared);
    return ATTUNE_OK;
  }
  if (uv_loop_alive(&loop->uv)) {
    uv_close((uv_handle_t *)&loop->wake, NULL);
    uv_run(&loop->uv, UV_RUN_DEFAULT);
  }
  uv_loop_close(&loop->uv);
  return status;
}

int loop_start(struct loop **out, struct shared *shared) {
  struct loop *loop = calloc(1, sizeof(*loop));
  if (!loop)
    return ATTUNE_E_MEMORY;
  loop->shared = shared;
  loop->wakeable = true;
  if (pthread_mutex_init(&loop->wake_lock, NULL) != 0) {
    free(loop);
    return ATTUNE_E_MEMORY;
  }
  int status = make_handles(loop);
  if (status != ATTUNE_OK) {
    pthread_mutex_destroy(&loop->wake_lock);
    free(loop);
    return status;
  }
  arena_init(&loop->arena, ARENA_BYTES);
  json_writer_init(&loop->w);
  keeping_init(&loop->keeping, shared, loop->outbox);
  watching_init(&loop->watching, shared, loop->outbox, &loop->keeping);
  status = leaving_prepare();
  if (status == ATTUNE_OK)
    status = start_thread(loop);
  if (status != ATTUNE_OK) {
    discard(loop);
    return status;
  }
  *out = loop;
  return ATTUNE_OK;
}

/* libuv aborts when it cannot write its wake-up. A host that has just closed
   all descriptors may be here before the loop has noticed. */
static bool has_descriptors(const struct loop *loop) {
  return fcntl(uv_backend_fd(&loop->uv), F_GETFD) >= 0;
}

void loop_wake(struct loop *loop) {
  pthread_mutex_lock(&loop->wake_lock);
  if (loop->wakeable && has_descriptors(loop))
    uv_async_send(&loop->wake);
  pthread_mutex_unlock(&loop->wake_lock);
}

bool loop_is_own_thread(const struct loop *loop) {
  return pthread_equal(pthread_self(), loop->thread);
}

void loop_abandon(struct loop *loop) {
  pthread_detach(loop->thread);
}

/* A dead loop's libuv and libcurl state is left where it lies: to tidy it
   would touch descriptors that may be the host's by now. */
static void free_ended(struct loop *loop) {
  if (atomic_load(&loop->shared->dead))
    return;
  outbox_free(loop->outbox);
  pthread_mutex_destroy(&loop->wake_lock);
  free(loop);
}

int loop_stop(struct loop *loop, int64_t by_us, bool *stuck) {
  struct shared *shared = loop->shared;
  pthread_mutex_lock(&shared->lock);
  shared->stop = true;
  shared->stop_by_us = by_us;
  pthread_cond_broadcast(&shared->changed);
  pthread_mutex_unlock(&shared->lock);
  loop_wake(loop);
  /* A host that closes in an exit handler of its own comes too late. */
  int64_t latest = leaving_begun() ? 0 : by_us + JOIN_GRACE_US;
  pthread_mutex_lock(&shared->lock);
  while (!loop->finished && shared_wait(shared, latest))
    ;
  *stuck = !loop->finished;
  bool complete =
      loop->finished && loop->complete && !atomic_load(&shared->dead);
  pthread_mutex_unlock(&shared->lock);
  if (*stuck) {
    pthread_detach(loop->thread);
    return ATTUNE_E_TIMEOUT;
  }
  pthread_join(loop->thread, NULL);
  free_ended(loop);
  return complete ? ATTUNE_OK : ATTUNE_E_TIMEOUT;
}
