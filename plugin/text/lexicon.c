/*
 * One table for all three kinds of forms: the tokenizer asks once for each
 * word. Forms are kept folded exactly as tokens are, else they would never
 * meet.
 */
#include "text/text.h"

#include <stdlib.h>

#include <attune.h>

#include "base/hash.h"
#include "base/utf8.h"
#include "text/scan.h"

enum {
  PARTS_MAX = 8,
  SLOTS_MIN = 64
};

struct slot {
  struct str form; /* data NULL: empty */
  struct text_form found;
};

struct text_lexicon {
  struct arena arena;
  struct slot *slots; /* open addressing; a power of two of them */
  size_t capacity;
  size_t count;
};

static size_t form_hash(struct str form) {
  uint64_t hash = hash_bytes(HASH_START, form);
  return (size_t)(hash ^ (hash >> 29));
}

static struct slot *slot_of(struct slot *slots, size_t capacity,
                            struct str form) {
  size_t i = form_hash(form) & (capacity - 1);
  while (slots[i].form.data && !str_equal(slots[i].form, form))
    i = (i + 1) & (capacity - 1);
  return &slots[i];
}

struct text_lexicon *text_lexicon_new(void) {
  struct text_lexicon *lexicon = calloc(1, sizeof(*lexicon));
  if (lexicon)
    arena_init(&lexicon->arena, 0);
  return lexicon;
}

void text_lexicon_free(struct text_lexicon *lexicon) {
  if (!lexicon)
    return;
  arena_fini(&lexicon->arena);
  free(lexicon->slots);
  free(lexicon);
}

/* At most half full, so that a look-up that finds nothing ends soon. */
static int lexicon_grow(struct text_lexicon *lexicon) {
  if (lexicon->count * 2 < lexicon->capacity)
    return ATTUNE_OK;
  size_t capacity = lexicon->capacity ? lexicon->capacity * 2 : SLOTS_MIN;
  struct slot *slots = calloc(capacity, sizeof(*slots));
  if (!slots)
    return ATTUNE_E_MEMORY;
  for (size_t i = 0; i < lexicon->capacity; i++)
    if (lexicon->slots[i].form.data)
      *slot_of(slots, capacity, lexicon->slots[i].form) = lexicon->slots[i];
  free(lexicon->slots);
  lexicon->slots = slots;
  lexicon->capacity = capacity;
  return ATTUNE_OK;
}

/*
 * As a token of the text would be folded: case, apostrophes, single blanks.
 * Folding never needs more bytes than twice those of the form.
 */
static int fold_form(struct arena *arena, struct str form, struct str *out) {
  char *data = arena_alloc(arena, form.size * 3 + 4);
  size_t size = 0;
  if (!data)
    return ATTUNE_E_MEMORY;
  for (size_t i = 0; i < form.size;) {
    uint32_t code;
    i += scan_decode(form, i, &code);
    enum character c = character_of(code);
    if (c == CHARACTER_BLANK || c == CHARACTER_NEWLINE) {
      if (size > 0 && data[size - 1] != ' ')
        data[size++] = ' ';
    } else if (c != CHARACTER_HIDDEN) {
      code = c == CHARACTER_APOSTROPHE ? '\'' : character_fold(code);
      size += utf8_encode(code, data + size);
    }
  }
  while (size > 0 && (data[size - 1] == ' ' || data[size - 1] == '.' ||
                      data[size - 1] == ','))
    size--;
  *out = (struct str){data, size};
  return ATTUNE_OK;
}

static int lexicon_entry(struct text_lexicon *lexicon, struct str form,
                         struct text_form **out) {
  struct str folded;
  int status = fold_form(&lexicon->arena, form, &folded);
  if (status != ATTUNE_OK)
    return status;
  if (folded.size == 0)
    return ATTUNE_E_ARGUMENT;
  status = lexicon_grow(lexicon);
  if (status != ATTUNE_OK)
    return status;
  struct slot *slot = slot_of(lexicon->slots, lexicon->capacity, folded);
  if (!slot->form.data) {
    slot->form = folded;
    lexicon->count++;
  }
  *out = &slot->found;
  return ATTUNE_OK;
}

int text_lexicon_contraction(struct text_lexicon *lexicon, struct str form,
                             const struct str *parts, size_t count) {
  struct text_form *found;
  if (count == 0 || count > PARTS_MAX || count > form.size)
    return ATTUNE_E_ARGUMENT;
  struct str *copies = arena_alloc(&lexicon->arena, count * sizeof(*copies));
  if (!copies)
    return ATTUNE_E_MEMORY;
  for (size_t i = 0; i < count; i++) {
    int status = fold_form(&lexicon->arena, parts[i], &copies[i]);
    if (status != ATTUNE_OK)
      return status;
  }
  int status = lexicon_entry(lexicon, form, &found);
  if (status != ATTUNE_OK)
    return status;
  found->parts = copies;
  found->part_count = (uint8_t)count;
  return ATTUNE_OK;
}

int text_lexicon_abbreviation(struct text_lexicon *lexicon, struct str form) {
  struct text_form *found;
  int status = lexicon_entry(lexicon, form, &found);
  if (status == ATTUNE_OK)
    found->abbreviation = true;
  return status;
}

int text_lexicon_sign_off(struct text_lexicon *lexicon, struct str form) {
  struct text_form *found;
  int status = lexicon_entry(lexicon, form, &found);
  if (status == ATTUNE_OK)
    found->sign_off = true;
  return status;
}

const struct text_form *text_lexicon_find(const struct text_lexicon *lexicon,
                                          struct str form) {
  if (!lexicon || lexicon->count == 0)
    return NULL;
  const struct slot *slot = slot_of(lexicon->slots, lexicon->capacity, form);
  return slot->form.data ? &slot->found : NULL;
}
