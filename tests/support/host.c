#include "support/host.h"

#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test.h"

#ifndef BUILD
#define BUILD "build"
#endif

static void bind(void *library, const char *name, void *out) {
  void *symbol = dlsym(library, name);
  if (!symbol)
    test_fail(__FILE__, __LINE__, "no symbol %s", name);
  memcpy(out, &symbol, sizeof(symbol));
}

void host_load(struct host *host) {
  void *library = dlopen(BUILD "/attune.so", RTLD_NOW | RTLD_LOCAL);
  if (!library)
    test_fail(__FILE__, __LINE__, "%s", dlerror());
  host->library = library;
  bind(library, "attune_abi", &host->abi);
  bind(library, "attune_version", &host->version);
  bind(library, "attune_strerror", &host->strerror);
  bind(library, "attune_open", &host->open);
  bind(library, "attune_incoming", &host->incoming);
  bind(library, "attune_outgoing", &host->outgoing);
  bind(library, "attune_feedback", &host->feedback);
  bind(library, "attune_conversation", &host->conversation);
  bind(library, "attune_read", &host->read);
  bind(library, "attune_review", &host->review);
  bind(library, "attune_reload", &host->reload);
  bind(library, "attune_stats", &host->stats);
  bind(library, "attune_query", &host->query);
  bind(library, "attune_drain", &host->drain);
  bind(library, "attune_close", &host->close);
}

void host_write_file(const char *path, const char *text) {
  char beside[128];
  snprintf(beside, sizeof(beside), "%s.new", path);
  FILE *file = fopen(beside, "w");
  if (!file)
    test_fail(__FILE__, __LINE__, "cannot write %s", beside);
  fputs(text, file);
  fclose(file);
  chmod(beside, 0600);
  rename(beside, path);
}

void host_make_directory(struct host *host) {
  snprintf(host->directory, sizeof(host->directory), "/tmp/attune-test-XXXXXX");
  if (!mkdtemp(host->directory))
    test_fail(__FILE__, __LINE__, "no directory");
  snprintf(host->manifest, sizeof(host->manifest), "%s/plugin.manifest",
           host->directory);
}

void host_write_manifest(struct host *host, const char *members) {
  char text[8192];
  snprintf(text, sizeof(text),
           "{\"webhooks\": [{\"name\": \"desk\", \"url\": \"%s\",\n"
           "  \"secret\": \"file:secret\", \"allow\": [\"127.0.0.0/8\"]}]"
           "%s%s}\n",
           endpoint_url(host->endpoint), members[0] ? ",\n " : "", members);
  host_write_file(host->manifest, text);
}

void host_start(struct host *host) {
  char secret[96];
  memset(host, 0, sizeof(*host));
  host_load(host);
  host_make_directory(host);
  host->endpoint = endpoint_start(HOST_SECRET, 20000);
  snprintf(secret, sizeof(secret), "%s/secret", host->directory);
  host_write_file(secret, HOST_SECRET);
  host_write_manifest(host, "");
}

void host_stop(struct host *host) {
  char path[128];
  if (host->endpoint)
    endpoint_stop(host->endpoint);
  snprintf(path, sizeof(path), "%s/secret", host->directory);
  unlink(path);
  unlink(host->manifest);
  rmdir(host->directory);
}

attune *host_open(struct host *host) {
  attune *plugin = NULL;
  const attune_options options = {.struct_size = sizeof(options),
                                  .manifest = host->manifest};
  CHECK_INT(host->open(&options, &plugin), ATTUNE_OK);
  CHECK(plugin != NULL);
  return plugin;
}

attune_message host_message(const char *conversation, const char *id,
                            const char *text) {
  return (attune_message){.struct_size = sizeof(attune_message),
                          .conversation = conversation,
                          .id = id,
                          .text = text};
}

long long host_stat(struct host *host, attune *plugin, const char *sample) {
  static char text[65536];
  size_t length = strlen(sample);
  if (host->stats(plugin, text, sizeof(text), NULL) != ATTUNE_OK)
    return -1;
  for (const char *line = text; line; line = strchr(line, '\n')) {
    line += *line == '\n';
    if (strncmp(line, sample, length) == 0 && line[length] == ' ')
      return strtoll(line + length, NULL, 10);
  }
  return -1;
}

pid_t host_fork(void) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  usleep(100000);
#endif
  return fork();
}

unsigned host_descriptors(void) {
  unsigned count = 0;
  DIR *directory = opendir("/proc/self/fd");
  while (directory && readdir(directory))
    count++;
  if (directory)
    closedir(directory);
  return count;
}

long host_resident_kib(void) {
  long total = 0, resident = 0;
  FILE *file = fopen("/proc/self/statm", "r");
  if (!file || fscanf(file, "%ld %ld", &total, &resident) != 2)
    resident = 0;
  if (file)
    fclose(file);
  return resident * (sysconf(_SC_PAGESIZE) / 1024);
}
