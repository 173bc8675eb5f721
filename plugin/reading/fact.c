#include "reading/reading.h"

#include <attune.h>

#include "reading/fact_number.h"
#include "reading/fact_quote.h"
#include "reading/parts.h"
#include "reading/value.h"

/* More than anybody will read, and what keeps a hostile text cheap: none of
 * a kind keeps the others out. */
#define FACTS_MAX         64
#define FACTS_KIND_MAX    10
#define PRODUCTS_MAX      1
#define ERRORS_MAX        3
#define TROUBLE_BYTES_MIN 12
#define RANK_NAMED        4
#define RANK_VAGUE        1 /* trouble that does not say what is wrong */

struct finder {
  struct arena *arena;
  const struct text *text;
  struct quoter quoter;
  struct fact facts[FACTS_MAX];
  int rank[FACTS_MAX];       /* of several of a kind, which to keep */
  uint32_t token[FACTS_MAX]; /* where the words that told it start */
  size_t count;
  size_t of_kind[FACT_KIND_COUNT];
  uint32_t at;            /* first token of the match at hand */
  uint32_t sentence;      /* of it */
  uint32_t last_sentence; /* of the latest problem */
  ptrdiff_t last_error;   /* index in facts, or -1 */
};

static size_t width(struct range range) {
  return range.end - range.begin;
}

/*
 * The fact that this one is the same as, or -1: of its kind and overlapping,
 * or a problem told in the same sentence.
 */
static ptrdiff_t find_same(const struct finder *f, enum fact_kind kind,
                           struct range range) {
  if (kind == FACT_ERROR && f->last_error >= 0 &&
      (f->last_sentence == f->sentence ||
       range_overlaps(f->facts[f->last_error].range, range)))
    return f->last_error;
  for (size_t i = f->count; i-- > 0;)
    if (f->facts[i].kind == kind && range_overlaps(f->facts[i].range, range))
      return (ptrdiff_t)i;
  return -1;
}

/* Of two that are one the higher rank or the longer quote stays. */
static void merge(struct finder *f, size_t at, struct range range, int rank) {
  bool better = rank != f->rank[at]
                    ? rank > f->rank[at]
                    : f->facts[at].kind != FACT_ERROR &&
                          width(range) > width(f->facts[at].range);
  if (!better)
    return;
  f->facts[at].range = range;
  f->rank[at] = rank;
  f->token[at] = f->at;
}

static void add(struct finder *f, enum fact_kind kind, struct range range,
                int rank) {
  if (width(range) == 0)
    return;
  ptrdiff_t same = find_same(f, kind, range);
  if (same >= 0) {
    merge(f, (size_t)same, range, rank);
    return;
  }
  if (f->count == FACTS_MAX || f->of_kind[kind] == FACTS_KIND_MAX)
    return;
  if (kind == FACT_ERROR) {
    f->last_sentence = f->sentence;
    f->last_error = (ptrdiff_t)f->count;
  }
  f->of_kind[kind]++;
  f->rank[f->count] = rank;
  f->token[f->count] = f->at;
  f->facts[f->count++] = (struct fact){.kind = kind, .range = range};
}

/* A name is one by its capital, which says nothing where all is shouted. */
static bool is_believable(const struct finder *f,
                          const struct language_match *match) {
  return !parts_says_yes(match->entry, "proper") ||
         !quoter_all_shouted(&f->quoter);
}

static void find(struct finder *f, const struct language_matches *matches) {
  for (size_t i = 0; i < matches->count; i++) {
    const struct language_match *match = &matches->items[i];
    const struct language_entry *entry = match->entry;
    f->at = match->first;
    f->sentence = f->text->tokens[match->first].sentence;
    if (entry->kind == LANGUAGE_FACT) {
      enum fact_kind kind = parts_fact(entry->id);
      if (kind != FACT_KIND_COUNT && is_believable(f, match))
        add(f, kind, quoter_range(&f->quoter, match), entry->weight);
    } else if (parts_is_trouble(entry) &&
               !quoter_rules_out(&f->quoter, match, FACT_ERROR)) {
      bool vague = str_is(language_field(entry, "fact"), "no") ||
                   f->text->sentences[f->sentence].end == '?';
      add(f, FACT_ERROR, quoter_problem(&f->quoter, match->first),
          vague ? RANK_VAGUE : entry->weight);
    }
  }
}

static void find_numbers(struct finder *f) {
  struct fact_number number;
  for (size_t at = 0; fact_number_next(f->text->source, at, &number);
       at = number.range.end)
    add(f, number.kind, number.range, number.rank);
}

static bool is_private(enum fact_kind kind) {
  return kind == FACT_CARD || kind == FACT_PHONE || kind == FACT_EMAIL;
}

/* Does a fact of the other kind make one of this kind a misreading? */
static bool yields(enum fact_kind kind, enum fact_kind other) {
  switch (kind) {
  case FACT_PRODUCT:
    return other == FACT_REFERENCE || other == FACT_DEADLINE ||
           other == FACT_PLACE || other == FACT_NAME || other == FACT_DATE ||
           is_private(other);
  case FACT_DATE:
    return other == FACT_REFERENCE || other == FACT_DEADLINE ||
           is_private(other);
  case FACT_REFERENCE:
    return other == FACT_AMOUNT || other == FACT_CARD || other == FACT_EMAIL;
  case FACT_PHONE:
    return other == FACT_CARD;
  case FACT_AMOUNT:
  case FACT_PLACE:
  case FACT_NAME:
    return is_private(other);
  case FACT_TRIED:
    return other == FACT_CONTACTED;
  case FACT_ERROR:
    return other == FACT_TRIED || other == FACT_CONTACTED;
  default:
    return false;
  }
}

