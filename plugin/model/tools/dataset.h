/*
 * What the trainer learns from: texts with the classes they are of. A build
 * tool: what goes wrong is said on standard error and ends it.
 */
#ifndef ATTUNE_MODEL_TOOLS_DATASET_H
#define ATTUNE_MODEL_TOOLS_DATASET_H

#include "model/model.h"

enum {
  LEARNT_CLASSES = 24
};

/*
 * A head's classes, in the order of the bits of a label. The first are
 * written; the others are learnt beside them, since which rows matter is told
 * better by all.
 */
struct head {
  const char *name;
  int class_count;  /* written */
  int learnt_count; /* and not */
  const char *classes[LEARNT_CLASSES];
  uint32_t rules; /* innocent is what has none of these */
  int whole;      /* the class that is any of the rules */
  uint32_t rows;  /* how many the weights may have */
};

extern const struct head head_draft;

/* What an example must not be to count as innocent of that class. */
uint32_t head_against(const struct head *head, int class);

struct example {
  struct str text;
  uint32_t file;    /* index in dataset.files */
  uint32_t labels;  /* bit k: is of class k */
  uint32_t *hashes; /* each once, group by group, ascending */
  uint32_t counts[FEATURE_GROUPS];
};

struct dataset {
  const struct head *head;
  const struct text_lexicon *lexicon;
  struct arena arena;
  struct example *items;
  size_t count;
  size_t capacity;
  const char *files[64];
  uint32_t file_count;
};

/* Lines {"text","rules","moves"}. */
void dataset_read(struct dataset *dataset, const char *path);

size_t example_size(const struct example *example);

_Noreturn void fail(const char *what, const char *detail);
void *must(void *memory);

#endif
