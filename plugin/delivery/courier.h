/*
 * Carries letters to the endpoints: libcurl's multi interface on the
 * instance's libuv loop. Takes from the outbox, signs, sends, settles.
 * All functions on the loop's thread, but courier_new.
 */
#ifndef ATTUNE_DELIVERY_COURIER_H
#define ATTUNE_DELIVERY_COURIER_H

#include <stdint.h>
#include <uv.h>

#include "base/clock.h"
#include "delivery/outbox.h"
#include "manifest/manifest.h"

struct courier;

struct courier_options {
  uv_loop_t *loop;
  struct outbox *outbox;
  const struct clock *clock;
  uint64_t seed; /* of the jitter */
  /* Called when the last letter settled or a transfer ended; may be NULL. */
  void (*changed)(void *user);
  /* A line for the log: endpoint names and statuses, never a secret. */
  void (*log)(void *user, int level, const char *line);
  void *user;
};

struct courier_counts {
  uint64_t attempts;
  uint64_t failures;
  uint64_t refused_addresses;
  uint64_t breaker_opened;
  uint64_t latency_us_sum; /* of deliveries, body to answer */
  unsigned in_flight;
};

/* ATTUNE_E_ABI when libcurl lacks what we need. */
int courier_new(struct courier **out, const struct courier_options *options);

/*
 * The endpoints from now on. One whose URL, secret, CA or networks changed
 * loses its connections; letters of one that is gone expire.
 */
int courier_configure(struct courier *courier, const struct manifest *manifest);

/* Sends what is due now and arms a timer for what is due later. */
void courier_wake(struct courier *courier);

/*
 * Ends every transfer without waiting (letters in flight go back to the
 * outbox), closes every handle; closed is called when the loop holds none
 * of them, and only then may the courier be freed. Does not block, also
 * not while a name is being resolved.
 */
void courier_close(struct courier *courier, void (*closed)(void *user),
                   void *user);
void courier_free(struct courier *courier);

void courier_counts(const struct courier *courier, struct courier_counts *out);

#endif
