/*
 * A realloc that fails while libuv grows the table of its descriptors: the
 * reserve takes over, what was watched stays watched, and with memory back
 * the table leaves the reserve again.
 */
#include "runtime/reserve.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>
#include <uv.h>

#include "test.h"

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) &&         \
    !defined(ATTUNE_SHARED_DEPS)

void *__libc_realloc(void *old, size_t size);

static atomic_bool failing;
static atomic_uint failed;

__attribute__((visibility("default"))) void *realloc(void *old, size_t size) {
  if (!atomic_load(&failing))
    return __libc_realloc(old, size);
  atomic_fetch_add(&failed, 1);
  errno = ENOMEM;
  return NULL;
}

enum {
  WATCHES = 6
};

/* A loop that watches eventfds whose numbers lie far apart, so that each
   one makes the table grow. */
struct room {
  uv_loop_t loop;
  uv_poll_t polls[WATCHES];
  int fds[WATCHES];
  unsigned fired[WATCHES];
  int count;
};

static void on_ready(uv_poll_t *poll, int status, int events) {
  struct room *room = poll->data;
  uint64_t value;
  ptrdiff_t which = poll - room->polls;
  CHECK_INT(status, 0);
  CHECK(events & UV_READABLE);
  CHECK_INT(read(room->fds[which], &value, sizeof(value)), sizeof(value));
  room->fired[which]++;
}

static void room_open(struct room *room) {
  memset(room, 0, sizeof(*room));
  CHECK_INT(uv_loop_init(&room->loop), 0);
}

static void room_watch(struct room *room, int lowest) {
  int fd = eventfd(0, EFD_NONBLOCK);
  int which = room->count++;
  uv_poll_t *poll = &room->polls[which];
  CHECK(fd >= 0);
  room->fds[which] = fcntl(fd, F_DUPFD, lowest);
  CHECK(room->fds[which] >= lowest);
  close(fd);
  CHECK_INT(uv_poll_init(&room->loop, poll, room->fds[which]), 0);
  poll->data = room;
  CHECK_INT(uv_poll_start(poll, UV_READABLE, on_ready), 0);
}

/* Every watch fires once, which it would not out of a table gone bad. */
static void room_check(struct room *room) {
  uint64_t one = 1;
  for (int i = 0; i < room->count; i++) {
    room->fired[i] = 0;
    CHECK_INT(write(room->fds[i], &one, sizeof(one)), sizeof(one));
  }
  uv_run(&room->loop, UV_RUN_NOWAIT);
  for (int i = 0; i < room->count; i++)
    CHECK_INT(room->fired[i], 1);
}

static void room_close(struct room *room) {
  for (int i = 0; i < room->count; i++)
    uv_close((uv_handle_t *)&room->polls[i], NULL);
  uv_run(&room->loop, UV_RUN_DEFAULT);
  CHECK_INT(uv_loop_close(&room->loop), 0);
  for (int i = 0; i < room->count; i++)
    close(room->fds[i]);
}

static void allow_descriptors(void) {
  struct rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  CHECK_INT(setrlimit(RLIMIT_NOFILE, &limit), 0);
  if (limit.rlim_cur < 20000)
    test_skip("only %lu descriptors are allowed",
              (unsigned long)limit.rlim_cur);
}

TEST(a_table_grows_without_memory) {
  struct room room;
  allow_descriptors();
  reserve_prepare();
  room_open(&room);
  room_watch(&room, 0);
  atomic_store(&failing, true);
  room_watch(&room, 1000);
  CHECK(atomic_load(&failed) > 0);
  room_check(&room);
  room_watch(&room, 6000); /* from the reserve into the reserve */
  room_check(&room);
  atomic_store(&failing, false);
  room_watch(&room, 15000); /* and out of it */
  room_check(&room);
  room_close(&room);
}

/* The first table of all: there is nothing yet to be kept. */
TEST(a_table_begins_without_memory) {
  struct room room;
  reserve_prepare();
  atomic_store(&failing, true);
  room_open(&room);
  room_watch(&room, 0);
  room_check(&room);
  atomic_store(&failing, false);
  room_close(&room);
}

TEST(a_piece_is_used_again) {
  allow_descriptors();
  reserve_prepare();
  atomic_store(&failing, true);
  for (int i = 0; i < 20; i++) {
    struct room rooms[4];
    for (int r = 0; r < 4; r++) {
      room_open(&rooms[r]);
      room_watch(&rooms[r], 100);
      room_watch(&rooms[r], 2000);
    }
    for (int r = 0; r < 4; r++) {
      room_check(&rooms[r]);
      room_close(&rooms[r]);
    }
  }
  CHECK(atomic_load(&failed) >= 80);
}

TEST(preparing_twice_changes_nothing) {
  struct room room;
  reserve_prepare();
  room_open(&room);
  room_watch(&room, 0);
  reserve_prepare();
  room_check(&room);
  room_close(&room);
}

#else

TEST(a_table_grows_without_memory) {
  test_skip("the sanitizer brings its own malloc; the plain build does it");
}

#endif
