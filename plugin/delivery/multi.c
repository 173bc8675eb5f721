#include "delivery/multi.h"

#include <attune.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "delivery/inherit.h"

/*
 * A socket that libuv watches for libcurl. One that we opened ourselves is
 * watched from its first use until libcurl closes it: libcurl lets go of a
 * connection after each request, and taking it out of epoll and in again
 * would cost two system calls an event. Others (the resolver's pair) are
 * closed without asking us, so that their watch ends when libcurl lets go.
 */
struct watch {
  uv_poll_t poll;
  struct multi *multi;
  struct watch *next;
  curl_socket_t fd;
  int wanted; /* by libcurl, as UV_READABLE and UV_WRITABLE */
  int armed;  /* what libuv looks for */
  bool ours;
};

static void handle_closed(struct multi *multi) {
  if (--multi->handles == 0 && multi->closing)
    multi->closed(multi->user);
}

static void watch_closed(uv_handle_t *handle) {
  struct watch *watch = handle->data;
  struct multi *multi = watch->multi;
  free(watch);
  handle_closed(multi);
}

/* Unlinked at once, because the number of a closed socket is soon another's;
 * freed only when libuv is done with it. */
static void watch_close(struct watch *watch) {
  struct watch **at = &watch->multi->watches;
  while (*at != watch)
    at = &(*at)->next;
  *at = watch->next;
  watch->wanted = 0;
  uv_close((uv_handle_t *)&watch->poll, watch_closed);
}

static struct watch *watch_find(const struct multi *multi, curl_socket_t fd) {
  struct watch *watch = multi->watches;
  while (watch && watch->fd != fd)
    watch = watch->next;
  return watch;
}

/*
 * libuv has a table by descriptor and aborts the process when it cannot grow
 * it. Where memory is truly out, as much as it would ask for is not to be had
 * here either, and that is an ordinary error.
 */
static bool has_memory_for(curl_socket_t fd) {
  /* volatile: a compiler may leave out what is freed unused. */
  void *volatile table = malloc(((size_t)fd + 4) * 2 * sizeof(void *));
  bool there = table != NULL;
  free(table);
  return there;
}

static struct watch *watch_new(struct multi *multi, curl_socket_t fd,
                               bool ours) {
  struct watch *watch = has_memory_for(fd) ? calloc(1, sizeof(*watch)) : NULL;
  if (!watch)
    return NULL;
  if (uv_poll_init_socket(multi->loop, &watch->poll, fd) != 0) {
    free(watch);
    return NULL;
  }
  watch->poll.data = watch;
  watch->multi = multi;
  watch->fd = fd;
  watch->ours = ours;
  watch->next = multi->watches;
  multi->watches = watch;
  multi->handles++;
  return watch;
}

static void act(struct multi *multi, curl_socket_t fd, int flags) {
  int running = 0;
  curl_multi_socket_action(multi->curl, fd, flags, &running);
}

static void on_poll(uv_poll_t *handle, int status, int events);

/* uv_poll_start goes through epoll even when nothing changes. */
static void watch_arm(struct watch *watch, int events) {
  if (watch->armed == events)
    return;
  watch->armed = events;
  if (events == 0)
    uv_poll_stop(&watch->poll);
  else if (uv_poll_start(&watch->poll, events, on_poll) != 0)
    watch->armed = 0;
}

/*
 * On an error of the socket libuv stops the watch by itself and reports
 * nothing readable; libcurl has to be told, and the watch started again.
 * During the action libcurl may close this very watch, which stays in memory
 * until its close callback.
 */
static void on_poll(uv_poll_t *handle, int status, int events) {
  struct watch *watch = handle->data;
  struct multi *multi = watch->multi;
  int flags = status < 0 ? CURL_CSELECT_ERR : 0;
  if (status < 0)
    watch->armed = 0;
  if (events & UV_READABLE)
    flags |= CURL_CSELECT_IN;
  if (events & UV_WRITABLE)
    flags |= CURL_CSELECT_OUT;
  if (watch->wanted == 0) {
    watch_arm(watch, 0);
    return;
  }
  act(multi, watch->fd, flags);
  if (!uv_is_closing((uv_handle_t *)handle) && watch->wanted != 0)
    watch_arm(watch, watch->wanted);
  multi->progress(multi->user);
}

static void on_timer(uv_timer_t *timer) {
  struct multi *multi = timer->data;
  act(multi, CURL_SOCKET_TIMEOUT, 0);
  multi->progress(multi->user);
}

