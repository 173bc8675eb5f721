/*
 * The figures of a period for administrators: what all processes counted,
 * summed in a row, sent when the period ends. No agent, no customer and no
 * conversation is in it.
 */
#include "base/pack.h"
#include "runtime/watching_parts.h"

enum {
  SUMS = 6,
  SUMS_FORMAT = 1,
  TOPICS_MAX = 20,
  MORNING_MINUTE = 7 * 60
};

#define DIGEST_KEY  STR("digest")
#define DIGEST_META STR("digest.sums")

static const enum counter summed[SUMS] = {
    COUNT_ANALYSED_INCOMING, COUNT_ANALYSED_OUTGOING, COUNT_PROMPTED,
    COUNT_REWRITTEN,         COUNT_ESCALATED,         COUNT_FOLLOWED_UP};

struct sums {
  int64_t from_ms;
  uint64_t values[SUMS];
  struct digest_rule rules[FEEDBACK_RULES];
  size_t rule_count;
};

bool watching_is_digest(struct str key) {
  return str_equal(key, DIGEST_KEY);
}

static struct str pack_sums(struct arena *arena, const struct sums *sums) {
  struct pack_writer w;
  pack_writer_init(&w, arena);
  pack_put(&w, SUMS_FORMAT);
  pack_put_signed(&w, sums->from_ms);
  for (size_t i = 0; i < SUMS; i++)
    pack_put(&w, sums->values[i]);
  pack_put(&w, sums->rule_count);
  for (size_t i = 0; i < sums->rule_count; i++) {
    pack_put_str(&w, sums->rules[i].rule);
    pack_put(&w, sums->rules[i].shown);
    pack_put(&w, sums->rules[i].accepted);
    pack_put(&w, sums->rules[i].edited);
    pack_put(&w, sums->rules[i].dismissed);
  }
  return pack_written(&w);
}

static bool unpack_sums(struct str bytes, struct sums *out) {
  struct pack_reader r;
  pack_reader_init(&r, bytes);
  if (pack_get(&r) != SUMS_FORMAT)
    return false;
  out->from_ms = pack_get_signed(&r);
  for (size_t i = 0; i < SUMS; i++)
    out->values[i] = pack_get(&r);
  out->rule_count = pack_get_up_to(&r, FEEDBACK_RULES);
  for (size_t i = 0; i < out->rule_count; i++) {
    out->rules[i].rule = pack_get_str(&r);
    out->rules[i].shown = pack_get(&r);
    out->rules[i].accepted = pack_get(&r);
    out->rules[i].edited = pack_get(&r);
    out->rules[i].dismissed = pack_get(&r);
  }
  return pack_read_all(&r);
}

static struct sums *read_sums(struct watching *watching) {
  struct sums *sums = arena_alloc(&watching->arena, sizeof(*sums));
  struct str bytes = {0};
  if (!sums || store_get(watching_store(watching), STORE_META, DIGEST_META,
                         &watching->arena, &bytes) != ATTUNE_OK)
    return NULL;
  if (!bytes.data || !unpack_sums(bytes, sums))
    *sums = (struct sums){.from_ms = watching_now(watching)};
  return sums;
}

static void write_sums(struct watching *watching, const struct sums *sums) {
  struct str bytes = pack_sums(&watching->arena, sums);
  if (bytes.data)
    (void)store_put(watching_store(watching), STORE_META, DIGEST_META, bytes,
                    INT64_MAX);
}

static struct digest_rule *rule_of(struct sums *sums, struct str rule) {
  for (size_t i = 0; i < sums->rule_count; i++)
    if (str_equal(sums->rules[i].rule, rule))
      return &sums->rules[i];
  if (sums->rule_count == FEEDBACK_RULES)
    return NULL;
  sums->rules[sums->rule_count].rule = rule;
  return &sums->rules[sums->rule_count++];
}

/* What agents did since it was last added; by rule, never by agent. */
static bool add_feedback(struct watching *watching, struct sums *sums) {
  struct shared *shared = watching->shared;
  bool changed = false;
  pthread_mutex_lock(&shared->lock);
  for (size_t i = 0; i < shared->feedback.count; i++) {
    struct feedback_rule *row = &shared->feedback.rules[i];
    uint64_t *told = watching->rules_summed[i];
    struct digest_rule *rule = NULL;
    if (memcmp(row->actions, told, sizeof(row->actions)) != 0)
      rule = rule_of(sums, str_of(row->rule));
    if (!rule)
      continue;
    rule->shown += row->actions[ATTUNE_SHOWN] - told[ATTUNE_SHOWN];
    rule->accepted += row->actions[ATTUNE_ACCEPTED] - told[ATTUNE_ACCEPTED];
    rule->edited += row->actions[ATTUNE_EDITED] - told[ATTUNE_EDITED];
    rule->dismissed += row->actions[ATTUNE_DISMISSED] - told[ATTUNE_DISMISSED];
    memcpy(told, row->actions, sizeof(row->actions));
    changed = true;
  }
  pthread_mutex_unlock(&shared->lock);
  return changed;
}

