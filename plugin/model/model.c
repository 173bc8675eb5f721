#include "model/model.h"

#include "model/blob.h"
#include "model/maths.h"

/* A bit for each row that was met; on the stack, so that nothing can fail. */
struct met {
  unsigned char bits[BLOB_ROWS_MAX / 8 + 1];
};

static void forget(struct met *met, const struct model *model) {
  memset(met->bits, 0, model->rows / 8 + 1);
}

/* What the rows met so far add up to. */
struct tally {
  const struct model *model;
  struct met met;
  uint32_t count[FEATURE_GROUPS];
  int32_t sum[FEATURE_GROUPS][MODEL_CLASSES];
};

/* The row of that hash that was not met before, or UINT32_MAX. */
static uint32_t find_new(const struct model *model, struct met *met,
                         uint32_t hash) {
  const unsigned char *bucket = model->index + 2 * (size_t)blob_bucket(hash);
  uint32_t end = blob_u16(bucket + 2);
  uint16_t key = blob_key(hash);
  for (uint32_t row = blob_u16(bucket); row < end; row++) {
    if (blob_u16(model->keys + 2 * (size_t)row) != key)
      continue;
    unsigned char bit = (unsigned char)(1u << (row & 7));
    if (met->bits[row >> 3] & bit)
      return UINT32_MAX;
    met->bits[row >> 3] |= bit;
    return row;
  }
  return UINT32_MAX;
}

static const unsigned char *weights_of(const struct model *model,
                                       uint32_t row) {
  return model->weights + (size_t)row * MODEL_CLASSES;
}

static uint32_t find_rows(struct tally *tally, const struct feature *features,
                          size_t count, uint32_t rows[FEATURE_PORTION]) {
  uint32_t found = 0;
  for (size_t i = 0; i < count; i++) {
    uint32_t row = find_new(tally->model, &tally->met, features[i].hash);
    if (row == UINT32_MAX)
      continue;
    /* Weights lie all over a megabyte: fetched while we look on. */
    __builtin_prefetch(weights_of(tally->model, row));
    rows[found++] = row;
  }
  return found;
}

enum {
  WORDS = MODEL_CLASSES / 8
};

/*
 * Eight weights are one 64-bit word, added up as four lanes of 16 bits for
 * the even ones and four for the odd: any compiler makes that fast, while the
 * plain loop is at the mercy of its vectoriser. A lane holds 257 rows.
 */
struct lanes {
  uint64_t even[WORDS];
  uint64_t odd[WORDS];
};

#define LANES_LOW 0x00FF00FF00FF00FFu

static void lanes_add(struct lanes *lanes, const unsigned char *weights) {
  for (int i = 0; i < WORDS; i++) {
    uint64_t word = blob_u64(weights + 8 * i);
    lanes->even[i] += word & LANES_LOW;
    lanes->odd[i] += word >> 8 & LANES_LOW;
  }
}

static void take(void *user, enum feature_group group,
                 const struct feature *features, size_t count) {
  struct tally *tally = user;
  struct lanes lanes = {{0}, {0}};
  uint32_t rows[FEATURE_PORTION];
  uint32_t found = find_rows(tally, features, count, rows);
  for (uint32_t i = 0; i < found; i++)
    lanes_add(&lanes, weights_of(tally->model, rows[i]));
  int32_t *sum = tally->sum[group];
  for (int k = 0; k < MODEL_CLASSES; k++) {
    uint64_t word = (k & 1 ? lanes.odd : lanes.even)[k / 8];
    sum[k] += (int32_t)(word >> (k % 8 / 2 * 16) & 0xFFFF);
  }
  tally->count[group] += found;
}

void model_margins(const struct model *model, const struct text *text,
                   uint32_t first, uint32_t count,
                   double margins[MODEL_CLASSES]) {
  struct tally tally;
  tally.model = model;
  forget(&tally.met, model);
  memset(tally.count, 0, sizeof(tally.count));
  memset(tally.sum, 0, sizeof(tally.sum));
  features_read(text, first, count, (struct feature_sink){take, &tally});
  for (int k = 0; k < MODEL_CLASSES; k++)
    margins[k] = model->classes[k].bias;
  for (int group = 0; group < FEATURE_GROUPS; group++) {
    if (tally.count[group] == 0)
      continue;
    double share = 1 / maths_root((double)tally.count[group]);
    double zero = BLOB_ZERO * (double)tally.count[group];
    for (int k = 0; k < model->class_count; k++)
      margins[k] += ((double)tally.sum[group][k] - zero) *
                    model->classes[k].scale[group] * share;
  }
}

