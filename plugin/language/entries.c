#include "language/entries.h"

#include <attune.h>

#define NUMBER_MAX 1000
#define TEAM_WORDS 2 /* fields that an added rule need not have */

static const char *const level_names[] = {
    [LEVEL_OFF] = "off",
    [LEVEL_SUGGESTION] = "suggestion",
    [LEVEL_WARNING] = "warning",
    [LEVEL_ERROR] = "error",
};

static bool read_level(struct str value, enum level *level) {
  for (int i = LEVEL_OFF; i <= LEVEL_ERROR; i++)
    if (str_is(value, level_names[i])) {
      *level = (enum level)i;
      return true;
    }
  return false;
}

/* Not strtol, which takes blanks and what follows the number. */
static bool read_number(struct str value, int32_t *number) {
  bool minus = value.size > 0 && value.data[0] == '-';
  int32_t sum = 0;
  size_t i = minus || (value.size > 0 && value.data[0] == '+');
  if (i == value.size)
    return false;
  for (; i < value.size; i++) {
    if (value.data[i] < '0' || value.data[i] > '9' || sum > NUMBER_MAX)
      return false;
    sum = sum * 10 + (value.data[i] - '0');
  }
  *number = minus ? -sum : sum;
  return sum <= NUMBER_MAX;
}

/* Lists an entry points to, with room for the lines of its section. */
struct lists {
  struct str *says;
  struct str *matches;
  struct str *unless;
  struct language_field *fields;
};

static size_t count_key(const struct pack_section *section, const char *key) {
  size_t count = 0;
  for (size_t i = 0; i < section->count; i++)
    count += str_is(section->lines[i].key, key);
  return count;
}

/* Counted first: the language is held for as long as the host runs. */
static bool make_lists(struct arena *arena, const struct pack_section *section,
                       struct lists *lists) {
  size_t says = count_key(section, "say");
  size_t matches = count_key(section, "match");
  size_t unless = count_key(section, "unless");
  size_t fields = section->count - says - matches - unless;
  struct str *strs =
      arena_alloc(arena, (says + matches + unless) * sizeof(*strs));
  lists->fields = arena_alloc(arena, fields * sizeof(*lists->fields));
  if (!strs || !lists->fields)
    return false;
  lists->says = strs;
  lists->matches = strs + says;
  lists->unless = strs + says + matches;
  return true;
}

/* NULL, or what is wrong with the line. */
static const char *add_line(struct language_entry *entry, struct lists *lists,
                            const struct pack_line *line) {
  if (str_is(line->key, "match"))
    lists->matches[entry->match_count++] = line->value;
  else if (str_is(line->key, "unless"))
    lists->unless[entry->unless_count++] = line->value;
  else if (str_is(line->key, "say"))
    lists->says[entry->say_count++] = line->value;
  else if (str_is(line->key, "level"))
    return read_level(line->value, &entry->level)
               ? NULL
               : "a level is off, suggestion, warning or error";
  else if (str_is(line->key, "weight"))
    return read_number(line->value, &entry->weight)
               ? NULL
               : "a weight is a number from -1000 to 1000";
  else if (str_is(line->key, "heat"))
    return read_number(line->value, &entry->heat)
               ? NULL
               : "a heat is a number from -1000 to 1000";
  else
    lists->fields[entry->field_count++] =
        (struct language_field){line->key, line->value};
  return NULL;
}

static bool note_begins(struct arena *arena, struct language_entry *entry) {
  char *begins = arena_alloc(arena, 3 * entry->say_count);
  entry->begins = begins;
  for (size_t at = 0; begins && at < 3; at++)
    for (size_t i = 0; i < entry->say_count; i++)
      if (entry->says[i].size > at)
        *begins++ = ascii_lower(entry->says[i].data[at]);
      else
        *begins++ = '\0';
  return begins != NULL;
}

static int read_section(struct arena *arena, const struct pack_section *section,
                        struct language_entry *entry,
                        struct language_error *error) {
  struct lists lists;
  if (!make_lists(arena, section, &lists))
    return ATTUNE_E_MEMORY;
  *entry = (struct language_entry){.kind = (enum language_kind)section->kind,
                                   .id = section->id,
                                   .part = section->part,
                                   .level = LEVEL_WARNING,
                                   .scopes = 1,
                                   .says = lists.says,
                                   .matches = lists.matches,
                                   .unless = lists.unless,
                                   .fields = lists.fields};
  for (size_t i = 0; i < section->count; i++) {
    const char *wrong = add_line(entry, &lists, &section->lines[i]);
    if (wrong)
      return pack_fail(error, section->file, section->lines[i].line, wrong);
  }
  return note_begins(arena, entry) ? ATTUNE_OK : ATTUNE_E_MEMORY;
}

/* The manifest an added entry comes from is gone before the language is. */
static bool copy_str(struct arena *arena, struct str *text) {
  *text = arena_str(arena, *text);
  return text->data != NULL;
}

static bool copy_list(struct arena *arena, const struct str **list,
                      size_t count) {
  struct str *copy = arena_alloc(arena, count * sizeof(*copy));
  bool good = copy != NULL;
  for (size_t i = 0; i < count && good; i++) {
    copy[i] = (*list)[i];
    good = copy_str(arena, &copy[i]);
  }
  *list = copy;
  return good;
}

/* Of [label team.PART]; names are not indexed yet. */
static struct str team_words(const struct language *language, struct str part,
                             const char *key) {
  struct str words = {NULL, 0};
  for (size_t i = language->first[LANGUAGE_LABEL];
       i < language->first[LANGUAGE_LABEL + 1] && words.size == 0; i++)
    if (str_is(language->entries[i].id, "team") &&
        str_equal(language->entries[i].part, part))
      words = language_field(&language->entries[i], key);
  return words;
}

