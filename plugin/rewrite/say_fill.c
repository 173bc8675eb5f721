#include "rewrite/say.h"

#include "attune.h"
#include "base/utf8.h"
#include "rewrite/say_words.h"

/* No slot needs more; what is longer is no name and no clause. */
#define SLOT_BYTES_MAX 200

/* Pieces of one wording: literals, words in them, slots. */
#define PIECES_MAX 96

struct filler {
  const struct say_context *context;
  const struct language_entry *voice;
  const struct language_entry *expansions; /* NULL: contractions stay */
  struct str pieces[PIECES_MAX];
  size_t count;
  bool unknown; /* a slot was not known, or it did not fit */
};

static void put(struct filler *filler, struct str piece) {
  if (piece.size == 0)
    return;
  if (filler->count == PIECES_MAX)
    filler->unknown = true;
  else
    filler->pieces[filler->count++] = piece;
}

/* The text is not joined yet; its end is in the last pieces. */
static char last_byte(const struct filler *filler, size_t back) {
  for (size_t i = filler->count; i-- > 0;) {
    const struct str *piece = &filler->pieces[i];
    if (back < piece->size)
      return piece->data[piece->size - 1 - back];
    back -= piece->size;
  }
  return 0;
}

/* At the very start, or behind a full stop and a blank. */
static bool at_sentence_start(const struct filler *filler) {
  char before = last_byte(filler, 1);
  return filler->count == 0 ||
         (last_byte(filler, 0) == ' ' &&
          (before == '.' || before == '?' || before == '!'));
}

/* Its first letter raised, from a table as the pieces outlive the call. */
static void put_raised(struct filler *filler, struct str text) {
  static const char raised[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  if (text.size > 0 && text.data[0] >= 'a' && text.data[0] <= 'z') {
    put(filler, (struct str){raised + (text.data[0] - 'a'), 1});
    text = (struct str){text.data + 1, text.size - 1};
  }
  put(filler, text);
}

/* "Don't" at a start is "Do not": the capital is the word's, not ours. */
static void put_word(struct filler *filler, struct str word) {
  struct str whole = words_other(filler->expansions, word);
  bool raised = word.size > 0 && word.data[0] >= 'A' && word.data[0] <= 'Z';
  if (whole.size == 0)
    put(filler, word);
  else if (raised)
    put_raised(filler, whole);
  else
    put(filler, whole);
}

/* Our own words, with contractions undone where the voice wants none. */
static void put_literal(struct filler *filler, struct str text) {
  size_t at = 0;
  if (!filler->expansions) {
    put(filler, text);
    return;
  }
  while (at < text.size) {
    size_t gap = at;
    struct str word = words_next(text, &at);
    size_t begin = at - word.size;
    put(filler, str_slice(text, (struct range){gap, begin}));
    put_word(filler, word);
  }
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

/* What the caller knows goes before the pack's "[…]" for the agent. */
static struct str known_slot(const struct filler *filler, struct str name) {
  const struct say_context *context = filler->context;
  for (size_t i = 0; i < context->slot_count; i++)
    if (str_is(name, context->slots[i].name) && is_fit(context->slots[i].value))
      return context->slots[i].value;
  return words_label_say(context->language, "placeholder", name);
}

static void put_slot(struct filler *filler, struct str name) {
  struct str spoken = words_other(filler->voice, name);
  bool start = at_sentence_start(filler);
  if (spoken.size > 0) {
    struct str whole = words_other(filler->expansions, spoken);
    spoken = whole.size > 0 ? whole : spoken;
  } else {
    spoken = known_slot(filler, name);
  }
  if (spoken.size == 0)
    filler->unknown = true;
  else if (start)
    put_raised(filler, spoken);
  else
    put(filler, spoken);
}

static void fill(struct filler *filler, struct str wording) {
  size_t at = 0;
  while (at < wording.size && !filler->unknown) {
    struct str rest = {wording.data + at, wording.size - at};
    const char *open = memchr(rest.data, '{', rest.size);
    const char *close =
        open ? memchr(open, '}', rest.size - (size_t)(open - rest.data)) : NULL;
    if (!close) {
      put_literal(filler, rest);
      return;
    }
    put_literal(filler, (struct str){rest.data, (size_t)(open - rest.data)});
    put_slot(filler, (struct str){open + 1, (size_t)(close - open - 1)});
    at = (size_t)(close + 1 - wording.data);
  }
}

/* "I'm sorry you're sorry": what we say and what was said must not chime. */
static bool echoes(const struct language *language, struct str text) {
  const struct language_entry *label =
      words_label(language, "echo", STR("none"));
  for (size_t i = 0; label && i < label->say_count; i++)
    if (words_occurrences(text, label->says[i]) > 1)
      return true;
  return false;
}

/* An exclamation mark is for good news and for houses that want it. */
int say_fill(struct arena *arena, const struct say_context *context,
             struct str wording, struct str *out) {
  const struct voice *voice = &context->settings->voice;
  bool shouts =
      wording.size > 0 && memchr(wording.data, '!', wording.size) != NULL;
  struct filler filler = {.context = context};
  *out = (struct str){NULL, 0};
  if (wording.size == 0 ||
      (shouts && (context->history->careful || context->history->heat > 0 ||
                  voice->exclamations == 0)))
    return ATTUNE_OK;
  filler.voice = words_label(context->language, "voice",
                             voice->person == PERSON_WE ? STR("we") : STR("i"));
  if (!voice->contractions)
    filler.expansions =
        words_label(context->language, "expansion", STR("whole"));
  fill(&filler, wording);
  if (filler.unknown)
    return ATTUNE_OK;
  struct str text = arena_join(arena, filler.pieces, filler.count);
  if (!text.data)
    return ATTUNE_E_MEMORY;
  if (!echoes(context->language, text))
    *out = text;
  return ATTUNE_OK;
}
