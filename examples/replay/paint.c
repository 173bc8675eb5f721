#include "paint.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cells.h"

#define WIDTH_LEAST   24
#define WIDTH_MOST    96 /* longer lines tire the eye */
#define WIDTH_UNKNOWN 80

static unsigned terminal_width(FILE *out) {
  struct winsize size;
  const char *columns = getenv("COLUMNS");
  if (isatty(fileno(out)) && ioctl(fileno(out), TIOCGWINSZ, &size) == 0 &&
      size.ws_col > 0)
    return size.ws_col;
  long given = columns ? strtol(columns, NULL, 10) : 0;
  return given > 0 && given < 10000 ? (unsigned)given : WIDTH_UNKNOWN;
}

void paint_init(struct paint *paint, FILE *out, int colour, unsigned width) {
  const char *no_color = getenv("NO_COLOR");
  bool plain = no_color && *no_color;
  paint->out = out;
  paint->colour = colour > 0 || (colour == 0 && !plain && isatty(fileno(out)));
  paint->width = width ? width : terminal_width(out);
  if (paint->width < WIDTH_LEAST)
    paint->width = WIDTH_LEAST;
  if (!width && paint->width > WIDTH_MOST)
    paint->width = WIDTH_MOST;
}

static void ink_on(const struct paint *paint, enum ink ink) {
  static const char *const codes[] = {
      [INK_BOLD] = "1",   [INK_FAINT] = "2",    [INK_UNDERLINE] = "4",
      [INK_ERROR] = "31", [INK_WARNING] = "33", [INK_SUGGESTION] = "36",
      [INK_GOOD] = "32",  [INK_BLANK] = "35",
  };
  if (paint->colour && ink != INK_PLAIN)
    fprintf(paint->out, "\033[%sm", codes[ink]);
}

static void ink_off(const struct paint *paint, enum ink ink) {
  if (paint->colour && ink != INK_PLAIN)
    fputs("\033[0m", paint->out);
}

static void put_cell(const struct paint *paint, const char *text,
                     const struct cell *cell) {
  switch (cell->kind) {
  case CELL_TEXT:
    fwrite(text + cell->at, 1, cell->size, paint->out);
    break;
  case CELL_BLANK:
  case CELL_BREAK:
    putc(' ', paint->out);
    break;
  case CELL_ESCAPED:
    fputs(cell->escaped, paint->out);
    break;
  }
}

static void put_blanks(const struct paint *paint, size_t count) {
  for (; count > 0; count--)
    putc(' ', paint->out);
}

void paint_text(const struct paint *paint, enum ink ink, const char *text) {
  struct cells cells;
  if (!text || cells_read(&cells, text, strlen(text)))
    return;
  ink_on(paint, ink);
  for (size_t i = 0; i < cells.count; i++)
    put_cell(paint, text, &cells.items[i]);
  ink_off(paint, ink);
  cells_fini(&cells);
}

void paint_ours(const struct paint *paint, enum ink ink, const char *format,
                ...) {
  va_list args;
  va_start(args, format);
  ink_on(paint, ink);
  vfprintf(paint->out, format, args);
  ink_off(paint, ink);
  va_end(args);
}

/* JSON escapes what is below a blank; a terminal also obeys these. */
void paint_json(const char *json) {
  for (const char *at = json; at && *at; at++) {
    const unsigned char byte = (unsigned char)at[0];
    const unsigned char next = (unsigned char)at[1];
    if (byte == 0x7F) {
      fputs("\\u007f", stdout);
    } else if (byte == 0xC2 && next >= 0x80 && next < 0xA0) {
      printf("\\u%04x", next);
      at++;
    } else {
      putchar(byte);
    }
  }
  putchar('\n');
}

void paint_newline(const struct paint *paint) {
  putc('\n', paint->out);
}

void paint_rule(const struct paint *paint) {
  ink_on(paint, INK_FAINT);
  for (unsigned i = 0; i < paint->width; i++)
    fputs("─", paint->out);
  ink_off(paint, INK_FAINT);
  paint_newline(paint);
}

/*
 * Where the line that starts at cell `begin` ends, and at *next the one
 * after it. A line breaks at a blank; a longer word breaks where it must.
 */
static size_t line_end(const struct cells *cells, size_t begin, size_t room,
                       size_t *next) {
  size_t width = 0, blank = 0;
  size_t i = begin;
  for (; i < cells->count; i++) {
    const struct cell *cell = &cells->items[i];
    if (cell->kind == CELL_BREAK) {
      *next = i + 1;
      return i;
    }
    if (cell->kind == CELL_BLANK)
      blank = i;
    else if (width + cell->width > room && i > begin)
      break;
    width += cell->width;
  }
  if (i == cells->count)
    *next = i;
  else if (blank > begin)
    *next = (i = blank) + 1;
  else
    *next = i;
  return i;
}

