#include "reading/evidence.h"

#include <attune.h>

#include "reading/parts.h"

#define VOTE          100 /* hundredths of an entry's weight */
#define SHARE_OF_REST 25  /* per cent: one clear word outweighs faint ones */
#define NEAR          3   /* tokens between a shift and what it shifts */

enum shift {
  SHIFT_NEGATE,
  SHIFT_STRONG,
  SHIFT_WEAK,
  SHIFT_IF,
  SHIFT_COUNT
};

static const char *const shift_ids[SHIFT_COUNT] = {
    [SHIFT_NEGATE] = "negate",
    [SHIFT_STRONG] = "strong",
    [SHIFT_WEAK] = "weak",
    [SHIFT_IF] = "hypothetical",
};

/* What is known of the message as a whole. */
struct marks {
  uint32_t tokens, bangs, shouted, stretched, dots;
  bool all;   /* all in capitals */
  bool twice; /* ??, ?!, !! */
};

struct tally {
  const struct language *language;
  const struct text *text;
  const struct history *history;
  const struct reading *reading;
  struct evidence *out;
  struct marks marks;
  int sum[FEELING_COUNT];
  int best[FEELING_COUNT];
  int heat;                     /* of the hottest words, hundredths */
  int more_heat;                /* of the others */
  bool mocking;                 /* praise here is not meant */
  uint8_t *seen;                /* by entry: how often it was met */
  int *amounts;                 /* by entry: what it adds to the items */
  uint32_t reach[SHIFT_COUNT];  /* token up to which the shift is near */
  uint32_t within[SHIFT_COUNT]; /* sentence it stands in */
};

static size_t index_of(const struct tally *t,
                       const struct language_entry *entry) {
  return (size_t)(entry - t->language->entries);
}

static void vote(struct tally *t, enum feeling feeling, int votes) {
  t->sum[feeling] += votes;
  if (votes > t->best[feeling])
    t->best[feeling] = votes;
}

static bool is_shifted(const struct tally *t, enum shift shift,
                       uint32_t token) {
  return t->reach[shift] > token &&
         t->within[shift] == t->text->tokens[token].sentence;
}

/* A shift reaches the tokens behind it, not the ones it is part of. */
static void take_shift(struct tally *t, const struct language_match *match) {
  struct str id = match->entry->id;
  t->amounts[index_of(t, match->entry)] = EVIDENCE_FULL;
  if (str_is(id, "calm"))
    t->out->calm = true;
  if (str_is(id, "mocking"))
    t->mocking = true;
  for (int i = 0; i < SHIFT_COUNT; i++) {
    if (!str_is(id, shift_ids[i]))
      continue;
    t->reach[i] = match->first + match->count + NEAR;
    t->within[i] = t->text->tokens[match->first].sentence;
  }
}

/* The first time an entry speaks it counts in full, then less each time. */
static int fading(struct tally *t, const struct language_match *match) {
  static const int shares[] = {VOTE, VOTE / 2, VOTE / 4};
  uint8_t *seen = &t->seen[index_of(t, match->entry)];
  return *seen < 3 ? shares[(*seen)++] : 0;
}

static void warm(struct tally *t, int heat) {
  if (heat > t->heat) {
    t->more_heat += t->heat / 5;
    t->heat = heat;
  } else {
    t->more_heat += heat / 5;
  }
}

static bool is_pleased(enum feeling feeling) {
  return feeling == FEELING_GRATITUDE || feeling == FEELING_SATISFACTION;
}

