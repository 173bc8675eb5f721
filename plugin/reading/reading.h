/*
 * What a customer's message says: the feeling a good agent would answer
 * first and how hot it is, the signals, the facts told, the questions
 * asked, and the concern in words an agent could say back. Pure: the same
 * text, history and language give the same reading.
 *
 * The ids are those of the labels this is measured against; each *_name
 * below gives the id as it stands in events.
 */
#ifndef ATTUNE_READING_READING_H
#define ATTUNE_READING_READING_H

#include <stdint.h>

#include "base/arena.h"
#include "language/language.h"
#include "text/text.h"

enum feeling {
  FEELING_NEUTRAL,
  FEELING_ANGER,
  FEELING_FRUSTRATION,
  FEELING_DISAPPOINTMENT,
  FEELING_WORRY,
  FEELING_CONFUSION,
  FEELING_SADNESS,
  FEELING_GRATITUDE,
  FEELING_SATISFACTION,
  FEELING_COUNT
};

/* Pleased with us. */
static inline bool feeling_is_glad(enum feeling feeling) {
  return feeling == FEELING_GRATITUDE || feeling == FEELING_SATISFACTION;
}

enum signal_id {
  SIGNAL_REPEAT_CONTACT,
  SIGNAL_LONG_WAIT,
  SIGNAL_UNHEARD,
  SIGNAL_WANTS_PERSON,
  SIGNAL_LEAVING,
  SIGNAL_REFUND,
  SIGNAL_PUBLIC_OR_LEGAL,
  SIGNAL_SAFETY,
  SIGNAL_DEADLINE,
  SIGNAL_QUESTION,
  SIGNAL_RESOLVED,
  SIGNAL_COUNT
};

enum fact_kind {
  FACT_REFERENCE,
  FACT_DATE,
  FACT_AMOUNT,
  FACT_PRODUCT,
  FACT_PLACE,
  FACT_TRIED,
  FACT_CONTACTED,
  FACT_ERROR,
  FACT_NAME,
  FACT_DEADLINE,
  FACT_PHONE,
  FACT_EMAIL,
  FACT_CARD, /* the value shows its last four digits only */
  FACT_KIND_COUNT
};

enum trajectory {
  TRAJECTORY_FIRST, /* the first message */
  TRAJECTORY_STEADY,
  TRAJECTORY_RISING,
  TRAJECTORY_FALLING
};

const char *feeling_name(enum feeling feeling);
const char *signal_name(enum signal_id signal);
const char *fact_kind_name(enum fact_kind kind);
const char *trajectory_name(enum trajectory trajectory);

struct signal_found {
  enum signal_id id;
  struct range range;
};

struct fact {
  enum fact_kind kind;
  struct range range; /* where the quote stands */
  struct str value;   /* normalised, so that one fact has one value */
};

/* Words that made us read the feeling, for "explained by". */
struct cue_found {
  enum feeling feeling;
  struct range range;
};

struct reading {
  enum feeling feeling;
  enum feeling second; /* FEELING_NEUTRAL: none */
  int heat;            /* 0 calm to 3 very upset */
  int confidence;      /* of the feeling, thousandths */
  enum trajectory trajectory;
  struct cue_found *cues;
  size_t cue_count;
  struct signal_found *signals;
  size_t signal_count;
  struct fact *facts;
  size_t fact_count;
  struct range *questions; /* sentences or clauses that want an answer */
  size_t question_count;
  struct str concern;      /* second person, no full stop; empty: none */
  struct range concern_at; /* where it was told; empty: nowhere */
  bool careful; /* grief, illness, danger, self-harm: a person, gently */
};

/* What is remembered of the conversation; see history.h. */
struct history;

/* 0 or ATTUNE_E_MEMORY. matches: language_scan of the same text. */
int reading_read(struct arena *arena, const struct language *language,
                 const struct text *text,
                 const struct language_matches *matches,
                 const struct history *history, struct reading *out);

bool reading_has(const struct reading *reading, enum signal_id signal);

/* The pieces reading_read puts together, each in its own file. */
int reading_facts(struct arena *arena, const struct language *language,
                  const struct text *text,
                  const struct language_matches *matches, struct reading *out);
int reading_concern(struct arena *arena, const struct language *language,
                    const struct text *text,
                    const struct language_matches *matches,
                    struct reading *out);
int reading_feelings(struct arena *arena, const struct language *language,
                     const struct text *text,
                     const struct language_matches *matches,
                     const struct history *history, struct reading *out);

#endif
