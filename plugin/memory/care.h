/*
 * How much an agent carries: each message of a heated conversation adds to a
 * load that halves with time. Only for the agent's own sake; nothing here
 * compares people.
 */
#ifndef ATTUNE_MEMORY_CARE_H
#define ATTUNE_MEMORY_CARE_H

#include "base/arena.h"
#include "manifest/manifest.h"

struct care {
  int64_t load; /* thousandths, as of at_ms */
  int64_t at_ms;
  int64_t run_from_ms;    /* since when the load was not near nothing */
  int64_t last_ms;        /* of the last breather; 0: never */
  uint32_t conversations; /* heavy replies in this run */
  uint64_t latest;        /* hash of the conversation last answered */
  bool muted;             /* the agent wants none */
};

/* The load now. */
int64_t care_load(const struct care *care, const struct care_settings *settings,
                  int64_t now_ms);

/*
 * An agent answered a conversation of this heat (0 to 3; careful: somebody
 * grieves, is ill or in danger). True: a breather is due, and is counted as
 * suggested.
 */
bool care_answered(struct care *care, const struct care_settings *settings,
                   struct str conversation, int heat, bool careful,
                   int64_t now_ms);

/* A short pause after a spike, a longer one after a long run. */
int care_minutes(const struct care *care, int64_t now_ms);

struct str care_pack(struct arena *arena, const struct care *care);
int care_unpack(struct str bytes, struct care *out);

#endif
