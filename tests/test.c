#include "test.h"

#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
  EXIT_FAILED = 1,
  EXIT_SKIPPED = 77
};

/* A sanitized program may take as many times as long. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define PATIENCE 4
#else
#define PATIENCE 1
#endif

static struct test *tests;
static struct test **tests_end = &tests;
static char current_case[200];

void test_register(struct test *test) {
  *tests_end = test;
  tests_end = &test->next;
}

void test_case(const char *format, ...) {
  va_list args;
  va_start(args, format);
  vsnprintf(current_case, sizeof(current_case), format, args);
  va_end(args);
}

void test_fail(const char *file, int line, const char *format, ...) {
  va_list args;
  fprintf(stderr, "  %s:%d: ", file, line);
  va_start(args, format);
  vfprintf(stderr, format, args);
  va_end(args);
  fputs("\n", stderr);
  if (current_case[0])
    fprintf(stderr, "  in case: %s\n", current_case);
  fflush(NULL);
  _exit(EXIT_FAILED);
}

void test_skip(const char *format, ...) {
  va_list args;
  fputs("  skipped: ", stdout);
  va_start(args, format);
  vprintf(format, args);
  va_end(args);
  fputs("\n", stdout);
  fflush(NULL);
  _exit(EXIT_SKIPPED);
}

/* exit, not _exit: LeakSanitizer reports at exit and changes the status. */
_Noreturn static void run_here(const struct test *test) {
  setpgid(0, 0);
  alarm(test->seconds * PATIENCE);
  test->run();
  fflush(NULL);
  exit(0);
}

static int run_apart(const struct test *test) {
  fflush(NULL);
  pid_t child = fork();
  if (child == 0)
    run_here(test);
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) != child)
    return EXIT_FAILED;
  /* What the test forked has no alarm, and would hold our output open. */
  kill(-child, SIGKILL);
  if (WIFEXITED(status))
    return WEXITSTATUS(status);
  fprintf(stderr, "  ended by signal %d%s\n", WTERMSIG(status),
          WTERMSIG(status) == SIGALRM ? " (time-out)" : "");
  return EXIT_FAILED;
}

static bool wanted(const struct test *test, int argc, char **argv) {
  for (int i = 1; i < argc; i++)
    if (strcmp(argv[i], test->name) == 0)
      return true;
  return argc < 2;
}

static int list(void) {
  for (const struct test *test = tests; test; test = test->next)
    puts(test->name);
  return 0;
}

int main(int argc, char **argv) {
  unsigned passed = 0, failed = 0, skipped = 0;
  if (argc == 2 && strcmp(argv[1], "--list") == 0)
    return list();
  for (const struct test *test = tests; test; test = test->next) {
    if (!wanted(test, argc, argv))
      continue;
    int result = run_apart(test);
    const char *word = result == 0              ? "ok"
                       : result == EXIT_SKIPPED ? "skip"
                                                : "FAIL";
    printf("%-4s %s\n", word, test->name);
    passed += result == 0;
    skipped += result == EXIT_SKIPPED;
    failed += result != 0 && result != EXIT_SKIPPED;
  }
  printf("%u passed, %u failed, %u skipped\n", passed, failed, skipped);
  return failed > 0 || passed + skipped == 0;
}
