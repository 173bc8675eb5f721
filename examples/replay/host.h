/*
 * The helpdesk's side of the plugin: loads the shared object and hands it
 * messages, with nothing but include/attune.h between the two.
 */
#ifndef REPLAY_HOST_H
#define REPLAY_HOST_H

#include <attune.h>

#include "conversation.h"

struct host {
  void *library;
  attune *instance;
  bool silent; /* the plugin's log is not shown */
  uint32_t (*abi)(void);
  const char *(*version)(void);
  const char *(*strerror)(int32_t status);
  int32_t (*open)(const attune_options *options, attune **out);
  int32_t (*incoming)(attune *instance, const attune_message *message);
  int32_t (*outgoing)(attune *instance, const attune_message *message);
  int32_t (*stats)(attune *instance, char *text, size_t capacity, size_t *size);
  int32_t (*drain)(attune *instance, uint32_t deadline_ms);
  int32_t (*close)(attune *instance, uint32_t deadline_ms);
};

/* 0, or -1 and said on stderr. */
int host_load(struct host *host, const char *path);

/*
 * manifest: what the plugin reads. from: the file it was made of, or NULL;
 * a mistake is reported with the lines of that one. 0, or -1 and said.
 */
int host_open(struct host *host, const char *manifest, const char *from);
void host_close(struct host *host);

/*
 * Hands over one message and waits until all that it leads to has been
 * delivered. An agent's is a draft first if stage is ATTUNE_DRAFT.
 * A status of attune.h.
 */
int32_t host_say(struct host *host, const struct conversation *conversation,
                 const char *id, const struct message *message, int32_t stage);

/*
 * The value of a sample in attune_stats, named as it stands there:
 * attune_suggestions_total{type="draft.clear"}. -1: there is none.
 */
int64_t host_metric(struct host *host, const char *sample);

#endif
