/*
 * The customer's words said back: "my app keeps crashing on me" becomes
 * "your app keeps crashing on you". What turns into what is data, the
 * entries [turn …] of the language.
 */
#ifndef ATTUNE_READING_TURN_H
#define ATTUNE_READING_TURN_H

#include "language/language.h"
#include "reading/clause.h"

#define TURN_WORDS_MAX 12

/* By token, the longest entry that starts there, or NULL. */
struct turn_at {
  const struct language_match *word;  /* replaced by its say */
  const struct language_match *brief; /* "can not" as it is written */
  const struct language_match *lead;
  const struct language_match *open;
  const struct language_match *invert;
  const struct language_match *subject;
  const struct language_match *bare;   /* a thing without "my" or "the" */
  const struct language_match *topic;  /* a thing that "it" may mean */
  const struct language_match *person; /* … and "he" or "she" */
  bool drop;
  bool tail;
  bool loose;      /* a clause that was cut short does not end with it */
  bool cut;        /* a clause may be cut short before it … */
  bool soft;       /* … or before this, where there is no better place */
  bool vague;      /* "he", "this is": nobody knows who or what */
  bool hinge;      /* "if": what stood before is only so if … */
  bool idle;       /* "it is a joke": this "it" means nothing */
  bool quoted;     /* somebody else's words, which are not turned */
  bool common;     /* a word, not a name */
  bool finite;     /* a verb that has a subject before it */
  bool verb;       /* no sentence that tells something starts so */
  bool under;      /* "when", "if": the clause hangs on another */
  bool nominative; /* "I", "it says": a clause can start here */
};

struct turns {
  struct arena *arena;
  const struct language *language;
  const struct text *text;
  struct turn_at *at;
  bool *found;  /* by sentence: at is filled */
  bool shouted; /* all of the text: its capitals mean nothing */
};

/*
 * 0 or ATTUNE_E_MEMORY. The arguments must outlive the turns. Half of the
 * words of a language turn or are kept in some way, so a sentence is looked
 * through only when a part of it is to be said back.
 */
int turns_init(struct turns *turns, struct arena *arena,
               const struct language *language, const struct text *text);

/* Fills turns->at for the sentence of the token. 0 or ATTUNE_E_MEMORY. */
int turns_find(struct turns *turns, uint32_t token);

/* A clause as we would say it, and what speaks against saying it so. */
struct said {
  struct str text; /* empty: it would not be a sentence */
  bool vague;      /* about an "it" or "they" that nobody has named */
  bool cut;        /* it went on */
  bool ragged;     /* … and there was no good place to stop */
};

/*
 * The clause in the second person, at most TURN_WORDS_MAX words, no full
 * stop; of a long one, the part that holds token about. An "it" is called
 * what was spoken of before. 0 or ATTUNE_E_MEMORY.
 */
int turn_clause(struct turns *turns, const struct clause *clause,
                uint32_t about, struct said *out);

enum spoken {
  SPOKEN_THING,
  SPOKEN_OWN, /* a thing that is the customer's, however far back */
  SPOKEN_PERSON
};

/*
 * What was spoken of last before the token, as "your kettle"; empty when
 * nothing was. 0 or ATTUNE_E_MEMORY.
 */
int turn_topic(struct turns *turns, uint32_t token, enum spoken kind,
               struct str *out);

/* A say: line, its captures turned. 0 or ATTUNE_E_MEMORY. */
int turn_say(struct turns *turns, const struct language_match *match,
             struct str say, struct str *out);

#endif
