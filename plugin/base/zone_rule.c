#include "base/zone_rule.h"

#include "base/zone.h"

enum {
  DAY_SECONDS = 24 * 3600,
  TWO_HOURS = 2 * 3600
};

/* What is left of the text; a part that is not there makes it fail. */
struct cursor {
  const char *at;
  const char *end;
  bool failed;
};

static char peek(const struct cursor *cursor) {
  return cursor->at < cursor->end ? *cursor->at : '\0';
}

static bool accept(struct cursor *cursor, char c) {
  if (peek(cursor) != c)
    return false;
  cursor->at++;
  return true;
}

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

static int number(struct cursor *cursor, int least, int most) {
  int value = 0;
  if (!is_digit(peek(cursor)))
    cursor->failed = true;
  while (is_digit(peek(cursor)) && value <= most)
    value = value * 10 + *cursor->at++ - '0';
  if (value < least || value > most)
    cursor->failed = true;
  return value;
}

/* Letters, or anything in angle brackets. */
static void skip_name(struct cursor *cursor) {
  const char *begin = cursor->at;
  if (accept(cursor, '<')) {
    while (peek(cursor) != '\0' && peek(cursor) != '>')
      cursor->at++;
    if (!accept(cursor, '>'))
      cursor->failed = true;
    return;
  }
  while ((peek(cursor) | 32) >= 'a' && (peek(cursor) | 32) <= 'z')
    cursor->at++;
  if (cursor->at - begin < 3)
    cursor->failed = true;
}

static int32_t time_of(struct cursor *cursor) {
  int sign = accept(cursor, '-') ? -1 : 1;
  (void)accept(cursor, '+');
  int seconds = number(cursor, 0, 167) * 3600;
  if (accept(cursor, ':'))
    seconds += number(cursor, 0, 59) * 60;
  if (accept(cursor, ':'))
    seconds += number(cursor, 0, 59);
  return sign * seconds;
}

static void change_of(struct cursor *cursor, struct zone_change *out) {
  *out = (struct zone_change){.at = TWO_HOURS};
  if (!accept(cursor, ','))
    cursor->failed = true;
  if (accept(cursor, 'M')) {
    out->month = number(cursor, 1, 12);
    cursor->failed |= !accept(cursor, '.');
    out->week = number(cursor, 1, 5);
    cursor->failed |= !accept(cursor, '.');
    out->day = number(cursor, 0, 6);
  } else if (accept(cursor, 'J')) {
    out->day = number(cursor, 1, 365) - 1;
    out->no_leap = true;
  } else {
    out->day = number(cursor, 0, 365);
  }
  if (accept(cursor, '/'))
    out->at = time_of(cursor);
}

bool zone_rule_parse(struct str text, struct zone_rule *out) {
  struct cursor cursor = {text.data, text.data + text.size, false};
  *out = (struct zone_rule){0};
  if (text.size == 0)
    return false;
  skip_name(&cursor);
  out->standard = -time_of(&cursor);
  if (cursor.at == cursor.end)
    return !cursor.failed;
  out->has_summer = true;
  skip_name(&cursor);
  out->summer = peek(&cursor) == ',' ? out->standard + 3600 : -time_of(&cursor);
  change_of(&cursor, &out->begin);
  change_of(&cursor, &out->end);
  return !cursor.failed && cursor.at == cursor.end;
}

static bool is_leap(int year) {
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int64_t day_of(const struct zone_change *change, int year) {
  if (change->month == 0) {
    int day = change->day;
    if (change->no_leap && is_leap(year) && day >= 59)
      day++;
    return zone_days(year, 1, 1) + day;
  }
  int64_t first = zone_days(year, change->month, 1);
  int64_t next = change->month == 12 ? zone_days(year + 1, 1, 1)
                                     : zone_days(year, change->month + 1, 1);
  int weekday = (int)((first % 7 + 11) % 7);
  int64_t day =
      first + (change->day - weekday + 7) % 7 + (change->week - 1) * 7;
  return day >= next ? day - 7 : day;
}

/* A change is told in the time that holds before it. */
static int64_t instant_of(const struct zone_change *change, int year,
                          int32_t offset) {
  return day_of(change, year) * DAY_SECONDS + change->at - offset;
}

int32_t zone_rule_offset(const struct zone_rule *rule, int64_t seconds) {
  struct zone_time local;
  if (!rule->has_summer)
    return rule->standard;
  zone_local(zone_utc, (seconds + rule->standard) * 1000, &local);
  int64_t begin = instant_of(&rule->begin, local.year, rule->standard);
  int64_t end = instant_of(&rule->end, local.year, rule->summer);
  bool summer = begin < end ? seconds >= begin && seconds < end
                            : seconds >= begin || seconds < end;
  return summer ? rule->summer : rule->standard;
}
