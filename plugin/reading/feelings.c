/*
 * How the feeling is read. Each piece of evidence leans towards some feelings
 * and away from others, by weights of its entry in the pack; they add up, and
 * the feeling with the largest sum is read. Sums become probabilities, and
 * the winner's is the confidence: the weights were fitted so that it is how
 * often such a reading is right.
 */
#include "reading/reading.h"

#include <attune.h>

#include "model/maths.h"
#include "reading/evidence.h"
#include "reading/parts.h"

/* What an entry leans to: the feelings in their order, then the heat. */
enum {
  LEAN_HEAT = FEELING_COUNT,
  LEAN_COUNT
};

#define FAR           (-30.0) /* logits: next to nothing */
#define SECOND_ENOUGH 150     /* thousandths */
#define SUREST        970

struct leaning {
  int sums[LEAN_COUNT]; /* hundredths */
  double chance[FEELING_COUNT];
};

/* Adds the numbers of "12 -30 0 …", times amount. */
static void add_leans(struct leaning *leaning, struct str leans, int amount) {
  const char *at = leans.data, *end = leans.data + leans.size;
  for (int i = 0; i < LEAN_COUNT && at < end; i++) {
    bool minus = *at == '-';
    int number = 0;
    for (at += minus; at < end && *at != ' '; at++)
      number = number < 10000 ? number * 10 + (*at - '0') : number;
    if (minus)
      number = -number;
    leaning->sums[i] +=
        amount == EVIDENCE_FULL ? number : number * amount / EVIDENCE_FULL;
    at += at < end;
  }
}

static void weigh(const struct evidence *evidence, struct leaning *leaning) {
  *leaning = (struct leaning){{0}, {0}};
  for (size_t i = 0; i < evidence->count; i++)
    add_leans(leaning, evidence->items[i].leans, evidence->items[i].amount);
}

/* e^x for x <= 0, of the one function that is the same everywhere. */
static double power(double x) {
  return x < FAR ? 0 : maths_logistic(x) / maths_logistic(-x);
}

static void take_chances(struct leaning *leaning) {
  int most = leaning->sums[0];
  double all = 0;
  for (int f = 1; f < FEELING_COUNT; f++)
    if (leaning->sums[f] > most)
      most = leaning->sums[f];
  for (int f = 0; f < FEELING_COUNT; f++) {
    leaning->chance[f] = power((leaning->sums[f] - most) / 100.0);
    all += leaning->chance[f];
  }
  for (int f = 0; f < FEELING_COUNT; f++)
    leaning->chance[f] /= all;
}

/* To see a feeling in a plain request costs more trust than to miss one. */
static enum feeling likeliest(const struct evidence *evidence,
                              const struct leaning *leaning) {
  enum feeling best = FEELING_NEUTRAL;
  if (evidence->plain)
    return best;
  for (int f = FEELING_ANGER; f < FEELING_COUNT; f++)
    if (leaning->sums[f] > leaning->sums[best])
      best = (enum feeling)f;
  return best;
}

/*
 * A death or a danger told in passing is not a plain message, however plainly
 * the rest of it asks: to miss one is worse than to name one too many.
 */
static enum feeling graver(const struct evidence *evidence,
                           enum feeling feeling) {
  if (feeling != FEELING_NEUTRAL)
    return feeling;
  if (evidence->votes[FEELING_SADNESS] >= 2 * EVIDENCE_CLEAR)
    return FEELING_SADNESS;
  return evidence->grave ? FEELING_WORRY : feeling;
}

static enum feeling second_of(const struct leaning *leaning,
                              enum feeling feeling) {
  if (feeling == FEELING_NEUTRAL)
    return FEELING_NEUTRAL;
  enum feeling best = FEELING_NEUTRAL;
  for (int f = FEELING_ANGER; f < FEELING_COUNT; f++)
    if ((enum feeling)f != feeling &&
        leaning->chance[f] * 1000 >= SECOND_ENOUGH &&
        (best == FEELING_NEUTRAL || leaning->chance[f] > leaning->chance[best]))
      best = (enum feeling)f;
  return best;
}

/* Who says so and leaves, or told us long ago and nobody listens, is upset. */
static bool has_had_enough(const struct reading *reading) {
  return reading_has(reading, SIGNAL_LEAVING) ||
         (reading_has(reading, SIGNAL_UNHEARD) &&
          (reading_has(reading, SIGNAL_LONG_WAIT) ||
           reading_has(reading, SIGNAL_REPEAT_CONTACT)));
}

static int heat_of(const struct leaning *leaning,
                   const struct reading *reading) {
  enum feeling feeling = reading->feeling;
  int heat = leaning->sums[LEAN_HEAT];
  bool upset = feeling == FEELING_ANGER || has_had_enough(reading);
  int least = upset ? 2 : 1;
  int most = feeling == FEELING_CONFUSION ? 2 : 3;
  if (feeling == FEELING_NEUTRAL || feeling_is_glad(feeling))
    return 0;
  heat = heat > 0 ? (heat + 50) / 100 : 0;
  return heat < least ? least : heat > most ? most : heat;
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
  struct evidence evidence;
  struct leaning leaning;
  int status =
      evidence_collect(arena, language, text, matches, history, out, &evidence);
  if (status)
    return status;
  weigh(&evidence, &leaning);
  take_chances(&leaning);
  out->feeling = graver(&evidence, likeliest(&evidence, &leaning));
  out->second = second_of(&leaning, out->feeling);
  out->heat = heat_of(&leaning, out);
  out->confidence = (int)(leaning.chance[out->feeling] * 1000);
  if (out->confidence > SUREST)
    out->confidence = SUREST;
  return keep_cues(arena, matches, out);
}
