/*
 * The two functions a model needs, in plain arithmetic: a library's may
 * differ in the last bit from machine to machine, and the same text and the
 * same weights must give the same figures everywhere.
 */
#ifndef ATTUNE_MODEL_MATHS_H
#define ATTUNE_MODEL_MATHS_H

/* 1 / (1 + e^-x), for any x that is a number. */
double maths_logistic(double x);

/* The square root of x >= 1, to the last few bits. */
double maths_root(double x);

#endif
