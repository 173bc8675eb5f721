/* From a builder to arrays that are never changed again. */
#include "text/phrase.h"

#include <stdlib.h>

#include "text/phrase_builder.h"

struct freezer {
  const struct phrase_builder *builder;
  struct phrases *phrases;
  struct arena scratch;
  bool *live;       /* by symbol: some edge wants it */
  uint32_t *set_at; /* the sets of symbol s: set_at[s] to set_at[s + 1] */
  uint32_t *sets;
  uint32_t *seen;    /* by symbol: the last one it was collected for */
  uint32_t *waiting; /* symbols whose sets are still to be collected */
  size_t has_count;
  size_t has_capacity;
};

static void *take(struct phrases *phrases, size_t count, size_t size) {
  phrases->size += count * size;
  return arena_alloc(&phrases->arena, count * size);
}

static void *take_copy(struct phrases *phrases, const void *from, size_t count,
                       size_t size) {
  void *copy = take(phrases, count, size);
  if (copy && count > 0)
    memcpy(copy, from, count * size);
  return copy;
}

/* Turns counts per key, one place late, into where each key begins. */
static void sum_up(uint32_t *at, size_t keys) {
  for (size_t i = 0; i < keys; i++)
    at[i + 1] += at[i];
}

static bool copy_graph(struct freezer *f) {
  const struct phrase_builder *b = f->builder;
  struct phrases *p = f->phrases;
  p->node_count = b->node_count;
  p->slot_count = b->slot_count;
  p->nodes = take_copy(p, b->nodes, b->node_count, sizeof(*p->nodes));
  p->edges = take_copy(p, b->edges, b->edge_count, sizeof(*p->edges));
  p->finals = take_copy(p, b->finals, b->final_count, sizeof(*p->finals));
  p->entries = take_copy(p, b->entries, b->slot_count, sizeof(*p->entries));
  return p->nodes && p->edges && p->finals && p->entries;
}

/* In the order they were added, for ties between a phrase's own starts. */
static bool place_starts(struct freezer *f) {
  const struct phrase_builder *b = f->builder;
  struct phrases *p = f->phrases;
  p->start_at = take(p, p->symbol_count + 1, sizeof(*p->start_at));
  p->start_sums = take(p, b->start_count, sizeof(*p->start_sums));
  p->starts = take(p, b->start_count, sizeof(*p->starts));
  uint32_t *next =
      arena_alloc(&f->scratch, (p->symbol_count + 1) * sizeof(*next));
  if (!p->start_at || !p->start_sums || !p->starts || !next)
    return false;
  for (size_t i = 0; i < b->start_count; i++)
    p->start_at[b->starts[i].symbol + 1]++;
  sum_up(p->start_at, p->symbol_count);
  memcpy(next, p->start_at, p->symbol_count * sizeof(*next));
  for (size_t i = 0; i < b->start_count; i++) {
    uint32_t to = next[b->starts[i].symbol]++;
    p->starts[to] = b->starts[i];
    p->start_sums[to] = b->nodes[b->starts[i].node].sum;
  }
  return true;
}

static size_t count_tag(const struct phrase_symbols *symbols,
                        enum phrase_tag tag) {
  size_t count = 0;
  for (size_t i = 0; i < symbols->count; i++)
    count += symbols->items[i].tag == tag;
  return count;
}

static bool fill_table(struct freezer *f, struct phrase_table *table,
                       enum phrase_tag tag) {
  const struct phrase_symbols *symbols = &f->builder->symbols;
  size_t size = 8;
  while (size < 2 * count_tag(symbols, tag))
    size *= 2;
  table->mask = (uint32_t)size - 1;
  table->slots = take(f->phrases, size, sizeof(*table->slots));
  if (!table->slots)
    return false;
  for (size_t i = 0; i < symbols->count; i++) {
    if (symbols->items[i].tag != tag)
      continue;
    uint32_t hash = phrase_hash(symbols->items[i].text);
    uint32_t slot = phrase_hash_slot(hash, table->mask);
    while (table->slots[slot].symbol)
      slot = (slot + 1) & table->mask;
    table->slots[slot] = (struct phrase_slot){hash, PHRASE_KINDS + (uint32_t)i};
  }
  return true;
}

