#include "language/tools/lint.h"

#include "rewrite/say.h"
#include "rewrite/say_words.h"

/* {name: …} in a phrase; no other brace stands there. */
static bool captures(struct str phrase, struct str name,
                     struct nearest *nearest) {
  for (size_t at = 0; at < phrase.size; at++) {
    if (phrase.data[at] != '{')
      continue;
    size_t end = at + 1;
    while (end < phrase.size && phrase.data[end] != ':')
      end++;
    struct str captured =
        pack_trim(str_slice(phrase, (struct range){at + 1, end}));
    if (str_equal(captured, name))
      return true;
    nearest_offer(nearest, captured);
  }
  return false;
}

static bool is_captured(const struct pack_section *section, struct str name,
                        struct nearest *nearest) {
  for (size_t i = 0; i < section->count; i++)
    if (str_is(section->lines[i].key, "match") &&
        captures(section->lines[i].value, name, nearest))
      return true;
  return false;
}

/* {I'll} of [label voice.i], {action} of [label placeholder.action]. */
static bool is_spoken(const struct lint *lint, struct str name,
                      struct nearest *nearest) {
  struct str left, right;
  for (size_t i = 0; i < lint->pack.count; i++) {
    const struct pack_section *section = &lint->pack.sections[i];
    if (section->kind != LANGUAGE_LABEL || !str_is(section->id, "voice"))
      continue;
    for (size_t n = 0; n < section->count; n++) {
      if (!words_sides(section->lines[n].value, &left, &right))
        continue;
      if (str_equal(left, name))
        return true;
      nearest_offer(nearest, left);
    }
  }
  const struct known_names others = {.name = say_slot_name,
                                     .section = "label placeholder"};
  return lint_named(lint, &others, name, nearest);
}

static void check_slot(struct lint *lint, const struct known_section *known,
                       const struct known_names *names,
                       const struct pack_section *section,
                       const struct pack_line *line, struct str slot) {
  struct nearest nearest = nearest_to(slot);
  bool is_say = names == &known->say;
  if (lint_named(lint, names, slot, &nearest) ||
      (is_say && (known->takes & KNOWN_VOICE) &&
       is_spoken(lint, slot, &nearest)) ||
      ((known->takes & KNOWN_CAPTURES) && is_captured(section, slot, &nearest)))
    return;
  lint_add(lint, section->file, line->line, "unknown slot {%.*s}%s",
           STR_ARGS(slot), lint_hint_of(&nearest).text);
}

void lint_template(struct lint *lint, const struct known_section *known,
                   const struct known_names *names,
                   const struct pack_section *section,
                   const struct pack_line *line) {
  struct str text = line->value;
  for (size_t at = 0; at < text.size; at++) {
    size_t end = at + 1;
    if (text.data[at] == '}') {
      lint_add(lint, section->file, line->line, "} closes no slot");
      return;
    }
    if (text.data[at] != '{')
      continue;
    while (end < text.size && text.data[end] != '}' && text.data[end] != '{')
      end++;
    struct str slot = str_slice(text, (struct range){at + 1, end});
    if (end == text.size || text.data[end] == '{') {
      if (slot.size > 24)
        slot.size = 24;
      lint_add(lint, section->file, line->line,
               "this slot is never closed: {%.*s", STR_ARGS(slot));
      return;
    }
    check_slot(lint, known, names, section, line, slot);
    at = end;
  }
}
