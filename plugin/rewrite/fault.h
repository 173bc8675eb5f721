/* A finding's words, where they stand, and what may be done to them. */
#ifndef ATTUNE_REWRITE_FAULT_H
#define ATTUNE_REWRITE_FAULT_H

#include "rewrite/pass.h"

struct fault {
  const struct finding *finding;
  struct say_context say; /* with what the phrase captured as slots … */
  size_t captures;        /* … which are the first of these */
  size_t sentence;
  struct range body;   /* its sentence, behind a greeting in it */
  struct range clause; /* between commas, conjunctions and the body's ends */
  struct range words;  /* the finding's own */
  bool capital;        /* the body starts with one */
};

/* 0, also when the words are in no sentence: then sentence is the count. */
int fault_read(const struct pass *pass, size_t finding, struct fault *out);

/*
 * Is all of the range, but for so many tokens, the fault of some finding? No
 * fact, no other move and no negation is lost with it; a fact may be where
 * kept holds it.
 */
bool fault_is_all(const struct pass *pass, struct range range, size_t tokens,
                  struct str kept);

/* May these words be edited at all, if what replaces them holds kept? */
bool fault_is_free(const struct pass *pass, struct range range,
                   struct str kept);

/*
 * The same by other lights: so many tokens, not counting those of stock (NULL:
 * none), and nothing that may not go along with its sentence. What moves the
 * words look like does not matter.
 */
bool fault_is_plain(const struct pass *pass, struct range range,
                    const struct language_entry *stock, size_t tokens);

/*
 * The edit, unless another one stands there already; *done: it was made. A
 * text without data means that memory is out.
 */
int fault_edit(const struct pass *pass, const struct fault *fault,
               struct range range, struct str text, struct edit_list *out,
               bool *done);

/* May its whole sentence go, or does that tell something all the same? */
bool fault_may_go(const struct pass *pass, const struct language_entry *rule);

/* A rule without a wording, whose sentence may go when it is all fault. */
bool fault_goes(const struct pass *pass, const struct language_entry *rule);

/* Do the words start where a clause does? */
bool fault_starts_clause(const struct fault *fault);

/* Do commas or the body's ends set them apart, so that the rest stands? */
bool fault_is_apart(const struct pass *pass, const struct fault *fault);

/* How many words of the body are left when the fault's own go. */
size_t fault_leaves(const struct pass *pass, const struct fault *fault);

/* A rule whose wordings stand for the whole sentence. */
bool fault_is_whole(const struct language_entry *rule);

/* "your order number and prescription": behind the words, what is not told? */
bool fault_asks_more(const struct pass *pass, const struct fault *fault);

/* With the capital, or without, that the range's first word has. */
struct str fault_cased(const struct pass *pass, const struct fault *fault,
                       struct range range, struct str text);

/* One adverb, which a sentence does without. */
bool fault_is_loose(const struct pass *pass, const struct fault *fault);

#endif
