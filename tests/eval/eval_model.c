/*
 * How well the built-in weights alone read messages and sentences.
 *
 *   eval_model customers.jsonl labels.jsonl   each half by hash of the id
 *   eval_model sentences.jsonl                {"text","rules"}
 *
 * Beside them what always saying the commonest would reach.
 */
#include <attune.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/json_read.h"
#include "language/language.h"
#include "model/model.h"

enum {
  FEELINGS = 9,
  SIGNALS = 11
};

struct totals {
  size_t messages, right;
  size_t confusion[FEELINGS][FEELINGS]; /* said by hand, by the model */
  size_t heat[4][4];
  size_t signal_hits, signal_missed, signal_invented;
};

static struct model model;
static struct language *language;

static struct str member(const struct json *object, const char *key) {
  const struct json *value = json_get(object, key);
  return value && value->type == JSON_STRING ? value->string
                                             : (struct str){NULL, 0};
}

static size_t read_lines(struct arena *arena, const char *path,
                         struct json ***out) {
  char *line = NULL;
  size_t capacity = 0, count = 0, room = 0;
  ssize_t size;
  FILE *file = fopen(path, "rb");
  if (!file) {
    perror(path);
    exit(1);
  }
  *out = NULL;
  while ((size = getline(&line, &capacity, file)) > 0) {
    struct json *value;
    struct json_error error;
    struct str text = {line, (size_t)size};
    if (json_read(arena, text, 0, &value, &error)) {
      fprintf(stderr, "%s: %s\n", path, error.message);
      exit(1);
    }
    *out = arena_grow(arena, *out, count, &room, sizeof(**out));
    (*out)[count++] = value;
  }
  free(line);
  fclose(file);
  return count;
}

static void score_line(const struct json *line, float scores[MODEL_CLASSES]) {
  struct arena arena;
  struct text text;
  arena_init(&arena, 0);
  if (text_read(&arena, language->lexicon, member(line, "text"), TEXT_PLAIN,
                &text))
    exit(1);
  model_score(&model, &text, 0, text.token_count, scores);
  arena_fini(&arena);
}

static bool is_even(struct str id) {
  uint64_t hash = 0xCBF29CE484222325u;
  for (size_t i = 0; i < id.size; i++)
    hash = (hash ^ (unsigned char)id.data[i]) * 0x100000001B3u;
  return hash % 2 == 0;
}

static const struct json *find_label(struct json **labels, size_t count,
                                     struct str id) {
  for (size_t i = 0; i < count; i++)
    if (str_equal(member(labels[i], "id"), id))
      return labels[i];
  return NULL;
}

static bool lists(const struct json *label, const char *key, const char *name) {
  const struct json *list = json_get(label, key);
  for (const struct json *item = list ? list->first : NULL; item;
       item = item->next)
    if (str_is(item->string, name))
      return true;
  return false;
}

static void count_feeling(struct totals *totals, const struct json *label,
                          const float *scores) {
  int said = 0, best = 0;
  for (int k = 0; k < FEELINGS; k++) {
    if (str_is(member(label, "feeling"), model.classes[k].name))
      said = k;
    if (scores[k] > scores[best])
      best = k;
  }
  totals->confusion[said][best]++;
  totals->right += said == best;
}

static void count_message(struct totals *totals, const struct json *label,
                          const float *scores) {
  int first_heat = model_class(&model, "heat-1");
  int first_signal = model_class(&model, "repeat-contact");
  int heat = 0;
  totals->messages++;
  count_feeling(totals, label, scores);
  for (int k = 0; k < 3; k++)
    heat += scores[first_heat + k] > 0.5f;
  totals->heat[json_get(label, "heat")->integer & 3][heat]++;
  for (int k = first_signal; k < first_signal + SIGNALS; k++) {
    bool there = lists(label, "signals", model.classes[k].name);
    bool found = scores[k] > 0.4f;
    totals->signal_hits += there && found;
    totals->signal_missed += there && !found;
    totals->signal_invented += !there && found;
  }
}

static double f1(size_t hits, size_t missed, size_t invented) {
  size_t all = 2 * hits + missed + invented;
  return all > 0 ? 2 * (double)hits / (double)all : 0;
}

/* The classes with ten cases or more; their mean. */
static double print_feelings(const struct totals *totals) {
  double sum = 0;
  int classes = 0;
  for (int k = 0; k < FEELINGS; k++) {
    size_t said = 0, found = 0;
    for (int other = 0; other < FEELINGS; other++) {
      said += totals->confusion[k][other];
      found += totals->confusion[other][k];
    }
    size_t hits = totals->confusion[k][k];
    double value = f1(hits, said - hits, found - hits);
    printf("    %-16s %4zu said %4zu found  F1 %.3f\n", model.classes[k].name,
           said, found, value);
    if (said >= 10) {
      sum += value;
      classes++;
    }
  }
  return classes > 0 ? sum / classes : 0;
}

