#include "manifest_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../replay/fields.h"
#include "console.h"

#define FILE_MAX ((size_t)64 * 1024 * 1024)

static char *read_stream(FILE *stream, size_t *size) {
  size_t capacity = 64 * 1024;
  char *text = malloc(capacity + 1);
  *size = 0;
  while (text) {
    *size += fread(text + *size, 1, capacity - *size, stream);
    if (*size < capacity)
      break;
    capacity *= 2;
    char *more = capacity <= FILE_MAX ? realloc(text, capacity + 1) : NULL;
    if (!more) {
      free(text);
      errno = EFBIG;
    }
    text = more;
  }
  if (text && ferror(stream)) {
    free(text);
    return NULL;
  }
  if (text)
    text[*size] = '\0';
  return text;
}

char *file_read_all(const char *name, size_t *size) {
  bool standard = !name || strcmp(name, "-") == 0;
  FILE *stream = standard ? stdin : fopen(name, "re");
  char *text = stream ? read_stream(stream, size) : NULL;
  if (!text)
    console_complain_of("%s: %s", standard ? "standard input" : name,
                        strerror(errno));
  if (stream && !standard)
    fclose(stream);
  return text;
}

/* json-c takes comments when it is not asked to be strict, and the plugin has
   been strict before. */
json_object *manifest_file_read(const char *path) {
  size_t size;
  char *text = file_read_all(path, &size);
  if (!text)
    return NULL;
  json_object *root = json_tokener_parse(text);
  if (!root)
    console_complain("%s is not JSON", path);
  free(text);
  return root;
}

json_object *manifest_file_webhook(json_object *root, const char *name) {
  json_object *list = field(root, "webhooks");
  size_t count = list ? json_object_array_length(list) : 0;
  for (size_t i = 0; i < count; i++) {
    json_object *webhook = json_object_array_get_idx(list, i);
    const char *its = field_string(webhook, "", "name", NULL);
    if (its && strcmp(its, name) == 0)
      return webhook;
  }
  return NULL;
}

char *manifest_file_beside(const char *manifest, const char *name) {
  const char *slash = manifest ? strrchr(manifest, '/') : NULL;
  int folder = slash ? (int)(slash - manifest) + 1 : 0;
  char *path = NULL;
  if (name[0] == '/')
    return strdup(name);
  return asprintf(&path, "%.*s%s", folder, manifest ? manifest : "", name) < 0
             ? NULL
             : path;
}

static int read_secret(const char *path, char *out, size_t size) {
  FILE *file = fopen(path, "re");
  struct stat about;
  if (!file) {
    console_complain_of("the secret's file %s: %s", path, strerror(errno));
    return -1;
  }
  size_t got = fread(out, 1, size - 1, file);
  out[got] = '\0';
  if (fstat(fileno(file), &about) == 0 && (about.st_mode & S_IROTH))
    console_complain("everybody can read %s: chmod o-r it", path);
  fclose(file);
  return 0;
}

static void trim(char *text) {
  size_t begin = strspn(text, " \t\r\n");
  size_t size = strlen(text + begin);
  while (size > 0 && strchr(" \t\r\n", text[begin + size - 1]))
    size--;
  memmove(text, text + begin, size);
  text[size] = '\0';
}

int manifest_file_secret(const char *from, const char *manifest, char *out,
                         size_t size) {
  int status = -1;
  if (strncmp(from, "env:", 4) == 0) {
    const char *value = getenv(from + 4);
    if (!value)
      console_complain("there is no environment variable %s here", from + 4);
    else if (strlen(value) < size)
      status = (memcpy(out, value, strlen(value) + 1), 0);
  } else if (strncmp(from, "file:", 5) == 0) {
    char *path = manifest_file_beside(manifest, from + 5);
    status = path ? read_secret(path, out, size) : -1;
    free(path);
  } else {
    console_complain("a secret is given as env:NAME or file:PATH, so that it "
                     "is in no list of processes",
                     NULL);
  }
  if (status == 0)
    trim(out);
  return status;
}
