/* Files the manifest is in or refers to, read whole. */
#ifndef ATTUNE_MANIFEST_FILE_H
#define ATTUNE_MANIFEST_FILE_H

#include "base/str.h"

enum file_privacy {
  FILE_SHARED, /* anybody may read it, not anybody may write it */
  FILE_PRIVATE /* only its owner writes it, only owner and group read it */
};

/*
 * Reads at most room bytes of a regular file into data. NULL and *size, or
 * what is wrong, e.g. "no such file". A link is not followed, so that who
 * may write the directory cannot make us read another file.
 */
const char *file_read(const char *path, enum file_privacy privacy, char *data,
                      size_t room, size_t *size);

/* NULL, or what is wrong with a file that somebody else will read. */
const char *file_check(const char *path);

#endif