static double quadratic_kappa(const struct totals *totals) {
  double observed = 0, expected = 0;
  for (int i = 0; i < 4; i++)
    for (int j = 0; j < 4; j++) {
      double row = 0, column = 0;
      for (int k = 0; k < 4; k++) {
        row += (double)totals->heat[i][k];
        column += (double)totals->heat[k][j];
      }
      observed += (i - j) * (i - j) * (double)totals->heat[i][j];
      expected += (i - j) * (i - j) * row * column / (double)totals->messages;
    }
  return expected > 0 ? 1 - observed / expected : 0;
}

static void print_totals(const char *name, const struct totals *totals) {
  size_t commonest = 0, within = 0;
  for (int k = 0; k < FEELINGS; k++) {
    size_t said = 0;
    for (int other = 0; other < FEELINGS; other++)
      said += totals->confusion[k][other];
    commonest = said > commonest ? said : commonest;
  }
  for (int i = 0; i < 4; i++)
    for (int j = 0; j < 4; j++)
      within += abs(i - j) < 2 ? totals->heat[i][j] : 0;
  double all = totals->messages > 0 ? (double)totals->messages : 1;
  printf("%s: %zu messages\n", name, totals->messages);
  double macro = print_feelings(totals);
  printf("  feeling accuracy %.3f (commonest %.3f), macro-F1 %.3f\n",
         (double)totals->right / all, (double)commonest / all, macro);
  printf("  heat kappa %.3f, within one step %.3f\n", quadratic_kappa(totals),
         (double)within / all);
  printf(
      "  signals micro-F1 %.3f\n\n",
      f1(totals->signal_hits, totals->signal_missed, totals->signal_invented));
}

static void eval_customers(struct arena *arena, const char *texts_path,
                           const char *labels_path) {
  struct json **texts, **labels;
  struct totals halves[2] = {0};
  size_t count = read_lines(arena, texts_path, &texts);
  size_t label_count = read_lines(arena, labels_path, &labels);
  for (size_t i = 0; i < count; i++) {
    float scores[MODEL_CLASSES];
    struct str id = member(texts[i], "id");
    const struct json *label = find_label(labels, label_count, id);
    if (!label)
      continue;
    score_line(texts[i], scores);
    count_message(&halves[is_even(id) ? 0 : 1], label, scores);
  }
  print_totals("dev half", &halves[0]);
  print_totals("held half", &halves[1]);
}

/* By `fault` and its threshold; whether the likeliest rule is one of them. */
static void eval_sentences(struct arena *arena, const char *path) {
  struct json **lines;
  size_t count = read_lines(arena, path, &lines);
  size_t faults = 0, found = 0, named = 0, innocent = 0, alarms = 0;
  int whole = model_class(&model, "fault");
  for (size_t i = 0; i < count; i++) {
    float scores[MODEL_CLASSES];
    const struct json *rules = json_get(lines[i], "rules");
    bool faulty = rules && rules->count > 0;
    int rule = 0;
    score_line(lines[i], scores);
    bool alarm = scores[whole] > model_threshold(&model, whole);
    for (int k = 1; k < model_class(&model, "greeting"); k++)
      rule = scores[k] > scores[rule] ? k : rule;
    faults += faulty;
    innocent += !faulty;
    found += faulty && alarm;
    alarms += !faulty && alarm;
    named +=
        faulty && alarm && lists(lines[i], "rules", model.classes[rule].name);
  }
  printf("%s: %zu of %zu faults found, %zu by their name; %zu of %zu alarms\n",
         path, found, faults, named, alarms, innocent);
}

int main(int argc, char **argv) {
  struct arena arena;
  struct language_error error;
  if (argc < 2 || argc > 3) {
    fprintf(stderr, "usage: eval_model texts.jsonl [labels.jsonl]\n");
    return 2;
  }
  language = language_new(language_en, language_en_count, NULL, 0, &error);
  if (!language ||
      model_open(&model, argc > 2 ? model_en_customer() : model_en_draft()))
    return 1;
  arena_init(&arena, 0);
  if (argc > 2)
    eval_customers(&arena, argv[1], argv[2]);
  else
    eval_sentences(&arena, argv[1]);
  arena_fini(&arena);
  language_free(language);
  return 0;
}
