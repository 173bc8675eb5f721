#include "runtime/log.h"

#include <attune.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test.h"

static int64_t now_us = 1000000;

static int64_t mono(void *user) {
  (void)user;
  return now_us;
}

static const struct clock fixed = {mono, mono, NULL};

static char heard[65536];
static unsigned lines;

static void hear(void *user, int32_t level, const char *line) {
  size_t used = strlen(heard);
  CHECK(user == &lines);
  lines++;
  snprintf(heard + used, sizeof(heard) - used, "%d:%s|", (int)level, line);
}

static void listen(struct log *log, enum log_level level) {
  struct manifest manifest = {.log_to = STR("stderr"), .log_level = level};
  CHECK_INT(log_init(log, &fixed, hear, &lines), ATTUNE_OK);
  log_configure(log, &manifest);
}

TEST(lines_below_the_level_are_not_said) {
  struct log log;
  listen(&log, LOG_INFO);
  log_line(&log, LOG_ERROR, "%s", "a");
  log_line(&log, LOG_WARNING, "b %d", 7);
  log_line(&log, LOG_INFO, "c");
  log_line(&log, LOG_DEBUG, "d");
  CHECK_STR(str_of(heard), "0:a|1:b 7|2:c|");
  log_fini(&log);
}

TEST(before_a_manifest_warnings_are_said) {
  struct log log;
  CHECK_INT(log_init(&log, &fixed, hear, &lines), ATTUNE_OK);
  log_line(&log, LOG_INFO, "no");
  log_line(&log, LOG_WARNING, "yes");
  CHECK_STR(str_of(heard), "1:yes|");
  log_fini(&log);
}

static void flood(struct log *log, unsigned count) {
  for (unsigned i = 0; i < count; i++)
    log_line(log, LOG_WARNING, "x");
}

TEST(a_flood_is_cut_and_counted) {
  struct log log;
  listen(&log, LOG_WARNING);
  flood(&log, 150);
  CHECK_INT(lines, 120);
  now_us += 99999;
  flood(&log, 1);
  CHECK_INT(lines, 120);
  heard[0] = '\0';
  now_us += 1; /* a tenth of a second is one more line */
  flood(&log, 3);
  CHECK_STR(str_of(heard), "1:x|1:31 lines were left out|");
  lines = 0;
  now_us += 3600ll * 1000000; /* an hour of silence is no larger burst */
  flood(&log, 150);
  CHECK_INT(lines, 120 + 1);
  log_fini(&log);
}

TEST(what_is_below_the_level_uses_up_no_room) {
  struct log log;
  listen(&log, LOG_WARNING);
  for (int i = 0; i < 1000; i++)
    log_line(&log, LOG_DEBUG, "x");
  log_line(&log, LOG_ERROR, "the one that counts");
  CHECK_STR(str_of(heard), "0:the one that counts|");
  log_fini(&log);
}

TEST(what_would_break_a_line_is_taken_out) {
  struct log log;
  listen(&log, LOG_WARNING);
  log_line(&log, LOG_WARNING, "%s", "a\nattune: error: b\r\x1b[31m\tc\x7f");
  CHECK_STR(str_of(heard), "1:a?attune: error: b??[31m?c?|");
  log_fini(&log);
}

TEST(a_long_line_is_cut) {
  struct log log;
  char text[2000];
  listen(&log, LOG_WARNING);
  memset(text, 'y', sizeof(text) - 1);
  text[sizeof(text) - 1] = '\0';
  log_line(&log, LOG_WARNING, "%s", text);
  CHECK_INT(lines, 1);
  CHECK(strlen(heard) > 400 && strlen(heard) < 520);
  log_fini(&log);
}

TEST(a_report_is_a_line_each) {
  struct log log;
  listen(&log, LOG_ERROR);
  log_report(&log, LOG_ERROR, STR("m:1:1: one\n\nm:2:1: two\nthe last"));
  CHECK_STR(str_of(heard), "0:m:1:1: one|0:m:2:1: two|0:the last|");
  log_report(&log, LOG_ERROR, (struct str){NULL, 0});
  CHECK_INT(lines, 3);
  log_fini(&log);
}

static char directory[] = "/tmp/attune-log-XXXXXX";

static void path_in(char *out, size_t size, const char *name) {
  snprintf(out, size, "%s/%s", directory, name);
}

