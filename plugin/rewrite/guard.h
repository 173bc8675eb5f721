/*
 * The facts guard: a rewrite is sent only when this proves that it changed
 * no number, amount, date, name, address, link, code, quotation, negation or
 * commitment of the draft, and added none that is not in the draft, the
 * conversation or the manifest. Negations and names may go with a sentence
 * that an edit took out, names only while they are said elsewhere.
 */
#ifndef ATTUNE_REWRITE_GUARD_H
#define ATTUNE_REWRITE_GUARD_H

#include "base/arena.h"
#include "language/language.h"
#include "reading/history.h"
#include "text/text.h"

struct guard_input {
  const struct language *language;
  uint64_t scopes;           /* which protected phrases apply */
  const struct text *before; /* the draft */
  const struct text *after;  /* the rewrite, read in the same format */
  /* LANGUAGE_GUARD's matches of the two, among others; NULL: scanned for. */
  const struct language_matches *before_matches;
  const struct language_matches *after_matches;
  const struct range *dropped; /* what edits took out on purpose: canned */
  size_t dropped_count;        /* words and faults; their negations may go */
  const struct str *known;     /* texts whose facts may appear: told facts, */
  size_t known_count;          /* the concern, names, offers, commitments */
  const struct str *promised;  /* the manifest's commitments: a sentence */
  size_t promised_count;       /* with one, or with a placeholder, may say */
                               /* that something will be done */
};

/*
 * 0 when proven; 1 and *why (static: "number", "link", "negation" …) when
 * not; or ATTUNE_E_MEMORY.
 */
int guard_check(struct arena *arena, const struct guard_input *input,
                const char **why);

#endif
