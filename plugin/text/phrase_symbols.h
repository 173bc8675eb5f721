/*
 * What a phrase asks of one token is a symbol: to be this word, to start so,
 * to be of that kind, to be in that class. A token has a few symbols; the
 * automaton only compares numbers.
 */
#ifndef ATTUNE_TEXT_PHRASE_SYMBOLS_H
#define ATTUNE_TEXT_PHRASE_SYMBOLS_H

#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "text/phrase_names.h"
#include "text/text.h"

/* More of them are refused as if memory were out. */
#define PHRASE_SYMBOL_BITS 24
#define PHRASE_SYMBOL_LAST ((1u << PHRASE_SYMBOL_BITS) - 1)

/* The first symbols, known without a pack. */
enum phrase_kind {
  PHRASE_ANY,
  PHRASE_WORD,
  PHRASE_NUMBER,
  PHRASE_MONEY,
  PHRASE_CODE,
  PHRASE_EMOJI,
  PHRASE_URL,
  PHRASE_EMAIL,
  PHRASE_TEMPLATE,
  PHRASE_CAPITAL,
  PHRASE_SHOUTED,
  PHRASE_KINDS
};

/* Tags of names; the first three are what kind of symbol one is. */
enum phrase_tag {
  PHRASE_TAG_WORD,
  PHRASE_TAG_PREFIX,
  PHRASE_TAG_SET,     /* a class's alternatives of one token */
  PHRASE_TAG_FOLD,    /* a word as it stands in a phrase → its symbols */
  PHRASE_TAG_STARRED, /* the same of word* */
  PHRASE_TAG_CAPTURE, /* the name of a capture → its id */
  PHRASE_TAG_ENTRY    /* a caller's entry → its slot */
};

struct phrase_symbol {
  struct str text;
  enum phrase_tag tag;
};

/* A token with the symbol member has the symbol set too. */
struct phrase_member {
  uint32_t member;
  uint32_t set;
};

struct phrase_symbols {
  struct arena *arena; /* the builder's */
  struct arena scratch;
  const struct text_lexicon *lexicon;
  struct phrase_names names;
  struct phrase_symbol *items; /* from PHRASE_KINDS on; [0] is that one */
  size_t count;
  size_t capacity;
  struct phrase_member *members;
  size_t member_count;
  size_t member_capacity;
  uint32_t plain;  /* the run of a word that is one symbol */
  uint32_t *folds; /* runs of symbols, each behind its length */
  size_t fold_count;
  size_t fold_capacity;
};

void phrase_symbols_init(struct phrase_symbols *symbols, struct arena *arena,
                         const struct text_lexicon *lexicon);
void phrase_symbols_fini(struct phrase_symbols *symbols);

/* The symbol of that name, made when it is new. 0 or ATTUNE_E_MEMORY. */
int phrase_symbols_intern(struct phrase_symbols *symbols, enum phrase_tag tag,
                          struct str text, uint32_t *symbol);

/*
 * A word as it stands in a phrase, read by the tokenizer itself so that
 * both sides agree on hyphens, contractions and emoji: *count symbols at
 * *run, good until the next call; 0 of them when the tokenizer sees no
 * token in it. starred: the last is a prefix.
 */
int phrase_symbols_fold(struct phrase_symbols *symbols, struct str word,
                        bool starred, const uint32_t **run, size_t *count);

/* 0 or ATTUNE_E_MEMORY. */
int phrase_symbols_join(struct phrase_symbols *symbols, uint32_t member,
                        uint32_t set);

/* The kind called so, as in <number>; PHRASE_KINDS when there is none. */
enum phrase_kind phrase_kind_find(struct str name);

#endif
