#include "reading/reading.h"

#include <attune.h>

#include "reading/clause.h"
#include "reading/parts.h"
#include "reading/value.h"

/* More than anybody will read, and what keeps a hostile text cheap. */
#define FACTS_MAX          40
#define REFERENCE_MAX      32 /* bytes on either side */
#define PROBLEM_TOKENS_MAX 24
#define PRODUCTS_MAX       2
#define ERRORS_MAX         2
#define RANK_NAMED         4
#define RANK_VAGUE         1 /* trouble that does not say what is wrong */
#ifndef VAGUE_ERRORS_MAX
#define VAGUE_ERRORS_MAX 1
#endif

struct finder {
  struct arena *arena;
  const struct language *language;
  const struct text *text;
  struct clauses clauses;
  uint32_t span; /* the next one a quotation is looked for in */
  bool *common;  /* by token: a word that is no name in spite of a capital */
  bool *lead;    /* by token: "and", which no quote starts with */
  bool *generic; /* by token: "order", which alone says nothing */
  struct fact facts[FACTS_MAX];
  int rank[FACTS_MAX]; /* of several of a kind, which to keep */
  size_t count;
  uint32_t sentence;               /* of the match at hand */
  uint32_t last_sentence;          /* of the latest problem */
  ptrdiff_t last[FACT_KIND_COUNT]; /* the kind's latest fact, or -1 */
};

/*
 * A name's bytes without the common words around it; empty where nothing
 * in it has the looks of a name. A lone shouted word is no
 * product, people shout; it may be an airport.
 */
static struct range name_range(const struct finder *f, uint32_t first,
                               uint32_t end, bool product) {
  bool looks = false;
  while (first < end && f->common[first])
    first++;
  for (uint32_t i = first + 1; i < end; i++)
    if (f->text->tokens[i].flags & TOKEN_AFTER_PAUSE)
      end = i;
  while (end > first && f->common[end - 1])
    end--;
  for (uint32_t i = first; i < end; i++) {
    const struct token *token = &f->text->tokens[i];
    bool shouted = (token->flags & TOKEN_SHOUTED) && end - first == 1 &&
                   (product || token->folded.size > 3);
    looks = looks || token->kind == TOKEN_CODE ||
            ((token->flags & TOKEN_CAPITAL) && !shouted);
  }
  return looks ? text_range(f->text, first, end - first) : (struct range){0, 0};
}

/* Words of ours that look shouted only because all of it is. */
static bool all_shouted(const struct text *text) {
  return text->letters > 12 && text->capitals * 10 > text->letters * 6;
}

/*
 * The words in quotation marks behind the match, in its sentence. Matches
 * come in order, so that the spans are walked once for all of them.
 */
static struct range quotation_behind(struct finder *f,
                                     const struct language_match *match) {
  const struct text *text = f->text;
  const struct sentence *sentence =
      &text->sentences[text->tokens[match->first].sentence];
  while (f->span < text->span_count &&
         (text->spans[f->span].kind != SPAN_QUOTATION ||
          text->spans[f->span].range.begin < match->range.begin))
    f->span++;
  if (f->span == text->span_count ||
      text->spans[f->span].range.begin >= sentence->range.end)
    return (struct range){0, 0};
  return text->spans[f->span].range;
}

/* 12/05/2026 and its kin; other numbers are no dates. */
static bool is_slashed(const struct text *text, struct range range) {
  struct str number = str_slice(text->source, range);
  size_t marks = 0;
  for (size_t i = 0; i < number.size; i++) {
    if (number.data[i] == '/')
      return number.size > 2;
    marks += number.data[i] == '-' || number.data[i] == '.';
  }
  return marks == 2 && number.size >= 6;
}

/* Six digits or more in one token (five at the end of a bracket), and no time,
 * date or sum: a number that somebody copied from somewhere. */
static bool is_long(const struct text *text, uint32_t token) {
  struct str number = str_slice(text->source, text->tokens[token].range);
  size_t digits = 0;
  if (text->tokens[token].flags & TOKEN_MONEY)
    return false;
  for (size_t i = 0; i < number.size; i++) {
    if (number.data[i] == '/' || number.data[i] == ':' ||
        number.data[i] == '.' || number.data[i] == ',')
      return false;
    digits += number.data[i] >= '0' && number.data[i] <= '9';
  }
  size_t end = text->tokens[token].range.end;
  bool closes = end < text->source.size && text->source.data[end] == ')';
  return digits >= (closes ? 5 : 6);
}

static bool is_part(struct str source, size_t at) {
  char c = source.data[at];
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
         (c >= 'A' && c <= 'Z');
}

