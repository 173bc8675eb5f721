#include "manifest/watching.h"

#include <attune.h>

#include "base/zone.h"
#include "manifest/additions.h"
#include "manifest/rules.h"
#include "manifest/secret.h"

enum {
  DAY_MINUTES = 24 * 60,
  TEXT_MOST = 65536
};
#define MINUTE_MS INT64_C(60000)
#define HOUR_MS   (60 * MINUTE_MS)
#define DAY_MS    (24 * HOUR_MS)
#define MIB       ((uint64_t)1024 * 1024)

static const char *const payloads[] = {
    [PAYLOAD_FULL] = "full", [PAYLOAD_THIN] = "thin", NULL};
static const char *const redactions[] = {[REDACT_CARD] = "card",
                                         [REDACT_EMAIL] = "email",
                                         [REDACT_PHONE] = "phone",
                                         NULL};
static const char *const engines[] = {"memory", "sqlite", NULL};
static const char *const score_views[] = {[CARE_SCORES_NONE] = "none",
                                          [CARE_SCORES_SELF] = "self",
                                          [CARE_SCORES_TEAM] = "team",
                                          NULL};
static const char *const digests[] = {[DIGEST_NONE] = "never",
                                      [DIGEST_DAILY] = "daily",
                                      [DIGEST_WEEKLY] = "weekly",
                                      NULL};

void watching_defaults(struct manifest *manifest) {
  manifest->store.quota_bytes = 256 * MIB;
  manifest->follow_up = (struct follow_up_settings){
      .after_resolution_ms = 2 * DAY_MS, .promises = true, .zone = zone_utc};
  manifest->care = (struct care_settings){.load = 5000,
                                          .half_life_ms = 45 * MINUTE_MS,
                                          .at_most_every_ms = 90 * MINUTE_MS,
                                          .agents_can_mute = true};
  manifest->trends = (struct trend_settings){
      .min_cases = 5, .min_customers = 3, .false_alarms_per_month = 1.0};
  manifest->privacy = (struct privacy_settings){.redact = 1u << REDACT_CARD,
                                                .retention_ms = 30 * DAY_MS};
}

static int digits(struct str text, size_t *at, int most) {
  int value = 0;
  size_t begin = *at;
  while (*at < text.size && text.data[*at] >= '0' && text.data[*at] <= '9' &&
         value <= most)
    value = value * 10 + text.data[(*at)++] - '0';
  return *at == begin || value > most ? -1 : value;
}

/* "45m", "48h", "30d"; "0" is never. */
static bool duration(struct str text, int64_t *out) {
  size_t at = 0;
  int count = digits(text, &at, 10000);
  if (count == 0 && at == text.size) {
    *out = 0;
    return true;
  }
  if (count < 0 || at + 1 != text.size)
    return false;
  char unit = text.data[at];
  if (unit != 'm' && unit != 'h' && unit != 'd')
    return false;
  *out = count * (unit == 'm' ? MINUTE_MS : unit == 'h' ? HOUR_MS : DAY_MS);
  return true;
}

static void duration_read(struct reader *r, const struct json *value,
                          void *out) {
  struct str text = reader_text(r, value, 1, 20, false);
  int64_t length = 0;
  if (!text.data)
    return;
  if (duration(text, &length))
    memcpy(out, &length, sizeof(length));
  else
    reader_problem(r, value->at,
                   "expected a time such as \"45m\", \"48h\" or \"30d\"");
}

static int clock_time(struct str text, size_t *at) {
  int hour = digits(text, at, 24);
  if (hour < 0 || *at == text.size || text.data[(*at)++] != ':')
    return -1;
  int minute = digits(text, at, 59);
  int total = hour * 60 + minute;
  return minute < 0 || total > DAY_MINUTES ? -1 : total;
}

