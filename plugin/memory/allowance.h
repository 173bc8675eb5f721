/*
 * How often an offer was suggested for a customer, so that the manifest's
 * limits hold over days and restarts. One conversation counts once.
 */
#ifndef ATTUNE_MEMORY_ALLOWANCE_H
#define ATTUNE_MEMORY_ALLOWANCE_H

#include "base/arena.h"
#include "manifest/settings.h"

#define ALLOWANCE_MAX 32

struct allowance_use {
  uint64_t offer;        /* hash of its id */
  uint64_t conversation; /* hash */
  int64_t at_ms;
};

struct allowance {
  struct allowance_use uses[ALLOWANCE_MAX]; /* the oldest first */
  uint32_t count;
};

/* May it be offered (again) in this conversation? */
bool allowance_permits(const struct allowance *allowance,
                       const struct offer *offer, struct str conversation,
                       int64_t now_ms);
void allowance_use(struct allowance *allowance, const struct offer *offer,
                   struct str conversation, int64_t now_ms);

struct str allowance_pack(struct arena *arena,
                          const struct allowance *allowance);
int allowance_unpack(struct str bytes, struct allowance *out);

#endif
