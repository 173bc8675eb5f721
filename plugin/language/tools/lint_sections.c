#include "language/tools/lint.h"

#include <stdio.h>

#include "memory/known.h"
#include "reading/known.h"
#include "review/known.h"
#include "rewrite/known.h"

#define LEANS 10 /* the feelings and the heat */

static const struct known *const rooms[] = {&reading_known, &review_known,
                                            &rewrite_known, &memory_known};
enum {
  ROOMS = sizeof(rooms) / sizeof(*rooms)
};

/* The keys that entries.c reads of any section. */
static const struct {
  const char *key;
  enum known_takes takes;
} common[] = {
    {"match", KNOWN_MATCH}, {"unless", KNOWN_MATCH},  {"say", KNOWN_SAY},
    {"level", KNOWN_LEVEL}, {"weight", KNOWN_WEIGHT}, {"heat", KNOWN_HEAT},
};
enum {
  COMMON = sizeof(common) / sizeof(*common)
};

/* "*-why" stands for all that end so. */
static bool is_like(struct str word, struct str name) {
  if (name.size == 0 || name.data[0] != '*' || word.size < name.size)
    return str_equal(word, name);
  struct str end = {word.data + word.size - (name.size - 1), name.size - 1};
  return memcmp(end.data, name.data + 1, end.size) == 0;
}

static bool is_one(struct str word, struct str name, struct nearest *nearest) {
  if (is_like(word, name))
    return true;
  nearest_offer(nearest, name);
  return false;
}

static bool in_table(const char *(*name)(unsigned i), struct str word,
                     struct nearest *nearest) {
  for (unsigned i = 0; name && name(i); i++)
    if (is_one(word, str_of(name(i)), nearest))
      return true;
  return false;
}

/* section: a kind alone, for its ids; or with an id or *, for the parts. */
static bool in_sections(const struct lint *lint, const char *section,
                        struct str word, struct nearest *nearest) {
  struct str rest = str_of(section ? section : "");
  struct str kind = pack_word(&rest), id = pack_word(&rest);
  for (size_t i = 0; i < lint->pack.count && kind.size > 0; i++) {
    const struct pack_section *other = &lint->pack.sections[i];
    if (!str_is(kind, pack_kind_name(other->kind)) ||
        (id.size > 0 && !str_is(id, "*") && !str_equal(id, other->id)))
      continue;
    struct str name = id.size > 0 ? other->part : other->id;
    if (name.size > 0 && is_one(word, name, nearest))
      return true;
  }
  return false;
}

bool lint_named(const struct lint *lint, const struct known_names *names,
                struct str word, struct nearest *nearest) {
  struct str rest = str_of(names->words ? names->words : "");
  for (struct str name = pack_word(&rest); name.size > 0;
       name = pack_word(&rest))
    if (is_one(word, name, nearest))
      return true;
  return in_table(names->name, word, nearest) ||
         in_table(names->more, word, nearest) ||
         in_sections(lint, names->section, word, nearest);
}

static bool are_names(const struct known_names *names) {
  return names->words || names->name || names->more || names->section;
}

/* The row of a section's kind and id; NULL: nothing asks for it. */
static const struct known_section *find_row(const struct lint *lint,
                                            const struct pack_section *section,
                                            struct nearest *nearest) {
  for (size_t room = 0; room < ROOMS; room++)
    for (size_t i = 0; i < rooms[room]->count; i++) {
      const struct known_section *row = &rooms[room]->sections[i];
      if (row->kind == section->kind &&
          (!are_names(&row->ids) ||
           lint_named(lint, &row->ids, section->id, nearest)))
        return row;
    }
  return NULL;
}

/* What may stand there, unless a near name was found or there are many. */
static const char *choice_of(const struct known_names *names,
                             const struct nearest *nearest) {
  bool few = names->words && !names->name && !names->section;
  return few && nearest->best.size == 0 ? names->words : NULL;
}

