#include "manifest/additions.h"

#include <stdio.h>

#include "manifest/rules.h"
#include "manifest/tables.h"

enum {
  PHRASES_MAX = 2000,
  PHRASE_BYTES = 300,
  RULES_MAX = 200
};

bool rule_is_made_here(struct str id) {
  return str_is(id, RULE_BANNED) || str_is(id, RULE_PREFERRED);
}

static void phrase_read(struct reader *r, const struct json *value, void *out) {
  struct phrase_source *source = out;
  source->text = reader_text(r, value, 1, PHRASE_BYTES, false);
  source->path = path_text(&r->path, r->scratch);
  source->at = value->at;
  r->out_of_memory |= !source->path.data;
}

static struct addition *add(struct reader *r, enum language_kind kind,
                            struct str id, size_t at) {
  struct additions *additions = r->additions;
  struct addition *items =
      arena_grow(r->scratch, additions->items, additions->count,
                 &additions->capacity, sizeof(*items));
  r->out_of_memory |= !items;
  if (!items)
    return NULL;
  additions->items = items;
  struct addition *addition = &items[additions->count++];
  *addition = (struct addition){
      .entry = {.kind = kind,
                .id = id,
                .level = LEVEL_WARNING,
                .scopes = (uint64_t)1 << r->scope},
      .path = path_text(&r->path, r->scratch),
      .at = at,
  };
  return addition;
}

static void add_field(struct language_entry *entry,
                      struct language_field *fields, const char *key,
                      struct str value) {
  if (value.size > 0)
    fields[entry->field_count++] = (struct language_field){str_of(key), value};
}

/* What an entry of a pack says in lines of its own; empty: not said. */
struct words {
  struct str why, message, min_heat, signals;
};

static void add_fields(struct reader *r, struct words words,
                       struct language_entry *entry) {
  struct language_field *fields = reader_scratch(r, 4 * sizeof(*fields));
  if (!fields)
    return;
  entry->fields = fields;
  add_field(entry, fields, "why", words.why);
  add_field(entry, fields, "message", words.message);
  add_field(entry, fields, "min_heat", words.min_heat);
  add_field(entry, fields, "signals", words.signals);
}

/* Those that were understood are moved to the front; the others have been
   reported, and a report is all that comes of this manifest. */
static size_t keep_phrases(struct phrase_source *phrases, size_t count) {
  size_t kept = 0;
  for (size_t i = 0; i < count; i++)
    if (phrases[i].text.data)
      phrases[kept++] = phrases[i];
  return kept;
}

static void add_phrases(struct reader *r, enum language_kind kind,
                        struct str id, struct phrase_source *phrases,
                        size_t count, size_t at) {
  count = keep_phrases(phrases, count);
  struct addition *addition = count > 0 ? add(r, kind, id, at) : NULL;
  if (!addition)
    return;
  addition->matches = phrases;
  addition->entry.match_count = count;
}

struct preferred {
  struct phrase_source from;
  struct str to;
};

static const struct key preferred_keys[] = {
    {"from", KEY_READ, .required = true, .read = phrase_read,
     .offset = offsetof(struct preferred, from)},
    {"to", KEY_TEXT, .required = true, .least = 1, .most = PHRASE_BYTES,
     .offset = offsetof(struct preferred, to)},
};

static void preferred_read(struct reader *r, const struct json *value,
                           void *out) {
  struct preferred *preferred = out;
  keys_read(r, value, preferred_keys, 2, preferred);
  if (!preferred->from.text.data || !preferred->to.data)
    return;
  struct addition *addition =
      add(r, LANGUAGE_RULE, STR(RULE_PREFERRED), value->at);
  if (!addition)
    return;
  /* Each pair is an entry: what is said in its place hangs on the entry. */
  addition->matches = &preferred->from;
  addition->entry.match_count = 1;
  addition->entry.says = &preferred->to;
  addition->entry.say_count = 1;
  addition->entry.level = LEVEL_SUGGESTION;
}

struct phrase_lists {
  struct phrase_source *banned, *allowed, *guarded;
  size_t banned_count, allowed_count, guarded_count;
  struct preferred *preferred;
  size_t preferred_count;
};

