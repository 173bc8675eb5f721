#include "reading/reading.h"

#include <attune.h>

#include "reading/parts.h"
#include "reading/turn.h"

/* Of more problems told, the worst few are tried: the first that can be
 * said back in a sentence is taken. */
#define CANDIDATES_MAX   8
#define GUESSES_MAX      6
#define GUESS_TOKENS_MIN 4

struct candidate {
  const struct language_match *match;
  int rank;
};

struct finder {
  struct arena *arena;
  const struct language *language;
  const struct text *text;
  const struct language_matches *matches;
  struct clauses clauses;
  struct turns turns;
  struct candidate best[CANDIDATES_MAX]; /* highest rank first */
  size_t count;
};

static bool fits(const struct language_entry *entry,
                 const struct reading *reading) {
  struct str feelings = language_field(entry, "feelings");
  struct str heat = language_field(entry, "min_heat");
  if (heat.size > 0 && reading->heat < heat.data[0] - '0')
    return false;
  return feelings.size == 0 ||
         parts_listed(feelings, feeling_name(reading->feeling)) ||
         (reading->second != FEELING_NEUTRAL &&
          parts_listed(feelings, feeling_name(reading->second)));
}

/* Of equal rank, what was told first stays first. */
static void offer(struct finder *f, const struct language_match *match,
                  int rank) {
  size_t at = f->count;
  while (at > 0 && f->best[at - 1].rank < rank)
    at--;
  if (at == CANDIDATES_MAX)
    return;
  if (f->count < CANDIDATES_MAX)
    f->count++;
  for (size_t i = f->count - 1; i > at; i--)
    f->best[i] = f->best[i - 1];
  f->best[at] = (struct candidate){match, rank};
}

static void collect(struct finder *f, const struct language_matches *matches,
                    const struct reading *reading) {
  for (size_t i = 0; i < matches->count; i++) {
    const struct language_match *match = &matches->items[i];
    const struct language_entry *entry = match->entry;
    if (entry->kind == LANGUAGE_CONCERN && fits(entry, reading))
      offer(f, match, entry->weight * 10 + 5);
    else if (entry->kind == LANGUAGE_SITUATION &&
             !str_is(language_field(entry, "concern"), "no"))
      offer(f, match, entry->weight * 10 + entry->heat);
  }
}

static int say_back(struct finder *f, const struct language_match *match,
                    struct reading *out) {
  const struct language_entry *entry = match->entry;
  const struct clause *clause = clause_of(&f->clauses, match->first);
  int status;
  if (entry->kind == LANGUAGE_CONCERN && entry->say_count > 0)
    status = turn_say(&f->turns, match, entry->says[0], &out->concern);
  else
    status = turn_clause(&f->turns, clause, match->first, &out->concern);
  out->concern_at = clause_range(f->text, clause);
  return status;
}

/* Nothing could be said back in the customer's words: the signals speak. */
static void fall_back(const struct language *language, struct reading *out) {
  size_t first = language->first[LANGUAGE_CONCERN];
  size_t end = language->first[LANGUAGE_CONCERN + 1];
  for (size_t i = first; i < end && out->concern.size == 0; i++) {
    const struct language_entry *entry = &language->entries[i];
    enum signal_id id = parts_signal(language_field(entry, "signal"));
    bool bare = entry->match_count == 0 && entry->say_count > 0;
    if (bare && fits(entry, out) &&
        (id == SIGNAL_COUNT || reading_has(out, id)))
      out->concern = entry->says[0];
  }
}

/* "You have got to be joking" is said at us and tells nothing. */
static bool is_hostile(const struct finder *f, const struct clause *clause) {
  for (size_t i = 0; i < f->matches->count; i++)
    if (parts_is(&f->matches->items[i], LANGUAGE_CUE, "anger") &&
        clause_of(&f->clauses, f->matches->items[i].first) == clause)
      return true;
  return false;
}

/*
 * No words that we know tell the problem: the first clause that can be said
 * back and is more than a greeting is the best guess.
 */
static int guess(struct finder *f, struct reading *out) {
  for (size_t i = 0; i < f->clauses.count && i < GUESSES_MAX; i++) {
    const struct clause *clause = &f->clauses.items[i];
    struct str said = {NULL, 0};
    if (clause->count < GUESS_TOKENS_MIN || is_hostile(f, clause))
      continue;
    if (turn_clause(&f->turns, clause, clause->first, &said))
      return ATTUNE_E_MEMORY;
    if (said.size == 0)
      continue;
    out->concern = said;
    out->concern_at = clause_range(f->text, clause);
    return ATTUNE_OK;
  }
  return ATTUNE_OK;
}

static bool is_pleased(const struct reading *reading) {
  return reading->feeling == FEELING_GRATITUDE ||
         reading->feeling == FEELING_SATISFACTION;
}

int reading_concern(struct arena *arena, const struct language *language,
                    const struct text *text,
                    const struct language_matches *matches,
                    struct reading *out) {
  struct finder *f = arena_alloc(arena, sizeof(*f));
  out->concern = (struct str){NULL, 0};
  out->concern_at = (struct range){0, 0};
  if (!f)
    return ATTUNE_E_MEMORY;
  if (is_pleased(out))
    return ATTUNE_OK;
  *f = (struct finder){
      .arena = arena, .language = language, .text = text, .matches = matches};
  if (clauses_find(arena, text, matches, &f->clauses) ||
      turns_init(&f->turns, arena, language, text))
    return ATTUNE_E_MEMORY;
  collect(f, matches, out);
  for (size_t i = 0; i < f->count && out->concern.size == 0; i++)
    if (say_back(f, f->best[i].match, out))
      return ATTUNE_E_MEMORY;
  if (out->concern.size > 0)
    return ATTUNE_OK;
  out->concern_at = (struct range){0, 0};
  if (out->feeling == FEELING_NEUTRAL)
    return ATTUNE_OK;
  if (out->feeling != FEELING_CONFUSION && guess(f, out))
    return ATTUNE_E_MEMORY;
  fall_back(language, out);
  return ATTUNE_OK;
}
