#include "pages.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct page {
  const char *path;
  const char *file;
  const char *type;
} pages[] = {
    {"/", "page/index.html", "text/html; charset=utf-8"},
    {"/trends", "page/trends.html", "text/html; charset=utf-8"},
    {"/desk.css", "page/desk.css", "text/css; charset=utf-8"},
    {"/desk.js", "page/desk.js", "text/javascript; charset=utf-8"},
    {"/aside.js", "page/aside.js", "text/javascript; charset=utf-8"},
    {"/compare.js", "page/compare.js", "text/javascript; charset=utf-8"},
    {"/dom.js", "page/dom.js", "text/javascript; charset=utf-8"},
    {"/trends.js", "page/trends.js", "text/javascript; charset=utf-8"},
    {"/icon.svg", "page/icon.svg", "image/svg+xml"},
    {"/attune-inline.js", "attune-inline.js", "text/javascript; charset=utf-8"},
};

/* From the disk each time, so that an edited page is there on reload. */
static struct MHD_Response *read_page(const char *folder,
                                      const struct page *page) {
  char path[4096];
  struct stat about;
  snprintf(path, sizeof(path), "%s/%s", folder, page->file);
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return NULL;
  struct MHD_Response *response = NULL;
  if (fstat(fd, &about) == 0)
    response = MHD_create_response_from_fd((uint64_t)about.st_size, fd);
  if (!response)
    close(fd);
  else
    MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, page->type);
  return response;
}

struct MHD_Response *pages_find(const char *folder, const char *path) {
  for (size_t i = 0; i < sizeof(pages) / sizeof(*pages); i++)
    if (strcmp(path, pages[i].path) == 0)
      return read_page(folder, &pages[i]);
  return NULL;
}