/* "20:00-08:00", over midnight or not; empty: never. */
static void quiet_read(struct reader *r, const struct json *value, void *out) {
  struct follow_up_settings *settings = out;
  struct str text = reader_text(r, value, 0, 20, false);
  size_t at = 0;
  if (!text.data)
    return;
  if (text.size == 0) {
    settings->quiet_from = settings->quiet_to = 0;
    return;
  }
  int from = clock_time(text, &at);
  bool dash = at < text.size && text.data[at++] == '-';
  int to = dash ? clock_time(text, &at) : -1;
  if (from < 0 || to < 0 || at != text.size) {
    reader_problem(r, value->at, "expected hours such as \"20:00-08:00\"");
    return;
  }
  settings->quiet_from = from;
  settings->quiet_to = to;
}

static void zone_read(struct reader *r, const struct json *value, void *out) {
  struct follow_up_settings *settings = out;
  struct str name = reader_text(r, value, 1, 64, false);
  const struct zone *zone = zone_utc;
  if (!name.data)
    return;
  int status = zone_load(r->arena, name, &zone);
  r->out_of_memory |= status == ATTUNE_E_MEMORY;
  if (status == ATTUNE_E_ARGUMENT)
    reader_problem(r, value->at,
                   "expected \"UTC\", an offset such as \"+02:00\", or a zone "
                   "this machine knows, such as \"Europe/Berlin\"");
  settings->zone = zone;
}

#define AT(field) .offset = offsetof(struct store_words, field)

struct store_words {
  int engine;
  struct str path;
  int quota_mib;
};

static const struct key store_keys[] = {
    {"engine", KEY_CHOICE, .choices = engines, AT(engine)},
    {"path", KEY_TEXT, .least = 1, .most = 1000, AT(path)},
    {"quota_mib", KEY_INT, .least = 1, .most = 1024 * 1024, AT(quota_mib)},
};

#undef AT

/* The file is looked for when it is opened: a manifest is also read where
   nobody may write. */
void store_read(struct reader *r, const struct json *value, void *out) {
  struct manifest *manifest = out;
  struct store_words words = {.quota_mib = 256};
  keys_read(r, value, store_keys, sizeof(store_keys) / sizeof(*store_keys),
            &words);
  manifest->store.quota_bytes = (uint64_t)words.quota_mib * MIB;
  manifest->store.lasting = words.engine == 1;
  if (!manifest->store.lasting)
    return;
  if (!words.path.data) {
    reader_problem(r, value->at, "expected a path for the engine sqlite");
    return;
  }
  if (!r->base) {
    reader_problem(r, value->at, "files are not opened here");
    return;
  }
  manifest->store.path =
      arena_str(r->arena, str_of(reader_file_name(r, words.path)));
  r->out_of_memory |= !manifest->store.path.data;
}

static const struct key follow_up_keys[] = {
    {"after_resolution", KEY_READ, .read = duration_read,
     .offset = offsetof(struct follow_up_settings, after_resolution_ms)},
    {"promises", KEY_BOOL,
     .offset = offsetof(struct follow_up_settings, promises)},
    {"quiet_hours", KEY_READ, .read = quiet_read},
    {"time_zone", KEY_READ, .read = zone_read},
};

void follow_up_read(struct reader *r, const struct json *value, void *out) {
  struct manifest *manifest = out;
  keys_read(r, value, follow_up_keys,
            sizeof(follow_up_keys) / sizeof(*follow_up_keys),
            &manifest->follow_up);
}

/* Negative for what is none: no key here may be. */
static double number_of(const struct json *value) {
  if (value->type == JSON_INT)
    return (double)value->integer;
  return value->type == JSON_REAL ? value->real : -1.0;
}

static void load_read(struct reader *r, const struct json *value, void *out) {
  struct care_settings *settings = out;
  double number = number_of(value);
  if (!(number >= 0) || !(number <= 1000))
    reader_problem(r, value->at, "expected a number from 0 to 1000");
  else
    settings->load = (int)(number * 1000 + 0.5);
}

static const struct key breather_keys[] = {
    {"load", KEY_READ, .read = load_read},
    {"half_life", KEY_READ, .read = duration_read,
     .offset = offsetof(struct care_settings, half_life_ms)},
    {"at_most_every", KEY_READ, .read = duration_read,
     .offset = offsetof(struct care_settings, at_most_every_ms)},
};

