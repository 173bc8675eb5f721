/*
 * Templates and how one is chosen and filled. A wording is a `say:` line:
 *
 *   say: I'm sorry {concern}, {name}.
 *
 * {slot} is filled with what the caller knows by that name, else with the
 * pack's [label placeholder.slot]; a wording whose slot is not known is not
 * eligible. {I} {I'll} {I've} {I'm} {me} {my} follow the voice (I or we), as
 * do contractions. Of the eligible wordings one is chosen by the seed, first
 * among those not used in this conversation that carry the customer's own
 * words, so that no two suggestions open alike and a run repeats to the byte.
 *
 * {concern} is a trouble told in a clause, {did} an act of the customer's,
 * {told} either, {thing} what it is about ("your order"); see say_concern.h.
 * A wording with {concern} goes before one with {thing}, both before one that
 * fits anybody.
 *
 * An entry may say when it is fitting, against the customer's latest message:
 *
 *   feelings: anger worry     one of these
 *   signals: leaving          one of these
 *   not_signals: safety       none of these, in all that was said
 *   min_heat: 1  max_heat: 2
 *   careful: yes              only where the latest message wants a person to
 *                             be gentle; no: not
 *   ours: yes                 only where it is plainly our doing; no: not
 *   refuses: yes              only into a draft that says no; no: not there
 *   thanked: no               only into a draft that does not thank
 *   formality: casual         or formal; without: in any voice
 *   min_warmth: 1
 *   apology: yes              it says sorry: only where nobody has yet
 *   lacks: reference date     none of these facts is known
 *   mentions: parcel order    one of these words is in the message
 *   words: 20                 no sentence of it is longer
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
  const struct text *heard;      /* the message, for `mentions`; or NULL */
  const struct say_voice *voice; /* by say_slots; NULL: looked up each time */
  bool careful_now;  /* history->careful is the latest message's, not earlier */
  bool apologised;   /* in the draft: see `apology` */
  bool refuses;      /* the draft: see `refuses` */
  bool thanked;      /* in the draft: see `thanked` */
  bool specific;     /* what was said last holds this conversation's words */
  uint64_t seed;     /* of conversation and message */
  uint64_t used[16]; /* wordings chosen in this analysis; memory keeps them */
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

/*
 * Up to most of them, no two of which say much the same: fewer where fewer
 * fit. 0 or ATTUNE_E_MEMORY.
 */
int say_several(struct arena *arena, struct say_context *context,
                const char *id, struct str *out, size_t most, size_t *count);

/* The same over the entries of an id and a part: [say ask.reference]. */
int say_part(struct arena *arena, struct say_context *context, const char *id,
             const char *part, struct str *out);

/* A given template, filled; empty when a slot is not known. */
int say_fill(struct arena *arena, const struct say_context *context,
             struct str wording, struct str *out);

/* Do the entry's conditions hold? See above. */
bool say_fits(const struct say_context *context,
              const struct language_entry *entry);

/* The slots: from the conversation, what the caller gave going first. */
int say_slots(struct arena *arena, struct say_context *context);

/* The i-th name of what say_slots knows, NULL behind the last. */
const char *say_slot_name(unsigned i);

#endif
