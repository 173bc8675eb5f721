#include "model/maths.h"

#include <stddef.h>

/* Beyond it a logistic is 0 or 1 to the precision of a float and more. */
#define REACH 40.0

/* 1 / 12, … 1 / 1: a product is many times faster than a quotient. */
static const double inverse[] = {1.0 / 12, 1.0 / 11, 1.0 / 10, 1.0 / 9,
                                 1.0 / 8,  1.0 / 7,  1.0 / 6,  1.0 / 5,
                                 1.0 / 4,  1.0 / 3,  1.0 / 2,  1.0};

/*
 * e^x for 0 <= x <= REACH: the series of e^(x/64), squared six times. At the
 * upper end x/64 is .6, and what is cut behind twelve terms below 1e-12.
 */
static double exponential(double x) {
  double small = x / 64, sum = 1;
  for (size_t i = 0; i < sizeof(inverse) / sizeof(*inverse); i++)
    sum = 1 + sum * (small * inverse[i]);
  for (int i = 0; i < 6; i++)
    sum *= sum;
  return sum;
}

double maths_logistic(double x) {
  double size = x < 0 ? -x : x;
  double upper = 1 / (1 + 1 / exponential(size < REACH ? size : REACH));
  return x < 0 ? 1 - upper : upper;
}

/* Newton from above never passes the root, and each step doubles its bits. */
double maths_root(double x) {
  double root = x < 1e6 ? 1 : 1000;
  while (root * root < x)
    root *= 2;
  for (int i = 0; i < 6; i++)
    root = (root + x / root) / 2;
  return root;
}
