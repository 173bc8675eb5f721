/*
 * Sentences in free words that no finding names and that no warm word may
 * stand beside: by the pack's phrases [guard left.…], each with a `role:`
 *
 *   goes    the whole sentence says nothing that helps anybody now
 *   opens   it reads on without these first words: "Our terms say that …"
 *   ends    nor does it need these last words: "…, as you were not in"
 *   hurts   it cannot go, and nothing is offered while it stands there
 *   offers  the draft itself says what can be done: no gap is left for it
 *   stands  it says where the matter stands, not what comes next
 *
 * A phrase with a `heat:` is for customers so upset. What goes is held
 * against facts, names and promises as all removals are; where it may not go,
 * it hurts. `rule:` is what the edit is named for.
 */
#ifndef ATTUNE_REWRITE_LEFTOVER_H
#define ATTUNE_REWRITE_LEFTOVER_H

#include "rewrite/pass.h"

/* Is it of these phrases, and so no word whose count must be kept? */
bool leftover_is(const struct language_entry *entry);

/* Takes out what goes; the last of a reply makes room for the agent's own. */
int leftover_drop(const struct pass *pass, struct edit_list *out);

/* Does the text still hold what hurts? */
bool leftover_hurts(const struct language_matches *matches);

/*
 * Does the learnt model hear blame or doubt in a sentence of the draft's own
 * that stays? Words that only say no are none where a way out follows.
 */
bool leftover_is_harsh(const struct language *language, struct str draft,
                       const struct text *text, bool way_out);

/* Is something asked for, as a step, that the customer said they did? */
bool leftover_asks_tried(const struct language *language,
                         const struct history *history,
                         const struct text *text);

/* Does it say what can be done, or only where the matter stands? */
bool leftover_offers(const struct language_matches *matches);
bool leftover_stands(const struct language_matches *matches);

#endif
