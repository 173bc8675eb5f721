/*
 * Better words for a finding that keep what its sentence tells: a few words
 * swapped for others of the same kind, or what is asked again said as what is
 * known. For wording.c alone.
 */
#ifndef ATTUNE_REWRITE_INSTEAD_H
#define ATTUNE_REWRITE_INSTEAD_H

#include "rewrite/fault.h"

/*
 * By the label [swap RULE], lines "words = others", the others filled as a
 * template: both must be able to stand in the same place of any sentence, or
 * with "^ " before them at its start. An edit without text.data: none. 0 or
 * ATTUNE_E_MEMORY.
 */
int instead_swap(const struct pass *pass, const struct fault *fault,
                 struct edit *out);

/*
 * "You cannot return it without the box" as "you can return it with the box":
 * the label [turn-round RULE], lines "words / words = others / others". Two
 * edits, or none: the first without text.data. 0 or ATTUNE_E_MEMORY.
 */
int instead_turn(const struct pass *pass, const struct fault *fault,
                 struct edit out[2]);

/*
 * "Could you give me your order number so I can check?", when it was given,
 * as "I have your order number, 4471-B, so I can check." By [say told.RULE].
 */
int instead_told(const struct pass *pass, const struct fault *fault,
                 struct edit *out);

/*
 * "Send the slip." as "Please send the slip.": a bare order, by the labels
 * [curt orders] and [curt objects]. An edit without text.data: none.
 */
int instead_order(const struct pass *pass, const struct fault *fault,
                  struct edit *out);

#endif
