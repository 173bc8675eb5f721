/* What is remembered: complaints by topic, a conversation, and how much. */
#include <stdio.h>
#include <sys/stat.h>

#include "base/zone.h"
#include "delivery/event_parts.h"
#include "memory/follow_up.h"
#include "memory/trend.h"
#include "runtime/query_parts.h"

enum {
  TOPICS_DEFAULT = 100,
  AT_ONCE = 256,
  DAY_TEXT = 16,
  EXAMPLES = 3
};

static int64_t now_of(const struct inquiry *inquiry) {
  return clock_wall_ms(inquiry->shared->clock);
}

/* A local date has no zone: as universal time it is what it says. */
static void write_day(struct json_writer *w, const char *key, int64_t day) {
  struct zone_time date;
  char text[DAY_TEXT];
  zone_local(zone_utc, day * INT64_C(86400000), &date);
  int size = snprintf(text, sizeof(text), "%04d-%02d-%02d", date.year % 10000,
                      date.month % 100, date.day % 100);
  jw_field(w, key, (struct str){text, (size_t)size});
}

/* snprintf of a double would write the host's locale's comma. */
static void write_tenths(struct json_writer *w, const char *key, double value) {
  char text[32];
  long long tenths =
      value > 0 && value < 1e12 ? (long long)(value * 10 + .5) : 0;
  int size =
      snprintf(text, sizeof(text), "%lld.%lld", tenths / 10, tenths % 10);
  jw_key(w, key);
  jw_raw(w, (struct str){text, (size_t)size});
}

static const char *verdict_name(enum trend_verdict verdict) {
  static const char *const names[] = {
      [TREND_QUIET] = "usual",
      [TREND_TOO_LITTLE] = "too little to say",
      [TREND_HIGH] = "unusual",
      [TREND_CREEPING] = "creeping up",
  };
  return names[verdict];
}

/* A day that has alarmed counts as what was expected of it; see trend.h. */
static bool alarmed_on(const struct trend *trend, int64_t day) {
  for (uint32_t i = 0; i < trend->day_count; i++)
    if (trend->days[i].day == day)
      return trend->days[i].normal < trend->days[i].customers;
  return false;
}

/* Judging marks the day as told: it is done on this copy and not kept. */
static void write_judgement(struct inquiry *inquiry, struct trend *trend) {
  const struct trend_settings *settings = &inquiry->manifest->trends;
  struct zone_time local;
  struct trend_finding finding;
  zone_local(inquiry->manifest->follow_up.zone, now_of(inquiry), &local);
  bool told = alarmed_on(trend, local.days);
  trend_judge(trend, settings, settings->topic_count + 1, local.days, &finding);
  jw_field(inquiry->w, "judgement",
           str_of(told ? "unusual" : verdict_name(finding.verdict)));
  jw_field_bool(inquiry->w, "told", told);
  jw_field_int(inquiry->w, "customers", finding.customers);
  jw_field_int(inquiry->w, "cases", finding.cases);
  if (finding.verdict == TREND_TOO_LITTLE)
    return;
  write_tenths(inquiry->w, "expected", finding.expected);
  write_tenths(inquiry->w, "expected_low", finding.expected_low);
  write_tenths(inquiry->w, "expected_high", finding.expected_high);
}

static bool is_listed(const struct inquiry *inquiry, struct str topic) {
  const struct trend_settings *settings = &inquiry->manifest->trends;
  for (size_t i = 0; i < settings->topic_count; i++)
    if (str_equal(settings->topics[i], topic))
      return true;
  return false;
}

static void write_days(struct json_writer *w, const struct trend *trend) {
  jw_key(w, "days");
  jw_array(w);
  for (uint32_t i = 0; i < trend->day_count; i++) {
    jw_object(w);
    write_day(w, "day", trend->days[i].day);
    jw_field_int(w, "customers", trend->days[i].customers);
    jw_field_int(w, "cases", trend->days[i].cases);
    jw_object_end(w);
  }
  jw_array_end(w);
}

static void write_topic(struct inquiry *inquiry, struct str topic,
                        struct trend *trend) {
  struct json_writer *w = inquiry->w;
  jw_object(w);
  jw_field(w, "topic", topic);
  event_field(w, "label", trend->label);
  jw_field_bool(w, "listed", is_listed(inquiry, topic));
  write_day(w, "since", trend->first_day);
  write_judgement(inquiry, trend);
  write_days(w, trend);
  jw_key(w, "examples");
  jw_array(w);
  for (int i = 0; i < EXAMPLES; i++)
    if (trend->examples[i].size > 0)
      jw_string(w, trend->examples[i]);
  jw_array_end(w);
  jw_object_end(w);
}

