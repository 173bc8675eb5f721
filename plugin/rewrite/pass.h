/*
 * One look at a draft: the text, what the review found in it, and the edits
 * that follow. A rewrite takes three: the words that hurt are taken out,
 * then what is missing is put in, then the result is held to the same
 * standard. For rewrite/ alone.
 */
#ifndef ATTUNE_REWRITE_PASS_H
#define ATTUNE_REWRITE_PASS_H

#include "rewrite/edit.h"

#define PASS_SKIPS_MAX 16

/* Thousandths: a warm move that is missing so surely is put in. */
#define PASS_SURE_WARM 500

/* A draft with more findings is not one that edits can save. */
#define PASS_FAULTS_MAX 64

struct pass {
  struct arena *arena;
  struct say_context *say;
  const struct review_input *input; /* of this text */
  const struct review *review;
  const struct text *text;
  struct str draft; /* as it was before any edit */
  /* Rules that came back after an edit: not tried again. */
  const struct language_entry *skips[PASS_SKIPS_MAX];
  size_t skip_count;
  uint32_t skip_moves; /* likewise, bit n: enum move n */
  uint32_t made;       /* moves that were put in already */
  uint32_t wanted;     /* warm moves that the draft itself lacked */
  bool sorry;          /* the draft itself said sorry */
  size_t growth;       /* bytes that insertions may add */
};

/* Edits of the words that findings name. 0 or ATTUNE_E_MEMORY. */
int pass_words(const struct pass *pass, struct edit_list *out);

/* Up to three better wordings for each finding, in the findings' order. */
int pass_replacements(const struct pass *pass, struct rewrite *out);

/*
 * Takes the words out of their sentence with the blanks, commas and lines
 * that would be left behind; false when it cannot be done well: also when
 * with the others nothing of the reply is left. An edit text without data
 * means that memory is out.
 */
bool pass_removal(const struct pass *pass, size_t sentence, struct range words,
                  const struct edit_list *others, struct edit *edit);

/* Does nothing in the text help, ask or tell: a greeting, warmth, a name? */
bool pass_is_frame(const struct pass *pass);

/* Does the next sentence hang on this one, so that it must stay? */
bool pass_leant_on(const struct pass *pass, size_t sentence);

/*
 * Sentences for what is missing; *moves: bit n: enum move n was put in.
 * reworded: the words were edited too, so that a greeting and a closing of
 * the house may join.
 */
int pass_moves(const struct pass *pass, bool reworded, struct edit_list *out,
               uint32_t *moves);

/* Where a sentence can be put in, and how it has to be joined. */
struct place {
  size_t at;
  bool found;
  bool lower;        /* it goes on behind "Hi Ann," */
  bool raise;        /* what follows becomes a sentence's start */
  struct str before; /* what to put between */
  struct str after;
};

struct place place_opening(const struct pass *pass); /* behind a greeting */
struct place place_ending(const struct pass *pass);  /* before the close */
struct place place_behind(const struct pass *pass, size_t sentence);
struct place place_last(const struct pass *pass); /* for a closing */

/* Is all of the sentence a greeting, or how the text is signed? */
bool place_greets(const struct pass *pass, size_t sentence);
bool place_signs_off(const struct pass *pass, size_t sentence);

/* Where the sentence's own words begin: behind a greeting in it. */
size_t place_body(const struct pass *pass, size_t sentence);

/* The sentence the byte is in, or sentence_count. */
size_t place_sentence(const struct text *text, size_t at);

/* The text with its first letter raised, or lowered where it may be. */
struct str pass_raised(const struct pass *pass, struct str text);
struct str pass_lowered(const struct pass *pass, struct str text);

/* As it is written into this text; a placeholder keeps its brackets bare. */
struct str pass_written(const struct pass *pass, struct str text);

/* A gap is there already, in the text or what is to be put into it: one is
   enough, and the agent may have been shown it before. */
bool pass_leaves_gap(const struct pass *pass, const struct edit_list *out);

/* Does it say sorry? */
bool pass_apologises(const struct pass *pass, struct str text);

#endif