static const struct key care_keys[] = {
    {"breather", KEY_GROUP, KEYS(breather_keys)},
    {"agents_can_mute", KEY_BOOL,
     .offset = offsetof(struct care_settings, agents_can_mute)},
    {"scores", KEY_CHOICE, .choices = score_views,
     .offset = offsetof(struct care_settings, scores)},
};

void care_read(struct reader *r, const struct json *value, void *out) {
  struct manifest *manifest = out;
  keys_read(r, value, care_keys, sizeof(care_keys) / sizeof(*care_keys),
            &manifest->care);
}

static void alarms_read(struct reader *r, const struct json *value, void *out) {
  double number = number_of(value);
  if (!(number >= 0.01) || !(number <= 100))
    reader_problem(r, value->at, "expected a number from 0.01 to 100");
  else
    memcpy(out, &number, sizeof(number));
}

static const struct key trend_keys[] = {
    {"topics", KEY_LIST, .most = 200, .read = topic_read,
     .item_size = sizeof(struct str),
     .offset = offsetof(struct trend_settings, topics),
     .count_offset = offsetof(struct trend_settings, topic_count),
     .unique = "id"},
    {"min_cases", KEY_UINT32, .least = 1, .most = 100000,
     .offset = offsetof(struct trend_settings, min_cases)},
    {"min_customers", KEY_UINT32, .least = 1, .most = 100000,
     .offset = offsetof(struct trend_settings, min_customers)},
    {"false_alarms_per_month", KEY_READ, .read = alarms_read,
     .offset = offsetof(struct trend_settings, false_alarms_per_month)},
    {"digest", KEY_CHOICE, .choices = digests,
     .offset = offsetof(struct trend_settings, digest)},
};

void trends_read(struct reader *r, const struct json *value, void *out) {
  struct manifest *manifest = out;
  keys_read(r, value, trend_keys, sizeof(trend_keys) / sizeof(*trend_keys),
            &manifest->trends);
}

#define AT(field) .offset = offsetof(struct manifest, field)

static const struct key privacy_keys[] = {
    {"payload", KEY_CHOICE, .choices = payloads, AT(payload)},
    {"redact", KEY_FLAGS, .choices = redactions, AT(privacy.redact)},
    {"retention", KEY_READ, .read = duration_read, AT(privacy.retention_ms)},
    {"hash_customers", KEY_BOOL, AT(privacy.hash_customers)},
};

void privacy_read(struct reader *r, const struct json *value, void *out) {
  keys_read(r, value, privacy_keys,
            sizeof(privacy_keys) / sizeof(*privacy_keys), out);
}

#undef AT

struct own_test {
  struct str customer;
  struct str draft;
  struct str *expect;
  struct str *expect_not;
  size_t expect_count;
  size_t expect_not_count;
};

/* A rule that is expected must be one. */
static void rule_name_read(struct reader *r, const struct json *value,
                           void *out) {
  struct str id = reader_text(r, value, 1, 100, false);
  if (!id.data)
    return;
  memcpy(out, &id, sizeof(id));
  rules_note_use(r, value->at, id);
}

#define RULE_NAMES(field)                                                      \
  .kind = KEY_LIST, .most = 50, .read = rule_name_read,                        \
  .item_size = sizeof(struct str), .offset = offsetof(struct own_test, field), \
  .count_offset = offsetof(struct own_test, field##_count)

static const struct key test_keys[] = {
    {"customer", KEY_LINES, .most = TEXT_MOST,
     .offset = offsetof(struct own_test, customer)},
    {"draft", KEY_LINES, .required = true, .least = 1, .most = TEXT_MOST,
     .offset = offsetof(struct own_test, draft)},
    {"expect", RULE_NAMES(expect)},
    {"expect_not", RULE_NAMES(expect_not)},
};

static void test_read(struct reader *r, const struct json *value, void *out) {
  keys_read(r, value, test_keys, sizeof(test_keys) / sizeof(*test_keys), out);
}

void tests_read(struct reader *r, const struct json *value, void *out) {
  size_t count;
  (void)out;
  reader_list(r, value, 1000, sizeof(struct own_test), test_read, &count);
}
