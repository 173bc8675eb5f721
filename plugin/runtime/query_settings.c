/*
 * What the scopes resolve to for some conversations, key by key, and where
 * each value comes from. The tables that read a manifest also say where its
 * values are, so that no key can be forgotten here.
 */
#include "manifest/rules.h"
#include "manifest/scopes.h"
#include "manifest/tables.h"
#include "runtime/query_parts.h"

/* A value's place among the settings of a scope or the whole. */
struct place {
  const struct key *key;
  size_t at; /* of struct settings */
};

static const void *value_at(const struct settings *settings,
                            const struct place *place) {
  return (const char *)settings + place->at;
}

static struct str text_at(const struct settings *settings,
                          const struct place *place) {
  struct str text;
  memcpy(&text, value_at(settings, place), sizeof(text));
  return text;
}

static int64_t number_at(const struct settings *settings,
                         const struct place *place) {
  const void *at = value_at(settings, place);
  bool truth;
  int number;
  uint32_t number32;
  size_t size;
  switch (place->key->kind) {
  case KEY_BOOL:
    memcpy(&truth, at, sizeof(truth));
    return truth;
  case KEY_UINT32:
    memcpy(&number32, at, sizeof(number32));
    return number32;
  case KEY_SIZE:
    memcpy(&size, at, sizeof(size));
    return (int64_t)size;
  default:
    memcpy(&number, at, sizeof(number));
    return number;
  }
}

static bool is_text(const struct key *key) {
  return key->kind == KEY_TEXT || key->kind == KEY_LINES;
}

static bool is_value(const struct key *key) {
  return is_text(key) || key->kind == KEY_BOOL || key->kind == KEY_INT ||
         key->kind == KEY_UINT32 || key->kind == KEY_SIZE ||
         key->kind == KEY_PERMILLE || key->kind == KEY_CHOICE;
}

static void write_value(struct json_writer *w, const struct settings *settings,
                        const struct place *place) {
  jw_key(w, "value");
  if (is_text(place->key)) {
    jw_string(w, text_at(settings, place));
    return;
  }
  int64_t number = number_at(settings, place);
  if (place->key->kind == KEY_BOOL)
    jw_bool(w, number != 0);
  else if (place->key->kind == KEY_PERMILLE)
    jw_permille(w, (int)number);
  else if (place->key->kind == KEY_CHOICE)
    jw_string(w, str_of(place->key->choices[number]));
  else
    jw_int(w, number);
}

static bool applies(const struct settings *settings,
                    const struct manifest_scope *scope) {
  return (settings->scopes & scope->bit) != 0;
}

static bool is_given(const struct manifest_scope *scope, size_t at) {
  for (size_t i = 0; i < scope->given_count; i++)
    if (scope->given[i].begin <= at && at < scope->given[i].end)
      return true;
  return false;
}

static bool is_default(const struct settings *settings,
                       const struct place *place) {
  if (is_text(place->key))
    return str_equal(text_at(settings, place),
                     text_at(&settings_default, place));
  return number_at(settings, place) == number_at(&settings_default, place);
}

/* The scopes lie in the order in which they are laid over. */
static struct str source_of(const struct inquiry *inquiry,
                            const struct settings *settings,
                            const struct place *place) {
  const struct manifest *manifest = inquiry->manifest;
  for (size_t i = manifest->scope_count; i > 0; i--)
    if (applies(settings, &manifest->scopes[i - 1]) &&
        is_given(&manifest->scopes[i - 1], place->at))
      return manifest->scopes[i - 1].name;
  return is_default(&manifest->general, place) ? STR("default")
                                               : STR("manifest");
}

static int write_key(struct inquiry *inquiry, const struct settings *settings,
                     const char *group, const struct key *key) {
  const struct place place = {key,
                              key->offset - offsetof(struct manifest, general)};
  const struct str pieces[] = {str_of(group), STR("."), str_of(key->name)};
  struct str name = arena_join(inquiry->arena, pieces, 3);
  if (!name.data)
    return ATTUNE_E_MEMORY;
  jw_object(inquiry->w);
  jw_field(inquiry->w, "key", name);
  write_value(inquiry->w, settings, &place);
  jw_field(inquiry->w, "from", source_of(inquiry, settings, &place));
  jw_object_end(inquiry->w);
  return ATTUNE_OK;
}

static bool is_scoped(const struct key *group) {
  return group->kind == KEY_GROUP && group->place == KEY_ANYWHERE;
}

