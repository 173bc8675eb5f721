/*
 * Which bytes are the quote of a fact that a phrase found: a name without
 * the words around it, a thing without its article, a whole reference.
 */
#ifndef ATTUNE_READING_FACT_QUOTE_H
#define ATTUNE_READING_FACT_QUOTE_H

#include "reading/clause.h"
#include "reading/reading.h"

/*
 * What the words of a text are good for in a quote, by token. Behind these
 * stands a bit for each kind of fact that the word is part of no quote of.
 */
enum quote_word {
  QUOTE_COMMON = 1,  /* no name, in spite of a capital: "Hello" */
  QUOTE_LEAD = 2,    /* no quote starts with it: "and" */
  QUOTE_GENERIC = 4, /* alone it says nothing: "order" */
  QUOTE_STOP = 8     /* part of no thing's name: "keeps", "really" */
};

struct quoter {
  const struct language *language;
  const struct text *text;
  struct clauses clauses;
  uint32_t *words; /* by token, bits of enum quote_word */
  uint32_t span;   /* the next one a quotation is looked for in */
};

/* 0 or ATTUNE_E_MEMORY. matches: language_scan of the same text. */
int quoter_init(struct quoter *quoter, struct arena *arena,
                const struct language *language, const struct text *text,
                const struct language_matches *matches);

/* Empty where it turns out that nothing was told. In order of matches. */
struct range quoter_range(struct quoter *quoter,
                          const struct language_match *match);

/*
 * A problem is told from its clause on: "when I sign in" is nothing without
 * the "it says …" behind it.
 */
struct range quoter_problem(const struct quoter *quoter, uint32_t token);

/* The same in the token's clause alone, where its sentence tells more. */
struct range quoter_clause(const struct quoter *quoter, uint32_t token);

/*
 * The name a letter is signed with: the first line of the signature, when it
 * is one to three words with capitals. Empty when there is none.
 */
struct range quoter_signature(const struct quoter *quoter);

/* Are words of the match part of no quote of that kind: "please fix"? */
bool quoter_rules_out(const struct quoter *quoter,
                      const struct language_match *match, enum fact_kind kind);

/* Words of ours that look shouted only because all of it is. */
bool quoter_all_shouted(const struct quoter *quoter);

#endif
