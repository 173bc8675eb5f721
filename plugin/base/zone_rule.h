/* The rule at the end of a zone file, for the years after its last change:
 * "CET-1CEST,M3.5.0,M10.5.0/3". For base/zone.c alone. */
#ifndef ATTUNE_BASE_ZONE_RULE_H
#define ATTUNE_BASE_ZONE_RULE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

/* The week'th weekday of a month (5: the last), or a day of the year. */
struct zone_change {
  int month; /* 0: by day of the year */
  int week;
  int day;      /* weekday, or days after 1 January */
  bool no_leap; /* the day of the year never counts 29 February */
  int32_t at;   /* seconds after local midnight */
};

struct zone_rule {
  int32_t standard; /* seconds east of Greenwich */
  int32_t summer;
  bool has_summer;
  struct zone_change begin;
  struct zone_change end;
};

bool zone_rule_parse(struct str text, struct zone_rule *out);
int32_t zone_rule_offset(const struct zone_rule *rule, int64_t seconds);

#endif
