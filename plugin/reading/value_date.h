/* Days as values: one day, however it was written, has one. */
#ifndef ATTUNE_READING_VALUE_DATE_H
#define ATTUNE_READING_VALUE_DATE_H

#include "base/arena.h"
#include "base/str.h"

/*
 * 2026-03-09, or --03-09 and 2026-03 where less was said, when the words in
 * lower case can only be that; otherwise the words. {NULL, 0} when memory is
 * out, also for low.data NULL.
 */
struct str value_date(struct arena *arena, struct str low);

/* Three numbers that can be a day: 12/05/2026, 9.3.2026, 2026-03-09. */
bool value_is_day(struct str written);

#endif
