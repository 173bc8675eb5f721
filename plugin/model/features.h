/*
 * What a model sees of a text: hashes of its words, of words that follow one
 * another, of words with one or two between them, and of the letters in a
 * word. Numbers, links and the like are one word each, since it is their
 * kind that matters. No memory is taken; linear in the text.
 */
#ifndef ATTUNE_MODEL_FEATURES_H
#define ATTUNE_MODEL_FEATURES_H

#include <stdint.h>

#include "text/text.h"

/*
 * Grows with every change of a hash: weights know features by hash alone,
 * and those of another version would be noise.
 */
#define FEATURES_VERSION 1u

/* Each group is scaled by its own length, see model_score. */
enum feature_group {
  FEATURE_WORD,     /* also first, last, shouted, how the sentence ends */
  FEATURE_SEQUENCE, /* two and three in a row */
  FEATURE_SKIP,     /* two with one or two between */
  FEATURE_LETTERS,  /* three to five in a row in one word, with its edges */
  FEATURE_GROUPS
};

/* No portion is larger. */
#define FEATURE_PORTION 64

struct feature {
  uint32_t hash;
  uint32_t token; /* index of the one that completed it */
};

/* Gets all features in portions, and the same one as often as it occurs. */
struct feature_sink {
  void (*take)(void *user, enum feature_group group,
               const struct feature *features, size_t count);
  void *user;
};

/* Reads tokens first to first + count - 1. */
void features_read(const struct text *text, uint32_t first, uint32_t count,
                   struct feature_sink sink);

#endif
