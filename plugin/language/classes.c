#include "language/classes.h"

#include <attune.h>

#define CONTRACTION_WORDS 6

static int fail(const struct pack_section *section,
                const struct pack_line *line, const char *message,
                struct language_error *error) {
  return pack_fail(error, section->file, line->line, message);
}

static int add_contraction(const struct pack_section *section,
                           const struct pack_line *line,
                           struct text_lexicon *lexicon,
                           struct language_error *error) {
  struct str parts[CONTRACTION_WORDS];
  struct str rest = line->value;
  size_t count = 0;
  while (pack_trim(rest).size > 0) {
    if (count == CONTRACTION_WORDS)
      return fail(section, line, "a contraction of too many words", error);
    parts[count++] = pack_word(&rest);
  }
  int status = text_lexicon_contraction(lexicon, line->key, parts, count);
  if (status == ATTUNE_E_ARGUMENT)
    return fail(section, line, "this is no contraction", error);
  return status;
}

static int add_line(const struct pack_section *section,
                    const struct pack_line *line, struct text_lexicon *lexicon,
                    struct language_error *error) {
  int status = ATTUNE_OK;
  struct str rest = line->value;
  if (section->kind == PACK_CONTRACTION)
    return add_contraction(section, line, lexicon, error);
  if (section->kind == PACK_SIGN_OFF)
    status = text_lexicon_sign_off(lexicon, rest);
  while (section->kind == PACK_ABBREVIATION && !status &&
         pack_trim(rest).size > 0)
    status = text_lexicon_abbreviation(lexicon, pack_word(&rest));
  if (status == ATTUNE_E_ARGUMENT)
    return fail(section, line, "this is no word", error);
  return status;
}

/* All of it before any phrase is read: a "can't" there must be two words. */
int classes_fill_lexicon(const struct pack *pack, struct text_lexicon *lexicon,
                         struct language_error *error) {
  int status = ATTUNE_OK;
  for (size_t i = 0; i < pack->count; i++) {
    const struct pack_section *section = &pack->sections[i];
    if (section->kind <= PACK_CLASS)
      continue;
    for (size_t n = 0; n < section->count && !status; n++)
      status = add_line(section, &section->lines[n], lexicon, error);
  }
  return status;
}

/* The next <name> in phrase from *at on, which is moved behind it. */
static bool next_used(struct str phrase, size_t *at, struct str *name) {
  for (; *at < phrase.size; ++*at) {
    if (phrase.data[*at] == '\\') {
      ++*at;
    } else if (phrase.data[*at] == '<') {
      size_t begin = *at + 1, end = begin;
      while (end < phrase.size && phrase.data[end] != '>')
        end++;
      *name = (struct str){phrase.data + begin, end - begin};
      *at = end;
      return true;
    }
  }
  return false;
}

/* Not yet built classes by name; the name's value: built. */
struct order {
  const struct pack *pack;
  struct phrase_builder *builder;
  struct language_error *error;
  struct phrase_names names; /* value: section */
  bool *built;               /* by section */
};

/*
 * The section of a class the phrase needs and that is not built yet; -1:
 * none. A name no section has is left to the builder, which knows where in
 * the phrase it stands.
 */
static ptrdiff_t missing_in(const struct order *order, struct str phrase) {
  size_t at = 0;
  struct str name;
  while (next_used(phrase, &at, &name)) {
    const struct phrase_name *used = phrase_names_find(&order->names, 0, name);
    if (used && !order->built[used->value])
      return (ptrdiff_t)used->value;
  }
  return -1;
}

static ptrdiff_t missing(const struct order *order, size_t section) {
  const struct pack_section *s = &order->pack->sections[section];
  ptrdiff_t found = -1;
  for (size_t i = 0; i < s->count && found < 0; i++)
    found = missing_in(order, s->lines[i].value);
  return found;
}

static int add_phrase(struct order *order, const struct pack_section *section,
                      const struct pack_line *line, struct str phrase) {
  struct phrase_error wrong;
  int status =
      phrase_builder_class(order->builder, section->name, phrase, &wrong);
  if (status == ATTUNE_E_ARGUMENT) {
    pack_fail(order->error, section->file, line->line, wrong.message);
    order->error->at = wrong.at + (size_t)(phrase.data - line->value.data);
  }
  return status;
}

static int build_class(struct order *order,
                       const struct pack_section *section) {
  int status = ATTUNE_OK;
  for (size_t i = 0; i < section->count && !status; i++) {
    const struct pack_line *line = &section->lines[i];
    struct str rest = line->value;
    if (str_is(line->key, "match"))
      status = add_phrase(order, section, line, rest);
    else if (!str_is(line->key, "words"))
      return pack_fail(order->error, section->file, line->line,
                       "a class has only match: and words:");
    while (str_is(line->key, "words") && !status && pack_trim(rest).size > 0)
      status = add_phrase(order, section, line, pack_word(&rest));
  }
  return status;
}

/*
 * Builds the section after all it needs. way is room for the sections on the
 * way to the one at hand: one that comes up there again needs itself.
 */
static int build_after(struct order *order, size_t section, size_t *way) {
  size_t depth = 0;
  way[depth++] = section;
  while (depth > 0) {
    const struct pack_section *top = &order->pack->sections[way[depth - 1]];
    ptrdiff_t needed = missing(order, way[depth - 1]);
    if (needed < 0) {
      int status = build_class(order, top);
      if (status)
        return status;
      order->built[way[--depth]] = true;
      continue;
    }
    for (size_t i = 0; i < depth; i++)
      if (way[i] == (size_t)needed)
        return pack_fail(order->error, top->file, top->line,
                         "this class needs itself");
    way[depth++] = (size_t)needed;
  }
  return ATTUNE_OK;
}

static int collect(struct order *order) {
  const struct pack *pack = order->pack;
  for (size_t i = 0; i < pack->count; i++)
    if (pack->sections[i].kind == PACK_CLASS &&
        phrase_names_add(&order->names, 0, pack->sections[i].name, (uint32_t)i))
      return ATTUNE_E_MEMORY;
  return ATTUNE_OK;
}

int classes_build(const struct pack *pack, struct phrase_builder *builder,
                  struct language_error *error) {
  struct arena scratch;
  arena_init(&scratch, 0);
  struct order order = {.pack = pack, .builder = builder, .error = error};
  phrase_names_init(&order.names, &scratch);
  order.built = arena_alloc(&scratch, pack->count * sizeof(*order.built));
  size_t *way = arena_alloc(&scratch, (pack->count + 1) * sizeof(*way));
  int status = order.built && way ? collect(&order) : ATTUNE_E_MEMORY;
  for (size_t i = 0; i < pack->count && !status; i++)
    if (pack->sections[i].kind == PACK_CLASS && !order.built[i])
      status = build_after(&order, i, way);
  arena_fini(&scratch);
  return status;
}
