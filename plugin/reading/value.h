/*
 * Facts as values: one fact has one value however it was written, so that
 * what is known can be compared with what is asked for.
 */
#ifndef ATTUNE_READING_VALUE_H
#define ATTUNE_READING_VALUE_H

#include "reading/reading.h"

/*
 * A reference in capitals without punctuation; a date as value_date.h says;
 * an amount as GBP 1200.50, or $1200.50 where the sign is of many countries;
 * a telephone as digits behind its +; a card as its last four digits alone;
 * other things as written in single-spaced lower case, a name as it is. A
 * card inside other words is still whole: see fact_mask_cards. {NULL, 0} when
 * memory is out.
 */
struct str value_of(struct arena *arena, const struct text *text,
                    enum fact_kind kind, struct range range);

#endif
