/*
 * train draft OUT [option]... FILE...: learns weights from our own
 * files and writes them to OUT. A build tool; see `make model`.
 *
 *   --hold FILE  as FILE, but nothing is learnt from it
 *   --measure    prints how well unseen files are read: each of those
 *                learnt from while it was left out, and those held
 */
#include <stdio.h>
#include <stdlib.h>

#include "language/language.h"
#include "model/tools/measure.h"

enum {
  FILES = 64
};

/*
 * A language opens the weights that are made here: the trainer is linked
 * without them, and reads words all the same.
 */
struct str model_en_draft(void) {
  return (struct str){NULL, 0};
}

struct options {
  const char *out;
  bool measure;
  bool held[FILES];
};

/* Which examples: of a file, of all files learnt from, of those held. */
static bool *mark(const struct dataset *dataset, const struct options *options,
                  uint32_t file, bool held) {
  bool *marks = must(calloc(dataset->count + 1, sizeof(*marks)));
  for (size_t i = 0; i < dataset->count; i++) {
    uint32_t at = dataset->items[i].file;
    marks[i] = options->held[at] == held && (file == UINT32_MAX || file == at);
  }
  return marks;
}

/* Learns from all but the file, and looks at that with what was learnt. */
static void leave_out(const struct dataset *dataset,
                      const struct options *options, uint32_t file,
                      struct outcomes *outcomes) {
  struct calibration none[MODEL_CLASSES];
  bool *rest = mark(dataset, options, UINT32_MAX, false);
  bool *left = mark(dataset, options, file, false);
  for (size_t i = 0; i < dataset->count; i++)
    rest[i] = rest[i] && !left[i];
  struct fit fit = learn(dataset, rest);
  calibration_none(none);
  struct str blob = write_blob(dataset->head, &fit, none);
  outcomes_add(outcomes, dataset, left, blob);
  free((void *)(uintptr_t)blob.data);
  fit_free(&fit);
  free(rest);
  free(left);
}

static void save(const char *path, struct str bytes) {
  FILE *file = fopen(path, "wb");
  if (!file || fwrite(bytes.data, 1, bytes.size, file) != bytes.size ||
      fclose(file))
    fail(path, "cannot be written");
}

static void check_held(const struct dataset *dataset,
                       const struct options *options,
                       const struct calibration *calibration, struct str blob) {
  struct outcomes outcomes = {0};
  bool *held = mark(dataset, options, UINT32_MAX, true);
  outcomes_add(&outcomes, dataset, held, blob);
  if (outcomes.count > 0) {
    printf("\nfiles that nothing was learnt from:\n");
    measure(dataset, &outcomes, calibration);
  }
  free(outcomes.items);
  free(held);
}

static void train(const struct dataset *dataset,
                  const struct options *options) {
  struct outcomes outcomes = {0};
  struct calibration calibration[MODEL_CLASSES];
  for (uint32_t file = 0; file < dataset->file_count; file++)
    if (!options->held[file])
      leave_out(dataset, options, file, &outcomes);
  calibrate(dataset, &outcomes, calibration);
  bool *all = mark(dataset, options, UINT32_MAX, false);
  struct fit fit = learn(dataset, all);
  struct str blob = write_blob(dataset->head, &fit, calibration);
  save(options->out, blob);
  if (options->measure) {
    printf("%s: %zu examples, %zu rows, %zu bytes\n\n", dataset->head->name,
           dataset->count, fit.rows, blob.size);
    measure(dataset, &outcomes, calibration);
    check_held(dataset, options, calibration, blob);
  }
  free(outcomes.items);
  free((void *)(uintptr_t)blob.data);
  fit_free(&fit);
  free(all);
}

static void read_files(struct dataset *dataset, struct options *options,
                       int argc, char **argv) {
  for (int i = 3; i < argc; i++) {
    bool hold = strcmp(argv[i], "--hold") == 0;
    if (strcmp(argv[i], "--measure") == 0)
      options->measure = true;
    else if (hold && i + 1 == argc)
      fail(argv[i], "what?");
    else {
      dataset_read(dataset, argv[hold ? ++i : i]);
      options->held[dataset->file_count - 1] = hold;
    }
  }
}

static void dataset_free(struct dataset *dataset) {
  for (size_t i = 0; i < dataset->count; i++)
    free(dataset->items[i].hashes);
  free(dataset->items);
  arena_fini(&dataset->arena);
}

int main(int argc, char **argv) {
  struct language_error error;
  struct options options = {0};
  if (argc < 4 || strcmp(argv[1], head_draft.name) != 0) {
    fprintf(stderr, "usage: train draft OUT [option]... FILE...\n");
    return 2;
  }
  options.out = argv[2];
  /* Tokens must be those that the plugin will see. */
  struct language *language =
      language_new(language_en, language_en_count, NULL, 0, &error);
  if (!language)
    fail("language pack", error.message ? error.message : "memory is out");
  struct dataset dataset = {.head = &head_draft, .lexicon = language->lexicon};
  arena_init(&dataset.arena, 0);
  read_files(&dataset, &options, argc, argv);
  train(&dataset, &options);
  dataset_free(&dataset);
  language_free(language);
  return 0;
}
