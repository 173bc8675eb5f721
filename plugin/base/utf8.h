/* UTF-8 as the Unicode Standard's table 3-7 defines it. */
#ifndef ATTUNE_BASE_UTF8_H
#define ATTUNE_BASE_UTF8_H

#include <stdint.h>

#include "base/str.h"

#define UTF8_REPLACEMENT 0xFFFDu

/*
 * Decodes what stands at the start of text (size > 0) into *code and returns
 * how many bytes it takes. A maximal ill-formed piece counts as one
 * UTF8_REPLACEMENT, so that offsets stay those of the caller's bytes.
 */
size_t utf8_decode(struct str text, uint32_t *code);

/* Writes 1 to 4 bytes, returns how many; a surrogate becomes U+FFFD. */
size_t utf8_encode(uint32_t code, char out[4]);

bool utf8_valid(struct str text);

/* How a byte offset counts in UTF-16 code units and in code points. */
struct utf8_position {
  size_t utf8;
  size_t utf16;
  size_t chars;
};

/*
 * Moves position forward to the byte offset target, never back. A walk over
 * ascending targets is linear in the text. A target inside a character
 * stands for its start.
 */
void utf8_advance(struct str text, struct utf8_position *position,
                  size_t target);

/*
 * Bidi controls, zero-width characters and tag characters: they can make a
 * text read other than it is, so that what we compose never carries them.
 */
bool utf8_is_hidden(uint32_t code);

#endif
