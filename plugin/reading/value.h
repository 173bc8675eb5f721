/*
 * Facts as values: one fact has one value however it was written, so that
 * what is known can be compared with what is asked for.
 */
#ifndef ATTUNE_READING_VALUE_H
#define ATTUNE_READING_VALUE_H

#include "reading/reading.h"

/*
 * A reference in capitals without punctuation, a date as 2026-03-09 or
 * --03-09 where it can only be that day, an amount as £1200.50 with its
 * sign, other things as written in single-spaced lower case. {NULL, 0} when
 * memory is out.
 */
struct str value_of(struct arena *arena, const struct text *text,
                    enum fact_kind kind, struct range range);

#endif
