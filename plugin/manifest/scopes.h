/* Settings for some conversations only, and how they are laid over. */
#ifndef ATTUNE_MANIFEST_SCOPES_H
#define ATTUNE_MANIFEST_SCOPES_H

#include "manifest/keys.h"

/* A condition's data is NULL where the scope does not ask. */
struct manifest_scope {
  struct str team, channel, brand, locale;
  struct str name; /* "team=billing,channel=email" */
  unsigned conditions;
  uint64_t bit; /* of its entries in the language */
  struct settings settings;
  struct range *given; /* which bytes of settings to lay over */
  size_t given_count;
};

/* Where a scope is read: its manifest's general settings are the scope's. */
struct scope_draft {
  struct manifest manifest;
  struct manifest_scope scope;
};

/* Keys of `when`, offsets into struct scope_draft. */
extern const struct key scope_when_keys[4];

/* A key_read into a struct manifest_scope. */
void scope_read(struct reader *r, const struct json *value, void *out);

/* In order of conditions, equals as they were. */
void scopes_sort(struct manifest_scope *scopes, size_t count);

#endif
