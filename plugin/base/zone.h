/*
 * Time zones without the host's TZ, locale or environment: the rules of one
 * zone from the system's zone files, kept for as long as it is wanted.
 * Instants are Unix milliseconds; days and minutes are the zone's own.
 */
#ifndef ATTUNE_BASE_ZONE_H
#define ATTUNE_BASE_ZONE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

struct zone;

/* Universal time; always there. */
extern const struct zone *const zone_utc;

/*
 * "UTC", an offset such as "+02:00", or a name such as "Europe/Berlin" from
 * the system's files; in the arena. ATTUNE_E_ARGUMENT: no such zone (or no
 * zone files on this machine), ATTUNE_E_MEMORY.
 */
int zone_load(struct arena *arena, struct str name, const struct zone **out);

struct zone_time {
  int year;
  int month;    /* 1 to 12 */
  int day;      /* 1 to 31 */
  int weekday;  /* 0 Sunday to 6 */
  int minute;   /* of the day */
  int64_t days; /* since 1970-01-01, of the local date */
};

void zone_local(const struct zone *zone, int64_t unix_ms,
                struct zone_time *out);

/*
 * The instant of a minute of a local day (days since 1970-01-01); minutes
 * beyond a day run on into the next. One that a change of clocks skips is the
 * instant of the change; of two it is the first.
 */
int64_t zone_instant(const struct zone *zone, int64_t days, int minute);

/* Days since 1970-01-01 of a date of the Gregorian calendar, and back. */
int64_t zone_days(int year, int month, int day);

#endif
