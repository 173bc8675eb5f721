/* The one pass over a text. */
#include "text/phrase.h"

#include <attune.h>

#include "text/phrase_tokens.h"

/* Has reached a node; begin and end are tokens, PHRASE_NONE: not there. */
struct thread {
  uint32_t node;
  uint32_t start;
  uint32_t begin[PHRASE_CAPTURES];
  uint32_t end[PHRASE_CAPTURES];
};

/* Room at first, for what an ordinary text needs. */
enum {
  ROOM_FOUND = 128,
  ROOM_THREADS = 32
};

struct threads {
  struct thread *items;
  size_t count;
  size_t capacity;
};

/* What stands behind the captures of a match. */
struct caught {
  const struct phrase_final *final;
  uint32_t begin[PHRASE_CAPTURES];
  uint32_t end[PHRASE_CAPTURES];
};

/* Small, for there are many of them: they are sorted and most are kept. */
struct found {
  uint64_t order; /* first token, then entry */
  uint32_t count; /* tokens */
  uint32_t slot;
  uint32_t caught; /* PHRASE_NONE: the phrase has no captures */
};

struct scan {
  const struct phrases *phrases;
  struct arena *arena;
  const struct text *text;
  uint32_t groups;
  const struct sentence *sentence;
  struct phrase_token now;   /* the token at hand */
  struct phrase_token ahead; /* the one behind it */
  /*
   * Sets, cleared by what was put in them and never as a whole: symbols of
   * the token at hand (asked most, so no bits), nodes in next, entries that
   * match up to this token, entries that an `unless` has ruled out of this
   * sentence.
   */
  bool *symbols;
  uint64_t *entered;
  uint64_t *ended;
  uint64_t *ruled_out;
  struct threads threads; /* by start, the earliest first */
  struct threads next;
  struct found *found; /* those kept, then those of this sentence */
  size_t kept_count;
  size_t found_count;
  size_t found_capacity;
  struct caught *caught;
  size_t caught_count;
  size_t caught_capacity;
  uint32_t *rulings; /* slots in ruled_out */
  size_t ruling_count;
  size_t ruling_capacity;
  struct found *spare; /* for sorting */
  size_t spare_capacity;
  uint32_t *last_end; /* by slot: where its last kept match ends */
  bool failed;        /* memory is out: nothing more is done */
};

static bool bit_has(const uint64_t *bits, uint32_t i) {
  return bits[i / 64] >> i % 64 & 1;
}

static void bit_set(uint64_t *bits, uint32_t i) {
  bits[i / 64] |= 1ull << i % 64;
}

static void bit_clear(uint64_t *bits, uint32_t i) {
  bits[i / 64] &= ~(1ull << i % 64);
}

static uint64_t *bits_new(struct arena *arena, size_t count) {
  return arena_alloc(arena, (count / 64 + 1) * sizeof(uint64_t));
}

/* Room for one more in an array that only grows. */
static bool grow(struct scan *s, void **items, size_t count, size_t *capacity,
                 size_t size) {
  void *moved = arena_grow(s->arena, *items, count, capacity, size);
  if (moved)
    *items = moved;
  s->failed = s->failed || !moved;
  return moved != NULL;
}

static void act(struct thread *thread, uint8_t opens, uint8_t closes,
                uint32_t token) {
  for (unsigned slot = 0; slot < PHRASE_CAPTURES; slot++) {
    if (opens >> slot & 1)
      thread->begin[slot] = token;
    if (closes >> slot & 1)
      thread->end[slot] = token;
  }
}

/* Keeps what the thread has captured; its number, or PHRASE_NONE. */
static uint32_t keep_captures(struct scan *s, const struct phrase_node *node,
                              const struct thread *thread, uint32_t end) {
  const struct phrase_final *final = &s->phrases->finals[node->final];
  if (final->names[0] == PHRASE_NONE ||
      !grow(s, (void **)&s->caught, s->caught_count, &s->caught_capacity,
            sizeof(*s->caught)))
    return PHRASE_NONE;
  struct thread last = *thread;
  act(&last, node->opens, node->closes, end);
  struct caught *caught = &s->caught[s->caught_count];
  caught->final = final;
  memcpy(caught->begin, last.begin, sizeof(caught->begin));
  memcpy(caught->end, last.end, sizeof(caught->end));
  return (uint32_t)s->caught_count++;
}

