/*
 * How the feeling is read. Cues and situations vote, each by the weight its
 * entry has in the pack; words around them strengthen, weaken or turn them;
 * marks, capitals and emoji add to the heat. What decides is the loudest
 * vote and a share of the rest, so that one clear word is not outvoted by
 * many faint ones.
 */
#include "reading/reading.h"

#include <attune.h>

#include "reading/parts.h"

/* Votes, heat and confidence are in hundredths of an entry's weight. */
#define VOTE            100
#define VOTE_ENOUGH     300 /* less is no feeling that calls for words */
#define VOTE_SECOND     300
#define VOTE_CERTAIN    500
#define VOTE_MOST       800 /* more says nothing new */
#define ODDS_ENOUGH     50  /* hundredths of the log */
#define ODDS_OF_TROUBLE 170
#define SHORT           5 /* tokens */
#define LONG            15
#define SHARE_OF_REST   25 /* per cent */
#define NEAR            3  /* tokens between a shift and what it shifts */

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

struct tally {
  const struct language *language;
  const struct text *text;
  int sum[FEELING_COUNT];
  int best[FEELING_COUNT];
  int lean[FEELING_COUNT];      /* per cent: how much its votes count */
  int heat;                     /* of the hottest words, hundredths */
  int more_heat;                /* of the others */
  bool calm;                    /* says that it is no matter */
  bool loud;                    /* ??, !! or a word shouted among others */
  bool mocking;                 /* praise here is not meant */
  uint8_t *seen;                /* by entry: how often it has voted */
  uint32_t reach[SHIFT_COUNT];  /* token up to which the shift is near */
  uint32_t within[SHIFT_COUNT]; /* sentence it stands in */
};

/* The weight of a feeling's label, where it has one. */
static void take_leanings(struct tally *t) {
  const struct language *language = t->language;
  for (int f = 0; f < FEELING_COUNT; f++)
    t->lean[f] = 100;
  for (size_t i = language->first[LANGUAGE_LABEL];
       i < language->first[LANGUAGE_LABEL + 1]; i++) {
    const struct language_entry *entry = &language->entries[i];
    if (entry->weight <= 0 || !str_is(entry->id, "feeling"))
      continue;
    enum feeling feeling = parts_feeling(entry->part);
    if (feeling != FEELING_COUNT)
      t->lean[feeling] = entry->weight;
  }
}

static bool is_pleased(enum feeling feeling) {
  return feeling == FEELING_GRATITUDE || feeling == FEELING_SATISFACTION;
}

static void vote(struct tally *t, enum feeling feeling, int votes) {
  t->sum[feeling] += votes;
  if (votes > t->best[feeling])
    t->best[feeling] = votes;
}

static int score(const struct tally *t, enum feeling feeling) {
  int best = t->best[feeling];
  int votes = best + (t->sum[feeling] - best) * SHARE_OF_REST / 100;
  return votes * t->lean[feeling] / 100;
}

static bool is_shifted(const struct tally *t, enum shift shift,
                       uint32_t token) {
  return t->reach[shift] > token &&
         t->within[shift] == t->text->tokens[token].sentence;
}

/* A shift reaches the tokens behind it, not the ones it is part of. */
static void take_shift(struct tally *t, const struct language_match *match) {
  struct str id = match->entry->id;
  if (str_is(id, "calm"))
    t->calm = true;
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
  uint8_t *seen = &t->seen[match->entry - t->language->entries];
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

/* A wish or a fear ("if it fails", "I'd be happy") speaks half as loudly. */
static void take_cue(struct tally *t, const struct language_match *match) {
  enum feeling feeling = parts_feeling(match->entry->id);
  if (feeling == FEELING_COUNT)
    return;
  int votes = match->entry->weight * fading(t, match);
  int heat = match->entry->heat * VOTE;
  if (is_shifted(t, SHIFT_STRONG, match->first)) {
    votes += votes / 4;
    heat += heat / 4;
  }
  if (is_shifted(t, SHIFT_WEAK, match->first)) {
    votes -= votes / 3;
    heat -= heat / 2;
  }
  if (is_shifted(t, SHIFT_IF, match->first))
    votes -= votes / 3;
  if (match->entry->kind == LANGUAGE_CUE &&
      is_shifted(t, SHIFT_NEGATE, match->first)) {
    if (is_pleased(feeling))
      vote(t, FEELING_DISAPPOINTMENT, votes * 2 / 3);
    return;
  }
  vote(t, feeling, votes);
  warm(t, heat);
  struct str also = language_field(match->entry, "also");
  enum feeling other = also.size ? parts_feeling(also) : FEELING_COUNT;
  if (other != FEELING_COUNT)
    vote(t, other, votes / 2);
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
  }
}

