#include "memory/trend_method.h"

#include <math.h>

/*
 * Textbook surveillance (EARS C1 to C3, flat Poisson) was measured to give 3
 * to 23 false alarms in 100 days of such series. This gives .04 to .4: the
 * same weekdays of eight weeks, a dispersion of the last 56 days, and a
 * threshold that shares the tolerated false alarms among the topics. For what
 * grows slowly a cumulative sum with the usual k = .5 and h = 5 stands beside.
 */
enum {
  HISTORY_MIN = 21,
  HISTORY_DAYS = 56,
  WEEKS = 8,
  SLOW_DAYS = 28,
  QUANTILE_MOST = 100000
};

#define RARE_A_DAY    2.0
#define CUSUM_SLACK   0.5
#define CUSUM_LIMIT   5.0
#define EXP_UNDERFLOW 650.0
#define MONTH_DAYS    30.0

struct moments {
  double mean;
  double variance;
  int count;
};

static void add(struct moments *moments, double value) {
  moments->count++;
  double off = value - moments->mean;
  moments->mean += off / moments->count;
  moments->variance += off * (value - moments->mean);
}

static void finish(struct moments *moments) {
  moments->variance =
      moments->count > 1 ? moments->variance / (moments->count - 1) : 0.0;
}

/* Days from `from` to `to`, both in, that the topic has lived. */
static struct moments days_between(const struct trend *trend, int64_t from,
                                   int64_t to) {
  struct moments moments = {0};
  for (int64_t day = from > trend->first_day ? from : trend->first_day;
       day <= to; day++)
    add(&moments, trend_normal_on(trend, day));
  finish(&moments);
  return moments;
}

static struct moments same_weekdays(const struct trend *trend, int64_t day) {
  struct moments moments = {0};
  for (int week = 1; week <= WEEKS; week++)
    if (day - 7 * week >= trend->first_day)
      add(&moments, trend_normal_on(trend, day - 7 * week));
  finish(&moments);
  return moments;
}

static struct moments earlier_weeks(const struct trend *trend, int64_t day) {
  struct moments moments = {0};
  for (int week = 1; week <= WEEKS; week++) {
    double sum = 0;
    int64_t last = day - 7 * week;
    if (last - 6 < trend->first_day)
      break;
    for (int64_t at = last - 6; at <= last; at++)
      sum += trend_normal_on(trend, at);
    add(&moments, sum);
  }
  finish(&moments);
  return moments;
}

/* Of a negative binomial so spread; 0: no more than chance spreads. */
static double size_of(const struct moments *moments) {
  if (moments->variance <= moments->mean || moments->mean <= 0)
    return 0.0;
  return moments->mean * moments->mean / (moments->variance - moments->mean);
}

static double first_probability(double mean, double size) {
  return size > 0 ? exp(size * log(size / (size + mean))) : exp(-mean);
}

static double next_probability(double p, double mean, double size,
                               uint32_t count) {
  double n = (double)count;
  if (size > 0)
    return p * (n + size) / (n + 1.0) * mean / (size + mean);
  return p * mean / (n + 1.0);
}

/* Beyond what exp can hold, the bell curve is as good. */
static double normal_tail(double mean, double size, double count) {
  double variance = size > 0 ? mean + mean * mean / size : mean;
  return 0.5 * erfc((count - 0.5 - mean) / sqrt(2.0 * variance));
}

double trend_tail(double mean, double size, uint32_t count) {
  double p = first_probability(mean, size), below = 0;
  if (mean <= 0)
    return count == 0 ? 1.0 : 0.0;
  if (mean > EXP_UNDERFLOW)
    return normal_tail(mean, size, (double)count);
  for (uint32_t i = 0; i < count; i++) {
    below += p;
    p = next_probability(p, mean, size, i);
  }
  return below < 1.0 ? 1.0 - below : 0.0;
}

static double quantile(double mean, double size, double share) {
  double p = first_probability(mean, size), below = p;
  uint32_t count = 0;
  if (mean > EXP_UNDERFLOW) {
    double variance = size > 0 ? mean + mean * mean / size : mean;
    double at = mean + (share < 0.5 ? -1.645 : 1.645) * sqrt(variance);
    return at > 0 ? at : 0;
  }
  while (below < share && count < QUANTILE_MOST) {
    p = next_probability(p, mean, size, count++);
    below += p;
  }
  return (double)count;
}

bool trend_is_rare(const struct trend *trend, int64_t day) {
  return days_between(trend, day - HISTORY_DAYS, day - 1).mean < RARE_A_DAY;
}

/* A half added to nothing: a topic of which nothing was heard for weeks is
   rare, not impossible. */
static double mean_of(const struct moments *moments) {
  return moments->mean > 0 ? moments->mean : 0.5 / (moments->count + 1.0);
}

static double spread_of(const struct trend *trend, bool weekly, int64_t day) {
  struct moments moments =
      weekly ? earlier_weeks(trend, day)
             : days_between(trend, day - HISTORY_DAYS, day - 1);
  return size_of(&moments);
}

void trend_expect(const struct trend *trend, bool weekly, int64_t day,
                  struct trend_finding *out) {
  struct moments moments =
      weekly ? earlier_weeks(trend, day) : same_weekdays(trend, day);
  if (day - trend->first_day < HISTORY_MIN || moments.count == 0) {
    out->verdict = TREND_TOO_LITTLE;
    return;
  }
  double size = spread_of(trend, weekly, day);
  out->expected = mean_of(&moments);
  out->expected_low = quantile(out->expected, size, 0.05);
  out->expected_high = quantile(out->expected, size, 0.95);
  out->ratio = out->customers / out->expected;
}

/*
 * Against the time before the last four weeks, so that a slow rise is not
 * what it is measured by. Weekly cycles are within what half a standard
 * deviation of slack forgives, measured over such series.
 */
static bool creeps(const struct trend *trend, int64_t day) {
  struct moments base =
      days_between(trend, day - SLOW_DAYS - 35, day - SLOW_DAYS);
  double sum = 0;
  if (base.count < HISTORY_MIN || base.mean < RARE_A_DAY)
    return false;
  double deviation =
      sqrt(base.variance > base.mean ? base.variance : base.mean);
  for (int64_t at = day - SLOW_DAYS + 1; at <= day; at++) {
    sum += (trend_normal_on(trend, at) - base.mean) / deviation - CUSUM_SLACK;
    sum = sum > 0 ? sum : 0;
  }
  return sum > CUSUM_LIMIT;
}

enum trend_verdict trend_test(const struct trend *trend,
                              const struct trend_settings *settings,
                              size_t topics, bool weekly, int64_t day,
                              const struct trend_finding *finding) {
  double share = topics > 0 ? (double)topics : 1.0;
  double alpha = settings->false_alarms_per_month / (MONTH_DAYS * share);
  double size = spread_of(trend, weekly, day);
  if (trend_tail(finding->expected, size, finding->customers) <= alpha)
    return TREND_HIGH;
  return !weekly && creeps(trend, day) ? TREND_CREEPING : TREND_QUIET;
}
