/*
 * The first line is bytes for weights, the rest a text. As they are they are
 * refused. Made into weights whose sums agree, they are refused or give
 * scores between 0 and 1 for any text, whatever they say.
 */
#include <stdlib.h>

#include "model/blob.h"
#include "model/model.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition) {
  if (!condition)
    __builtin_trap();
}

static void put32(unsigned char *at, uint32_t value) {
  for (int i = 0; i < 4; i++)
    at[i] = (unsigned char)(value >> 8 * i & 0xFF);
}

static void check_scores(const struct model *model, const struct text *text) {
  float scores[MODEL_CLASSES], again[MODEL_CLASSES];
  model_score(model, text, 0, text->token_count, scores);
  model_score(model, text, 0, text->token_count, again);
  require(memcmp(scores, again, sizeof(scores)) == 0);
  for (int k = 0; k < MODEL_CLASSES; k++)
    require(scores[k] >= 0 && scores[k] <= 1);
  for (uint32_t i = 0; i < text->sentence_count; i++)
    model_score(model, text, text->sentences[i].first, text->sentences[i].count,
                scores);
}

static void check_explanation(struct arena *arena, const struct model *model,
                              const struct text *text) {
  float *shares = arena_alloc(arena, text->token_count * sizeof(*shares));
  require(shares != NULL);
  model_explain(model, text, 0, text->token_count, 0, shares);
  for (uint32_t i = 0; i < text->token_count; i++)
    require(shares[i] == shares[i]);
}

/* Bytes of the line over and over; a start that only grows for the index. */
static struct str compose(struct str line) {
  uint32_t rows = line.size > 0 ? (unsigned char)line.data[0] * 16u : 0;
  uint32_t classes =
      line.size > 1 ? (unsigned char)line.data[1] % (MODEL_CLASSES + 1u) : 1;
  size_t size = blob_size(rows, classes);
  unsigned char *bytes = malloc(size);
  require(bytes != NULL);
  for (size_t i = 0; i < size; i++)
    bytes[i] = line.size > 0 ? (unsigned char)line.data[i % line.size] : 0;
  memcpy(bytes, BLOB_MAGIC, 8);
  put32(bytes + BLOB_AT_VERSION, BLOB_VERSION);
  put32(bytes + BLOB_AT_SIZE, (uint32_t)size);
  put32(bytes + BLOB_AT_FEATURES, FEATURES_VERSION);
  put32(bytes + BLOB_AT_ROWS, rows);
  put32(bytes + BLOB_AT_CLASSES, classes);
  put32(bytes + BLOB_AT_RESERVED, 0);
  for (uint32_t k = 0; k < classes; k++)
    put32(bytes + BLOB_HEADER + k * BLOB_CLASS, 'a' + k);
  unsigned char *index = bytes + BLOB_HEADER + classes * BLOB_CLASS;
  for (size_t i = 0; i <= BLOB_BUCKETS; i++) {
    size_t start = rows * i / BLOB_BUCKETS;
    index[2 * i] = (unsigned char)(start & 0xFF);
    index[2 * i + 1] = (unsigned char)(start >> 8);
  }
  struct str blob = {(const char *)bytes, size};
  uint64_t sum = blob_checksum(blob);
  put32(bytes + BLOB_AT_CHECKSUM, (uint32_t)sum);
  put32(bytes + BLOB_AT_CHECKSUM + 4, (uint32_t)(sum >> 32));
  return blob;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct str all = {(const char *)data, size};
  const char *end = size > 0 ? memchr(all.data, '\n', size) : NULL;
  struct str line = {all.data, end ? (size_t)(end - all.data) : size};
  struct str rest = {end ? end + 1 : NULL, end ? size - line.size - 1 : 0};
  struct arena arena;
  struct text text;
  struct model model;
  static struct model draft; /* opened once: that sums up a megabyte */
  arena_init(&arena, 0);
  require(text_read(&arena, NULL, rest, TEXT_PLAIN, &text) == 0);
  require(model_open(&model, line) != 0 || line.size > BLOB_INDEX);
  struct str blob = compose(line);
  if (model_open(&model, blob) == 0) {
    check_scores(&model, &text);
    check_explanation(&arena, &model, &text);
  }
  if (draft.class_count == 0)
    require(model_open(&draft, model_en_draft()) == 0);
  check_scores(&draft, &text);
  check_explanation(&arena, &draft, &text);
  free((void *)(uintptr_t)blob.data);
  arena_fini(&arena);
  return 0;
}