static void rule_out(struct scan *s, uint32_t slot) {
  if (bit_has(s->ruled_out, slot) ||
      !grow(s, (void **)&s->rulings, s->ruling_count, &s->ruling_capacity,
            sizeof(*s->rulings)))
    return;
  s->rulings[s->ruling_count++] = slot;
  bit_set(s->ruled_out, slot);
}

static bool room_for_found(struct scan *s) {
  return s->found_count < s->found_capacity ||
         grow(s, (void **)&s->found, s->found_count, &s->found_capacity,
              sizeof(*s->found));
}

/*
 * The first thread to end an entry here has the earliest start. Rare, and
 * kept out of the loops that would else make room for its variables.
 */
__attribute__((noinline)) static void end_phrase(struct scan *s,
                                                 const struct phrase_node *node,
                                                 const struct thread *thread,
                                                 uint32_t end) {
  const struct phrase_final *final = &s->phrases->finals[node->final];
  if (final->sentence != 0 && final->sentence != s->sentence->end)
    return;
  if (node->at_end && end != s->sentence->first + s->sentence->count)
    return;
  if (final->unless) {
    rule_out(s, final->slot);
    return;
  }
  if (bit_has(s->ended, final->slot) || !room_for_found(s))
    return;
  uint32_t first = thread->start;
  s->found[s->found_count++] = (struct found){
      .order = (uint64_t)first << 32 | s->phrases->entries[final->slot],
      .count = end - first,
      .slot = final->slot,
      .caught = keep_captures(s, node, thread, end)};
  bit_set(s->ended, final->slot);
}

static void enter(struct scan *s, const struct phrase_node *node, uint32_t to,
                  uint32_t acts, const struct thread *from, uint32_t token) {
  struct threads *next = &s->next;
  if (next->count == next->capacity &&
      !grow(s, (void **)&next->items, next->count, &next->capacity,
            sizeof(*next->items)))
    return;
  /* Made where it stays: a copy of what was just written is slow. */
  struct thread *thread = &next->items[next->count];
  *thread = *from;
  thread->node = to;
  if (acts)
    act(thread, (uint8_t)acts, (uint8_t)(acts >> 8), token);
  if (node->final != PHRASE_NONE)
    end_phrase(s, node, thread, token + 1);
  if (node->count == 0)
    return;
  next->count++;
  bit_set(s->entered, to);
}

/* One thread a node: the first to come. */
static bool is_open(const struct scan *s, const struct phrase_node *node,
                    uint32_t to) {
  return (node->sum & s->ahead.sum) && (node->sum_again & s->ahead.sum_again) &&
         !bit_has(s->entered, to);
}

static uint32_t acts_of(uint8_t opens, uint8_t closes) {
  return (uint32_t)opens | (uint32_t)closes << 8;
}

static void follow(struct scan *s, const struct phrase_edge *edge,
                   const struct thread *thread, uint32_t token) {
  const struct phrase_node *node = &s->phrases->nodes[edge->node];
  if (is_open(s, node, edge->node))
    enter(s, node, edge->node, acts_of(edge->opens, edge->closes), thread,
          token);
}

static void follow_all(struct scan *s, const struct phrase_node *node,
                       const struct thread *thread, uint32_t token) {
  const struct phrase_edge *edge = &s->phrases->edges[node->first];
  for (uint32_t n = node->count; n > 0; n--, edge++)
    if (s->symbols[edge->symbol])
      follow(s, edge, thread, token);
}

/* A few edges of a node, in their order. */
struct chosen {
  uint32_t count;
  uint16_t edges[16]; /* from 1 */
};