/* What a rule of the administrator's does not say of itself. */
static void add_team_words(const struct language *language,
                           struct language_entry *rule,
                           struct language_field *fields) {
  static const char *const keys[TEAM_WORDS] = {"message", "why"};
  for (size_t i = 0; i < TEAM_WORDS && rule->kind == LANGUAGE_RULE; i++) {
    struct str words = team_words(language, rule->id, keys[i]);
    if (words.size == 0)
      words = team_words(language, STR("rule"), keys[i]);
    if (words.size > 0 && language_field(rule, keys[i]).size == 0)
      fields[rule->field_count++] =
          (struct language_field){str_of(keys[i]), words};
  }
}

static int copy_entry(struct language *language,
                      const struct language_entry *from,
                      struct language_entry *to) {
  struct arena *arena = &language->arena;
  *to = *from;
  struct language_field *fields =
      arena_alloc(arena, (from->field_count + TEAM_WORDS) * sizeof(*fields));
  bool good =
      fields && copy_str(arena, &to->id) && copy_str(arena, &to->part) &&
      copy_list(arena, &to->says, to->say_count) && note_begins(arena, to) &&
      copy_list(arena, &to->matches, to->match_count) &&
      copy_list(arena, &to->unless, to->unless_count);
  for (size_t i = 0; i < from->field_count && good; i++) {
    fields[i] = from->fields[i];
    good = copy_str(arena, &fields[i].key) && copy_str(arena, &fields[i].value);
  }
  to->fields = fields;
  if (!good)
    return ATTUNE_E_MEMORY;
  add_team_words(language, to, fields);
  return ATTUNE_OK;
}

/* Counts the kinds and leaves in next where each begins. */
static void group(struct language *language, const struct pack *pack,
                  const struct language_entry *extra, size_t extra_count,
                  size_t next[LANGUAGE_KINDS]) {
  size_t *first = language->first;
  for (size_t i = 0; i < pack->count; i++)
    if (pack->sections[i].kind < LANGUAGE_KINDS)
      first[pack->sections[i].kind + 1]++;
  for (size_t i = 0; i < extra_count; i++)
    first[extra[i].kind + 1]++;
  for (size_t kind = 0; kind < LANGUAGE_KINDS; kind++) {
    next[kind] = first[kind];
    first[kind + 1] += first[kind];
  }
  language->entry_count = first[LANGUAGE_KINDS];
}

/* The pack's first, then the administrator's, in each kind. */
int entries_build(struct language *language, struct pack *pack,
                  const struct language_entry *extra, size_t extra_count,
                  struct entry_origin **origins, struct language_error *error) {
  size_t next[LANGUAGE_KINDS];
  group(language, pack, extra, extra_count, next);
  struct language_entry *entries =
      arena_alloc(&language->arena, language->entry_count * sizeof(*entries));
  *origins =
      arena_alloc(&pack->arena, language->entry_count * sizeof(**origins));
  if (!entries || !*origins)
    return ATTUNE_E_MEMORY;
  language->entries = entries;
  int status = ATTUNE_OK;
  for (size_t i = 0; i < pack->count && !status; i++) {
    const struct pack_section *section = &pack->sections[i];
    if (section->kind >= LANGUAGE_KINDS)
      continue;
    size_t to = next[section->kind]++;
    (*origins)[to].section = section;
    status = read_section(&language->arena, section, &entries[to], error);
  }
  for (size_t i = 0; i < extra_count && !status; i++) {
    size_t to = next[extra[i].kind]++;
    (*origins)[to].index = i;
    status = copy_entry(language, &extra[i], &entries[to]);
  }
  return status;
}

/* Names the index-th match: or unless: line of where the entry comes from. */
static void place_error(const struct entry_origin *origin, bool unless,
                        size_t index, struct phrase_error wrong,
                        struct language_error *error) {
  const struct pack_section *section = origin->section;
  *error = (struct language_error){.line = (uint32_t)origin->index,
                                   .in_unless = unless,
                                   .index = index,
                                   .at = wrong.at,
                                   .message = wrong.message};
  if (!section)
    return;
  error->file = section->file;
  error->line = section->line;
  for (size_t i = 0, n = 0; i < section->count; i++)
    if (str_is(section->lines[i].key, unless ? "unless" : "match") &&
        n++ == index)
      error->line = section->lines[i].line;
}

static int add_phrases(struct phrase_builder *builder, uint32_t number,
                       const struct language_entry *entry, bool unless,
                       const struct entry_origin *origin,
                       struct language_error *error) {
  size_t count = unless ? entry->unless_count : entry->match_count;
  const struct str *phrases = unless ? entry->unless : entry->matches;
  for (size_t i = 0; i < count; i++) {
    struct phrase_error wrong;
    int status =
        unless ? phrase_builder_unless(builder, number, phrases[i], &wrong)
               : phrase_builder_add(builder, number, phrases[i], &wrong);
    if (status == ATTUNE_E_ARGUMENT)
      place_error(origin, unless, i, wrong, error);
    if (status)
      return status;
  }
  return ATTUNE_OK;
}

int entries_add_phrases(const struct language *language,
                        const struct entry_origin *origins,
                        struct phrase_builder *builder,
                        struct language_error *error) {
  int status = ATTUNE_OK;
  for (size_t i = 0; i < language->entry_count && !status; i++) {
    const struct language_entry *entry = &language->entries[i];
    /* A group for each kind: see language_scan_kinds. */
    phrase_builder_group(builder, entry->kind);
    status =
        add_phrases(builder, (uint32_t)i, entry, false, &origins[i], error);
    if (!status)
      status =
          add_phrases(builder, (uint32_t)i, entry, true, &origins[i], error);
  }
  return status;
}
