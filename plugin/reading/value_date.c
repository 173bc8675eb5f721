#include "reading/value_date.h"

#include <stdio.h>

#define NUMBERS_MAX  3
#define THIS_CENTURY 2000

struct day {
  int year, month, day; /* 0: not told */
};

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

static bool is_letter(char c) {
  return c >= 'a' && c <= 'z';
}

static bool is_year(int number) {
  return number >= 1900 && number < 2200;
}

static bool is_month(int number) {
  return number >= 1 && number <= 12;
}

static bool is_day(int number) {
  return number >= 1 && number <= 31;
}

/* A day of no month is none: 31 June was meant as something else. */
static bool exists(struct day day) {
  static const int lengths[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return is_month(day.month) && day.day <= lengths[day.month - 1];
}

static int month_of(struct str word) {
  static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";
  if (word.size < 3)
    return 0;
  for (int i = 0; i < 12; i++)
    if (memcmp(word.data, months + 3 * i, 3) == 0)
      return i + 1;
  return 0;
}

struct numbers {
  int value[NUMBERS_MAX];
  size_t digits[NUMBERS_MAX];
  size_t count;
  int month;    /* told by its name, or 0 */
  bool unclear; /* more or longer numbers than a day has */
};

static void take_number(struct numbers *numbers, int number, size_t digits) {
  if (numbers->count == NUMBERS_MAX || digits > 4) {
    numbers->unclear = true;
    return;
  }
  numbers->value[numbers->count] = number;
  numbers->digits[numbers->count++] = digits;
}

static struct numbers numbers_of(struct str low) {
  struct numbers numbers = {.count = 0};
  for (size_t i = 0; i < low.size;) {
    size_t begin = i;
    int number = 0;
    if (is_digit(low.data[i])) {
      for (; i < low.size && is_digit(low.data[i]) && i - begin < 6; i++)
        number = number * 10 + (low.data[i] - '0');
      take_number(&numbers, number, i - begin);
    } else if (is_letter(low.data[i])) {
      while (i < low.size && is_letter(low.data[i]))
        i++;
      int month = month_of((struct str){low.data + begin, i - begin});
      numbers.month = month ? month : numbers.month;
    } else {
      i++;
    }
  }
  return numbers;
}

/* 3 March 2026, March 3rd, March 2026. */
static struct day day_in_words(const struct numbers *numbers) {
  struct day day = {.month = numbers->month}, none = {0};
  for (size_t i = 0; i < numbers->count; i++) {
    int number = numbers->value[i];
    if (numbers->digits[i] == 4 && is_year(number) && !day.year)
      day.year = number;
    else if (numbers->digits[i] <= 2 && is_day(number) && !day.day)
      day.day = number;
    else
      return none;
  }
  return day;
}

/*
 * Day or month first is the writer's country's business: only what cannot
 * be the other way round is taken, 25/12 and 3/3.
 */
static struct day day_in_numbers(const struct numbers *numbers) {
  struct day day = {0};
  const int *value = numbers->value;
  if (numbers->count != 3)
    return day;
  if (numbers->digits[0] == 4 && is_year(value[0]))
    return (struct day){value[0], value[1], value[2]};
  if (numbers->digits[2] == 4 && is_year(value[2]))
    day.year = value[2];
  else if (numbers->digits[2] == 2)
    day.year = THIS_CENTURY + value[2];
  else
    return day;
  if (is_month(value[0]) && is_month(value[1]) && value[0] != value[1])
    return (struct day){0};
  bool month_first = is_month(value[0]);
  day.month = month_first ? value[0] : value[1];
  day.day = month_first ? value[1] : value[0];
  return day;
}

static int write(char *out, size_t room, struct day day) {
  if (!day.year)
    return snprintf(out, room, "--%02d-%02d", day.month % 100, day.day % 100);
  if (!day.day)
    return snprintf(out, room, "%04d-%02d", day.year % 10000, day.month % 100);
  return snprintf(out, room, "%04d-%02d-%02d", day.year % 10000,
                  day.month % 100, day.day % 100);
}

struct str value_date(struct arena *arena, struct str low) {
  char iso[16];
  if (!low.data)
    return low;
  struct numbers numbers = numbers_of(low);
  struct day day =
      numbers.month ? day_in_words(&numbers) : day_in_numbers(&numbers);
  if (numbers.unclear || !exists(day) || (!day.year && !day.day) ||
      (!numbers.month && !is_day(day.day)))
    return low;
  int size = write(iso, sizeof(iso), day);
  return arena_str(arena, (struct str){iso, (size_t)size});
}

bool value_is_day(struct str written) {
  struct numbers numbers = numbers_of(written);
  const int *value = numbers.value;
  bool points = memchr(written.data, '.', written.size) != NULL;
  if (numbers.count != 3 || numbers.unclear)
    return false;
  if (numbers.digits[0] == 4)
    return is_year(value[0]) && is_month(value[1]) && is_day(value[2]);
  /* 1.12.22 is a version more often than a day. */
  if (numbers.digits[2] != 4 && (points || numbers.digits[2] != 2))
    return false;
  return is_day(value[0]) && is_day(value[1]) &&
         (is_month(value[0]) || is_month(value[1]));
}
