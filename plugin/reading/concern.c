#include "reading/reading.h"

#include <attune.h>

#include "reading/parts.h"
#include "reading/turn.h"

/* Of all that was told, so many pieces are tried in words. */
#define CANDIDATES_MAX   8
#define GUESS_TOKENS_MIN 4

/* In the units of worth, ten to a weight; see concerns.txt. */
enum {
  WORTH_CALM = 8,    /* less is no trouble where nobody is upset */
  WORTH_GUESS = 17,  /* … nor is this, where we know no word of it */
  WORTH_UPSET = 0,   /* less is none where somebody is */
  WORTH_WISH = 8,    /* told when there is no trouble */
  WORTH_SECOND = 46, /* less is not told beside something worse */
  WORTH_AGAIN = 4,   /* a second sign in one clause, times its weight */
  LATE = 1,          /* for each clause before it, up to … */
  LATE_MAX = 6,
  IN_QUESTION = 12, /* what is asked is less than what is told */
  INSULT = 30,
  FLAW_VAGUE = 22,
  FLAW_CUT = 7,
  FLAW_RAGGED = 30,
  FLAW_BROKEN_OFF = 45 /* two or three words of something longer */
};

/* Something that may be told: an entry's wording, or a clause turned. */
struct candidate {
  const struct language_match *match; /* NULL: nothing in it is known */
  uint32_t clause;
  int worth;
  int least; /* less than that is not told */
  struct str said;
};

/* What the words of a clause are worth. */
struct worth {
  const struct language_match *trouble; /* the worst that it tells */
  int rank;                             /* of that */
  int extra;
};

