#include "workspace.h"

#include <errno.h>
#include <fcntl.h>
#include <json-c/json.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int complain(const char *path) {
  fprintf(stderr, "desk: %s: %s\n", path, strerror(errno));
  return -1;
}

static int write_file(const char *path, const char *text) {
  int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  size_t size = strlen(text);
  if (fd < 0)
    return complain(path);
  ssize_t written = write(fd, text, size);
  if (close(fd) || written != (ssize_t)size)
    return complain(path);
  return 0;
}

static int make_secret(char *text, size_t size) {
  unsigned char bytes[32];
  char base64[48];
  if (RAND_bytes(bytes, sizeof(bytes)) != 1)
    return -1;
  EVP_EncodeBlock((unsigned char *)base64, bytes, sizeof(bytes));
  snprintf(text, size, "whsec_%s", base64);
  return 0;
}

static int read_secret(const char *path, char *text, size_t size) {
  FILE *stream = fopen(path, "re");
  if (!stream)
    return complain(path);
  size_t got = fread(text, 1, size - 1, stream);
  fclose(stream);
  text[got] = '\0';
  text[strcspn(text, "\r\n")] = '\0';
  return 0;
}

int workspace_init(struct workspace *workspace, const char *secret) {
  char text[160];
  *workspace = (struct workspace){.directory = "/tmp/attune-desk-XXXXXX"};
  if (!mkdtemp(workspace->directory)) {
    workspace->directory[0] = '\0';
    return complain("/tmp");
  }
  snprintf(workspace->manifest, sizeof(workspace->manifest),
           "%s/plugin.manifest", workspace->directory);
  snprintf(workspace->secret_file, sizeof(workspace->secret_file),
           "%s/webhook.secret", workspace->directory);
  if (secret ? read_secret(secret, text, sizeof(text))
             : make_secret(text, sizeof(text)))
    return -1;
  if (verify_key_read(&workspace->key, text)) {
    fputs("desk: the key is not \"whsec_\" and base64\n", stderr);
    return -1;
  }
  return write_file(workspace->secret_file, text);
}

void workspace_fini(struct workspace *workspace) {
  if (!workspace->directory[0])
    return;
  unlink(workspace->secret_file);
  unlink(workspace->manifest);
  rmdir(workspace->directory);
  workspace->directory[0] = '\0';
}

static json_object *webhook(const struct workspace *workspace, unsigned port) {
  json_object *list = json_object_new_array();
  json_object *hook = json_object_new_object();
  json_object *allow = json_object_new_array();
  char text[128];
  snprintf(text, sizeof(text), "http://127.0.0.1:%u/attune", port);
  json_object_object_add(hook, "name", json_object_new_string("desk"));
  json_object_object_add(hook, "url", json_object_new_string(text));
  snprintf(text, sizeof(text), "file:%s", workspace->secret_file);
  json_object_object_add(hook, "secret", json_object_new_string(text));
  json_object_array_add(allow, json_object_new_string("127.0.0.1/32"));
  json_object_object_add(hook, "allow", allow);
  json_object_array_add(list, hook);
  return list;
}

int workspace_manifest(struct workspace *workspace, const char *from,
                       unsigned port) {
  /* Not strict: comments are welcome, and the plugin itself will be. */
  json_object *root = json_object_from_file(from);
  if (!json_object_is_type(root, json_type_object)) {
    fprintf(stderr, "desk: %s: is not a manifest\n", from);
    json_object_put(root);
    return -1;
  }
  json_object_object_add(root, "webhooks", webhook(workspace, port));
  const char *text = json_object_to_json_string_ext(
      root, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_NOSLASHESCAPE);
  int status = text ? write_file(workspace->manifest, text) : -1;
  json_object_put(root);
  return status;
}
