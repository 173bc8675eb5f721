/*
 * How a message is written, whatever its words: how long it is, how loudly,
 * whether it quotes.
 */
#ifndef ATTUNE_READING_MARKS_H
#define ATTUNE_READING_MARKS_H

#include "text/text.h"

struct marks {
  uint32_t tokens;
  uint32_t bangs;     /* exclamation marks */
  uint32_t shouted;   /* words of more than three letters in capitals */
  uint32_t stretched; /* "soooo" */
  uint32_t dots;      /* that stand beside another */
  bool all;           /* all in capitals */
  bool loud;          /* ??, !! or a word shouted among others */
  bool quoted;        /* holds words in quotation marks */
};

void marks_take(const struct text *text, struct marks *marks);

#endif
