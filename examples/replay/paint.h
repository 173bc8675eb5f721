/*
 * Words on a terminal: wrapped to its width, with marks below the words
 * they speak of, coloured only where that was asked for.
 */
#ifndef REPLAY_PAINT_H
#define REPLAY_PAINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum ink {
  INK_PLAIN,
  INK_BOLD,
  INK_FAINT,
  INK_UNDERLINE,
  INK_ERROR,
  INK_WARNING,
  INK_SUGGESTION,
  INK_GOOD,
  INK_BLANK /* something left for the agent to fill in */
};

struct paint {
  FILE *out;
  bool colour;
  unsigned width;
};

/* always: 1; never: -1; 0: if out is a terminal and NO_COLOR is not set. */
void paint_init(struct paint *paint, FILE *out, int colour, unsigned width);

/* Text as it is safe to show, on one line: breaks become blanks. */
void paint_text(const struct paint *paint, enum ink ink, const char *text);

/* printf of our own words; never of text from outside. */
void paint_ours(const struct paint *paint, enum ink ink, const char *format,
                ...) __attribute__((format(printf, 3, 4)));

/* A document on a line of standard output, safe on a terminal as well. */
void paint_json(const char *json);

void paint_newline(const struct paint *paint);

/* A line across the terminal. */
void paint_rule(const struct paint *paint);

/* A piece of a text that something is said about. */
struct mark {
  size_t begin; /* bytes of the text, half open */
  size_t end;
  enum ink ink;
  char sign;       /* drawn below the words */
  bool faint;      /* with colours, ink on the words is enough */
  unsigned number; /* drawn below its first letter; 0: none */
};

/*
 * The text in lines of the terminal's width, each indented, each followed
 * by the signs of the marks in it. Where marks overlap, the shorter shows.
 */
void paint_marked(const struct paint *paint, unsigned indent, const char *text,
                  size_t size, const struct mark *marks, size_t count);

/*
 * The text wrapped, where so many columns of its first line are taken
 * already; further lines are indented.
 */
void paint_behind(const struct paint *paint, unsigned taken, unsigned indent,
                  enum ink ink, const char *text);

#endif
