#include "text/character.h"

#include <stddef.h>

#include "base/utf8.h"
#include "text/scan.h"

#define OTH CHARACTER_OTHER
#define LET CHARACTER_LETTER
#define DIG CHARACTER_DIGIT
#define BLA CHARACTER_BLANK
#define NEW CHARACTER_NEWLINE
#define APO CHARACTER_APOSTROPHE
#define QUO CHARACTER_QUOTE
#define OPE CHARACTER_OPEN
#define CLO CHARACTER_CLOSE
#define TER CHARACTER_TERMINAL
#define PAU CHARACTER_PAUSE
#define DAS CHARACTER_DASH
#define CUR CHARACTER_CURRENCY

const uint8_t character_ascii[128] = {
    BLA, BLA, BLA, BLA, BLA, BLA, BLA, BLA, BLA, BLA, NEW, BLA, BLA, BLA, BLA,
    BLA, BLA, BLA, BLA, BLA, BLA, BLA, BLA, BLA, BLA, BLA, BLA, BLA, BLA, BLA,
    BLA, BLA, BLA, TER, QUO, OTH, CUR, OTH, OTH, APO, OPE, CLO, OTH, OTH, PAU,
    DAS, TER, OTH, DIG, DIG, DIG, DIG, DIG, DIG, DIG, DIG, DIG, DIG, PAU, PAU,
    OTH, OTH, OTH, TER, OTH, LET, LET, LET, LET, LET, LET, LET, LET, LET, LET,
    LET, LET, LET, LET, LET, LET, LET, LET, LET, LET, LET, LET, LET, LET, LET,
    LET, OPE, OTH, CLO, OTH, OTH, APO, LET, LET, LET, LET, LET, LET, LET, LET,
    LET, LET, LET, LET, LET, LET, LET, LET, LET, LET, LET, LET, LET, LET, LET,
    LET, LET, LET, OPE, OTH, CLO, OTH, BLA};

struct code_class {
  uint32_t first;
  uint32_t last;
  uint8_t character;
};

/*
 * In order, what is not a letter; all between counts as one. So does U+FFFD,
 * so that a word with one bad byte stays one word.
 */
static const struct code_class classes[] = {
    {0x0080, 0x009F, BLA},
    {0x00A0, 0x00A0, BLA},
    {0x00A1, 0x00A1, OTH},
    {0x00A2, 0x00A5, CUR},
    {0x00A6, 0x00A9, OTH},
    {0x00AB, 0x00AB, QUO},
    {0x00AC, 0x00AC, OTH},
    {0x00AE, 0x00B3, OTH},
    {0x00B4, 0x00B4, APO},
    {0x00B6, 0x00B9, OTH},
    {0x00BB, 0x00BB, QUO},
    {0x00BC, 0x00BF, OTH},
    {0x00D7, 0x00D7, OTH},
    {0x00F7, 0x00F7, OTH},
    {0x02B9, 0x02B9, APO},
    {0x02BB, 0x02BD, APO},
    {0x0300, 0x036F, CHARACTER_MARK},
    {0x037E, 0x037E, TER},
    {0x0483, 0x0489, CHARACTER_MARK},
    {0x0591, 0x05BD, CHARACTER_MARK},
    {0x05BE, 0x05BE, DAS},
    {0x060C, 0x060C, PAU},
    {0x061B, 0x061B, PAU},
    {0x061F, 0x061F, TER},
    {0x064B, 0x065F, CHARACTER_MARK},
    {0x0660, 0x0669, DIG},
    {0x0964, 0x0965, TER},
    {0x1680, 0x1680, BLA},
    {0x1AB0, 0x1AFF, CHARACTER_MARK},
    {0x1DC0, 0x1DFF, CHARACTER_MARK},
    {0x2000, 0x200A, BLA},
    {0x2010, 0x2015, DAS},
    {0x2016, 0x2017, OTH},
    {0x2018, 0x201B, APO},
    {0x201C, 0x201F, QUO},
    {0x2020, 0x2025, OTH},
    {0x2026, 0x2026, TER},
    {0x2027, 0x2027, OTH},
    {0x2028, 0x2029, NEW},
    {0x202F, 0x202F, BLA},
    {0x2030, 0x2031, OTH},
    {0x2032, 0x2032, APO},
    {0x2033, 0x2038, OTH},
    {0x2039, 0x2039, OPE},
    {0x203A, 0x203A, CLO},
    {0x203B, 0x203B, OTH},
    {0x203C, 0x203D, TER},
    {0x203E, 0x2046, OTH},
    {0x2047, 0x2049, TER},
    {0x204A, 0x205E, OTH},
    {0x205F, 0x205F, BLA},
    {0x2070, 0x209F, OTH},
    {0x20A0, 0x20CF, CUR},
    {0x20D0, 0x20FF, CHARACTER_MARK},
    {0x2100, 0x2319, OTH},
    {0x231A, 0x231B, CHARACTER_EMOJI},
    {0x231C, 0x23CE, OTH},
    {0x23CF, 0x23FA, CHARACTER_EMOJI},
    {0x23FB, 0x25FF, OTH},
    {0x2600, 0x27BF, CHARACTER_EMOJI},
    {0x27C0, 0x2B4F, OTH},
    {0x2B50, 0x2B55, CHARACTER_EMOJI},
    {0x2B56, 0x2BFF, OTH},
    {0x2E00, 0x2E7F, OTH},
    {0x3000, 0x3000, BLA},
    {0x3001, 0x3001, PAU},
    {0x3002, 0x3002, TER},
    {0x3003, 0x3007, OTH},
    {0x3008, 0x303F, OTH},
    {0xFE00, 0xFE0F, CHARACTER_MARK},
    {0xFE10, 0xFE1F, OTH},
    {0xFE20, 0xFE2F, CHARACTER_MARK},
    {0xFE30, 0xFE6F, OTH},
    {0xFF01, 0xFF01, TER},
    {0xFF02, 0xFF06, OTH},
    {0xFF07, 0xFF07, APO},
    {0xFF08, 0xFF08, OPE},
    {0xFF09, 0xFF09, CLO},
    {0xFF0A, 0xFF0B, OTH},
    {0xFF0C, 0xFF0C, PAU},
    {0xFF0D, 0xFF0D, DAS},
    {0xFF0E, 0xFF0E, TER},
    {0xFF0F, 0xFF0F, OTH},
    {0xFF10, 0xFF19, DIG},
    {0xFF1A, 0xFF1B, PAU},
    {0xFF1C, 0xFF1E, OTH},
    {0xFF1F, 0xFF1F, TER},
    {0xFF20, 0xFF20, OTH},
    {0xFF3B, 0xFF40, OTH},
    {0xFF5B, 0xFF65, OTH},
    {0xFFE0, 0xFFEF, OTH},
    {0x1F000, 0x1FAFF, CHARACTER_EMOJI},
};

