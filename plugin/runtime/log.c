#include "runtime/log.h"

#include <attune.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

enum {
  LINE_BYTES = 512,
  BURST = 120, /* more than a report of the manifest has lines */
  REFILL_US = 100000
};

int log_init(struct log *log, const struct clock *clock,
             void (*callback)(void *, int32_t, const char *), void *user) {
  *log = (struct log){.callback = callback,
                      .user = user,
                      .clock = clock,
                      .fd = STDERR_FILENO,
                      .level = LOG_WARNING,
                      .refilled_us = clock_mono_us(clock),
                      .tokens = BURST};
  return pthread_mutex_init(&log->lock, NULL) == 0 ? ATTUNE_OK
                                                   : ATTUNE_E_MEMORY;
}

static void drop_fd(struct log *log) {
  if (log->own_fd)
    close(log->fd);
  log->fd = -1;
  log->own_fd = false;
}

void log_fini(struct log *log) {
  drop_fd(log);
  pthread_mutex_destroy(&log->lock);
}

/* Never below 3: a host may have closed its standard files. */
static int open_file(const char *path) {
  int fd = open(
      path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK,
      0600);
  if (fd < 0 || fd > STDERR_FILENO)
    return fd;
  int higher = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
  close(fd);
  return higher;
}

void log_configure(struct log *log, const struct manifest *manifest) {
  char path[4096];
  struct str to = manifest->log_to;
  bool to_stderr = str_is(to, "stderr");
  int fd = STDERR_FILENO;
  bool opened = to.size > 0 && to.size < sizeof(path);
  if (opened && !to_stderr) {
    memcpy(path, to.data, to.size);
    path[to.size] = '\0';
    fd = open_file(path);
  }
  pthread_mutex_lock(&log->lock);
  log->level = manifest->log_level;
  if (fd >= 0 || !opened) {
    drop_fd(log);
    log->fd = opened ? fd : -1;
    log->own_fd = opened && !to_stderr;
  }
  pthread_mutex_unlock(&log->lock);
  if (opened && fd < 0)
    log_line(log, LOG_WARNING, "log.to cannot be opened (errno %d)", errno);
}

static bool admit(struct log *log, unsigned *suppressed) {
  int64_t now = clock_mono_us(log->clock);
  int64_t refill = (now - log->refilled_us) / REFILL_US;
  if (refill > 0) {
    log->tokens =
        refill > BURST - log->tokens ? BURST : log->tokens + (int)refill;
    log->refilled_us = now;
  }
  if (log->tokens == 0) {
    log->suppressed++;
    return false;
  }
  log->tokens--;
  *suppressed = log->suppressed;
  log->suppressed = 0;
  return true;
}

static const char *level_word(enum log_level level) {
  static const char *const words[] = {"error", "warning", "info", "debug"};
  return words[level];
}

static void escape(char *line) {
  for (unsigned char *at = (unsigned char *)line; *at; at++)
    if (*at < 0x20 || *at == 0x7f)
      *at = '?';
}

/* Under the lock: a reload that closed the file in between would send the line
   to whatever the host opens next under its number. */
static void write_line(struct log *log, enum log_level level,
                       const char *line) {
  char full[LINE_BYTES + 32];
  int size =
      snprintf(full, sizeof(full), "attune: %s: %s\n", level_word(level), line);
  pthread_mutex_lock(&log->lock);
  /* A log that cannot be written is no reason to trouble the host. */
  if (size > 0 && log->fd >= 0)
    (void)!write(log->fd, full, (size_t)size);
  pthread_mutex_unlock(&log->lock);
}

static void emit(struct log *log, enum log_level level, const char *line) {
  if (log->callback)
    log->callback(log->user, (int32_t)level, line);
  else
    write_line(log, level, line);
}

void log_line(struct log *log, enum log_level level, const char *format, ...) {
  char line[LINE_BYTES];
  unsigned suppressed = 0;
  va_list args;
  pthread_mutex_lock(&log->lock);
  bool admitted = level <= log->level && admit(log, &suppressed);
  pthread_mutex_unlock(&log->lock);
  if (!admitted)
    return;
  va_start(args, format);
  vsnprintf(line, sizeof(line), format, args);
  va_end(args);
  escape(line);
  emit(log, level, line);
  if (suppressed > 0) {
    snprintf(line, sizeof(line), "%u lines were left out", suppressed);
    emit(log, level, line);
  }
}

void log_report(struct log *log, enum log_level level, struct str report) {
  while (report.size > 0) {
    const char *end = memchr(report.data, '\n', report.size);
    size_t size = end ? (size_t)(end - report.data) : report.size;
    if (size > 0)
      log_line(log, level, "%.*s", (int)size, report.data);
    size_t used = end ? size + 1 : size;
    report = (struct str){report.data + used, report.size - used};
  }
}
