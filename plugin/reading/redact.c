#include "reading/redact.h"

#include <attune.h>

#include "reading/redact_find.h"

/* Fewer digits make nothing that is anybody's own. */
#define DIGITS_MIN 7

/* Most words hold nothing of the kind; they are not even copied. */
static bool may_hold(struct str words, uint32_t kinds) {
  size_t digits = 0;
  if (kinds == 0)
    return false;
  for (size_t i = 0; i < words.size; i++) {
    unsigned char c = (unsigned char)words.data[i];
    /* What digits of other scripts begin with counts as one. */
    digits += (c >= '0' && c <= '9') || c == 0xD9 || c == 0xDB || c == 0xE0 ||
              c == 0xEF;
    if (c == '@' || c == '%' || digits >= DIGITS_MIN)
      return true;
  }
  return false;
}

static bool is_private(enum fact_kind kind, uint32_t kinds) {
  switch (kind) {
  case FACT_CARD:
    return (kinds & REDACT_BIT(REDACT_CARD)) != 0;
  case FACT_EMAIL:
    return (kinds & REDACT_BIT(REDACT_EMAIL)) != 0;
  case FACT_PHONE:
    return (kinds & REDACT_BIT(REDACT_PHONE)) != 0;
  default:
    return false;
  }
}

void redact_bytes(char *bytes, size_t size, uint32_t kinds) {
  if (kinds & REDACT_BIT(REDACT_CARD))
    redact_cards(bytes, size);
  if (kinds & REDACT_BIT(REDACT_EMAIL))
    redact_emails(bytes, size);
  if (kinds & REDACT_BIT(REDACT_PHONE))
    redact_phones(bytes, size);
}

int redact_str(struct arena *arena, uint32_t kinds, struct str *words) {
  if (!may_hold(*words, kinds))
    return ATTUNE_OK;
  char *copy = arena_copy(arena, *words);
  if (!copy)
    return ATTUNE_E_MEMORY;
  redact_bytes(copy, words->size, kinds);
  words->data = copy;
  return ATTUNE_OK;
}

int redact_text(struct arena *arena, uint32_t kinds, struct text *text) {
  return redact_str(arena, kinds, &text->source);
}

/* The same words again, wherever they stand. */
static void hide_all(char *bytes, size_t size, struct str piece) {
  for (size_t at = 0; piece.size >= DIGITS_MIN && at + piece.size <= size;) {
    char *found = memmem(bytes + at, size - at, piece.data, piece.size);
    if (!found)
      return;
    at = (size_t)(found - bytes);
    redact_hide(bytes, (struct range){at, at + piece.size});
    at += piece.size;
  }
}

int redact_said(struct arena *arena, uint32_t kinds, const struct text *text,
                const struct reading *reading, struct str *words) {
  if (!may_hold(*words, kinds))
    return ATTUNE_OK;
  char *copy = arena_copy(arena, *words);
  if (!copy)
    return ATTUNE_E_MEMORY;
  for (size_t i = 0; i < reading->fact_count; i++)
    if (is_private(reading->facts[i].kind, kinds))
      hide_all(copy, words->size,
               str_slice(text->source, reading->facts[i].range));
  redact_bytes(copy, words->size, kinds);
  words->data = copy;
  return ATTUNE_OK;
}

/* A card's value was made to be shown; see value.c. */
static int hide_value(struct arena *arena, uint32_t kinds,
                      const struct text *text, const struct reading *reading,
                      struct fact *fact) {
  if (fact->kind == FACT_CARD)
    return ATTUNE_OK;
  if (!is_private(fact->kind, kinds))
    return redact_said(arena, kinds, text, reading, &fact->value);
  char *copy = arena_copy(arena, fact->value);
  if (!copy)
    return ATTUNE_E_MEMORY;
  redact_hide(copy, (struct range){0, fact->value.size});
  fact->value.data = copy;
  return ATTUNE_OK;
}

static int hide_facts(struct arena *arena, uint32_t kinds,
                      const struct text *text, const struct reading *reading,
                      struct fact **out) {
  struct fact *facts =
      arena_alloc(arena, (reading->fact_count + 1) * sizeof(*facts));
  int status = facts ? ATTUNE_OK : ATTUNE_E_MEMORY;
  for (size_t i = 0; status == ATTUNE_OK && i < reading->fact_count; i++) {
    facts[i] = reading->facts[i];
    status = hide_value(arena, kinds, text, reading, &facts[i]);
  }
  *out = facts;
  return status;
}

int redact_reading(struct arena *arena, uint32_t kinds, struct text *text,
                   struct reading *reading) {
  struct fact *facts;
  struct str concern = reading->concern, source = text->source;
  if (!may_hold(source, kinds))
    return ATTUNE_OK;
  int status = redact_said(arena, kinds, text, reading, &concern);
  if (status == ATTUNE_OK)
    status = hide_facts(arena, kinds, text, reading, &facts);
  if (status != ATTUNE_OK)
    return status;
  char *copy = arena_copy(arena, source);
  if (!copy)
    return ATTUNE_E_MEMORY;
  /* Before the shapes: what the reading knows whole, they may see half of. */
  for (size_t i = 0; i < reading->fact_count; i++)
    if (is_private(reading->facts[i].kind, kinds))
      redact_hide(copy, reading->facts[i].range);
  redact_bytes(copy, source.size, kinds);
  text->source.data = copy;
  reading->concern = concern;
  reading->facts = facts;
  return ATTUNE_OK;
}