static void choose(struct chosen *chosen, uint16_t edge) {
  uint32_t at = chosen->count++;
  for (; at > 0 && chosen->edges[at - 1] > edge; at--)
    chosen->edges[at] = chosen->edges[at - 1];
  chosen->edges[at] = edge;
}

/* All edges for one symbol lie behind its slot, before the next free one. */
static bool choose_edges(const struct scan *s, const struct phrase_node *node,
                         struct chosen *chosen) {
  const struct phrase_edge *edges = &s->phrases->edges[node->first];
  const uint16_t *index = &s->phrases->index[node->index];
  uint32_t mask = phrase_index_slots(node->count) - 1;
  for (size_t i = 0; i < s->now.count; i++) {
    const struct phrase_trait *trait = &s->now.traits[i];
    if (!(node->sum & trait->sum))
      continue;
    uint32_t slot = trait->hash & mask;
    for (; index[slot]; slot = (slot + 1) & mask) {
      if (edges[index[slot] - 1].symbol != trait->symbol)
        continue;
      if (chosen->count == sizeof(chosen->edges) / sizeof(*chosen->edges))
        return false;
      choose(chosen, index[slot]);
    }
  }
  return true;
}

static void follow_indexed(struct scan *s, const struct phrase_node *node,
                           const struct thread *thread, uint32_t token) {
  const struct phrase_edge *edges = &s->phrases->edges[node->first];
  struct chosen chosen;
  chosen.count = 0;
  if (!choose_edges(s, node, &chosen)) {
    follow_all(s, node, thread, token);
    return;
  }
  for (uint32_t i = 0; i < chosen.count; i++)
    follow(s, &edges[chosen.edges[i] - 1], thread, token);
}

static void step_threads(struct scan *s, uint32_t token) {
  for (size_t i = 0; i < s->threads.count; i++) {
    const struct thread *thread = &s->threads.items[i];
    const struct phrase_node *node = &s->phrases->nodes[thread->node];
    if (node->index == PHRASE_NONE)
      follow_all(s, node, thread, token);
    else
      follow_indexed(s, node, thread, token);
  }
}

/*
 * Only older threads have ended by now. Of two words of one entry that both
 * are this token the second overlaps the first, and goes with the others.
 */
static void find_single(struct scan *s, uint32_t slot, uint32_t token) {
  if (bit_has(s->ended, slot) || !room_for_found(s))
    return;
  s->found[s->found_count++] =
      (struct found){.order = (uint64_t)token << 32 | s->phrases->entries[slot],
                     .count = 1,
                     .slot = slot,
                     .caught = PHRASE_NONE};
}

static void start_part(struct scan *s, uint32_t part,
                       const struct thread *fresh) {
  const struct phrases *p = s->phrases;
  const struct phrase_start *start = &p->starts[p->start_at[part]];
  const struct phrase_start *end = &p->starts[p->start_at[part + 1]];
  uint32_t token = fresh->start;
  for (; start < end; start++) {
    if (!(start->sum & s->ahead.sum) ||
        !(start->sum_again & s->ahead.sum_again) ||
        (start->anchored && token != s->sentence->first))
      continue;
    if (start->single)
      find_single(s, start->node, token);
    else if (!bit_has(s->entered, start->node))
      enter(s, &p->nodes[start->node], start->node,
            acts_of(start->opens, start->closes), fresh, token);
  }
}

/* After the older threads: where both lead to one node, those go on. */
static void start_threads(struct scan *s, uint32_t token) {
  struct thread fresh = {.start = token};
  for (unsigned i = 0; i < PHRASE_CAPTURES; i++)
    fresh.begin[i] = fresh.end[i] = PHRASE_NONE;
  for (size_t i = 0; i < s->now.count; i++) {
    const struct phrase_run *run = &s->phrases->runs[s->now.traits[i].symbol];
    uint32_t part = run->first;
    if (!(run->groups & s->groups))
      continue;
    for (uint32_t rest = run->groups; rest != 0; rest &= rest - 1, part++)
      if (rest & -rest & s->groups)
        start_part(s, part, &fresh);
  }
}

