/* Complaints that keep coming. */
#include "base/hash.h"
#include "runtime/watching_parts.h"

/* A topic nobody complained about for so long is forgotten. */
#define TREND_KEPT_MS (INT64_C(80) * 24 * 3600 * 1000)

/*
 * For each complaint that is voiced about 26 are not (White House Office of
 * Consumer Affairs, as quoted in training literature): an estimate, and told
 * as one.
 */
#define SILENT_PER_VOICED 26

enum {
  EMERGING_WATCHED = 8 /* beside those listed: their share of false alarms */
};

static void post_trend(struct watching *watching,
                       const struct manifest *manifest, struct str topic,
                       const struct trend *trend,
                       const struct trend_finding *finding, int64_t day) {
  const struct history none = {0};
  struct say_context say = watching_say(manifest, &none, (uint64_t)day);
  const struct slot slots[] = {
      {"topic", trend->label.size > 0 ? trend->label : topic}};
  const struct trend_notice event = {
      .topic = topic,
      .trend = trend,
      .finding = finding,
      .silent = finding->customers * SILENT_PER_VOICED,
  };
  char id[EVENT_SUGGESTION_SIZE];
  struct event_head head;
  struct notice notice;
  say.slots = slots;
  say.slot_count = 1;
  const char *which =
      finding->verdict == TREND_CREEPING ? "trend-creeping" : "trend-high";
  if (notice_compose(&watching->arena, &say, which, &notice) != ATTUNE_OK)
    return;
  post_head(&head, id, watching->shared, manifest, EVENT_COMPLAINT_TRENDING,
            (struct str){0}, topic, (uint64_t)day);
  json_writer_reset(&watching->w);
  if (event_write_trend(&watching->w, &head, &event, &notice) == ATTUNE_OK)
    watching_post(watching, manifest, &head, COUNT_TRENDING);
}

static uint64_t customer_of(const struct message *message) {
  struct str customer = message_str(message, STRING_CUSTOMER);
  if (customer.size == 0)
    customer = message_str(message, STRING_CONVERSATION);
  return hash_bytes(HASH_START, customer);
}

static void add_case(struct watching *watching, const struct manifest *manifest,
                     const struct message *message, struct str topic,
                     struct str label) {
  struct store *store = watching_store(watching);
  struct trend *trend = arena_alloc(&watching->arena, sizeof(*trend));
  struct trend_finding finding;
  struct str bytes = {0};
  int64_t now = watching_now(watching);
  int64_t day = watching_day(watching, manifest);
  if (!trend || store_get(store, STORE_TOPIC, topic, &watching->arena,
                          &bytes) != ATTUNE_OK)
    return;
  if (bytes.data && trend_unpack(bytes, trend) != ATTUNE_OK)
    *trend = (struct trend){0};
  if (label.size > 0)
    trend_name(trend, label, message_str(message, STRING_CONVERSATION));
  trend_add(trend, day, now, customer_of(message),
            message_str(message, STRING_CONVERSATION));
  trend_judge(trend, &manifest->trends,
              manifest->trends.topic_count + EMERGING_WATCHED, day, &finding);
  if (finding.verdict == TREND_HIGH || finding.verdict == TREND_CREEPING)
    post_trend(watching, manifest, topic, trend, &finding, day);
  bytes = trend_pack(&watching->arena, trend);
  if (bytes.data)
    (void)store_put(store, STORE_TOPIC, topic, bytes, now + TREND_KEPT_MS);
}

static bool counted_before(const struct language_matches *matches, size_t at) {
  for (size_t i = 0; i < at; i++)
    if (matches->items[i].entry->kind == LANGUAGE_TOPIC &&
        str_equal(matches->items[i].entry->id, matches->items[at].entry->id))
      return true;
  return false;
}

/*
 * Listed topics by their phrases, whatever the feeling; what nobody listed by
 * the words of the concern, when there is trouble.
 */
void watching_trends(struct watching *watching, const struct manifest *manifest,
                     const struct message *message,
                     const struct aftermath *after) {
  const struct language_matches *matches = after->matches;
  bool listed = false;
  if (!watching_store(watching))
    return;
  for (size_t i = 0; i < matches->count; i++) {
    const struct language_entry *entry = matches->items[i].entry;
    if (entry->kind != LANGUAGE_TOPIC || counted_before(matches, i))
      continue;
    add_case(watching, manifest, message, entry->id, (struct str){0});
    listed = true;
  }
  if (listed || after->reading->heat == 0 || after->reading->concern.size == 0)
    return;
  struct str topic = trend_topic_of(&watching->arena, manifest->language,
                                    after->reading->concern);
  if (topic.size > 0)
    add_case(watching, manifest, message, topic, after->reading->concern);
}

enum {
  TOPICS_AT_ONCE = 64
};

/* Row by row, as an erasure is rare and topics are few. */
void watching_forget_in_trends(struct watching *watching,
                               struct str conversation) {
  struct store *store = watching_store(watching);
  struct trend *trend = arena_alloc(&watching->arena, sizeof(*trend));
  struct store_record *rows = NULL;
  struct str after = {0};
  size_t count = 0;
  while (trend &&
         store_list(store, STORE_TOPIC, (struct str){0}, after, TOPICS_AT_ONCE,
                    &watching->arena, &rows, &count) == ATTUNE_OK &&
         count > 0) {
    for (size_t i = 0; i < count; i++) {
      struct str bytes = {0};
      if (trend_unpack(rows[i].value, trend) == ATTUNE_OK &&
          trend_forget(trend, conversation))
        bytes = trend_pack(&watching->arena, trend);
      if (bytes.data)
        (void)store_put(store, STORE_TOPIC, rows[i].key, bytes,
                        watching_now(watching) + TREND_KEPT_MS);
    }
    after = rows[count - 1].key;
  }
}
