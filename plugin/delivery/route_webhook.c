#include <attune.h>
#include <stdlib.h>
#include <unistd.h>

#include "delivery/route.h"

#define IN_FLIGHT_DEFAULT 8u
#define SYSTEM_BUNDLE     "/etc/ssl/certs/ca-certificates.crt"

/* The manifest is freed at a reload while transfers that were begun under it
 * are still on their way; so a route has its own copy of its entry. */
static bool copy_strings(struct arena *arena, struct webhook *webhook) {
  struct str *all[] = {&webhook->name, &webhook->url, &webhook->ca_file};
  for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
    struct str copy = arena_str(arena, *all[i]);
    if (!copy.data)
      return false;
    *all[i] = copy;
  }
  return true;
}

static bool copy_networks(struct arena *arena, struct webhook *webhook) {
  size_t size = webhook->allow_count * sizeof(struct network);
  if (size == 0)
    return true;
  struct network *copy = arena_alloc(arena, size);
  if (!copy)
    return false;
  memcpy(copy, webhook->allow, size);
  webhook->allow = copy;
  return true;
}

static bool copy_headers(struct arena *arena, struct webhook *webhook) {
  if (webhook->header_count == 0)
    return true;
  struct header *copy =
      arena_alloc(arena, webhook->header_count * sizeof(*copy));
  for (size_t i = 0; copy && i < webhook->header_count; i++) {
    copy[i].name = arena_str(arena, webhook->headers[i].name);
    copy[i].value = arena_str(arena, webhook->headers[i].value);
    if (!copy[i].name.data || !copy[i].value.data)
      return false;
  }
  webhook->headers = copy;
  return copy != NULL;
}

static bool add_line(struct arena *arena, struct curl_slist **list,
                     struct str name, struct str value) {
  /* libcurl takes "Name:" as the wish to leave the header out. */
  struct str pieces[] = {name, value.size > 0 ? STR(": ") : STR(";"), value};
  struct curl_slist *line = arena_alloc(arena, sizeof(*line));
  struct str text = arena_join(arena, pieces, 3);
  if (!line || !text.data)
    return false;
  line->data = (char *)(uintptr_t)text.data;
  line->next = *list;
  *list = line;
  return true;
}

/* "Expect:" keeps libcurl from waiting for a 100 before a large body. */
static bool write_headers(struct route *route) {
  static char no_expect[] = "Expect:";
  const struct webhook *webhook = &route->webhook;
  struct curl_slist *line = arena_alloc(&route->arena, sizeof(*line));
  if (!line)
    return false;
  line->data = no_expect;
  route->plan.headers = line;
  for (size_t i = webhook->header_count; i-- > 0;)
    if (!add_line(&route->arena, &route->plan.headers, webhook->headers[i].name,
                  webhook->headers[i].value))
      return false;
  return add_line(&route->arena, &route->plan.headers, STR("Content-Type"),
                  STR("application/json"));
}

/* Named, so that no environment variable of the host can name another. */
static const char *bundle_of(const struct webhook *webhook) {
  if (webhook->ca_file.size > 0)
    return webhook->ca_file.data;
  return access(SYSTEM_BUNDLE, R_OK) == 0 ? SYSTEM_BUNDLE : NULL;
}

static bool fill(struct route *route, const struct webhook *webhook) {
  struct webhook *own = &route->webhook;
  *own = *webhook;
  if (own->max_in_flight == 0)
    own->max_in_flight = IN_FLIGHT_DEFAULT;
  if (!copy_strings(&route->arena, own) || !copy_networks(&route->arena, own) ||
      !copy_headers(&route->arena, own) || !write_headers(route))
    return false;
  route->transfers = arena_alloc(&route->arena, own->max_in_flight *
                                                    sizeof(struct transfer *));
  route->plan.url = own->url.data;
  route->plan.ca_file = bundle_of(own);
  return route->transfers != NULL;
}

struct route *route_new(struct office *office, const struct webhook *webhook) {
  struct route *route = calloc(1, sizeof(*route));
  if (!route)
    return NULL;
  route->office = office;
  route->plan.multi = &route->multi;
  route->plan.webhook = &route->webhook;
  route->plan.refused_addresses = &office->counts.refused_addresses;
  breaker_init(&route->breaker);
  arena_init(&route->arena, 0);
  if (fill(route, webhook))
    return route;
  explicit_bzero(&route->webhook, sizeof(route->webhook)); /* its keys */
  arena_fini(&route->arena);
  free(route);
  return NULL;
}

static bool same_secret(const struct secret *a, const struct secret *b) {
  return a->size == b->size && memcmp(a->key, b->key, a->size) == 0;
}

static bool same_networks(const struct webhook *a, const struct webhook *b) {
  if (a->allow_count != b->allow_count || a->allow_http != b->allow_http)
    return false;
  for (size_t i = 0; i < a->allow_count; i++)
    if (a->allow[i].bits != b->allow[i].bits ||
        memcmp(a->allow[i].address, b->allow[i].address, 16) != 0)
      return false;
  return true;
}

static bool same_headers(const struct webhook *a, const struct webhook *b) {
  if (a->header_count != b->header_count)
    return false;
  for (size_t i = 0; i < a->header_count; i++)
    if (!str_equal(a->headers[i].name, b->headers[i].name) ||
        !str_equal(a->headers[i].value, b->headers[i].value))
      return false;
  return true;
}

/* Any difference makes a new route, though a change of the URL, the secret or
 * the networks alone would demand it: one rule, and reloads are rare. */
bool route_serves(const struct route *route, const struct webhook *webhook) {
  const struct webhook *own = &route->webhook;
  uint32_t in_flight =
      webhook->max_in_flight ? webhook->max_in_flight : IN_FLIGHT_DEFAULT;
  return str_equal(own->name, webhook->name) &&
         str_equal(own->url, webhook->url) &&
         str_equal(own->ca_file, webhook->ca_file) &&
         own->timeout_ms == webhook->timeout_ms &&
         own->max_in_flight == in_flight &&
         same_secret(&own->secret, &webhook->secret) &&
         same_secret(&own->previous_secret, &webhook->previous_secret) &&
         same_networks(own, webhook) && same_headers(own, webhook);
}
