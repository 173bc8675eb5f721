#include "cells.h"

#include <langinfo.h>
#include <locale.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#define NOT_UTF8 UINT32_MAX

void cells_locale(void) {
  setlocale(LC_CTYPE, "");
  if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
    setlocale(LC_CTYPE, "C.UTF-8");
}

static unsigned char byte_at(const char *text, size_t at) {
  return (unsigned char)text[at];
}

/* How many bytes follow a lead byte; 0 also for what leads nothing. */
static unsigned followers(unsigned char lead) {
  return lead >= 0xF0 && lead <= 0xF4   ? 3
         : lead >= 0xE0 && lead <= 0xEF ? 2
         : lead >= 0xC2 && lead <= 0xDF ? 1
                                        : 0;
}

/* The code point at `at` and its bytes; one byte and NOT_UTF8 if none. */
static size_t decode(const char *text, size_t size, size_t at, uint32_t *code) {
  static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};
  unsigned char lead = byte_at(text, at);
  unsigned more = followers(lead);
  uint32_t value = more ? lead & (0x3Fu >> more) : lead;
  *code = lead < 0x80 ? lead : NOT_UTF8;
  if (more == 0 || size - at <= more)
    return 1;
  for (unsigned i = 1; i <= more; i++) {
    unsigned char next = byte_at(text, at + i);
    if ((next & 0xC0) != 0x80)
      return 1;
    value = value << 6 | (next & 0x3Fu);
  }
  if (value < least[more] || value > 0x10FFFF ||
      (value >= 0xD800 && value <= 0xDFFF))
    return 1;
  *code = value;
  return more + 1u;
}

/* Controls, and what makes a line read other than it is: bidi, tags. */
static bool is_unsafe(uint32_t code) {
  return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0xAD ||
         code == 0x061C || (code >= 0x200B && code <= 0x200F) ||
         (code >= 0x2028 && code <= 0x202E) ||
         (code >= 0x2060 && code <= 0x206F) || code == 0xFEFF ||
         (code >= 0xFFF9 && code <= 0xFFFB) ||
         (code >= 0xE0000 && code <= 0xE0FFF);
}

/* What stands on the character before it: accents, variants, joiners. */
static bool combines(uint32_t code, const struct cell *before) {
  if (!before || before->kind != CELL_TEXT || code == NOT_UTF8)
    return false;
  if (code == 0x200D)
    return before->width == 2;
  return !is_unsafe(code) && code >= 0x300 && wcwidth((wchar_t)code) == 0;
}

static void escape(struct cell *cell, uint32_t code, unsigned char byte) {
  const char *form = code < 0x80 ? "\\x%02x" : "\\u{%x}";
  uint32_t shown = code;
  if (code == NOT_UTF8) {
    form = "\\x%02x";
    shown = byte;
  }
  int size = snprintf(cell->escaped, sizeof(cell->escaped), form, shown);
  cell->kind = CELL_ESCAPED;
  cell->width = (unsigned)size;
}

static void fill(struct cell *cell, uint32_t code, unsigned char byte) {
  int width = code == NOT_UTF8 ? -1 : wcwidth((wchar_t)code);
  cell->kind = CELL_TEXT;
  cell->width = width < 0 ? 1 : (unsigned)width;
  if (code == '\n') {
    cell->kind = CELL_BREAK;
    cell->width = 0;
  } else if (code == ' ' || code == '\t') {
    cell->kind = CELL_BLANK;
    cell->width = 1;
  } else if (code == NOT_UTF8 || is_unsafe(code) || width == 0) {
    escape(cell, code, byte);
  }
}

int cells_read(struct cells *out, const char *text, size_t size) {
  out->count = 0;
  out->items = calloc(size + 1, sizeof(*out->items));
  if (!out->items)
    return -1;
  for (size_t at = 0; at < size;) {
    struct cell *before = out->count ? &out->items[out->count - 1] : NULL;
    uint32_t code;
    size_t bytes = decode(text, size, at, &code);
    if (code == '\r' && at + 1 < size && text[at + 1] == '\n') {
      bytes = 2;
      code = '\n';
    }
    if (combines(code, before)) {
      before->size += bytes;
    } else {
      struct cell *cell = &out->items[out->count++];
      cell->at = at;
      cell->size = bytes;
      fill(cell, code, byte_at(text, at));
    }
    at += bytes;
  }
  return 0;
}

void cells_fini(struct cells *cells) {
  free(cells->items);
  *cells = (struct cells){NULL, 0};
}

size_t cells_width(const char *text, size_t size) {
  struct cells cells;
  size_t width = 0;
  if (cells_read(&cells, text, size))
    return size;
  for (size_t i = 0; i < cells.count; i++)
    width += cells.items[i].width;
  cells_fini(&cells);
  return width;
}
