/* Plays conversations through the plugin and shows what comes back. */
#ifndef REPLAY_PLAY_H
#define REPLAY_PLAY_H

#include <signal.h>

#include "host.h"
#include "paint.h"
#include "receiver.h"
#include "summary.h"

struct options {
  const char *library;  /* NULL: beside the program */
  const char *manifest; /* NULL: an empty one */
  int colour;           /* as paint_init */
  unsigned width;       /* 0: the terminal's */
  bool json;
  bool quiet;
  unsigned long limit; /* conversations; 0: all */
};

struct play {
  const struct options *options;
  const volatile sig_atomic_t *interrupted;
  struct host host;
  struct receiver *receiver;
  struct paint paint;
  struct summary summary;
  json_object *played; /* id of a conversation: how often it was played */
  bool progress;
  double shown_at; /* the progress line, seconds */
};

/* Plays one file; what cannot be used in it is said and counted. */
void play_file(struct play *play, const char *name);

/* Is there no point in going on? */
bool play_over(const struct play *play);

double play_clock(void);

#endif
