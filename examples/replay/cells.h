/*
 * Text from outside as cells a terminal can show: how wide each is, and a
 * harmless spelling for whatever would steer the terminal or hide in it.
 */
#ifndef REPLAY_CELLS_H
#define REPLAY_CELLS_H

#include <stdbool.h>
#include <stddef.h>

enum cell_kind {
  CELL_TEXT,
  CELL_BLANK,
  CELL_BREAK,  /* a line ends here */
  CELL_ESCAPED /* shown as \x1b or \u{202e}, never as it is */
};

struct cell {
  enum cell_kind kind;
  size_t at;   /* bytes of the text, half open */
  size_t size; /* with the marks that combine with the character */
  unsigned width;
  char escaped[12];
};

struct cells {
  struct cell *items;
  size_t count;
};

/*
 * Widths come from wcwidth, which knows no more than ASCII in the "C"
 * locale: then C.UTF-8 is tried, and without that every character counts 1.
 */
void cells_locale(void);

/* 0, or -1 when memory is out. Invalid bytes are cells of their own. */
int cells_read(struct cells *out, const char *text, size_t size);
void cells_fini(struct cells *cells);

/* How many columns the text takes on one line. */
size_t cells_width(const char *text, size_t size);

#endif
