/*
 * What margins mean, learnt from examples whose weights had not seen them:
 * each file in turn is left out (cross-validation over authors).
 */
#ifndef ATTUNE_MODEL_TOOLS_CALIBRATE_H
#define ATTUNE_MODEL_TOOLS_CALIBRATE_H

#include "model/tools/write.h"

/* An example as a model that did not learn from it sees it. */
struct outcome {
  size_t example;
  double margins[MODEL_CLASSES];
  float scores[MODEL_CLASSES];
};

struct outcomes {
  struct outcome *items;
  size_t count;
};

/* Margins of the examples whose mark is set, by these weights. */
void outcomes_add(struct outcomes *outcomes, const struct dataset *dataset,
                  const bool *marks, struct str blob);

/* Margins that are not yet calibrated. */
void calibration_none(struct calibration calibration[MODEL_CLASSES]);

/* Fits slopes, offsets and thresholds, and fills in the scores. */
void calibrate(const struct dataset *dataset, struct outcomes *outcomes,
               struct calibration calibration[MODEL_CLASSES]);

/*
 * The score that the share of those innocent of the class exceeds, among
 * outcomes of one file, or of all for file UINT32_MAX.
 */
float score_exceeded(const struct dataset *dataset,
                     const struct outcomes *outcomes, uint32_t file, int class,
                     double share);

#endif
