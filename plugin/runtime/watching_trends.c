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

static struct trend_row *find_row(struct watching *watching, struct str topic) {
  for (size_t i = 0; i < watching->row_count; i++)
    if (str_equal(watching->rows[i]->topic, topic))
      return watching->rows[i];
  return NULL;
}

static struct trend_row *read_row(struct watching *watching, struct str topic) {
  struct arena *arena = &watching->row_arena;
  struct trend_row *row = arena_alloc(arena, sizeof(*row));
  struct str bytes = {0};
  if (!row || store_get(watching_store(watching), STORE_TOPIC, topic, arena,
                        &bytes) != ATTUNE_OK)
    return NULL;
  row->topic = arena_str(arena, topic);
  if (bytes.data && trend_unpack(bytes, &row->trend) != ATTUNE_OK)
    row->trend = (struct trend){0};
  return row->topic.data ? row : NULL;
}

/* Read once in a transaction and written once: in a surge every message is
   about the same few topics. */
static struct trend_row *row_of(struct watching *watching, struct str topic) {
  struct trend_row *row = find_row(watching, topic);
  if (row)
    return row;
  if (watching->row_count == WATCHING_ROWS)
    watching_write_trends(watching);
  row = read_row(watching, topic);
  if (row)
    watching->rows[watching->row_count++] = row;
  return row;
}

void watching_write_trends(struct watching *watching) {
  struct store *store = watching_store(watching);
  int64_t until = watching_now(watching) + TREND_KEPT_MS;
  for (size_t i = 0; store && i < watching->row_count; i++) {
    struct str bytes =
        trend_pack(&watching->row_arena, &watching->rows[i]->trend);
    if (bytes.data)
      (void)store_put(store, STORE_TOPIC, watching->rows[i]->topic, bytes,
                      until);
  }
  watching->row_count = 0;
  arena_reset(&watching->row_arena);
}

static void add_case(struct watching *watching, const struct manifest *manifest,
                     const struct message *message, struct str topic,
                     struct str label) {
  struct trend_finding finding;
  struct arena *arena = &watching->row_arena;
  int64_t now = watching_now(watching);
  int64_t day = watching_day(watching, manifest);
  struct trend_row *row = row_of(watching, topic);
  struct str conversation =
      arena_str(arena, message_str(message, STRING_CONVERSATION));
  if (!row || !conversation.data)
    return;
  struct trend *trend = &row->trend;
  if (label.size > 0 && trend->label.size == 0)
    trend_name(trend, arena_str(arena, label), conversation);
  struct str customer = watching_customer(watching, manifest, message);
  trend_add(trend, day, now, hash_bytes(HASH_START, customer), conversation);
  trend_judge(trend, &manifest->trends,
              manifest->trends.topic_count + EMERGING_WATCHED, day, &finding);
  if (finding.verdict == TREND_HIGH || finding.verdict == TREND_CREEPING)
    post_trend(watching, manifest, topic, trend, &finding, day);
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
  watching_write_trends(watching);
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
