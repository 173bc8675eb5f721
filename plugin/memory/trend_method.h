/*
 * The method behind trend.h: what a day of this weekday would have, and how
 * unlikely what it has is. Below two a day on average, weeks are compared
 * instead of days. For memory/trend.c alone.
 */
#ifndef ATTUNE_MEMORY_TREND_METHOD_H
#define ATTUNE_MEMORY_TREND_METHOD_H

#include "memory/trend.h"

/* What a day counts for in what is normal. */
uint32_t trend_normal_on(const struct trend *trend, int64_t day);

/* Are there so few that only weeks can be compared? */
bool trend_is_rare(const struct trend *trend, int64_t day);

/* Fills what was to be expected, or says TREND_TOO_LITTLE. */
void trend_expect(const struct trend *trend, bool weekly, int64_t day,
                  struct trend_finding *out);

enum trend_verdict trend_test(const struct trend *trend,
                              const struct trend_settings *settings,
                              size_t topics, bool weekly, int64_t day,
                              const struct trend_finding *finding);

/* P(X >= count) of a negative binomial with this mean and size; a size of 0
 * stands for infinity, which is Poisson. */
double trend_tail(double mean, double size, uint32_t count);

#endif
