/*
 * The customer's trouble in the forms that a sentence of ours can hold. What
 * was turned or cut badly is none of them: better a plain sentence than a
 * broken one.
 */
#ifndef ATTUNE_REWRITE_SAY_CONCERN_H
#define ATTUNE_REWRITE_SAY_CONCERN_H

#include "rewrite/say.h"

/* Each empty when there is none. */
struct say_concern {
  struct str trouble; /* a clause that one can be sorry for */
  struct str told;    /* any clause that is fit to be said back */
  struct str did;     /* one of what "you" did, no trouble in itself */
  struct str wish;    /* "you want …" */
  struct str thing;   /* what it is about: "your account" */
};

/* 0 or ATTUNE_E_MEMORY. */
int say_concern(struct arena *arena, const struct say_context *context,
                struct say_concern *out);

#endif
