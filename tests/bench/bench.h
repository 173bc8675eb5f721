/* What the benchmarks share: a clock, medians, texts to measure with. */
#ifndef ATTUNE_BENCH_H
#define ATTUNE_BENCH_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static inline int64_t bench_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* This thread's own time: what else the machine does is not counted. */
static inline int64_t bench_cpu_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static inline int bench_compare(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* Sorts the values; quantile 0.5 is the median. */
static inline double bench_quantile(double *values, size_t count,
                                    double quantile) {
  qsort(values, count, sizeof(*values), bench_compare);
  size_t at = (size_t)(quantile * (double)(count - 1) + 0.5);
  return values[at];
}

/* 250 bytes of a customer's and of an agent's. */
static const char bench_customer[] =
    "Hello, this is the third time I write about order 4471-B. The blender "
    "you sent on 12 May arrived with a cracked jug and nobody has answered me "
    "since. I paid 89.90 and I need it by Friday for my daughter's birthday. "
    "Can you please send a new one?";
static const char bench_agent[] =
    "Hi Anna, we apologize for any inconvenience this may have caused. "
    "Unfortunately our policy is that broken goods are reported within 14 "
    "days. You must fill in the form first. Please send your order number. "
    "Rest assured your call is important.";

#endif
