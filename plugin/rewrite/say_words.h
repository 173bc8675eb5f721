/* Small readings of words and of the pack's lists, for rewrite/ and memory/. */
#ifndef ATTUNE_REWRITE_SAY_WORDS_H
#define ATTUNE_REWRITE_SAY_WORDS_H

#include "language/language.h"

/* ASCII letters only: the pack's own words, never a user's. */
bool words_is_letter(char c);

/* How many words a reader would count. */
size_t words_count(struct str text);

/* A decimal number, or otherwise when there is none. */
int words_number(struct str text, int otherwise);

/* The same letters, in any case. */
bool words_same(struct str a, struct str b);

/* Is word one of the list's, which blanks and commas part? */
bool words_listed(struct str list, struct str word);

/* Does text start with the word, in any case, and end or blank behind it? */
bool words_start(struct str text, struct str word);

/* Does the word, of more letters than these, end with them? */
bool words_ends(struct str word, const char *letters);

/* Is the word in a line of the label, each for the words of one letter? */
bool words_grouped(const struct language_entry *label, struct str word);

/* How often the piece stands in the text, in any case. */
size_t words_occurrences(struct str text, struct str piece);

/*
 * Which three letters stand in a row in a text: a bit for each, by chance
 * shared. Most of a long list is told by it not to be there.
 */
struct words_rows {
  uint64_t bits[64];
};

struct words_rows words_rows_of(struct str text);

/* False: the piece does not stand in that text, in any case. */
bool words_may_hold(const struct words_rows *rows, struct str piece);

/* The same of how the label's line starts, whose left side is the piece. */
bool words_may_hold_left(const struct words_rows *rows,
                         const struct language_entry *label, size_t line);

/* Does one of the label's lines stand in the text, in any case? */
bool words_hold(const struct language_entry *label, struct str text);

/* The text without blanks at its ends. */
struct str words_trim(struct str text);

/* The next word (letters and apostrophes) from *at on; empty at the end. */
struct str words_next(struct str text, size_t *at);

/* The entry [label id.part], or NULL. */
const struct language_entry *words_label(const struct language *language,
                                         const char *id, struct str part);

/* What its first `say:` line says; empty when there is no such entry. */
struct str words_label_say(const struct language *language, const char *id,
                           struct str part);

/* The sides of a line "word = other"; false when it is none. */
bool words_sides(struct str line, struct str *left, struct str *right);

/* The right side of the label's line "word = other"; empty: none. */
struct str words_other(const struct language_entry *label, struct str word);

/* The longest of the label's lines that text starts with; empty: none. */
struct str words_lead(const struct language_entry *label, struct str text);

/* "what I can do is": a start that only somebody else can finish. */
bool words_is_open(const struct language *language, struct str text);

/* Must the word keep its capital in the middle of a sentence ("I'll")? */
bool words_keeps_capital(const struct language *language, struct str text);

#endif
