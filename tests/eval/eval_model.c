/*
 * Sentences that people called faulty or innocent: how many of them the
 * phrases call so alone, the weights alone, and the review with both.
 *
 *   eval_model [--weights FILE] [--scores] SENTENCES.jsonl…
 *
 * A line is {"text","rules"}. --weights puts other weights in the place of
 * those built in, such as were not learnt from the file that is read:
 * `make model_measure` makes some. --scores prints a line for each sentence,
 * without its text: is it at fault, did phrases find any, and how the weights
 * score it.
 */
#include <attune.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/json_read.h"
#include "eval.h"

enum {
  VOICES = 3,
  PHRASES = 0,
  WEIGHTS = 1,
  TOGETHER = 2,
  RULES_MAX = 31,
  ANY = RULES_MAX /* the row of all rules */
};

static const char *const voice_names[VOICES] = {"phrases", "weights",
                                                "together"};

struct tally {
  size_t faulty, innocent;
  size_t found[VOICES], alarms[VOICES];
};

struct evaluation {
  struct language *language;
  struct model weights;
  struct settings settings;
  struct arena arena;
  const char *rules[RULES_MAX]; /* the model's classes before `greeting` */
  int rule_count;
  bool prints_scores;
  struct tally tallies[RULES_MAX + 1];
  size_t named[VOICES]; /* faults found by a rule that people named too */
};

/* Bit n: the rule n. */
static uint32_t bits_of_labels(const struct evaluation *e,
                               const struct json *line) {
  const struct json *list = json_get(line, "rules");
  uint32_t bits = 0;
  for (const struct json *item = list ? list->first : NULL; item;
       item = item->next)
    for (int k = 0; k < e->rule_count; k++)
      if (str_is(item->string, e->rules[k]))
        bits |= UINT32_C(1) << k;
  return bits;
}

static bool by_review(struct evaluation *e, struct str words, bool weights,
                      uint32_t *bits) {
  struct eval_conversation conversation = {
      .arena = &e->arena, .language = e->language, .settings = &e->settings};
  struct review review;
  *bits = 0;
  arena_reset(&e->arena);
  e->language->has_draft = weights;
  if (!eval_review(&conversation, words, &review))
    return false;
  for (size_t i = 0; i < review.finding_count; i++) {
    for (int k = 0; k < e->rule_count; k++)
      if (str_is(review.findings[i].rule->id, e->rules[k]))
        *bits |= UINT32_C(1) << k;
  }
  return true;
}

/* At its threshold, and then the likeliest rule. */
static bool by_weights(struct evaluation *e, struct str words, uint32_t *bits,
                       float scores[MODEL_CLASSES]) {
  struct text text;
  int whole = model_class(&e->weights, "fault");
  int best = 0;
  *bits = 0;
  arena_reset(&e->arena);
  if (text_read(&e->arena, e->language->lexicon, words, TEXT_PLAIN, &text))
    return false;
  model_score(&e->weights, &text, 0, text.token_count, scores);
  for (int k = 1; k < e->rule_count; k++)
    best = scores[k] > scores[best] ? k : best;
  if (scores[whole] > model_threshold(&e->weights, whole))
    *bits = UINT32_C(1) << best;
  return true;
}

static void count(struct tally *tally, bool faulty, bool innocent,
                  const bool found[VOICES]) {
  tally->faulty += faulty;
  tally->innocent += innocent;
  for (int v = 0; v < VOICES; v++) {
    tally->found[v] += faulty && found[v];
    tally->alarms[v] += innocent && found[v];
  }
}

static void count_all(struct evaluation *e, uint32_t want,
                      const uint32_t got[VOICES]) {
  bool found[VOICES];
  for (int v = 0; v < VOICES; v++) {
    found[v] = got[v] != 0;
    e->named[v] += (got[v] & want) != 0;
  }
  count(&e->tallies[ANY], want != 0, want == 0, found);
  for (int k = 0; k < e->rule_count; k++) {
    for (int v = 0; v < VOICES; v++)
      found[v] = got[v] >> k & 1;
    count(&e->tallies[k], want >> k & 1, want == 0, found);
  }
}

