#include "manifest/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *error_text(int error) {
  switch (error) {
  case ENOENT:
    return "no such file";
  case EACCES:
  case EPERM:
    return "permission denied";
  case ELOOP:
    return "is a symbolic link";
  case EMFILE:
  case ENFILE:
    return "too many open files";
  default:
    return "cannot be read";
  }
}

/*
 * A host that closed 0, 1 or 2 and prints would print into our file; not
 * blocking, or a FIFO would hold the host until somebody writes to it.
 */
static int open_apart(const char *path, int follow) {
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | follow);
  if (fd < 0 || fd > 2)
    return fd;
  int apart = fcntl(fd, F_DUPFD_CLOEXEC, 3);
  int error = errno;
  close(fd);
  errno = error;
  return apart;
}

static const char *check_open(int fd, enum file_privacy privacy) {
  struct stat about;
  if (fstat(fd, &about) < 0)
    return error_text(errno);
  if (!S_ISREG(about.st_mode))
    return "is not a regular file";
  if (privacy == FILE_PRIVATE && (about.st_mode & (S_IRWXO | S_IWGRP)))
    return "others than its owner may read or change it; "
           "chmod 600 or 640 it";
  if (about.st_mode & S_IWOTH)
    return "everybody may change it; chmod o-w it";
  return NULL;
}

static const char *read_all(int fd, char *data, size_t room, size_t *size) {
  *size = 0;
  while (*size < room) {
    ssize_t got = read(fd, data + *size, room - *size);
    if (got == 0)
      break;
    if (got < 0 && errno != EINTR)
      return error_text(errno);
    *size += got > 0 ? (size_t)got : 0;
  }
  return NULL;
}

const char *file_read(const char *path, enum file_privacy privacy, char *data,
                      size_t room, size_t *size) {
  int fd = open_apart(path, O_NOFOLLOW);
  if (fd < 0)
    return error_text(errno);
  const char *wrong = check_open(fd, privacy);
  if (!wrong)
    wrong = read_all(fd, data, room, size);
  close(fd);
  return wrong;
}

const char *file_check(const char *path) {
  int fd = open_apart(path, 0);
  if (fd < 0)
    return error_text(errno);
  const char *wrong = check_open(fd, FILE_SHARED);
  close(fd);
  return wrong;
}
