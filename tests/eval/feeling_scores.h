/* How often feelings and heats are read right: counted, then printed. */
#ifndef ATTUNE_EVAL_FEELING_SCORES_H
#define ATTUNE_EVAL_FEELING_SCORES_H

#include "reading/reading.h"

#define FEELING_SCORES_BINS 10
#define FEELING_SURE        500 /* thousandths: the manifest's threshold */

struct feeling_scores {
  size_t messages, right, first_or_second;
  size_t confusion[FEELING_COUNT][FEELING_COUNT]; /* told, read */
  size_t heat[4][4];
  size_t sure_alarms; /* neutral, read as a feeling, and sure of it */
  size_t in_bin[FEELING_SCORES_BINS], right_in_bin[FEELING_SCORES_BINS];
  double sum_in_bin[FEELING_SCORES_BINS]; /* of confidence, 0 to 1 */
};

/* What a person read in a message; second FEELING_NEUTRAL: none. */
struct feeling_told {
  enum feeling feeling, second;
  int heat;
};

void feeling_scores_add(struct feeling_scores *scores,
                        const struct feeling_told *told, enum feeling feeling,
                        int heat, int confidence);

double feeling_scores_f1(size_t hit, size_t missed, size_t invented);

/* All figures, and one line of them. */
void feeling_scores_print(const struct feeling_scores *scores);
void feeling_scores_print_line(const char *name,
                               const struct feeling_scores *scores);

#endif
