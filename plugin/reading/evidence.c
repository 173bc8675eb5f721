#include "reading/evidence.h"

#include <attune.h>

#include "reading/marks.h"
#include "reading/parts.h"

#define VOTE          100 /* hundredths of an entry's weight */
#define SHARE_OF_REST 25  /* per cent: one clear word outweighs faint ones */
#define NEAR          3   /* tokens between a shift and what it shifts */
#define MEASURES      40  /* room for them */

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

/* Counted in the order of the text. */
struct sentences {
  uint32_t count, next;
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
  bool asks, tells;             /* plainly: requests, answers */
  bool stirred;                 /* holds words of who is not at ease */
  uint8_t *even;                /* by sentence: its shares, see take_plain */
  struct sentences plain;       /* that ask or tell */
  struct sentences troubled;    /* that hold words for trouble */
  uint8_t *seen;                /* by index_of: how often it was met */
  int *amounts;                 /* by index_of: what it adds to the items */
  uint32_t reach[SHIFT_COUNT];  /* token up to which the shift is near */
  uint32_t within[SHIFT_COUNT]; /* sentence it stands in */
};

/* Among cues, shifts and situations, which stand beside one another. */
static size_t index_of(const struct tally *t,
                       const struct language_entry *entry) {
  return (size_t)(entry - t->language->entries) -
         t->language->first[LANGUAGE_CUE];
}

static void vote(struct tally *t, enum feeling feeling, int votes) {
  t->sum[feeling] += votes;
  if (votes > t->best[feeling])
    t->best[feeling] = votes;
}

