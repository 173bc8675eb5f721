/* From a builder to arrays that are never changed again. */
#include "text/phrase.h"

#include <stdlib.h>

#include "text/phrase_builder.h"
#include "text/phrase_merge.h"

struct freezer {
  const struct phrase_builder *builder;
  struct phrases *phrases;
  struct arena scratch;
  struct phrase_merge merge;
  bool *live;       /* by symbol: some edge wants it */
  uint32_t *set_at; /* the sets of symbol s: set_at[s] to set_at[s + 1] */
  uint32_t *sets;
  uint32_t *seen;    /* by symbol: the last one it was collected for */
  uint32_t *waiting; /* symbols whose sets are still to be collected */
  size_t has_count;
  size_t has_capacity;
};

/* Of its own size to the byte: what is left over would be left for good. */
static void *take(struct phrases *phrases, size_t count, size_t size) {
  size_t bytes = count * size;
  void *array = calloc(bytes > 0 ? bytes : 1, 1);
  phrases->arrays[phrases->array_count] = array;
  phrases->array_count += array != NULL;
  phrases->size += bytes;
  return array;
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

/* A few edges are sooner looked at than found by an index. */
static uint32_t slots_for(const struct phrase_node *node) {
  enum {
    FEW = 10
  };
  return node->count <= FEW || node->count >= UINT16_MAX
             ? 0
             : phrase_index_slots(node->count);
}

static void fill_index(const struct phrase_node *node,
                       const struct phrase_edge *edges, uint16_t *index) {
  uint32_t mask = slots_for(node) - 1;
  for (uint32_t i = 0; i < node->count; i++) {
    uint32_t slot = phrase_edge_hash(edges[i].symbol) & mask;
    while (index[slot])
      slot = (slot + 1) & mask;
    index[slot] = (uint16_t)(i + 1);
  }
}

static void place_nodes(struct freezer *f) {
  const struct phrase_builder *b = f->builder;
  struct phrases *p = f->phrases;
  uint32_t edges = 0, slots = 0;
  const struct phrase_merge *merge = &f->merge;
  for (size_t i = 0; i < merge->node_count; i++) {
    const struct phrase_node *from = &b->nodes[merge->origins[i]];
    struct phrase_node *to = &p->nodes[i];
    *to = *from;
    to->first = edges;
    to->final = phrase_merge_final(merge, from);
    for (uint32_t n = 0; n < from->count; n++)
      p->edges[edges++] = phrase_merge_edge(merge, from, n);
    if (slots_for(to) == 0)
      continue;
    to->index = slots;
    fill_index(to, p->edges + to->first, p->index + slots);
    slots += slots_for(to);
  }
}

static bool place_graph(struct freezer *f) {
  const struct phrase_merge *merge = &f->merge;
  struct phrases *p = f->phrases;
  size_t slots = 0;
  if (!phrase_merge(&f->merge, f->builder, &f->scratch))
    return false;
  for (size_t i = 0; i < merge->node_count; i++)
    slots += slots_for(&f->builder->nodes[merge->origins[i]]);
  p->node_count = merge->node_count;
  p->nodes = take(p, merge->node_count, sizeof(*p->nodes));
  p->edges = take(p, merge->edge_count, sizeof(*p->edges));
  p->index = take(p, slots, sizeof(*p->index));
  if (!p->nodes || !p->edges || !p->index)
    return false;
  place_nodes(f);
  return true;
}

static bool copy_finals(struct freezer *f) {
  const struct phrase_builder *b = f->builder;
  struct phrases *p = f->phrases;
  p->slot_count = b->slot_count;
  p->finals = take(p, f->merge.final_count, sizeof(*p->finals));
  p->entries = take_copy(p, b->entries, b->slot_count, sizeof(*p->entries));
  for (size_t i = 0; i < b->final_count && p->finals; i++)
    p->finals[f->merge.finals[i]] = b->finals[i];
  return p->finals && p->entries;
}

/* One digit of a sort of from into to, which keeps the order of equals. */
static void sort_starts(const struct phrase_builder *b, const uint32_t *from,
                        uint32_t *to, uint32_t *next, size_t keys,
                        bool by_group) {
  memset(next, 0, (keys + 1) * sizeof(*next));
  for (size_t i = 0; i < b->start_count; i++)
    next[(by_group ? b->starts[i].group : b->starts[i].edge.symbol) + 1]++;
  sum_up(next, keys);
  for (size_t i = 0; i < b->start_count; i++) {
    const struct phrase_entrance *start = &b->starts[from ? from[i] : i];
    to[next[by_group ? start->group : start->edge.symbol]++] =
        (uint32_t)(start - b->starts);
  }
}

/* By symbol, then group, then in the order they were added. */
static uint32_t *order_starts(struct freezer *f) {
  const struct phrase_builder *b = f->builder;
  size_t keys = f->phrases->symbol_count;
  keys = keys < PHRASE_GROUPS ? PHRASE_GROUPS : keys;
  uint32_t *once = arena_alloc(&f->scratch, b->start_count * sizeof(*once));
  uint32_t *twice = arena_alloc(&f->scratch, b->start_count * sizeof(*twice));
  uint32_t *next = arena_alloc(&f->scratch, (keys + 1) * sizeof(*next));
  if (!once || !twice || !next)
    return NULL;
  sort_starts(b, NULL, once, next, PHRASE_GROUPS, true);
  sort_starts(b, once, twice, next, f->phrases->symbol_count, false);
  return twice;
}

/* Is this start the first of its symbol and group? */
static bool opens_part(const struct phrase_builder *b, const uint32_t *order,
                       size_t i) {
  const struct phrase_entrance *one = &b->starts[order[i]];
  const struct phrase_entrance *before = i > 0 ? &b->starts[order[i - 1]] : one;
  return i == 0 || one->edge.symbol != before->edge.symbol ||
         one->group != before->group;
}

static struct phrase_start freeze_start(const struct freezer *f,
                                        const struct phrase_edge *edge) {
  const struct phrases *p = f->phrases;
  uint32_t number = f->merge.nodes[edge->node];
  const struct phrase_node *node = &p->nodes[number];
  struct phrase_start start = {.sum = node->sum,
                               .sum_again = node->sum_again,
                               .node = number,
                               .opens = edge->opens,
                               .closes = edge->closes,
                               .anchored = edge->anchored};
  if (node->count > 0 || node->at_end)
    return start;
  const struct phrase_final *final = &p->finals[node->final];
  start.single =
      !final->unless && final->sentence == 0 && final->names[0] == PHRASE_NONE;
  if (start.single)
    start.node = final->slot;
  return start;
}

static void place_runs(struct freezer *f, const uint32_t *order) {
  const struct phrase_builder *b = f->builder;
  struct phrases *p = f->phrases;
  uint32_t parts = 0;
  for (size_t i = 0; i < b->start_count; i++) {
    const struct phrase_entrance *from = &b->starts[order[i]];
    p->starts[i] = freeze_start(f, &from->edge);
    if (!opens_part(b, order, i))
      continue;
    struct phrase_run *run = &p->runs[from->edge.symbol];
    if (run->groups == 0)
      run->first = parts;
    run->groups |= 1u << from->group;
    p->start_at[parts++] = (uint32_t)i;
  }
  p->start_at[parts] = (uint32_t)b->start_count;
}

static bool place_starts(struct freezer *f) {
  const struct phrase_builder *b = f->builder;
  struct phrases *p = f->phrases;
  const uint32_t *order = order_starts(f);
  size_t parts = 0;
  for (size_t i = 0; i < b->start_count && order; i++)
    parts += opens_part(b, order, i);
  if (!order)
    return false;
  p->runs = take(p, p->symbol_count, sizeof(*p->runs));
  p->start_at = take(p, parts + 1, sizeof(*p->start_at));
  p->starts = take(p, b->start_count, sizeof(*p->starts));
  if (!p->runs || !p->start_at || !p->starts)
    return false;
  place_runs(f, order);
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
  size_t size = 0;
  for (size_t i = 0; i < names->count; i++)
    if (names->items[i].tag == PHRASE_TAG_CAPTURE)
      size += names->items[i].text.size;
  p->capture_count = f->builder->parser.capture_ids;
  p->captures = take(p, p->capture_count, sizeof(*p->captures));
  char *bytes = take(p, size, 1);
  if (!p->captures || !bytes)
    return false;
  for (size_t i = 0; i < names->count; i++) {
    const struct phrase_name *name = &names->items[i];
    if (name->tag != PHRASE_TAG_CAPTURE)
      continue;
    memcpy(bytes, name->text.data, name->text.size);
    p->captures[name->value] = (struct str){bytes, name->text.size};
    bytes += name->text.size;
  }
  return true;
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
    f->live[b->starts[i].edge.symbol] = true;
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
  return place_graph(f) && copy_finals(f) && place_starts(f) && copy_texts(f) &&
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
  arena_init_large(&f.scratch);
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
  while (phrases->array_count > 0)
    free(phrases->arrays[--phrases->array_count]);
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
