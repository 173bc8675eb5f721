/*
 * From a phrase's pieces to nodes and edges, right to left: the ways on
 * from a place are known when the piece before it is met, so that neither a
 * tree nor empty moves are needed.
 */
#include "text/phrase_builder.h"

#include <attune.h>

/* Options in a row need a square of ways; what people write stays below. */
#define WAYS_MAX (20 * PHRASE_TOKENS_MAX)

/* Classes in classes bring brackets of their own. */
#define FRAMES_MAX (3 * PHRASE_DEPTH)

/*
 * The ways on from a place: edges of builder->ways, and perhaps the end of
 * the phrase. A value, never changed once made.
 */
struct ways {
  uint32_t first;
  uint32_t count;
  bool passes;   /* holds all that follows the bracket around it */
  bool anchored; /* some are: no token can stand before */
  bool ends;
  bool at_end;   /* when it ends here: only where the sentence does */
  uint8_t opens; /* when it ends here */
  uint8_t closes;
  uint32_t node; /* PHRASE_NONE until an edge leads here */
};

/* A bracket, being built from its closer to its opener. */
struct frame {
  struct ways behind; /* what follows the bracket */
  bool passes;        /* whether that held what follows the one around it */
  size_t parts;       /* its alternatives so far: from this part on */
};

struct weaver {
  struct phrase_builder *builder;
  struct phrase_error *error;
  struct frame frames[FRAMES_MAX];
  size_t depth;
  size_t part_count; /* of builder->parts */
  size_t capturing;  /* of the frames */
  struct ways now;   /* from behind the piece at hand */
  uint32_t final;
};

static const struct ways no_ways = {.node = PHRASE_NONE};

static int fail(struct weaver *w, size_t at, const char *message) {
  return phrase_parse_fail(w->error, at, message);
}

/* For so many more ways, and one: an array that none are in is there too. */
static int make_room(struct phrase_builder *b, size_t more) {
  struct phrase_edge *ways = phrase_room(b->ways, b->way_count, more + 1,
                                         &b->way_capacity, sizeof(*ways));
  if (!ways)
    return ATTUNE_E_MEMORY;
  b->ways = ways;
  return ATTUNE_OK;
}

static int push_way(struct phrase_builder *b, struct phrase_edge edge) {
  if (make_room(b, 1))
    return ATTUNE_E_MEMORY;
  b->ways[b->way_count++] = edge;
  return ATTUNE_OK;
}

static bool same_edge(const struct phrase_edge *a,
                      const struct phrase_edge *b) {
  return a->symbol == b->symbol && a->node == b->node && a->opens == b->opens &&
         a->closes == b->closes && a->anchored == b->anchored;
}

static bool has_edge(const struct phrase_builder *b, const struct ways *ways,
                     const struct phrase_edge *edge) {
  uint32_t i = 0;
  while (i < ways->count && !same_edge(&b->ways[ways->first + i], edge))
    i++;
  return i < ways->count;
}

/*
 * Adds the edges of more to those of *ways, which are the last ones made.
 * Where both pass on to what follows, that is taken once: or alternatives
 * that may be empty, one after the other, would double it each time.
 */
static int append(struct weaver *w, struct ways *ways, struct ways more) {
  struct phrase_builder *b = w->builder;
  bool both = ways->passes && more.passes;
  if (make_room(b, more.count))
    return ATTUNE_E_MEMORY;
  for (uint32_t i = 0; i < more.count; i++) {
    const struct phrase_edge edge = b->ways[more.first + i];
    if (both && has_edge(b, ways, &edge))
      continue;
    b->ways[b->way_count++] = edge;
    ways->count++;
  }
  ways->passes = ways->passes || more.passes;
  ways->anchored = ways->anchored || more.anchored;
  if (more.ends && (!ways->ends || (ways->at_end && !more.at_end))) {
    ways->ends = true;
    ways->at_end = more.at_end;
    ways->opens = more.opens;
    ways->closes = more.closes;
  }
  return ATTUNE_OK;
}

/* a before b where both lead to the same: the order is one of preference. */
static int unite(struct weaver *w, struct ways a, struct ways b,
                 struct ways *out) {
  *out = no_ways;
  out->first = (uint32_t)w->builder->way_count;
  int status = append(w, out, a);
  return status ? status : append(w, out, b);
}

static int mark(struct weaver *w, struct ways from, uint8_t opens,
                uint8_t closes, struct ways *out) {
  struct phrase_builder *b = w->builder;
  *out = from;
  out->node = PHRASE_NONE;
  out->first = (uint32_t)b->way_count;
  out->opens |= opens;
  out->closes |= closes;
  for (uint32_t i = 0; i < from.count; i++) {
    struct phrase_edge edge = b->ways[from.first + i];
    edge.opens |= opens & PHRASE_CAPTURE_BITS;
    edge.closes |= closes & PHRASE_CAPTURE_BITS;
    if (push_way(b, edge))
      return ATTUNE_E_MEMORY;
  }
  return ATTUNE_OK;
}

