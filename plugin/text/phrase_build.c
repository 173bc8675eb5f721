#include "text/phrase.h"

#include <attune.h>
#include <stdlib.h>

#include "text/phrase_builder.h"

struct phrase_builder *phrase_builder_new(const struct text_lexicon *lexicon) {
  struct phrase_builder *b = calloc(1, sizeof(*b));
  if (!b)
    return NULL;
  arena_init_large(&b->arena);
  phrase_symbols_init(&b->symbols, &b->arena, lexicon);
  phrase_names_init(&b->class_names, &b->arena);
  b->parser.arena = &b->arena;
  b->parser.symbols = &b->symbols;
  b->parser.class_names = &b->class_names;
  return b;
}

void phrase_builder_free(struct phrase_builder *builder) {
  if (!builder)
    return;
  phrase_symbols_fini(&builder->symbols);
  free(builder->ways);
  free(builder->edges);
  free(builder->nodes);
  free(builder->finals);
  free(builder->starts);
  arena_fini(&builder->arena);
  free(builder);
}

void phrase_builder_group(struct phrase_builder *builder, unsigned group) {
  builder->group = group & 31;
}

/* What a phrase that cannot be used has left behind is taken back. */
struct mark {
  size_t edges, nodes, finals, starts;
};

static struct mark mark_of(const struct phrase_builder *b) {
  return (struct mark){b->edge_count, b->node_count, b->final_count,
                       b->start_count};
}

static void go_back(struct phrase_builder *b, struct mark mark) {
  b->edge_count = mark.edges;
  b->node_count = mark.nodes;
  b->final_count = mark.finals;
  b->start_count = mark.starts;
}

static int slot_of(struct phrase_builder *b, uint32_t entry, uint32_t *slot) {
  struct phrase_names *names = &b->symbols.names;
  *slot = (uint32_t)b->slot_count - 1;
  if (b->slot_count > 0 && b->entries[*slot] == entry)
    return ATTUNE_OK;
  struct str key = {(const char *)&entry, sizeof(entry)};
  const struct phrase_name *known =
      phrase_names_find(names, PHRASE_TAG_ENTRY, key);
  *slot = known ? known->value : (uint32_t)b->slot_count;
  if (known)
    return ATTUNE_OK;
  uint32_t *entries = arena_grow(&b->arena, b->entries, b->slot_count,
                                 &b->slot_capacity, sizeof(*entries));
  if (!entries || phrase_names_add(names, PHRASE_TAG_ENTRY, key, *slot))
    return ATTUNE_E_MEMORY;
  b->entries = entries;
  entries[b->slot_count++] = entry;
  return ATTUNE_OK;
}

static struct phrase_final final_of(const struct phrase_builder *b,
                                    uint32_t slot, bool unless) {
  struct phrase_final final = {.slot = slot, .unless = unless};
  for (uint8_t i = 0; i < PHRASE_CAPTURES; i++)
    final.names[i] =
        i < b->parser.name_count ? b->parser.names[i] : PHRASE_NONE;
  return final;
}

static int add(struct phrase_builder *b, uint32_t entry, struct str phrase,
               bool unless, struct phrase_error *error) {
  struct mark mark = mark_of(b);
  uint32_t slot;
  *error = (struct phrase_error){0};
  b->parser.in_class = false;
  int status = phrase_parse(&b->parser, phrase, error);
  if (!status)
    status = slot_of(b, entry, &slot);
  if (!status)
    status = phrase_ways_build(b, b->parser.pieces, b->parser.count,
                               final_of(b, slot, unless), error);
  if (status)
    go_back(b, mark);
  return status;
}

int phrase_builder_add(struct phrase_builder *builder, uint32_t entry,
                       struct str phrase, struct phrase_error *error) {
  return add(builder, entry, phrase, false, error);
}

int phrase_builder_unless(struct phrase_builder *builder, uint32_t entry,
                          struct str phrase, struct phrase_error *error) {
  return add(builder, entry, phrase, true, error);
}

static int new_class(struct phrase_builder *b, struct str name) {
  struct phrase_class class = {0};
  struct phrase_class *classes =
      arena_grow(&b->arena, b->classes, b->class_count, &b->class_capacity,
                 sizeof(*classes));
  if (!classes)
    return ATTUNE_E_MEMORY;
  b->classes = b->parser.classes = classes;
  if (phrase_symbols_intern(&b->symbols, PHRASE_TAG_SET, name, &class.set) ||
      phrase_names_add(&b->class_names, PHRASE_TAG_SET, name,
                       (uint32_t)b->class_count))
    return ATTUNE_E_MEMORY;
  classes[b->class_count++] = class;
  return ATTUNE_OK;
}

