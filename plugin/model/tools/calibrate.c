#include "model/tools/calibrate.h"

#include <stdlib.h>

#include "model/maths.h"

enum {
  TERMS = 3,
  ROUNDS = 40
};

void outcomes_add(struct outcomes *outcomes, const struct dataset *dataset,
                  const bool *marks, struct str blob) {
  struct model model;
  struct arena arena;
  if (model_open(&model, blob))
    fail("weights", "cannot be opened again");
  outcomes->items =
      must(realloc(outcomes->items, (outcomes->count + dataset->count) *
                                        sizeof(*outcomes->items)));
  arena_init(&arena, 0);
  for (size_t i = 0; i < dataset->count; i++) {
    struct text text;
    if (!marks[i])
      continue;
    struct outcome *outcome = &outcomes->items[outcomes->count++];
    outcome->example = i;
    arena_reset(&arena);
    if (text_read(&arena, dataset->lexicon, dataset->items[i].text, TEXT_PLAIN,
                  &text))
      fail("memory", "out");
    model_margins(&model, &text, 0, text.token_count, outcome->margins);
    model_calibrate(&model, outcome->margins, outcome->scores);
  }
  arena_fini(&arena);
}

void calibration_none(struct calibration calibration[MODEL_CLASSES]) {
  for (int k = 0; k < MODEL_CLASSES; k++)
    calibration[k] = (struct calibration){.slope = 1};
}

/* A logistic regression of up to TERMS inputs, by Newton's method. */
struct regression {
  double weights[TERMS];
  double gradient[TERMS];
  double curvature[TERMS][TERMS];
};

static void regression_start(struct regression *regression) {
  memset(regression->gradient, 0, sizeof(regression->gradient));
  memset(regression->curvature, 0, sizeof(regression->curvature));
  /* A little pull to zero: classes that never err would have no end. */
  for (int i = 0; i < TERMS; i++) {
    regression->gradient[i] = 0.01 * regression->weights[i];
    regression->curvature[i][i] = 0.01;
  }
}

static void regression_add(struct regression *regression,
                           const double inputs[TERMS], bool positive) {
  double sum = 0;
  for (int i = 0; i < TERMS; i++)
    sum += regression->weights[i] * inputs[i];
  double chance = maths_logistic(sum);
  for (int i = 0; i < TERMS; i++) {
    regression->gradient[i] += (chance - (positive ? 1 : 0)) * inputs[i];
    for (int j = 0; j < TERMS; j++)
      regression->curvature[i][j] +=
          chance * (1 - chance) * inputs[i] * inputs[j];
  }
}

/* Gauss without pivots: the matrix is positive definite. */
static void regression_step(struct regression *regression) {
  double(*m)[TERMS] = regression->curvature;
  double *right = regression->gradient;
  for (int i = 0; i < TERMS; i++)
    for (int row = i + 1; row < TERMS; row++) {
      double factor = m[row][i] / m[i][i];
      for (int column = i; column < TERMS; column++)
        m[row][column] -= factor * m[i][column];
      right[row] -= factor * right[i];
    }
  for (int i = TERMS - 1; i >= 0; i--) {
    for (int column = i + 1; column < TERMS; column++)
      right[i] -= m[i][column] * right[column];
    right[i] /= m[i][i];
  }
  for (int i = 0; i < TERMS; i++)
    regression->weights[i] -= right[i];
}

static double parts_sum(const struct outcome *outcome, uint32_t parts,
                        const struct calibration *calibration) {
  double sum = 0;
  for (int k = 0; k < MODEL_CLASSES; k++)
    if (parts >> k & 1)
      sum += maths_logistic(calibration[k].slope * outcome->margins[k] +
                            calibration[k].offset);
  return sum;
}

static void calibrate_class(const struct dataset *dataset,
                            const struct outcomes *outcomes, int class,
                            struct calibration *calibration) {
  struct regression regression = {.weights = {1}};
  uint32_t parts = class == dataset->head->whole ? dataset->head->rules : 0;
  for (int round = 0; round < ROUNDS; round++) {
    regression_start(&regression);
    for (size_t i = 0; i < outcomes->count; i++) {
      const struct outcome *outcome = &outcomes->items[i];
      const struct example *example = &dataset->items[outcome->example];
      double inputs[TERMS] = {outcome->margins[class], 1,
                              parts_sum(outcome, parts, calibration)};
      regression_add(&regression, inputs, example->labels >> class & 1);
    }
    regression_step(&regression);
  }
  calibration[class].slope = regression.weights[0];
  calibration[class].offset = regression.weights[1];
  calibration[class].parts = parts;
  calibration[class].parts_add = parts ? regression.weights[2] : 0;
}

/* What model_calibrate will do, by the model it will do it for. */
static void fill_scores(const struct dataset *dataset,
                        struct outcomes *outcomes,
                        const struct calibration *calibration) {
  struct fit nothing = {0};
  struct model model;
  struct str blob = write_blob(dataset->head, &nothing, calibration);
  if (model_open(&model, blob))
    fail("weights", "cannot be opened again");
  for (size_t i = 0; i < outcomes->count; i++)
    model_calibrate(&model, outcomes->items[i].margins,
                    outcomes->items[i].scores);
  free((void *)(uintptr_t)blob.data);
}

static int compare_descending(const void *a, const void *b) {
  float first = *(const float *)a, second = *(const float *)b;
  return (first < second) - (first > second);
}

float score_exceeded(const struct dataset *dataset,
                     const struct outcomes *outcomes, uint32_t file, int class,
                     double share) {
  uint32_t against = head_against(dataset->head, class);
  float *scores = must(calloc(outcomes->count + 1, sizeof(*scores)));
  size_t count = 0;
  for (size_t i = 0; i < outcomes->count; i++) {
    const struct example *example = &dataset->items[outcomes->items[i].example];
    if ((file == UINT32_MAX || file == example->file) &&
        !(example->labels & against))
      scores[count++] = outcomes->items[i].scores[class];
  }
  qsort(scores, count, sizeof(*scores), compare_descending);
  float found = count > 0 ? scores[(size_t)((double)count * share)] : 1;
  free(scores);
  return found;
}

void calibrate(const struct dataset *dataset, struct outcomes *outcomes,
               struct calibration calibration[MODEL_CLASSES]) {
  const struct head *head = dataset->head;
  calibration_none(calibration);
  for (int k = 0; k < head->class_count; k++)
    if (k != head->whole)
      calibrate_class(dataset, outcomes, k, calibration);
  if (head->whole >= 0)
    calibrate_class(dataset, outcomes, head->whole, calibration);
  fill_scores(dataset, outcomes, calibration);
  for (int k = 0; k < head->class_count; k++)
    calibration[k].threshold =
        score_exceeded(dataset, outcomes, UINT32_MAX, k, 0.05);
}
