#include "manifest/scopes.h"

#define AT(field) .offset = offsetof(struct scope_draft, scope.field)

const struct key scope_when_keys[4] = {
    {"team", KEY_TEXT, .least = 1, .most = 200, AT(team)},
    {"channel", KEY_TEXT, .least = 1, .most = 200, AT(channel)},
    {"brand", KEY_TEXT, .least = 1, .most = 200, AT(brand)},
    {"locale", KEY_TEXT, .least = 1, .most = 200, AT(locale)},
};

static void add_condition(struct manifest_scope *scope, struct str *pieces,
                          size_t *count, struct str name, struct str value) {
  if (!value.data)
    return;
  if (scope->conditions++ > 0)
    pieces[(*count)++] = STR(",");
  pieces[(*count)++] = name;
  pieces[(*count)++] = value;
}

static void name_scope(struct reader *r, struct manifest_scope *scope) {
  struct str pieces[4 * 3];
  size_t count = 0;
  add_condition(scope, pieces, &count, STR("team="), scope->team);
  add_condition(scope, pieces, &count, STR("channel="), scope->channel);
  add_condition(scope, pieces, &count, STR("brand="), scope->brand);
  add_condition(scope, pieces, &count, STR("locale="), scope->locale);
  scope->name = arena_join(r->arena, pieces, count);
  r->out_of_memory |= !scope->name.data;
}

/* Settings of its own, with what they need from the whole manifest. */
static void read_into(struct reader *r, const struct json *value,
                      struct scope_draft *draft) {
  struct given given = {.base = (char *)&draft->manifest.general,
                        .size = sizeof(draft->manifest.general)};
  r->given = &given;
  keys_read(r, value, r->root, r->root_count, draft);
  r->given = NULL;
  draft->scope.settings = draft->manifest.general;
  draft->scope.given = given.ranges;
  draft->scope.given_count = given.count;
}

/*
 * A scope whose conditions could not be read applies everywhere, but then
 * the manifest has a problem and is never used.
 */
void scope_read(struct reader *r, const struct json *value, void *out) {
  struct manifest_scope *scope = out;
  struct scope_draft *draft = reader_scratch(r, sizeof(*draft));
  if (!draft)
    return;
  r->scope = (unsigned)r->path.steps[r->path.depth - 1].index + 1;
  draft->scope.bit = (uint64_t)1 << r->scope;
  read_into(r, value, draft);
  *scope = draft->scope;
  name_scope(r, scope);
  const struct json *when = json_get(value, "when");
  if (when && when->type == JSON_OBJECT && when->count == 0)
    reader_problem_in(r, value, "when",
                      "expected team, channel, brand or locale");
  r->scope = 0;
}

/* Stable, so that equals keep the manifest's order. */
void scopes_sort(struct manifest_scope *scopes, size_t count) {
  for (size_t i = 1; i < count; i++) {
    struct manifest_scope moving = scopes[i];
    size_t at = i;
    for (; at > 0 && scopes[at - 1].conditions > moving.conditions; at--)
      scopes[at] = scopes[at - 1];
    scopes[at] = moving;
  }
}

static bool is_same(struct str wanted, const char *said) {
  return !wanted.data || (said && str_is(wanted, said));
}

static char fold(char c) {
  return c == '_' ? '-' : ascii_lower(c);
}

/* "en" is asked for and "en-GB", "EN" or "en_US" is said; not "eng". */
static bool is_locale(struct str wanted, const char *said) {
  size_t i = 0;
  if (!wanted.data || !said)
    return !wanted.data;
  while (i < wanted.size && said[i] && fold(said[i]) == fold(wanted.data[i]))
    i++;
  return i == wanted.size && (said[i] == '\0' || fold(said[i]) == '-');
}

static bool applies(const struct manifest_scope *scope,
                    const struct scope_key *key) {
  return is_same(scope->team, key->team) &&
         is_same(scope->channel, key->channel) &&
         is_same(scope->brand, key->brand) &&
         is_locale(scope->locale, key->locale);
}

/* The scopes that apply, in the order they are laid over. */
struct layers {
  const struct manifest_scope *items[MANIFEST_SCOPES_MAX];
  size_t count;
};

static void find_layers(const struct manifest *manifest,
                        const struct scope_key *key, struct layers *layers) {
  layers->count = 0;
  for (size_t i = 0; i < manifest->scope_count; i++)
    if (applies(&manifest->scopes[i], key))
      layers->items[layers->count++] = &manifest->scopes[i];
}

/* By bytes: what a table could read it can lay over, and no list of fields
   has to be kept in step with the tables. */
static void lay_over(struct settings *settings,
                     const struct manifest_scope *scope) {
  for (size_t i = 0; i < scope->given_count; i++) {
    struct range given = scope->given[i];
    memcpy((char *)settings + given.begin,
           (const char *)&scope->settings + given.begin,
           given.end - given.begin);
  }
  settings->scopes |= scope->bit;
}

/* One list behind the other: settings_level asks from its end. */
static bool gather_rules(const struct layers *layers, struct arena *arena,
                         struct settings *settings) {
  const struct rule_level *general = settings->rules;
  size_t count = settings->rule_count;
  for (size_t i = 0; i < layers->count; i++)
    count += layers->items[i]->settings.rule_count;
  struct rule_level *rules = arena_alloc(arena, (count + 1) * sizeof(*rules));
  if (!rules)
    return false;
  for (size_t i = 0; i < settings->rule_count; i++)
    rules[i] = general[i];
  count = settings->rule_count;
  for (size_t i = 0; i < layers->count; i++) {
    const struct settings *from = &layers->items[i]->settings;
    for (size_t j = 0; j < from->rule_count; j++)
      rules[count++] = from->rules[j];
  }
  settings->rules = rules;
  settings->rule_count = count;
  return true;
}

static bool gather_names(const struct layers *layers, struct arena *arena,
                         struct settings *settings) {
  struct str pieces[2 * MANIFEST_SCOPES_MAX];
  size_t count = 0;
  for (size_t i = 0; i < layers->count; i++) {
    if (count > 0)
      pieces[count++] = STR("; ");
    pieces[count++] = layers->items[i]->name;
  }
  settings->name = arena_join(arena, pieces, count);
  return settings->name.data != NULL;
}

const struct settings *manifest_settings(const struct manifest *manifest,
                                         struct arena *arena,
                                         const struct scope_key *key) {
  struct layers layers;
  find_layers(manifest, key, &layers);
  if (layers.count == 0)
    return &manifest->general;
  struct settings *settings = arena_alloc(arena, sizeof(*settings));
  if (!settings)
    return NULL;
  *settings = manifest->general;
  for (size_t i = 0; i < layers.count; i++)
    lay_over(settings, layers.items[i]);
  if (!gather_rules(&layers, arena, settings) ||
      !gather_names(&layers, arena, settings))
    return NULL;
  return settings;
}
