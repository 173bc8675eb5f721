/*
 * How this house speaks: what the slots that need no customer become, and
 * the pack's lists that every wording is held against. Looked up once an
 * analysis, as every wording asks for them. For rewrite/ alone.
 */
#ifndef ATTUNE_REWRITE_SAY_VOICE_H
#define ATTUNE_REWRITE_SAY_VOICE_H

#include "rewrite/say.h"

#define VOICE_WORDS_MAX 24

struct voice_word {
  struct str name;  /* a slot's */
  struct str value; /* "we'll" for {I'll}, or "[…]" for the agent */
  bool placeholder; /* what the caller knows by that name goes first */
};

struct say_voice {
  struct voice_word words[VOICE_WORDS_MAX];
  size_t count;
  const struct language_entry *expansions; /* NULL: contractions stay */
  const struct language_entry *echo;
};

/* NULL when memory is out. */
const struct say_voice *say_voice(struct arena *arena,
                                  const struct say_context *context);

/* What the slot becomes; empty when it is not known. */
struct str voice_slot(const struct say_voice *voice,
                      const struct say_context *context, struct str name);

/*
 * Could the wording be filled? *specific: with words of this conversation's
 * own. A value may still turn out not to fit into a sentence.
 */
bool voice_can_say(const struct say_voice *voice,
                   const struct say_context *context, struct str wording,
                   bool *specific);

/* Does the text hold one of the pieces that the agent has to fill in? */
bool voice_leaves_gap(const struct say_voice *voice, struct str text);

#endif