static int upset(const struct tally *t) {
  int most = 0;
  for (int f = FEELING_ANGER; f <= FEELING_SADNESS; f++)
    if (f != FEELING_CONFUSION && score(t, (enum feeling)f) > most)
      most = score(t, (enum feeling)f);
  return most;
}

/*
 * Thanks below a complaint are manners, and praise beside trouble is
 * mockery, unless the message says that the trouble is over.
 */
static void weigh_praise(struct tally *t, const struct reading *reading) {
  bool resolved = reading_has(reading, SIGNAL_RESOLVED);
  if (!resolved && reading->question_count > 0) {
    t->sum[FEELING_GRATITUDE] /= 2;
    t->best[FEELING_GRATITUDE] /= 2;
  }
  if (resolved && !t->mocking) {
    for (int f = FEELING_ANGER; f <= FEELING_CONFUSION; f++) {
      t->sum[f] /= 2;
      t->best[f] /= 2;
    }
    return;
  }
  int share = reading_has(reading, SIGNAL_LEAVING) ? 6 : 3;
  if (upset(t) < VOTE_ENOUGH && share == 3)
    return;
  if (t->best[FEELING_SATISFACTION] > 0 && t->mocking) {
    t->more_heat += upset(t) < VOTE_ENOUGH ? VOTE / 2 : 0;
    vote(t, FEELING_FRUSTRATION, 2 * VOTE);
  }
  for (int f = FEELING_GRATITUDE; f <= FEELING_SATISFACTION; f++) {
    t->sum[f] /= share;
    t->best[f] /= share;
  }
}

/* Two marks in a row: "??", "?!", "!!". */
static bool is_marked(const struct text *text) {
  const struct str source = text->source;
  for (size_t i = 0; i + 1 < source.size; i++)
    if ((source.data[i] == '?' || source.data[i] == '!') &&
        (source.data[i + 1] == '?' || source.data[i + 1] == '!'))
      return true;
  return false;
}

/* How it is written: all capitals, shouted words, !!, "soooo". */
static void take_marks(struct tally *t) {
  const struct text *text = t->text;
  uint32_t bangs = 0, shouted = 0, stretched = 0;
  bool all = text->letters > 12 && text->capitals * 10 > text->letters * 6;
  for (uint32_t i = 0; i < text->sentence_count; i++)
    bangs += text->sentences[i].bangs;
  for (uint32_t i = 0; i < text->token_count; i++) {
    shouted += (text->tokens[i].flags & TOKEN_SHOUTED) &&
               text->tokens[i].folded.size > 3;
    stretched += (text->tokens[i].flags & TOKEN_ELONGATED) != 0;
  }
  t->loud = is_marked(text) || (shouted > 0 && !all);
  if (t->best[FEELING_SATISFACTION] > 0 || t->best[FEELING_GRATITUDE] > 0) {
    if (upset(t) < VOTE_ENOUGH) {
      vote(t, FEELING_SATISFACTION, bangs > 0 ? VOTE : 0);
      return;
    }
  } else if (t->loud) {
    t->more_heat += upset(t) < VOTE_ENOUGH ? VOTE / 2 : 0;
    vote(t, FEELING_FRUSTRATION, 2 * VOTE);
  }
  if (upset(t) < VOTE_ENOUGH)
    return;
  if (all || shouted > 1)
    vote(t, FEELING_ANGER, all ? 2 * VOTE : VOTE);
  t->more_heat += all ? 70 : shouted > 0 ? 35 : 0;
  t->more_heat += bangs > 2 ? 60 : bangs > 1 ? 40 : bangs ? 15 : 0;
  t->more_heat += stretched ? 20 : 0;
}

