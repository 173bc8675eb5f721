#include "support/endpoint_parts.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define SCRIPT_MAX  64
#define REQUEST_MAX (4u * 1024 * 1024)

_Noreturn void endpoint_give_up(const char *what) {
  perror(what);
  exit(1);
}

int64_t endpoint_now_us(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (int64_t)time.tv_sec * 1000000 + time.tv_nsec / 1000;
}

struct endpoint {
  int listener, epoll, stop;
  unsigned port;
  char url[64];
  unsigned char key[64];
  size_t key_size;
  pthread_t thread;
  struct connection *first;
  pthread_mutex_t lock; /* for all below */
  pthread_cond_t arrived;
  struct endpoint_manner manner;
  struct endpoint_manner script[SCRIPT_MAX];
  size_t script_at, script_size;
  struct endpoint_request *kept;
  size_t keep, requests;
  unsigned connections;
};

/* The value of a header in the NUL-terminated head. */
static void header_value(const char *head, const char *name, char *out,
                         size_t size) {
  size_t name_size = strlen(name);
  out[0] = '\0';
  for (const char *line = strstr(head, "\r\n"); line;
       line = strstr(line, "\r\n")) {
    line += 2;
    if (strncasecmp(line, name, name_size) != 0 || line[name_size] != ':')
      continue;
    const char *value = line + name_size + 1;
    value += strspn(value, " ");
    size_t value_size = strcspn(value, "\r");
    if (value_size >= size)
      value_size = size - 1;
    memcpy(out, value, value_size);
    out[value_size] = '\0';
    return;
  }
}

static void record(struct endpoint *endpoint, const char *head,
                   const char *body, size_t body_size, unsigned connection) {
  struct endpoint_request *request = &endpoint->kept[endpoint->requests];
  char text[512];
  header_value(head, "webhook-id", request->id, sizeof(request->id));
  header_value(head, "user-agent", request->agent, sizeof(request->agent));
  header_value(head, "x-extra", request->extra, sizeof(request->extra));
  header_value(head, "webhook-timestamp", text, sizeof(text));
  request->timestamp = strtoll(text, NULL, 10);
  request->connection = connection;
  request->at_us = endpoint_now_us();
  request->body_size = body_size;
  request->body = malloc(body_size + 1);
  if (!request->body)
    endpoint_give_up("malloc");
  memcpy(request->body, body, body_size);
  request->body[body_size] = '\0';
  header_value(head, "webhook-signature", text, sizeof(text));
  if (endpoint->key_size > 0)
    secret_check(endpoint->key, endpoint->key_size, text, request);
}

static struct endpoint_manner next_manner(struct endpoint *endpoint) {
  if (endpoint->script_at < endpoint->script_size)
    return endpoint->script[endpoint->script_at++];
  return endpoint->manner;
}

static struct endpoint_manner note(struct endpoint *endpoint,
                                   struct connection *connection,
                                   const char *body, size_t body_size) {
  pthread_mutex_lock(&endpoint->lock);
  if (endpoint->requests < endpoint->keep)
    record(endpoint, connection->in, body, body_size, connection->number);
  endpoint->requests++;
  struct endpoint_manner manner = next_manner(endpoint);
  pthread_cond_broadcast(&endpoint->arrived);
  pthread_mutex_unlock(&endpoint->lock);
  return manner;
}

/* Takes one whole request from the buffer; false: there is none. */
static bool take_request(struct endpoint *endpoint,
                         struct connection *connection) {
  char *end = connection->in_size > 0
                  ? memmem(connection->in, connection->in_size, "\r\n\r\n", 4)
                  : NULL;
  if (!end)
    return false;
  char length[32];
  end[2] = '\0';
  header_value(connection->in, "content-length", length, sizeof(length));
  end[2] = '\r';
  size_t head_size = (size_t)(end - connection->in) + 4;
  size_t body_size = strtoul(length, NULL, 10);
  if (connection->in_size < head_size + body_size)
    return false;
  end[2] = '\0';
  struct endpoint_manner manner =
      note(endpoint, connection, end + 4, body_size);
  size_t rest = connection->in_size - head_size - body_size;
  memmove(connection->in, connection->in + head_size + body_size, rest);
  connection->in_size = rest;
  connection_answer(connection, manner);
  return true;
}

static void grow(struct connection *connection) {
  if (connection->in_capacity - connection->in_size >= 4096)
    return;
  connection->in_capacity = connection->in_capacity * 2 + 8192;
  connection->in = realloc(connection->in, connection->in_capacity);
  if (!connection->in || connection->in_capacity > REQUEST_MAX)
    endpoint_give_up("request");
}

