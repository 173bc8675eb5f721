#include "text/phrase_tokens.h"

#include <attune.h>

/* Words are short; what is longer than this is not looked into. */
#define WORD_MAX 64

/* Doubled letters of a drawn-out word that are tried as one, all ways. */
#define DOUBLED_MAX 4

struct lookup {
  const struct phrases *phrases;
  struct arena *arena;
  struct phrase_token *out;
  bool failed;
};

static bool has(const struct phrase_token *token, uint32_t symbol) {
  for (size_t i = 0; i < token->count; i++)
    if (token->traits[i].symbol == symbol)
      return true;
  return false;
}

static void push(struct lookup *l, uint32_t symbol) {
  struct phrase_token *out = l->out;
  uint64_t sum = phrase_sum(symbol);
  if ((out->sum & sum) && has(out, symbol))
    return;
  struct phrase_trait *traits = out->traits;
  if (out->count == out->capacity)
    traits = arena_grow(l->arena, out->traits, out->count, &out->capacity,
                        sizeof(*traits));
  if (!traits) {
    l->failed = true;
    return;
  }
  out->traits = traits;
  traits[out->count++] =
      (struct phrase_trait){sum, symbol, phrase_edge_hash(symbol)};
  out->sum |= sum;
  out->sum_again |= phrase_sum_again(symbol);
}

static void push_all(struct lookup *l, uint32_t symbol) {
  const struct phrases *p = l->phrases;
  for (uint32_t i = p->has_at[symbol]; i < p->has_at[symbol + 1]; i++)
    push(l, p->has[i]);
}

static void push_kinds(struct lookup *l, const struct token *token) {
  static const uint8_t of_kind[] = {
      [TOKEN_WORD] = PHRASE_WORD,        [TOKEN_NUMBER] = PHRASE_NUMBER,
      [TOKEN_CODE] = PHRASE_CODE,        [TOKEN_EMOJI] = PHRASE_EMOJI,
      [TOKEN_URL] = PHRASE_URL,          [TOKEN_EMAIL] = PHRASE_EMAIL,
      [TOKEN_TEMPLATE] = PHRASE_TEMPLATE};
  push_all(l, PHRASE_ANY);
  push_all(l, of_kind[token->kind]);
  if (token->flags & TOKEN_MONEY)
    push_all(l, PHRASE_MONEY);
  if (token->flags & TOKEN_CAPITAL)
    push_all(l, PHRASE_CAPITAL);
  if (token->flags & TOKEN_SHOUTED)
    push_all(l, PHRASE_SHOUTED);
}

static bool push_word(struct lookup *l, struct str word) {
  uint32_t symbol = phrase_table_find(l->phrases, &l->phrases->words,
                                      phrase_hash(word), word);
  if (symbol)
    push_all(l, symbol);
  return symbol != 0;
}

static bool push_prefixes(struct lookup *l, struct str word) {
  const struct phrases *p = l->phrases;
  uint32_t hash = PHRASE_HASH_START;
  bool some = false;
  for (size_t i = 0; i < word.size && i < WORD_MAX; i++) {
    hash = phrase_hash_byte(hash, word.data[i]);
    if (!(p->prefix_sizes >> (i + 1 < 63 ? i + 1 : 63) & 1))
      continue;
    uint32_t prefix = phrase_table_find(p, &p->prefixes, hash,
                                        (struct str){word.data, i + 1});
    if (prefix)
      push_all(l, prefix);
    some = some || prefix;
  }
  return some;
}

/* The word without the second of the n-th doubled letters whose bit is set. */
static struct str undouble(struct str word, unsigned bits, char out[WORD_MAX]) {
  size_t size = 0;
  unsigned doubled = 0;
  for (size_t i = 0; i < word.size; i++) {
    bool second = i > 0 && word.data[i] == word.data[i - 1];
    if (second && doubled < DOUBLED_MAX && (bits >> doubled++ & 1))
      continue;
    out[size++] = word.data[i];
  }
  return (struct str){out, size};
}

static unsigned count_doubled(struct str word) {
  unsigned doubled = 0;
  for (size_t i = 1; i < word.size && doubled < DOUBLED_MAX; i++)
    doubled += word.data[i] == word.data[i - 1];
  return doubled;
}

/*
 * "pleeease" is folded to "pleease", "soooo" to "soo": which of the doubled
 * letters were meant to be one is known by the word that comes out of it.
 */
static void push_drawn_out(struct lookup *l, struct str word) {
  char plain[WORD_MAX];
  if (word.size > WORD_MAX)
    return;
  unsigned ways = 1u << count_doubled(word);
  for (unsigned bits = 1; bits < ways; bits++)
    if (push_word(l, undouble(word, bits, plain)))
      return;
  for (unsigned bits = 1; bits < ways; bits++)
    if (push_prefixes(l, undouble(word, bits, plain)))
      return;
}

int phrase_token_look_up(const struct phrases *phrases, struct arena *arena,
                         const struct token *token, struct phrase_token *out) {
  struct lookup l = {.phrases = phrases, .arena = arena, .out = out};
  out->count = 0;
  out->sum = out->sum_again = PHRASE_SUM_FINAL;
  push_kinds(&l, token);
  /* A known word brings its prefixes with it. */
  if (!push_word(&l, token->folded)) {
    push_prefixes(&l, token->folded);
    if (token->flags & TOKEN_ELONGATED)
      push_drawn_out(&l, token->folded);
  }
  return l.failed ? ATTUNE_E_MEMORY : ATTUNE_OK;
}