static void take_signals(struct tally *t, const struct reading *reading) {
  static const int heats[SIGNAL_COUNT] = {
      [SIGNAL_REPEAT_CONTACT] = 35,  [SIGNAL_LONG_WAIT] = 40,
      [SIGNAL_UNHEARD] = 60,         [SIGNAL_LEAVING] = 60,
      [SIGNAL_PUBLIC_OR_LEGAL] = 40, [SIGNAL_SAFETY] = 30,
      [SIGNAL_DEADLINE] = 15,        [SIGNAL_WANTS_PERSON] = 20,
  };
  static const int votes[SIGNAL_COUNT] = {
      [SIGNAL_REPEAT_CONTACT] = 200,  [SIGNAL_LONG_WAIT] = 300,
      [SIGNAL_UNHEARD] = 300,         [SIGNAL_LEAVING] = 150,
      [SIGNAL_PUBLIC_OR_LEGAL] = 200, [SIGNAL_WANTS_PERSON] = 100,
  };
  for (size_t i = 0; i < reading->signal_count; i++) {
    enum signal_id id = reading->signals[i].id;
    t->more_heat += heats[id];
    if (votes[id] > 0)
      vote(t, FEELING_FRUSTRATION, votes[id]);
    if (id == SIGNAL_PUBLIC_OR_LEGAL || id == SIGNAL_LEAVING)
      vote(t, FEELING_ANGER, votes[id]);
  }
  if (t->loud && reading_has(reading, SIGNAL_WANTS_PERSON))
    vote(t, FEELING_ANGER, 4 * VOTE);
}

/* The weight of a hint that stands for the message, not for words in it. */
static int hint(const struct tally *t, const char *part) {
  const struct language *language = t->language;
  for (size_t i = language->first[LANGUAGE_SHIFT];
       i < language->first[LANGUAGE_SHIFT + 1]; i++)
    if (str_is(language->entries[i].id, "hint") &&
        str_is(language->entries[i].part, part))
      return language->entries[i].weight;
  return 0;
}

static enum feeling loudest(const struct tally *t, enum feeling but,
                            int at_least) {
  enum feeling best = FEELING_NEUTRAL;
  for (int f = FEELING_ANGER; f < FEELING_COUNT; f++) {
    int votes = score(t, (enum feeling)f);
    if ((enum feeling)f != but && votes >= at_least &&
        (best == FEELING_NEUTRAL || votes > score(t, best)))
      best = (enum feeling)f;
  }
  return best;
}

/*
 * Faint trouble after an upset message is the same feeling going on: what
 * would be too little in a first message is enough here.
 */
static int enough(const struct history *history) {
  return history && history->heat >= 2 ? VOTE_ENOUGH / 2 : VOTE_ENOUGH;
}

/* Pleased words count as upset ones do, by a hint of their own. */
static int loudness(const struct tally *t) {
  int pleased = score(t, FEELING_GRATITUDE);
  if (score(t, FEELING_SATISFACTION) > pleased)
    pleased = score(t, FEELING_SATISFACTION);
  int most = upset(t);
  if (score(t, FEELING_CONFUSION) > most)
    most = score(t, FEELING_CONFUSION);
  int sum = hint(t, "upset") * (most < VOTE_MOST ? most : VOTE_MOST);
  sum += hint(t, "pleased") * (pleased < VOTE_MOST ? pleased : VOTE_MOST);
  sum /= VOTE_ENOUGH;
  sum += most >= VOTE_ENOUGH ? hint(t, "trouble") : 0;
  return sum + (pleased >= VOTE_ENOUGH ? hint(t, "joy") : 0);
}

/*
 * How likely it is that the message has a feeling in it at all, from words
 * that speak for none: who asks for something, or calmly tells a number, most
 * likely has none, who denies and looks back most likely has. Fitted on
 * labelled messages as the log of the odds, in hundredths.
 */
static int odds_of(struct tally *t, const struct language_matches *matches,
                   const struct reading *reading) {
  uint32_t tokens = t->text->token_count;
  int sum = hint(t, "base") + loudness(t);
  for (size_t i = 0; i < matches->count; i++) {
    const struct language_match *match = &matches->items[i];
    if (!parts_is(match, LANGUAGE_SHIFT, "hint"))
      continue;
    uint8_t *seen = &t->seen[match->entry - t->language->entries];
    sum += *seen ? 0 : match->entry->weight;
    *seen = 1;
  }
  sum += reading->question_count > 0 ? hint(t, "question") : 0;
  sum += tokens < SHORT ? hint(t, "short") : 0;
  sum += tokens > LONG ? hint(t, "long") : 0;
  sum += t->loud ? hint(t, "loud") : 0;
  return sum + (t->calm ? hint(t, "calm") : 0);
}

