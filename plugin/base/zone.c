#include "base/zone.h"

#include <attune.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/zone_rule.h"

enum {
  HEADER_BYTES = 44,
  FILE_BYTES_MAX = 65536,
  NAME_MAX_BYTES = 64,
  DAY_MINUTES = 24 * 60,
  DAY_SECONDS = 24 * 3600
};

struct zone {
  size_t count;         /* of changes */
  const int64_t *times; /* seconds since 1970, ascending */
  const int32_t *after; /* the offset from that time on, seconds */
  int32_t first;        /* the offset before all of them */
  bool has_rule;        /* for the time after the last change */
  struct zone_rule rule;
};

static const struct zone utc;
const struct zone *const zone_utc = &utc;

static int32_t offset_at(const struct zone *zone, int64_t seconds) {
  size_t low = 0, high = zone->count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (zone->times[middle] <= seconds)
      low = middle + 1;
    else
      high = middle;
  }
  if (low == zone->count && zone->has_rule)
    return zone_rule_offset(&zone->rule, seconds);
  return low == 0 ? zone->first : zone->after[low - 1];
}

/* Big-endian, as the files are on every machine. */
static int64_t big(const unsigned char *bytes, unsigned count) {
  uint64_t value = bytes[0] & 0x80 ? UINT64_MAX : 0;
  for (unsigned i = 0; i < count; i++)
    value = value << 8 | bytes[i];
  return (int64_t)value;
}

struct block {
  size_t times, types, chars, leaps, standards, universals;
  const unsigned char *body;
  size_t size; /* of the body */
};

static bool block_read(const unsigned char *bytes, size_t size,
                       unsigned time_bytes, struct block *out) {
  if (size < HEADER_BYTES || memcmp(bytes, "TZif", 4) != 0)
    return false;
  size_t counts[6];
  for (unsigned i = 0; i < 6; i++) {
    int64_t count = big(bytes + 20 + 4 * i, 4);
    if (count < 0 || count > FILE_BYTES_MAX)
      return false;
    counts[i] = (size_t)count;
  }
  *out = (struct block){.universals = counts[0],
                        .standards = counts[1],
                        .leaps = counts[2],
                        .times = counts[3],
                        .types = counts[4],
                        .chars = counts[5],
                        .body = bytes + HEADER_BYTES};
  out->size = out->times * (time_bytes + 1) + out->types * 6 + out->chars +
              out->leaps * (time_bytes + 4) + out->standards + out->universals;
  return out->types > 0 && out->size <= size - HEADER_BYTES;
}

static bool take_changes(struct arena *arena, const struct block *block,
                         struct zone *zone) {
  int64_t *times = arena_alloc(arena, (block->times + 1) * sizeof(*times));
  int32_t *after = arena_alloc(arena, (block->times + 1) * sizeof(*after));
  const unsigned char *indices = block->body + block->times * 8;
  const unsigned char *types = indices + block->times;
  if (!times || !after)
    return false;
  zone->first = (int32_t)big(types, 4);
  for (size_t i = 0; i < block->times; i++) {
    times[i] = big(block->body + 8 * i, 8);
    if (indices[i] >= block->types || (i > 0 && times[i] <= times[i - 1]))
      return false;
    after[i] = (int32_t)big(types + 6 * (size_t)indices[i], 4);
  }
  zone->times = times;
  zone->after = after;
  zone->count = block->times;
  return true;
}

/* A first block with times of four bytes, and the same again with eight. */
static bool zone_parse(struct arena *arena, const unsigned char *bytes,
                       size_t size, struct zone *zone) {
  struct block old, block;
  if (!block_read(bytes, size, 4, &old) || bytes[4] < '2')
    return false;
  size_t begin = HEADER_BYTES + old.size;
  if (!block_read(bytes + begin, size - begin, 8, &block) ||
      !take_changes(arena, &block, zone))
    return false;
  size_t footer = begin + HEADER_BYTES + block.size;
  if (footer + 2 <= size && bytes[footer] == '\n' && bytes[size - 1] == '\n')
    zone->has_rule = zone_rule_parse(
        (struct str){(const char *)bytes + footer + 1, size - footer - 2},
        &zone->rule);
  return true;
}

/* No name leads out of the folder. */
static bool is_name(struct str name) {
  if (name.size == 0 || name.size > NAME_MAX_BYTES || name.data[0] == '/')
    return false;
  for (size_t i = 0; i < name.size; i++) {
    char c = name.data[i];
    if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
          (c >= '0' && c <= '9') || c == '_' || c == '+' || c == '-' ||
          c == '/'))
      return false;
  }
  return true;
}

