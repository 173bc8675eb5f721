/* Where what stands in the bytes of a model; model.h says what it means. */
#ifndef ATTUNE_MODEL_BLOB_H
#define ATTUNE_MODEL_BLOB_H

#include "model/model.h"

#define BLOB_MAGIC    "ATTUNE-M"
#define BLOB_VERSION  2u
#define BLOB_ROWS_MAX 65535u

enum {
  BLOB_AT_VERSION = 8,
  BLOB_AT_SIZE = 12,
  BLOB_AT_CHECKSUM = 16,
  BLOB_AT_FEATURES = 24,
  BLOB_AT_ROWS = 28,
  BLOB_AT_CLASSES = 32,
  BLOB_AT_RESERVED = 36,
  BLOB_HEADER = 40,
  BLOB_CLASS = 68,
  BLOB_ZERO = 128, /* the byte of a weight of 0 */
  BLOB_BUCKETS = 1 << 15,
  BLOB_INDEX = 2 * (BLOB_BUCKETS + 1)
};

static inline uint16_t blob_u16(const unsigned char *at) {
  return (uint16_t)(at[0] | at[1] << 8);
}

static inline uint32_t blob_u32(const unsigned char *at) {
  return blob_u16(at) | (uint32_t)blob_u16(at + 2) << 16;
}

static inline uint64_t blob_u64(const unsigned char *at) {
  return blob_u32(at) | (uint64_t)blob_u32(at + 4) << 32;
}

static inline uint32_t blob_bucket(uint32_t hash) {
  return hash >> 17;
}

static inline uint16_t blob_key(uint32_t hash) {
  return (uint16_t)(hash >> 1);
}

static inline size_t blob_size(uint32_t rows, uint32_t classes) {
  return BLOB_HEADER + (size_t)classes * BLOB_CLASS + BLOB_INDEX +
         (size_t)rows * (2 + MODEL_CLASSES);
}

/* Of everything behind the checksum. Against accidents, not against intent. */
uint64_t blob_checksum(struct str bytes);

#endif
