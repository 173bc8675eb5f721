#include "receiver.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define BODY_MAX ((size_t)64 * 1024)

struct receiver {
  struct MHD_Daemon *daemon;
  const struct verify_key *key;
  char url[64];
  pthread_mutex_t lock; /* guards what follows */
  struct delivery *oldest;
  struct delivery **end;
  char last[64]; /* webhook-id: a retry of what was answered is no news */
};

struct upload {
  size_t size;
  char body[BODY_MAX + 1];
};

static void keep(struct receiver *receiver, struct delivery *delivery) {
  pthread_mutex_lock(&receiver->lock);
  /* Only a signed id counts, or a forger could make us drop a real one. */
  if (!delivery->wrong && strcmp(delivery->id, receiver->last) == 0) {
    delivery_free(delivery);
  } else {
    if (!delivery->wrong)
      memcpy(receiver->last, delivery->id, sizeof(receiver->last));
    *receiver->end = delivery;
    receiver->end = &delivery->next;
  }
  pthread_mutex_unlock(&receiver->lock);
}

static const char *header(struct MHD_Connection *connection, const char *name) {
  return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

/* The status to answer with. */
static unsigned receive(struct receiver *receiver,
                        struct MHD_Connection *connection,
                        const struct upload *upload) {
  const char *id = header(connection, "webhook-id");
  struct delivery *delivery = calloc(1, sizeof(*delivery));
  char *body = delivery ? malloc(upload->size + 1) : NULL;
  if (!body) {
    free(delivery);
    return MHD_HTTP_SERVICE_UNAVAILABLE;
  }
  memcpy(body, upload->body, upload->size);
  body[upload->size] = '\0';
  delivery->body = body;
  delivery->size = upload->size;
  snprintf(delivery->id, sizeof(delivery->id), "%s", id ? id : "");
  delivery->wrong =
      verify(receiver->key, id, header(connection, "webhook-timestamp"),
             header(connection, "webhook-signature"), body, upload->size,
             (int64_t)time(NULL));
  unsigned status =
      delivery->wrong ? MHD_HTTP_UNAUTHORIZED : MHD_HTTP_NO_CONTENT;
  keep(receiver, delivery);
  return status;
}

static enum MHD_Result answer(struct MHD_Connection *connection,
                              unsigned status) {
  struct MHD_Response *response =
      MHD_create_response_from_buffer(0, "", MHD_RESPMEM_PERSISTENT);
  if (!response)
    return MHD_NO;
  enum MHD_Result result = MHD_queue_response(connection, status, response);
  MHD_destroy_response(response);
  return result;
}

/* microhttpd calls it once for the head, then for each part, then at the
   end with *size 0. */
static enum MHD_Result on_request(void *user, struct MHD_Connection *connection,
                                  const char *url, const char *method,
                                  const char *version, const char *part,
                                  size_t *size, void **state) {
  struct upload *upload = *state;
  (void)version;
  if (!upload) {
    *state = upload = malloc(sizeof(*upload));
    if (upload)
      upload->size = 0;
    return upload ? MHD_YES : MHD_NO;
  }
  if (*size > 0) {
    size_t room = BODY_MAX - upload->size;
    if (*size > room)
      return MHD_NO;
    memcpy(upload->body + upload->size, part, *size);
    upload->size += *size;
    *size = 0;
    return MHD_YES;
  }
  if (strcmp(method, "POST") != 0 || strcmp(url, "/attune") != 0)
    return answer(connection, MHD_HTTP_NOT_FOUND);
  return answer(connection, receive(user, connection, upload));
}

static void on_completed(void *user, struct MHD_Connection *connection,
                         void **state, enum MHD_RequestTerminationCode code) {
  (void)user;
  (void)connection;
  (void)code;
  free(*state);
  *state = NULL;
}

struct receiver *receiver_new(const struct verify_key *key) {
  struct sockaddr_in loopback = {.sin_family = AF_INET};
  struct receiver *receiver = calloc(1, sizeof(*receiver));
  if (!receiver)
    return NULL;
  loopback.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  pthread_mutex_init(&receiver->lock, NULL);
  receiver->key = key;
  receiver->end = &receiver->oldest;
  receiver->daemon = MHD_start_daemon(
      MHD_USE_AUTO_INTERNAL_THREAD, 0, NULL, NULL, on_request, receiver,
      MHD_OPTION_SOCK_ADDR, &loopback, MHD_OPTION_NOTIFY_COMPLETED,
      on_completed, NULL, MHD_OPTION_CONNECTION_LIMIT, 16u, MHD_OPTION_END);
  const union MHD_DaemonInfo *info =
      receiver->daemon
          ? MHD_get_daemon_info(receiver->daemon, MHD_DAEMON_INFO_BIND_PORT)
          : NULL;
  if (!info) {
    receiver_free(receiver);
    return NULL;
  }
  snprintf(receiver->url, sizeof(receiver->url), "http://127.0.0.1:%u/attune",
           info->port);
  return receiver;
}

void receiver_free(struct receiver *receiver) {
  struct delivery *delivery;
  if (!receiver)
    return;
  if (receiver->daemon)
    MHD_stop_daemon(receiver->daemon);
  while ((delivery = receiver_take(receiver)))
    delivery_free(delivery);
  pthread_mutex_destroy(&receiver->lock);
  free(receiver);
}

const char *receiver_url(const struct receiver *receiver) {
  return receiver->url;
}

struct delivery *receiver_take(struct receiver *receiver) {
  pthread_mutex_lock(&receiver->lock);
  struct delivery *delivery = receiver->oldest;
  if (delivery) {
    receiver->oldest = delivery->next;
    if (!receiver->oldest)
      receiver->end = &receiver->oldest;
  }
  pthread_mutex_unlock(&receiver->lock);
  return delivery;
}

void delivery_free(struct delivery *delivery) {
  if (!delivery)
    return;
  free(delivery->body);
  free(delivery);
}
