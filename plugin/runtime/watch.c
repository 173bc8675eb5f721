#include "runtime/watch.h"

enum {
  SETTLE_MS = 250
};

static const char *base_name(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

static void on_settled(uv_timer_t *timer) {
  struct watch *watch = timer->data;
  struct report report = {0};
  /* What went wrong is in the log and in an event; there is no caller. */
  (void)shared_reload(watch->shared, true, &report);
  report_fini(&report);
}

static void on_change(uv_fs_event_t *handle, const char *name, int events,
                      int status) {
  struct watch *watch = handle->data;
  (void)events;
  if (status < 0 || !name || strcmp(name, base_name(watch->shared->path)) != 0)
    return;
  uv_timer_start(&watch->settle, on_settled, SETTLE_MS, 0);
}

static int start(struct watch *watch) {
  char directory[4096];
  const char *path = watch->shared->path;
  size_t size = (size_t)(base_name(path) - path);
  if (size >= sizeof(directory))
    return UV_ENAMETOOLONG;
  memcpy(directory, path, size);
  strcpy(directory + size, size == 0 ? "." : "");
  return uv_fs_event_start(&watch->directory, on_change, directory, 0);
}

void watch_open(struct watch *watch, uv_loop_t *loop, struct shared *shared) {
  *watch = (struct watch){.shared = shared, .open = true};
  uv_fs_event_init(loop, &watch->directory);
  uv_timer_init(loop, &watch->settle);
  watch->directory.data = watch;
  watch->settle.data = watch;
  int status = start(watch);
  if (status < 0)
    log_line(&shared->log, LOG_WARNING, "the manifest is not watched: %s",
             uv_err_name(status));
}

void watch_close(struct watch *watch) {
  if (!watch->open)
    return;
  watch->open = false;
  uv_close((uv_handle_t *)&watch->directory, NULL);
  uv_close((uv_handle_t *)&watch->settle, NULL);
}
