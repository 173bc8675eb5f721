/*
 * Lines for the administrator: to the host's callback, else to where the
 * manifest says. Never a word of a customer's or an agent's, never a secret;
 * what could break a line is escaped, and a flood is cut and counted.
 */
#ifndef ATTUNE_RUNTIME_LOG_H
#define ATTUNE_RUNTIME_LOG_H

#include <pthread.h>
#include <stdint.h>

#include "base/clock.h"
#include "manifest/manifest.h"

struct log {
  void (*callback)(void *user, int32_t level, const char *line);
  void *user;
  const struct clock *clock;
  pthread_mutex_t lock; /* guards what follows, not the callback */
  int fd;               /* -1: nowhere */
  bool own_fd;
  enum log_level level;
  int64_t refilled_us;
  int tokens;
  unsigned suppressed;
};

int log_init(struct log *log, const struct clock *clock,
             void (*callback)(void *, int32_t, const char *), void *user);
void log_fini(struct log *log);

/* Where lines go and which, from now on. A path that cannot be opened keeps
 * the old place and says so there. */
void log_configure(struct log *log, const struct manifest *manifest);

void log_line(struct log *log, enum log_level level, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* A report of several lines, each a line of the log. */
void log_report(struct log *log, enum log_level level, struct str report);

#endif
