/*
 * A private directory for one run: the signing secret and the manifest the
 * plugin reads, both for nobody else's eyes, gone at the end.
 */
#ifndef REPLAY_WORKSPACE_H
#define REPLAY_WORKSPACE_H

#include "verify.h"

struct workspace {
  char directory[64];
  char manifest[96];
  char secret_file[96];
  struct verify_key key;
};

/* Makes the directory and a fresh secret; -1 and errno. */
int workspace_init(struct workspace *workspace);
void workspace_fini(struct workspace *workspace);

/*
 * Writes the manifest: that of the file `from`, or an empty one when it is
 * NULL, with one webhook to url in place of its own, so that a rehearsal
 * reaches nobody else. -1, and said on stderr, when it cannot be read.
 */
int workspace_manifest(struct workspace *workspace, const char *from,
                       const char *url);

#endif
