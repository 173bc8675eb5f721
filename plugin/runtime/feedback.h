/*
 * What agents did with suggestions, counted by rule and action: what the
 * figures show now and what learning from use will build on.
 */
#ifndef ATTUNE_RUNTIME_FEEDBACK_H
#define ATTUNE_RUNTIME_FEEDBACK_H

#include <attune.h>
#include <stdint.h>

#include "base/str.h"

#define FEEDBACK_RULES   64
#define FEEDBACK_ACTIONS 5 /* of enum attune_action */

struct feedback_rule {
  char rule[48]; /* empty: a suggestion as a whole */
  uint64_t actions[FEEDBACK_ACTIONS];
};

struct feedback {
  struct feedback_rule rules[FEEDBACK_RULES];
  size_t count;
  uint64_t unlisted; /* of rules beyond the bounds above */
};

void feedback_add(struct feedback *feedback, struct str rule, int32_t action);

#endif
