/*
 * What is known of a conversation before this message, as plain values:
 * memory fills it, reading, review and rewrite look at it. Slices point
 * into the analysis' arena or into memory that outlives the analysis.
 */
#ifndef ATTUNE_READING_HISTORY_H
#define ATTUNE_READING_HISTORY_H

#include "reading/reading.h"

struct told {
  enum fact_kind kind;
  struct str value; /* normalised, as struct fact */
  struct str quote; /* as the customer wrote it */
};

#define HISTORY_FEELINGS 8

struct history {
  uint32_t customer_messages;
  uint32_t agent_messages;
  enum feeling feelings[HISTORY_FEELINGS]; /* oldest first */
  uint8_t heats[HISTORY_FEELINGS];
  uint32_t feeling_count;
  const struct told *facts;
  size_t fact_count;
  uint32_t signals;   /* bit n: enum signal_id n was read at some time */
  uint32_t apologies; /* made in what agents sent */
  /* The customer's latest message; NEUTRAL, 0 and empty when none. */
  enum feeling feeling;
  int heat;
  uint32_t latest_signals;
  struct str concern;
  const struct str *questions; /* asked and not answered since */
  size_t question_count;
  bool careful;
  const uint64_t *used; /* hashes of wordings already suggested */
  size_t used_count;
  struct str customer_name;
};

#endif
