#include "text/phrase_symbols.h"

#include <attune.h>

#include "text/scan.h"

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
  if (!items || symbols->count >= PHRASE_SYMBOL_LAST - PHRASE_KINDS)
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

static bool is_letters(struct str word) {
  size_t same = 0;
  for (size_t i = 0; i < word.size; i++) {
    if (word.data[i] < 'a' || word.data[i] > 'z')
      return false;
    same = i > 0 && word.data[i] == word.data[i - 1] ? same + 1 : 0;
    if (same == 2)
      return false;
  }
  return true;
}

/*
 * Most words of a phrase are read as they stand: small letters that are no
 * contraction and not drawn out. The tokenizer is asked for the others.
 */
static bool is_plain(const struct phrase_symbols *symbols, struct str word) {
  const struct text_form *form =
      symbols->lexicon ? text_lexicon_find(symbols->lexicon, word) : NULL;
  return !form || form->part_count == 0;
}

/* Words of letters only are known by their own symbol, the others by runs. */
static int fold_letters(struct phrase_symbols *symbols, struct str word,
                        bool starred, const uint32_t **run, size_t *count) {
  enum phrase_tag tag = starred ? PHRASE_TAG_PREFIX : PHRASE_TAG_WORD;
  const struct phrase_name *name =
      phrase_names_find(&symbols->names, tag, word);
  *count = 0;
  if (!name && !is_plain(symbols, word))
    return ATTUNE_OK;
  if (name)
    symbols->plain = name->value;
  else if (phrase_symbols_intern(symbols, tag, word, &symbols->plain))
    return ATTUNE_E_MEMORY;
  *run = &symbols->plain;
  *count = 1;
  return ATTUNE_OK;
}

static int push_symbol(struct phrase_symbols *symbols, struct str word,
                       bool prefix) {
  uint32_t symbol;
  if (phrase_symbols_intern(
          symbols, prefix ? PHRASE_TAG_PREFIX : PHRASE_TAG_WORD, word, &symbol))
    return ATTUNE_E_MEMORY;
  return push_fold(symbols, symbol);
}

/* The run is remembered only when it is whole: a failure leaves no trace. */
static int read_fold(struct phrase_symbols *symbols, struct str word,
                     bool starred) {
  struct text text;
  arena_reset(&symbols->scratch);
  if (text_read(&symbols->scratch, symbols->lexicon, word, TEXT_PLAIN, &text) ||
      push_fold(symbols, text.token_count))
    return ATTUNE_E_MEMORY;
  for (uint32_t i = 0; i < text.token_count; i++)
    if (push_symbol(symbols, text.tokens[i].folded,
                    starred && i + 1 == text.token_count))
      return ATTUNE_E_MEMORY;
  return ATTUNE_OK;
}

/*
 * The same few thousand words make up all phrases. Each is read by the
 * tokenizer once, or building would take longer than all else in opening.
 */
int phrase_symbols_fold(struct phrase_symbols *symbols, struct str word,
                        bool starred, const uint32_t **run, size_t *count) {
  uint32_t tag = starred ? PHRASE_TAG_STARRED : PHRASE_TAG_FOLD;
  if (is_letters(word)) {
    int status = fold_letters(symbols, word, starred, run, count);
    if (status || *count > 0)
      return status;
  }
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
