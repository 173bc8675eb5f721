/*
 * What of a finding goes without other words in its place: a whole sentence
 * that says nothing else, a clause, a few words that the rest reads on
 * without. For wording.c alone.
 */
#ifndef ATTUNE_REWRITE_DROP_H
#define ATTUNE_REWRITE_DROP_H

#include "rewrite/fault.h"

/* Where the rule's own "-" allows it. Each: 0 or ATTUNE_E_MEMORY. */
int drop_fault(const struct pass *pass, const struct fault *fault,
               struct edit_list *out, bool *done);

/* Where one of the labels [goes.…] allows it. */
int drop_listed(const struct pass *pass, const struct fault *fault,
                struct edit_list *out, bool *done);

/* The sentence whose better words stand elsewhere already. */
int drop_rest(const struct pass *pass, const struct fault *fault,
              struct edit_list *out, bool *done);

/* Full stops for the exclamation marks that the voice does not have. */
int drop_bangs(const struct pass *pass, const struct fault *fault,
               struct edit_list *out, bool *done);

/*
 * Sentences that no finding names and that say as little: those of the label
 * [goes.alone], lines "words = rule", in a draft with a fault.
 */
int drop_alone(const struct pass *pass, struct edit_list *out);

/* Does its sentence say nothing but what could be said to anybody? */
bool drop_is_stock(const struct pass *pass, const struct fault *fault);

/* Would its sentence go, were it not the last that says anything? */
bool drop_is_last(const struct pass *pass, const struct fault *fault,
                  const struct edit_list *out);

#endif