/* Nobody swears, grieves or says "I don't understand" by chance. */
static bool is_beyond_doubt(const struct tally *t) {
  return (upset(t) >= VOTE_CERTAIN && t->heat >= 2 * VOTE) ||
         score(t, FEELING_CONFUSION) >= VOTE_CERTAIN;
}

/*
 * A plain request must not be given a feeling, so the loudest vote counts
 * only where a feeling is likely; and where it is very likely though nothing
 * was loud enough, it is faint frustration: people tell what is wrong in more
 * ways than any list holds.
 */
static enum feeling decide(struct tally *t,
                           const struct language_matches *matches,
                           const struct reading *reading,
                           const struct history *history) {
  bool upset_before = history && history->heat >= 2;
  enum feeling feeling = loudest(t, FEELING_NEUTRAL, enough(history));
  int odds = odds_of(t, matches, reading);
  odds += upset_before ? hint(t, "before") : 0;
  if (feeling == FEELING_NEUTRAL && odds > ODDS_OF_TROUBLE && !t->calm) {
    vote(t, FEELING_FRUSTRATION, VOTE_ENOUGH);
    warm(t, VOTE / 2);
    return FEELING_FRUSTRATION;
  }
  if (odds > ODDS_ENOUGH || is_beyond_doubt(t) || (upset_before && t->loud))
    return feeling;
  return FEELING_NEUTRAL;
}

static int heat_of(const struct tally *t, enum feeling feeling) {
  int heat =
      t->heat * 80 / 100 + t->more_heat * 38 / 100 - (t->calm ? 60 : 0) + 40;
  int most = 3;
  if (feeling == FEELING_NEUTRAL || is_pleased(feeling))
    return 0;
  if (feeling == FEELING_CONFUSION)
    most = 2;
  if (feeling == FEELING_ANGER && heat < 170)
    heat = 170;
  heat = (heat + VOTE / 2) / VOTE;
  return heat < 0 ? 0 : heat > most ? most : heat;
}

/* Measured on labelled messages: how often a reading of that lead is right. */
static int confidence_of(const struct tally *t, const struct reading *out) {
  int best = score(t, out->feeling);
  int rival = score(t, loudest(t, out->feeling, 1));
  if (out->feeling == FEELING_NEUTRAL)
    return rival >= VOTE_ENOUGH * 2 / 3 ? 500 : 650;
  int lead = (best - rival) * 2 / 5 + 430;
  return lead < 350 ? 350 : lead > 850 ? 850 : lead;
}

static bool speaks_for(const struct language_match *match,
                       enum feeling feeling) {
  enum language_kind kind = match->entry->kind;
  return (kind == LANGUAGE_CUE || kind == LANGUAGE_SITUATION) &&
         str_is(match->entry->id, feeling_name(feeling));
}

static int keep_cues(struct arena *arena,
                     const struct language_matches *matches,
                     struct reading *out) {
  size_t count = 0;
  for (size_t i = 0; i < matches->count; i++)
    count += speaks_for(&matches->items[i], out->feeling);
  out->cues = arena_alloc(arena, (count + 1) * sizeof(*out->cues));
  if (!out->cues)
    return ATTUNE_E_MEMORY;
  for (size_t i = 0; i < matches->count; i++)
    if (speaks_for(&matches->items[i], out->feeling))
      out->cues[out->cue_count++] =
          (struct cue_found){out->feeling, matches->items[i].range};
  return ATTUNE_OK;
}

int reading_feelings(struct arena *arena, const struct language *language,
                     const struct text *text,
                     const struct language_matches *matches,
                     const struct history *history, struct reading *out) {
  struct tally t = {.language = language, .text = text};
  t.seen = arena_alloc(arena, language->entry_count + 1);
  if (!t.seen)
    return ATTUNE_E_MEMORY;
  take_leanings(&t);
  take_matches(&t, matches);
  take_marks(&t);
  take_signals(&t, out);
  weigh_praise(&t, out);
  out->feeling = decide(&t, matches, out, history);
  out->second = out->feeling == FEELING_NEUTRAL
                    ? FEELING_NEUTRAL
                    : loudest(&t, out->feeling, VOTE_SECOND);
  out->heat = heat_of(&t, out->feeling);
  out->confidence = confidence_of(&t, out);
  return keep_cues(arena, matches, out);
}