/* 5519-b and kb-4471/9 are one reference, though several tokens. */
static struct range whole_reference(struct str source, struct range range) {
  size_t begin = range.begin, end = range.end;
  while (end + 1 < source.size && end - range.end < REFERENCE_MAX &&
         (source.data[end] == '-' || source.data[end] == '/' ||
          is_part(source, end)) &&
         is_part(source, end + 1))
    end++;
  if (end > range.end)
    end++;
  while (begin > 1 && range.begin - begin < REFERENCE_MAX &&
         (source.data[begin - 1] == '-' || is_part(source, begin - 1)) &&
         is_part(source, begin - 2))
    begin--;
  if (begin < range.begin)
    begin--;
  return (struct range){begin, end};
}

static bool has_shape(const struct finder *f,
                      const struct language_match *match, uint32_t token) {
  struct str shape = language_field(match->entry, "shape");
  if (str_is(shape, "slashed"))
    return is_slashed(f->text, f->text->tokens[token].range);
  return !str_is(shape, "long") || is_long(f->text, token);
}

/* The clause without the "and" that ties it to the one before. */
static struct range clause_quote(const struct finder *f,
                                 const struct clause *clause) {
  struct clause bare = *clause;
  while (bare.count > 1 && f->lead[bare.first]) {
    bare.first++;
    bare.count--;
  }
  return clause_range(f->text, &bare);
}

/*
 * What it is about without what stands before its last "my" or bracket, and
 * nothing where only words are left that any message has.
 */
static struct range thing_range(const struct finder *f, uint32_t first,
                                uint32_t count) {
  const struct token *tokens = f->text->tokens;
  uint32_t end = first + count;
  bool tells = false;
  for (uint32_t i = first; i < end; i++) {
    if (i > first && (tokens[i].flags & TOKEN_AFTER_PAUSE)) {
      end = i;
      break;
    }
    if (f->common[i])
      first = i + 1;
  }
  for (uint32_t i = first; i < end; i++)
    tells = tells || !f->generic[i];
  return tells ? text_range(f->text, first, end - first) : (struct range){0, 0};
}

static struct range quote_of(struct finder *f,
                             const struct language_match *match) {
  struct str span = language_field(match->entry, "span");
  struct phrase_capture value;
  if (str_is(span, "clause"))
    return clause_quote(f, clause_of(&f->clauses, match->first));
  if (str_is(span, "quotation"))
    return quotation_behind(f, match);
  if (!parts_capture(f->language, match, STR("value"), &value))
    return match->range;
  if (!has_shape(f, match, value.first))
    return (struct range){0, 0};
  if (parts_says_yes(match->entry, "proper"))
    return name_range(f, value.first, value.first + value.count,
                      str_is(match->entry->id, "product"));
  if (str_is(match->entry->id, "product"))
    return thing_range(f, value.first, value.count);
  uint32_t count = 1;
  while (count < value.count &&
         !(f->text->tokens[value.first + count].flags & TOKEN_AFTER_PAUSE))
    count++;
  struct range range = text_range(f->text, value.first, count);
  return str_is(match->entry->id, "reference")
             ? whole_reference(f->text->source, range)
             : range;
}

static size_t width(struct range range) {
  return range.end - range.begin;
}

/*
 * Facts of a kind that overlap are one: the higher rank or the longer quote
 * stays. Problems told in one sentence are one too.
 */
static bool is_same(const struct finder *f, const struct fact *last,
                    enum fact_kind kind, struct range range) {
  if (range_overlaps(last->range, range))
    return true;
  return kind == FACT_ERROR && f->last_sentence == f->sentence;
}

static void add(struct finder *f, enum fact_kind kind, struct range range,
                int rank) {
  if (width(range) == 0)
    return;
  ptrdiff_t last = f->last[kind];
  if (last >= 0 && is_same(f, &f->facts[last], kind, range)) {
    bool better =
        rank != f->rank[last]
            ? rank > f->rank[last]
            : kind != FACT_ERROR && width(range) > width(f->facts[last].range);
    if (better) {
      f->facts[last].range = range;
      f->rank[last] = rank;
    }
    return;
  }
  if (f->count == FACTS_MAX)
    return;
  if (kind == FACT_ERROR)
    f->last_sentence = f->sentence;
  f->rank[f->count] = rank;
  f->last[kind] = (ptrdiff_t)f->count;
  f->facts[f->count++] = (struct fact){.kind = kind, .range = range};
}

static void mark_common(struct finder *f,
                        const struct language_matches *matches) {
  for (size_t i = 0; i < matches->count; i++) {
    const struct language_match *match = &matches->items[i];
    if (!parts_is(match, LANGUAGE_FACT, "skip"))
      continue;
    if (str_is(match->entry->part, "lead"))
      f->lead[match->first] = true;
    else if (str_is(match->entry->part, "generic"))
      f->generic[match->first] = true;
    else
      f->common[match->first] = true;
  }
}

