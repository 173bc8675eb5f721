#include "delivery/event_notice.h"

#include "attune.h"
#include "delivery/event_parts.h"
#include "delivery/event_redact.h"

/* A number with two decimals: what a chart needs, the same on every host. */
static void write_hundredths(struct json_writer *w, const char *key,
                             double value) {
  char text[32];
  int64_t hundredths = (int64_t)(value * 100 + 0.5);
  size_t at = sizeof(text);
  for (int digits = 0; digits < 3 || hundredths > 0; digits++) {
    if (digits == 2)
      text[--at] = '.';
    text[--at] = (char)('0' + hundredths % 10);
    hundredths /= 10;
  }
  jw_key(w, key);
  jw_raw(w, (struct str){text + at, sizeof(text) - at});
}

static void write_say(struct json_writer *w, const struct notice *notice) {
  jw_key(w, "say");
  jw_array(w);
  for (size_t i = 0; i < notice->say_count; i++)
    jw_string(w, notice->say[i]);
  jw_array_end(w);
}

/* In a thin payload the words stay out: they may quote the customer. */
static void write_notice(struct json_writer *w, const struct notice *notice,
                         bool words) {
  if (!words)
    return;
  jw_key(w, "notice");
  jw_object(w);
  jw_field(w, "message", notice->message);
  jw_field(w, "why", notice->why);
  write_say(w, notice);
  jw_object_end(w);
}

struct escalated {
  const struct event_head *head;
  const struct text *text;
  const struct reading *reading;
  const struct escalation *causes;
  const struct notice *notices;
  size_t count;
};

static void write_cause(struct json_writer *w, const struct escalated *event,
                        size_t at, bool words) {
  const struct escalation *cause = &event->causes[at];
  struct event_text text = {event->text->source, {0}};
  jw_object(w);
  jw_field(w, "id", str_of(escalation_cause_name(cause->cause)));
  jw_field(w, "urgency",
           escalation_is_hard(cause->cause) ? STR("now") : STR("soon"));
  if (cause->range.end > cause->range.begin)
    event_quote(w, &text, cause->range, words);
  write_notice(w, &event->notices[at], words);
  jw_object_end(w);
}

static void write_escalation(struct json_writer *w, const void *document,
                             const struct event_cut *cut) {
  const struct escalated *event = document;
  const struct reading *reading = event->reading;
  bool words = event_words(event->head, cut);
  event_begin(w, event->head, cut);
  jw_key(w, "causes");
  jw_array(w);
  for (size_t i = 0; i < event->count && i < cut->items; i++)
    write_cause(w, event, i, words);
  jw_array_end(w);
  jw_field(w, "feeling", str_of(feeling_name(reading->feeling)));
  jw_field_int(w, "heat", reading->heat);
  jw_field(w, "trajectory", str_of(trajectory_name(reading->trajectory)));
  jw_field_bool(w, "careful", reading->careful);
  if (words)
    jw_field(w, "concern", reading->concern);
  event_end(w, cut);
}

int event_write_escalation(struct json_writer *w, const struct event_head *head,
                           const struct text *text,
                           const struct reading *reading,
                           const struct escalation *causes,
                           const struct notice *notices, size_t count) {
  struct text shown = *text;
  struct reading read = *reading;
  struct notice said[ESCALATION_CAUSES];
  struct arena arena;
  arena_init(&arena, 0);
  int status = redact_reading(&arena, head->redact, &shown, &read);
  /* Of a broken promise there is no message, but a concern. */
  if (status == ATTUNE_OK)
    status = redact_str(&arena, head->redact, &read.concern);
  for (size_t i = 0; status == ATTUNE_OK && i < count; i++) {
    said[i] = notices[i];
    status = event_redact_notice(&arena, head->redact, &said[i]);
  }
  if (status == ATTUNE_OK) {
    const struct escalated event = {head, &shown, &read, causes, said, count};
    status = event_fit(w, write_escalation, &event, count);
  }
  arena_fini(&arena);
  return status;
}

struct due {
  const struct event_head *head;
  const struct follow_up *follow_up;
  const struct notice *notice;
};

