#include "memory/trend.h"

#include <attune.h>

#include "base/hash.h"
#include "base/pack.h"
#include "memory/trend_method.h"

enum {
  TREND_FORMAT = 1,
  EXAMPLES = 3
};

static struct trend_day *day_of(struct trend *trend, int64_t day) {
  uint32_t i = trend->day_count;
  while (i > 0 && trend->days[i - 1].day > day)
    i--;
  return i > 0 && trend->days[i - 1].day == day ? &trend->days[i - 1] : NULL;
}

/* Time that steps back (a zone changed, a clock was set) counts for the last
   day there is: days are only ever added at the end. */
static struct trend_day *open_day(struct trend *trend, int64_t day,
                                  int64_t now_ms) {
  uint32_t count = trend->day_count;
  if (count > 0 && trend->days[count - 1].day >= day)
    return &trend->days[count - 1];
  if (count == 0)
    trend->first_day = day;
  if (count == TREND_DAYS)
    memmove(trend->days, trend->days + 1, --count * sizeof(*trend->days));
  trend->days[count] = (struct trend_day){.day = day};
  trend->day_count = count + 1;
  trend->today_count = 0;
  trend->first_ms = now_ms;
  for (int i = 0; i < EXAMPLES; i++)
    trend->examples[i] = (struct str){0};
  return &trend->days[count];
}

static bool is_known(const struct trend *trend, uint64_t customer) {
  for (uint32_t i = 0; i < trend->today_count; i++)
    if (trend->today[i] == customer)
      return true;
  return false;
}

static void add_example(struct trend *trend, struct str conversation) {
  for (int i = EXAMPLES - 1; i > 0; i--)
    trend->examples[i] = trend->examples[i - 1];
  trend->examples[0] = conversation;
}

/* Beyond TREND_CUSTOMERS_MAX nobody is told apart any more, and each counts:
   such a day has alarmed long before. */
void trend_add(struct trend *trend, int64_t day, int64_t now_ms,
               uint64_t customer, struct str conversation) {
  struct trend_day *today = open_day(trend, day, now_ms);
  bool alarmed = today->normal < today->customers;
  today->cases++;
  if (is_known(trend, customer))
    return;
  if (trend->today_count < TREND_CUSTOMERS_MAX)
    trend->today[trend->today_count++] = customer;
  today->customers++;
  if (!alarmed)
    today->normal++;
  add_example(trend, conversation);
}

void trend_name(struct trend *trend, struct str label,
                struct str conversation) {
  if (trend->label.size > 0)
    return;
  trend->label = label;
  trend->label_of = hash_bytes(HASH_START, conversation);
}

bool trend_forget(struct trend *trend, struct str conversation) {
  bool told = false;
  for (int i = 0; i < EXAMPLES; i++)
    if (str_equal(trend->examples[i], conversation)) {
      trend->examples[i] = (struct str){0};
      told = true;
    }
  if (trend->label.size > 0 &&
      trend->label_of == hash_bytes(HASH_START, conversation)) {
    trend->label = (struct str){0};
    told = true;
  }
  return told;
}

uint32_t trend_normal_on(const struct trend *trend, int64_t day) {
  const struct trend_day *found = day_of((struct trend *)trend, day);
  return found ? found->normal : 0;
}

static void count_week(const struct trend *trend, int64_t day,
                       struct trend_finding *out) {
  for (uint32_t i = 0; i < trend->day_count; i++)
    if (trend->days[i].day > day - 7 && trend->days[i].day <= day) {
      out->customers += trend->days[i].customers;
      out->cases += trend->days[i].cases;
    }
}

/* A day that alarmed already says nothing new. */
void trend_judge(struct trend *trend, const struct trend_settings *settings,
                 size_t topics, int64_t day, struct trend_finding *out) {
  struct trend_day *today = day_of(trend, day);
  *out = (struct trend_finding){.verdict = TREND_QUIET};
  bool weekly = trend_is_rare(trend, day);
  if (weekly) {
    count_week(trend, day, out);
  } else if (today) {
    out->customers = today->customers;
    out->cases = today->cases;
  }
  bool told = today && today->normal < today->customers;
  trend_expect(trend, weekly, day, out);
  if (out->verdict == TREND_TOO_LITTLE || told || !today)
    return;
  if (out->cases < settings->min_cases ||
      out->customers < settings->min_customers)
    return;
  out->verdict = trend_test(trend, settings, topics, weekly, day, out);
  if (out->verdict == TREND_QUIET)
    return;
  uint32_t normal = (uint32_t)(weekly ? out->expected / 7 : out->expected);
  today->normal = normal < today->customers ? normal : today->customers - 1;
}

struct str trend_pack(struct arena *arena, const struct trend *trend) {
  struct pack_writer w;
  int64_t before = 0;
  pack_writer_init(&w, arena);
  pack_put(&w, TREND_FORMAT);
  pack_put(&w, trend->day_count);
  for (uint32_t i = 0; i < trend->day_count; i++) {
    const struct trend_day *day = &trend->days[i];
    pack_put_signed(&w, day->day - before);
    pack_put(&w, day->customers);
    pack_put(&w, day->cases);
    pack_put(&w, day->normal);
    before = day->day;
  }
  pack_put(&w, trend->today_count);
  for (uint32_t i = 0; i < trend->today_count; i++)
    pack_put(&w, trend->today[i]);
  pack_put_signed(&w, trend->first_day);
  pack_put_signed(&w, trend->first_ms);
  pack_put_str(&w, trend->label);
  pack_put(&w, trend->label_of);
  for (int i = 0; i < EXAMPLES; i++)
    pack_put_str(&w, trend->examples[i]);
  return pack_written(&w);
}

/* Days that do not ascend would be searched in vain for ever. */
static void unpack_days(struct pack_reader *r, struct trend *out) {
  int64_t before = 0;
  out->day_count = pack_get_up_to(r, TREND_DAYS);
  for (uint32_t i = 0; i < out->day_count; i++) {
    struct trend_day *day = &out->days[i];
    int64_t step = pack_get_signed(r);
    if (step > INT32_MAX || step < INT32_MIN || (i > 0 && step <= 0))
      r->failed = true;
    day->day = before += r->failed ? 1 : step;
    day->customers = pack_get_up_to(r, UINT32_MAX);
    day->cases = pack_get_up_to(r, UINT32_MAX);
    day->normal = pack_get_up_to(r, day->customers);
  }
}

int trend_unpack(struct str bytes, struct trend *out) {
  struct pack_reader r;
  pack_reader_init(&r, bytes);
  *out = (struct trend){0};
  if (pack_get(&r) != TREND_FORMAT)
    return ATTUNE_E_STORE;
  unpack_days(&r, out);
  out->today_count = pack_get_up_to(&r, TREND_CUSTOMERS_MAX);
  for (uint32_t i = 0; i < out->today_count; i++)
    out->today[i] = pack_get(&r);
  out->first_day = pack_get_signed(&r);
  out->first_ms = pack_get_signed(&r);
  out->label = pack_get_str(&r);
  out->label_of = pack_get(&r);
  for (int i = 0; i < EXAMPLES; i++)
    out->examples[i] = pack_get_str(&r);
  return pack_read_all(&r) ? ATTUNE_OK : ATTUNE_E_STORE;
}
