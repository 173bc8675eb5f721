/*
 * A line that is said back, as it is written word by word: the customer's
 * tokens turned, capitals and quotation marks as they must be.
 */
#ifndef ATTUNE_READING_TURN_LINE_H
#define ATTUNE_READING_TURN_LINE_H

#include "reading/turn.h"

/* Of a clause that never ends, what may still be said back. */
#define TURN_TOKENS_MAX 48

/* What is written so far. */
struct turn_line {
  struct str pieces[4 * TURN_TOKENS_MAX];
  size_t count;
  size_t words;
  bool quoting;  /* a quotation mark was opened */
  uint32_t next; /* the token that follows what was written last */
  bool failed;   /* memory is out */
};

/* A piece as it is; what does not fit is left out. */
void turn_put(struct turn_line *line, struct str piece);

/* A word or some, the separator before them where they are not the first. */
void turn_put_word(struct turn_line *line, struct str separator,
                   struct str word);

/* Tokens first to end - 1, whose sentence turns_find has been through. */
void turn_put_tokens(const struct turns *turns, struct turn_line *line,
                     uint32_t first, uint32_t end);

/* Words that these tokens will have, near enough. */
size_t turn_words(const struct turns *turns, uint32_t first, uint32_t end);

/* 0 or ATTUNE_E_MEMORY. */
int turn_finish(struct arena *arena, const struct turn_line *line,
                struct str *out);

#endif