/* A wish or a fear ("if it fails", "I'd be happy") speaks less loudly. */
static void take_cue(struct tally *t, const struct language_match *match) {
  enum feeling feeling = parts_feeling(match->entry->id);
  if (feeling == FEELING_COUNT)
    return;
  int share = fading(t, match);
  int heat = match->entry->heat * VOTE;
  if (is_shifted(t, SHIFT_STRONG, match->first)) {
    share += share / 4;
    heat += heat / 4;
  }
  if (is_shifted(t, SHIFT_WEAK, match->first)) {
    share -= share / 3;
    heat -= heat / 2;
  }
  if (is_shifted(t, SHIFT_IF, match->first))
    share -= share / 3;
  int votes = match->entry->weight * share;
  if (match->entry->kind == LANGUAGE_CUE &&
      is_shifted(t, SHIFT_NEGATE, match->first)) {
    if (is_pleased(feeling))
      vote(t, FEELING_DISAPPOINTMENT, votes * 2 / 3);
    return;
  }
  t->amounts[index_of(t, match->entry)] += share;
  vote(t, feeling, votes);
  warm(t, heat);
  struct str also = language_field(match->entry, "also");
  enum feeling other = also.size ? parts_feeling(also) : FEELING_COUNT;
  if (other != FEELING_COUNT)
    vote(t, other, votes / 2);
}

/* As it is in anybody's life, not only beside trouble. */
static bool is_grave(const struct language_match *match) {
  return parts_says_yes(match->entry, "careful") &&
         (parts_says_yes(match->entry, "impersonal") ||
          (match->entry->kind == LANGUAGE_SIGNAL && match->entry->weight > 2));
}

static void take_matches(struct tally *t,
                         const struct language_matches *matches) {
  for (size_t i = 0; i < matches->count; i++) {
    const struct language_match *match = &matches->items[i];
    if (match->entry->kind == LANGUAGE_SHIFT)
      take_shift(t, match);
    else if (match->entry->kind == LANGUAGE_CUE ||
             match->entry->kind == LANGUAGE_SITUATION)
      take_cue(t, match);
    if (match->entry->kind == LANGUAGE_SIGNAL ||
        match->entry->kind == LANGUAGE_SITUATION)
      t->out->grave = t->out->grave || is_grave(match);
  }
}

static void take_marks(struct tally *t) {
  const struct text *text = t->text;
  const struct str source = text->source;
  struct marks *marks = &t->marks;
  uint32_t words = 0, capitals = 0;
  marks->tokens = text->token_count;
  for (size_t i = 0; i + 1 < source.size; i++) {
    bool again = source.data[i] == '?' || source.data[i] == '!';
    bool more = source.data[i + 1] == '?' || source.data[i + 1] == '!';
    marks->twice = marks->twice || (again && more);
    marks->dots += source.data[i] == '.' && source.data[i + 1] == '.';
  }
  for (uint32_t i = 0; i < text->sentence_count; i++)
    marks->bangs += text->sentences[i].bangs;
  for (uint32_t i = 0; i < text->token_count; i++) {
    const struct token *token = &text->tokens[i];
    if (token->kind != TOKEN_WORD || (token->flags & TOKEN_HANDLE))
      continue;
    bool shouted = (token->flags & TOKEN_SHOUTED) != 0;
    words += token->folded.size > 1;
    capitals += shouted;
    marks->shouted += shouted && token->folded.size > 3;
    marks->stretched += (token->flags & TOKEN_ELONGATED) != 0;
  }
  marks->all = words > 2 && capitals * 10 > words * 6;
  t->out->loud = marks->twice || (marks->shouted > 0 && !marks->all);
}

/*
 * Thanks below a complaint are manners, and praise beside trouble is mostly
 * mockery, unless the message says that the trouble is over: then what was
 * told of it is history.
 */
static void weigh_praise(struct tally *t) {
  bool over = reading_has(t->reading, SIGNAL_RESOLVED) && !t->mocking;
  bool leaving = reading_has(t->reading, SIGNAL_LEAVING);
  bool upset = leaving;
  for (int f = FEELING_ANGER; f <= FEELING_SADNESS; f++)
    upset = upset || (f != FEELING_CONFUSION && t->best[f] >= EVIDENCE_CLEAR);
  if (!upset)
    return;
  int first = over ? FEELING_ANGER : FEELING_GRATITUDE;
  int last = over ? FEELING_SADNESS : FEELING_SATISFACTION;
  for (int f = first; f <= last; f++) {
    t->sum[f] /= over ? 2 : leaving ? 6 : 3;
    t->best[f] /= over ? 2 : leaving ? 6 : 3;
  }
}