/* A name is one by its capital, which says nothing where all is shouted. */
static bool is_believable(const struct finder *f,
                          const struct language_match *match) {
  return !parts_says_yes(match->entry, "proper") || !all_shouted(f->text);
}

/*
 * A problem is told from its clause on: "when I sign in" is nothing without
 * the "it says …" behind it.
 */
static struct range problem_range(const struct finder *f, uint32_t token) {
  const struct sentence *sentence = &f->text->sentences[f->sentence];
  uint32_t first = clause_of(&f->clauses, token)->first;
  while (first < token && f->lead[first])
    first++;
  uint32_t count = sentence->first + sentence->count - first;
  return text_range(f->text, first,
                    count < PROBLEM_TOKENS_MAX ? count : PROBLEM_TOKENS_MAX);
}

static void find(struct finder *f, const struct language_matches *matches) {
  for (size_t i = 0; i < matches->count; i++) {
    const struct language_match *match = &matches->items[i];
    const struct language_entry *entry = match->entry;
    f->sentence = f->text->tokens[match->first].sentence;
    if (entry->kind == LANGUAGE_FACT) {
      enum fact_kind kind = parts_fact(entry->id);
      if (kind != FACT_KIND_COUNT && is_believable(f, match))
        add(f, kind, quote_of(f, match), entry->weight);
    } else if (entry->kind == LANGUAGE_SITUATION) {
      bool vague = str_is(language_field(entry, "fact"), "no");
      add(f, FACT_ERROR, problem_range(f, match->first),
          vague ? RANK_VAGUE : entry->weight);
    }
  }
}

/* Does a fact of the other kind make one of this kind a misreading? */
static bool yields(enum fact_kind kind, enum fact_kind other) {
  switch (kind) {
  case FACT_PRODUCT:
    return other == FACT_REFERENCE || other == FACT_DEADLINE ||
           other == FACT_PLACE || other == FACT_NAME || other == FACT_DATE;
  case FACT_DATE:
    return other == FACT_REFERENCE || other == FACT_DEADLINE;
  case FACT_REFERENCE:
    return other == FACT_AMOUNT;
  case FACT_ERROR:
    return other == FACT_TRIED || other == FACT_CONTACTED;
  default:
    return false;
  }
}

/* The same words are one fact: what the more telling kind says. */
static bool is_taken(const struct finder *f, size_t fact) {
  for (size_t i = 0; i < f->count; i++)
    if (i != fact && yields(f->facts[fact].kind, f->facts[i].kind) &&
        range_overlaps(f->facts[i].range, f->facts[fact].range))
      return true;
  return false;
}

/*
 * A message names many things and is about one or two: those with a name,
 * and where there is none the first that is spoken of.
 */
static bool is_beside_the_point(const struct finder *f, size_t fact) {
  enum fact_kind kind = f->facts[fact].kind;
  size_t better = 0, room = ERRORS_MAX;
  if (kind == FACT_PRODUCT)
    room = f->rank[fact] < RANK_NAMED ? 1 : PRODUCTS_MAX;
  else if (kind == FACT_ERROR && f->rank[fact] == RANK_VAGUE)
    room = VAGUE_ERRORS_MAX;
  else if (kind != FACT_ERROR)
    return false;
  for (size_t i = 0; i < f->count; i++)
    better += f->facts[i].kind == kind && !is_taken(f, i) &&
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

static int keep(struct finder *f, struct reading *out) {
  out->facts = arena_alloc(f->arena, (f->count + 1) * sizeof(*out->facts));
  if (!out->facts)
    return ATTUNE_E_MEMORY;
  for (size_t i = 0; i < f->count; i++) {
    struct fact fact = f->facts[i];
    if (is_taken(f, i) || is_beside_the_point(f, i))
      continue;
    fact.value = value_of(f->arena, f->text, fact.kind, fact.range);
    if (!fact.value.data)
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
  f->language = language;
  f->text = text;
  for (int kind = 0; kind < FACT_KIND_COUNT; kind++)
    f->last[kind] = -1;
  f->common = arena_alloc(arena, text->token_count + 1);
  f->lead = arena_alloc(arena, text->token_count + 1);
  f->generic = arena_alloc(arena, text->token_count + 1);
  if (!f->common || !f->lead || !f->generic ||
      clauses_find(arena, text, matches, &f->clauses))
    return ATTUNE_E_MEMORY;
  mark_common(f, matches);
  find(f, matches);
  return keep(f, out);
}