int inquiry_trends(struct inquiry *inquiry) {
  struct store_record *records = NULL;
  struct trend *trend = arena_alloc(inquiry->arena, sizeof(*trend));
  size_t max, count = 0;
  int status =
      trend ? inquiry_max(inquiry, TOPICS_DEFAULT, &max) : ATTUNE_E_MEMORY;
  if (status == ATTUNE_OK && inquiry->store)
    status = store_list(inquiry->store, STORE_TOPIC, (struct str){0},
                        inquiry_text(inquiry, "after"), max + 1, inquiry->arena,
                        &records, &count);
  if (status != ATTUNE_OK)
    return status;
  bool more = count > max;
  jw_key(inquiry->w, "topics");
  jw_array(inquiry->w);
  for (size_t i = 0; i < (more ? max : count); i++)
    if (trend_unpack(records[i].value, trend) == ATTUNE_OK)
      write_topic(inquiry, records[i].key, trend);
  jw_array_end(inquiry->w);
  if (more)
    jw_field(inquiry->w, "next", records[max - 1].key);
  return ATTUNE_OK;
}

/* Without memory for where to go on from it would start over for ever. */
static int next_page(struct inquiry *inquiry, struct str last,
                     struct str *after) {
  *after = arena_str(inquiry->arena, last);
  return after->data ? ATTUNE_OK : ATTUNE_E_MEMORY;
}

static int count_records(struct inquiry *inquiry, enum store_kind kind,
                         int64_t *out) {
  struct str after = {0};
  struct store_record *records = NULL;
  size_t count = AT_ONCE;
  int status = ATTUNE_OK;
  for (*out = 0; count == AT_ONCE && status == ATTUNE_OK;
       *out += (int64_t)count) {
    arena_reset(inquiry->page);
    status = store_list(inquiry->store, kind, (struct str){0}, after, AT_ONCE,
                        inquiry->page, &records, &count);
    if (status == ATTUNE_OK && count == AT_ONCE)
      status = next_page(inquiry, records[count - 1].key, &after);
  }
  return status;
}

static int count_jobs(struct inquiry *inquiry, enum store_queue queue,
                      struct str group, int64_t *out) {
  struct str after = {0};
  struct store_job *jobs = NULL;
  size_t count = AT_ONCE;
  int status = ATTUNE_OK;
  for (*out = 0; count == AT_ONCE && status == ATTUNE_OK;
       *out += (int64_t)count) {
    arena_reset(inquiry->page);
    status = store_job_list(inquiry->store, queue, group, after, AT_ONCE,
                            inquiry->page, &jobs, &count);
    if (status == ATTUNE_OK && count == AT_ONCE)
      status = next_page(inquiry, jobs[count - 1].key, &after);
  }
  return status;
}

/* Agents and customers are counted, never listed. */
int inquiry_store(struct inquiry *inquiry) {
  static const struct {
    const char *name;
    enum store_kind kind;
  } kinds[] = {{"conversations", STORE_CONVERSATION},
               {"topics", STORE_TOPIC},
               {"agents", STORE_AGENT},
               {"customers", STORE_CUSTOMER}};
  static const struct {
    const char *name;
    enum store_queue queue;
  } queues[] = {{"waiting", STORE_LETTERS},
                {"dead", STORE_DEAD},
                {"timers", STORE_TIMERS}};
  int64_t number = 0;
  int status = ATTUNE_OK;
  struct stat about;
  for (size_t i = 0; inquiry->store && status == ATTUNE_OK && i < 4; i++) {
    status = count_records(inquiry, kinds[i].kind, &number);
    jw_field_int(inquiry->w, kinds[i].name, number);
  }
  for (size_t i = 0; inquiry->store && status == ATTUNE_OK && i < 3; i++) {
    status = count_jobs(inquiry, queues[i].queue, (struct str){0}, &number);
    jw_field_int(inquiry->w, queues[i].name, number);
  }
  if (inquiry->store && stat(inquiry->manifest->store.path.data, &about) == 0)
    jw_field_int(inquiry->w, "bytes", (int64_t)about.st_size);
  jw_field_int(inquiry->w, "quota_bytes",
               (int64_t)inquiry->manifest->store.quota_bytes);
  return status;
}

static void write_feelings(struct json_writer *w,
                           const struct history *history) {
  jw_key(w, "feelings");
  jw_array(w);
  for (uint32_t i = 0; i < history->feeling_count; i++) {
    jw_object(w);
    jw_field(w, "feeling", str_of(feeling_name(history->feelings[i])));
    jw_field_int(w, "heat", history->heats[i]);
    jw_object_end(w);
  }
  jw_array_end(w);
  jw_key(w, "signals");
  jw_array(w);
  for (unsigned id = 0; id < SIGNAL_COUNT; id++)
    if (history->signals >> id & 1)
      jw_string(w, str_of(signal_name((enum signal_id)id)));
  jw_array_end(w);
}

static void write_told(struct json_writer *w, const struct history *history) {
  jw_key(w, "facts");
  jw_array(w);
  for (size_t i = 0; i < history->fact_count; i++) {
    jw_object(w);
    jw_field(w, "kind", str_of(fact_kind_name(history->facts[i].kind)));
    jw_field(w, "value", history->facts[i].value);
    jw_field(w, "quote", history->facts[i].quote);
    jw_object_end(w);
  }
  jw_array_end(w);
  jw_key(w, "questions");
  jw_array(w);
  for (size_t i = 0; i < history->question_count; i++)
    jw_string(w, history->questions[i]);
  jw_array_end(w);
}

