/* What the files of this room share about entries and their names. */
#ifndef ATTUNE_READING_PARTS_H
#define ATTUNE_READING_PARTS_H

#include "reading/history.h"
#include "reading/reading.h"

/* The value of an entry's id, or the COUNT of its enum when it has none. */
enum feeling parts_feeling(struct str name);
enum signal_id parts_signal(struct str name);
enum fact_kind parts_fact(struct str name);

/* Is name one of the blank-separated words of list? */
bool parts_listed(struct str list, const char *name);

/* Is the entry's field `key` the word yes? */
bool parts_says_yes(const struct language_entry *entry, const char *key);

/* Is it of what went wrong? Thanks and praise are told in situations too. */
bool parts_is_trouble(const struct language_entry *entry);

/* Is that an entry of this kind and id? */
bool parts_is(const struct language_match *match, enum language_kind kind,
              const char *id);

/* The capture called name; false when the match has none. */
bool parts_capture(const struct language *language,
                   const struct language_match *match, struct str name,
                   struct phrase_capture *out);

#endif