static void read_in(struct endpoint *endpoint, struct connection *connection) {
  grow(connection);
  ssize_t got = recv(connection->fd, connection->in + connection->in_size,
                     connection->in_capacity - connection->in_size, 0);
  if (got == 0 || (got < 0 && errno != EAGAIN)) {
    connection->dead = true;
    return;
  }
  if (got > 0)
    connection->in_size += (size_t)got;
  while (!connection_has_output(connection) && !connection->dead &&
         !connection->deaf && take_request(endpoint, connection))
    connection_write(connection);
}

static void watch(struct endpoint *endpoint, struct connection *connection) {
  struct epoll_event event = {.data.ptr = connection};
  if (!connection->deaf)
    event.events |= EPOLLIN;
  if (connection_has_output(connection) &&
      connection->resume_us <= endpoint_now_us())
    event.events |= EPOLLOUT;
  epoll_ctl(endpoint->epoll, EPOLL_CTL_MOD, connection->fd, &event);
}

static void add_connection(struct endpoint *endpoint) {
  int one = 1;
  int fd =
      accept4(endpoint->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (fd < 0)
    return;
  struct connection *connection = calloc(1, sizeof(*connection));
  if (!connection)
    endpoint_give_up("calloc");
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
  pthread_mutex_lock(&endpoint->lock);
  connection->number = ++endpoint->connections;
  pthread_mutex_unlock(&endpoint->lock);
  connection->fd = fd;
  connection->next = endpoint->first;
  endpoint->first = connection;
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = connection};
  epoll_ctl(endpoint->epoll, EPOLL_CTL_ADD, fd, &event);
}

static void free_connections(struct endpoint *endpoint, bool all) {
  struct connection **at = &endpoint->first;
  while (*at) {
    struct connection *connection = *at;
    if (!connection->dead && !all) {
      at = &connection->next;
      continue;
    }
    *at = connection->next;
    /* A process that was forked meanwhile may hold it open, too. */
    epoll_ctl(endpoint->epoll, EPOLL_CTL_DEL, connection->fd, NULL);
    close(connection->fd);
    free(connection->in);
    free(connection);
  }
}

/* Lets go on what waited for its time; how long until the next, or -1. */
static int resume(struct endpoint *endpoint) {
  int64_t now = endpoint_now_us();
  int64_t wait = -1;
  for (struct connection *connection = endpoint->first; connection;
       connection = connection->next) {
    if (connection->resume_us == 0)
      continue;
    if (connection->resume_us <= now) {
      connection->resume_us = 0;
      connection_write(connection);
      watch(endpoint, connection);
    }
    int64_t left = connection->resume_us - now;
    if (connection->resume_us > 0 && (wait < 0 || left < wait))
      wait = left;
  }
  return wait < 0 ? -1 : (int)(wait / 1000) + 1;
}

static void serve(struct endpoint *endpoint, const struct epoll_event *event) {
  struct connection *connection = event->data.ptr;
  size_t had = connection->in_size;
  bool had_output = connection_has_output(connection);
  if (event->events & EPOLLOUT)
    connection_write(connection);
  if (event->events & (EPOLLIN | EPOLLHUP | EPOLLERR))
    read_in(endpoint, connection);
  if (had_output || connection_has_output(connection) || connection->deaf ||
      had > 0)
    watch(endpoint, connection);
}

static void *run(void *user) {
  struct endpoint *endpoint = user;
  struct epoll_event events[32];
  for (;;) {
    int wait = resume(endpoint);
    free_connections(endpoint, false);
    int count = epoll_wait(endpoint->epoll, events, 32, wait);
    for (int i = 0; i < count; i++) {
      if (events[i].data.ptr == &endpoint->stop)
        return NULL;
      if (events[i].data.ptr == &endpoint->listener)
        add_connection(endpoint);
      else
        serve(endpoint, &events[i]);
    }
  }
}

static void listen_on(struct endpoint *endpoint) {
  struct sockaddr_in address = {.sin_family = AF_INET,
                                .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof(address);
  endpoint->listener =
      socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (endpoint->listener < 0 ||
      bind(endpoint->listener, (struct sockaddr *)&address, size) != 0 ||
      listen(endpoint->listener, 128) != 0 ||
      getsockname(endpoint->listener, (struct sockaddr *)&address, &size) != 0)
    endpoint_give_up("listen");
  endpoint->port = ntohs(address.sin_port);
  snprintf(endpoint->url, sizeof(endpoint->url), "http://127.0.0.1:%u/hook",
           endpoint->port);
}

static void watch_fd(struct endpoint *endpoint, int fd, void *mark) {
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = mark};
  if (epoll_ctl(endpoint->epoll, EPOLL_CTL_ADD, fd, &event) != 0)
    endpoint_give_up("epoll_ctl");
}

