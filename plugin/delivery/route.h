/*
 * The way to one webhook: its connections, its breaker, its transfers. Each
 * route has a libcurl multi handle of its own, so that no connection that
 * one entry of the manifest may open is ever used for another, and so that
 * closing a route closes its connections.
 */
#ifndef ATTUNE_DELIVERY_ROUTE_H
#define ATTUNE_DELIVERY_ROUTE_H

#include "base/arena.h"
#include "delivery/breaker.h"
#include "delivery/courier.h"
#include "delivery/multi.h"
#include "delivery/transfer.h"

/* What the routes of a courier share. */
struct office {
  struct courier_options options;
  uint64_t random; /* state of the jitter */
  struct courier_counts counts;
  void (*progress)(void *user); /* letters were settled */
  void (*closed)(void *user);   /* a closed route is gone */
  void *user;
};

struct route {
  struct route *next; /* the courier's */
  bool kept;          /* the courier's, while it configures */
  struct office *office;
  struct arena arena;     /* holds what webhook and plan point to */
  struct webhook webhook; /* a copy */
  struct transfer_plan plan;
  struct multi multi; /* opened with the first letter */
  bool opened;
  bool gone; /* answered 410 */
  struct breaker breaker;
  struct transfer **transfers;
  unsigned transfer_count;
  struct transfer *idle;
  unsigned in_flight;
};

/* NULL when memory is out. Holds nothing of the loop yet. */
struct route *route_new(struct office *office, const struct webhook *webhook);

/* Would a new route for the webhook be the same? Its events do not count. */
bool route_serves(const struct route *route, const struct webhook *webhook);

/* Sends what is due; when to be called again, INT64_MAX: not by time. */
int64_t route_send(struct route *route, int64_t now_us);

/*
 * Ends the transfers, puts their letters back to be sent at once, closes the
 * connections and frees the route; office->closed is called at the end, at
 * once for a route that was never used. for_good: no other route follows,
 * the letters that wait expire.
 */
void route_close(struct route *route, bool for_good);

#endif
