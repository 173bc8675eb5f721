/* What a run came to. */
#ifndef REPLAY_SUMMARY_H
#define REPLAY_SUMMARY_H

#include "event.h"
#include "paint.h"

#define SUMMARY_RULES 64

struct tally {
  char name[48];
  unsigned count;
};

struct summary {
  unsigned conversations;
  unsigned messages;
  unsigned heard; /* of those, from customers */
  unsigned prompts;
  unsigned rewrites; /* drafts something was found in */
  unsigned offered;  /* of those, with a better version */
  unsigned clears;
  int64_t before; /* sums over what was offered */
  int64_t after;
  struct tally rules[SUMMARY_RULES];
  size_t rule_count;
  struct tally missing[SUMMARY_RULES];
  size_t missing_count;
  int64_t *micros; /* one an event */
  size_t micros_count;
  size_t micros_capacity;
  unsigned unsigned_events; /* whose signature is wrong */
  unsigned invalid_events;
  unsigned refused;  /* messages the plugin did not take, or not in time */
  unsigned problems; /* input that could not be used */
  int64_t guarded;   /* rewrites the facts guard refused; -1: not known */
  double seconds;
};

void summary_add(struct summary *summary, const struct event *event);
void summary_write(struct summary *summary, const struct paint *paint);
void summary_fini(struct summary *summary);

/* Was something wrong, so that the exit code must say so? */
bool summary_failed(const struct summary *summary);

#endif
