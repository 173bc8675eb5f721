#include "reading/signals.h"

#include <attune.h>

#include "reading/history.h"
#include "reading/parts.h"

/* Speaks for itself; below it, only beside trouble. */
#define WEIGHT_ALONE 2
#define CLOSING_MOST 12 /* tokens: whoever writes more has more to say */

struct evidence {
  int32_t weight; /* 0: none */
  struct range range;
};

static bool tells_trouble(const struct language_matches *matches) {
  for (size_t i = 0; i < matches->count; i++)
    if (parts_is_trouble(matches->items[i].entry))
      return true;
  return false;
}

/* Words that close a talk count when the feeling is known. */
static bool closes(const struct language_match *match) {
  return match->entry->kind == LANGUAGE_SIGNAL &&
         parts_says_yes(match->entry, "closing");
}

static void weigh(const struct language_matches *matches, bool trouble,
                  struct evidence *found) {
  for (size_t i = 0; i < matches->count; i++) {
    const struct language_match *match = &matches->items[i];
    if (match->entry->kind != LANGUAGE_SIGNAL || closes(match))
      continue;
    enum signal_id id = parts_signal(match->entry->id);
    int32_t weight = match->entry->weight;
    if (id == SIGNAL_COUNT || (weight < WEIGHT_ALONE && !trouble))
      continue;
    if (weight > found[id].weight)
      found[id] = (struct evidence){weight, match->range};
  }
}

static void add_deadline(const struct reading *reading,
                         struct evidence *found) {
  for (size_t i = 0; i < reading->fact_count; i++)
    if (reading->facts[i].kind == FACT_DEADLINE &&
        found[SIGNAL_DEADLINE].weight == 0)
      found[SIGNAL_DEADLINE] =
          (struct evidence){WEIGHT_ALONE, reading->facts[i].range};
}

/* Whoever tells what we were told or said before has been here before. */
static void add_contact(const struct reading *reading, struct evidence *found) {
  for (size_t i = 0; i < reading->fact_count; i++)
    if (reading->facts[i].kind == FACT_CONTACTED &&
        found[SIGNAL_REPEAT_CONTACT].weight == 0)
      found[SIGNAL_REPEAT_CONTACT] =
          (struct evidence){WEIGHT_ALONE, reading->facts[i].range};
}

int reading_signals(struct arena *arena, const struct text *text,
                    const struct language_matches *matches,
                    struct reading *out) {
  struct evidence found[SIGNAL_COUNT] = {{0}};
  out->signals = arena_alloc(arena, SIGNAL_COUNT * sizeof(*out->signals));
  if (!out->signals)
    return ATTUNE_E_MEMORY;
  (void)text;
  weigh(matches, tells_trouble(matches), found);
  add_deadline(out, found);
  add_contact(out, found);
  if (out->question_count > 0)
    found[SIGNAL_QUESTION] = (struct evidence){WEIGHT_ALONE, out->questions[0]};
  for (int id = 0; id < SIGNAL_COUNT; id++)
    if (found[id].weight > 0)
      out->signals[out->signal_count++] =
          (struct signal_found){(enum signal_id)id, found[id].range};
  return ATTUNE_OK;
}

static void add(struct reading *out, enum signal_id id, struct range range) {
  if (out->signal_count < SIGNAL_COUNT && !reading_has(out, id))
    out->signals[out->signal_count++] = (struct signal_found){id, range};
}

/*
 * Who has told it before, or got no answer, and is angry that it goes on has
 * not been heard, in whatever words. To be fed up with it is not enough: most
 * who are say what is still wrong, not that nobody listens.
 */
static void add_unheard(struct reading *out) {
  bool angry = out->feeling == FEELING_ANGER;
  for (size_t i = 0; i < out->fact_count && angry; i++)
    if (out->facts[i].kind == FACT_CONTACTED)
      add(out, SIGNAL_UNHEARD, out->facts[i].range);
}

/* What closes a talk in so many words; NULL: nothing does. */
static const struct language_match *
find_closing(const struct text *text, const struct language_matches *matches) {
  bool open = text->token_count > CLOSING_MOST || tells_trouble(matches);
  for (size_t i = 0; i < matches->count && !open; i++)
    if (closes(&matches->items[i]))
      return &matches->items[i];
  return NULL;
}

/* Thanks that ask for nothing more, in a talk that has been going on. */
static void add_resolved(const struct history *history, const struct text *text,
                         const struct language_matches *matches,
                         struct reading *out) {
  bool pleased = out->feeling == FEELING_GRATITUDE ||
                 (out->feeling == FEELING_SATISFACTION &&
                  out->second == FEELING_GRATITUDE);
  bool after_us = history && history->agent_messages > 0;
  const struct language_match *closing = find_closing(text, matches);
  if (!pleased || out->question_count > 0)
    return;
  if (closing)
    add(out, SIGNAL_RESOLVED, closing->range);
  else if (after_us && out->cue_count > 0)
    add(out, SIGNAL_RESOLVED, out->cues[0].range);
}

void reading_signals_of_feeling(const struct history *history,
                                const struct text *text,
                                const struct language_matches *matches,
                                struct reading *out) {
  add_unheard(out);
  add_resolved(history, text, matches, out);
}