static int copy_edges(struct phrase_builder *b, const struct ways *ways,
                      struct phrase_node *node) {
  node->first = (uint32_t)b->edge_count;
  node->count = ways->count & PHRASE_COUNT_BITS;
  if (ways->count == 0)
    return ATTUNE_OK;
  struct phrase_edge *edges = phrase_room(b->edges, b->edge_count, ways->count,
                                          &b->edge_capacity, sizeof(*edges));
  if (!edges)
    return ATTUNE_E_MEMORY;
  b->edges = edges;
  for (uint32_t i = 0; i < ways->count; i++) {
    edges[b->edge_count++] = b->ways[ways->first + i];
    node->sum |= phrase_sum(b->ways[ways->first + i].symbol);
    node->sum_again |= phrase_sum_again(b->ways[ways->first + i].symbol);
  }
  return ATTUNE_OK;
}

/* Makes the ways a node that edges can lead to, once. */
static int settle(struct weaver *w, struct ways *ways) {
  struct phrase_builder *b = w->builder;
  if (ways->node != PHRASE_NONE)
    return ATTUNE_OK;
  struct phrase_node node = {.final = PHRASE_NONE,
                             .index = PHRASE_NONE,
                             .opens = ways->opens & PHRASE_CAPTURE_BITS,
                             .closes = ways->closes & PHRASE_CAPTURE_BITS,
                             .at_end = ways->at_end};
  if (ways->ends) {
    node.final = w->final;
    node.sum = node.sum_again = PHRASE_SUM_FINAL;
  }
  struct phrase_node *nodes = phrase_room(b->nodes, b->node_count, 1,
                                          &b->node_capacity, sizeof(*nodes));
  if (!nodes)
    return ATTUNE_E_MEMORY;
  b->nodes = nodes;
  if (copy_edges(b, ways, &node))
    return ATTUNE_E_MEMORY;
  nodes[b->node_count] = node;
  ways->node = (uint32_t)b->node_count++;
  b->states++;
  return ATTUNE_OK;
}

/* One token as the piece asks, then on to what follows it. */
static int step(struct weaver *w, const struct phrase_piece *piece,
                struct ways *out) {
  if (w->builder->states >= PHRASE_TOKENS_MAX ||
      w->builder->way_count > WAYS_MAX)
    return fail(w, piece->at, "the phrase is too large");
  bool gap = piece->kind == PHRASE_PIECE_GAP;
  uint32_t symbol = gap ? PHRASE_ANY : piece->symbol;
  if (w->now.anchored)
    return fail(w, piece->at, "^ stands behind this");
  if (settle(w, &w->now))
    return ATTUNE_E_MEMORY;
  *out = no_ways;
  out->first = (uint32_t)w->builder->way_count;
  out->count = 1;
  return push_way(w->builder,
                  (struct phrase_edge){.symbol = symbol & PHRASE_SYMBOL_LAST,
                                       .node = w->now.node,
                                       .gap = gap});
}

static int weave_atom(struct weaver *w, const struct phrase_piece *piece) {
  struct ways ways;
  int status = step(w, piece, &ways);
  if (!status)
    w->now = ways;
  return status;
}

/* What follows comes first: of ties, the one that skipped fewer tokens. */
static int weave_gap(struct weaver *w, const struct phrase_piece *piece) {
  struct ways behind = w->now;
  if (behind.ends && !behind.at_end && w->capturing == 0)
    return fail(w, piece->at, "a gap at the end matches nothing more");
  for (int i = 0; i < piece->count; i++) {
    struct ways any;
    int status = step(w, piece, &any);
    if (!status)
      status = unite(w, behind, any, &w->now);
    if (status)
      return status;
  }
  return ATTUNE_OK;
}

static int weave_close(struct weaver *w, const struct phrase_piece *close) {
  const struct phrase_piece *opener = close - close->other;
  if (w->depth == FRAMES_MAX)
    return fail(w, close->at, "too many brackets in brackets");
  if (opener->kind == PHRASE_PIECE_CAPTURE) {
    if (mark(w, w->now, 0, (uint8_t)(1u << close->count), &w->now))
      return ATTUNE_E_MEMORY;
    w->capturing++;
  }
  /* Settled here so that all alternatives lead to one node. */
  if (settle(w, &w->now))
    return ATTUNE_E_MEMORY;
  w->frames[w->depth++] = (struct frame){w->now, w->now.passes, w->part_count};
  w->now.passes = true;
  return ATTUNE_OK;
}

/* The alternative at hand is done. */
static int push_part(struct weaver *w) {
  struct phrase_builder *b = w->builder;
  struct ways *parts = arena_grow(&b->arena, b->parts, w->part_count,
                                  &b->part_capacity, sizeof(*parts));
  if (!parts)
    return ATTUNE_E_MEMORY;
  b->parts = parts;
  parts[w->part_count++] = w->now;
  return ATTUNE_OK;
}

static int weave_bar(struct weaver *w) {
  int status = push_part(w);
  w->now = w->frames[w->depth - 1].behind;
  w->now.passes = true;
  return status;
}