static bool take_line(struct evaluation *e, const struct json *line) {
  const struct json *words = json_get(line, "text");
  uint32_t want = bits_of_labels(e, line), got[VOICES];
  float scores[MODEL_CLASSES];
  if (!words || words->type != JSON_STRING ||
      !by_review(e, words->string, false, &got[PHRASES]) ||
      !by_review(e, words->string, true, &got[TOGETHER]) ||
      !by_weights(e, words->string, &got[WEIGHTS], scores))
    return false;
  count_all(e, want, got);
  if (e->prints_scores)
    printf("%#x %#x %#x %.4f\n", want, got[PHRASES], got[TOGETHER],
           (double)scores[model_class(&e->weights, "fault")]);
  return true;
}

static bool take_file(struct evaluation *e, const char *path) {
  struct arena lines;
  struct str bytes, rest;
  bool good = eval_read_file(path, &bytes);
  if (!good)
    return false;
  arena_init(&lines, 0);
  for (rest = bytes; good && rest.size > 0;) {
    const char *end = memchr(rest.data, '\n', rest.size);
    size_t size = end ? (size_t)(end - rest.data) : rest.size;
    struct json *line;
    struct json_error error;
    arena_reset(&lines);
    if (size > 0)
      good = json_read(&lines, (struct str){rest.data, size}, 0, &line,
                       &error) == ATTUNE_OK &&
             take_line(e, line);
    size += end != NULL;
    rest.data += size;
    rest.size -= size;
  }
  arena_fini(&lines);
  free((char *)bytes.data);
  return good;
}

static double percent(size_t part, size_t whole) {
  return whole > 0 ? 100.0 * (double)part / (double)whole : 0;
}

static void print_tally(const char *name, const struct tally *tally) {
  printf("  %-18s %5zu", name, tally->faulty);
  for (int v = 0; v < VOICES; v++)
    printf(" %9.1f %6.1f", percent(tally->found[v], tally->faulty),
           percent(tally->alarms[v], tally->innocent));
  printf("\n");
}

static void print_all(const struct evaluation *e) {
  const struct tally *all = &e->tallies[ANY];
  printf("%zu faulty, %zu innocent; per cent found, and alarms on the "
         "innocent\n  %-24s",
         all->faulty, all->innocent, "");
  for (int v = 0; v < VOICES; v++)
    printf(" %16s", voice_names[v]);
  printf("\n");
  for (int k = 0; k < e->rule_count; k++)
    print_tally(e->rules[k], &e->tallies[k]);
  print_tally("ANY", all);
  printf("  %-24s", "by a rule that is right");
  for (int v = 0; v < VOICES; v++)
    printf(" %9.1f       ", percent(e->named[v], all->faulty));
  printf("\n");
}

static bool open_weights(struct evaluation *e, const char *path) {
  struct str bytes = model_en_draft();
  if ((path && !eval_read_file(path, &bytes)) ||
      model_open(&e->weights, bytes) || model_class(&e->weights, "fault") < 0)
    return false;
  e->language->draft = e->weights;
  e->rule_count = model_class(&e->weights, "greeting");
  for (int k = 0; k < e->rule_count; k++)
    e->rules[k] = e->weights.classes[k].name;
  return e->rule_count > 0;
}

int main(int argc, char **argv) {
  struct evaluation e = {.settings = eval_settings()};
  struct language_error error;
  const char *weights = NULL;
  int at = 1;
  if (argc > 2 && strcmp(argv[1], "--weights") == 0) {
    weights = argv[2];
    at = 3;
  }
  if (at < argc && strcmp(argv[at], "--scores") == 0) {
    e.prints_scores = true;
    at++;
  }
  if (at >= argc) {
    fprintf(stderr, "usage: eval_model [--weights FILE] [--scores] "
                    "SENTENCES.jsonl...\n");
    return 2;
  }
  e.language = language_new(language_en, language_en_count, NULL, 0, &error);
  if (!e.language || !open_weights(&e, weights))
    return 1;
  for (; at < argc; at++)
    if (!take_file(&e, argv[at]))
      fprintf(stderr, "%s: has lines that are no sentences\n", argv[at]);
  if (!e.prints_scores)
    print_all(&e);
  language_free(e.language);
  arena_fini(&e.arena);
  return 0;
}
