/*
 * Complaints per topic, day and distinct customer, and whether today has more
 * than is normal for such a day: a negative-binomial tail over the same
 * weekdays of eight weeks, and a slow sum for what grows by little. Numbers
 * and thresholds are EVIDENCE's; see trend.c.
 */
#ifndef ATTUNE_MEMORY_TREND_H
#define ATTUNE_MEMORY_TREND_H

#include "base/arena.h"
#include "manifest/manifest.h"

#define TREND_DAYS          64
#define TREND_CUSTOMERS_MAX 512 /* told apart a day */

struct trend_day {
  int64_t day;        /* since 1970-01-01, local */
  uint32_t customers; /* distinct; what the method counts */
  uint32_t cases;
  uint32_t normal; /* customers, but what was expected once it alarmed */
};

struct trend {
  struct trend_day days[TREND_DAYS]; /* the oldest first, without empty ones */
  uint32_t day_count;
  uint64_t today[TREND_CUSTOMERS_MAX]; /* hashes of the last day's customers */
  uint32_t today_count;
  int64_t first_day; /* ever */
  int64_t first_ms;  /* of the last day's first case */
  struct str label;  /* words for people; of an emerging topic … */
  uint64_t label_of; /* … and the hash of the conversation they are from */
  struct str examples[3]; /* conversations of the last day, newest first */
};

enum trend_verdict {
  TREND_QUIET,
  TREND_TOO_LITTLE, /* history or cases; counts are all there is to say */
  TREND_HIGH,       /* today is above what is normal */
  TREND_CREEPING    /* the last weeks are, by little each day */
};

struct trend_finding {
  enum trend_verdict verdict;
  uint32_t customers;
  uint32_t cases;
  double expected;
  double expected_low; /* of 90 of 100 such days */
  double expected_high;
  double ratio;
};

/* A complaint: one customer counts once a day. customer: a hash. */
void trend_add(struct trend *trend, int64_t day, int64_t now_ms,
               uint64_t customer, struct str conversation);

/*
 * topics: how many are watched, for the share of false alarms each may give.
 * HIGH and CREEPING come once a day; from then on the day counts as what was
 * expected of it, so that a surge does not become the normal.
 */
void trend_judge(struct trend *trend, const struct trend_settings *settings,
                 size_t topics, int64_t day, struct trend_finding *out);

/* Names an emerging topic by the first concern told of it. */
void trend_name(struct trend *trend, struct str label, struct str conversation);

/* What is told of this conversation goes, its counts stay. True: something
 * was. */
bool trend_forget(struct trend *trend, struct str conversation);

struct str trend_pack(struct arena *arena, const struct trend *trend);
/* Strings point into the bytes. */
int trend_unpack(struct str bytes, struct trend *out);

/*
 * The topic that emerges from a concern nobody listed: its first two words
 * that carry something, without endings and in the order of the alphabet, such
 * as "late parcel"; empty when there are fewer. Which words carry nothing and
 * what an ending is, the pack says in [label topic].
 */
struct str trend_topic_of(struct arena *arena, const struct language *language,
                          struct str concern);

#endif
