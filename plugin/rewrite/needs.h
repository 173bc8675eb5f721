/*
 * What a moment still needs of the reply, so that it is put in: empathy only
 * where the review says that the moment calls for it. For moves.c alone.
 */
#ifndef ATTUNE_REWRITE_NEEDS_H
#define ATTUNE_REWRITE_NEEDS_H

#include "rewrite/pass.h"

struct needs {
  bool acknowledgement;
  bool apology;
  bool curt;  /* the draft is next to nothing */
  bool there; /* somebody who stays with it, at least */
  bool ownership;
  bool next_step;
  bool stands; /* what comes after "we are aware of it" */
};

/* reworded: the words were edited, so that something may have gone. */
struct needs needs_of(const struct pass *pass, bool reworded);

/* Was a rule of the label [refusal LIST] broken, whether shown or not? */
bool needs_breaks(const struct pass *pass, struct str list);

/* Does it send the customer to somebody else? */
bool needs_away(const struct pass *pass);

/* It says no, and neither helps nor leaves a gap where the agent could. */
bool needs_option(const struct pass *pass);

/* Does one of the label's lines stand in the text? */
bool needs_holds(const struct pass *pass, struct str text, const char *id,
                 struct str part);

#endif
