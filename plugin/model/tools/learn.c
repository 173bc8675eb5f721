#include "model/tools/learn.h"

#include <stdlib.h>

#include "model/maths.h"

/* Found by leaving out each of nine files in turn. */
static const double cost = 1;
const double learn_group_weight[FEATURE_GROUPS] = {1, 0.7, 0.7, 0.8};

enum {
  ROUNDS = 10,
  /* What occurs once is the mark of one text. */
  FREQUENCY_MIN = 2,
  ROW_NONE = -1
};

/* The examples learnt from, with rows for hashes. */
struct problem {
  const struct dataset *dataset;
  size_t count;
  size_t *examples;
  size_t *starts; /* of example i's entries, group by group */
  int32_t *entries;
  uint32_t *counts; /* of entries, FEATURE_GROUPS an example */
  double *alphas;   /* LEARNT_CLASSES an example */
};

/* Every hash of the marked examples with its group in the lower bits. */
static size_t gather_hashes(const struct dataset *dataset, const bool *marks,
                            uint64_t **out) {
  size_t count = 0;
  for (size_t i = 0; i < dataset->count; i++)
    count += marks[i] ? example_size(&dataset->items[i]) : 0;
  uint64_t *all = must(malloc((count + 1) * sizeof(*all)));
  count = 0;
  for (size_t i = 0; i < dataset->count; i++) {
    const struct example *example = &dataset->items[i];
    const uint32_t *hash = example->hashes;
    for (uint32_t group = 0; marks[i] && group < FEATURE_GROUPS; group++)
      for (uint32_t n = 0; n < example->counts[group]; n++)
        all[count++] = (uint64_t)*hash++ << 8 | group;
  }
  *out = all;
  return count;
}

static int compare_keys(const void *a, const void *b) {
  uint64_t first = *(const uint64_t *)a, second = *(const uint64_t *)b;
  return (first > second) - (first < second);
}

static struct fit new_fit(size_t most) {
  return (struct fit){.hashes = must(calloc(most + 1, sizeof(uint32_t))),
                      .groups = must(calloc(most + 1, 1)),
                      .frequencies = must(calloc(most + 1, sizeof(uint32_t)))};
}

static struct fit list_rows(const struct dataset *dataset, const bool *marks) {
  uint64_t *all;
  size_t count = gather_hashes(dataset, marks, &all);
  qsort(all, count, sizeof(*all), compare_keys);
  struct fit fit = new_fit(count / FREQUENCY_MIN);
  for (size_t i = 0, end; i < count; i = end) {
    for (end = i + 1; end < count && all[end] == all[i]; end++)
      ;
    /* Where two features share the 31 bits that are kept, one must do. */
    bool taken = fit.rows > 0 && fit.hashes[fit.rows - 1] >> 1 == all[i] >> 9;
    if (end - i < FREQUENCY_MIN || taken)
      continue;
    fit.hashes[fit.rows] = (uint32_t)(all[i] >> 8);
    fit.groups[fit.rows] = (uint8_t)(all[i] & 0xFF);
    fit.frequencies[fit.rows++] = (uint32_t)(end - i);
  }
  free(all);
  return fit;
}

static int32_t find_row(const struct fit *fit, uint32_t hash, int group) {
  size_t low = 0, high = fit->rows;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (fit->hashes[middle] < hash)
      low = middle + 1;
    else
      high = middle;
  }
  return low < fit->rows && fit->hashes[low] == hash &&
                 fit->groups[low] == group
             ? (int32_t)low
             : ROW_NONE;
}

static size_t enter_example(struct problem *problem, size_t at,
                            const struct fit *fit, size_t entry) {
  const struct example *example =
      &problem->dataset->items[problem->examples[at]];
  const uint32_t *hash = example->hashes;
  problem->starts[at] = entry;
  for (int group = 0; group < FEATURE_GROUPS; group++) {
    size_t before = entry;
    for (uint32_t n = 0; n < example->counts[group]; n++) {
      int32_t row = find_row(fit, *hash++, group);
      if (row != ROW_NONE)
        problem->entries[entry++] = row;
    }
    problem->counts[at * FEATURE_GROUPS + (size_t)group] =
        (uint32_t)(entry - before);
  }
  return entry;
}

