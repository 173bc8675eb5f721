/*
 * Phrases: patterns over tokens, all of them in one automaton, run over a
 * text in one pass without backtracking: the time is linear in the text,
 * whatever the phrases and however hostile the text.
 *
 *   we are unable to        words, in any case; contractions are unfolded
 *                           on both sides ("we can't" finds "we cannot")
 *   refund*                 every word that starts so
 *   (policy | the rules)    alternatives, of any length, nested; outside
 *                           brackets each is a phrase with its own ^ $ ? !
 *   [just | really]         may be there or not
 *   <duration>              a class of the language pack, or one of the
 *                           built-in <number> <money> <code> <emoji> <url>
 *                           <email> <template> <capital> <shouted> <word>
 *   ..3                     up to three tokens of any kind; not at the
 *                           start or end, but in a capture or beside ^ or $
 *   ^ $                     the start or the end of a sentence; also as one
 *                           of the alternatives that begin or end a phrase
 *   ?                       at the end: the sentence is a question
 *   !                       at the end: it ends with an exclamation mark
 *   {what: <word> ..2}      remembers what stood there under a name
 *   \x                      the character x itself
 *
 * A match never crosses a sentence. Of the matches of one entry that
 * overlap, the one that starts first is kept, and of these the longest.
 */
#ifndef ATTUNE_TEXT_PHRASE_H
#define ATTUNE_TEXT_PHRASE_H

#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "text/text.h"

#define PHRASE_CAPTURES   3   /* named pieces in one phrase */
#define PHRASE_GAP_MAX    12  /* the widest ..n */
#define PHRASE_TOKENS_MAX 400 /* states one phrase may need */

struct phrase_error {
  size_t at; /* byte offset in the phrase */
  const char *message;
};

/* Collects classes and phrases, then makes the automaton. */
struct phrase_builder;

struct phrase_builder *phrase_builder_new(const struct text_lexicon *lexicon);
void phrase_builder_free(struct phrase_builder *builder);

/*
 * One more alternative of the class, which must not be in use yet; a class
 * may use earlier classes. This and the next two: 0, ATTUNE_E_ARGUMENT with
 * *error and the builder as it was, or ATTUNE_E_MEMORY.
 */
int phrase_builder_class(struct phrase_builder *builder, struct str name,
                         struct str phrase, struct phrase_error *error);

/* A phrase of the entry (any number the caller chooses). */
int phrase_builder_add(struct phrase_builder *builder, uint32_t entry,
                       struct str phrase, struct phrase_error *error);

/* Where this phrase stands in a sentence, the entry does not match there. */
int phrase_builder_unless(struct phrase_builder *builder, uint32_t entry,
                          struct str phrase, struct phrase_error *error);

/*
 * What is added from now on is of this group, 0 to 31; of group 0 until
 * told. An entry is of one group: a scan may leave groups out, and these
 * then cost it nothing.
 */
void phrase_builder_group(struct phrase_builder *builder, unsigned group);

/* Immutable, shared by any threads. */
struct phrases;

/* NULL when memory is out. The builder is left as it was. */
struct phrases *phrase_builder_finish(const struct phrase_builder *builder);
void phrases_free(struct phrases *phrases);

/* Bytes held and states made, for the figures we publish. */
size_t phrases_size(const struct phrases *phrases);
size_t phrases_states(const struct phrases *phrases);

struct phrase_capture {
  uint32_t name;  /* phrase_capture_id; UINT32_MAX: none */
  uint32_t first; /* token */
  uint32_t count; /* tokens, may be 0 */
};

struct phrase_match {
  uint32_t entry;
  uint32_t first; /* token */
  uint32_t count; /* tokens */
  struct phrase_capture captures[PHRASE_CAPTURES];
};

/* The number of a capture's name, UINT32_MAX if no phrase has it. */
uint32_t phrase_capture_id(const struct phrases *phrases, struct str name);

/* All matches in the order of their first token. Pure; 0 or E_MEMORY. */
int phrases_scan(const struct phrases *phrases, struct arena *arena,
                 const struct text *text, struct phrase_match **matches,
                 size_t *count);

/* The same of the groups whose bit is set: bit n for group n. */
int phrases_scan_groups(const struct phrases *phrases, struct arena *arena,
                        const struct text *text, uint32_t groups,
                        struct phrase_match **matches, size_t *count);

/* The same of sentences first to before end: none says what another holds. */
int phrases_scan_sentences(const struct phrases *phrases, struct arena *arena,
                           const struct text *text, uint32_t first,
                           uint32_t end, uint32_t groups,
                           struct phrase_match **matches, size_t *count);

#endif
