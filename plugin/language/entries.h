/* The entries of a pack and the administrator's, grouped by kind. */
#ifndef ATTUNE_LANGUAGE_ENTRIES_H
#define ATTUNE_LANGUAGE_ENTRIES_H

#include "language/pack.h"

/* Where entry i comes from; a NULL section: the administrator's index. */
struct entry_origin {
  const struct pack_section *section;
  size_t index;
};

/*
 * Fills language->entries, entry_count and first. *origins is in the pack's
 * arena, by entry.
 */
int entries_build(struct language *language, struct pack *pack,
                  const struct language_entry *extra, size_t extra_count,
                  struct entry_origin **origins, struct language_error *error);

/* Gives the builder each entry's phrases under the entry's index. */
int entries_add_phrases(const struct language *language,
                        const struct entry_origin *origins,
                        struct phrase_builder *builder,
                        struct language_error *error);

#endif
