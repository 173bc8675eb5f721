/*
 * A webhook receiver with bad manners on demand: an HTTP/1.1 server on
 * 127.0.0.1 in a thread of its own. It checks signatures with code of its
 * own, so that a mistake in ours is not shared. All functions are safe from
 * any thread; a failure to set up ends the process.
 */
#ifndef ATTUNE_TESTS_ENDPOINT_H
#define ATTUNE_TESTS_ENDPOINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum endpoint_mode {
  ENDPOINT_OK,           /* 204 */
  ENDPOINT_STATUS,       /* value: the status; text: a Retry-After or NULL */
  ENDPOINT_SLOW,         /* 204 after value milliseconds */
  ENDPOINT_REDIRECT,     /* 302; text: where to */
  ENDPOINT_HANG,         /* reads the request and never answers */
  ENDPOINT_HANG_HEADERS, /* half an answer, then silence */
  ENDPOINT_DRIP,         /* a byte of header each value milliseconds */
  ENDPOINT_ENDLESS,      /* 200 and a body without end */
  ENDPOINT_CHUNKED_BOMB, /* the same in chunks */
  ENDPOINT_HEADER_FLOOD, /* headers without end */
  ENDPOINT_RESET,        /* RST instead of an answer */
  ENDPOINT_FIN,          /* FIN instead of an answer */
  ENDPOINT_HALF_BODY,    /* 200 and FIN in the middle of the body */
  ENDPOINT_GARBAGE       /* bytes that are not HTTP */
};

/* Strings must stay valid. */
struct endpoint_manner {
  enum endpoint_mode mode;
  int value;
  const char *text;
};

struct endpoint_request {
  char id[64];          /* webhook-id */
  char agent[64];       /* User-Agent */
  char extra[64];       /* X-Extra */
  int64_t timestamp;    /* webhook-timestamp */
  bool signature_valid; /* by any of the signatures */
  unsigned signatures;
  unsigned connection; /* counted from 1 */
  int64_t at_us;       /* monotonic */
  size_t body_size;
  char *body; /* NUL-terminated; the endpoint's, till endpoint_stop */
};

struct endpoint;

/*
 * Listens on a free port. secret: "whsec_…" or NULL to check no signature.
 * Keeps the first `keep` requests and counts the others.
 */
struct endpoint *endpoint_start(const char *secret, size_t keep);
void endpoint_stop(struct endpoint *endpoint);

unsigned endpoint_port(const struct endpoint *endpoint);

/* "http://127.0.0.1:PORT/hook", the endpoint's. */
const char *endpoint_url(const struct endpoint *endpoint);

/* How it behaves from the next request on. */
void endpoint_behave(struct endpoint *endpoint, struct endpoint_manner manner);

/* The next requests get these, one each; then it behaves as it did. */
void endpoint_script(struct endpoint *endpoint,
                     const struct endpoint_manner *manners, size_t count);

unsigned endpoint_connections(struct endpoint *endpoint);
size_t endpoint_requests(struct endpoint *endpoint);

/* The nth request (from 0); false: not yet, or not kept. */
bool endpoint_request(struct endpoint *endpoint, size_t n,
                      struct endpoint_request *out);

/* How many of the kept requests are events of this type. */
size_t endpoint_count(struct endpoint *endpoint, const char *type);

/* Waits until there were so many requests; false after the time-out. */
bool endpoint_wait(struct endpoint *endpoint, size_t requests,
                   unsigned timeout_ms);

#endif
