/*
 * Events that are not about one message's words: somebody should look, a
 * promise is due, a complaint grows, an agent may rest, the figures of a
 * period. Described by include/attune-events.schema.json; words come composed
 * (rewrite/notice.h), so that none are written here.
 */
#ifndef ATTUNE_DELIVERY_EVENT_NOTICE_H
#define ATTUNE_DELIVERY_EVENT_NOTICE_H

#include "delivery/event.h"
#include "memory/escalation.h"
#include "memory/follow_up.h"
#include "memory/trend.h"
#include "rewrite/notice.h"

/* text: the customer's message; one notice a cause, in their order. */
int event_write_escalation(struct json_writer *w, const struct event_head *head,
                           const struct text *text,
                           const struct reading *reading,
                           const struct escalation *causes,
                           const struct notice *notices, size_t count);

/* Words of the promise and of the concern are written in a full payload. */
int event_write_follow_up(struct json_writer *w, const struct event_head *head,
                          const struct follow_up *follow_up,
                          const struct notice *notice);

struct trend_notice {
  struct str topic; /* its id */
  const struct trend *trend;
  const struct trend_finding *finding;
  uint32_t silent; /* estimate of those who said nothing */
};

int event_write_trend(struct json_writer *w, const struct event_head *head,
                      const struct trend_notice *trend,
                      const struct notice *notice);

struct breather_notice {
  struct str agent;
  int minutes;
  uint32_t conversations; /* heavy replies in this run */
  int64_t since_ms;
  int load; /* thousandths; negative: not shown */
};

int event_write_breather(struct json_writer *w, const struct event_head *head,
                         const struct breather_notice *breather,
                         const struct notice *notice);

struct digest_rule {
  struct str rule;
  uint64_t shown;
  uint64_t accepted;
  uint64_t edited;
  uint64_t dismissed;
};

struct digest_topic {
  struct str topic;
  uint32_t customers;
  double expected; /* negative: too little is known */
};

/* Sums over a period; no agent, no customer, no conversation in it. */
struct digest_notice {
  int64_t from_ms;
  int64_t to_ms;
  uint64_t incoming;
  uint64_t outgoing;
  uint64_t prompted;
  uint64_t rewritten;
  uint64_t escalated;
  uint64_t followed_up;
  const struct digest_rule *rules;
  size_t rule_count;
  const struct digest_topic *topics;
  size_t topic_count;
};

int event_write_digest(struct json_writer *w, const struct event_head *head,
                       const struct digest_notice *digest);

#endif
