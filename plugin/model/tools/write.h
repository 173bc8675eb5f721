/* From weights to the bytes that model_open takes. */
#ifndef ATTUNE_MODEL_TOOLS_WRITE_H
#define ATTUNE_MODEL_TOOLS_WRITE_H

#include "model/tools/learn.h"

/* What makes a class's margin a probability; see model.h. */
struct calibration {
  double slope;
  double offset;
  uint32_t parts;
  double parts_add;
  double threshold;
  uint32_t set;
};

/* The bytes, to be freed. */
struct str write_blob(const struct head *head, const struct fit *fit,
                      const struct calibration calibration[MODEL_CLASSES]);

#endif
