/*
 * The HTTP side: pages, the API behind them, the stream and the endpoint of
 * the webhooks, on one port of the loopback interface and one thread.
 */
#ifndef DESK_SERVER_H
#define DESK_SERVER_H

#include "../replay/verify.h"
#include "desk.h"

struct server;

struct server_options {
  unsigned port;      /* 0: any */
  const char *folder; /* examples/desk, where the pages lie */
  struct desk *desk;
  struct stream *stream;
  const struct verify_key *key;
};

/* NULL, and said on stderr. */
struct server *server_new(const struct server_options *options);
void server_free(struct server *server);

unsigned server_port(const struct server *server);

/* Serves for up to wait_ms. A signal ends it early. */
void server_run(struct server *server, int wait_ms);

#endif