static void sum_votes(struct tally *t) {
  struct evidence *out = t->out;
  weigh_praise(t);
  for (int f = 0; f < FEELING_COUNT; f++) {
    int rest = t->sum[f] - t->best[f];
    int votes = t->best[f] + rest * SHARE_OF_REST / 100;
    out->votes[f] = votes < EVIDENCE_LOUDEST ? votes : EVIDENCE_LOUDEST;
    if (f >= FEELING_ANGER && f <= FEELING_SADNESS && f != FEELING_CONFUSION &&
        out->votes[f] > out->upset)
      out->upset = out->votes[f];
  }
  out->heat = t->heat + t->more_heat / 2;
}

/* Votes as an amount: one clear word is all of it. */
static int share_of_clear(int votes) {
  return votes * EVIDENCE_FULL / EVIDENCE_CLEAR;
}

static int when(bool holds) {
  return holds ? EVIDENCE_FULL : 0;
}

/*
 * Faint trouble after an upset message is the same feeling going on; a plain
 * answer to a question of ours is not.
 */
static bool goes_on(const struct tally *t) {
  if (!t->history || t->history->heat < 2)
    return false;
  for (size_t i = 0; i < t->reading->signal_count; i++)
    if (t->reading->signals[i].id != SIGNAL_QUESTION &&
        t->reading->signals[i].id != SIGNAL_DEADLINE)
      return true;
  return t->out->upset > 0 || t->out->loud;
}

/* How much there is of what no words stand for; 0: no such measure. */
static int measure(const struct tally *t, struct str part) {
  const struct marks *m = &t->marks;
  const int *votes = t->out->votes;
  int upset = t->out->upset;
  int pleased = votes[FEELING_GRATITUDE] > votes[FEELING_SATISFACTION]
                    ? votes[FEELING_GRATITUDE]
                    : votes[FEELING_SATISFACTION];
  const struct {
    const char *name;
    int amount;
  } measures[] = {
      {"base", EVIDENCE_FULL},
      {"before", when(goes_on(t))},
      {"upset", share_of_clear(upset)},
      {"warmth", share_of_clear(t->out->heat)},
      {"quiet", when(upset < EVIDENCE_CLEAR && pleased < EVIDENCE_CLEAR &&
                     votes[FEELING_CONFUSION] < EVIDENCE_CLEAR)},
      {"thanks-below",
       when(votes[FEELING_GRATITUDE] > 0 && upset >= EVIDENCE_CLEAR)},
      {"praise-beside",
       when(votes[FEELING_SATISFACTION] > 0 && upset >= EVIDENCE_CLEAR)},
      {"mock-praise", when(t->mocking && pleased > 0)},
      {"question", when(t->reading->question_count > 0)},
      {"questions", when(t->reading->question_count > 1)},
      {"only-question",
       when(t->text->sentence_count == 1 && t->reading->question_count == 1)},
      {"short", when(m->tokens < 5)},
      {"brief", when(m->tokens < 10)},
      {"long", when(m->tokens > 15)},
      {"longer", when(m->tokens > 40)},
      {"loud", when(t->out->loud)},
      {"capitals", when(m->all)},
      {"shouted", when(m->shouted > 1)},
      {"bang", when(m->bangs > 0)},
      {"bangs", when(m->bangs > 1)},
      {"stretched", when(m->stretched > 0)},
      {"dots", when(m->dots > 0)},
  };
  for (size_t i = 0; i < sizeof(measures) / sizeof(measures[0]); i++)
    if (part.size > 0 && part.data[0] == measures[i].name[0] &&
        str_is(part, measures[i].name))
      return measures[i].amount;
  return 0;
}