static size_t read_file(const char *path, unsigned char *out, size_t most) {
  size_t size = 0;
  ssize_t more = 0;
  struct stat facts;
  int file = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  if (file < 0)
    return 0;
  if (fstat(file, &facts) == 0 && S_ISREG(facts.st_mode))
    while (size < most && (more = read(file, out + size, most - size)) > 0)
      size += (size_t)more;
  close(file);
  return size;
}

static int load_file(struct arena *arena, struct str name, struct zone *zone) {
  static const struct str folder = {"/usr/share/zoneinfo/", 20};
  const struct str pieces[] = {folder, name};
  struct str path = arena_join(arena, pieces, 2);
  unsigned char *bytes = arena_alloc(arena, FILE_BYTES_MAX);
  if (!path.data || !bytes)
    return ATTUNE_E_MEMORY;
  size_t size = read_file(path.data, bytes, FILE_BYTES_MAX);
  return size > 0 && zone_parse(arena, bytes, size, zone) ? ATTUNE_OK
                                                          : ATTUNE_E_ARGUMENT;
}

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/* "+02:00" and "-03:30". */
static bool parse_offset(struct str name, int32_t *seconds) {
  const char *c = name.data;
  if (name.size != 6 || (c[0] != '+' && c[0] != '-') || c[3] != ':' ||
      !is_digit(c[1]) || !is_digit(c[2]) || !is_digit(c[4]) || !is_digit(c[5]))
    return false;
  int hours = (c[1] - '0') * 10 + c[2] - '0';
  int minutes = (c[4] - '0') * 10 + c[5] - '0';
  if (hours > 14 || minutes > 59)
    return false;
  *seconds = (c[0] == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
  return true;
}

int zone_load(struct arena *arena, struct str name, const struct zone **out) {
  *out = zone_utc;
  if (str_is(name, "UTC"))
    return ATTUNE_OK;
  struct zone *zone = arena_alloc(arena, sizeof(*zone));
  if (!zone)
    return ATTUNE_E_MEMORY;
  int status = ATTUNE_OK;
  if (!parse_offset(name, &zone->first))
    status = is_name(name) ? load_file(arena, name, zone) : ATTUNE_E_ARGUMENT;
  if (status == ATTUNE_OK)
    *out = zone;
  return status;
}

static int64_t floor_div(int64_t value, int64_t by) {
  return value / by - (value % by < 0);
}

/* Years begin in March here, so that a leap day is the last of its year. */
int64_t zone_days(int year, int month, int day) {
  int64_t y = year - (month <= 2);
  int64_t era = floor_div(y, 400), of_era = y - era * 400;
  int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year -
         719468;
}

static void date_of(int64_t days, struct zone_time *out) {
  int64_t shifted = days + 719468;
  int64_t era = floor_div(shifted, 146097), of_era = shifted - era * 146097;
  int64_t year =
      (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
  int64_t month = (5 * of_year + 2) / 153;
  out->day = (int)(of_year - (153 * month + 2) / 5 + 1);
  out->month = (int)(month < 10 ? month + 3 : month - 9);
  out->year = (int)(year + era * 400 + (out->month <= 2));
  out->weekday = (int)((days % 7 + 11) % 7);
  out->days = days;
}

void zone_local(const struct zone *zone, int64_t unix_ms,
                struct zone_time *out) {
  int64_t seconds = floor_div(unix_ms, 1000);
  seconds += offset_at(zone, seconds);
  int64_t days = floor_div(seconds, DAY_SECONDS);
  date_of(days, out);
  out->minute = (int)((seconds - days * DAY_SECONDS) / 60);
}

/* The first second of (low, high] with another offset than low's. */
static int64_t change_between(const struct zone *zone, int64_t low,
                              int64_t high) {
  int32_t before = offset_at(zone, low);
  while (high - low > 1) {
    int64_t middle = low + (high - low) / 2;
    if (offset_at(zone, middle) == before)
      low = middle;
    else
      high = middle;
  }
  return high;
}

int64_t zone_instant(const struct zone *zone, int64_t days, int minute) {
  int64_t local = days * DAY_SECONDS + (int64_t)minute * 60;
  int32_t before = offset_at(zone, local - DAY_SECONDS);
  int32_t after = offset_at(zone, local + DAY_SECONDS);
  int64_t first = local - before, second = local - after;
  if (offset_at(zone, first) == before)
    return first * 1000;
  if (offset_at(zone, second) == after)
    return second * 1000;
  return change_between(zone, second, first) * 1000;
}