static struct problem new_problem(const struct dataset *dataset,
                                  const bool *marks, const struct fit *fit) {
  struct problem problem = {.dataset = dataset};
  size_t entries = 0;
  problem.examples = must(calloc(dataset->count + 1, sizeof(size_t)));
  for (size_t i = 0; i < dataset->count; i++)
    if (marks[i]) {
      problem.examples[problem.count++] = i;
      entries += example_size(&dataset->items[i]);
    }
  size_t count = problem.count + 1;
  problem.starts = must(calloc(count, sizeof(size_t)));
  problem.counts = must(calloc(count * FEATURE_GROUPS, sizeof(uint32_t)));
  problem.alphas = must(calloc(count * LEARNT_CLASSES, sizeof(double)));
  problem.entries = must(calloc(entries + 1, sizeof(int32_t)));
  for (size_t i = 0, entry = 0; i < problem.count; i++)
    entry = enter_example(&problem, i, fit, entry);
  return problem;
}

static void problem_free(struct problem *problem) {
  free(problem->examples);
  free(problem->starts);
  free(problem->entries);
  free(problem->counts);
  free(problem->alphas);
}

/* An example's value in each group, its margins, its length squared. */
struct view {
  double values[FEATURE_GROUPS];
  double margins[LEARNT_CLASSES];
  double square;
};

static void look(const struct problem *problem, const struct fit *fit,
                 size_t at, struct view *view) {
  const int32_t *entry = problem->entries + problem->starts[at];
  view->square = 1;
  for (int k = 0; k < LEARNT_CLASSES; k++)
    view->margins[k] = fit->bias[k];
  for (size_t group = 0; group < FEATURE_GROUPS; group++) {
    uint32_t count = problem->counts[at * FEATURE_GROUPS + group];
    double sums[LEARNT_CLASSES] = {0};
    for (uint32_t n = 0; n < count; n++) {
      const double *row = fit->weights + (size_t)*entry++ * LEARNT_CLASSES;
      for (int k = 0; k < LEARNT_CLASSES; k++)
        sums[k] += row[k];
    }
    view->values[group] =
        count > 0 ? learn_group_weight[group] / maths_root((double)count) : 0;
    view->square += view->values[group] * view->values[group] * count;
    for (int k = 0; k < LEARNT_CLASSES; k++)
      view->margins[k] += sums[k] * view->values[group];
  }
}

static void move(const struct problem *problem, struct fit *fit, size_t at,
                 const struct view *view, const double steps[LEARNT_CLASSES]) {
  const int32_t *entry = problem->entries + problem->starts[at];
  for (size_t group = 0; group < FEATURE_GROUPS; group++) {
    uint32_t count = problem->counts[at * FEATURE_GROUPS + group];
    double scaled[LEARNT_CLASSES];
    for (int k = 0; k < LEARNT_CLASSES; k++)
      scaled[k] = steps[k] * view->values[group];
    for (uint32_t n = 0; n < count; n++) {
      double *row = fit->weights + (size_t)*entry++ * LEARNT_CLASSES;
      for (int k = 0; k < LEARNT_CLASSES; k++)
        row[k] += scaled[k];
    }
  }
  for (int k = 0; k < LEARNT_CLASSES; k++)
    fit->bias[k] += steps[k];
}

