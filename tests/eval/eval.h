/* What evaluations of the review share: packs, conversations, reviews. */
#ifndef ATTUNE_EVAL_H
#define ATTUNE_EVAL_H

#include "base/json_read.h"
#include "review/review.h"

/* The file's bytes, to be freed; false when it cannot be read. */
bool eval_read_file(const char *path, struct str *bytes);

/* A pack's folder, read as the built-in one is; NULL: said on stderr. */
struct language *eval_language(const char *folder);

/* What a manifest that says nothing gives. */
struct settings eval_settings(void);

/* A conversation so far. The history starts empty. */
struct eval_conversation {
  struct arena *arena;
  const struct language *language;
  const struct settings *settings;
  struct history history;
};

/* context: [{"from","text"}], oldest first; NULL: none. */
bool eval_hear_context(struct eval_conversation *conversation,
                       const struct json *context);

bool eval_review(struct eval_conversation *conversation, struct str draft,
                 struct review *out);

#endif
