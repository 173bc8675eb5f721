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

/* Once a matter is grave it stays so for the conversation. */
static bool needs_care(const struct language_matches *matches,
                       const struct history *history,
                       const struct reading *reading) {
  if (history && history->careful)
    return true;
  for (size_t i = 0; i < matches->count; i++)
    if (is_grave(&matches->items[i], reading))
      return true;
  return false;
}

static enum trajectory trajectory_of(const struct history *history, int heat) {
  if (!history || history->customer_messages == 0)
    return TRAJECTORY_FIRST;
  if (heat > history->heat)
    return TRAJECTORY_RISING;
  return heat < history->heat ? TRAJECTORY_FALLING : TRAJECTORY_STEADY;
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
    reading_signals_unheard(out);
  if (!status)
    status = reading_concern(arena, language, text, matches, out);
  if (status)
    return status;
  out->careful = needs_care(matches, history, out);
  out->trajectory = trajectory_of(history, out->heat);
  return ATTUNE_OK;
}
