#include "rewrite/say_voice.h"

#include "base/utf8.h"
#include "rewrite/say_words.h"

/* No slot needs more; what is longer is no name and no clause. */
#define SLOT_BYTES_MAX 200

static void add_word(struct say_voice *voice, struct str name, struct str value,
                     bool placeholder) {
  struct str whole = words_other(voice->expansions, value);
  if (voice->count == VOICE_WORDS_MAX)
    return;
  voice->words[voice->count++] = (struct voice_word){
      name, whole.size > 0 && !placeholder ? whole : value, placeholder};
}

static void add_spoken(struct say_voice *voice,
                       const struct language_entry *label) {
  struct str name, value;
  for (size_t i = 0; label && i < label->say_count; i++)
    if (words_sides(label->says[i], &name, &value))
      add_word(voice, name, value, false);
}

const struct say_voice *say_voice(struct arena *arena,
                                  const struct say_context *context) {
  const struct language *language = context->language;
  const struct voice *settings = &context->settings->voice;
  struct say_voice *voice = arena_alloc(arena, sizeof(*voice));
  if (!voice)
    return NULL;
  voice->echo = words_label(language, "echo", STR("none"));
  if (!settings->contractions)
    voice->expansions = words_label(language, "expansion", STR("whole"));
  add_spoken(voice,
             words_label(language, "voice",
                         settings->person == PERSON_WE ? STR("we") : STR("i")));
  for (size_t i = language->first[LANGUAGE_LABEL];
       i < language->first[LANGUAGE_LABEL + 1]; i++) {
    const struct language_entry *entry = &language->entries[i];
    if (entry->say_count > 0 && str_equal(entry->id, STR("placeholder")))
      add_word(voice, entry->part, entry->says[0], true);
  }
  return voice;
}

/* Brackets would read as a placeholder, controls and lines as a trick. */
static bool is_fit(struct str value) {
  if (value.size == 0 || value.size > SLOT_BYTES_MAX || !utf8_valid(value))
    return false;
  for (size_t at = 0; at < value.size;) {
    uint32_t code;
    at += utf8_decode((struct str){value.data + at, value.size - at}, &code);
    if (code < 0x20 || code == 0x7F || utf8_is_hidden(code) || code == '{' ||
        code == '}' || code == '[' || code == ']' || code == '<' ||
        code == UTF8_REPLACEMENT)
      return false;
  }
  return true;
}

static const struct voice_word *find_word(const struct say_voice *voice,
                                          struct str name) {
  for (size_t i = 0; i < voice->count; i++)
    if (str_equal(voice->words[i].name, name))
      return &voice->words[i];
  return NULL;
}

struct str voice_slot(const struct say_voice *voice,
                      const struct say_context *context, struct str name) {
  const struct voice_word *word = find_word(voice, name);
  if (word && !word->placeholder)
    return word->value;
  for (size_t i = 0; i < context->slot_count; i++)
    if (str_is(name, context->slots[i].name) && is_fit(context->slots[i].value))
      return context->slots[i].value;
  return word ? word->value : STR("");
}

static bool is_known(const struct say_context *context, struct str name) {
  for (size_t i = 0; i < context->slot_count; i++)
    if (context->slots[i].value.size > 0 &&
        str_is(name, context->slots[i].name))
      return true;
  return false;
}

/* The name and the voice are nobody's trouble. */
static bool is_specific(const struct voice_word *word, struct str name) {
  return !word && !str_equal(name, STR("name")) &&
         !str_equal(name, STR("agent"));
}

bool voice_can_say(const struct say_voice *voice,
                   const struct say_context *context, struct str wording,
                   bool *specific) {
  const char *at = wording.data, *end = wording.data + wording.size;
  *specific = false;
  while (at < end) {
    const char *open = memchr(at, '{', (size_t)(end - at));
    const char *close = open ? memchr(open, '}', (size_t)(end - open)) : NULL;
    if (!close)
      return true;
    struct str name = {open + 1, (size_t)(close - open - 1)};
    const struct voice_word *word = find_word(voice, name);
    if (!word && !is_known(context, name))
      return false;
    *specific = *specific || is_specific(word, name);
    at = close + 1;
  }
  return wording.size > 0;
}

bool voice_leaves_gap(const struct say_voice *voice, struct str text) {
  if (!memchr(text.data ? text.data : "", '[', text.size))
    return false;
  for (size_t i = 0; i < voice->count; i++)
    if (voice->words[i].placeholder &&
        words_occurrences(text, voice->words[i].value) > 0)
      return true;
  return false;
}