static int find_class(struct phrase_builder *b, struct str name,
                      struct phrase_class **class) {
  const struct phrase_name *known =
      phrase_names_find(&b->class_names, PHRASE_TAG_SET, name);
  uint32_t index = known ? known->value : (uint32_t)b->class_count;
  if (!known && new_class(b, name))
    return ATTUNE_E_MEMORY;
  *class = &b->classes[index];
  return ATTUNE_OK;
}

static int push_piece(struct phrase_builder *b, struct phrase_class *class,
                      struct phrase_piece piece) {
  struct phrase_piece *pieces =
      arena_grow(&b->arena, class->pieces, class->count, &class->capacity,
                 sizeof(*pieces));
  if (!pieces)
    return ATTUNE_E_MEMORY;
  class->pieces = pieces;
  pieces[class->count++] = piece;
  return ATTUNE_OK;
}

/* Built once for its errors only: empty, too large, a gap that hangs loose. */
static int try_alternative(struct phrase_builder *b,
                           const struct phrase_piece *pieces, size_t count,
                           struct phrase_error *error) {
  struct mark mark = mark_of(b);
  int status =
      phrase_ways_build(b, pieces, count, (struct phrase_final){0}, error);
  go_back(b, mark);
  return status;
}

/*
 * An alternative of one token joins the class's set, where it costs the
 * phrases that use the class nothing; a longer one is kept as pieces.
 */
static int push_alternative(struct phrase_builder *b,
                            struct phrase_class *class,
                            const struct phrase_piece *pieces, size_t count,
                            struct phrase_error *error) {
  if (count == 1 && pieces->kind == PHRASE_PIECE_ATOM) {
    class->has_set = true;
    return phrase_symbols_join(&b->symbols, pieces->symbol, class->set);
  }
  struct phrase_piece bar = {.kind = PHRASE_PIECE_BAR};
  int status = try_alternative(b, pieces, count, error);
  if (!status && class->count > 0)
    status = push_piece(b, class, bar);
  for (size_t i = 0; i < count && !status; i++)
    status = push_piece(b, class, pieces[i]);
  return status;
}

/*
 * x | (a | b) is x | a | b: brackets around a whole alternative are dropped,
 * the outer before the inner, by turning them into bars. What was between
 * them and a bar is then an empty alternative, which is skipped.
 */
static void flatten(struct phrase_piece *pieces, size_t count) {
  bool start = true;
  for (size_t i = 0; i < count; i++) {
    size_t close = i + pieces[i].other;
    if (start && pieces[i].kind == PHRASE_PIECE_GROUP &&
        (close + 1 == count || pieces[close + 1].kind == PHRASE_PIECE_BAR))
      pieces[i].kind = pieces[close].kind = PHRASE_PIECE_BAR;
    else if (pieces[i].kind != PHRASE_PIECE_BAR)
      i = close;
    start = pieces[i].kind == PHRASE_PIECE_BAR;
  }
}

static int push_alternatives(struct phrase_builder *b,
                             struct phrase_class *class,
                             struct phrase_piece *pieces, size_t count,
                             struct phrase_error *error) {
  size_t begin = 0;
  int status = ATTUNE_OK;
  flatten(pieces, count);
  for (size_t i = 0; i <= count && !status; i++) {
    if (i < count && pieces[i].kind != PHRASE_PIECE_BAR) {
      i += pieces[i].other;
      continue;
    }
    if (i > begin)
      status = push_alternative(b, class, pieces + begin, i - begin, error);
    begin = i + 1;
  }
  return status;
}

int phrase_builder_class(struct phrase_builder *builder, struct str name,
                         struct str phrase, struct phrase_error *error) {
  struct phrase_class *class;
  *error = (struct phrase_error){0};
  if (phrase_kind_find(name) != PHRASE_KINDS)
    return phrase_parse_fail(error, 0, "the class is built in");
  builder->parser.in_class = true;
  int status = phrase_parse(&builder->parser, phrase, error);
  if (!status)
    status = find_class(builder, name, &class);
  if (!status && class->used)
    status = phrase_parse_fail(error, 0, "the class is already used");
  if (!status)
    status = push_alternatives(builder, class, builder->parser.pieces,
                               builder->parser.count, error);
  return status;
}
