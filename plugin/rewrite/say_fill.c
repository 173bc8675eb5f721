#include "rewrite/say.h"

#include "attune.h"
#include "rewrite/say_voice.h"
#include "rewrite/say_words.h"

/* Pieces of one wording: literals, words in them, slots. */
#define PIECES_MAX 96

struct filler {
  const struct say_context *context;
  const struct say_voice *voice;
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
  struct str whole = words_other(filler->voice->expansions, word);
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
  if (!filler->voice->expansions) {
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

static void put_slot(struct filler *filler, struct str name) {
  struct str spoken = voice_slot(filler->voice, filler->context, name);
  if (spoken.size == 0)
    filler->unknown = true;
  else if (at_sentence_start(filler))
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
static bool echoes(const struct say_voice *voice, struct str text) {
  for (size_t i = 0; voice->echo && i < voice->echo->say_count; i++)
    if (words_occurrences(text, voice->echo->says[i]) > 1)
      return true;
  return false;
}

/* An exclamation mark is for good news and for houses that want it. */
static bool may_shout(const struct say_context *context) {
  return !context->history->careful && context->history->heat == 0 &&
         context->settings->voice.exclamations > 0;
}

int say_fill(struct arena *arena, const struct say_context *context,
             struct str wording, struct str *out) {
  struct filler filler = {.context = context, .voice = context->voice};
  *out = (struct str){NULL, 0};
  if (wording.size == 0 ||
      (memchr(wording.data, '!', wording.size) && !may_shout(context)))
    return ATTUNE_OK;
  if (!filler.voice)
    filler.voice = say_voice(arena, context);
  if (!filler.voice)
    return ATTUNE_E_MEMORY;
  fill(&filler, wording);
  if (filler.unknown)
    return ATTUNE_OK;
  struct str text = arena_join(arena, filler.pieces, filler.count);
  if (!text.data)
    return ATTUNE_E_MEMORY;
  if (!echoes(filler.voice, text))
    *out = text;
  return ATTUNE_OK;
}