static bool copy_texts(struct freezer *f) {
  const struct phrase_symbols *symbols = &f->builder->symbols;
  struct phrases *p = f->phrases;
  size_t size = 0;
  for (size_t i = 0; i < symbols->count; i++)
    size += symbols->items[i].text.size;
  char *bytes = take(p, size, 1);
  p->texts = take(p, p->symbol_count, sizeof(*p->texts));
  if (!bytes || !p->texts)
    return false;
  for (size_t i = 0; i < symbols->count; i++) {
    struct str text = symbols->items[i].text;
    memcpy(bytes, text.data, text.size);
    p->texts[PHRASE_KINDS + i] = (struct str){bytes, text.size};
    bytes += text.size;
    if (symbols->items[i].tag == PHRASE_TAG_PREFIX)
      p->prefix_sizes |= 1ull << (text.size < 63 ? text.size : 63);
  }
  return true;
}

static bool copy_captures(struct freezer *f) {
  const struct phrase_names *names = &f->builder->symbols.names;
  struct phrases *p = f->phrases;
  p->capture_count = f->builder->parser.capture_ids;
  p->captures = take(p, p->capture_count, sizeof(*p->captures));
  for (size_t i = 0; i < names->count && p->captures; i++) {
    if (names->items[i].tag != PHRASE_TAG_CAPTURE)
      continue;
    struct str name = arena_str(&p->arena, names->items[i].text);
    if (!name.data)
      return false;
    p->captures[names->items[i].value] = name;
  }
  return p->captures != NULL;
}

/*
 * A word that only stands in classes labels no edge: its tokens need to
 * carry the class's symbol, not its own.
 */
static bool find_live(struct freezer *f) {
  const struct phrase_builder *b = f->builder;
  f->live = arena_alloc(&f->scratch, f->phrases->symbol_count);
  if (!f->live)
    return false;
  for (size_t i = 0; i < b->edge_count; i++)
    f->live[b->edges[i].symbol] = true;
  for (size_t i = 0; i < b->start_count; i++)
    f->live[b->starts[i].symbol] = true;
  return true;
}

/* Members come in the order of classes; they are asked for by symbol. */
static bool sort_members(struct freezer *f) {
  const struct phrase_symbols *symbols = &f->builder->symbols;
  size_t count = f->phrases->symbol_count;
  f->set_at = arena_alloc(&f->scratch, (count + 1) * sizeof(*f->set_at));
  f->sets = arena_alloc(&f->scratch, symbols->member_count * sizeof(*f->sets));
  uint32_t *next = arena_alloc(&f->scratch, count * sizeof(*next));
  if (!f->set_at || !f->sets || !next)
    return false;
  for (size_t i = 0; i < symbols->member_count; i++)
    f->set_at[symbols->members[i].member + 1]++;
  sum_up(f->set_at, count);
  memcpy(next, f->set_at, count * sizeof(*next));
  for (size_t i = 0; i < symbols->member_count; i++)
    f->sets[next[symbols->members[i].member]++] = symbols->members[i].set;
  return true;
}

/* Notes the symbol for owner; *waiting counts those not yet looked into. */
static bool note(struct freezer *f, uint32_t symbol, uint32_t owner,
                 size_t *waiting) {
  struct phrases *p = f->phrases;
  if (f->seen[symbol] == owner + 1)
    return true;
  f->seen[symbol] = owner + 1;
  f->waiting[(*waiting)++] = symbol;
  if (!f->live[symbol])
    return true;
  uint32_t *has = arena_grow(&f->scratch, p->has, f->has_count,
                             &f->has_capacity, sizeof(*has));
  if (!has)
    return false;
  p->has = has;
  has[f->has_count++] = symbol;
  return true;
}

