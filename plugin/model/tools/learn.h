/*
 * A linear support vector machine for each class, squared hinge, found by
 * dual coordinate descent (Hsieh et al. 2008): all classes of an example in
 * one step, so that its features are walked once. No threads, one order: the
 * same examples give the same weights to the last bit.
 */
#ifndef ATTUNE_MODEL_TOOLS_LEARN_H
#define ATTUNE_MODEL_TOOLS_LEARN_H

#include "model/tools/dataset.h"

/* Rows in the order of their hashes. */
struct fit {
  size_t rows;
  uint32_t *hashes;
  uint8_t *groups;
  uint32_t *frequencies; /* examples it occurs in */
  double *weights;       /* LEARNT_CLASSES a row */
  double bias[LEARNT_CLASSES];
};

/* Learns from the examples whose mark is set. */
struct fit learn(const struct dataset *dataset, const bool *marks);

/* What a group's features count, before they share it. */
extern const double learn_group_weight[FEATURE_GROUPS];

void fit_free(struct fit *fit);

#endif
