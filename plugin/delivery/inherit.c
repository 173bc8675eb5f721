#include "delivery/inherit.h"

#include <fcntl.h>
#include <stdbool.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

/*
 * The kernel gives out the lowest free number, so that the pair lies near
 * where it is looked for. But the host's threads open and close descriptors
 * too, and theirs must not be touched: a socket is taken for ours only when
 * it has just received exactly the bytes that were sent to it, one by one.
 */
#define LOOK_AHEAD 64
#define PROOFS     2

int inherit_next(int like) {
  int next = fcntl(like, F_DUPFD_CLOEXEC, 3);
  if (next >= 0)
    close(next);
  return next;
}

static int option(int fd, int name) {
  int value = -1;
  socklen_t size = sizeof(value);
  return getsockopt(fd, SOL_SOCKET, name, &value, &size) == 0 ? value : -1;
}

static bool is_candidate(int fd) {
  int flags = fcntl(fd, F_GETFD);
  return flags >= 0 && !(flags & FD_CLOEXEC) &&
         option(fd, SO_DOMAIN) == AF_UNIX && option(fd, SO_TYPE) == SOCK_STREAM;
}

static int waiting(int fd) {
  int bytes = -1;
  return ioctl(fd, FIONREAD, &bytes) == 0 ? bytes : -1;
}

static void set(int fd) {
  int flags = fcntl(fd, F_GETFD);
  if (flags >= 0)
    fcntl(fd, F_SETFD, flags | FD_CLOEXEC);
}

static bool wake(CURLM *curl, int end) {
  if (curl)
    return curl_multi_wakeup(curl) == CURLM_OK;
  return send(end, "", 1, MSG_DONTWAIT | MSG_NOSIGNAL) == 1;
}

/* A socket that is not the one leaves a byte at the one, so that what waits
 * there already is counted from. */
static bool receives(int fd, CURLM *curl, int end) {
  int had = waiting(fd);
  for (int i = 1; i <= PROOFS; i++)
    if (!wake(curl, end) || waiting(fd) != had + i)
      return false;
  return had >= 0;
}

/* The socket from `first` on that gets what is sent, through curl or by
 * `end`; what was sent is read again. */
static int find(int first, CURLM *curl, int end) {
  char bytes[LOOK_AHEAD + PROOFS];
  for (int fd = first; fd >= 0 && fd < first + LOOK_AHEAD; fd++) {
    if (fd == end || !is_candidate(fd) || !receives(fd, curl, end))
      continue;
    (void)!recv(fd, bytes, sizeof(bytes), MSG_DONTWAIT);
    return fd;
  }
  return -1;
}

void inherit_not_pair(int end) {
  bool pair = is_candidate(end);
  set(end);
  int other = pair ? find(end + 1, NULL, end) : -1;
  if (other >= 0)
    set(other);
}

void inherit_not_multi(CURLM *curl, int next) {
  int end = next >= 0 ? find(next, curl, -1) : -1;
  if (end >= 0)
    inherit_not_pair(end);
}