/* The amount of an entry that stands for a mark, a signal or a feeling. */
static int amount_of(const struct tally *t,
                     const struct language_entry *entry) {
  if (str_is(entry->id, "mark"))
    return measure(t, entry->part);
  if (str_is(entry->id, "signal")) {
    enum signal_id signal = parts_signal(entry->part);
    return when(signal != SIGNAL_COUNT && reading_has(t->reading, signal));
  }
  enum feeling feeling = parts_feeling(entry->part);
  if (feeling == FEELING_COUNT)
    return 0;
  if (str_is(entry->id, "votes"))
    return share_of_clear(t->out->votes[feeling]);
  return str_is(entry->id, "clear")
             ? when(t->out->votes[feeling] >= EVIDENCE_CLEAR)
             : 0;
}

static int compare(struct str a, struct str b) {
  size_t size = a.size < b.size ? a.size : b.size;
  int order = size > 0 ? memcmp(a.data, b.data, size) : 0;
  return order ? order : (a.size > b.size) - (a.size < b.size);
}

/* The field of that word in a list, which is in the order of its bytes. */
static size_t find_word(const struct language_entry *list, struct str word) {
  size_t low = 0, high = list->field_count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    int order = compare(list->fields[middle].key, word);
    if (order == 0)
      return middle;
    if (order < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return list->field_count;
}

/* Each word once: who says "refund" four times does not mean it four times. */
static int list_words(struct arena *arena, const struct tally *t,
                      const struct language_entry *list) {
  bool *met = arena_alloc(arena, list->field_count + 1);
  if (!met)
    return ATTUNE_E_MEMORY;
  for (uint32_t i = 0; i < t->text->token_count; i++) {
    const struct token *token = &t->text->tokens[i];
    if (token->flags & TOKEN_HANDLE)
      continue;
    size_t at = find_word(list, token->folded);
    if (at == list->field_count || met[at])
      continue;
    met[at] = true;
    t->out->items[t->out->count++] = (struct evidence_item){
        list, list->fields[at].key, list->fields[at].value, EVIDENCE_FULL};
  }
  return ATTUNE_OK;
}

/* Cues, shifts and situations stand beside one another among the entries. */
static int list_items(struct arena *arena, const struct tally *t) {
  const struct language *language = t->language;
  const struct language_entry *list = NULL;
  size_t first = language->first[LANGUAGE_CUE];
  size_t end = language->first[LANGUAGE_SITUATION + 1];
  size_t count = t->text->token_count;
  for (size_t i = first; i < end; i++) {
    const struct language_entry *entry = &language->entries[i];
    if (entry->kind == LANGUAGE_SHIFT && entry->match_count == 0) {
      if (str_is(entry->id, "words"))
        list = entry;
      else
        t->amounts[i] = amount_of(t, entry);
    }
    count += t->amounts[i] != 0;
  }
  t->out->items = arena_alloc(arena, (count + 1) * sizeof(*t->out->items));
  if (!t->out->items)
    return ATTUNE_E_MEMORY;
  for (size_t i = first; i < end; i++) {
    const struct language_entry *entry = &language->entries[i];
    if (t->amounts[i] != 0)
      t->out->items[t->out->count++] = (struct evidence_item){
          entry, {NULL, 0}, language_field(entry, "leans"), t->amounts[i]};
  }
  return list ? list_words(arena, t, list) : ATTUNE_OK;
}

int evidence_collect(struct arena *arena, const struct language *language,
                     const struct text *text,
                     const struct language_matches *matches,
                     const struct history *history,
                     const struct reading *reading, struct evidence *out) {
  struct tally t = {.language = language,
                    .text = text,
                    .history = history,
                    .reading = reading,
                    .out = out};
  *out = (struct evidence){0};
  t.seen = arena_alloc(arena, language->entry_count + 1);
  t.amounts =
      arena_alloc(arena, (language->entry_count + 1) * sizeof(*t.amounts));
  if (!t.seen || !t.amounts)
    return ATTUNE_E_MEMORY;
  take_marks(&t);
  take_matches(&t, matches);
  sum_votes(&t);
  return list_items(arena, &t);
}