static int events_of(int what) {
  return (what & CURL_POLL_IN ? UV_READABLE : 0) |
         (what & CURL_POLL_OUT ? UV_WRITABLE : 0);
}

/* Not opened by us: one end of the pair on which the resolver's thread tells
 * that it is done. */
static struct watch *watch_foreign(struct multi *multi, curl_socket_t fd) {
  inherit_not_pair(fd);
  return watch_new(multi, fd, false);
}

/*
 * libcurl's callbacks may not call libcurl back (but for the assignment), and
 * any answer but 0 would end every transfer of the multi handle. What cannot
 * be watched for want of memory ends by its time-out.
 */
static int on_socket(CURL *easy, curl_socket_t fd, int what, void *user,
                     void *assigned) {
  struct multi *multi = user;
  struct watch *watch = assigned;
  (void)easy;
  if (what == CURL_POLL_REMOVE) {
    if (watch && watch->ours)
      watch->wanted = 0;
    else if (watch)
      watch_close(watch);
    return 0;
  }
  if (!watch) {
    watch = watch_find(multi, fd);
    if (!watch)
      watch = watch_foreign(multi, fd);
    if (!watch)
      return 0;
    curl_multi_assign(multi->curl, fd, watch);
  }
  watch->wanted = events_of(what);
  watch_arm(watch, watch->wanted);
  return 0;
}

/* 0 ms means soon, and not from in here: libuv calls on its next turn. */
static int on_timeout(CURLM *curl, long timeout_ms, void *user) {
  struct multi *multi = user;
  (void)curl;
  if (multi->closing)
    return 0;
  if (timeout_ms < 0)
    uv_timer_stop(&multi->timer);
  else
    uv_timer_start(&multi->timer, on_timer, (uint64_t)timeout_ms, 0);
  return 0;
}

static bool set_options(struct multi *multi, long connections) {
  CURLM *curl = multi->curl;
  return !curl_multi_setopt(curl, CURLMOPT_SOCKETFUNCTION, on_socket) &&
         !curl_multi_setopt(curl, CURLMOPT_SOCKETDATA, multi) &&
         !curl_multi_setopt(curl, CURLMOPT_TIMERFUNCTION, on_timeout) &&
         !curl_multi_setopt(curl, CURLMOPT_TIMERDATA, multi) &&
         !curl_multi_setopt(curl, CURLMOPT_PIPELINING, CURLPIPE_NOTHING) &&
         !curl_multi_setopt(curl, CURLMOPT_MAX_HOST_CONNECTIONS, connections) &&
         !curl_multi_setopt(curl, CURLMOPT_MAXCONNECTS, connections);
}

int multi_open(struct multi *multi, uv_loop_t *loop, long connections) {
  int next = inherit_next(uv_backend_fd(loop));
  multi->loop = loop;
  multi->curl = curl_multi_init();
  if (!multi->curl)
    return ATTUNE_E_MEMORY;
  inherit_not_multi(multi->curl, next);
  if (!set_options(multi, connections) ||
      uv_timer_init(loop, &multi->timer) != 0) {
    curl_multi_cleanup(multi->curl);
    multi->curl = NULL;
    return ATTUNE_E_MEMORY;
  }
  multi->timer.data = multi;
  multi->handles = 1;
  return ATTUNE_OK;
}

static void timer_closed(uv_handle_t *handle) {
  handle_closed(handle->data);
}

/* The cleanup closes connections and calls on_socket and multi_close_socket
 * while it does, so that the watches can only go after it. */
void multi_close(struct multi *multi) {
  multi->closing = true;
  curl_multi_cleanup(multi->curl);
  multi->curl = NULL;
  while (multi->watches)
    watch_close(multi->watches);
  uv_close((uv_handle_t *)&multi->timer, timer_closed);
}

curl_socket_t multi_open_socket(struct multi *multi,
                                const struct curl_sockaddr *address) {
  curl_socket_t fd = socket(address->family, address->socktype | SOCK_CLOEXEC,
                            address->protocol);
  if (fd < 0)
    return CURL_SOCKET_BAD;
  struct watch *stale = watch_find(multi, fd);
  if (stale)
    watch_close(stale);
  if (watch_new(multi, fd, true))
    return fd;
  close(fd);
  return CURL_SOCKET_BAD;
}

int multi_close_socket(void *user, curl_socket_t fd) {
  struct watch *watch = watch_find(user, fd);
  if (watch)
    watch_close(watch);
  return close(fd);
}
