#include "reading/parts.h"

/* Asked for each match: the first letter spares most comparisons. */
static bool is_name(struct str name, const char *other) {
  return name.size > 0 && name.data[0] == other[0] && str_is(name, other);
}

enum feeling parts_feeling(struct str name) {
  int i = 0;
  while (i < FEELING_COUNT && !is_name(name, feeling_name((enum feeling)i)))
    i++;
  return (enum feeling)i;
}

enum signal_id parts_signal(struct str name) {
  int i = 0;
  while (i < SIGNAL_COUNT && !is_name(name, signal_name((enum signal_id)i)))
    i++;
  return (enum signal_id)i;
}

enum fact_kind parts_fact(struct str name) {
  int i = 0;
  while (i < FACT_KIND_COUNT &&
         !is_name(name, fact_kind_name((enum fact_kind)i)))
    i++;
  return (enum fact_kind)i;
}

bool parts_listed(struct str list, const char *name) {
  size_t size = strlen(name);
  for (size_t at = 0; at < list.size;) {
    size_t end = at;
    while (end < list.size && list.data[end] != ' ')
      end++;
    if (end - at == size && memcmp(list.data + at, name, size) == 0)
      return true;
    at = end + 1;
  }
  return false;
}

bool parts_says_yes(const struct language_entry *entry, const char *key) {
  return str_is(language_field(entry, key), "yes");
}

bool parts_is_trouble(const struct language_entry *entry) {
  return entry->kind == LANGUAGE_SITUATION &&
         !is_name(entry->id, feeling_name(FEELING_GRATITUDE)) &&
         !is_name(entry->id, feeling_name(FEELING_SATISFACTION));
}

bool parts_is(const struct language_match *match, enum language_kind kind,
              const char *id) {
  return match->entry->kind == kind && str_is(match->entry->id, id);
}

bool parts_capture(const struct language *language,
                   const struct language_match *match, struct str name,
                   struct phrase_capture *out) {
  uint32_t id = phrase_capture_id(language->phrases, name);
  for (size_t i = 0; i < PHRASE_CAPTURES && id != UINT32_MAX; i++) {
    *out = match->captures[i];
    if (out->name == id && out->count > 0)
      return true;
  }
  return false;
}
