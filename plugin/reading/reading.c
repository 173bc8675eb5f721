#include "reading/reading.h"

#include <attune.h>

#include "reading/history.h"
#include "reading/parts.h"
#include "reading/question.h"
#include "reading/signals.h"

bool reading_has(const struct reading *reading, enum signal_id signal) {
  for (size_t i = 0; i < reading->signal_count; i++)
    if (reading->signals[i].id == signal)
      return true;
  return false;
}

/* The customer's own: somebody is spoken of as me, mine, him, her or mum. */
static bool mark_own(struct arena *arena, const struct text *text,
                     const struct language_matches *matches, bool **out) {
  bool *own = arena_alloc(arena, text->sentence_count + 1);
  *out = own;
  if (!own)
    return false;
  for (size_t i = 0; i < matches->count; i++) {
    const struct language_match *match = &matches->items[i];
    if (parts_is(match, LANGUAGE_SHIFT, "hint") &&
        (str_is(match->entry->part, "mine") ||
         str_is(match->entry->part, "me") || str_is(match->entry->part, "i") ||
         str_is(match->entry->part, "they") ||
         str_is(match->entry->part, "kin")))
      own[text->tokens[match->first].sentence] = true;
  }
  return true;
}

/* A signal's words may be faint: they count where the signal was read. */
static bool is_grave(const struct language_match *match,
                     const struct reading *reading) {
  enum language_kind kind = match->entry->kind;
  if (kind != LANGUAGE_CUE && kind != LANGUAGE_SIGNAL &&
      kind != LANGUAGE_SITUATION)
    return false;
  if (!parts_says_yes(match->entry, "careful"))
    return false;
  return kind != LANGUAGE_SIGNAL ||
         reading_has(reading, parts_signal(match->entry->id));
}

/*
 * Death or illness told of the customer or theirs, or danger; once told, it
 * stays so for the conversation.
 */
static int find_care(struct arena *arena, const struct text *text,
                     const struct language_matches *matches,
                     const struct history *history, struct reading *out) {
  bool *own;
  out->careful = history && history->careful;
  if (!mark_own(arena, text, matches, &own))
    return ATTUNE_E_MEMORY;
  for (size_t i = 0; i < matches->count && !out->careful; i++)
    out->careful = is_grave(&matches->items[i], out) &&
                   (own[text->tokens[matches->items[i].first].sentence] ||
                    parts_says_yes(matches->items[i].entry, "impersonal"));
  return ATTUNE_OK;
}

/* Anger after another feeling is worse, whatever its heat. */
static enum trajectory trajectory_of(const struct history *history,
                                     const struct reading *reading) {
  if (!history || history->customer_messages == 0)
    return TRAJECTORY_FIRST;
  bool turned = reading->feeling == FEELING_ANGER &&
                history->feeling != FEELING_ANGER &&
                reading->heat >= history->heat;
  if (reading->heat > history->heat || turned)
    return TRAJECTORY_RISING;
  return reading->heat < history->heat ? TRAJECTORY_FALLING : TRAJECTORY_STEADY;
}

int reading_read(struct arena *arena, const struct language *language,
                 const struct text *text,
                 const struct language_matches *matches,
                 const struct history *history, struct reading *out) {
  *out = (struct reading){0};
  int status = reading_questions(arena, text, matches, out);
  if (!status)
    status = reading_facts(arena, language, text, matches, out);
  if (!status)
    status = reading_signals(arena, text, matches, out);
  if (!status)
    status = reading_feelings(arena, language, text, matches, history, out);
  if (!status)
    reading_signals_of_feeling(history, text, matches, out);
  if (!status)
    status = reading_concern(arena, language, text, matches, out);
  if (status)
    return status;
  out->trajectory = trajectory_of(history, out);
  return find_care(arena, text, matches, history, out);
}
