#include "feeling_scores.h"

#include <stdio.h>
#include <stdlib.h>

#define CLASS_LEAST 10 /* messages: fewer say nothing of a class */

static double ratio(size_t part, size_t whole) {
  return whole ? (double)part / (double)whole : 0;
}

double feeling_scores_f1(size_t hit, size_t missed, size_t invented) {
  return ratio(2 * hit, 2 * hit + missed + invented);
}

void feeling_scores_add(struct feeling_scores *scores,
                        const struct feeling_told *told, enum feeling feeling,
                        int heat, int confidence) {
  bool right = told->feeling == feeling;
  int bin = confidence * FEELING_SCORES_BINS / 1000;
  if (bin >= FEELING_SCORES_BINS)
    bin = FEELING_SCORES_BINS - 1;
  scores->messages++;
  scores->right += right;
  scores->first_or_second +=
      right || (feeling != FEELING_NEUTRAL && told->second == feeling);
  scores->confusion[told->feeling][feeling]++;
  scores->heat[told->heat][heat]++;
  scores->sure_alarms +=
      told->feeling == FEELING_NEUTRAL && !right && confidence >= FEELING_SURE;
  scores->in_bin[bin]++;
  scores->right_in_bin[bin] += right;
  scores->sum_in_bin[bin] += confidence / 1000.0;
}

struct class_counts {
  size_t hit, missed, invented;
};

static struct class_counts count_class(const struct feeling_scores *scores,
                                       int feeling) {
  struct class_counts counts = {scores->confusion[feeling][feeling], 0, 0};
  for (int i = 0; i < FEELING_COUNT; i++) {
    if (i == feeling)
      continue;
    counts.missed += scores->confusion[feeling][i];
    counts.invented += scores->confusion[i][feeling];
  }
  return counts;
}

static double macro_f1(const struct feeling_scores *scores) {
  double sum = 0;
  size_t classes = 0;
  for (int i = 0; i < FEELING_COUNT; i++) {
    struct class_counts c = count_class(scores, i);
    if (c.hit + c.missed < CLASS_LEAST)
      continue;
    sum += feeling_scores_f1(c.hit, c.missed, c.invented);
    classes++;
  }
  return classes ? sum / (double)classes : 0;
}

static double within_one(const struct feeling_scores *scores) {
  size_t near = 0;
  for (int i = 0; i < 4; i++)
    for (int n = 0; n < 4; n++)
      near += abs(i - n) <= 1 ? scores->heat[i][n] : 0;
  return ratio(near, scores->messages);
}

/* How far apart told and read heats are, against how far by chance. */
static double quadratic_kappa(const struct feeling_scores *scores) {
  double told[4] = {0}, read[4] = {0}, seen = 0, chance = 0;
  double all = (double)scores->messages;
  for (int i = 0; i < 4; i++)
    for (int n = 0; n < 4; n++) {
      told[i] += (double)scores->heat[i][n];
      read[n] += (double)scores->heat[i][n];
    }
  for (int i = 0; i < 4; i++)
    for (int n = 0; n < 4; n++) {
      seen += (i - n) * (i - n) * (double)scores->heat[i][n];
      chance += (i - n) * (i - n) * told[i] * read[n] / all;
    }
  return chance > 0 ? 1 - seen / chance : 0;
}

static double neutral_taken(const struct feeling_scores *scores) {
  struct class_counts c = count_class(scores, FEELING_NEUTRAL);
  return ratio(c.missed, c.hit + c.missed);
}

static void print_confusion(const struct feeling_scores *scores) {
  printf("%-15s", "told \\ read");
  for (int i = 0; i < FEELING_COUNT; i++)
    printf("%6.5s", feeling_name((enum feeling)i));
  printf("%8s%8s%8s\n", "right", "found", "F1");
  for (int i = 0; i < FEELING_COUNT; i++) {
    struct class_counts c = count_class(scores, i);
    printf("%-15s", feeling_name((enum feeling)i));
    for (int n = 0; n < FEELING_COUNT; n++)
      printf("%6zu", scores->confusion[i][n]);
    printf("%8.3f%8.3f%8.3f\n", ratio(c.hit, c.hit + c.invented),
           ratio(c.hit, c.hit + c.missed),
           feeling_scores_f1(c.hit, c.missed, c.invented));
  }
}

static void print_calibration(const struct feeling_scores *scores) {
  double gap = 0;
  for (int i = 0; i < FEELING_SCORES_BINS; i++) {
    if (scores->in_bin[i] == 0)
      continue;
    double said = scores->sum_in_bin[i] / (double)scores->in_bin[i];
    double right = ratio(scores->right_in_bin[i], scores->in_bin[i]);
    double off = said > right ? said - right : right - said;
    gap += off * ratio(scores->in_bin[i], scores->messages);
    printf("  confidence %.2f: right %.2f of %zu\n", said, right,
           scores->in_bin[i]);
  }
  printf("confidence is off by %.3f\n", gap);
}

void feeling_scores_print(const struct feeling_scores *scores) {
  size_t neutral = 0;
  for (int i = 0; i < FEELING_COUNT; i++)
    neutral += scores->confusion[FEELING_NEUTRAL][i];
  printf("%zu messages\n", scores->messages);
  print_confusion(scores);
  printf("feeling accuracy %.3f (first or second %.3f), macro-F1 %.3f\n",
         ratio(scores->right, scores->messages),
         ratio(scores->first_or_second, scores->messages), macro_f1(scores));
  printf("neutral taken for a feeling %.3f of %zu, surely %.3f\n",
         neutral_taken(scores), neutral, ratio(scores->sure_alarms, neutral));
  printf("heat within one step %.3f, quadratic kappa %.3f\n",
         within_one(scores), quadratic_kappa(scores));
  for (int i = 0; i < 4; i++)
    printf("  heat %d read as %4zu %4zu %4zu %4zu\n", i, scores->heat[i][0],
           scores->heat[i][1], scores->heat[i][2], scores->heat[i][3]);
  print_calibration(scores);
}

void feeling_scores_print_line(const char *name,
                               const struct feeling_scores *scores) {
  printf("beside it, %-22s accuracy %.3f, macro-F1 %.3f, neutral taken %.3f, "
         "heat within one %.3f, kappa %.3f\n",
         name, ratio(scores->right, scores->messages), macro_f1(scores),
         neutral_taken(scores), within_one(scores), quadratic_kappa(scores));
}
