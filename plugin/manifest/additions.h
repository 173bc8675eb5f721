/*
 * The administrator's own words: phrases and rules of the manifest, as
 * entries that are put beside those of the language pack.
 */
#ifndef ATTUNE_MANIFEST_ADDITIONS_H
#define ATTUNE_MANIFEST_ADDITIONS_H

#include "manifest/keys.h"

/* Rules that phrases.banned and phrases.preferred make. */
#define RULE_BANNED    "banned"
#define RULE_PREFERRED "preferred"

bool rule_is_made_here(struct str id);

/* A phrase and where it was written. */
struct phrase_source {
  struct str text; /* data NULL: not understood, skip */
  struct str path;
  size_t at;
};

/* An entry being made; its matches and unless are kept with their places. */
struct addition {
  struct language_entry entry;
  struct phrase_source *matches;
  struct phrase_source *unless;
  struct str path; /* of a custom rule's id, or of the list it comes from */
  size_t at;
};

struct additions {
  struct addition *items;
  size_t count;
  size_t capacity;
};

/* key_reads; out is not used, the reader's additions grow. */
void phrases_read(struct reader *r, const struct json *value, void *out);
void custom_rules_read(struct reader *r, const struct json *value, void *out);

/* A topic of trends; out is a struct str for its id. */
void topic_read(struct reader *r, const struct json *value, void *out);

/*
 * The pack with the additions. NULL when memory is out or the pack cannot be
 * made; problems of phrases are noted at the byte where they are.
 */
struct language *additions_compile(struct reader *r);

/* Notes custom rules whose id the pack has. */
void additions_check_ids(struct reader *r, const struct language *language);

#endif
