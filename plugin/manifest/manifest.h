/*
 * plugin.manifest, read once into an immutable value that everybody may
 * look at from any thread. A mistake in it is one line in a report, never
 * a half-applied wish: manifest_load gives a whole manifest or none.
 */
#ifndef ATTUNE_MANIFEST_MANIFEST_H
#define ATTUNE_MANIFEST_MANIFEST_H

#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "language/language.h"
#include "manifest/settings.h"

#define MANIFEST_BYTES_MAX  ((size_t)256 * 1024)
#define MANIFEST_SCOPES_MAX 63

/* Events an endpoint may ask for; bit n of webhook.events. */
enum event_type {
  EVENT_VALIDATION_PROMPTED,
  EVENT_REWRITE_SUGGESTED,
  EVENT_DRAFT_CLEAR,
  EVENT_MANIFEST_APPLIED,
  EVENT_MANIFEST_REJECTED,
  EVENT_ENDPOINT_PING,
  EVENT_ESCALATION_ADVISED,
  EVENT_FOLLOW_UP_DUE,
  EVENT_COMPLAINT_TRENDING,
  EVENT_BREATHER_SUGGESTED,
  EVENT_DIGEST_READY,
  EVENT_TYPES
};

const char *event_type_name(enum event_type type);

/* Bytes of a signing key, decoded from whsec_… ; size 0: none. */
struct secret {
  unsigned char key[64];
  size_t size;
};

struct network {
  uint8_t address[16]; /* IPv4 as ::ffff:a.b.c.d */
  uint8_t bits;        /* of the 128 that must agree */
};

struct header {
  struct str name;
  struct str value;
};

struct webhook {
  struct str name;
  struct str url;
  uint32_t events;
  struct secret secret;
  struct secret previous_secret;
  const struct header *headers;
  size_t header_count;
  uint32_t timeout_ms; /* 0: as the delivery class says */
  struct str ca_file;  /* empty: the system's */
  const struct network *allow;
  size_t allow_count;
  bool allow_http; /* beyond loopback, where http is always allowed */
  uint32_t max_in_flight;
};

enum payload {
  PAYLOAD_FULL,
  PAYLOAD_THIN /* ids, labels, ranges and scores; no words of anybody */
};

enum log_level {
  LOG_ERROR,
  LOG_WARNING,
  LOG_INFO,
  LOG_DEBUG
};

struct store_settings {
  bool lasting;    /* engine sqlite; else in memory, gone with the process */
  struct str path; /* absolute; NUL-terminated */
  uint64_t quota_bytes;
};

struct follow_up_settings {
  int64_t after_resolution_ms; /* until the check-in; 0: none */
  bool promises;               /* remind of what was promised */
  /* Minutes of the local day in which nobody is reminded; equal: none. */
  int quiet_from;
  int quiet_to;
  const struct zone *zone; /* never NULL */
};

/* What of an agent's own load is shown, and to whom. */
enum care_scores {
  CARE_SCORES_NONE,
  CARE_SCORES_SELF,
  CARE_SCORES_TEAM /* sums over a team, never by agent */
};

struct care_settings {
  int load; /* thousandths; a breather from here on; 0: never */
  int64_t half_life_ms;
  int64_t at_most_every_ms;
  bool agents_can_mute;
  enum care_scores scores;
};

/* How often administrators get the figures of the time gone by. */
enum digest_period {
  DIGEST_NONE,
  DIGEST_DAILY,
  DIGEST_WEEKLY
};

struct trend_settings {
  const struct str *topics; /* ids; their phrases are LANGUAGE_TOPIC entries */
  size_t topic_count;
  uint32_t min_cases;
  uint32_t min_customers;
  double false_alarms_per_month; /* that are tolerated, over all topics */
  enum digest_period digest;
};

/* Kinds of private numbers and names that no event carries. */
enum redaction {
  REDACT_CARD,
  REDACT_EMAIL,
  REDACT_PHONE,
  REDACT_KINDS
};

struct privacy_settings {
  uint32_t redact;      /* bit n: enum redaction n */
  int64_t retention_ms; /* of a conversation after its last message */
  bool hash_customers;  /* keep a keyed hash where a customer's id would be */
};

struct manifest {
  struct arena arena;
  struct language *language;
  char sha256[65];         /* of the file's bytes */
  struct settings general; /* scopes bit 0 only */
  const struct manifest_scope *scopes;
  size_t scope_count;
  const struct webhook *webhooks;
  size_t webhook_count;
  enum payload payload;
  bool dry_run;      /* analyse, count, send nothing */
  bool suspended;    /* accept and count, do nothing else */
  uint32_t sample;   /* per cent of conversations that are analysed */
  bool clear_always; /* draft.clear also when no suggestion stands */
  struct store_settings store;
  struct follow_up_settings follow_up;
  struct care_settings care;
  struct trend_settings trends;
  struct privacy_settings privacy;
  struct str log_to; /* "stderr" or a path */
  enum log_level log_level;
};

/*
 * Every problem of a manifest, a line each:
 *   plugin.manifest:12:7: webhooks[0].url: expected an https URL
 * and for an unknown key the nearest known one. NUL-terminated text.
 */
struct report {
  char *text;
  size_t size;
  size_t capacity;
  unsigned problems;
};

void report_fini(struct report *report);

/*
 * Reads the file at path and all it refers to (secrets). ATTUNE_OK and *out,
 * or ATTUNE_E_MANIFEST with every problem in *report, or ATTUNE_E_MEMORY.
 */
int manifest_load(const char *path, struct manifest **out,
                  struct report *report);

/* The same over bytes; name stands for the file in the report, and files
 * are refused unless base (a directory) is given. */
int manifest_read(const char *name, struct str bytes, const char *base,
                  struct manifest **out, struct report *report);

void manifest_free(struct manifest *manifest);

/* What a message says of itself, to choose scopes; NULL: not said. */
struct scope_key {
  const char *team;
  const char *channel;
  const char *brand;
  const char *locale;
};

/*
 * The settings for such a message, in the arena. Scopes that apply are laid
 * over the general part in order of how many conditions they name, equals in
 * the manifest's order. NULL when memory is out.
 */
const struct settings *manifest_settings(const struct manifest *manifest,
                                         struct arena *arena,
                                         const struct scope_key *key);

/*
 * The level of a rule under these settings: the manifest's word on the
 * rule's id, else the entry's own. A custom rule is its entry's level.
 */
enum level settings_level(const struct language *language,
                          const struct settings *settings,
                          const struct language_entry *rule);

#endif
