/*
 * What a character is to the tokenizer. Own small tables instead of the
 * C library's, whose answers depend on the locale.
 */
#ifndef ATTUNE_TEXT_CHARACTER_H
#define ATTUNE_TEXT_CHARACTER_H

#include <stdbool.h>
#include <stdint.h>

enum character {
  CHARACTER_OTHER, /* punctuation and symbols without a meaning here */
  CHARACTER_LETTER,
  CHARACTER_DIGIT,
  CHARACTER_MARK,   /* combines with the character before */
  CHARACTER_HIDDEN, /* zero width, bidi controls */
  CHARACTER_BLANK,
  CHARACTER_NEWLINE,
  CHARACTER_APOSTROPHE, /* also ‘ ’ ´ and the backtick */
  CHARACTER_QUOTE,      /* " “ ” « » */
  CHARACTER_OPEN,
  CHARACTER_CLOSE,
  CHARACTER_TERMINAL, /* . ! ? and their kin */
  CHARACTER_PAUSE,    /* , ; : */
  CHARACTER_DASH,     /* - – — */
  CHARACTER_CURRENCY,
  CHARACTER_EMOJI,
  CHARACTER_BREAK,  /* what follows can only be code above U+10FFFF */
  CHARACTER_MARKUP, /* takes no room for a reader */
  CHARACTER_SOLID,  /* stands for a word, but has no tokens */
  CHARACTER_LINK    /* a link starts: no other token reaches into it */
};

/* For ASCII; above it the function asks ranges. */
extern const uint8_t character_ascii[128];
enum character character_of_wide(uint32_t code);

static inline enum character character_of(uint32_t code) {
  return code < 128 ? (enum character)character_ascii[code]
                    : character_of_wide(code);
}

/* Lower case by simple folding: Latin, Greek, Cyrillic, Armenian. */
uint32_t character_fold_wide(uint32_t code);

static inline uint32_t character_fold(uint32_t code) {
  if (code >= 128)
    return character_fold_wide(code);
  return code >= 'A' && code <= 'Z' ? code + ('a' - 'A') : code;
}

bool character_is_upper(uint32_t code);

/* Skin tones, variation selectors: they alter the emoji before them. */
bool character_is_emoji_modifier(uint32_t code);
bool character_is_regional(uint32_t code);

#define CHARACTER_JOINER 0x200Du

#endif
