/*
 * Templates and how one is chosen and filled. A wording is a `say:` line:
 *
 *   say: I'm sorry {concern}, {name}.
 *
 * {slot} is filled with what the caller knows by that name; a wording whose
 * slot is not known is not eligible. {I} {I'll} {I've} {I'm} {me} {my} follow
 * the voice (I or we), as do contractions. Of the eligible wordings one is
 * chosen by the seed, first among those not used in this conversation, so
 * that no two suggestions open alike and a run repeats to the byte.
 */
#ifndef ATTUNE_REWRITE_SAY_H
#define ATTUNE_REWRITE_SAY_H

#include <stdint.h>

#include "base/arena.h"
#include "language/language.h"
#include "manifest/settings.h"
#include "reading/history.h"

struct slot {
  const char *name;
  struct str value; /* empty: not known */
};

struct say_context {
  const struct language *language;
  const struct settings *settings;
  const struct history *history;
  const struct slot *slots;
  size_t slot_count;
  uint64_t seed;      /* of conversation and message */
  uint64_t used[16];  /* wordings chosen in this analysis; memory keeps them */
  size_t used_count;
};

/*
 * Fills one wording of the entry. *out is empty when none is eligible.
 * 0 or ATTUNE_E_MEMORY.
 */
int say_entry(struct arena *arena, struct say_context *context,
              const struct language_entry *entry, struct str *out);

/* The same over all LANGUAGE_SAY entries of an id whose conditions hold. */
int say(struct arena *arena, struct say_context *context, const char *id,
        struct str *out);

/* A given template, filled; empty when a slot is not known. */
int say_fill(struct arena *arena, const struct say_context *context,
             struct str wording, struct str *out);

#endif
