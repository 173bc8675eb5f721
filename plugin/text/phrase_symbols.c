#include "text/phrase_symbols.h"

#include <attune.h>

/* PHRASE_ANY has no name: a phrase says ..1 to 12. */
static const char *const kind_names[PHRASE_KINDS] = {
    [PHRASE_WORD] = "word",       [PHRASE_NUMBER] = "number",
    [PHRASE_MONEY] = "money",     [PHRASE_CODE] = "code",
    [PHRASE_EMOJI] = "emoji",     [PHRASE_URL] = "url",
    [PHRASE_EMAIL] = "email",     [PHRASE_TEMPLATE] = "template",
    [PHRASE_CAPITAL] = "capital", [PHRASE_SHOUTED] = "shouted",
};

enum phrase_kind phrase_kind_find(struct str name) {
  int kind = PHRASE_WORD;
  while (kind < PHRASE_KINDS && !str_is(name, kind_names[kind]))
    kind++;
  return (enum phrase_kind)kind;
}

void phrase_symbols_init(struct phrase_symbols *symbols, struct arena *arena,
                         const struct text_lexicon *lexicon) {
  *symbols = (struct phrase_symbols){.arena = arena, .lexicon = lexicon};
  arena_init(&symbols->scratch, 0);
  phrase_names_init(&symbols->names, arena);
}

void phrase_symbols_fini(struct phrase_symbols *symbols) {
  arena_fini(&symbols->scratch);
}

int phrase_symbols_intern(struct phrase_symbols *symbols, enum phrase_tag tag,
                          struct str text, uint32_t *symbol) {
  const struct phrase_name *name =
      phrase_names_find(&symbols->names, tag, text);
  if (name) {
    *symbol = name->value;
    return ATTUNE_OK;
  }
  struct phrase_symbol *items =
      arena_grow(symbols->arena, symbols->items, symbols->count,
                 &symbols->capacity, sizeof(*items));
  if (!items)
    return ATTUNE_E_MEMORY;
  symbols->items = items;
  *symbol = PHRASE_KINDS + (uint32_t)symbols->count;
  if (phrase_names_add(&symbols->names, tag, text, *symbol))
    return ATTUNE_E_MEMORY;
  items[symbols->count++] = (struct phrase_symbol){
      symbols->names.items[symbols->names.count - 1].text, tag};
  return ATTUNE_OK;
}

int phrase_symbols_join(struct phrase_symbols *symbols, uint32_t member,
                        uint32_t set) {
  struct phrase_member *members =
      arena_grow(symbols->arena, symbols->members, symbols->member_count,
                 &symbols->member_capacity, sizeof(*members));
  if (!members)
    return ATTUNE_E_MEMORY;
  symbols->members = members;
  members[symbols->member_count++] = (struct phrase_member){member, set};
  return ATTUNE_OK;
}

static int push_fold(struct phrase_symbols *symbols, uint32_t value) {
  uint32_t *folds =
      arena_grow(symbols->arena, symbols->folds, symbols->fold_count,
                 &symbols->fold_capacity, sizeof(*folds));
  if (!folds)
    return ATTUNE_E_MEMORY;
  symbols->folds = folds;
  folds[symbols->fold_count++] = value;
  return ATTUNE_OK;
}

/* The run is remembered only when it is whole: a failure leaves no trace. */
static int read_fold(struct phrase_symbols *symbols, struct str word,
                     bool starred) {
  struct text text;
  arena_reset(&symbols->scratch);
  if (text_read(&symbols->scratch, symbols->lexicon, word, TEXT_PLAIN, &text) ||
      push_fold(symbols, text.token_count))
    return ATTUNE_E_MEMORY;
  for (uint32_t i = 0; i < text.token_count; i++) {
    bool prefix = starred && i + 1 == text.token_count;
    uint32_t symbol;
    if (phrase_symbols_intern(symbols,
                              prefix ? PHRASE_TAG_PREFIX : PHRASE_TAG_WORD,
                              text.tokens[i].folded, &symbol) ||
        push_fold(symbols, symbol))
      return ATTUNE_E_MEMORY;
  }
  return ATTUNE_OK;
}

/*
 * The same few thousand words make up all phrases. Each is read by the
 * tokenizer once, or building would take longer than all else in opening.
 */
int phrase_symbols_fold(struct phrase_symbols *symbols, struct str word,
                        bool starred, const uint32_t **run, size_t *count) {
  uint32_t tag = starred ? PHRASE_TAG_STARRED : PHRASE_TAG_FOLD;
  const struct phrase_name *name =
      phrase_names_find(&symbols->names, tag, word);
  size_t at = name ? name->value : symbols->fold_count;
  if (!name) {
    if (read_fold(symbols, word, starred) ||
        phrase_names_add(&symbols->names, tag, word, (uint32_t)at)) {
      symbols->fold_count = at;
      return ATTUNE_E_MEMORY;
    }
  }
  *count = symbols->folds[at];
  *run = symbols->folds + at + 1;
  return ATTUNE_OK;
}
