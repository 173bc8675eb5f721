#include "reading/signals.h"

#include <attune.h>

#include "reading/history.h"
#include "reading/parts.h"

/* Speaks for itself; below it, only beside trouble. */
#define WEIGHT_ALONE 2
#define UPSET        2 /* heat */

struct evidence {
  int32_t weight; /* 0: none */
  struct range range;
};

static bool tells_trouble(const struct language_matches *matches) {
  for (size_t i = 0; i < matches->count; i++)
    if (matches->items[i].entry->kind == LANGUAGE_SITUATION)
      return true;
  return false;
}

static void weigh(const struct language_matches *matches, bool trouble,
                  struct evidence *found) {
  for (size_t i = 0; i < matches->count; i++) {
    const struct language_match *match = &matches->items[i];
    if (match->entry->kind != LANGUAGE_SIGNAL)
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

/*
 * Who has told it before and is upset that it goes on has not been heard, in
 * whatever words.
 */
static void add_unheard(struct reading *out) {
  const struct signal_found *before = NULL;
  bool told = false;
  for (size_t i = 0; i < out->fact_count; i++)
    told = told || out->facts[i].kind == FACT_CONTACTED;
  if (!told || out->heat < UPSET || reading_has(out, SIGNAL_UNHEARD))
    return;
  for (size_t i = 0; i < out->signal_count; i++)
    if (out->signals[i].id == SIGNAL_REPEAT_CONTACT)
      before = &out->signals[i];
  if (before)
    out->signals[out->signal_count++] =
        (struct signal_found){SIGNAL_UNHEARD, before->range};
}

/* Thanks that ask for nothing more, in a talk that has been going on. */
static void add_resolved(const struct history *history, struct reading *out) {
  bool pleased = out->feeling == FEELING_GRATITUDE ||
                 (out->feeling == FEELING_SATISFACTION &&
                  out->second == FEELING_GRATITUDE);
  bool after_us = history && history->agent_messages > 0;
  if (pleased && after_us && out->cue_count > 0 && out->question_count == 0 &&
      out->signal_count < SIGNAL_COUNT && !reading_has(out, SIGNAL_RESOLVED))
    out->signals[out->signal_count++] =
        (struct signal_found){SIGNAL_RESOLVED, out->cues[0].range};
}

void reading_signals_of_feeling(const struct history *history,
                                struct reading *out) {
  add_unheard(out);
  add_resolved(history, out);
}
