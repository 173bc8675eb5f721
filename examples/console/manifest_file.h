/*
 * The manifest's own text, for what the plugin does not tell: where webhooks
 * go, with which secret, and the drafts it is to be tested with. Only of a
 * manifest that the plugin has accepted.
 */
#ifndef CONSOLE_MANIFEST_FILE_H
#define CONSOLE_MANIFEST_FILE_H

#include <json-c/json.h>
#include <stddef.h>

/* NULL, and said on stderr, when it cannot be read. */
json_object *manifest_file_read(const char *path);

/* The webhook by its name; NULL: there is none. */
json_object *manifest_file_webhook(json_object *root, const char *name);

/*
 * The key that "env:NAME" or "file:PATH" points to, from the manifest's folder
 * (NULL: this one), as text in out; 0, or -1 and said.
 */
int manifest_file_secret(const char *from, const char *manifest, char *out,
                         size_t size);

/* name from the manifest's folder; the caller's to free. */
char *manifest_file_beside(const char *manifest, const char *name);

/* A whole file, or standard input for "-" and NULL; the caller's to free.
   NULL, and said, when it cannot be read. */
char *file_read_all(const char *name, size_t *size);

#endif
