/*
 * One message under analysis: what every step of the pipeline works on, and
 * how the conversation it stands in is recalled.
 */
#ifndef ATTUNE_RUNTIME_ANALYSIS_H
#define ATTUNE_RUNTIME_ANALYSIS_H

#include "runtime/pipeline.h"

#define ANALYSIS_SLOTS 3

struct analysis {
  struct pipeline *pipeline;
  const struct manifest *manifest;
  const struct message *message;
  struct arena *arena;
  bool remember; /* on the loop; else a look that leaves no trace */
  struct conversation *conversation; /* only when remember */
  const struct settings *settings;
  struct history history;
  struct text text;
  struct language_matches matches;
  struct slot slots[ANALYSIS_SLOTS];
  struct say_context say;
  struct reading reading; /* of a customer's message */
  struct prompts prompts;
  bool prompted;
  struct review review; /* of an agent's */
  int64_t began_us;
};

/*
 * Reads the message's text and recalls its conversation, the context that a
 * host gave merged in. 0, ATTUNE_E_MEMORY, or ATTUNE_E_ARGUMENT for a
 * context that cannot be read (with remember: counted and left out).
 */
int analysis_begin(struct analysis *analysis);

/*
 * Text of some words in the message's format, and what of these kinds of
 * entries is in them within its scope.
 */
int analysis_read_text(const struct analysis *analysis, struct str words,
                       uint32_t kinds, struct text *text,
                       struct language_matches *matches);

/* A review of these words as an agent's, in the light of the history. */
int analysis_review(const struct analysis *analysis, const struct text *text,
                    const struct language_matches *matches,
                    struct review_input *input, struct review *out);

/*
 * "text:" and a hash of the words, so that a message is known again in a
 * context that gives no ids. Empty when memory is out.
 */
struct str analysis_text_id(struct arena *arena, struct str text);

/* FNV-1a over several strings, for seeds and for knowing a text again. */
uint64_t analysis_hash(const struct str *strings, size_t count);

#endif
