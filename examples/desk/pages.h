/* The files a browser may have; nothing else of the disk is ever read. */
#ifndef DESK_PAGES_H
#define DESK_PAGES_H

#include <microhttpd.h>

/* The response for a path such as "/desk.css", or NULL: there is none. */
struct MHD_Response *pages_find(const char *folder, const char *path);

#endif
