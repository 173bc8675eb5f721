/* What held-out examples say of the weights, as tables on standard output. */
#ifndef ATTUNE_MODEL_TOOLS_MEASURE_H
#define ATTUNE_MODEL_TOOLS_MEASURE_H

#include "model/tools/calibrate.h"

/* A line for each file, then their mean. */
void measure(const struct dataset *dataset, const struct outcomes *outcomes,
             const struct calibration calibration[MODEL_CLASSES]);

#endif