static void add_name(struct lint *lint, const struct pack_section *section,
                     const struct pack_line *line,
                     const struct known_names *names, struct str word,
                     const struct nearest *nearest) {
  const char *choice = choice_of(names, nearest);
  lint_add(lint, section->file, line->line, "%.*s: there is no \"%.*s\"%s%s",
           STR_ARGS(line->key), STR_ARGS(word),
           choice ? ", only: " : lint_hint_of(nearest).text,
           choice ? choice : "");
}

static bool is_number(struct str word, int least, int most) {
  bool minus = word.size > 0 && word.data[0] == '-';
  int value = 0;
  size_t i = minus;
  for (; i < word.size && i < 7; i++) {
    if (word.data[i] < '0' || word.data[i] > '9')
      return false;
    value = value * 10 + (word.data[i] - '0');
  }
  value = minus ? -value : value;
  return i == word.size && i > (size_t)minus && value >= least && value <= most;
}

static void check_number(struct lint *lint, const struct known_key *key,
                         const struct pack_section *section,
                         const struct pack_line *line) {
  struct nearest nearest = nearest_to(line->value);
  if (is_number(line->value, key->least, key->most) ||
      lint_named(lint, &key->names, line->value, &nearest))
    return;
  lint_add(lint, section->file, line->line,
           "%.*s: \"%.*s\" is no number from %d to %d%s", STR_ARGS(line->key),
           STR_ARGS(line->value), key->least, key->most,
           lint_hint_of(&nearest).text);
}

static void check_leans(struct lint *lint, const struct pack_section *section,
                        const struct pack_line *line) {
  struct str rest = line->value;
  int count = 0;
  for (struct str word = pack_word(&rest); word.size > 0;
       word = pack_word(&rest), count++)
    if (!is_number(word, -9999, 9999))
      lint_add(lint, section->file, line->line, "\"%.*s\" is no number",
               STR_ARGS(word));
  if (count != LEANS)
    lint_add(lint, section->file, line->line, "%d numbers, not %d", count,
             LEANS);
}

static void check_names(struct lint *lint, const struct known_key *key,
                        const struct pack_section *section,
                        const struct pack_line *line) {
  struct str rest = line->value;
  int count = 0;
  for (struct str word = pack_word(&rest); word.size > 0;
       word = pack_word(&rest)) {
    struct nearest nearest = nearest_to(word);
    if (!lint_named(lint, &key->names, word, &nearest))
      add_name(lint, section, line, &key->names, word, &nearest);
    if (key->value == KNOWN_ONE && ++count == 2)
      lint_add(lint, section->file, line->line, "%.*s: takes one word",
               STR_ARGS(line->key));
  }
}

static void check_value(struct lint *lint, const struct known_section *row,
                        const struct known_key *key,
                        const struct pack_section *section,
                        const struct pack_line *line) {
  switch (key->value) {
  case KNOWN_WORDS:
    break;
  case KNOWN_TEXT:
    lint_template(lint, row, &row->text, section, line);
    break;
  case KNOWN_NUMBER:
    check_number(lint, key, section, line);
    break;
  case KNOWN_LEANS:
    check_leans(lint, section, line);
    break;
  case KNOWN_ONE:
  case KNOWN_SOME:
    check_names(lint, key, section, line);
    break;
  }
}

/* One of the keys that any entry may have, where this one may. */
static bool is_common(const struct known_section *row, struct str key,
                      struct nearest *nearest) {
  for (size_t i = 0; i < COMMON; i++)
    if ((row->takes & common[i].takes) &&
        is_one(key, str_of(common[i].key), nearest))
      return true;
  return false;
}

static const struct known_key *find_in(const struct known_key *keys,
                                       size_t count, struct str key,
                                       struct nearest *nearest) {
  for (size_t i = 0; i < count; i++)
    if (is_one(key, str_of(keys[i].key), nearest))
      return &keys[i];
  return NULL;
}

static const struct known_key *find_key(const struct known_section *row,
                                        struct str key,
                                        struct nearest *nearest) {
  const struct known_key *own =
      find_in(row->keys, row->key_count, key, nearest);
  return own ? own : find_in(row->shared, row->shared_count, key, nearest);
}

