/*
 * A linear classifier over hashed features of a few sentences, with weights
 * of one byte. It knows its classes by name only; what one means and what
 * follows from it is for review/. One is built in, made by `make model` from
 * plugin/language/en/corpus/:
 *
 *   struct model model;
 *   float score[MODEL_CLASSES];
 *   int status = model_open_trusted(&model, model_en_draft());
 *   int rule = model_class(&model, "blame");
 *   for each sentence:
 *     model_score(&model, text, sentence->first, sentence->count, score);
 *     if (score[rule] > model_threshold(&model, rule)) …
 *
 * draft     An agent's sentence. Rules: policy-wall blame dismissal canned
 *           non-apology powerless runaround negative-wording over-sympathy
 *           over-promise jargon. `fault`: is any of these there, however it
 *           is worded? Better at that than the best single rule, so ask it
 *           first and let the rules say which. And small talk, which is no
 *           fault: greeting question thanks close. Trained on one or two
 *           sentences at a time: score sentences, not drafts.
 *
 * Weights are bytes, little-endian, any alignment:
 *
 *      0  "ATTUNE-M"
 *      8  u32 version of this format, 2
 *     12  u32 size of all
 *     16  u64 checksum of what follows, blob_checksum
 *     24  u32 FEATURES_VERSION
 *     28  u32 rows, at most 65535
 *     32  u32 classes, 1 to MODEL_CLASSES
 *     36  u32 0
 *     40  classes, 68 bytes each:
 *           0  name, a-z 0-9 -, padded with NUL to 24 bytes
 *          24  f32 bias, f32 scale of each feature group
 *          44  f32 slope, f32 offset: of the calibration
 *          52  u32 parts: bit k, class k supports this one
 *          56  f32 what a part's probability adds
 *          60  f32 threshold
 *          64  u32 set: classes of the same set > 0 exclude one another
 *      …  32769 u16: the rows of hashes whose upper 15 bits are i are those
 *           from [i] to before [i + 1]
 *      …  a row's u16 each: bits 1 to 16 of its hash
 *      …  a row's MODEL_CLASSES bytes each: its weights, and 128
 *
 *   margin(c) = bias + sum over groups of scale / sqrt(n) * sum of weights
 *   p(c) = logistic(slope * margin + offset + add * sum of p(parts)),
 *   divided by the sum of p over the set, if c is in one.
 *
 * n is how many different rows the text has in that group; each counts once.
 */
#ifndef ATTUNE_MODEL_MODEL_H
#define ATTUNE_MODEL_MODEL_H

#include <stdint.h>

#include "base/str.h"
#include "model/features.h"
#include "text/text.h"

#define MODEL_CLASSES 16
#define MODEL_NAME    24

struct model_class {
  char name[MODEL_NAME];
  double bias;
  double scale[FEATURE_GROUPS];
  double slope;
  double offset;
  uint32_t parts;
  double parts_add;
  float threshold;
  uint32_t set;
};

/* Immutable once open; shared by any threads. Nothing to release. */
struct model {
  const unsigned char *index;
  const unsigned char *keys;
  const unsigned char *weights;
  uint32_t rows;
  int class_count;
  struct model_class classes[MODEL_CLASSES];
};

/* The built-in weights for English. */
struct str model_en_draft(void);

/*
 * The bytes must outlive *model. 0, or ATTUNE_E_ARGUMENT when they are not
 * such weights, are damaged, or were made for other features.
 */
int model_open(struct model *model, struct str bytes);

/*
 * The same without the checksum: for bytes that are part of the library, of
 * which a page is then only read when a draft needs it.
 */
int model_open_trusted(struct model *model, struct str bytes);

/* The class of that name, or -1. */
int model_class(const struct model *model, const char *name);

/*
 * Above it a score is worth something: 5 % of what is innocent (for a rule
 * or `fault`: sentences without any fault; else: what is not of the class)
 * scored more when it was in a file that the weights had not seen. For each
 * class alone: all rules by theirs would alarm far more often than `fault`.
 */
float model_threshold(const struct model *model, int class);

/*
 * The classes' probabilities, 0 to 1, for tokens first to first + count - 1
 * (count may be 0: what is left is how common each class is). scores has
 * MODEL_CLASSES items; those behind the last class are 0. Linear in the
 * tokens; takes no memory but 12 KiB of the stack, so that it cannot fail.
 */
void model_score(const struct model *model, const struct text *text,
                 uint32_t first, uint32_t count, float scores[MODEL_CLASSES]);

/*
 * What each of the tokens adds to the margin of a class: shares has count
 * items. The words that hurt are where the sum is largest.
 */
void model_explain(const struct model *model, const struct text *text,
                   uint32_t first, uint32_t count, int class, float *shares);

/* As model_score, before calibration: for the trainer. */
void model_margins(const struct model *model, const struct text *text,
                   uint32_t first, uint32_t count,
                   double margins[MODEL_CLASSES]);

/* Margins to probabilities. */
void model_calibrate(const struct model *model,
                     const double margins[MODEL_CLASSES],
                     float scores[MODEL_CLASSES]);

#endif
