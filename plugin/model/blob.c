#include "model/blob.h"

#include <attune.h>

/* Eight bytes a step: there are a million of them. */
uint64_t blob_checksum(struct str bytes) {
  const unsigned char *data = (const unsigned char *)bytes.data;
  uint64_t sum = bytes.size;
  size_t i = BLOB_AT_FEATURES;
  for (; i + 8 <= bytes.size; i += 8) {
    sum = (sum ^ blob_u64(data + i)) * 0x9E3779B97F4A7C15u;
    sum ^= sum >> 29;
  }
  for (; i < bytes.size; i++)
    sum = (sum ^ data[i]) * 0x100000001B3u;
  return sum;
}

/* A float that is no number, or huge, is refused: no score may become one. */
static bool read_real(const unsigned char *at, double *real) {
  uint32_t bits = blob_u32(at);
  float value;
  memcpy(&value, &bits, sizeof(value));
  *real = (double)value;
  return (bits >> 23 & 0xFF) < 0xFF && value < 1e9f && value > -1e9f;
}

static bool read_name(const unsigned char *at, char name[MODEL_NAME]) {
  size_t size = 0;
  while (size < MODEL_NAME && at[size])
    size++;
  for (size_t i = 0; i < size; i++)
    if (!(at[i] >= 'a' && at[i] <= 'z') && !(at[i] >= '0' && at[i] <= '9') &&
        at[i] != '-')
      return false;
  memcpy(name, at, size);
  return size > 0 && size < MODEL_NAME;
}

static bool read_class(const unsigned char *at, struct model_class *class) {
  double threshold;
  bool good = read_name(at, class->name) && read_real(at + 24, &class->bias);
  for (int group = 0; group < FEATURE_GROUPS; group++)
    good = good && read_real(at + 28 + 4 * group, &class->scale[group]);
  good = good && read_real(at + 44, &class->slope) &&
         read_real(at + 48, &class->offset) &&
         read_real(at + 56, &class->parts_add) &&
         read_real(at + 60, &threshold);
  if (!good)
    return false;
  class->parts = blob_u32(at + 52);
  class->threshold = (float)threshold;
  class->set = blob_u32(at + 64);
  return threshold >= 0 && threshold <= 1;
}

/* A part has no parts itself, so that one pass over the classes will do. */
static bool parts_are_plain(const struct model *model) {
  for (int i = 0; i < model->class_count; i++) {
    uint32_t parts = model->classes[i].parts;
    if (parts >> model->class_count)
      return false;
    for (int k = 0; k < model->class_count; k++)
      if (parts >> k & 1 && model->classes[k].parts)
        return false;
  }
  return true;
}

static bool index_is_sound(const struct model *model) {
  uint32_t before = 0;
  for (size_t i = 0; i <= BLOB_BUCKETS; i++) {
    uint32_t start = blob_u16(model->index + 2 * i);
    if (start < before || (i == 0 && start > 0))
      return false;
    before = start;
  }
  return before == model->rows;
}

static bool header_is_sound(struct str bytes) {
  const unsigned char *data = (const unsigned char *)bytes.data;
  if (bytes.size < BLOB_HEADER || memcmp(data, BLOB_MAGIC, 8) != 0 ||
      blob_u32(data + BLOB_AT_VERSION) != BLOB_VERSION ||
      blob_u32(data + BLOB_AT_SIZE) != bytes.size ||
      blob_u32(data + BLOB_AT_FEATURES) != FEATURES_VERSION ||
      blob_u32(data + BLOB_AT_RESERVED) != 0)
    return false;
  uint32_t rows = blob_u32(data + BLOB_AT_ROWS);
  uint32_t classes = blob_u32(data + BLOB_AT_CLASSES);
  return rows <= BLOB_ROWS_MAX && classes > 0 && classes <= MODEL_CLASSES &&
         bytes.size == blob_size(rows, classes);
}

static bool is_undamaged(struct str bytes) {
  return blob_u64((const unsigned char *)bytes.data + BLOB_AT_CHECKSUM) ==
         blob_checksum(bytes);
}

int model_open_trusted(struct model *model, struct str bytes) {
  *model = (struct model){0};
  if (!header_is_sound(bytes))
    return ATTUNE_E_ARGUMENT;
  const unsigned char *at = (const unsigned char *)bytes.data;
  model->rows = blob_u32(at + BLOB_AT_ROWS);
  model->class_count = (int)blob_u32(at + BLOB_AT_CLASSES);
  at += BLOB_HEADER;
  for (int i = 0; i < model->class_count; i++, at += BLOB_CLASS)
    if (!read_class(at, &model->classes[i]))
      return ATTUNE_E_ARGUMENT;
  model->index = at;
  model->keys = model->index + BLOB_INDEX;
  model->weights = model->keys + 2 * (size_t)model->rows;
  if (!parts_are_plain(model) || !index_is_sound(model))
    return ATTUNE_E_ARGUMENT;
  return ATTUNE_OK;
}

int model_open(struct model *model, struct str bytes) {
  int status = model_open_trusted(model, bytes);
  if (status == ATTUNE_OK && !is_undamaged(bytes))
    status = ATTUNE_E_ARGUMENT;
  if (status != ATTUNE_OK)
    *model = (struct model){0};
  return status;
}