static bool add_counters(struct watching *watching, struct sums *sums) {
  const struct counters *counters = &watching->shared->counters;
  bool changed = false;
  for (size_t i = 0; i < SUMS; i++) {
    uint64_t value = atomic_load(&counters->values[summed[i]]);
    uint64_t more = value - watching->summed[summed[i]];
    sums->values[i] += more;
    watching->summed[summed[i]] = value;
    changed |= more > 0;
  }
  return changed;
}

/* The rows' names lie in the feedback table, which is never shortened. */
void watching_sum(struct watching *watching) {
  struct sums *sums = read_sums(watching);
  if (!sums)
    return;
  bool changed = add_counters(watching, sums);
  if (add_feedback(watching, sums) || changed)
    write_sums(watching, sums);
}

/* Seven in the morning of the next day, or of the next Monday. */
static int64_t period_end(const struct manifest *manifest, int64_t now) {
  struct zone_time local;
  zone_local(manifest->follow_up.zone, now, &local);
  int64_t ahead = local.minute < MORNING_MINUTE ? 0 : 1;
  if (manifest->trends.digest == DIGEST_WEEKLY) {
    ahead = (1 - local.weekday + 7) % 7;
    if (ahead == 0 && local.minute >= MORNING_MINUTE)
      ahead = 7;
  }
  return zone_instant(manifest->follow_up.zone, local.days + ahead,
                      MORNING_MINUTE);
}

void watching_arm_digest(struct watching *watching,
                         const struct manifest *manifest) {
  struct store *store = watching_store(watching);
  if (manifest->trends.digest == DIGEST_NONE) {
    (void)store_job_delete(store, STORE_TIMERS, DIGEST_KEY);
    return;
  }
  const struct store_job job = {
      .key = DIGEST_KEY,
      .due_ms = period_end(manifest, watching_now(watching)),
      .expires_ms = INT64_MAX,
      .value = STR("digest"),
  };
  (void)store_job_put(store, STORE_TIMERS, &job, false, 0);
}

static size_t read_topics(struct watching *watching,
                          const struct manifest *manifest,
                          struct digest_topic *out) {
  struct store_record *rows = NULL;
  size_t count = 0;
  int64_t yesterday = watching_day(watching, manifest) - 1;
  struct trend *trend = arena_alloc(&watching->arena, sizeof(*trend));
  if (!trend || store_list(watching_store(watching), STORE_TOPIC,
                           (struct str){0}, (struct str){0}, TOPICS_MAX,
                           &watching->arena, &rows, &count) != ATTUNE_OK)
    return 0;
  size_t topics = 0;
  for (size_t i = 0; i < count; i++) {
    struct trend_finding finding;
    if (trend_unpack(rows[i].value, trend) != ATTUNE_OK)
      continue;
    trend_judge(trend, &manifest->trends, count, yesterday, &finding);
    out[topics++] = (struct digest_topic){
        .topic = rows[i].key,
        .customers = finding.customers,
        .expected =
            finding.verdict == TREND_TOO_LITTLE ? -1.0 : finding.expected,
    };
  }
  return topics;
}

static void post_digest(struct watching *watching,
                        const struct manifest *manifest,
                        const struct sums *sums) {
  struct digest_topic topics[TOPICS_MAX];
  struct event_head head;
  char id[EVENT_SUGGESTION_SIZE];
  const struct digest_notice digest = {
      .from_ms = sums->from_ms,
      .to_ms = watching_now(watching),
      .incoming = sums->values[0],
      .outgoing = sums->values[1],
      .prompted = sums->values[2],
      .rewritten = sums->values[3],
      .escalated = sums->values[4],
      .followed_up = sums->values[5],
      .rules = sums->rules,
      .rule_count = sums->rule_count,
      .topics = topics,
      .topic_count = read_topics(watching, manifest, topics),
  };
  post_head(&head, id, watching->shared, manifest, EVENT_DIGEST_READY,
            (struct str){0}, DIGEST_KEY, (uint64_t)sums->from_ms);
  json_writer_reset(&watching->w);
  if (event_write_digest(&watching->w, &head, &digest) == ATTUNE_OK)
    watching_post(watching, manifest, &head, COUNT_DIGEST);
}

void watching_digest(struct watching *watching, const struct manifest *manifest,
                     struct str key) {
  struct sums *sums = read_sums(watching);
  (void)store_job_delete(watching_store(watching), STORE_TIMERS, key);
  if (!sums || manifest->trends.digest == DIGEST_NONE)
    return;
  post_digest(watching, manifest, sums);
  const struct sums fresh = {.from_ms = watching_now(watching)};
  write_sums(watching, &fresh);
  watching_arm_digest(watching, manifest);
}
