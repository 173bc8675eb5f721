#include "runtime/process.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test.h"

/* What the function finds in a child; 0 when the child failed. */
static uint64_t in_child(uint64_t (*find)(void)) {
  int channel[2], status = -1;
  uint64_t found = 0;
  CHECK_INT(pipe(channel), 0);
  pid_t child = fork();
  if (child == 0) {
    found = find();
    _exit(write(channel[1], &found, sizeof(found)) != (ssize_t)sizeof(found));
  }
  waitpid(child, &status, 0);
  CHECK_INT(status, 0);
  CHECK_INT(read(channel[0], &found, sizeof(found)), sizeof(found));
  close(channel[0]);
  close(channel[1]);
  return found;
}

/* A stamp that stays, or 0. */
static uint64_t steady(void) {
  uint64_t stamp = process_stamp();
  return stamp == process_stamp() ? stamp : 0;
}

static uint64_t grandchilds(void) {
  uint64_t own = steady(), below = in_child(steady);
  return own != below ? below : 0;
}

TEST(a_process_keeps_its_stamp_and_a_child_gets_another) {
  uint64_t own = process_stamp();
  CHECK(own != 0);
  uint64_t child = in_child(steady);
  CHECK(child != 0 && child != own);
  CHECK_INT(process_stamp(), own);
}

TEST(a_grandchild_differs_from_both) {
  uint64_t own = process_stamp();
  uint64_t grandchild = in_child(grandchilds);
  CHECK(grandchild != 0 && grandchild != own);
}

/* An object of the parent's carries the parent's stamp: a child that never
   asked before the fork must not get the same one. */
TEST(a_child_of_a_process_that_asked_late_differs_too) {
  uint64_t first = in_child(steady);
  uint64_t own = process_stamp();
  uint64_t second = in_child(steady);
  CHECK(first != 0 && second != 0);
  CHECK(own != second);
}

enum {
  THREADS = 8
};

static atomic_uint ready;
static uint64_t stamps[THREADS];

static void *ask(void *user) {
  uint64_t *stamp = user;
  atomic_fetch_add(&ready, 1);
  while (atomic_load(&ready) < THREADS)
    ;
  *stamp = process_stamp();
  return NULL;
}

static uint64_t ask_at_once(void) {
  pthread_t threads[THREADS];
  atomic_store(&ready, 0);
  for (size_t i = 0; i < THREADS; i++)
    if (pthread_create(&threads[i], NULL, ask, &stamps[i]) != 0)
      return 0;
  for (size_t i = 0; i < THREADS; i++)
    pthread_join(threads[i], NULL);
  for (size_t i = 0; i < THREADS; i++)
    if (stamps[i] != process_stamp())
      return 0;
  return process_stamp();
}

TEST_WITHIN(threads_that_ask_at_once_get_the_same, 60) {
  CHECK(in_child(ask_at_once) != 0); /* the page is not yet there */
  CHECK(ask_at_once() != 0);
  for (int i = 0; i < 50; i++) { /* the page is there and wiped */
    uint64_t child = in_child(ask_at_once);
    CHECK(child != 0 && child != process_stamp());
  }
}
