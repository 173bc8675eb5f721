/*
 * A rewrite is judged by the same review as the draft, not by our hopes. What
 * a look has in common with the one before it is not scanned again, and none
 * is taken twice. For rewrite.c alone.
 */
#ifndef ATTUNE_REWRITE_LOOK_H
#define ATTUNE_REWRITE_LOOK_H

#include "review/review.h"

/* So many are kept; hardly any draft takes more. */
#define LOOKS_MAX 12

/* A text read and reviewed as the draft was. */
struct look {
  struct text text;
  struct language_matches matches;
  struct review_input input; /* points to the two */
  struct review review;
};

/* Looks taken so far: what is begun anew comes to the same texts again. */
struct looks {
  struct look items[LOOKS_MAX];
  size_t count;
};

/*
 * Looks at source in the draft's stead. In *look is what source was made
 * from, and then the new look. All of one struct looks are of drafts that
 * differ in their text alone. 0 or ATTUNE_E_MEMORY.
 */
int look_take(struct arena *arena, struct looks *looks,
              const struct review_input *draft, struct str source,
              struct look *look);

#endif