static void write_known(struct inquiry *inquiry, struct conversation *known,
                        const struct history *history) {
  struct json_writer *w = inquiry->w;
  jw_field_int(w, "customer_messages", history->customer_messages);
  jw_field_int(w, "agent_messages", history->agent_messages);
  event_field(w, "customer_name", history->customer_name);
  event_field(w, "concern", history->concern);
  jw_field_bool(w, "careful", history->careful);
  write_feelings(w, history);
  write_told(w, history);
  jw_field_int(w, "apologies", history->apologies);
  jw_field_int(w, "prompts", conversation_prompts(known, 0));
  jw_field_int(w, "broken_promises", conversation_broken(known, 0));
  jw_field_bool(w, "resolved", conversation_is_resolved(known));
}

static void write_timer(struct inquiry *inquiry, const struct store_job *job) {
  struct follow_up follow_up;
  struct json_writer *w = inquiry->w;
  if (follow_up_unpack(job->value, &follow_up) != ATTUNE_OK)
    return;
  jw_object(w);
  jw_field(w, "kind", str_of(follow_up_kind_name(follow_up.kind)));
  event_field(w, "message", follow_up.message);
  event_field(w, "agent", follow_up.agent);
  event_field(w, "quote", follow_up.quote);
  event_time(w, "made_at", follow_up.made_ms);
  event_time(w, "due_at", follow_up.due_ms);
  event_time(w, "looked_at", job->due_ms);
  jw_field_bool(w, "reminded", follow_up.reminded);
  jw_object_end(w);
}

static int write_timers(struct inquiry *inquiry, struct str id) {
  struct store_job *jobs = NULL;
  size_t count = 0;
  int status = ATTUNE_OK;
  if (inquiry->store)
    status = store_job_list(inquiry->store, STORE_TIMERS, id, (struct str){0},
                            QUERY_LIST_MOST, inquiry->arena, &jobs, &count);
  jw_key(inquiry->w, "timers");
  jw_array(inquiry->w);
  for (size_t i = 0; i < count; i++)
    write_timer(inquiry, &jobs[i]);
  jw_array_end(inquiry->w);
  return status;
}

static int write_events(struct inquiry *inquiry, struct str id) {
  int64_t waiting = 0, dead = 0;
  int status = inquiry->store ? count_jobs(inquiry, STORE_LETTERS, id, &waiting)
                              : ATTUNE_OK;
  if (status == ATTUNE_OK && inquiry->store)
    status = count_jobs(inquiry, STORE_DEAD, id, &dead);
  jw_key(inquiry->w, "events");
  jw_object(inquiry->w);
  jw_field_int(inquiry->w, "waiting", waiting);
  jw_field_int(inquiry->w, "dead", dead);
  jw_object_end(inquiry->w);
  return status;
}

/* Into a memory of our own, because only the loop changes the instance's. */
static int write_record(struct inquiry *inquiry, struct str id,
                        struct str record) {
  const struct memory_limits limits = {1, 1024 * 1024};
  struct history history;
  struct memory *memory = memory_new(&limits);
  struct conversation *known = memory ? memory_open(memory, id) : NULL;
  int status = known ? conversation_unpack(known, record) : ATTUNE_E_MEMORY;
  if (status == ATTUNE_OK)
    status = conversation_history(known, inquiry->arena, &history);
  if (status == ATTUNE_OK)
    write_known(inquiry, known, &history);
  memory_free(memory);
  return status;
}

/* What this process remembers itself; false: nothing. */
static int write_own(struct inquiry *inquiry, struct str id, bool *found) {
  struct pipeline *pipeline = &inquiry->shared->pipeline;
  struct history history;
  int status = ATTUNE_OK;
  pthread_mutex_lock(&pipeline->lock);
  struct conversation *known = memory_find(pipeline->memory, id);
  *found = known != NULL;
  if (known)
    status = conversation_history(known, inquiry->arena, &history);
  if (known && status == ATTUNE_OK)
    write_known(inquiry, known, &history);
  pthread_mutex_unlock(&pipeline->lock);
  return status;
}

/* The row is what all processes agree on; without one, our own memory. */
int inquiry_conversation(struct inquiry *inquiry) {
  struct str id = inquiry_text(inquiry, "id");
  struct str record = {0};
  int status = ATTUNE_OK;
  bool known = false;
  if (id.size == 0)
    return inquiry_problem(inquiry, "expected the \"id\" of a conversation");
  if (inquiry->store)
    status = store_get(inquiry->store, STORE_CONVERSATION, id, inquiry->arena,
                       &record);
  jw_field(inquiry->w, "id", id);
  if (status == ATTUNE_OK && record.data) {
    known = true;
    status = write_record(inquiry, id, record);
  } else if (status == ATTUNE_OK) {
    status = write_own(inquiry, id, &known);
  }
  jw_field_bool(inquiry->w, "known", known);
  if (status == ATTUNE_OK)
    status = write_timers(inquiry, id);
  return status == ATTUNE_OK ? write_events(inquiry, id) : status;
}
