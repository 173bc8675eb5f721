/*
 * A small host: the real shared object loaded as a helpdesk would, in a
 * directory of its own with a manifest whose webhook is an endpoint here.
 * A failure to set up fails the test.
 */
#ifndef ATTUNE_TESTS_HOST_H
#define ATTUNE_TESTS_HOST_H

#include <attune.h>

#include <sys/types.h>

#include "support/endpoint.h"

#define HOST_SECRET "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

struct host {
  void *library;
  char directory[64];
  char manifest[80];
  struct endpoint *endpoint;
  uint32_t (*abi)(void);
  const char *(*version)(void);
  const char *(*strerror)(int32_t);
  int32_t (*open)(const attune_options *, attune **);
  int32_t (*incoming)(attune *, const attune_message *);
  int32_t (*outgoing)(attune *, const attune_message *);
  int32_t (*feedback)(attune *, const attune_outcome *);
  int32_t (*conversation)(attune *, const attune_change *);
  int32_t (*read)(attune *, const attune_message *, char *, size_t, size_t *);
  int32_t (*review)(attune *, const attune_message *, char *, size_t, size_t *);
  int32_t (*reload)(attune *, char *, size_t, size_t *);
  int32_t (*stats)(attune *, char *, size_t, size_t *);
  int32_t (*query)(attune *, const char *, char *, size_t, size_t *);
  int32_t (*drain)(attune *, uint32_t);
  int32_t (*close)(attune *, uint32_t);
};

/* Loads the library, starts an endpoint, writes secret and manifest. */
void host_start(struct host *host);
void host_stop(struct host *host);

/* The parts of host_start: the library alone, and its directory. */
void host_load(struct host *host);
void host_make_directory(struct host *host);

/* Rewrites the manifest: its webhook, and these further members. */
void host_write_manifest(struct host *host, const char *members);

/* The file as given, in one step as an editor does. */
void host_write_file(const char *path, const char *text);

attune *host_open(struct host *host);

/* A message with the required fields. */
attune_message host_message(const char *conversation, const char *id,
                            const char *text);

/* The value of a sample of attune_stats, -1 when it is not there. */
long long host_stat(struct host *host, attune *plugin, const char *sample);

/* fork; where a sanitizer's allocator keeps a lock that another thread holds
   at that moment, only once all threads lie idle. */
pid_t host_fork(void);

/* How many descriptors this process has open; its resident KiB. */
unsigned host_descriptors(void);
long host_resident_kib(void);

#endif
