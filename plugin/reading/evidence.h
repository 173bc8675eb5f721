/*
 * What in a message tells of its feeling: cues and situations vote, shifts
 * near them strengthen, weaken or turn them, and the message as a whole has
 * its marks and its length. Each is an item with an amount; what it speaks
 * for, and how loudly, is said by the `leans:` of its entry in the pack, so
 * that the weights can be fitted on labelled messages (tests/eval).
 */
#ifndef ATTUNE_READING_EVIDENCE_H
#define ATTUNE_READING_EVIDENCE_H

#include "reading/reading.h"

#define EVIDENCE_FULL    100 /* of what is there or not */
#define EVIDENCE_CLEAR   300 /* votes: one clear word for a feeling */
#define EVIDENCE_FAINT   180 /* votes: too little to tell from a topic */
#define EVIDENCE_LOUDEST 800 /* votes: more says nothing new */

struct evidence_item {
  const struct language_entry *entry;
  struct str word; /* of a list of words: which; else empty */
  struct str leans;
  int amount; /* hundredths */
};

struct evidence {
  struct evidence_item *items; /* what leans, each entry and word once */
  size_t count;
  int votes[FEELING_COUNT]; /* hundredths of entries' weights, capped */
  int upset;                /* the most of anger to sadness, no confusion */
  int heat;                 /* of the words, hundredths */
  bool loud;                /* ??, !! or a word shouted among others */
  bool calm;                /* says that it is no matter */
  bool plain;               /* requests and answers, and nothing else */
  bool grave;               /* danger to somebody, or to themselves */
};

/*
 * Wants the questions and signals of the reading; history may be NULL. 0 or
 * ATTUNE_E_MEMORY.
 */
int evidence_collect(struct arena *arena, const struct language *language,
                     const struct text *text,
                     const struct language_matches *matches,
                     const struct history *history,
                     const struct reading *reading, struct evidence *out);

#endif