static void write_due(struct json_writer *w, const void *document,
                      const struct event_cut *cut) {
  const struct due *event = document;
  const struct follow_up *follow_up = event->follow_up;
  bool words = event_words(event->head, cut);
  event_begin(w, event->head, cut);
  jw_field(w, "kind", str_of(follow_up_kind_name(follow_up->kind)));
  event_time(w, "made_at", follow_up->made_ms);
  event_time(w, "due_at", follow_up->due_ms);
  event_field(w, "agent", follow_up->agent);
  if (words) {
    event_field(w, "promise", follow_up->quote);
    event_field(w, "concern", follow_up->concern);
  }
  write_notice(w, event->notice, words);
  event_end(w, cut);
}

int event_write_follow_up(struct json_writer *w, const struct event_head *head,
                          const struct follow_up *follow_up,
                          const struct notice *notice) {
  struct follow_up shown = *follow_up;
  struct notice said = *notice;
  struct arena arena;
  arena_init(&arena, 0);
  int status = redact_str(&arena, head->redact, &shown.quote);
  if (status == ATTUNE_OK)
    status = redact_str(&arena, head->redact, &shown.concern);
  if (status == ATTUNE_OK)
    status = event_redact_notice(&arena, head->redact, &said);
  if (status == ATTUNE_OK) {
    const struct due event = {head, &shown, &said};
    status = event_fit(w, write_due, &event, 0);
  }
  arena_fini(&arena);
  return status;
}

struct trending {
  const struct event_head *head;
  const struct trend_notice *trend;
  const struct notice *notice;
};

static void write_figures(struct json_writer *w,
                          const struct trend_notice *trend) {
  const struct trend_finding *finding = trend->finding;
  jw_field_int(w, "customers", finding->customers);
  jw_field_int(w, "cases", finding->cases);
  write_hundredths(w, "expected", finding->expected);
  jw_key(w, "expected_range");
  jw_array(w);
  jw_int(w, (int64_t)finding->expected_low);
  jw_int(w, (int64_t)finding->expected_high);
  jw_array_end(w);
  write_hundredths(w, "ratio", finding->ratio);
  jw_field_int(w, "voiced", finding->customers);
  jw_field_int(w, "silent_estimate", trend->silent);
}

static void write_days(struct json_writer *w, const struct trend *trend) {
  jw_key(w, "days");
  jw_array(w);
  for (uint32_t i = 0; i < trend->day_count; i++) {
    jw_object(w);
    event_time(w, "day", trend->days[i].day * 86400000);
    jw_field_int(w, "customers", trend->days[i].customers);
    jw_object_end(w);
  }
  jw_array_end(w);
}

static void write_conversations(struct json_writer *w,
                                const struct trend *trend) {
  jw_key(w, "conversations");
  jw_array(w);
  for (int i = 0; i < 3; i++)
    if (trend->examples[i].size > 0)
      jw_string(w, trend->examples[i]);
  jw_array_end(w);
}

/* An emerging topic's id is made of a customer's words. */
static void write_trending(struct json_writer *w, const void *document,
                           const struct event_cut *cut) {
  const struct trending *event = document;
  const struct trend_notice *trend = event->trend;
  bool words = event_words(event->head, cut);
  bool emerging = trend->trend->label.size > 0;
  event_begin(w, event->head, cut);
  event_field(w, "topic", words || !emerging ? trend->topic : STR(""));
  jw_field(w, "kind",
           trend->finding->verdict == TREND_CREEPING ? STR("creeping")
                                                     : STR("high"));
  if (words)
    event_field(w, "label", trend->trend->label);
  write_figures(w, trend);
  event_time(w, "first_seen", trend->trend->first_ms);
  write_conversations(w, trend->trend);
  write_days(w, trend->trend);
  write_notice(w, event->notice, words);
  event_end(w, cut);
}