#define PHRASES(field)                                                         \
  .kind = KEY_LIST, .most = PHRASES_MAX, .read = phrase_read,                  \
  .item_size = sizeof(struct phrase_source),                                   \
  .offset = offsetof(struct phrase_lists, field),                              \
  .count_offset = offsetof(struct phrase_lists, field##_count)

static const struct key phrase_keys[] = {
    {"banned", PHRASES(banned)},
    {"allowed", PHRASES(allowed)},
    {"protected", PHRASES(guarded)},
    {"preferred", KEY_LIST, .most = PHRASES_MAX, .read = preferred_read,
     .item_size = sizeof(struct preferred),
     .offset = offsetof(struct phrase_lists, preferred),
     .count_offset = offsetof(struct phrase_lists, preferred_count)},
};

void phrases_read(struct reader *r, const struct json *value, void *out) {
  struct phrase_lists lists = {0};
  (void)out;
  keys_read(r, value, phrase_keys, sizeof(phrase_keys) / sizeof(*phrase_keys),
            &lists);
  add_phrases(r, LANGUAGE_RULE, STR(RULE_BANNED), lists.banned,
              lists.banned_count, value->at);
  add_phrases(r, LANGUAGE_GUARD, STR("allowed"), lists.allowed,
              lists.allowed_count, value->at);
  add_phrases(r, LANGUAGE_GUARD, STR("protected"), lists.guarded,
              lists.guarded_count, value->at);
}

struct custom_rule {
  struct str id, why, message;
  struct phrase_source *matches, *unless;
  size_t match_count, unless_count;
  struct str *says;
  size_t say_count;
  enum level level;
  int min_heat; /* -1: not asked for */
  uint32_t signals;
};

#define AT(field)    .offset = offsetof(struct custom_rule, field)
#define COUNT(field) .count_offset = offsetof(struct custom_rule, field)

static const struct key when_keys[] = {
    {"min_heat", KEY_INT, .least = 0, .most = 3, AT(min_heat)},
    {"signals", KEY_FLAGS, .choices = signal_ids, AT(signals)},
};

static const struct key custom_keys[] = {
    {"id", KEY_ID, .required = true, AT(id)},
    {"match", KEY_LIST, .required = true, .least = 1, .most = 100,
     .read = phrase_read, .item_size = sizeof(struct phrase_source),
     AT(matches), COUNT(match_count)},
    {"unless", KEY_LIST, .most = 100, .read = phrase_read,
     .item_size = sizeof(struct phrase_source), AT(unless),
     COUNT(unless_count)},
    {"say", KEY_LIST, .most = 20, .read = reader_line,
     .item_size = sizeof(struct str), AT(says), COUNT(say_count)},
    {"why", KEY_TEXT, .required = true, .least = 1, .most = 300, AT(why)},
    {"message", KEY_TEXT, .least = 1, .most = 300, AT(message)},
    {"level", KEY_CHOICE, .choices = level_names, AT(level)},
    {"when", KEY_GROUP, KEYS(when_keys)},
};

/* "long-wait refund", as a pack's entry would write it. */
static struct str signals_text(struct reader *r, uint32_t signals) {
  char text[300] = "";
  size_t size = 0;
  for (size_t i = 0; signal_ids[i]; i++)
    if (signals & (1u << i))
      size += (size_t)snprintf(text + size, sizeof(text) - size, "%s%s",
                               size > 0 ? " " : "", signal_ids[i]);
  struct str kept = arena_str(r->scratch, (struct str){text, size});
  r->out_of_memory |= !kept.data;
  return kept;
}

static void custom_rule_read(struct reader *r, const struct json *value,
                             void *out) {
  static const char *const heats[] = {"", "0", "1", "2", "3"};
  struct custom_rule *rule = out;
  rule->level = LEVEL_WARNING;
  rule->min_heat = -1;
  keys_read(r, value, custom_keys, sizeof(custom_keys) / sizeof(*custom_keys),
            rule);
  rule->match_count = keep_phrases(rule->matches, rule->match_count);
  rule->unless_count = keep_phrases(rule->unless, rule->unless_count);
  const struct json *id = json_get(value, "id");
  if (!rule->id.data || rule->match_count == 0)
    return;
  if (rule_is_made_here(rule->id))
    reader_problem_in(r, value, "id", "is the id of a built-in rule");
  path_push_key(&r->path, id->key);
  struct addition *addition = add(r, LANGUAGE_RULE, rule->id, id->at);
  path_pop(&r->path);
  if (!addition)
    return;
  addition->matches = rule->matches;
  addition->unless = rule->unless;
  struct language_entry *entry = &addition->entry;
  entry->match_count = rule->match_count;
  entry->unless_count = rule->unless_count;
  entry->says = rule->says;
  entry->say_count = rule->say_count;
  entry->level = rule->level;
  add_fields(r,
             (struct words){rule->why, rule->message,
                            str_of(heats[rule->min_heat + 1]),
                            signals_text(r, rule->signals)},
             entry);
}

void custom_rules_read(struct reader *r, const struct json *value, void *out) {
  size_t count;
  (void)out;
  reader_list(r, value, RULES_MAX, sizeof(struct custom_rule), custom_rule_read,
              &count);
  reader_unique(r, value, "id");
}

struct topic {
  struct str id;
  struct phrase_source *matches;
  size_t match_count;
};

static const struct key topic_keys[] = {
    {"id", KEY_ID, .required = true, .offset = offsetof(struct topic, id)},
    {"match", KEY_LIST, .required = true, .least = 1, .most = 100,
     .read = phrase_read, .item_size = sizeof(struct phrase_source),
     .offset = offsetof(struct topic, matches),
     .count_offset = offsetof(struct topic, match_count)},
};

void topic_read(struct reader *r, const struct json *value, void *out) {
  struct topic topic = {0};
  keys_read(r, value, topic_keys, sizeof(topic_keys) / sizeof(*topic_keys),
            &topic);
  if (!topic.id.data)
    return;
  memcpy(out, &topic.id, sizeof(topic.id));
  add_phrases(r, LANGUAGE_TOPIC, topic.id, topic.matches, topic.match_count,
              value->at);
}
