/*
 * libcurl opens pairs of sockets for itself, one a multi handle and one for
 * each name that is looked up, which a program that the host executes would
 * inherit. It offers no hook for them, so they are looked for.
 */
#ifndef ATTUNE_DELIVERY_INHERIT_H
#define ATTUNE_DELIVERY_INHERIT_H

#include <curl/curl.h>

/* The number that the next descriptor will get if no other thread opens one
 * meanwhile; like is any open one. */
int inherit_next(int like);

/* Closes at exec the wake-up pair of a multi handle that was made just now,
 * next being inherit_next of just before. */
void inherit_not_multi(CURLM *curl, int next);

/* Closes at exec this end of a pair and, if it is one, the other end. */
void inherit_not_pair(int end);

#endif
