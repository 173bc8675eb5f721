#include "memory/escalation.h"

static const char *const names[ESCALATION_CAUSES] = {
    [ESCALATION_NONE] = "none",
    [ESCALATION_SAFETY] = "safety",
    [ESCALATION_SELF_HARM] = "self-harm",
    [ESCALATION_LEGAL] = "legal",
    [ESCALATION_PRESS] = "press",
    [ESCALATION_MANAGER] = "manager",
    [ESCALATION_RISING] = "rising",
    [ESCALATION_REPEATED] = "repeated",
    [ESCALATION_BROKEN_PROMISE] = "broken-promise",
};

/* In the order in which somebody should hear of them. */
static const enum escalation_cause order[] = {
    ESCALATION_SELF_HARM, ESCALATION_SAFETY,  ESCALATION_LEGAL,
    ESCALATION_PRESS,     ESCALATION_MANAGER, ESCALATION_BROKEN_PROMISE,
    ESCALATION_REPEATED,  ESCALATION_RISING};

const char *escalation_cause_name(enum escalation_cause cause) {
  return names[cause];
}

bool escalation_is_hard(enum escalation_cause cause) {
  return cause >= ESCALATION_SAFETY && cause <= ESCALATION_MANAGER;
}

/* Which signals of the pack, by id and part, are causes of their own. */
static const struct {
  const char *id;
  const char *part; /* NULL: any other */
  enum escalation_cause cause;
} hard[] = {
    {"safety", "self", ESCALATION_SELF_HARM},
    {"safety", NULL, ESCALATION_SAFETY},
    {"public-or-legal", "law", ESCALATION_LEGAL},
    {"public-or-legal", NULL, ESCALATION_PRESS},
    {"wants-person", "manager", ESCALATION_MANAGER},
};

static enum escalation_cause cause_of(const struct language_entry *entry) {
  for (size_t i = 0; i < sizeof(hard) / sizeof(*hard); i++)
    if (str_is(entry->id, hard[i].id) &&
        (!hard[i].part || str_is(entry->part, hard[i].part)))
      return hard[i].cause;
  return ESCALATION_NONE;
}

/* Only what the reading took for a signal: it knows what is not meant. */
static bool was_read(const struct reading *reading, struct range range) {
  for (size_t i = 0; i < reading->signal_count; i++)
    if (range_overlaps(reading->signals[i].range, range))
      return true;
  return false;
}

static void note_hard(const struct reading *reading,
                      const struct language_matches *matches,
                      struct range found[ESCALATION_CAUSES],
                      bool holds[ESCALATION_CAUSES]) {
  for (size_t i = 0; i < matches->count; i++) {
    const struct language_match *match = &matches->items[i];
    if (match->entry->kind != LANGUAGE_SIGNAL)
      continue;
    enum escalation_cause cause = cause_of(match->entry);
    if (cause == ESCALATION_NONE || holds[cause] ||
        !was_read(reading, match->range))
      continue;
    holds[cause] = true;
    found[cause] = match->range;
  }
}

/* Twice in a row, to at least the heat from which it counts. */
static bool is_rising(const struct settings *settings,
                      const struct reading *reading,
                      const struct history *history) {
  uint32_t count = history->feeling_count;
  if (count < 2 || reading->heat < settings->thresholds.escalate_from)
    return false;
  return history->heats[count - 2] < history->heats[count - 1] &&
         history->heats[count - 1] < reading->heat;
}

/* They came back before, said so before, and say so again. */
static bool is_repeated(const struct settings *settings,
                        const struct reading *reading,
                        const struct history *history) {
  uint32_t again = UINT32_C(1) << SIGNAL_REPEAT_CONTACT | UINT32_C(1)
                                                              << SIGNAL_UNHEARD;
  bool now = reading_has(reading, SIGNAL_REPEAT_CONTACT) ||
             reading_has(reading, SIGNAL_UNHEARD);
  return now && (history->signals & again) &&
         reading->heat >= settings->thresholds.escalate_from;
}

static struct range range_of(const struct reading *reading, enum signal_id id) {
  for (size_t i = 0; i < reading->signal_count; i++)
    if (reading->signals[i].id == id)
      return reading->signals[i].range;
  return (struct range){0, 0};
}

static void note_soft(const struct settings *settings,
                      const struct reading *reading,
                      const struct history *history, uint32_t broken,
                      struct range found[ESCALATION_CAUSES],
                      bool holds[ESCALATION_CAUSES]) {
  holds[ESCALATION_RISING] = is_rising(settings, reading, history);
  holds[ESCALATION_REPEATED] = is_repeated(settings, reading, history);
  found[ESCALATION_REPEATED] = range_of(reading, SIGNAL_REPEAT_CONTACT);
  holds[ESCALATION_BROKEN_PROMISE] =
      broken > 0 && reading->heat >= settings->thresholds.escalate_from;
}

size_t escalation_find(const struct settings *settings,
                       const struct reading *reading,
                       const struct language_matches *matches,
                       const struct history *history, uint32_t broken,
                       struct escalation out[ESCALATION_CAUSES]) {
  struct range found[ESCALATION_CAUSES] = {{0, 0}};
  bool holds[ESCALATION_CAUSES] = {false};
  size_t count = 0;
  note_hard(reading, matches, found, holds);
  note_soft(settings, reading, history, broken, found, holds);
  for (size_t i = 0; i < sizeof(order) / sizeof(*order); i++)
    if (holds[order[i]])
      out[count++] = (struct escalation){order[i], found[order[i]]};
  return count;
}
