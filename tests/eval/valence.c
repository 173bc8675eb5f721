#include "valence.h"

#include "reading/parts.h"

#define NEAR     3    /* tokens a "not" or "very" reaches */
#define TURNED   0.74 /* a negated word is not the full opposite */
#define STRONGER 1.3
#define ENOUGH   0.05 /* of the sum squeezed into -1 to 1 */
#define SQUEEZE  225.0

static double squeeze(double sum) {
  double square = sum * sum + SQUEEZE, root = square;
  for (int i = 0; i < 40; i++)
    root = (root + square / root) / 2;
  return sum / root;
}

static bool is_near(const struct text *text, const struct language_match *shift,
                    const struct language_match *word) {
  return shift->first < word->first &&
         shift->first + shift->count + NEAR > word->first &&
         text->tokens[shift->first].sentence ==
             text->tokens[word->first].sentence;
}

static double valence_of(const struct text *text,
                         const struct language_matches *matches, size_t at) {
  const struct language_match *word = &matches->items[at];
  enum feeling feeling = parts_feeling(word->entry->id);
  bool good = feeling == FEELING_GRATITUDE || feeling == FEELING_SATISFACTION;
  double valence = (good ? 1 : -1) * (double)word->entry->weight;
  for (size_t i = 0; i < at; i++) {
    const struct language_match *shift = &matches->items[i];
    if (shift->entry->kind != LANGUAGE_SHIFT || !is_near(text, shift, word))
      continue;
    if (str_is(shift->entry->id, "negate"))
      valence *= -TURNED;
    else if (str_is(shift->entry->id, "strong"))
      valence *= STRONGER;
  }
  return valence;
}

struct valence valence_read(const struct text *text,
                            const struct language_matches *matches) {
  double sum = 0;
  bool thanks = false;
  for (size_t i = 0; i < matches->count; i++) {
    const struct language_entry *entry = matches->items[i].entry;
    if (entry->kind != LANGUAGE_CUE ||
        parts_feeling(entry->id) == FEELING_COUNT)
      continue;
    thanks = thanks || str_is(entry->id, "gratitude");
    sum += valence_of(text, matches, i);
  }
  sum = squeeze(sum);
  if (sum <= -ENOUGH)
    return (struct valence){FEELING_FRUSTRATION, sum < -0.6 ? 2 : 1};
  if (sum >= ENOUGH)
    return (struct valence){thanks ? FEELING_GRATITUDE : FEELING_SATISFACTION,
                            0};
  return (struct valence){FEELING_NEUTRAL, 0};
}
