#include "base/utf8.h"

/* A lead byte's promise: how many bytes, and which second byte is allowed. */
struct lead {
  uint8_t size; /* 0: no character starts with this byte */
  uint8_t low, high;
};

/*
 * The narrowed second bytes keep out overlong forms (E0, F0), surrogates
 * (ED) and what lies beyond U+10FFFF (F4).
 */
static struct lead lead_of(uint8_t byte) {
  if (byte < 0xC2)
    return (struct lead){0, 0, 0};
  if (byte < 0xE0)
    return (struct lead){2, 0x80, 0xBF};
  if (byte < 0xF0)
    return (struct lead){3, byte == 0xE0 ? 0xA0 : 0x80,
                         byte == 0xED ? 0x9F : 0xBF};
  if (byte < 0xF5)
    return (struct lead){4, byte == 0xF0 ? 0x90 : 0x80,
                         byte == 0xF4 ? 0x8F : 0xBF};
  return (struct lead){0, 0, 0};
}

/* As utf8_decode; false for an ill-formed piece. */
static bool decode(struct str text, uint32_t *code, size_t *size) {
  const uint8_t *bytes = (const uint8_t *)text.data;
  *size = 1;
  *code = bytes[0];
  if (bytes[0] < 0x80)
    return true;
  struct lead lead = lead_of(bytes[0]);
  uint32_t value = bytes[0] & (0x7Fu >> lead.size);
  *code = UTF8_REPLACEMENT;
  if (lead.size == 0)
    return false;
  for (size_t i = 1; i < lead.size; i++) {
    uint8_t low = i == 1 ? lead.low : 0x80;
    uint8_t high = i == 1 ? lead.high : 0xBF;
    if (i == text.size || bytes[i] < low || bytes[i] > high)
      return false;
    value = value << 6 | (bytes[i] & 0x3Fu);
    *size = i + 1;
  }
  *code = value;
  return true;
}

size_t utf8_decode(struct str text, uint32_t *code) {
  size_t size;
  (void)decode(text, code, &size);
  return size;
}

static char tail_byte(uint32_t code, unsigned shift) {
  return (char)(0x80 | (code >> shift & 0x3F));
}

size_t utf8_encode(uint32_t code, char out[4]) {
  if ((code >= 0xD800 && code <= 0xDFFF) || code > 0x10FFFF)
    code = UTF8_REPLACEMENT;
  if (code < 0x80) {
    out[0] = (char)code;
    return 1;
  }
  if (code < 0x800) {
    out[0] = (char)(0xC0 | code >> 6);
    out[1] = tail_byte(code, 0);
    return 2;
  }
  if (code < 0x10000) {
    out[0] = (char)(0xE0 | code >> 12);
    out[1] = tail_byte(code, 6);
    out[2] = tail_byte(code, 0);
    return 3;
  }
  out[0] = (char)(0xF0 | code >> 18);
  out[1] = tail_byte(code, 12);
  out[2] = tail_byte(code, 6);
  out[3] = tail_byte(code, 0);
  return 4;
}

/* How many bytes from at on are plain ASCII for certain, eight at a time. */
static size_t ascii_run(struct str text, size_t at) {
  size_t begin = at;
  while (text.size - at >= sizeof(uint64_t)) {
    uint64_t word;
    memcpy(&word, text.data + at, sizeof(word));
    if (word & UINT64_C(0x8080808080808080))
      break;
    at += sizeof(word);
  }
  return at - begin;
}

bool utf8_valid(struct str text) {
  size_t at = 0;
  while (at < text.size) {
    uint32_t code;
    size_t size = ascii_run(text, at);
    struct str rest = {text.data + at, text.size - at};
    if (size == 0 && !decode(rest, &code, &size))
      return false;
    at += size;
  }
  return true;
}

void utf8_advance(struct str text, struct utf8_position *position,
                  size_t target) {
  if (target > text.size)
    target = text.size;
  while (position->utf8 < target) {
    uint32_t code;
    struct str rest = {text.data + position->utf8, text.size - position->utf8};
    size_t size = utf8_decode(rest, &code);
    if (size > target - position->utf8)
      return;
    position->utf8 += size;
    position->utf16 += code > 0xFFFF ? 2 : 1;
    position->chars++;
  }
}

struct code_range {
  uint32_t first, last;
};

/* Ascending. Variation selectors stay: an emoji is not whole without them. */
static const struct code_range hidden[] = {
    {0x00AD, 0x00AD},   /* soft hyphen */
    {0x034F, 0x034F},   /* combining grapheme joiner */
    {0x061C, 0x061C},   /* Arabic letter mark */
    {0x180E, 0x180E},   /* Mongolian vowel separator */
    {0x200B, 0x200F},   /* zero-width space, joiners, direction marks */
    {0x202A, 0x202E},   /* embeddings and overrides */
    {0x2060, 0x206F},   /* word joiner, invisible operators, isolates */
    {0xFEFF, 0xFEFF},   /* zero-width no-break space */
    {0xFFF9, 0xFFFB},   /* interlinear annotation */
    {0xE0000, 0xE0FFF}, /* tags, and the selectors that smuggle bytes */
};

bool utf8_is_hidden(uint32_t code) {
  for (size_t i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++)
    if (code <= hidden[i].last)
      return code >= hidden[i].first;
  return false;
}
