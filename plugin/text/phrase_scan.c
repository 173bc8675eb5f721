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

struct threads {
  struct thread *items;
  size_t count;
  size_t capacity;
};

struct found {
  struct phrase_match match;
  uint32_t slot;
};

struct scan {
  const struct phrases *phrases;
  struct arena *arena;
  const struct text *text;
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
  struct found *found; /* in this sentence, in the order of their end */
  size_t found_count;
  size_t found_capacity;
  uint32_t *rulings; /* slots in ruled_out */
  size_t ruling_count;
  size_t ruling_capacity;
  struct found *spare; /* for sorting */
  size_t spare_capacity;
  uint32_t *last_end; /* by slot: where its last kept match ends */
  struct phrase_match *matches;
  size_t match_count;
  size_t match_capacity;
  bool failed; /* memory is out: nothing more is done */
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

static struct phrase_match match_of(const struct scan *s,
                                    const struct phrase_final *final,
                                    const struct thread *thread, uint32_t end) {
  struct phrase_match match = {.entry = s->phrases->entries[final->slot],
                               .first = thread->start,
                               .count = end - thread->start};
  for (unsigned i = 0; i < PHRASE_CAPTURES; i++) {
    uint32_t begin = thread->begin[i];
    match.captures[i] = (struct phrase_capture){.name = PHRASE_NONE};
    if (begin != PHRASE_NONE && thread->end[i] != PHRASE_NONE)
      match.captures[i] = (struct phrase_capture){final->names[i], begin,
                                                  thread->end[i] - begin};
  }
  return match;
}

static void rule_out(struct scan *s, uint32_t slot) {
  if (bit_has(s->ruled_out, slot) ||
      !grow(s, (void **)&s->rulings, s->ruling_count, &s->ruling_capacity,
            sizeof(*s->rulings)))
    return;
  s->rulings[s->ruling_count++] = slot;
  bit_set(s->ruled_out, slot);
}

/* The first thread to end an entry here has the earliest start. */
static void end_phrase(struct scan *s, const struct phrase_node *node,
                       const struct thread *thread, uint32_t end) {
  const struct phrase_final *final = &s->phrases->finals[node->final];
  if (final->sentence != 0 && final->sentence != s->sentence->end)
    return;
  if (node->at_end && end != s->sentence->first + s->sentence->count)
    return;
  if (final->unless) {
    rule_out(s, final->slot);
    return;
  }
  if (bit_has(s->ended, final->slot) ||
      !grow(s, (void **)&s->found, s->found_count, &s->found_capacity,
            sizeof(*s->found)))
    return;
  struct thread last = *thread;
  if (node->opens | node->closes)
    act(&last, node->opens, node->closes, end);
  s->found[s->found_count++] =
      (struct found){match_of(s, final, &last, end), final->slot};
  bit_set(s->ended, final->slot);
}

/* Follows an edge over the token. One thread a node: the first to come. */
static void follow(struct scan *s, const struct phrase_edge *edge,
                   const struct thread *from, uint32_t token) {
  const struct phrase_node *node = &s->phrases->nodes[edge->node];
  struct threads *next = &s->next;
  if (!(node->sum & s->ahead.sum) || bit_has(s->entered, edge->node))
    return;
  if (next->count == next->capacity &&
      !grow(s, (void **)&next->items, next->count, &next->capacity,
            sizeof(*next->items)))
    return;
  /* Made where it stays: a copy of what was just written is slow. */
  struct thread *thread = &next->items[next->count];
  *thread = *from;
  thread->node = edge->node;
  if (edge->opens | edge->closes)
    act(thread, edge->opens, edge->closes, token);
  if (node->final != PHRASE_NONE)
    end_phrase(s, node, thread, token + 1);
  if (node->count == 0)
    return;
  next->count++;
  bit_set(s->entered, edge->node);
}

static void step_threads(struct scan *s, uint32_t token) {
  const struct phrases *p = s->phrases;
  const bool *symbols = s->symbols;
  for (size_t i = 0; i < s->threads.count; i++) {
    const struct thread *thread = &s->threads.items[i];
    const struct phrase_node *node = &p->nodes[thread->node];
    const struct phrase_edge *edge = &p->edges[node->first];
    for (uint32_t n = node->count; n > 0; n--, edge++)
      if (symbols[edge->symbol])
        follow(s, edge, thread, token);
  }
}

/* After the older threads: where both lead to one node, those go on. */
static void start_threads(struct scan *s, uint32_t token) {
  const struct phrases *p = s->phrases;
  struct thread fresh = {.start = token};
  for (unsigned i = 0; i < PHRASE_CAPTURES; i++)
    fresh.begin[i] = fresh.end[i] = PHRASE_NONE;
  for (size_t i = 0; i < s->now.count; i++) {
    uint32_t symbol = s->now.symbols[i];
    uint32_t end = p->start_at[symbol + 1];
    for (uint32_t n = p->start_at[symbol]; n < end; n++)
      if ((p->start_sums[n] & s->ahead.sum) &&
          (!p->starts[n].anchored || token == s->sentence->first))
        follow(s, &p->starts[n], &fresh, token);
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
    ahead->sum = PHRASE_SUM_FINAL;
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
    s->symbols[now.symbols[i]] = true;
  step_threads(s, token);
  start_threads(s, token);
  for (size_t i = 0; i < now.count; i++)
    s->symbols[now.symbols[i]] = false;
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
  if (a->match.first != b->match.first)
    return a->match.first < b->match.first;
  if (a->match.entry != b->match.entry)
    return a->match.entry < b->match.entry;
  return a->match.count > b->match.count;
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
static struct found *sort_found(struct scan *s) {
  size_t count = s->found_count;
  if (count > s->spare_capacity) {
    s->spare = arena_alloc(s->arena, s->found_capacity * sizeof(*s->spare));
    s->spare_capacity = s->spare ? s->found_capacity : 0;
    if (!s->spare)
      return NULL;
  }
  struct found *from = s->found, *to = s->spare;
  for (size_t width = 1; width < count; width *= 2) {
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
  const struct found *found = s->found_count > 0 ? sort_found(s) : NULL;
  s->failed = s->failed || (s->found_count > 0 && !found);
  for (size_t i = 0; i < s->found_count && !s->failed; i++) {
    const struct phrase_match *match = &found[i].match;
    uint32_t *last_end = &s->last_end[found[i].slot];
    if (bit_has(s->ruled_out, found[i].slot) || match->first < *last_end ||
        !grow(s, (void **)&s->matches, s->match_count, &s->match_capacity,
              sizeof(*s->matches)))
      continue;
    *last_end = match->first + match->count;
    s->matches[s->match_count++] = *match;
  }
  for (size_t i = 0; i < s->ruling_count; i++)
    bit_clear(s->ruled_out, s->rulings[i]);
  s->found_count = s->ruling_count = 0;
}

static void scan_sentence(struct scan *s, const struct sentence *sentence) {
  s->sentence = sentence;
  s->threads.count = 0;
  look_ahead(s, sentence->first);
  for (uint32_t i = 0; i < sentence->count && !s->failed; i++)
    step(s, sentence->first + i);
  keep_found(s);
}

int phrases_scan(const struct phrases *phrases, struct arena *arena,
                 const struct text *text, struct phrase_match **matches,
                 size_t *count) {
  struct scan s = {.phrases = phrases, .arena = arena, .text = text};
  s.symbols = arena_alloc(arena, phrases->symbol_count);
  s.entered = bits_new(arena, phrases->node_count);
  s.ended = bits_new(arena, phrases->slot_count);
  s.ruled_out = bits_new(arena, phrases->slot_count);
  s.last_end = arena_alloc(arena, phrases->slot_count * sizeof(uint32_t));
  s.failed =
      !s.symbols || !s.entered || !s.ended || !s.ruled_out || !s.last_end;
  for (uint32_t i = 0; i < text->sentence_count && !s.failed; i++)
    scan_sentence(&s, &text->sentences[i]);
  *matches = s.failed ? NULL : s.matches;
  *count = s.failed ? 0 : s.match_count;
  return s.failed ? ATTUNE_E_MEMORY : ATTUNE_OK;
}
