/*
 * What the plugin needs to find the desk: a private directory with a
 * manifest that names the desk's own port, and the key of its webhooks.
 */
#ifndef DESK_WORKSPACE_H
#define DESK_WORKSPACE_H

#include "../replay/verify.h"

struct workspace {
  char directory[64];
  char manifest[96];
  char secret_file[96];
  struct verify_key key;
};

/*
 * secret: a file with the key, or NULL to make one. 0, or -1 and said on
 * stderr; workspace_fini in both cases.
 */
int workspace_init(struct workspace *workspace, const char *secret);
void workspace_fini(struct workspace *workspace);

/* Writes the manifest: that of the file from with our webhook in it. */
int workspace_manifest(struct workspace *workspace, const char *from,
                       unsigned port);

#endif