static void count_sentence(struct sentences *sentences, uint32_t sentence) {
  if (sentence < sentences->next)
    return;
  sentences->next = sentence + 1;
  sentences->count++;
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
  if (parts_says_yes(match->entry, "stirs"))
    t->stirred = true;
  uint32_t sentence = t->text->tokens[match->first].sentence;
  for (int i = 0; i < SHIFT_COUNT; i++) {
    if (!str_is(id, shift_ids[i]))
      continue;
    t->reach[i] = match->first + match->count + NEAR;
    t->within[i] = sentence;
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

static bool is_upset(enum feeling feeling) {
  return feeling >= FEELING_ANGER && feeling <= FEELING_SADNESS &&
         feeling != FEELING_CONFUSION;
}

/* As it is in anybody's life, not only beside trouble. */
static bool is_grave(const struct language_match *match) {
  return parts_says_yes(match->entry, "careful") &&
         (parts_says_yes(match->entry, "impersonal") ||
          (match->entry->kind == LANGUAGE_SIGNAL && match->entry->weight > 2));
}

/* A wish or a fear ("if it fails", "I'd be happy") speaks less loudly. */
static void take_cue(struct tally *t, const struct language_match *match) {
  enum feeling feeling = parts_feeling(match->entry->id);
  if (feeling == FEELING_COUNT)
    return;
  uint32_t sentence = t->text->tokens[match->first].sentence;
  int share = fading(t, match);
  int heat = match->entry->heat * VOTE;
  if (is_upset(feeling))
    count_sentence(&t->troubled, sentence);
  if (t->even[sentence] && !feeling_is_glad(feeling) &&
      feeling != FEELING_SADNESS && !is_grave(match)) {
    share /= 2;
    heat /= 2;
  }
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
  /* "No, nothing, thank you" declines an offer and is no less thankful. */
  if (match->entry->kind == LANGUAGE_CUE && feeling != FEELING_GRATITUDE &&
      is_shifted(t, SHIFT_NEGATE, match->first)) {
    if (feeling_is_glad(feeling))
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

/*
 * What is asked about or set right is not what is suffered: "do you repair
 * broken zips", "we never had any trouble". Known before any cue is weighed,
 * as the asking may stand behind it.
 */
static void take_plain(struct tally *t,
                       const struct language_matches *matches) {
  for (size_t i = 0; i < matches->count; i++) {
    const struct language_match *match = &matches->items[i];
    if (match->entry->kind != LANGUAGE_SHIFT)
      continue;
    bool asks = str_is(match->entry->id, "ask");
    bool tells = str_is(match->entry->id, "tell");
    uint32_t sentence = t->text->tokens[match->first].sentence;
    t->asks = t->asks || asks;
    t->tells = t->tells || tells;
    if (!asks && !tells)
      continue;
    count_sentence(&t->plain, sentence);
    if (parts_says_yes(match->entry, "even"))
      t->even[sentence] = 1;
  }
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
    if (is_upset((enum feeling)f) && out->votes[f] > out->upset)
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

static int share_of(const struct tally *t, const struct sentences *part) {
  uint32_t all = t->text->sentence_count;
  return all ? (int)(part->count * EVIDENCE_FULL / all) : 0;
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

/*
 * Every sentence asks or tells, and nothing in them stirs: of those who write
 * so hardly anybody feels anything that calls for an acknowledgement.
 */
static bool is_plain(const struct tally *t) {
  static const enum signal_id upsetting[] = {
      SIGNAL_UNHEARD, SIGNAL_LONG_WAIT,       SIGNAL_REPEAT_CONTACT,
      SIGNAL_LEAVING, SIGNAL_PUBLIC_OR_LEGAL, SIGNAL_SAFETY};
  for (size_t i = 0; i < sizeof(upsetting) / sizeof(upsetting[0]); i++)
    if (reading_has(t->reading, upsetting[i]))
      return false;
  for (int f = 0; f < FEELING_COUNT; f++)
    if (t->out->votes[f] > EVIDENCE_FAINT)
      return false;
  return t->plain.count > 0 && t->plain.count == t->text->sentence_count &&
         !t->stirred && !t->out->loud && !t->marks.bangs && !t->out->grave;
}

struct measure {
  struct str name;
  int amount;
};

/* How much there is of what no words stand for. */
static size_t take_measures(const struct tally *t,
                            struct measure out[MEASURES]) {
  const struct marks *m = &t->marks;
  const int *votes = t->out->votes;
  int upset = t->out->upset;
  int pleased = votes[FEELING_GRATITUDE] > votes[FEELING_SATISFACTION]
                    ? votes[FEELING_GRATITUDE]
                    : votes[FEELING_SATISFACTION];
  bool calm = upset == 0 && votes[FEELING_CONFUSION] == 0 && !t->out->loud;
  const struct measure measures[] = {
      {STR("plain"), when(t->out->plain)},
      {STR("asks"), when(t->asks)},
      {STR("tells"), when(t->tells)},
      {STR("asks-plainly"), when(t->asks && calm)},
      {STR("tells-plainly"), when(t->tells && calm)},
      {STR("question-plainly"), when(t->reading->question_count > 0 && calm)},
      {STR("silent"), when(calm && pleased == 0)},
      {STR("plain-share"), share_of(t, &t->plain)},
      {STR("trouble-share"), share_of(t, &t->troubled)},
      {STR("complains"), when(upset >= EVIDENCE_CLEAR && !t->asks &&
                              t->reading->question_count == 0)},
      {STR("quoted"), when(m->quoted)},
      {STR("base"), EVIDENCE_FULL},
      {STR("before"), when(goes_on(t))},
      {STR("upset"), share_of_clear(upset)},
      {STR("warmth"), share_of_clear(t->out->heat)},
      {STR("quiet"), when(upset < EVIDENCE_CLEAR && pleased < EVIDENCE_CLEAR &&
                          votes[FEELING_CONFUSION] < EVIDENCE_CLEAR)},
      {STR("thanks-below"),
       when(votes[FEELING_GRATITUDE] > 0 && upset >= EVIDENCE_CLEAR)},
      {STR("praise-beside"),
       when(votes[FEELING_SATISFACTION] > 0 && upset >= EVIDENCE_CLEAR)},
      {STR("mock-praise"), when(t->mocking && pleased > 0)},
      {STR("question"), when(t->reading->question_count > 0)},
      {STR("questions"), when(t->reading->question_count > 1)},
      {STR("only-question"),
       when(t->text->sentence_count == 1 && t->reading->question_count == 1)},
      {STR("short"), when(m->tokens < 5)},
      {STR("brief"), when(m->tokens < 10)},
      {STR("long"), when(m->tokens > 15)},
      {STR("longer"), when(m->tokens > 40)},
      {STR("loud"), when(t->out->loud)},
      {STR("capitals"), when(m->all)},
      {STR("shouted"), when(m->shouted > 1)},
      {STR("bang"), when(m->bangs > 0)},
      {STR("bangs"), when(m->bangs > 1)},
      {STR("stretched"), when(m->stretched > 0)},
      {STR("dots"), when(m->dots > 0)},
  };
  memcpy(out, measures, sizeof(measures));
  return sizeof(measures) / sizeof(measures[0]);
}

/* 0: no such measure. */
static int find_measure(const struct measure *measures, size_t count,
                        struct str name) {
  for (size_t i = 0; i < count; i++)
    if (measures[i].name.size == name.size && str_equal(measures[i].name, name))
      return measures[i].amount;
  return 0;
}

/* The amount of an entry that stands for a mark, a signal or a feeling. */
static int amount_of(const struct tally *t,
                     const struct language_entry *entry) {
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

/* The amounts of the shifts that no phrase stands for; the list of words. */
static const struct language_entry *take_amounts(struct tally *t) {
  const struct language *language = t->language;
  const struct language_entry *words = NULL;
  struct measure measures[MEASURES];
  size_t count = take_measures(t, measures);
  for (size_t i = language->first[LANGUAGE_SHIFT];
       i < language->first[LANGUAGE_SHIFT + 1]; i++) {
    const struct language_entry *entry = &language->entries[i];
    if (entry->match_count > 0)
      continue;
    if (str_is(entry->id, "words"))
      words = entry;
    else
      t->amounts[index_of(t, entry)] =
          str_is(entry->id, "mark") ? find_measure(measures, count, entry->part)
                                    : amount_of(t, entry);
  }
  return words;
}

static int list_items(struct arena *arena, struct tally *t, size_t entries) {
  const struct language_entry *words = take_amounts(t);
  const struct language_entry *first =
      &t->language->entries[t->language->first[LANGUAGE_CUE]];
  size_t count = t->text->token_count;
  for (size_t i = 0; i < entries; i++)
    count += t->amounts[i] != 0;
  t->out->items = arena_alloc(arena, (count + 1) * sizeof(*t->out->items));
  if (!t->out->items)
    return ATTUNE_E_MEMORY;
  for (size_t i = 0; i < entries; i++)
    if (t->amounts[i] != 0)
      t->out->items[t->out->count++] =
          (struct evidence_item){&first[i],
                                 {NULL, 0},
                                 language_field(&first[i], "leans"),
                                 t->amounts[i]};
  return words ? list_words(arena, t, words) : ATTUNE_OK;
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
  size_t entries =
      language->first[LANGUAGE_SITUATION + 1] - language->first[LANGUAGE_CUE];
  *out = (struct evidence){0};
  t.seen = arena_alloc(arena, entries + 1);
  t.amounts = arena_alloc(arena, (entries + 1) * sizeof(*t.amounts));
  t.even = arena_alloc(arena, text->sentence_count + 1);
  if (!t.seen || !t.amounts || !t.even)
    return ATTUNE_E_MEMORY;
  marks_take(text, &t.marks);
  out->loud = t.marks.loud;
  take_plain(&t, matches);
  take_matches(&t, matches);
  sum_votes(&t);
  out->plain = is_plain(&t);
  return list_items(arena, &t, entries);
}