struct endpoint *endpoint_start(const char *secret, size_t keep) {
  struct endpoint *endpoint = calloc(1, sizeof(*endpoint));
  if (!endpoint ||
      !(endpoint->kept = calloc(keep + 1, sizeof(*endpoint->kept))))
    endpoint_give_up("calloc");
  endpoint->keep = keep;
  if (secret)
    endpoint->key_size = secret_decode(secret, endpoint->key);
  pthread_mutex_init(&endpoint->lock, NULL);
  pthread_cond_init(&endpoint->arrived, NULL);
  endpoint->epoll = epoll_create1(EPOLL_CLOEXEC);
  endpoint->stop = eventfd(0, EFD_CLOEXEC);
  listen_on(endpoint);
  watch_fd(endpoint, endpoint->stop, &endpoint->stop);
  watch_fd(endpoint, endpoint->listener, &endpoint->listener);
  if (pthread_create(&endpoint->thread, NULL, run, endpoint) != 0)
    endpoint_give_up("pthread_create");
  return endpoint;
}

void endpoint_stop(struct endpoint *endpoint) {
  uint64_t one = 1;
  if (!endpoint)
    return;
  if (write(endpoint->stop, &one, sizeof(one)) != sizeof(one))
    endpoint_give_up("eventfd");
  pthread_join(endpoint->thread, NULL);
  free_connections(endpoint, true);
  close(endpoint->listener);
  close(endpoint->epoll);
  close(endpoint->stop);
  for (size_t i = 0; i < endpoint->keep; i++)
    free(endpoint->kept[i].body);
  free(endpoint->kept);
  pthread_cond_destroy(&endpoint->arrived);
  pthread_mutex_destroy(&endpoint->lock);
  free(endpoint);
}

unsigned endpoint_port(const struct endpoint *endpoint) {
  return endpoint->port;
}

const char *endpoint_url(const struct endpoint *endpoint) {
  return endpoint->url;
}

void endpoint_behave(struct endpoint *endpoint, struct endpoint_manner manner) {
  pthread_mutex_lock(&endpoint->lock);
  endpoint->manner = manner;
  pthread_mutex_unlock(&endpoint->lock);
}

void endpoint_script(struct endpoint *endpoint,
                     const struct endpoint_manner *manners, size_t count) {
  pthread_mutex_lock(&endpoint->lock);
  endpoint->script_at = 0;
  endpoint->script_size = count < SCRIPT_MAX ? count : SCRIPT_MAX;
  memcpy(endpoint->script, manners,
         endpoint->script_size * sizeof(struct endpoint_manner));
  pthread_mutex_unlock(&endpoint->lock);
}

unsigned endpoint_connections(struct endpoint *endpoint) {
  pthread_mutex_lock(&endpoint->lock);
  unsigned connections = endpoint->connections;
  pthread_mutex_unlock(&endpoint->lock);
  return connections;
}

size_t endpoint_requests(struct endpoint *endpoint) {
  pthread_mutex_lock(&endpoint->lock);
  size_t requests = endpoint->requests;
  pthread_mutex_unlock(&endpoint->lock);
  return requests;
}

bool endpoint_request(struct endpoint *endpoint, size_t n,
                      struct endpoint_request *out) {
  pthread_mutex_lock(&endpoint->lock);
  bool there = n < endpoint->requests && n < endpoint->keep;
  if (there)
    *out = endpoint->kept[n];
  pthread_mutex_unlock(&endpoint->lock);
  return there;
}

size_t endpoint_count(struct endpoint *endpoint, const char *type) {
  char member[80];
  size_t count = 0;
  snprintf(member, sizeof(member), "{\"type\":\"%s\"", type);
  pthread_mutex_lock(&endpoint->lock);
  for (size_t i = 0; i < endpoint->requests && i < endpoint->keep; i++)
    count += strncmp(endpoint->kept[i].body, member, strlen(member)) == 0;
  pthread_mutex_unlock(&endpoint->lock);
  return count;
}

bool endpoint_wait(struct endpoint *endpoint, size_t requests,
                   unsigned timeout_ms) {
  struct timespec until;
  clock_gettime(CLOCK_REALTIME, &until);
  until.tv_sec += timeout_ms / 1000;
  until.tv_nsec += (long)(timeout_ms % 1000) * 1000000;
  if (until.tv_nsec >= 1000000000) {
    until.tv_sec++;
    until.tv_nsec -= 1000000000;
  }
  int status = 0;
  pthread_mutex_lock(&endpoint->lock);
  while (endpoint->requests < requests && status == 0)
    status =
        pthread_cond_timedwait(&endpoint->arrived, &endpoint->lock, &until);
  bool enough = endpoint->requests >= requests;
  pthread_mutex_unlock(&endpoint->lock);
  return enough;
}