static double parts_sum(const struct model_class *class,
                        const double plain[MODEL_CLASSES]) {
  double sum = 0;
  for (int k = 0; k < MODEL_CLASSES; k++)
    if (class->parts >> k & 1)
      sum += plain[k];
  return sum;
}

static double set_sum(const struct model *model, uint32_t set,
                      const double plain[MODEL_CLASSES]) {
  double sum = 0;
  for (int k = 0; k < model->class_count; k++)
    if (model->classes[k].set == set)
      sum += plain[k];
  return sum;
}

void model_calibrate(const struct model *model,
                     const double margins[MODEL_CLASSES],
                     float scores[MODEL_CLASSES]) {
  double plain[MODEL_CLASSES] = {0};
  for (int pass = 0; pass < 2; pass++)
    for (int k = 0; k < model->class_count; k++) {
      const struct model_class *class = &model->classes[k];
      if ((class->parts != 0) == (pass == 1))
        plain[k] = maths_logistic(class->slope * margins[k] + class->offset +
                                  class->parts_add * parts_sum(class, plain));
    }
  for (int k = 0; k < MODEL_CLASSES; k++) {
    uint32_t set = k < model->class_count ? model->classes[k].set : 0;
    double sum = set > 0 ? set_sum(model, set, plain) : 1;
    /* All but impossible, each of them, when no word was known. */
    scores[k] = (float)(sum > 0 ? plain[k] / sum : 0);
  }
}

void model_score(const struct model *model, const struct text *text,
                 uint32_t first, uint32_t count, float scores[MODEL_CLASSES]) {
  double margins[MODEL_CLASSES];
  model_margins(model, text, first, count, margins);
  model_calibrate(model, margins, scores);
}

int model_class(const struct model *model, const char *name) {
  for (int k = 0; k < model->class_count; k++)
    if (strcmp(model->classes[k].name, name) == 0)
      return k;
  return -1;
}

float model_threshold(const struct model *model, int class) {
  return model->classes[class].threshold;
}

/* Rows are counted in a first pass, since each one's share hangs on it. */
struct explanation {
  const struct model *model;
  struct met met;
  uint32_t count[FEATURE_GROUPS];
  double share[FEATURE_GROUPS];
  int class;
  uint32_t first;
  float *shares;
};

static void take_counts(void *user, enum feature_group group,
                        const struct feature *features, size_t count) {
  struct explanation *told = user;
  for (size_t i = 0; i < count; i++)
    told->count[group] +=
        find_new(told->model, &told->met, features[i].hash) != UINT32_MAX;
}

static void take_shares(void *user, enum feature_group group,
                        const struct feature *features, size_t count) {
  struct explanation *told = user;
  for (size_t i = 0; i < count; i++) {
    uint32_t row = find_new(told->model, &told->met, features[i].hash);
    if (row == UINT32_MAX)
      continue;
    int weight = weights_of(told->model, row)[told->class] - BLOB_ZERO;
    told->shares[features[i].token - told->first] +=
        (float)(weight * told->share[group]);
  }
}

void model_explain(const struct model *model, const struct text *text,
                   uint32_t first, uint32_t count, int class, float *shares) {
  struct explanation told = {
      .model = model, .class = class, .first = first, .shares = shares};
  for (uint32_t i = 0; i < count; i++)
    shares[i] = 0;
  features_read(text, first, count, (struct feature_sink){take_counts, &told});
  for (int group = 0; group < FEATURE_GROUPS; group++)
    if (told.count[group] > 0)
      told.share[group] = model->classes[class].scale[group] /
                          maths_root((double)told.count[group]);
  forget(&told.met, model);
  features_read(text, first, count, (struct feature_sink){take_shares, &told});
}
