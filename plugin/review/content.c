#include "review/content.h"

/* Shorter words are glue; longer ones carry what the trouble is about. */
#define CONTENT_MIN 4

static bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80);
}

static char lower(char c) {
  return c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
}

struct str content_next(struct str text, size_t *at) {
  while (*at < text.size) {
    size_t begin = *at;
    while (*at < text.size && is_letter(text.data[*at]))
      ++*at;
    size_t size = *at - begin;
    if (*at < text.size)
      ++*at;
    if (size >= CONTENT_MIN)
      return (struct str){text.data + begin, size};
  }
  return (struct str){NULL, 0};
}

bool content_is_kin(struct str a, struct str b) {
  size_t shorter = a.size < b.size ? a.size : b.size;
  size_t longer = a.size + b.size - shorter;
  if (shorter < CONTENT_MIN || longer > shorter + 3)
    return false;
  for (size_t i = 0; i + (longer > shorter) < shorter; i++)
    if (lower(a.data[i]) != lower(b.data[i]))
      return false;
  return true;
}

const struct language_entry *content_glue(const struct language *language) {
  return language_find(language, LANGUAGE_LABEL, STR("glue"));
}

bool content_is_glue(const struct language_entry *glue, struct str word) {
  size_t count = glue && word.size > 0 ? glue->say_count : 0;
  for (size_t i = 0; i < count; i++) {
    const char *at = memchr(glue->begins + i, lower(word.data[0]), count - i);
    if (!at)
      return false;
    i = (size_t)(at - glue->begins);
    if (content_is_kin(glue->says[i], word))
      return true;
  }
  return false;
}

bool content_is_said(const struct token *tokens, size_t count,
                     struct str word) {
  for (size_t i = 0; i < count; i++)
    if (content_is_kin(word, tokens[i].folded))
      return true;
  return false;
}