static size_t read_file(const char *path, char *out, size_t size) {
  FILE *file = fopen(path, "r");
  CHECK(file != NULL);
  size_t got = fread(out, 1, size - 1, file);
  out[got] = '\0';
  fclose(file);
  return got;
}

TEST(lines_go_to_the_file_the_manifest_names) {
  struct log log;
  struct stat about;
  char path[64], text[512];
  CHECK(mkdtemp(directory));
  path_in(path, sizeof(path), "log");
  CHECK_INT(log_init(&log, &fixed, NULL, NULL), ATTUNE_OK);
  const struct manifest manifest = {.log_to = str_of(path),
                                    .log_level = LOG_INFO};
  log_configure(&log, &manifest);
  log_line(&log, LOG_INFO, "one");
  log_configure(&log, &manifest); /* again, after a reload: it goes on */
  log_line(&log, LOG_ERROR, "two");
  log_fini(&log);
  read_file(path, text, sizeof(text));
  CHECK_STR(str_of(text), "attune: info: one\nattune: error: two\n");
  CHECK_INT(stat(path, &about), 0);
  CHECK_INT(about.st_mode & 0777, 0600);
  unlink(path);
  rmdir(directory);
}

TEST(a_place_that_cannot_be_opened_keeps_the_old_one) {
  struct log log;
  char path[64], other[64], text[512];
  CHECK(mkdtemp(directory));
  path_in(path, sizeof(path), "log");
  path_in(other, sizeof(other), "link");
  CHECK_INT(symlink(path, other), 0);
  CHECK_INT(log_init(&log, &fixed, NULL, NULL), ATTUNE_OK);
  struct manifest manifest = {.log_to = str_of(path), .log_level = LOG_WARNING};
  log_configure(&log, &manifest);
  manifest.log_to = STR("/nonexistent/log");
  log_configure(&log, &manifest);
  log_line(&log, LOG_WARNING, "still here");
  manifest.log_to = str_of(other); /* a link could point anywhere */
  log_configure(&log, &manifest);
  log_line(&log, LOG_WARNING, "and here");
  log_fini(&log);
  read_file(path, text, sizeof(text));
  CHECK(strstr(text, "warning: log.to cannot be opened (errno 2)\n"));
  CHECK(strstr(text, "warning: still here\n"));
  CHECK(strstr(text, "warning: log.to cannot be opened (errno 40)\n"));
  CHECK(strstr(text, "warning: and here\n"));
  unlink(path);
  unlink(other);
  rmdir(directory);
}

TEST(descriptors_are_closed_and_never_the_hosts_own) {
  struct log log;
  char path[64];
  CHECK(mkdtemp(directory));
  path_in(path, sizeof(path), "log");
  struct manifest manifest = {.log_to = str_of(path), .log_level = LOG_INFO};
  int before = dup(0);
  close(before);
  close(STDIN_FILENO); /* a daemon's: a log must not become its input */
  CHECK_INT(log_init(&log, &fixed, NULL, NULL), ATTUNE_OK);
  for (int i = 0; i < 20; i++)
    log_configure(&log, &manifest);
  CHECK(log.fd > STDERR_FILENO);
  CHECK(fcntl(log.fd, F_GETFD) & FD_CLOEXEC);
  log_fini(&log);
  CHECK(fcntl(STDIN_FILENO, F_GETFD) < 0);
  CHECK(fcntl(STDERR_FILENO, F_GETFD) >= 0);
  CHECK_INT(open("/dev/null", O_RDONLY), STDIN_FILENO);
  int after = dup(0);
  CHECK_INT(after, before);
  unlink(path);
  rmdir(directory);
}

TEST(without_a_place_nothing_is_written) {
  struct log log;
  int channel[2];
  char byte;
  CHECK_INT(pipe2(channel, O_NONBLOCK), 0);
  CHECK_INT(log_init(&log, &fixed, NULL, NULL), ATTUNE_OK);
  const struct manifest manifest = {.log_level = LOG_DEBUG};
  int kept = dup(STDERR_FILENO);
  CHECK(dup2(channel[1], STDERR_FILENO) >= 0);
  log_configure(&log, &manifest);
  log_line(&log, LOG_ERROR, "nowhere");
  dup2(kept, STDERR_FILENO);
  CHECK(read(channel[0], &byte, 1) < 0);
  log_fini(&log);
}