static const struct mark *mark_at(const struct mark *marks, size_t count,
                                  size_t at) {
  const struct mark *shortest = NULL;
  for (size_t i = 0; i < count; i++)
    if (marks[i].begin <= at && at < marks[i].end &&
        (!shortest ||
         marks[i].end - marks[i].begin < shortest->end - shortest->begin))
      shortest = &marks[i];
  return shortest;
}

/* From one ink to another, which is often the same. */
static void change_ink(const struct paint *paint, enum ink *ink,
                       enum ink wanted) {
  if (*ink == wanted)
    return;
  ink_off(paint, *ink);
  ink_on(paint, wanted);
  *ink = wanted;
}

static void put_line(const struct paint *paint, const char *text,
                     const struct cell *cells, size_t count,
                     const struct mark *marks, size_t mark_count) {
  enum ink ink = INK_PLAIN;
  for (size_t i = 0; i < count; i++) {
    const struct mark *mark = mark_at(marks, mark_count, cells[i].at);
    change_ink(paint, &ink, mark && mark->faint ? mark->ink : INK_PLAIN);
    put_cell(paint, text, &cells[i]);
  }
  ink_off(paint, ink);
  paint_newline(paint);
}

/* What one column below a cell shows: the mark's number, or its sign. */
static char sign_below(const struct mark *mark, size_t column) {
  char digits[12];
  int size = snprintf(digits, sizeof(digits), "%u", mark->number);
  if (mark->number && column < (size_t)size)
    return digits[column];
  return mark->sign;
}

static bool shows_below(const struct paint *paint, const struct mark *mark) {
  return mark && !(mark->faint && paint->colour);
}

/* How many columns of a mark lie before a cell; large: too far to matter. */
static size_t columns_into(const struct cells *cells, size_t i,
                           const struct mark *mark) {
  size_t columns = 0;
  while (i > 0 && columns < 8 && cells->items[i - 1].at >= mark->begin)
    columns += cells->items[--i].width;
  return columns;
}

static bool any_below(const struct paint *paint, const struct cells *cells,
                      size_t begin, size_t end, const struct mark *marks,
                      size_t count) {
  for (size_t i = begin; i < end; i++)
    if (shows_below(paint, mark_at(marks, count, cells->items[i].at)))
      return true;
  return false;
}

static void put_signs(const struct paint *paint, const struct cells *cells,
                      size_t begin, size_t end, const struct mark *marks,
                      size_t count) {
  size_t blanks = 0;
  enum ink ink = INK_PLAIN;
  for (size_t i = begin; i < end; i++) {
    const struct cell *cell = &cells->items[i];
    const struct mark *mark = mark_at(marks, count, cell->at);
    if (!shows_below(paint, mark)) {
      blanks += cell->width;
      continue;
    }
    put_blanks(paint, blanks);
    blanks = 0;
    change_ink(paint, &ink, mark->ink);
    size_t into = columns_into(cells, i, mark);
    for (unsigned column = 0; column < cell->width; column++)
      putc(sign_below(mark, into + column), paint->out);
  }
  ink_off(paint, ink);
  paint_newline(paint);
}

static size_t trimmed(const char *text, size_t size) {
  while (size > 0 && strchr(" \t\r\n", text[size - 1]))
    size--;
  return size;
}

static size_t room_behind(const struct paint *paint, unsigned taken) {
  return paint->width > taken + 8 ? paint->width - taken : 8;
}

void paint_marked(const struct paint *paint, unsigned indent, const char *text,
                  size_t size, const struct mark *marks, size_t count) {
  struct cells cells;
  size_t room = room_behind(paint, indent);
  if (cells_read(&cells, text, trimmed(text, size)))
    return;
  for (size_t begin = 0, next; begin < cells.count; begin = next) {
    size_t end = line_end(&cells, begin, room, &next);
    put_blanks(paint, end > begin ? indent : 0);
    put_line(paint, text, cells.items + begin, end - begin, marks, count);
    if (any_below(paint, &cells, begin, end, marks, count)) {
      put_blanks(paint, indent);
      put_signs(paint, &cells, begin, end, marks, count);
    }
  }
  cells_fini(&cells);
}

void paint_behind(const struct paint *paint, unsigned taken, unsigned indent,
                  enum ink ink, const char *text) {
  struct cells cells;
  size_t room = room_behind(paint, taken);
  size_t size = text ? trimmed(text, strlen(text)) : 0;
  if (size == 0 || cells_read(&cells, text, size)) {
    paint_newline(paint);
    return;
  }
  for (size_t begin = 0, next; begin < cells.count; begin = next) {
    size_t end = line_end(&cells, begin, room, &next);
    put_blanks(paint, begin > 0 ? indent : 0);
    ink_on(paint, ink);
    for (size_t i = begin; i < end; i++)
      put_cell(paint, text, &cells.items[i]);
    ink_off(paint, ink);
    paint_newline(paint);
    room = room_behind(paint, indent);
  }
  cells_fini(&cells);
}