struct finder {
  struct arena *arena;
  const struct language *language;
  const struct text *text;
  const struct language_matches *matches;
  const struct reading *reading;
  struct clauses clauses;
  struct turns turns;
  struct worth *worth;                   /* by clause */
  struct candidate best[CANDIDATES_MAX]; /* the most worth first */
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

/* Of equal worth, what was told first stays first. */
static void offer(struct finder *f, struct candidate candidate) {
  size_t at = f->count;
  while (at > 0 && f->best[at - 1].worth < candidate.worth)
    at--;
  if (at == CANDIDATES_MAX)
    return;
  if (f->count < CANDIDATES_MAX)
    f->count++;
  for (size_t i = f->count - 1; i > at; i--)
    f->best[i] = f->best[i - 1];
  f->best[at] = candidate;
}

static int late(uint32_t clause) {
  return clause < LATE_MAX ? (int)clause * LATE : LATE_MAX;
}

/* What a clause starts with may stand behind an "and" or a "hello". */
static bool starts(const struct finder *f, const struct language_match *match,
                   uint32_t clause) {
  return match->first <= f->clauses.items[clause].first + 2;
}

static void add_trouble(struct finder *f, const struct language_match *match,
                        int rank) {
  uint32_t clause = f->clauses.of_token[match->first];
  struct worth *worth = &f->worth[clause];
  int lesser = rank < worth->rank ? rank : worth->rank;
  worth->extra += lesser / 10 * WORTH_AGAIN;
  if (rank <= worth->rank)
    return;
  worth->rank = rank;
  worth->trouble = match;
}

static void add_insult(struct finder *f, const struct language_match *match) {
  f->worth[f->clauses.of_token[match->first]].extra -= INSULT;
}

static bool is_wish(const struct language_match *match) {
  return match && parts_says_yes(match->entry, "wish");
}

static void weigh(struct finder *f, const struct language_match *match) {
  const struct language_entry *entry = match->entry;
  uint32_t clause = f->clauses.of_token[match->first];
  if (parts_is_trouble(entry) &&
      !str_is(language_field(entry, "concern"), "no"))
    add_trouble(f, match, entry->weight * 10 + entry->heat);
  if (parts_is(match, LANGUAGE_CUE, "anger"))
    add_insult(f, match);
  if (entry->kind != LANGUAGE_CONCERN || !fits(entry, f->reading))
    return;
  if (str_is(entry->id, "worth")) {
    if (!str_is(language_field(entry, "at"), "start") ||
        starts(f, match, clause))
      f->worth[clause].extra += entry->weight;
  } else if (entry->say_count > 0) {
    offer(f,
          (struct candidate){
              .match = match,
              .clause = clause,
              .worth = is_wish(match) ? WORTH_WISH + entry->weight
                                      : entry->weight * 10 + 5 - late(clause)});
  } else {
    add_trouble(f, match, entry->weight * 10 + 5);
  }
}

/* Less than this is not told: who is calm tells trouble in plain words. */
static int least(const struct finder *f, const struct worth *worth) {
  if (f->reading->feeling != FEELING_NEUTRAL &&
      f->reading->feeling != FEELING_CONFUSION)
    return WORTH_UPSET;
  return worth->trouble ? WORTH_CALM : WORTH_GUESS;
}

/* Each clause, for what it tells and how. */
static void offer_clauses(struct finder *f) {
  for (uint32_t i = 0; i < f->clauses.count; i++) {
    const struct clause *clause = &f->clauses.items[i];
    const struct worth *worth = &f->worth[i];
    uint32_t sentence = f->text->tokens[clause->first].sentence;
    bool asked = f->text->sentences[sentence].end == '?';
    int all = worth->rank + worth->extra - late(i) - (asked ? IN_QUESTION : 0);
    bool wish = is_wish(worth->trouble);
    if (!worth->trouble && clause->count < GUESS_TOKENS_MIN)
      continue;
    int enough = wish ? 0 : least(f, worth);
    if (wish || all >= enough)
      offer(f, (struct candidate){.match = worth->trouble,
                                  .clause = i,
                                  .worth = wish ? WORTH_WISH : all,
                                  .least = enough});
  }
}

/* Is word one of the blank-separated words of list? */
static bool words_have(struct str list, struct str word) {
  for (size_t at = 0; at < list.size;) {
    size_t end = at;
    while (end < list.size && list.data[end] != ' ')
      end++;
    if (str_equal((struct str){list.data + at, end - at}, word))
      return true;
    at = end + 1;
  }
  return false;
}

static size_t words_in(struct str text) {
  size_t words = text.size > 0;
  for (size_t i = 0; i < text.size; i++)
    words += text.data[i] == ' ';
  return words;
}

/* Does it end so that something is missing: "our assistant didn't"? */
static bool ends_open(const struct finder *f, const struct clause *clause,
                      bool brief) {
  const struct turn_at *last = &f->turns.at[clause->first + clause->count - 1];
  bool auxiliary = last->invert || (clause->count > 1 && last[-1].invert &&
                                    last[-1].invert->count == 2);
  return !last->quoted && (auxiliary || (brief && last->loose));
}

/* "You can't find", and what stood behind it; "you lose the house", if. */
static bool is_broken_off(const struct finder *f,
                          const struct candidate *candidate) {
  const struct clause *clause = &f->clauses.items[candidate->clause];
  uint32_t next = clause->first + clause->count;
  const struct token *tokens = f->text->tokens;
  bool brief = words_in(candidate->said) < 4;
  if (candidate->said.size > 0 && ends_open(f, clause, brief))
    return true;
  if (next >= f->text->token_count ||
      tokens[next].sentence != tokens[clause->first].sentence)
    return false;
  return f->turns.at[next].hinge ||
         (brief && !(tokens[next].flags & TOKEN_AFTER_PAUSE));
}

static int say_candidate(struct finder *f, struct candidate *candidate) {
  const struct language_match *match = candidate->match;
  const struct clause *clause = &f->clauses.items[candidate->clause];
  struct said said;
  if (match && match->entry->kind == LANGUAGE_CONCERN &&
      match->entry->say_count > 0)
    return turn_say(&f->turns, match, match->entry->says[0], &candidate->said);
  uint32_t about = match ? match->first : clause->first;
  if (turn_clause(&f->turns, clause, about, &said))
    return ATTUNE_E_MEMORY;
  candidate->said = said.text;
  candidate->worth -= (said.vague ? FLAW_VAGUE : 0) +
                      (said.cut ? FLAW_CUT : 0) +
                      (said.ragged ? FLAW_RAGGED : 0) +
                      (is_broken_off(f, candidate) ? FLAW_BROKEN_OFF : 0);
  return ATTUNE_OK;
}

/* Do two things told share a word of any length? Then they are one. */
static bool tells_the_same(struct str a, struct str b) {
  for (size_t at = 0; at < a.size;) {
    size_t end = at;
    while (end < a.size && a.data[end] != ' ')
      end++;
    size_t size = end - at;
    for (size_t i = 0; size > 3 && i + size <= b.size; i++)
      if (memcmp(a.data + at, b.data + i, size) == 0 &&
          !(size == 4 && memcmp(a.data + at, "your", 4) == 0))
        return true;
    at = end + 1;
  }
  return false;
}

static bool is_alone(const struct candidate *candidate) {
  return candidate->match && parts_says_yes(candidate->match->entry, "alone");
}

/* What else was told, short enough to go with the worst; NULL if none. */
static const struct candidate *second_to(const struct finder *f,
                                         const struct candidate *worst) {
  const struct candidate *second = NULL;
  for (size_t i = 0; i < f->count; i++) {
    const struct candidate *other = &f->best[i];
    if (other->said.size > 0 && other->match && !is_wish(other->match) &&
        !is_alone(other) && other->clause != worst->clause &&
        other->worth >= WORTH_SECOND &&
        words_in(worst->said) + words_in(other->said) < TURN_WORDS_MAX &&
        !tells_the_same(worst->said, other->said) &&
        (!second || other->worth > second->worth))
      second = other;
  }
  return second;
}

static int tell(struct finder *f, const struct candidate *worst,
                struct reading *out) {
  const struct candidate *second =
      is_wish(worst->match) || is_alone(worst) ? NULL : second_to(f, worst);
  out->concern = worst->said;
  out->concern_at = clause_range(f->text, &f->clauses.items[worst->clause]);
  if (!second)
    return ATTUNE_OK;
  struct str pieces[] = {worst->said, STR(" and "), second->said};
  out->concern = arena_join(f->arena, pieces, 3);
  return out->concern.data ? ATTUNE_OK : ATTUNE_E_MEMORY;
}

static int find_worst(struct finder *f, struct reading *out) {
  const struct candidate *worst = NULL;
  for (size_t i = 0; i < f->count; i++) {
    struct candidate *candidate = &f->best[i];
    if (say_candidate(f, candidate))
      return ATTUNE_E_MEMORY;
    if (candidate->said.size > 0 && candidate->worth >= candidate->least &&
        (!worst || candidate->worth > worst->worth))
      worst = candidate;
  }
  return worst ? tell(f, worst, out) : ATTUNE_OK;
}

/* A say: with {topic} wants something to have been spoken of. */
static int say_fallback(struct finder *f, struct str say, struct reading *out) {
  const char *brace = memchr(say.data, '{', say.size);
  struct str topic;
  if (!brace) {
    out->concern = say;
    return ATTUNE_OK;
  }
  if (f->text->token_count == 0)
    return ATTUNE_OK;
  if (turn_topic(&f->turns, f->text->token_count, SPOKEN_OWN, &topic))
    return ATTUNE_E_MEMORY;
  struct str pieces[] = {{say.data, (size_t)(brace - say.data)}, topic};
  if (topic.size == 0)
    return ATTUNE_OK;
  out->concern = arena_join(f->arena, pieces, 2);
  return out->concern.data ? ATTUNE_OK : ATTUNE_E_MEMORY;
}

/* Was one of these situations read? Empty: any. */
static bool was_told(const struct finder *f, struct str situations) {
  for (size_t i = 0; i < f->clauses.count && situations.size > 0; i++) {
    const struct language_match *trouble = f->worth[i].trouble;
    if (trouble && trouble->entry->kind == LANGUAGE_SITUATION &&
        words_have(situations, trouble->entry->part))
      return true;
  }
  return situations.size == 0;
}

static bool falls_back(const struct finder *f,
                       const struct language_entry *entry) {
  struct str told = language_field(entry, "told");
  enum signal_id id = parts_signal(language_field(entry, "signal"));
  if (entry->match_count > 0 || entry->say_count == 0 ||
      !fits(entry, f->reading) || !was_told(f, told))
    return false;
  if (f->reading->feeling == FEELING_NEUTRAL ||
      reading_has(f->reading, SIGNAL_SAFETY))
    return parts_says_yes(entry, "calm");
  return id == SIGNAL_COUNT || reading_has(f->reading, id);
}

/* Nothing could be said back in the customer's words: what was read speaks. */
static int fall_back(struct finder *f, struct reading *out) {
  size_t first = f->language->first[LANGUAGE_CONCERN];
  size_t end = f->language->first[LANGUAGE_CONCERN + 1];
  for (size_t i = first; i < end && out->concern.size == 0; i++) {
    const struct language_entry *entry = &f->language->entries[i];
    if (!falls_back(f, entry))
      continue;
    for (size_t n = 0; n < entry->say_count && out->concern.size == 0; n++)
      if (say_fallback(f, entry->says[n], out))
        return ATTUNE_E_MEMORY;
  }
  return ATTUNE_OK;
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
  if (feeling_is_glad(out->feeling))
    return ATTUNE_OK;
  *f = (struct finder){.arena = arena,
                       .language = language,
                       .text = text,
                       .matches = matches,
                       .reading = out};
  if (clauses_find(arena, text, matches, &f->clauses) ||
      turns_init(&f->turns, arena, language, text))
    return ATTUNE_E_MEMORY;
  f->worth = arena_alloc(arena, (f->clauses.count + 1) * sizeof(*f->worth));
  if (!f->worth)
    return ATTUNE_E_MEMORY;
  for (size_t i = 0; i < matches->count; i++)
    weigh(f, &matches->items[i]);
  offer_clauses(f);
  if (find_worst(f, out))
    return ATTUNE_E_MEMORY;
  return out->concern.size > 0 ? ATTUNE_OK : fall_back(f, out);
}