static void look_ahead(struct scan *s, uint32_t token) {
  struct phrase_token *ahead = &s->ahead;
  if (token < s->sentence->first + s->sentence->count) {
    s->failed =
        s->failed || phrase_token_look_up(s->phrases, s->arena,
                                          &s->text->tokens[token], ahead);
  } else {
    ahead->count = 0;
    ahead->sum = ahead->sum_again = PHRASE_SUM_FINAL;
  }
}

/* The symbols of the next token are known before this one is taken. */
static void step(struct scan *s, uint32_t token) {
  size_t found_before = s->found_count;
  struct phrase_token now = s->ahead;
  s->ahead = s->now;
  s->now = now;
  look_ahead(s, token + 1);
  for (size_t i = 0; i < now.count; i++)
    s->symbols[now.traits[i].symbol] = true;
  step_threads(s, token);
  start_threads(s, token);
  for (size_t i = 0; i < now.count; i++)
    s->symbols[now.traits[i].symbol] = false;
  for (size_t i = 0; i < s->next.count; i++)
    bit_clear(s->entered, s->next.items[i].node);
  for (size_t i = found_before; i < s->found_count; i++)
    bit_clear(s->ended, s->found[i].slot);
  struct threads threads = s->threads;
  s->threads = s->next;
  s->next = threads;
  s->next.count = 0;
}

/* By first token, then entry, the longest first. */
static bool goes_before(const struct found *a, const struct found *b) {
  return a->order != b->order ? a->order < b->order : a->count > b->count;
}

/* Short runs sorted where they lie: most were in order already. */
static void sort_short(struct found *found, size_t count, size_t width) {
  for (size_t i = 1; i < count; i++) {
    struct found one = found[i];
    size_t to = i;
    for (; to % width != 0 && goes_before(&one, &found[to - 1]); to--)
      found[to] = found[to - 1];
    found[to] = one;
  }
}

static void merge(const struct found *from, struct found *to, size_t begin,
                  size_t middle, size_t end) {
  size_t a = begin, b = middle;
  for (size_t i = begin; i < end; i++)
    if (a < middle && (b == end || !goes_before(&from[b], &from[a])))
      to[i] = from[a++];
    else
      to[i] = from[b++];
}

/* A merge sort: hostile text makes many matches, and qsort may allocate. */
static const struct found *sort_found(struct scan *s, struct found *found,
                                      size_t count) {
  enum {
    SHORT = 16
  };
  sort_short(found, count, SHORT);
  if (count <= SHORT)
    return found;
  if (count > s->spare_capacity) {
    s->spare = arena_alloc(s->arena, 2 * count * sizeof(*s->spare));
    s->spare_capacity = s->spare ? 2 * count : 0;
    if (!s->spare)
      return NULL;
  }
  struct found *from = found, *to = s->spare;
  for (size_t width = SHORT; width < count; width *= 2) {
    for (size_t begin = 0; begin < count; begin += 2 * width) {
      size_t middle = begin + width < count ? begin + width : count;
      size_t end = middle + width < count ? middle + width : count;
      merge(from, to, begin, middle, end);
    }
    struct found *swap = from;
    from = to;
    to = swap;
  }
  return from;
}

/* Of what was found in the sentence: what overlaps nothing before it. */
static void keep_found(struct scan *s) {
  size_t count = s->found_count - s->kept_count;
  const struct found *found = sort_found(s, s->found + s->kept_count, count);
  s->failed = s->failed || (count > 0 && !found);
  for (size_t i = 0; i < count && !s->failed; i++) {
    struct found one = found[i];
    uint32_t first = (uint32_t)(one.order >> 32);
    uint32_t *last_end = &s->last_end[one.slot];
    if (bit_has(s->ruled_out, one.slot) || first < *last_end)
      continue;
    *last_end = first + one.count;
    s->found[s->kept_count++] = one;
  }
  for (size_t i = 0; i < s->ruling_count; i++)
    bit_clear(s->ruled_out, s->rulings[i]);
  s->found_count = s->kept_count;
  s->ruling_count = 0;
}

