#include "memory/promise.h"

#include "rewrite/say_words.h"

enum {
  END_OF_WORK = 18 * 60,
  LATE = 17 * 60 + 30,
  MIDNIGHT = 24 * 60 - 1,
  NUMBER_MOST = 400,
  NOT_SAID = -1
};
#define MINUTE_MS INT64_C(60000)

/* What one sentence says; NOT_SAID where it does not. */
struct saying {
  bool acts;
  bool denies;
  int64_t within_minutes;
  int working_days;
  int ahead;
  int weekday;
  int minute; /* of the day */
};

static int field_number(const struct language_entry *entry, const char *key) {
  return words_number(language_field(entry, key), NOT_SAID);
}

/* "24-48" is 48: the promise is kept until the end of it. */
static int largest_number(struct str text) {
  int largest = NOT_SAID, value = 0;
  bool inside = false;
  for (size_t i = 0; i <= text.size; i++) {
    char c = i < text.size ? text.data[i] : ' ';
    if (c >= '0' && c <= '9') {
      value = inside ? value : 0;
      inside = true;
      if (value <= NUMBER_MOST)
        value = value * 10 + c - '0';
    } else if (inside) {
      inside = false;
      largest = value > largest ? value : largest;
    }
  }
  return largest <= NUMBER_MOST ? largest : NOT_SAID;
}

/* The whole match is looked at: what is captured may be "24" of "24 to 48". */
static int count_of(const struct language *language, const struct text *text,
                    const struct language_match *match) {
  struct range range;
  int number = largest_number(str_slice(text->source, match->range));
  if (number != NOT_SAID)
    return number;
  if (!language_capture(language, text, match, "n", &range))
    return 1;
  struct str word = str_slice(text->source, range);
  const struct language_entry *label =
      language_find(language, LANGUAGE_LABEL, STR("promise"));
  return label ? words_number(words_other(label, word), 1) : 1;
}

static void hear_within(const struct language *language,
                        const struct text *text,
                        const struct language_match *match,
                        struct saying *saying) {
  int count = count_of(language, text, match);
  if (language_field(match->entry, "days").size > 0)
    saying->working_days = count;
  else
    saying->within_minutes =
        (int64_t)count * field_number(match->entry, "minutes");
}

/* "10:30" and "5" with what the entry adds; 12 pm is noon. */
static int clock_minute(const struct text *text,
                        const struct language_match *match,
                        struct range range) {
  struct str said = str_slice(text->source, range);
  int hour = 0, minute = 0;
  size_t i = 0;
  for (; i < said.size && said.data[i] >= '0' && said.data[i] <= '9'; i++)
    hour = hour > 24 ? hour : hour * 10 + said.data[i] - '0';
  if (i + 2 < said.size && (said.data[i] == ':' || said.data[i] == '.'))
    minute = (said.data[i + 1] - '0') * 10 + said.data[i + 2] - '0';
  int add = field_number(match->entry, "add");
  if (hour == 12 && add > 0)
    add = 0;
  int at = hour * 60 + minute + add;
  return at >= 0 && at <= MIDNIGHT ? at : NOT_SAID;
}

static void hear(const struct language *language, const struct text *text,
                 const struct language_match *match, struct saying *saying) {
  const struct language_entry *entry = match->entry;
  struct range range;
  if (str_is(entry->id, "act"))
    saying->acts = true;
  else if (str_is(entry->id, "not"))
    saying->denies = true;
  else if (str_is(entry->id, "within"))
    hear_within(language, text, match, saying);
  else if (str_is(entry->id, "day") && saying->ahead == NOT_SAID &&
           saying->weekday == NOT_SAID) {
    saying->ahead = field_number(entry, "ahead");
    saying->weekday = field_number(entry, "weekday");
  } else if (str_is(entry->id, "hour") && saying->minute == NOT_SAID)
    saying->minute = field_number(entry, "minute");
  else if (str_is(entry->id, "clock") &&
           language_capture(language, text, match, "n", &range))
    saying->minute = clock_minute(text, match, range);
}

static int64_t skip_weekends(int64_t days, int working) {
  while (working > 0) {
    int weekday = (int)((++days % 7 + 11) % 7);
    working -= weekday != 0 && weekday != 6;
  }
  return days;
}

static int end_of(const struct saying *saying, const struct zone_time *now,
                  bool today) {
  if (saying->minute != NOT_SAID)
    return saying->minute;
  return today && now->minute >= LATE ? MIDNIGHT : END_OF_WORK;
}

/* A day named is the next of that name, today's included. A time of day that
   is over today is tomorrow's. */
static int64_t due_on_day(const struct saying *saying, const struct zone *zone,
                          const struct zone_time *now) {
  int64_t days = now->days;
  if (saying->weekday != NOT_SAID)
    days += (saying->weekday - now->weekday + 7) % 7;
  else if (saying->ahead != NOT_SAID)
    days += saying->ahead;
  else if (saying->minute <= now->minute)
    days++;
  return zone_instant(zone, days, end_of(saying, now, days == now->days));
}

/* Before sent_ms: no time was said. */
static int64_t due_of(const struct saying *saying, const struct zone *zone,
                      int64_t sent_ms) {
  struct zone_time now;
  zone_local(zone, sent_ms, &now);
  if (saying->within_minutes != NOT_SAID)
    return sent_ms + saying->within_minutes * MINUTE_MS;
  if (saying->working_days != NOT_SAID)
    return zone_instant(zone, skip_weekends(now.days, saying->working_days),
                        END_OF_WORK);
  if (saying->ahead == NOT_SAID && saying->weekday == NOT_SAID &&
      saying->minute == NOT_SAID)
    return sent_ms - 1;
  return due_on_day(saying, zone, &now);
}

static const struct saying nothing = {.within_minutes = NOT_SAID,
                                      .working_days = NOT_SAID,
                                      .ahead = NOT_SAID,
                                      .weekday = NOT_SAID,
                                      .minute = NOT_SAID};

size_t promise_find(const struct language *language, const struct text *text,
                    const struct language_matches *matches, int64_t sent_ms,
                    const struct zone *zone, struct promise out[PROMISES_MAX]) {
  size_t count = 0, at = 0;
  while (at < matches->count && count < PROMISES_MAX) {
    uint32_t sentence = text->tokens[matches->items[at].first].sentence;
    struct saying saying = nothing;
    for (; at < matches->count &&
           text->tokens[matches->items[at].first].sentence == sentence;
         at++)
      if (matches->items[at].entry->kind == LANGUAGE_PROMISE)
        hear(language, text, &matches->items[at], &saying);
    int64_t due = due_of(&saying, zone, sent_ms);
    if (saying.acts && !saying.denies && due > sent_ms)
      out[count++] = (struct promise){text->sentences[sentence].range, due};
  }
  return count;
}