static void step(struct problem *problem, struct fit *fit, size_t at) {
  const struct example *example =
      &problem->dataset->items[problem->examples[at]];
  struct view view;
  double steps[LEARNT_CLASSES] = {0};
  double *alphas = problem->alphas + at * LEARNT_CLASSES;
  double slack = 0.5 / cost;
  look(problem, fit, at, &view);
  for (int k = 0; k < problem->dataset->head->learnt_count; k++) {
    double side = example->labels >> k & 1 ? 1 : -1;
    double slope = side * view.margins[k] - 1 + slack * alphas[k];
    double alpha = alphas[k] - slope / (view.square + slack);
    alpha = alpha > 0 ? alpha : 0;
    steps[k] = side * (alpha - alphas[k]);
    alphas[k] = alpha;
  }
  move(problem, fit, at, &view, steps);
}

/* A xorshift with one seed: another order each round, the same each run. */
static void shuffle(uint64_t *state, size_t *order, size_t count) {
  for (size_t i = count; i > 1; i--) {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    size_t other = (size_t)(*state % i);
    size_t kept = order[i - 1];
    order[i - 1] = order[other];
    order[other] = kept;
  }
}

static void descend(const struct dataset *dataset, const bool *marks,
                    struct fit *fit) {
  struct problem problem = new_problem(dataset, marks, fit);
  size_t *order = must(calloc(problem.count + 1, sizeof(*order)));
  uint64_t state = 0x2545F4914F6CDD1Du;
  free(fit->weights);
  fit->weights = must(calloc((fit->rows + 1) * LEARNT_CLASSES, sizeof(double)));
  memset(fit->bias, 0, sizeof(fit->bias));
  for (size_t i = 0; i < problem.count; i++)
    order[i] = i;
  for (int round = 0; round < ROUNDS; round++) {
    shuffle(&state, order, problem.count);
    for (size_t i = 0; i < problem.count; i++)
      step(&problem, fit, order[i]);
  }
  free(order);
  problem_free(&problem);
}

struct rank {
  double worth;
  size_t row;
};

static int compare_ranks(const void *a, const void *b) {
  const struct rank *first = a, *second = b;
  if (first->worth != second->worth)
    return first->worth < second->worth ? 1 : -1;
  return (first->row > second->row) - (first->row < second->row);
}

/* How much a row moves margins: its weights, and how often they are used. */
static double worth(const struct fit *fit, size_t row) {
  double sum = 0;
  for (int k = 0; k < LEARNT_CLASSES; k++) {
    double weight = fit->weights[row * LEARNT_CLASSES + (size_t)k];
    sum += weight * weight;
  }
  double group = learn_group_weight[fit->groups[row]];
  return sum * group * group * maths_root((double)fit->frequencies[row]);
}

/* Keeps the rows that matter most, in their order. */
static void prune(struct fit *fit, size_t most) {
  if (fit->rows <= most)
    return;
  struct rank *ranks = must(calloc(fit->rows, sizeof(*ranks)));
  bool *keep = must(calloc(fit->rows, sizeof(*keep)));
  for (size_t row = 0; row < fit->rows; row++)
    ranks[row] = (struct rank){worth(fit, row), row};
  qsort(ranks, fit->rows, sizeof(*ranks), compare_ranks);
  for (size_t i = 0; i < most; i++)
    keep[ranks[i].row] = true;
  size_t kept = 0;
  for (size_t row = 0; row < fit->rows; row++)
    if (keep[row]) {
      fit->hashes[kept] = fit->hashes[row];
      fit->groups[kept] = fit->groups[row];
      fit->frequencies[kept++] = fit->frequencies[row];
    }
  fit->rows = kept;
  free(keep);
  free(ranks);
}

struct fit learn(const struct dataset *dataset, const bool *marks) {
  struct fit fit = list_rows(dataset, marks);
  if (fit.rows > dataset->head->rows) {
    descend(dataset, marks, &fit);
    prune(&fit, dataset->head->rows);
  }
  descend(dataset, marks, &fit);
  return fit;
}

void fit_free(struct fit *fit) {
  free(fit->hashes);
  free(fit->groups);
  free(fit->frequencies);
  free(fit->weights);
  *fit = (struct fit){0};
}
