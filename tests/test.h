/*
 * A test runs in a process of its own with a time-out, so that a crash or
 * a hang is one failure and not the end of the run. A test program is any
 * number of TEST(name) { … } and nothing else; tests/test.c has main:
 *
 *   x_test            runs all, prints a line each and "N passed, N failed"
 *   x_test name …     runs these
 *   x_test --list     names them
 */
#ifndef ATTUNE_TEST_H
#define ATTUNE_TEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct test {
  const char *name;
  void (*run)(void);
  unsigned seconds; /* time-out */
  struct test *next;
};

void test_register(struct test *test);

/* Ends this test as failed, as skipped (said with the reason). */
_Noreturn void test_fail(const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
_Noreturn void test_skip(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* For a test that holds many cases: the case named in a failure. */
void test_case(const char *format, ...) __attribute__((format(printf, 1, 2)));

#define TEST_WITHIN(id, limit)                                                 \
  static void run_##id(void);                                                  \
  __attribute__((constructor)) static void register_##id(void) {               \
    static struct test test = {#id, run_##id, (limit), NULL};                  \
    test_register(&test);                                                      \
  }                                                                            \
  static void run_##id(void)

#define TEST(id) TEST_WITHIN(id, 20)

#define CHECK(condition)                                                       \
  do {                                                                         \
    if (!(condition))                                                          \
      test_fail(__FILE__, __LINE__, "%s", #condition);                         \
  } while (0)

#define CHECK_INT(actual, expected)                                            \
  do {                                                                         \
    long long actual_ = (long long)(actual);                                   \
    long long expected_ = (long long)(expected);                               \
    if (actual_ != expected_)                                                  \
      test_fail(__FILE__, __LINE__, "%s is %lld, not %lld", #actual, actual_,  \
                expected_);                                                    \
  } while (0)

/* actual: a struct str; expected: a NUL-terminated string. */
#define CHECK_STR(actual, expected)                                            \
  do {                                                                         \
    struct str actual_ = (actual);                                             \
    const char *expected_ = (expected);                                        \
    if (actual_.size != strlen(expected_) ||                                   \
        (actual_.size > 0 &&                                                   \
         memcmp(actual_.data, expected_, actual_.size) != 0))                  \
      test_fail(__FILE__, __LINE__, "%s is \"%.*s\", not \"%s\"", #actual,     \
                (int)actual_.size, actual_.data, expected_);                   \
  } while (0)

#endif