/* Done here for the known words, so that a scan does it only for others. */
static bool note_prefixes(struct freezer *f, uint32_t word, size_t *waiting) {
  const struct phrases *p = f->phrases;
  struct str text = p->texts[word];
  uint32_t hash = PHRASE_HASH_START;
  for (size_t i = 0; i < text.size; i++) {
    hash = phrase_hash_byte(hash, text.data[i]);
    if (!(p->prefix_sizes >> (i + 1 < 63 ? i + 1 : 63) & 1))
      continue;
    uint32_t prefix = phrase_table_find(p, &p->prefixes, hash,
                                        (struct str){text.data, i + 1});
    if (prefix && !note(f, prefix, word, waiting))
      return false;
  }
  return true;
}

/* All that a token with this symbol has, sets of sets too. */
static bool collect(struct freezer *f, uint32_t symbol) {
  size_t waiting = 0;
  if (!note(f, symbol, symbol, &waiting))
    return false;
  if (symbol >= PHRASE_KINDS &&
      f->builder->symbols.items[symbol - PHRASE_KINDS].tag == PHRASE_TAG_WORD &&
      !note_prefixes(f, symbol, &waiting))
    return false;
  while (waiting > 0) {
    uint32_t member = f->waiting[--waiting];
    for (uint32_t i = f->set_at[member]; i < f->set_at[member + 1]; i++)
      if (!note(f, f->sets[i], symbol, &waiting))
        return false;
  }
  return true;
}

static bool collect_all(struct freezer *f) {
  struct phrases *p = f->phrases;
  size_t count = p->symbol_count;
  f->seen = arena_alloc(&f->scratch, count * sizeof(*f->seen));
  f->waiting = arena_alloc(&f->scratch, count * sizeof(*f->waiting));
  p->has_at = take(p, count + 1, sizeof(*p->has_at));
  if (!f->seen || !f->waiting || !p->has_at)
    return false;
  for (size_t symbol = 0; symbol < count; symbol++) {
    if (!collect(f, (uint32_t)symbol))
      return false;
    p->has_at[symbol + 1] = (uint32_t)f->has_count;
  }
  /* Grown in the scratch arena till here. */
  p->has = take_copy(p, p->has, f->has_count, sizeof(*p->has));
  return p->has != NULL;
}

static bool freeze(struct freezer *f) {
  return copy_graph(f) && place_starts(f) && copy_texts(f) &&
         copy_captures(f) &&
         fill_table(f, &f->phrases->words, PHRASE_TAG_WORD) &&
         fill_table(f, &f->phrases->prefixes, PHRASE_TAG_PREFIX) &&
         find_live(f) && sort_members(f) && collect_all(f);
}

struct phrases *phrase_builder_finish(const struct phrase_builder *builder) {
  struct phrases *phrases = calloc(1, sizeof(*phrases));
  if (!phrases)
    return NULL;
  struct freezer f = {.builder = builder, .phrases = phrases};
  arena_init(&phrases->arena, 0);
  arena_init(&f.scratch, 0);
  phrases->size = sizeof(*phrases);
  phrases->symbol_count = PHRASE_KINDS + builder->symbols.count;
  bool made = freeze(&f);
  arena_fini(&f.scratch);
  if (made)
    return phrases;
  phrases_free(phrases);
  return NULL;
}

void phrases_free(struct phrases *phrases) {
  if (!phrases)
    return;
  arena_fini(&phrases->arena);
  free(phrases);
}

size_t phrases_size(const struct phrases *phrases) {
  return phrases->size;
}

size_t phrases_states(const struct phrases *phrases) {
  return phrases->node_count;
}

uint32_t phrase_capture_id(const struct phrases *phrases, struct str name) {
  for (size_t i = 0; i < phrases->capture_count; i++)
    if (str_equal(phrases->captures[i], name))
      return (uint32_t)i;
  return UINT32_MAX;
}