/* Looked up by halves: see find_word in reading/evidence.c. */
static void check_order(struct lint *lint, const struct pack_section *section,
                        size_t at) {
  struct str before = at > 0 ? section->lines[at - 1].key : STR("");
  struct str key = section->lines[at].key;
  size_t size = before.size < key.size ? before.size : key.size;
  int order = size > 0 ? memcmp(before.data, key.data, size) : 0;
  if (order > 0 || (order == 0 && before.size > key.size))
    lint_add(lint, section->file, section->lines[at].line,
             "\"%.*s\" stands before \"%.*s\": the order is that of the bytes",
             STR_ARGS(key), STR_ARGS(before));
}

/* Of several the first is used, the others would be lost. */
static void check_twice(struct lint *lint, const struct pack_section *section,
                        size_t at) {
  struct str key = section->lines[at].key;
  for (size_t i = 0; i < at; i++)
    if (str_equal(section->lines[i].key, key)) {
      lint_add(lint, section->file, section->lines[at].line,
               "this section has \"%.*s\" twice", STR_ARGS(key));
      return;
    }
}

static void check_line(struct lint *lint, const struct known_section *row,
                       const struct pack_section *section, size_t at) {
  const struct pack_line *line = &section->lines[at];
  struct nearest nearest = nearest_to(line->key);
  if (row->list && !are_names(&row->listed))
    check_order(lint, section, at);
  if (row->list && (!are_names(&row->listed) ||
                    lint_named(lint, &row->listed, line->key, &nearest))) {
    check_value(lint, row, row->list, section, line);
    return;
  }
  if (is_common(row, line->key, &nearest)) {
    if (str_is(line->key, "say"))
      lint_template(lint, row, &row->say, section, line);
    else if (!str_is(line->key, "match") && !str_is(line->key, "unless"))
      check_twice(lint, section, at);
    return;
  }
  const struct known_key *key = find_key(row, line->key, &nearest);
  if (!key) {
    lint_add(lint, section->file, line->line, "unknown key \"%.*s\"%s",
             STR_ARGS(line->key), lint_hint_of(&nearest).text);
    return;
  }
  check_twice(lint, section, at);
  check_value(lint, row, key, section, line);
}

static bool has_key(const struct pack_section *section, const char *key) {
  for (size_t i = 0; i < section->count; i++)
    if (str_is(section->lines[i].key, key))
      return true;
  return false;
}

/* An entry that is off is words for others: it has nothing to tell. */
static bool is_off(const struct pack_section *section) {
  for (size_t i = 0; i < section->count; i++)
    if (str_is(section->lines[i].key, "level") &&
        str_is(section->lines[i].value, "off"))
      return true;
  return false;
}

static void check_required(struct lint *lint, const struct known_section *row,
                           const struct pack_section *section) {
  for (size_t i = 0; i < row->key_count && !is_off(section); i++)
    if (row->keys[i].required && !has_key(section, row->keys[i].key))
      lint_add(lint, section->file, section->line, "this section has no \"%s\"",
               row->keys[i].key);
}

static void check_section(struct lint *lint,
                          const struct pack_section *section) {
  if (str_equal(section->id, LINT_NAME))
    return;
  bool mended = lint_has(lint, section->file, section->line);
  struct nearest nearest = nearest_to(section->id);
  const struct known_section *row = find_row(lint, section, &nearest);
  if (!row && !mended)
    lint_add(lint, section->file, section->line,
             "nothing asks for a %s \"%.*s\"%s", pack_kind_name(section->kind),
             STR_ARGS(section->id), lint_hint_of(&nearest).text);
  if (!row)
    return;
  nearest = nearest_to(section->part);
  if (!mended && are_names(&row->parts) &&
      !lint_named(lint, &row->parts, section->part, &nearest))
    lint_add(lint, section->file, section->line, "there is no \"%.*s\"%s",
             STR_ARGS(section->part), lint_hint_of(&nearest).text);
  for (size_t i = 0; i < section->count; i++)
    check_line(lint, row, section, i);
  check_required(lint, row, section);
}

void lint_sections(struct lint *lint) {
  for (size_t i = 0; i < lint->pack.count; i++)
    if (lint->pack.sections[i].kind < PACK_CLASS)
      check_section(lint, &lint->pack.sections[i]);
}