/* The first alternative was met last, and is preferred. */
static int weave_open(struct weaver *w, const struct phrase_piece *opener) {
  const struct frame *frame = &w->frames[--w->depth];
  struct ways all = no_ways, behind = frame->behind;
  int status = push_part(w);
  all.first = (uint32_t)w->builder->way_count;
  while (w->part_count > frame->parts && !status)
    status = append(w, &all, w->builder->parts[--w->part_count]);
  behind.passes = true;
  if (!status && opener->kind == PHRASE_PIECE_OPTION)
    status = append(w, &all, behind);
  all.passes = all.passes && frame->passes;
  w->now = all;
  if (!status && opener->kind == PHRASE_PIECE_CAPTURE) {
    w->capturing--;
    status = mark(w, w->now, (uint8_t)(1u << opener->count), 0, &w->now);
  }
  return status;
}

/* What follows must be the start of the phrase, which push_starts sees. */
static int weave_start(struct weaver *w, const struct phrase_piece *piece) {
  struct phrase_builder *b = w->builder;
  if (w->now.ends)
    return fail(w, piece->at, "the phrase can match nothing");
  int status = mark(w, w->now, 0, 0, &w->now);
  for (uint32_t i = 0; i < w->now.count && !status; i++)
    b->ways[w->now.first + i].anchored = true;
  w->now.anchored = true;
  return status;
}

static int weave_end(struct weaver *w, const struct phrase_piece *piece) {
  if (!w->now.ends)
    return fail(w, piece->at, "$ stands at the end of a phrase");
  w->now.at_end = true;
  w->now.count = 0;
  w->now.node = PHRASE_NONE;
  return ATTUNE_OK;
}

static int weave_sentence(struct weaver *w, const struct phrase_piece *piece) {
  struct phrase_final *final = &w->builder->finals[w->final];
  if (final->sentence != 0)
    return fail(w, piece->at, "a sentence ends with either ? or !");
  final->sentence = piece->kind == PHRASE_PIECE_ASKS ? '?' : '!';
  return ATTUNE_OK;
}

static int weave(struct weaver *w, const struct phrase_piece *piece) {
  switch ((enum phrase_piece_kind)piece->kind) {
  case PHRASE_PIECE_ATOM:
    return weave_atom(w, piece);
  case PHRASE_PIECE_GAP:
    return weave_gap(w, piece);
  case PHRASE_PIECE_CLOSE:
    return weave_close(w, piece);
  case PHRASE_PIECE_BAR:
    return weave_bar(w);
  case PHRASE_PIECE_GROUP:
  case PHRASE_PIECE_OPTION:
  case PHRASE_PIECE_CAPTURE:
    return weave_open(w, piece);
  case PHRASE_PIECE_START:
    return weave_start(w, piece);
  case PHRASE_PIECE_END:
    return weave_end(w, piece);
  case PHRASE_PIECE_ASKS:
  case PHRASE_PIECE_EXCLAIMS:
    return weave_sentence(w, piece);
  }
  return ATTUNE_OK;
}

static int push_final(struct weaver *w, const struct phrase_final *final) {
  struct phrase_builder *b = w->builder;
  struct phrase_final *finals = phrase_room(
      b->finals, b->final_count, 1, &b->final_capacity, sizeof(*finals));
  if (!finals)
    return ATTUNE_E_MEMORY;
  b->finals = finals;
  finals[b->final_count] = *final;
  w->final = (uint32_t)b->final_count++;
  w->now = no_ways;
  w->now.ends = true;
  return ATTUNE_OK;
}

static int push_starts(struct weaver *w, size_t at) {
  struct phrase_builder *b = w->builder;
  if (w->now.ends)
    return fail(w, at, "the phrase can match nothing");
  for (uint32_t i = 0; i < w->now.count; i++) {
    const struct phrase_edge edge = b->ways[w->now.first + i];
    if (edge.gap && edge.opens == 0 && !edge.anchored)
      return fail(w, at, "a gap at the start matches nothing more");
    struct phrase_entrance *starts = phrase_room(
        b->starts, b->start_count, 1, &b->start_capacity, sizeof(*starts));
    if (!starts)
      return ATTUNE_E_MEMORY;
    b->starts = starts;
    starts[b->start_count++] = (struct phrase_entrance){edge, b->group};
  }
  return ATTUNE_OK;
}

/* Each alternative outside brackets is a phrase with its own anchors. */
int phrase_ways_build(struct phrase_builder *builder,
                      const struct phrase_piece *pieces, size_t count,
                      struct phrase_final final, struct phrase_error *error) {
  struct weaver w = {.builder = builder, .error = error};
  builder->way_count = builder->states = 0;
  int status = push_final(&w, &final);
  for (size_t i = count; i > 0 && !status; i--) {
    const struct phrase_piece *piece = &pieces[i - 1];
    if (piece->kind != PHRASE_PIECE_BAR || w.depth > 0) {
      status = weave(&w, piece);
    } else {
      status = push_starts(&w, piece[1].at);
      if (!status)
        status = push_final(&w, &final);
    }
  }
  return status ? status : push_starts(&w, pieces->at);
}
