/*
 * Watches the manifest's directory, not the file: an editor replaces the
 * file, and a watch on it would go with the old one. Many small changes in
 * a row are one reload.
 */
#ifndef ATTUNE_RUNTIME_WATCH_H
#define ATTUNE_RUNTIME_WATCH_H

#include <uv.h>

#include "runtime/shared.h"

struct watch {
  uv_fs_event_t directory;
  uv_timer_t settle;
  struct shared *shared;
  bool open; /* both handles are initialised and not closed */
};

/* Without inotify (too many watches) there is no hot reload: logged. */
void watch_open(struct watch *watch, uv_loop_t *loop, struct shared *shared);
void watch_close(struct watch *watch);

#endif