/*
 * A number that could be a telephone's is what the words around it call it:
 * of two such readings the one of higher rank stays.
 */
static bool is_outranked(const struct finder *f, size_t fact, size_t other) {
  enum fact_kind kind = f->facts[fact].kind, rival = f->facts[other].kind;
  if (kind == FACT_REFERENCE && rival == FACT_PHONE)
    return f->rank[other] > f->rank[fact];
  return kind == FACT_PHONE && rival == FACT_REFERENCE &&
         f->rank[other] >= f->rank[fact];
}

/* The same words are one fact: what the more telling kind says. */
static bool is_taken(const struct finder *f, size_t fact) {
  for (size_t i = 0; i < f->count; i++)
    if (i != fact &&
        (yields(f->facts[fact].kind, f->facts[i].kind) ||
         is_outranked(f, fact, i)) &&
        range_overlaps(f->facts[i].range, f->facts[fact].range))
      return true;
  return false;
}

/*
 * A message names many things and is about one or two: those with a name,
 * and where there is none the first that is spoken of.
 */
static bool is_beside_the_point(const struct finder *f, size_t fact,
                                const bool *taken) {
  enum fact_kind kind = f->facts[fact].kind;
  size_t better = 0, room = ERRORS_MAX;
  if (kind == FACT_PRODUCT)
    room = f->rank[fact] < RANK_NAMED ? 1 : PRODUCTS_MAX;
  else if ((kind == FACT_ERROR || kind == FACT_CONTACTED) &&
           f->rank[fact] == RANK_VAGUE)
    room = 1;
  else if (kind != FACT_ERROR)
    return false;
  for (size_t i = 0; i < f->count; i++)
    better += f->facts[i].kind == kind && !taken[i] &&
              (f->rank[i] > f->rank[fact] ||
               (f->rank[i] == f->rank[fact] && i < fact));
  return better >= room;
}

static bool is_known(const struct reading *out, const struct fact *fact) {
  for (size_t i = 0; i < out->fact_count; i++)
    if (out->facts[i].kind == fact->kind &&
        str_equal(out->facts[i].value, fact->value))
      return true;
  return false;
}

/* A card number inside what was tried or shown is no value either. */
static bool give_value(struct finder *f, struct fact *fact) {
  struct str value = value_of(f->arena, f->text, fact->kind, fact->range);
  char *bytes = value.data ? arena_copy(f->arena, value) : NULL;
  if (!bytes)
    return false;
  fact_mask_cards(bytes, value.size);
  fact->value = (struct str){bytes, value.size};
  return true;
}

/* Bytes of the trouble before a step that starts inside it. */
static size_t until_step(const struct finder *f, struct range trouble) {
  size_t end = trouble.end;
  for (size_t i = 0; i < f->count; i++) {
    struct range step = f->facts[i].range;
    if (yields(FACT_ERROR, f->facts[i].kind) && step.begin < end &&
        step.begin >= trouble.begin + TROUBLE_BYTES_MIN)
      end = step.begin;
  }
  while (end > trouble.begin && f->text->source.data[end - 1] == ' ')
    end--;
  return end;
}

/*
 * What was tried, and whom they told, stands in the same sentence as the
 * trouble more often than not: then the trouble is its own clause, or what
 * stands before the step.
 */
static void part_from_steps(struct finder *f) {
  for (size_t i = 0; i < f->count; i++) {
    struct range *range = &f->facts[i].range;
    if (f->facts[i].kind != FACT_ERROR || !is_taken(f, i))
      continue;
    struct range whole = *range;
    *range = quoter_clause(&f->quoter, f->token[i]);
    if (is_taken(f, i))
      *range = (struct range){whole.begin, until_step(f, whole)};
  }
}

static int keep(struct finder *f, struct reading *out) {
  bool taken[FACTS_MAX];
  out->facts = arena_alloc(f->arena, (f->count + 1) * sizeof(*out->facts));
  if (!out->facts)
    return ATTUNE_E_MEMORY;
  part_from_steps(f);
  for (size_t i = 0; i < f->count; i++)
    taken[i] = is_taken(f, i);
  for (size_t i = 0; i < f->count; i++) {
    struct fact fact = f->facts[i];
    if (taken[i] || is_beside_the_point(f, i, taken))
      continue;
    if (!give_value(f, &fact))
      return ATTUNE_E_MEMORY;
    if (!is_known(out, &fact))
      out->facts[out->fact_count++] = fact;
  }
  return ATTUNE_OK;
}

int reading_facts(struct arena *arena, const struct language *language,
                  const struct text *text,
                  const struct language_matches *matches, struct reading *out) {
  struct finder *f = arena_alloc(arena, sizeof(*f));
  if (!f)
    return ATTUNE_E_MEMORY;
  f->arena = arena;
  f->text = text;
  f->last_error = -1;
  if (quoter_init(&f->quoter, arena, language, text, matches))
    return ATTUNE_E_MEMORY;
  find_numbers(f);
  find(f, matches);
  add(f, FACT_NAME, quoter_signature(&f->quoter), 0);
  return keep(f, out);
}
