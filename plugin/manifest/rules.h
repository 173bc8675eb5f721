/* rules: the manifest's word on how grave a rule is. */
#ifndef ATTUNE_MANIFEST_RULES_H
#define ATTUNE_MANIFEST_RULES_H

#include "manifest/keys.h"

/* The names of enum level, and NULL. */
extern const char *const level_names[];

/* A key_read into a struct manifest's general settings. */
void rules_read(struct reader *r, const struct json *value, void *out);

/* Notes that the rule is named at that byte, under the current path. */
void rules_note_use(struct reader *r, size_t at, struct str id);

/* Notes the rules that do not exist, once all are known. */
void rules_check(struct reader *r, const struct language *language);

#endif
