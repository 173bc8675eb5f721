/*
 * A text in clauses: what stands between two pauses or conjunctions. A
 * problem is told in one, and what somebody tried is told in another.
 */
#ifndef ATTUNE_READING_CLAUSE_H
#define ATTUNE_READING_CLAUSE_H

#include "language/language.h"

struct clause {
  uint32_t first; /* token */
  uint32_t count;
};

struct clauses {
  struct clause *items;
  size_t count;
  uint32_t *of_token; /* index in items, by token */
};

/* 0 or ATTUNE_E_MEMORY. matches: language_scan of the same text. */
int clauses_find(struct arena *arena, const struct text *text,
                 const struct language_matches *matches, struct clauses *out);

/* Where a bracket that opens before the token has been closed, some words of
 * the same sentence before its end; 0 where none opens or that is not so. */
uint32_t clause_behind_brackets(const struct text *text, uint32_t token);

/* Its bytes without the punctuation around it. */
struct range clause_range(const struct text *text, const struct clause *clause);

/* The clause that holds the token. */
static inline const struct clause *clause_of(const struct clauses *clauses,
                                             uint32_t token) {
  return &clauses->items[clauses->of_token[token]];
}

#endif
