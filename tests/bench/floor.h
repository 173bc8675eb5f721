/*
 * What the benchmarks of delivery are held against: a receiver on loopback
 * that does next to nothing, and the least that libcurl needs to post to it.
 */
#ifndef ATTUNE_BENCH_FLOOR_H
#define ATTUNE_BENCH_FLOOR_H

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench.h"
#include "test.h"

enum {
  CONNECTIONS = 8
};

struct receiver {
  int listener, epoll, stop;
  unsigned port;
  pthread_t thread;
  atomic_uint requests;
};

struct peer {
  int fd;
  size_t size;
  char in[65536];
};

static inline size_t request_size(struct peer *peer) {
  static const char length[] = "Content-Length:";
  char *end = memmem(peer->in, peer->size, "\r\n\r\n", 4);
  if (!end)
    return 0;
  *end = '\0';
  const char *at = strcasestr(peer->in, length);
  *end = '\r';
  size_t body = at ? strtoul(at + sizeof(length) - 1, NULL, 10) : 0;
  size_t whole = (size_t)(end - peer->in) + 4 + body;
  return peer->size >= whole ? whole : 0;
}

static inline void answer(struct receiver *receiver, struct peer *peer) {
  static const char ok[] = "HTTP/1.1 204 No Content\r\n\r\n";
  ssize_t got = recv(peer->fd, peer->in + peer->size,
                     sizeof(peer->in) - peer->size - 1, 0);
  if (got <= 0) {
    close(peer->fd);
    free(peer);
    return;
  }
  peer->size += (size_t)got;
  for (size_t whole; (whole = request_size(peer)) > 0;) {
    peer->size -= whole;
    memmove(peer->in, peer->in + whole, peer->size);
    atomic_fetch_add(&receiver->requests, 1); /* before the sender can know */
    CHECK(send(peer->fd, ok, sizeof(ok) - 1, MSG_NOSIGNAL) > 0);
  }
}

static inline void watch(struct receiver *receiver, int fd, void *mark) {
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = mark};
  CHECK_INT(epoll_ctl(receiver->epoll, EPOLL_CTL_ADD, fd, &event), 0);
}

static inline void admit(struct receiver *receiver) {
  int one = 1;
  struct peer *peer = calloc(1, sizeof(*peer));
  CHECK(peer != NULL);
  peer->fd = accept4(receiver->listener, NULL, NULL, SOCK_CLOEXEC);
  CHECK(peer->fd >= 0);
  setsockopt(peer->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
  watch(receiver, peer->fd, peer);
}

static inline void *receive(void *user) {
  struct receiver *receiver = user;
  struct epoll_event events[2 * CONNECTIONS];
  for (;;) {
    int count = epoll_wait(receiver->epoll, events, 2 * CONNECTIONS, -1);
    for (int i = 0; i < count; i++) {
      if (events[i].data.ptr == &receiver->stop)
        return NULL;
      if (events[i].data.ptr == &receiver->listener)
        admit(receiver);
      else
        answer(receiver, events[i].data.ptr);
    }
  }
}

static inline void receiver_start(struct receiver *receiver) {
  struct sockaddr_in address = {.sin_family = AF_INET,
                                .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof(address);
  memset(receiver, 0, sizeof(*receiver));
  receiver->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  CHECK(receiver->listener >= 0);
  CHECK_INT(bind(receiver->listener, (struct sockaddr *)&address, size), 0);
  CHECK_INT(listen(receiver->listener, 64), 0);
  getsockname(receiver->listener, (struct sockaddr *)&address, &size);
  receiver->port = ntohs(address.sin_port);
  receiver->epoll = epoll_create1(EPOLL_CLOEXEC);
  receiver->stop = eventfd(0, EFD_CLOEXEC);
  watch(receiver, receiver->stop, &receiver->stop);
  watch(receiver, receiver->listener, &receiver->listener);
  CHECK_INT(pthread_create(&receiver->thread, NULL, receive, receiver), 0);
}

static inline void receiver_stop(struct receiver *receiver) {
  uint64_t one = 1;
  CHECK_INT(write(receiver->stop, &one, sizeof(one)), sizeof(one));
  pthread_join(receiver->thread, NULL);
  close(receiver->listener);
  close(receiver->epoll);
  close(receiver->stop);
}

/* The floor: each handle posts the next body as soon as it is free. */
struct bare {
  CURLM *multi;
  CURL *handles[CONNECTIONS];
  struct curl_slist *headers;
  char url[64];
  unsigned left;
};

static inline size_t ignore(char *data, size_t size, size_t count, void *user) {
  (void)data;
  (void)user;
  return size * count;
}

static inline void bare_open(struct bare *bare, unsigned port, const char *body,
                             size_t size) {
  snprintf(bare->url, sizeof(bare->url), "http://127.0.0.1:%u/hook", port);
  bare->headers =
      curl_slist_append(NULL, "Content-Type: application/json; charset=utf-8");
  bare->headers = curl_slist_append(bare->headers, "Expect:");
  bare->multi = curl_multi_init();
  for (int i = 0; i < CONNECTIONS; i++) {
    CURL *easy = bare->handles[i] = curl_easy_init();
    CHECK(easy != NULL);
    curl_easy_setopt(easy, CURLOPT_URL, bare->url);
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, bare->headers);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, ignore);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, (long)size);
  }
}

static inline void bare_start(struct bare *bare, CURL *easy) {
  if (bare->left == 0)
    return;
  bare->left--;
  CHECK_INT(curl_multi_add_handle(bare->multi, easy), CURLM_OK);
}

static inline void bare_collect(struct bare *bare) {
  int rest;
  for (CURLMsg *done; (done = curl_multi_info_read(bare->multi, &rest));) {
    CURL *easy = done->easy_handle;
    CHECK_INT(done->data.result, CURLE_OK);
    curl_multi_remove_handle(bare->multi, easy);
    bare_start(bare, easy);
  }
}

static inline double bare_run(struct bare *bare, unsigned events) {
  int running = 1;
  int64_t began = bench_ns();
  bare->left = events;
  for (int i = 0; i < CONNECTIONS; i++)
    bare_start(bare, bare->handles[i]);
  while (running > 0) {
    CHECK_INT(curl_multi_perform(bare->multi, &running), CURLM_OK);
    unsigned left = bare->left;
    bare_collect(bare);
    if (left != bare->left)
      running = 1;
    else if (running > 0)
      curl_multi_poll(bare->multi, NULL, 0, 1000, NULL);
  }
  return events / ((double)(bench_ns() - began) / 1e9);
}

static inline void bare_close(struct bare *bare) {
  for (int i = 0; i < CONNECTIONS; i++)
    curl_easy_cleanup(bare->handles[i]);
  curl_multi_cleanup(bare->multi);
  curl_slist_free_all(bare->headers);
}

#endif