static int write_keys(struct inquiry *inquiry,
                      const struct settings *settings) {
  int status = ATTUNE_OK;
  jw_key(inquiry->w, "settings");
  jw_array(inquiry->w);
  for (size_t i = 0; i < manifest_key_count; i++) {
    const struct key *group = &manifest_keys[i];
    if (!is_scoped(group))
      continue;
    for (size_t k = 0; k < group->key_count && status == ATTUNE_OK; k++)
      if (is_value(&group->keys[k]))
        status = write_key(inquiry, settings, group->name, &group->keys[k]);
  }
  jw_array_end(inquiry->w);
  return status;
}

/* Which of the layers says the level that holds: the last that names it. */
static struct str source_of_rule(const struct inquiry *inquiry,
                                 const struct settings *settings,
                                 struct str id) {
  const struct manifest *manifest = inquiry->manifest;
  for (size_t i = manifest->scope_count; i > 0; i--) {
    const struct manifest_scope *scope = &manifest->scopes[i - 1];
    for (size_t k = 0;
         applies(settings, scope) && k < scope->settings.rule_count; k++)
      if (str_equal(scope->settings.rules[k].id, id))
        return scope->name;
  }
  return STR("manifest");
}

static bool named_later(const struct settings *settings, size_t at) {
  for (size_t i = at + 1; i < settings->rule_count; i++)
    if (str_equal(settings->rules[i].id, settings->rules[at].id))
      return true;
  return false;
}

static void write_levels(struct inquiry *inquiry,
                         const struct settings *settings) {
  jw_key(inquiry->w, "rules");
  jw_array(inquiry->w);
  for (size_t i = 0; i < settings->rule_count; i++) {
    const struct rule_level *rule = &settings->rules[i];
    if (named_later(settings, i))
      continue;
    jw_object(inquiry->w);
    jw_field(inquiry->w, "rule", rule->id);
    jw_field(inquiry->w, "level", str_of(level_names[rule->level]));
    jw_field(inquiry->w, "from", source_of_rule(inquiry, settings, rule->id));
    jw_object_end(inquiry->w);
  }
  jw_array_end(inquiry->w);
}

static void write_offers(struct json_writer *w,
                         const struct settings *settings) {
  jw_key(w, "offers");
  jw_array(w);
  for (size_t i = 0; i < settings->offer_count; i++) {
    jw_object(w);
    jw_field(w, "id", settings->offers[i].id);
    jw_field(w, "text", settings->offers[i].text);
    jw_object_end(w);
  }
  jw_array_end(w);
}

static void write_scopes(struct inquiry *inquiry,
                         const struct settings *settings) {
  const struct manifest *manifest = inquiry->manifest;
  jw_key(inquiry->w, "scopes");
  jw_array(inquiry->w);
  for (size_t i = 0; i < manifest->scope_count; i++) {
    jw_object(inquiry->w);
    jw_field(inquiry->w, "when", manifest->scopes[i].name);
    jw_field_bool(inquiry->w, "applies",
                  applies(settings, &manifest->scopes[i]));
    jw_object_end(inquiry->w);
  }
  jw_array_end(inquiry->w);
}

static void write_webhooks(struct inquiry *inquiry) {
  const struct manifest *manifest = inquiry->manifest;
  jw_key(inquiry->w, "webhooks");
  jw_array(inquiry->w);
  for (size_t i = 0; i < manifest->webhook_count; i++) {
    const struct webhook *webhook = &manifest->webhooks[i];
    jw_object(inquiry->w);
    jw_field(inquiry->w, "name", webhook->name);
    jw_field_bool(inquiry->w, "signed", webhook->secret.size > 0);
    jw_key(inquiry->w, "events");
    jw_array(inquiry->w);
    for (int type = 0; type < EVENT_TYPES; type++)
      if (webhook->events >> type & 1)
        jw_string(inquiry->w, str_of(event_type_name((enum event_type)type)));
    jw_array_end(inquiry->w);
    jw_object_end(inquiry->w);
  }
  jw_array_end(inquiry->w);
}

int inquiry_settings_of(struct inquiry *inquiry) {
  const struct manifest *manifest = inquiry->manifest;
  const struct settings *settings = inquiry_settings(inquiry);
  if (!settings)
    return ATTUNE_E_MEMORY;
  jw_field(inquiry->w, "scope", settings->name);
  jw_field(inquiry->w, "manifest", str_of(manifest->sha256));
  write_scopes(inquiry, settings);
  int status = write_keys(inquiry, settings);
  write_levels(inquiry, settings);
  write_offers(inquiry->w, settings);
  write_webhooks(inquiry);
  jw_field_bool(inquiry->w, "dry_run", manifest->dry_run);
  jw_field_bool(inquiry->w, "suspended", manifest->suspended);
  jw_field_int(inquiry->w, "sample", manifest->sample);
  jw_field_bool(inquiry->w, "lasting", manifest->store.lasting);
  return status;
}