int event_write_trend(struct json_writer *w, const struct event_head *head,
                      const struct trend_notice *trend,
                      const struct notice *notice) {
  struct trend_notice shown = *trend;
  struct trend named = *trend->trend;
  struct notice said = *notice;
  struct arena arena;
  arena_init(&arena, 0);
  shown.trend = &named;
  int status = redact_str(&arena, head->redact, &named.label);
  if (status == ATTUNE_OK)
    status = redact_str(&arena, head->redact, &shown.topic);
  if (status == ATTUNE_OK)
    status = event_redact_notice(&arena, head->redact, &said);
  if (status == ATTUNE_OK) {
    const struct trending event = {head, &shown, &said};
    status = event_fit(w, write_trending, &event, 0);
  }
  arena_fini(&arena);
  return status;
}

struct resting {
  const struct event_head *head;
  const struct breather_notice *breather;
  const struct notice *notice;
};

static void write_resting(struct json_writer *w, const void *document,
                          const struct event_cut *cut) {
  const struct resting *event = document;
  const struct breather_notice *breather = event->breather;
  event_begin(w, event->head, cut);
  event_field(w, "agent", breather->agent);
  jw_field_int(w, "minutes", breather->minutes);
  jw_field_int(w, "heavy_replies", breather->conversations);
  event_time(w, "since", breather->since_ms);
  if (breather->load >= 0)
    write_hundredths(w, "load", breather->load / 1000.0);
  write_notice(w, event->notice, event_words(event->head, cut));
  event_end(w, cut);
}

int event_write_breather(struct json_writer *w, const struct event_head *head,
                         const struct breather_notice *breather,
                         const struct notice *notice) {
  const struct resting event = {head, breather, notice};
  return event_fit(w, write_resting, &event, 0);
}

struct digested {
  const struct event_head *head;
  const struct digest_notice *digest;
};

static void write_sums(struct json_writer *w,
                       const struct digest_notice *digest) {
  jw_field_int(w, "incoming", (int64_t)digest->incoming);
  jw_field_int(w, "outgoing", (int64_t)digest->outgoing);
  jw_field_int(w, "prompted", (int64_t)digest->prompted);
  jw_field_int(w, "rewritten", (int64_t)digest->rewritten);
  jw_field_int(w, "escalated", (int64_t)digest->escalated);
  jw_field_int(w, "followed_up", (int64_t)digest->followed_up);
}

static void write_rules(struct json_writer *w,
                        const struct digest_notice *digest, size_t most) {
  jw_key(w, "rules");
  jw_array(w);
  for (size_t i = 0; i < digest->rule_count && i < most; i++) {
    const struct digest_rule *rule = &digest->rules[i];
    jw_object(w);
    event_field(w, "rule", rule->rule);
    jw_field_int(w, "shown", (int64_t)rule->shown);
    jw_field_int(w, "accepted", (int64_t)rule->accepted);
    jw_field_int(w, "edited", (int64_t)rule->edited);
    jw_field_int(w, "dismissed", (int64_t)rule->dismissed);
    jw_object_end(w);
  }
  jw_array_end(w);
}

static void write_topics(struct json_writer *w,
                         const struct digest_notice *digest, size_t most) {
  jw_key(w, "topics");
  jw_array(w);
  for (size_t i = 0; i < digest->topic_count && i < most; i++) {
    const struct digest_topic *topic = &digest->topics[i];
    jw_object(w);
    jw_field(w, "topic", topic->topic);
    jw_field_int(w, "customers", topic->customers);
    if (topic->expected >= 0)
      write_hundredths(w, "expected", topic->expected);
    jw_object_end(w);
  }
  jw_array_end(w);
}

static void write_digest(struct json_writer *w, const void *document,
                         const struct event_cut *cut) {
  const struct digested *event = document;
  const struct digest_notice *digest = event->digest;
  bool words = event_words(event->head, cut);
  event_begin(w, event->head, cut);
  event_time(w, "from", digest->from_ms);
  event_time(w, "to", digest->to_ms);
  write_sums(w, digest);
  write_rules(w, digest, cut->items);
  if (words)
    write_topics(w, digest, cut->items);
  event_end(w, cut);
}

int event_write_digest(struct json_writer *w, const struct event_head *head,
                       const struct digest_notice *digest) {
  const struct digested event = {head, digest};
  size_t most = digest->rule_count > digest->topic_count ? digest->rule_count
                                                         : digest->topic_count;
  return event_fit(w, write_digest, &event, most);
}
