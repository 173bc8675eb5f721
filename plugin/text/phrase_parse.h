/*
 * A phrase's text as a flat list of pieces: brackets stay brackets, each
 * opener knowing its closer, classes are unfolded in place. The automaton
 * is made from it from right to left without a tree (phrase_build.c).
 */
#ifndef ATTUNE_TEXT_PHRASE_PARSE_H
#define ATTUNE_TEXT_PHRASE_PARSE_H

#include <stdint.h>

#include "text/phrase.h"
#include "text/phrase_symbols.h"

enum phrase_piece_kind {
  PHRASE_PIECE_ATOM,    /* one token with this symbol */
  PHRASE_PIECE_GAP,     /* up to count tokens */
  PHRASE_PIECE_GROUP,   /* ( */
  PHRASE_PIECE_OPTION,  /* [ */
  PHRASE_PIECE_CAPTURE, /* {name: */
  PHRASE_PIECE_BAR,     /* | */
  PHRASE_PIECE_CLOSE,   /* whatever it closes */
  PHRASE_PIECE_START,   /* ^ */
  PHRASE_PIECE_END,     /* $ */
  PHRASE_PIECE_ASKS,    /* ? */
  PHRASE_PIECE_EXCLAIMS /* ! */
};

struct phrase_piece {
  uint8_t kind;
  uint8_t count;   /* of a gap; the slot of a capture and its closer */
  uint32_t symbol; /* of an atom */
  uint32_t other;  /* of a bracket: how far away the other one is */
  uint32_t at;     /* byte offset in the phrase */
};

struct phrase_class {
  uint32_t set;                /* the symbol of its alternatives of one token */
  bool has_set;                /* there are some */
  bool used;                   /* then it can have no more alternatives */
  struct phrase_piece *pieces; /* the longer ones, with bars between */
  size_t count;
  size_t capacity;
};

#define PHRASE_DEPTH 16 /* brackets in brackets */

struct phrase_parser {
  struct arena *arena; /* the builder's; pieces are used again and again */
  struct phrase_symbols *symbols;
  struct phrase_class *classes; /* the builder's, by value of their name */
  struct phrase_names *class_names;
  bool in_class; /* no anchors and no captures */
  struct str phrase;
  size_t at;
  struct phrase_piece *pieces;
  size_t count;
  size_t capacity;
  uint32_t open[PHRASE_DEPTH]; /* pieces */
  size_t depth;
  uint32_t names[PHRASE_CAPTURES]; /* capture ids */
  uint8_t name_count;
  uint32_t capture_ids; /* given so far, in all phrases */
  struct phrase_error *error;
};

/*
 * 0 and the pieces, ATTUNE_E_ARGUMENT with *error, or ATTUNE_E_MEMORY.
 * Whether something matches nothing or a gap hangs loose is seen later.
 */
int phrase_parse(struct phrase_parser *parser, struct str phrase,
                 struct phrase_error *error);

int phrase_parse_fail(struct phrase_error *error, size_t at,
                      const char *message);

#endif
