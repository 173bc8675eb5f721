/*
 * Spans come from four places (the format, blocks, links, quotation marks),
 * each in order already; they are merged rather than sorted.
 */
#include "text/scan.h"

#include <attune.h>

int span_push(struct arena *arena, struct span_list *list, size_t begin,
              size_t end, enum span_kind kind) {
  struct span *items = arena_grow(arena, list->items, list->count,
                                  &list->capacity, sizeof(*items));
  if (!items)
    return ATTUNE_E_MEMORY;
  list->items = items;
  items[list->count++] = (struct span){.range = {begin, end}, .kind = kind};
  return ATTUNE_OK;
}

static struct span link_span(const struct scan *scan, size_t i) {
  const struct link *link = &scan->links[i];
  return (struct span){
      .range = {scan->glyphs[link->first].at, scan->glyphs[link->last].at},
      .kind = link->kind};
}

static bool comes_first(const struct span *a, const struct span *b) {
  if (a->range.begin != b->range.begin)
    return a->range.begin < b->range.begin;
  return a->range.end > b->range.end;
}

/* The lists' next spans; the first of them in order is taken. */
struct merge {
  const struct scan *scan;
  size_t markup, blocks, quotations, links;
};

static bool take_next(struct merge *merge, struct span *out) {
  const struct scan *scan = merge->scan;
  size_t *taken = NULL;
  const struct span_list *lists[] = {&scan->markup, &scan->blocks,
                                     &scan->quotations};
  size_t *next[] = {&merge->markup, &merge->blocks, &merge->quotations};
  for (size_t i = 0; i < 3; i++) {
    if (*next[i] == lists[i]->count)
      continue;
    const struct span *span = &lists[i]->items[*next[i]];
    if (!taken || comes_first(span, out)) {
      *out = *span;
      taken = next[i];
    }
  }
  if (merge->links < scan->link_count) {
    struct span span = link_span(scan, merge->links);
    if (!taken || comes_first(&span, out)) {
      *out = span;
      taken = &merge->links;
    }
  }
  if (taken)
    ++*taken;
  return taken != NULL;
}

int span_merge(const struct scan *scan, struct text *out) {
  struct merge merge = {.scan = scan};
  size_t most = scan->markup.count + scan->blocks.count +
                scan->quotations.count + scan->link_count;
  size_t covered = 0;
  struct span span;
  if (most == 0)
    return ATTUNE_OK;
  out->spans = arena_alloc(scan->arena, most * sizeof(*out->spans));
  if (!out->spans)
    return ATTUNE_E_MEMORY;
  while (take_next(&merge, &span)) {
    /* What a link that turned out to be none had reserved is empty. */
    if (span.range.begin == span.range.end || span.range.begin < covered)
      continue;
    out->spans[out->span_count++] = span;
    if (span.kind != SPAN_QUOTATION)
      covered = span.range.end;
  }
  return ATTUNE_OK;
}
