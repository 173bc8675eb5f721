#include "model/tools/write.h"

#include <stdlib.h>

#include "model/blob.h"

static void put16(unsigned char *at, uint32_t value) {
  at[0] = (unsigned char)(value & 0xFF);
  at[1] = (unsigned char)(value >> 8 & 0xFF);
}

static void put32(unsigned char *at, uint32_t value) {
  put16(at, value & 0xFFFF);
  put16(at + 2, value >> 16);
}

static void put64(unsigned char *at, uint64_t value) {
  put32(at, (uint32_t)value);
  put32(at + 4, (uint32_t)(value >> 32));
}

static void put_real(unsigned char *at, double value) {
  float real = (float)value;
  uint32_t bits;
  memcpy(&bits, &real, sizeof(bits));
  put32(at, bits);
}

/* What 1 of 127 stands for, in each group and class. */
struct steps {
  double size[FEATURE_GROUPS][MODEL_CLASSES];
};

static struct steps find_steps(const struct fit *fit) {
  struct steps steps = {0};
  for (size_t row = 0; row < fit->rows; row++)
    for (size_t k = 0; k < MODEL_CLASSES; k++) {
      double weight = fit->weights[row * LEARNT_CLASSES + k] / 127;
      double *step = &steps.size[fit->groups[row]][k];
      if (weight > *step || -weight > *step)
        *step = weight > 0 ? weight : -weight;
    }
  return steps;
}

static unsigned char quantise(double weight, double step) {
  if (step == 0)
    return BLOB_ZERO;
  double size = weight / step;
  int rounded = (int)(size < 0 ? size - 0.5 : size + 0.5);
  return (unsigned char)(BLOB_ZERO + rounded);
}

static void put_class(unsigned char *at, const char *name, double bias,
                      const struct calibration *calibration) {
  memcpy(at, name, strlen(name));
  put_real(at + 24, bias);
  put_real(at + 44, calibration->slope);
  put_real(at + 48, calibration->offset);
  put32(at + 52, calibration->parts);
  put_real(at + 56, calibration->parts_add);
  put_real(at + 60, calibration->threshold);
  put32(at + 64, calibration->set);
}

static void put_rows(unsigned char *index, const struct fit *fit,
                     const struct steps *steps) {
  unsigned char *keys = index + BLOB_INDEX;
  unsigned char *weights = keys + 2 * fit->rows;
  size_t row = 0;
  for (uint32_t bucket = 0; bucket < BLOB_BUCKETS; bucket++) {
    put16(index + 2 * (size_t)bucket, (uint32_t)row);
    for (; row < fit->rows && blob_bucket(fit->hashes[row]) == bucket; row++) {
      put16(keys + 2 * row, blob_key(fit->hashes[row]));
      for (size_t k = 0; k < MODEL_CLASSES; k++)
        weights[row * MODEL_CLASSES + k] =
            quantise(fit->weights[row * LEARNT_CLASSES + k],
                     steps->size[fit->groups[row]][k]);
    }
  }
  put16(index + 2 * (size_t)BLOB_BUCKETS, (uint32_t)row);
}

static void put_header(unsigned char *data, const struct head *head,
                       size_t rows, size_t size) {
  memcpy(data, BLOB_MAGIC, 8);
  put32(data + BLOB_AT_VERSION, BLOB_VERSION);
  put32(data + BLOB_AT_SIZE, (uint32_t)size);
  put32(data + BLOB_AT_FEATURES, FEATURES_VERSION);
  put32(data + BLOB_AT_ROWS, (uint32_t)rows);
  put32(data + BLOB_AT_CLASSES, (uint32_t)head->class_count);
}

struct str write_blob(const struct head *head, const struct fit *fit,
                      const struct calibration calibration[MODEL_CLASSES]) {
  size_t size = blob_size((uint32_t)fit->rows, (uint32_t)head->class_count);
  unsigned char *data = must(calloc(size, 1));
  struct steps steps = find_steps(fit);
  put_header(data, head, fit->rows, size);
  unsigned char *at = data + BLOB_HEADER;
  for (int k = 0; k < head->class_count; k++, at += BLOB_CLASS) {
    put_class(at, head->classes[k], fit->bias[k], &calibration[k]);
    for (int group = 0; group < FEATURE_GROUPS; group++)
      put_real(at + 28 + 4 * group,
               steps.size[group][k] * learn_group_weight[group]);
  }
  put_rows(at, fit, &steps);
  struct str bytes = {(const char *)data, size};
  put64(data + BLOB_AT_CHECKSUM, blob_checksum(bytes));
  return bytes;
}