static enum character class_of_glyph(uint32_t code) {
  switch (code) {
  case GLYPH_MARKUP:
    return CHARACTER_MARKUP;
  case GLYPH_EMPHASIS:
    return CHARACTER_OTHER;
  case GLYPH_CODE:
    return CHARACTER_SOLID;
  case GLYPH_LINK:
    return CHARACTER_LINK;
  default:
    return CHARACTER_BREAK;
  }
}

enum character character_of_wide(uint32_t code) {
  size_t low = 0, high = sizeof(classes) / sizeof(classes[0]);
  if (code >= GLYPH_END)
    return class_of_glyph(code);
  if (utf8_is_hidden(code))
    return CHARACTER_HIDDEN;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (code > classes[middle].last)
      low = middle + 1;
    else if (code < classes[middle].first)
      high = middle;
    else
      return (enum character)classes[middle].character;
  }
  return CHARACTER_LETTER;
}

/* A row of capitals; with step 2 every second character is one. */
struct fold_range {
  uint32_t first;
  uint32_t last;
  int32_t delta;
  uint32_t step;
};

static const struct fold_range folds[] = {
    {0x00C0, 0x00D6, 32, 1}, {0x00D8, 0x00DE, 32, 1},
    {0x0100, 0x012E, 1, 2},  {0x0130, 0x0130, 'i' - 0x130, 1},
    {0x0132, 0x0136, 1, 2},  {0x0139, 0x0147, 1, 2},
    {0x014A, 0x0176, 1, 2},  {0x0178, 0x0178, 0xFF - 0x178, 1},
    {0x0179, 0x017D, 1, 2},  {0x017F, 0x017F, 's' - 0x17F, 1},
    {0x01CD, 0x01DB, 1, 2},  {0x01DE, 0x01EE, 1, 2},
    {0x01F8, 0x021E, 1, 2},  {0x0222, 0x0232, 1, 2},
    {0x0370, 0x0372, 1, 2},  {0x0386, 0x0386, 38, 1},
    {0x0388, 0x038A, 37, 1}, {0x038C, 0x038C, 64, 1},
    {0x038E, 0x038F, 63, 1}, {0x0391, 0x03A1, 32, 1},
    {0x03A3, 0x03AB, 32, 1}, {0x03C2, 0x03C2, 1, 1},
    {0x03D8, 0x03EE, 1, 2},  {0x0400, 0x040F, 80, 1},
    {0x0410, 0x042F, 32, 1}, {0x0460, 0x0480, 1, 2},
    {0x048A, 0x04BE, 1, 2},  {0x04C1, 0x04CD, 1, 2},
    {0x04D0, 0x052E, 1, 2},  {0x0531, 0x0556, 48, 1},
    {0x1E00, 0x1E94, 1, 2},  {0x1E9E, 0x1E9E, 0xDF - 0x1E9E, 1},
    {0x1EA0, 0x1EFE, 1, 2},  {0xFF21, 0xFF3A, 32, 1},
};

uint32_t character_fold_wide(uint32_t code) {
  for (size_t i = 0; i < sizeof(folds) / sizeof(folds[0]); i++) {
    if (code > folds[i].last)
      continue;
    if (code < folds[i].first || (code - folds[i].first) % folds[i].step)
      return code;
    return (uint32_t)((int64_t)code + folds[i].delta);
  }
  return code;
}

bool character_is_upper(uint32_t code) {
  if (code == 0x17F || code == 0x3C2) /* small letters that also fold */
    return false;
  return character_fold(code) != code;
}

bool character_is_emoji_modifier(uint32_t code) {
  return code == 0xFE0E || code == 0xFE0F || code == 0x20E3 ||
         (code >= 0x1F3FB && code <= 0x1F3FF) ||
         (code >= 0xE0020 && code <= 0xE007F);
}

bool character_is_regional(uint32_t code) {
  return code >= 0x1F1E6 && code <= 0x1F1FF;
}
