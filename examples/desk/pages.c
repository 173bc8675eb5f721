#include "pages.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HTML   "text/html; charset=utf-8"
#define STYLE  "text/css; charset=utf-8"
#define SCRIPT "text/javascript; charset=utf-8"

static const struct page {
  const char *path;
  const char *file;
  const char *type;
} pages[] = {
    {"/", "page/index.html", HTML},
    {"/trends", "page/trends.html", HTML},
    {"/desk.css", "page/desk.css", STYLE},
    {"/desk.js", "page/desk.js", SCRIPT},
    {"/aside.js", "page/aside.js", SCRIPT},
    {"/compare.js", "page/compare.js", SCRIPT},
    {"/dom.js", "page/dom.js", SCRIPT},
    {"/trends.js", "page/trends.js", SCRIPT},
    {"/icon.svg", "page/icon.svg", "image/svg+xml"},
    {"/inline/attune-inline.js", "../inline/attune-inline.js", SCRIPT},
    {"/inline/card.js", "../inline/card.js", SCRIPT},
    {"/inline/drafts.js", "../inline/drafts.js", SCRIPT},
    {"/inline/editable.js", "../inline/editable.js", SCRIPT},
    {"/inline/edits.js", "../inline/edits.js", SCRIPT},
    {"/inline/field.js", "../inline/field.js", SCRIPT},
    {"/inline/keys.js", "../inline/keys.js", SCRIPT},
    {"/inline/layer.js", "../inline/layer.js", SCRIPT},
    {"/inline/parts.js", "../inline/parts.js", SCRIPT},
    {"/inline/reading.js", "../inline/reading.js", SCRIPT},
    {"/inline/suggested.js", "../inline/suggested.js", SCRIPT},
    {"/inline/watch.js", "../inline/watch.js", SCRIPT},
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
