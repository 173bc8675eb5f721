#include "model/tools/measure.h"

#include <stdio.h>
#include <stdlib.h>

/* What is asked of one file, or of all for file UINT32_MAX. */
struct question {
  const struct dataset *dataset;
  const struct outcomes *outcomes;
  uint32_t file;
};

static const struct example *example_of(const struct question *question,
                                        size_t i) {
  const struct outcome *outcome = &question->outcomes->items[i];
  const struct example *example = &question->dataset->items[outcome->example];
  bool asked = question->file == UINT32_MAX || example->file == question->file;
  return asked ? example : NULL;
}

/* Of the examples that are (or are not) of the class: scored above? */
static double share_above(const struct question *question, int class,
                          bool positive, float threshold) {
  uint32_t own = (uint32_t)1 << class;
  uint32_t against = head_against(question->dataset->head, class);
  size_t all = 0, above = 0;
  for (size_t i = 0; i < question->outcomes->count; i++) {
    const struct example *example = example_of(question, i);
    if (!example ||
        (positive ? !(example->labels & own) : example->labels & against))
      continue;
    all++;
    above += question->outcomes->items[i].scores[class] > threshold;
  }
  return all > 0 ? (double)above / (double)all : 0;
}

static double recall_at(const struct question *question, int class,
                        double share) {
  float threshold = score_exceeded(question->dataset, question->outcomes,
                                   question->file, class, share);
  return share_above(question, class, true, threshold);
}

static void print_name(const struct question *question) {
  const char *name = "all files";
  if (question->file != UINT32_MAX) {
    name = question->dataset->files[question->file];
    const char *slash = strrchr(name, '/');
    name = slash ? slash + 1 : name;
  }
  printf("%-18s", name);
}

static void print_recalls(const struct question *question) {
  const struct head *head = question->dataset->head;
  print_name(question);
  for (int k = 0; k < head->class_count; k++)
    printf("%4.0f", 100 * recall_at(question, k, 0.05));
  if (head->whole >= 0)
    printf(" |%4.0f", 100 * recall_at(question, head->whole, 0.10));
  printf("\n");
}

static void print_thresholds(const struct question *question,
                             const struct calibration *calibration) {
  const struct head *head = question->dataset->head;
  printf("\nat the stored thresholds:  recall  alarms  threshold\n");
  for (int k = 0; k < head->class_count; k++) {
    float threshold = (float)calibration[k].threshold;
    printf("  %-24s %5.1f %7.1f %10.3f\n", head->classes[k],
           100 * share_above(question, k, true, threshold),
           100 * share_above(question, k, false, threshold),
           calibration[k].threshold);
  }
}

/* Of what scored in each tenth: how much is of the class. */
static void print_reliability(const struct question *question) {
  size_t all[10] = {0}, right[10] = {0};
  double sum[10] = {0};
  const struct head *head = question->dataset->head;
  for (size_t i = 0; i < question->outcomes->count; i++) {
    const struct example *example = example_of(question, i);
    for (int k = 0; example && k < head->class_count; k++) {
      float score = question->outcomes->items[i].scores[k];
      int tenth = score < 1 ? (int)(score * 10) : 9;
      all[tenth]++;
      sum[tenth] += (double)score;
      right[tenth] += example->labels >> k & 1;
    }
  }
  printf("\nscored   on average   of the class   how many\n");
  for (int i = 0; i < 10; i++)
    if (all[i] > 0)
      printf("%d%% on %12.3f %14.3f %10zu\n", i * 10, sum[i] / (double)all[i],
             (double)right[i] / (double)all[i], all[i]);
}

/* Of the faults found at the stored threshold: is the likeliest rule one? */
static void print_naming(const struct question *question, double threshold) {
  const struct head *head = question->dataset->head;
  size_t found = 0, named = 0;
  for (size_t i = 0; i < question->outcomes->count; i++) {
    const struct example *example = example_of(question, i);
    const float *scores = question->outcomes->items[i].scores;
    int best = 0;
    if (!example || !(example->labels & head->rules) ||
        (double)scores[head->whole] <= threshold)
      continue;
    for (int k = 1; k < head->class_count; k++)
      if (head->rules >> k & 1 && scores[k] > scores[best])
        best = k;
    found++;
    named += example->labels >> best & 1;
  }
  printf("\nof %zu faults found, the likeliest rule is right for %zu\n", found,
         named);
}

static bool has_outcomes(const struct question *question) {
  for (size_t i = 0; i < question->outcomes->count; i++)
    if (example_of(question, i))
      return true;
  return false;
}

void measure(const struct dataset *dataset, const struct outcomes *outcomes,
             const struct calibration calibration[MODEL_CLASSES]) {
  struct question question = {dataset, outcomes, 0};
  const struct head *head = dataset->head;
  printf("recall at 5 %% of the innocent (last column: at 10 %%)\n%-18s", "");
  for (int k = 0; k < head->class_count; k++)
    printf(" %.3s", head->classes[k]);
  printf("\n");
  for (; question.file < dataset->file_count; question.file++)
    if (has_outcomes(&question))
      print_recalls(&question);
  question.file = UINT32_MAX;
  print_recalls(&question);
  print_thresholds(&question, calibration);
  if (head->whole >= 0)
    print_naming(&question, calibration[head->whole].threshold);
  print_reliability(&question);
}
