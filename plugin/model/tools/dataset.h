/*
 * What the trainer learns from: texts with the classes they are of. A build
 * tool: what goes wrong is said on standard error and ends it.
 */
#ifndef ATTUNE_MODEL_TOOLS_DATASET_H
#define ATTUNE_MODEL_TOOLS_DATASET_H

#include "model/model.h"

/* Our own files come first; a public set's texts are of another world. */
enum source {
  SOURCE_OWN,
  SOURCE_GOEMOTIONS,
  SOURCE_XCI,
  SOURCES
};

/* A head's classes, in the order of the bits of a label. */
struct head {
  const char *name;
  int class_count;
  const char *classes[MODEL_CLASSES];
  uint32_t rules; /* innocent is what has none of these; 0: see against */
  int whole;      /* the class that is any of the rules, or -1 */
  uint32_t set;   /* exactly one of these holds */
  uint32_t rows;  /* how many the weights may have */
};

extern const struct head head_draft, head_customer;

/* What an example must not be to count as innocent of that class. */
uint32_t head_against(const struct head *head, int class);

struct example {
  struct str text;
  uint32_t file;   /* index in dataset.files */
  uint32_t labels; /* bit k: is of class k */
  uint32_t known;  /* bit k: it is known whether it is */
  double weight;
  enum source source;
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

/* Lines {"text","rules","moves"} or {"text","feeling","heat","signals"}. */
void dataset_read_own(struct dataset *dataset, const char *path);

/* text TAB labels TAB id; those of one clear label. */
void dataset_read_goemotions(struct dataset *dataset, const char *path);

/* id,tweet,label,domain,sentiment,emotion,Severity,Explain */
void dataset_read_xci(struct dataset *dataset, const char *path);

size_t example_size(const struct example *example);

_Noreturn void fail(const char *what, const char *detail);
void *must(void *memory);

#endif
