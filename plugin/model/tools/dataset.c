#include "model/tools/dataset.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/json_read.h"

const struct head head_draft = {
    "draft",
    MODEL_CLASSES,
    LEARNT_CLASSES,
    {"policy-wall",   "blame",        "dismissal",       "canned",
     "non-apology",   "powerless",    "runaround",       "negative-wording",
     "over-sympathy", "over-promise", "jargon",          "greeting",
     "question",      "thanks",       "close",           "fault",
     "apology",       "ownership",    "acknowledgement", "paraphrase",
     "solution",      "next-step",    "timeframe",       "follow-up"},
    .rules = 0x7FF,
    .whole = 15,
    .rows = 65535};

_Noreturn void fail(const char *what, const char *detail) {
  fprintf(stderr, "train: %s: %s\n", what, detail);
  exit(1);
}

void *must(void *memory) {
  if (!memory)
    fail("memory", "out");
  return memory;
}

uint32_t head_against(const struct head *head, int class) {
  uint32_t own = (uint32_t)1 << class;
  return (head->rules & own) || class == head->whole ? head->rules : own;
}

size_t example_size(const struct example *example) {
  size_t size = 0;
  for (int group = 0; group < FEATURE_GROUPS; group++)
    size += example->counts[group];
  return size;
}

struct gathering {
  uint32_t *hashes[FEATURE_GROUPS];
  size_t counts[FEATURE_GROUPS];
  size_t capacities[FEATURE_GROUPS];
};

static void gather(void *user, enum feature_group group,
                   const struct feature *features, size_t count) {
  struct gathering *gathering = user;
  if (gathering->counts[group] + count > gathering->capacities[group]) {
    gathering->capacities[group] = gathering->capacities[group] * 2 + count;
    gathering->hashes[group] =
        must(realloc(gathering->hashes[group],
                     gathering->capacities[group] * sizeof(uint32_t)));
  }
  for (size_t i = 0; i < count; i++)
    gathering->hashes[group][gathering->counts[group]++] = features[i].hash;
}

static int compare_hashes(const void *a, const void *b) {
  uint32_t first = *(const uint32_t *)a, second = *(const uint32_t *)b;
  return (first > second) - (first < second);
}

static size_t make_unique(uint32_t *hashes, size_t count) {
  size_t kept = 0;
  if (count > 0)
    qsort(hashes, count, sizeof(*hashes), compare_hashes);
  for (size_t i = 0; i < count; i++)
    if (kept == 0 || hashes[kept - 1] != hashes[i])
      hashes[kept++] = hashes[i];
  return kept;
}

static void find_features(struct dataset *dataset, struct example *example) {
  struct arena arena;
  struct text text;
  struct gathering found = {0};
  size_t at = 0;
  arena_init(&arena, 0);
  if (text_read(&arena, dataset->lexicon, example->text, TEXT_PLAIN, &text))
    fail("text", "cannot be read");
  features_read(&text, 0, text.token_count,
                (struct feature_sink){gather, &found});
  arena_fini(&arena);
  for (int group = 0; group < FEATURE_GROUPS; group++)
    example->counts[group] =
        (uint32_t)make_unique(found.hashes[group], found.counts[group]);
  example->hashes =
      must(malloc((example_size(example) + 1) * sizeof(uint32_t)));
  for (int group = 0; group < FEATURE_GROUPS; group++) {
    if (example->counts[group] > 0)
      memcpy(example->hashes + at, found.hashes[group],
             example->counts[group] * sizeof(uint32_t));
    at += example->counts[group];
    free(found.hashes[group]);
  }
}

static void add(struct dataset *dataset, struct example example) {
  if (dataset->count == dataset->capacity) {
    dataset->capacity = dataset->capacity * 2 + 1024;
    dataset->items = must(
        realloc(dataset->items, dataset->capacity * sizeof(*dataset->items)));
  }
  example.file = dataset->file_count - 1;
  example.text.data = must(arena_copy(&dataset->arena, example.text));
  find_features(dataset, &example);
  dataset->items[dataset->count++] = example;
}

/* A file's lines, one after the other. */
struct lines {
  FILE *file;
  char *line;
  size_t capacity;
};

static struct lines open_lines(struct dataset *dataset, const char *path) {
  size_t most = sizeof(dataset->files) / sizeof(*dataset->files);
  struct lines lines = {.file = fopen(path, "rb")};
  if (!lines.file)
    fail(path, "cannot be opened");
  if (dataset->file_count == most)
    fail(path, "is one file too many");
  dataset->files[dataset->file_count++] = path;
  return lines;
}

static bool next_line(struct lines *lines, struct str *line) {
  ssize_t size = getline(&lines->line, &lines->capacity, lines->file);
  while (size > 0 &&
         (lines->line[size - 1] == '\n' || lines->line[size - 1] == '\r'))
    size--;
  *line = (struct str){lines->line, size > 0 ? (size_t)size : 0};
  return size >= 0;
}

static void close_lines(struct lines *lines) {
  free(lines->line);
  fclose(lines->file);
}

static uint32_t class_bit(const struct head *head, struct str name) {
  for (int k = 0; k < head->learnt_count; k++)
    if (str_is(name, head->classes[k]))
      return (uint32_t)1 << k;
  fail("a class that the codebook has not",
       must(strndup(name.data, name.size)));
}

static uint32_t list_bits(const struct head *head, const struct json *line,
                          const char *key) {
  const struct json *list = json_get(line, key);
  uint32_t bits = 0;
  for (const struct json *item = list ? list->first : NULL; item;
       item = item->next)
    bits |= class_bit(head, item->string);
  return bits;
}

static uint32_t label(const struct head *head, const struct json *line) {
  uint32_t labels =
      list_bits(head, line, "rules") | list_bits(head, line, "moves");
  if (labels & head->rules)
    labels |= (uint32_t)1 << head->whole;
  return labels;
}

void dataset_read(struct dataset *dataset, const char *path) {
  struct lines lines = open_lines(dataset, path);
  struct str line;
  struct arena arena;
  arena_init(&arena, 0);
  while (next_line(&lines, &line)) {
    struct json *json;
    struct json_error error;
    arena_reset(&arena);
    if (line.size == 0)
      continue;
    if (json_read(&arena, line, 0, &json, &error) || !json_get(json, "text"))
      fail(path, "a line that is no example");
    struct example example = {.text = json_get(json, "text")->string,
                              .labels = label(dataset->head, json)};
    add(dataset, example);
  }
  arena_fini(&arena);
  close_lines(&lines);
}
