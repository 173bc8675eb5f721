#include "review/wording.h"

#include <attune.h>

#define PIECES_MAX 16
#define NUMBER_MAX 100000

/* A quotation in a message is to be recognised, not read again. */
#define QUOTE_MAX 90

static struct str shorten(struct str text) {
  if (text.size <= QUOTE_MAX)
    return text;
  size_t size = QUOTE_MAX;
  while (size > 0 && text.data[size] != ' ')
    size--;
  return size ? (struct str){text.data, size} : text;
}

static bool captured(struct arena *arena, const struct wording_slots *slots,
                     struct str name, struct str *value) {
  char key[32];
  struct range range;
  if (!slots->match || name.size >= sizeof(key))
    return false;
  memcpy(key, name.data, name.size);
  key[name.size] = '\0';
  if (!language_capture(slots->language, slots->text, slots->match, key,
                        &range))
    return false;
  *value = text_plain(arena, slots->text, range);
  return true;
}

static const struct {
  const char *name;
  size_t offset;
  bool shortened;
} known[] = {
    {"quote", offsetof(struct wording_slots, quote), true},
    {"told", offsetof(struct wording_slots, told), true},
    {"concern", offsetof(struct wording_slots, concern), false},
    {"question", offsetof(struct wording_slots, question), true},
    {"name", offsetof(struct wording_slots, name), false},
};

enum {
  KNOWN = sizeof(known) / sizeof(*known)
};

const char *wording_slot_name(unsigned i) {
  return i < KNOWN ? known[i].name : NULL;
}

static struct str look_up(struct arena *arena,
                          const struct wording_slots *slots, struct str name) {
  struct str value = {0};
  for (size_t i = 0; i < KNOWN; i++) {
    if (!str_is(name, known[i].name))
      continue;
    memcpy(&value, (const char *)slots + known[i].offset, sizeof(value));
    return known[i].shortened ? shorten(value) : value;
  }
  captured(arena, slots, name, &value);
  return value;
}

static struct str until(struct str text, char stop) {
  const char *end = text.size ? memchr(text.data, stop, text.size) : NULL;
  return (struct str){text.data, end ? (size_t)(end - text.data) : text.size};
}

static void skip(struct str *text, size_t size) {
  size = size < text->size ? size : text->size;
  text->data += size;
  text->size -= size;
}

int wording_fill(struct arena *arena, const struct wording_slots *slots,
                 struct str template, struct str *out) {
  struct str pieces[PIECES_MAX];
  size_t count = 0;
  *out = (struct str){0};
  while (template.size > 0 && count + 2 <= PIECES_MAX) {
    struct str plain = until(template, '{');
    pieces[count++] = plain;
    skip(&template, plain.size);
    if (template.size == 0)
      break;
    skip(&template, 1);
    struct str name = until(template, '}');
    skip(&template, name.size + 1);
    pieces[count] = look_up(arena, slots, name);
    if (pieces[count++].size == 0)
      return ATTUNE_OK;
  }
  if (count == 0)
    return ATTUNE_OK;
  *out = arena_join(arena, pieces, count);
  return out->data ? ATTUNE_OK : ATTUNE_E_MEMORY;
}

int wording_label(struct arena *arena, const struct wording_slots *slots,
                  const char *id, const char *part, struct str *out) {
  const struct language *language = slots->language;
  *out = (struct str){0};
  for (size_t i = language->first[LANGUAGE_LABEL];
       i < language->first[LANGUAGE_LABEL + 1]; i++) {
    const struct language_entry *entry = &language->entries[i];
    if (!str_is(entry->id, id) || !str_is(entry->part, part))
      continue;
    for (size_t say = 0; say < entry->say_count && out->size == 0; say++) {
      int status = wording_fill(arena, slots, entry->says[say], out);
      if (status)
        return status;
    }
  }
  return ATTUNE_OK;
}

bool wording_lists(struct str list, struct str word) {
  while (list.size > 0) {
    struct str item = until(list, ' ');
    if (item.size > 0 && str_equal(item, word))
      return true;
    skip(&list, item.size + 1);
  }
  return false;
}

int wording_number(struct str value, int otherwise) {
  int number = 0;
  if (value.size == 0)
    return otherwise;
  for (size_t i = 0; i < value.size; i++) {
    if (value.data[i] < '0' || value.data[i] > '9' || number > NUMBER_MAX)
      return otherwise;
    number = 10 * number + (value.data[i] - '0');
  }
  return number;
}
