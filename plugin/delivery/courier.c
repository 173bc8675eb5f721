#include "delivery/courier.h"

#include <attune.h>
#include <stdlib.h>

#include "delivery/libraries.h"
#include "delivery/route.h"

/* While anything waits the clocks are looked at so often: letters end by
 * wall time, which may be set, and libuv's timers know nothing of that. */
#define LOOK_AGAIN_US ((int64_t)30 * 1000000)

struct courier {
  struct office office;
  struct route *routes;
  uv_timer_t timer;
  bool timer_open;
  int64_t armed_us; /* when the timer fires; INT64_MAX: it does not */
  unsigned open;    /* routes and timer that are not closed */
  bool closing;
  void (*closed)(void *user);
  void *closed_user;
};

static void on_closed(void *user) {
  struct courier *courier = user;
  if (--courier->open == 0 && courier->closing)
    courier->closed(courier->closed_user);
}

/* changed comes last: it may close the courier. */
static void on_progress(void *user) {
  struct courier *courier = user;
  const struct courier_options *options = &courier->office.options;
  courier_wake(courier);
  if (options->changed)
    options->changed(options->user);
}

int courier_new(struct courier **out, const struct courier_options *options) {
  int status = libraries_open();
  if (status != ATTUNE_OK)
    return status;
  struct courier *courier = calloc(1, sizeof(*courier));
  if (!courier) {
    libraries_close();
    return ATTUNE_E_MEMORY;
  }
  courier->office = (struct office){.options = *options,
                                    .random = options->seed,
                                    .progress = on_progress,
                                    .closed = on_closed,
                                    .user = courier};
  courier->armed_us = INT64_MAX;
  *out = courier;
  return ATTUNE_OK;
}

static void on_timer(uv_timer_t *timer) {
  struct courier *courier = timer->data;
  const struct courier_options *options = &courier->office.options;
  courier->armed_us = INT64_MAX;
  courier_wake(courier);
  if (options->changed)
    options->changed(options->user);
}

/* Not in courier_new, which may run while another thread runs the loop. */
static int open_timer(struct courier *courier) {
  if (courier->timer_open)
    return ATTUNE_OK;
  if (uv_timer_init(courier->office.options.loop, &courier->timer) != 0)
    return ATTUNE_E_MEMORY;
  courier->timer.data = courier;
  courier->timer_open = true;
  courier->open++;
  return ATTUNE_OK;
}

static void arm(struct courier *courier, int64_t next_us, int64_t now_us) {
  if (next_us == courier->armed_us || open_timer(courier) != ATTUNE_OK)
    return;
  courier->armed_us = next_us;
  if (next_us == INT64_MAX) {
    uv_timer_stop(&courier->timer);
    return;
  }
  int64_t delay_us = next_us > now_us ? next_us - now_us : 0;
  uv_update_time(courier->office.options.loop);
  uv_timer_start(&courier->timer, on_timer, (uint64_t)((delay_us + 999) / 1000),
                 0);
}

static bool anything_waits(const struct outbox *outbox) {
  struct outbox_counts counts;
  outbox_counts(outbox, &counts);
  return counts.pending > 0;
}

/* Letters end before others are sent: what is too late must not go out. */
void courier_wake(struct courier *courier) {
  const struct courier_options *options = &courier->office.options;
  if (courier->closing)
    return;
  int64_t now = clock_mono_us(options->clock);
  int64_t next = INT64_MAX;
  outbox_expire(options->outbox, clock_wall_ms(options->clock));
  for (struct route *route = courier->routes; route; route = route->next) {
    int64_t turn = route_send(route, now);
    next = turn < next ? turn : next;
  }
  /* The look again stays where it is while it lies ahead, so that a busy
   * courier does not move its timer with each letter. */
  if (next - now > LOOK_AGAIN_US && anything_waits(options->outbox)) {
    bool ahead =
        courier->armed_us > now && courier->armed_us <= now + LOOK_AGAIN_US;
    next = ahead ? courier->armed_us : now + LOOK_AGAIN_US;
  }
  arm(courier, next, now);
}

/* A route that an entry took already is passed over, so that of two equal
 * entries each has its own. */
static struct route *find_route(const struct courier *courier,
                                const struct webhook *webhook) {
  struct route *route = courier->routes;
  while (route && (route->kept || !route_serves(route, webhook)))
    route = route->next;
  return route;
}

static bool names(const struct manifest *manifest, struct str name) {
  for (size_t i = 0; i < manifest->webhook_count; i++)
    if (str_equal(manifest->webhooks[i].name, name))
      return true;
  return false;
}

/* In the order of the manifest, which is the order of sending. */
static void append(struct route **list, struct route *route) {
  while (*list)
    list = &(*list)->next;
  *list = route;
}

static void close_routes(struct route *routes,
                         const struct manifest *manifest) {
  while (routes) {
    struct route *route = routes;
    routes = route->next;
    route_close(route, manifest && !names(manifest, route->webhook.name));
  }
}

/* Takes out the routes that are not kept. */
static struct route *take_old(struct route **routes) {
  struct route *taken = NULL;
  struct route **at = routes;
  while (*at) {
    struct route *route = *at;
    if (route->kept) {
      at = &route->next;
      continue;
    }
    *at = route->next;
    route->next = NULL;
    append(&taken, route);
  }
  return taken;
}

static void keep_none(struct courier *courier) {
  for (struct route *route = courier->routes; route; route = route->next)
    route->kept = false;
}

/* All new routes are made before an old one goes, so that a failure leaves
 * everything as it was. */
int courier_configure(struct courier *courier,
                      const struct manifest *manifest) {
  struct route *fresh = NULL;
  keep_none(courier);
  for (size_t i = 0; i < manifest->webhook_count; i++) {
    struct route *route = find_route(courier, &manifest->webhooks[i]);
    if (route) {
      route->kept = true;
      continue;
    }
    route = route_new(&courier->office, &manifest->webhooks[i]);
    if (!route) {
      close_routes(fresh, NULL);
      return ATTUNE_E_MEMORY;
    }
    courier->open++;
    append(&fresh, route);
  }
  struct route *old = take_old(&courier->routes);
  append(&courier->routes, fresh);
  close_routes(old, manifest);
  courier_wake(courier);
  return ATTUNE_OK;
}

static void timer_closed(uv_handle_t *timer) {
  on_closed(timer->data);
}

/* The timer is opened, if it was not, to be closed: so closed is always
 * called from the loop and never from in here. */
void courier_close(struct courier *courier, void (*closed)(void *user),
                   void *user) {
  if (courier->closing)
    return;
  courier->closing = true;
  courier->closed = closed;
  courier->closed_user = user;
  open_timer(courier);
  close_routes(courier->routes, NULL);
  courier->routes = NULL;
  uv_close((uv_handle_t *)&courier->timer, timer_closed);
}

void courier_free(struct courier *courier) {
  if (!courier)
    return;
  free(courier);
  libraries_close();
}

void courier_counts(const struct courier *courier, struct courier_counts *out) {
  *out = courier->office.counts;
}
