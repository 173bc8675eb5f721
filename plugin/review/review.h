/*
 * What an agent's draft does to the customer who will read it: findings
 * with the exact words, the moves a good reply makes, those this moment
 * needs and the draft lacks, and a score that follows from them. Pure.
 */
#ifndef ATTUNE_REVIEW_REVIEW_H
#define ATTUNE_REVIEW_REVIEW_H

#include <stdint.h>

#include "base/arena.h"
#include "language/language.h"
#include "manifest/settings.h"
#include "reading/history.h"
#include "reading/reading.h"
#include "text/text.h"

/* What a reply can do; LANGUAGE_MOVE entries have these ids. */
enum move {
  MOVE_GREETING,
  MOVE_NAME,
  MOVE_ACKNOWLEDGEMENT, /* of this customer's feeling or trouble */
  MOVE_PARAPHRASE,
  MOVE_APOLOGY,
  MOVE_OWNERSHIP, /* says what the agent will do */
  MOVE_SOLUTION,
  MOVE_QUESTION,
  MOVE_NEXT_STEP,
  MOVE_TIMEFRAME,
  MOVE_FOLLOW_UP,
  MOVE_THANKS,
  MOVE_CLOSE,
  MOVE_ANSWER, /* only ever missing: a question left unanswered */
  MOVE_COUNT
};

const char *move_name(enum move move);

struct move_found {
  enum move move;
  struct range range;
  const struct language_entry *entry; /* NULL: found without a phrase */
};

struct move_missing {
  enum move move;
  int confidence; /* thousandths: how likely the moment needs it */
  struct str why; /* speaks to this case */
};

struct finding {
  const struct language_entry *rule;
  const struct language_match *match; /* NULL: found without a phrase */
  enum level level;
  struct range range; /* the words that hurt */
  int confidence;     /* thousandths */
  struct str message; /* what it is, in this case */
  struct str why;     /* what it does to the reader, in this case */
  struct str related; /* what it clashes with, e.g. what was told; or empty */
  struct str related_message;
};

#define SCORE_PARTS 6

/* 0 to 100 and how it came about; weights: see score.c. */
struct score {
  int total;
  int acknowledgement;
  int apology;
  int ownership;
  int solution;
  int next_step;
  int wording;
};

struct review {
  struct finding *findings; /* in the order of the text */
  size_t finding_count;
  size_t spared; /* suggestions not made, because all else is well */
  struct move_found *present;
  size_t present_count;
  struct move_missing *missing;
  size_t missing_count;
  uint64_t signs; /* see signs.h: what missing and score are weighed from */
  int doubts[MOVE_COUNT]; /* thousandths: is it missing? also if not said */
  bool falls_short;       /* so much is missing that the agent should know */
  struct score score;
  bool needs_empathy; /* a feeling or trouble was read that calls for it */
  int heat;           /* of the customer it answers, 0 to 3 */
};

struct review_input {
  const struct language *language;
  const struct settings *settings;
  const struct history *history; /* never NULL */
  const struct text *text;       /* the draft */
  const struct language_matches *matches;
  struct str agent_name; /* or empty */
  struct str agent_role; /* as in the manifest's offers; empty: not known */
};

/* 0 or ATTUNE_E_MEMORY. */
int review_draft(struct arena *arena, const struct review_input *input,
                 struct review *out);

bool review_has(const struct review *review, enum move move);
bool review_lacks(const struct review *review, enum move move);

/* Was it found to be next to nothing? */
bool review_is_curt(const struct review *review);

/*
 * Is anything here worth an agent's attention? A single suggestion in a reply
 * to somebody calm is not, nor a move that only may be missing: a good draft
 * is left in peace, though `missing` names all that might be.
 */
bool review_calls(const struct review *review);

/* The pieces of review_draft, each in a file of its own. */
int review_find_rules(struct arena *arena, const struct review_input *input,
                      struct review *out);
int review_find_context(struct arena *arena, const struct review_input *input,
                        struct review *out);
int review_find_moves(struct arena *arena, const struct review_input *input,
                      struct review *out);
int review_find_missing(struct arena *arena, const struct review_input *input,
                        struct review *out);
void review_score(const struct review_input *input, struct review *out);

#endif
