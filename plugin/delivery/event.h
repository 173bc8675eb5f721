/*
 * One JSON document an event: {"type","timestamp","data"}, UTF-8, under
 * 20 kB. The least severe findings are left out first, and `truncated`
 * says so. Described by include/attune-events.schema.json.
 *
 * What head.redact names is hidden in all words but the host's own (ids,
 * echo) and those that go back into a draft (rewrite.text, edits,
 * replacements: changed, they would change the draft). A hidden quote is as
 * long as its range in each unit, see reading/redact.h; a hidden value tells
 * only that there is one, that of a card its last four digits.
 */
#ifndef ATTUNE_DELIVERY_EVENT_H
#define ATTUNE_DELIVERY_EVENT_H

#include <stdint.h>

#include "base/json_write.h"
#include "manifest/manifest.h"
#include "reading/reading.h"
#include "review/review.h"
#include "rewrite/prompts.h"
#include "rewrite/rewrite.h"

#define EVENT_BYTES_MAX       20000
#define EVENT_SUGGESTION_SIZE 32

/* What every event's data begins with. */
struct event_head {
  enum event_type type;
  int64_t timestamp_ms;
  const char *suggestion; /* see event_suggestion_id */
  struct str conversation;
  struct str message;
  uint64_t revision;
  int64_t expires_ms;
  struct str supersedes; /* empty: null */
  struct str echo;       /* empty: null */
  const char *version;   /* attune_version() */
  const char *manifest;  /* sha256 */
  struct str language;   /* "en" */
  struct str scope;
  int64_t micros; /* the analysis took */
  enum payload payload;
  uint32_t redact; /* bit n: enum redaction n; privacy.redact */
};

/*
 * "sug_" and 26 characters of base32 of SHA-256 over the parts and the
 * manifest-independent type: the same input has the same id for ever.
 */
void event_suggestion_id(char out[EVENT_SUGGESTION_SIZE],
                         struct str conversation, struct str message,
                         uint64_t revision, enum event_type type);

/* "msg_" and 26 characters, from the suggestion and the endpoint. */
void event_webhook_id(char out[EVENT_SUGGESTION_SIZE], const char *suggestion,
                      struct str endpoint);

/* Each leaves the document in w: 0, or ATTUNE_E_MEMORY. */
int event_write_prompted(struct json_writer *w, const struct event_head *head,
                         const struct text *text, const struct reading *reading,
                         const struct prompts *prompts);
int event_write_rewrite(struct json_writer *w, const struct event_head *head,
                        const struct text *draft, const struct review *review,
                        const struct rewrite *rewrite);
int event_write_clear(struct json_writer *w, const struct event_head *head,
                      const struct review *review);

/* manifest.applied and .rejected: the report's text, empty when applied. */
int event_write_manifest(struct json_writer *w, const struct event_head *head,
                         struct str report);

/* endpoint.ping: the head alone. */
int event_write_ping(struct json_writer *w, const struct event_head *head);

#endif
