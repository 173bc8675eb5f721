#include "review/context.h"

#include <attune.h>

#include "review/findings.h"
#include "review/wording.h"

/* How they are, as far as lightness goes. */
enum mood {
  MOOD_FINE,    /* or warm: lightness does no harm */
  MOOD_TROUBLE, /* something is wrong, told calmly */
  MOOD_UPSET,
  MOOD_VERY_UPSET
};

static bool is_warm(const struct history *history) {
  return history->customer_messages > 0 && history->heat == 0 &&
         feeling_is_glad(history->feeling);
}

static enum mood mood_of(const struct history *history) {
  if (review_is_upset(history))
    return history->heat >= 3 || history->careful ||
                   history->feeling == FEELING_SADNESS
               ? MOOD_VERY_UPSET
               : MOOD_UPSET;
  if (feeling_is_glad(history->feeling))
    return MOOD_FINE;
  return history->concern.size > 0 ||
                 (history->heat >= 1 && review_hurts(history->feeling))
             ? MOOD_TROUBLE
             : MOOD_FINE;
}

/* As loud as the rule says to the upset, a hint to who told it calmly. */
static enum level level_in(enum mood mood) {
  return mood >= MOOD_UPSET ? LEVEL_OFF : LEVEL_SUGGESTION;
}

static int find_words(struct arena *arena, const struct review_input *input,
                      struct review *out, const char *role, enum mood mood) {
  for (size_t i = 0; i < input->matches->count; i++) {
    const struct language_match *match = &input->matches->items[i];
    if (match->entry->kind != LANGUAGE_RULE ||
        !str_is(match->entry->id, "tone-mismatch") ||
        !review_plays(match->entry, role))
      continue;
    struct finding finding = {.rule = match->entry,
                              .match = match,
                              .range = match->range,
                              .level = level_in(mood)};
    int status = findings_add(arena, input, out, finding, NULL);
    if (status)
      return status;
  }
  return ATTUNE_OK;
}

static struct str emoji_of(const struct language *language, const char *role) {
  const struct language_entry *entry =
      review_role(language, "tone-mismatch", role);
  return entry ? language_field(entry, "words") : (struct str){0};
}

static int find_emoji(struct arena *arena, const struct review_input *input,
                      struct review *out) {
  const struct text *text = input->text;
  const struct language_entry *rule =
      review_role(input->language, "tone-mismatch", "emoji");
  struct str kind = emoji_of(input->language, "kind-emoji");
  for (uint32_t i = 0; rule && i < text->token_count; i++) {
    const struct token *token = &text->tokens[i];
    struct str face = str_slice(text->source, token->range);
    if (token->kind != TOKEN_EMOJI || wording_lists(kind, face))
      continue;
    struct finding finding = {.rule = rule, .range = token->range};
    int status = findings_add(arena, input, out, finding, NULL);
    if (status)
      return status;
  }
  return ATTUNE_OK;
}

/*
 * One is a habit of greeting, and one more a habit of closing. Two in a row,
 * or to somebody very upset one after each sentence, sound cheerful or sharp
 * to who is put out; so many that they shout do to anybody in trouble.
 */
static bool is_loud(enum mood mood, int heat, int most, int here, int all) {
  if (mood == MOOD_VERY_UPSET && all > most + 1)
    return true;
  return mood >= MOOD_UPSET || heat > 0 ? here > most : here > most + 1;
}

/*
 * "Dear Ms Iyer, greetings!!" is a custom of the house where an apology
 * follows; where none does, it is the mood of all the rest.
 */
static bool is_greeting(const struct review *review,
                        const struct sentence *sentence) {
  enum {
    WORDS = 12
  };
  bool greets = false;
  for (size_t i = 0; i < review->present_count && !greets; i++)
    greets = review->present[i].move == MOVE_GREETING &&
             range_contains(sentence->range, review->present[i].range);
  return greets && sentence->count <= WORDS;
}

static int find_exclamations(struct arena *arena,
                             const struct review_input *input,
                             struct review *out, enum mood mood) {
  const struct text *text = input->text;
  const struct language_entry *rule =
      review_role(input->language, "tone-mismatch", "exclamation");
  int most = input->settings->voice.exclamations;
  bool apologises = review_has(out, MOVE_APOLOGY);
  int all = 0;
  for (uint32_t i = 0; rule && i < text->sentence_count; i++) {
    int here = text->sentences[i].bangs;
    if (here > 0 && apologises && is_greeting(out, &text->sentences[i]))
      continue;
    all += here;
    if (text->sentences[i].count == 0 || here == 0 ||
        !is_loud(mood, input->history->heat, most, here, all))
      continue;
    struct finding finding = {.rule = rule, .range = text->sentences[i].range};
    return findings_add(arena, input, out, finding, NULL);
  }
  return ATTUNE_OK;
}

/*
 * Thanks and pleasure before an apology are manners. Without one they answer
 * praise that nobody gave.
 */
static bool misses_trouble(const struct history *history,
                           const struct review *review, enum mood mood) {
  if (review_has(review, MOVE_APOLOGY))
    return false;
  return mood >= MOOD_UPSET ||
         (mood == MOOD_TROUBLE && review_hurts(history->feeling) &&
          !review_has(review, MOVE_ACKNOWLEDGEMENT));
}

int review_find_tone(struct arena *arena, const struct review_input *input,
                     struct review *out) {
  const struct voice *voice = &input->settings->voice;
  enum mood mood = mood_of(input->history);
  int status = ATTUNE_OK;
  if (mood >= MOOD_TROUBLE)
    status = find_words(arena, input, out, "cheer", mood);
  if (!status && misses_trouble(input->history, out, mood))
    status = find_words(arena, input, out, "pleasure", mood);
  if (!status && mood >= MOOD_UPSET)
    status = find_words(arena, input, out, "light", mood);
  if (!status && (mood >= MOOD_UPSET || !voice->emoji))
    status = find_emoji(arena, input, out);
  if (!status && mood >= MOOD_TROUBLE)
    status = find_exclamations(arena, input, out, mood);
  if (!status && is_warm(input->history))
    status = find_words(arena, input, out, "cold", MOOD_UPSET);
  return status;
}