static void scan_sentence(struct scan *s, const struct sentence *sentence) {
  s->sentence = sentence;
  s->threads.count = 0;
  look_ahead(s, sentence->first);
  for (uint32_t i = 0; i < sentence->count && !s->failed; i++)
    step(s, sentence->first + i);
  keep_found(s);
}

static struct phrase_capture capture_of(const struct caught *caught,
                                        unsigned i) {
  if (caught->begin[i] == PHRASE_NONE || caught->end[i] == PHRASE_NONE)
    return (struct phrase_capture){.name = PHRASE_NONE};
  return (struct phrase_capture){caught->final->names[i], caught->begin[i],
                                 caught->end[i] - caught->begin[i]};
}

static struct phrase_match match_of(const struct scan *s,
                                    const struct found *found) {
  struct phrase_match match = {.entry = s->phrases->entries[found->slot],
                               .first = (uint32_t)(found->order >> 32),
                               .count = found->count};
  for (unsigned i = 0; i < PHRASE_CAPTURES; i++)
    match.captures[i].name = PHRASE_NONE;
  for (unsigned i = 0; i < PHRASE_CAPTURES && found->caught != PHRASE_NONE; i++)
    match.captures[i] = capture_of(&s->caught[found->caught], i);
  return match;
}

static bool prepare(struct scan *s) {
  const struct phrases *p = s->phrases;
  s->symbols = arena_alloc(s->arena, p->symbol_count);
  s->entered = bits_new(s->arena, p->node_count);
  s->ended = bits_new(s->arena, p->slot_count);
  s->ruled_out = bits_new(s->arena, p->slot_count);
  s->last_end = arena_alloc(s->arena, p->slot_count * sizeof(uint32_t));
  s->found_capacity = ROOM_FOUND;
  s->threads.capacity = s->next.capacity = ROOM_THREADS;
  s->found = arena_alloc(s->arena, s->found_capacity * sizeof(*s->found));
  s->threads.items =
      arena_alloc(s->arena, ROOM_THREADS * sizeof(*s->threads.items));
  s->next.items = arena_alloc(s->arena, ROOM_THREADS * sizeof(*s->next.items));
  return s->found && s->threads.items && s->next.items && s->symbols &&
         s->entered && s->ended && s->ruled_out && s->last_end;
}

int phrases_scan_sentences(const struct phrases *phrases, struct arena *arena,
                           const struct text *text, uint32_t first,
                           uint32_t end, uint32_t groups,
                           struct phrase_match **matches, size_t *count) {
  struct scan s = {
      .phrases = phrases, .arena = arena, .text = text, .groups = groups};
  *matches = NULL;
  *count = 0;
  s.failed = !prepare(&s);
  for (uint32_t i = first; i < end && !s.failed; i++)
    scan_sentence(&s, &text->sentences[i]);
  if (s.failed)
    return ATTUNE_E_MEMORY;
  *matches = arena_alloc(arena, s.kept_count * sizeof(**matches));
  if (!*matches)
    return ATTUNE_E_MEMORY;
  for (size_t i = 0; i < s.kept_count; i++)
    (*matches)[i] = match_of(&s, &s.found[i]);
  *count = s.kept_count;
  return ATTUNE_OK;
}

int phrases_scan_groups(const struct phrases *phrases, struct arena *arena,
                        const struct text *text, uint32_t groups,
                        struct phrase_match **matches, size_t *count) {
  return phrases_scan_sentences(phrases, arena, text, 0, text->sentence_count,
                                groups, matches, count);
}

int phrases_scan(const struct phrases *phrases, struct arena *arena,
                 const struct text *text, struct phrase_match **matches,
                 size_t *count) {
  return phrases_scan_groups(phrases, arena, text, UINT32_MAX, matches, count);
}
