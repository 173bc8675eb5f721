/*
 * Words with numbers in them; the first byte says which kinds are hidden.
 *
 * Whatever they are: as many bytes, units and characters as before, only
 * letters and digits are changed, and hiding again changes nothing.
 */
#include <stdlib.h>

#include "base/utf8.h"
#include "reading/redact.h"

#define HOLDS(condition)                                                       \
  do {                                                                         \
    if (!(condition))                                                          \
      abort();                                                                 \
  } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct utf8_position end_of(struct str text) {
  struct utf8_position position = {0};
  utf8_advance(text, &position, text.size);
  return position;
}

static bool is_mark(const char *bytes, size_t left) {
  return bytes[0] == '*' || (left > 1 && memcmp(bytes, "\xC2\xB7", 2) == 0) ||
         (left > 2 && memcmp(bytes, "\xE2\x80\xA2", 3) == 0);
}

static void check_changes(const char *before, const char *after, size_t size) {
  for (size_t i = 0; i < size; i++) {
    if (before[i] == after[i])
      continue;
    HOLDS(is_mark(after + i, size - i));
    while (i + 1 < size && ((unsigned char)after[i + 1] & 0xC0) == 0x80)
      i++;
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size == 0 || size > 20000)
    return 0;
  uint32_t kinds = data[0] & 7;
  size--;
  char *once = malloc(size + 1), *twice = malloc(size + 1);
  HOLDS(once && twice);
  memcpy(once, data + 1, size);
  redact_bytes(once, size, kinds);
  check_changes((const char *)data + 1, once, size);
  struct str before = {(const char *)data + 1, size}, after = {once, size};
  if (utf8_valid(before)) {
    HOLDS(utf8_valid(after));
    HOLDS(end_of(before).utf16 == end_of(after).utf16);
    HOLDS(end_of(before).chars == end_of(after).chars);
  }
  memcpy(twice, once, size);
  redact_bytes(twice, size, kinds);
  HOLDS(memcmp(once, twice, size) == 0);
  free(once);
  free(twice);
  return 0;
}
