#include "manifest/keys.h"

/* Longer words are not misspelt keys. */
enum {
  NEAREST_BYTES = 40
};

static unsigned least_of(unsigned a, unsigned b) {
  return a < b ? a : b;
}

/*
 * Insertions, deletions, replacements and swaps of neighbours, counted by
 * the byte: keys are ASCII. Three rows of the usual table are enough.
 */
static unsigned distance(struct str a, struct str b) {
  unsigned rows[3][NEAREST_BYTES + 1];
  for (unsigned j = 0; j <= b.size; j++)
    rows[0][j] = j;
  for (unsigned i = 1; i <= a.size; i++) {
    unsigned *row = rows[i % 3];
    const unsigned *above = rows[(i + 2) % 3], *higher = rows[(i + 1) % 3];
    row[0] = i;
    for (unsigned j = 1; j <= b.size; j++) {
      bool same = a.data[i - 1] == b.data[j - 1];
      row[j] = least_of(above[j], row[j - 1]) + 1;
      row[j] = least_of(row[j], above[j - 1] + !same);
      if (i > 1 && j > 1 && a.data[i - 1] == b.data[j - 2] &&
          a.data[i - 2] == b.data[j - 1])
        row[j] = least_of(row[j], higher[j - 2] + 1);
    }
  }
  return rows[a.size % 3][b.size];
}

struct nearest nearest_to(struct str wanted) {
  size_t close = wanted.size < 3 ? 1 : wanted.size < 8 ? 2 : 3;
  return (struct nearest){.wanted = wanted, .distance = (unsigned)close + 1};
}

void nearest_offer(struct nearest *nearest, struct str candidate) {
  if (nearest->wanted.size > NEAREST_BYTES || candidate.size > NEAREST_BYTES)
    return;
  unsigned steps = distance(nearest->wanted, candidate);
  if (steps >= nearest->distance)
    return;
  nearest->distance = steps;
  nearest->best = candidate;
}
