#include "rewrite/edit.h"

#include <stdint.h>

#include "attune.h"

bool edit_meets(const struct edit_list *list, struct range range) {
  for (size_t i = 0; i < list->count; i++) {
    struct range other = list->items[i].range;
    bool empty = range.begin == range.end || other.begin == other.end;
    /* Two edits at one place have no order of their own. */
    if (empty ? range.begin <= other.end && other.begin <= range.end
              : range_overlaps(other, range))
      return true;
  }
  return false;
}

/* A draft has few edits; moving some is cheaper than sorting all. */
int edit_add(struct arena *arena, struct edit_list *list, struct edit edit) {
  struct edit *items = arena_grow(arena, list->items, list->count,
                                  &list->capacity, sizeof(*items));
  if (!items)
    return ATTUNE_E_MEMORY;
  size_t at = list->count++;
  list->items = items;
  for (; at > 0 && items[at - 1].range.begin > edit.range.begin; at--)
    items[at] = items[at - 1];
  items[at] = edit;
  return ATTUNE_OK;
}

/* Pieces of the source and of the edits in turn, joined once. */
static int apply_within(struct arena *arena, struct str source,
                        struct range range, const struct edit *edits,
                        size_t count, struct str *out) {
  struct str *pieces = arena_alloc(arena, (2 * count + 1) * sizeof(*pieces));
  size_t at = range.begin;
  if (!pieces)
    return ATTUNE_E_MEMORY;
  for (size_t i = 0; i < count; i++) {
    pieces[2 * i] = str_slice(source, (struct range){at, edits[i].range.begin});
    pieces[2 * i + 1] = edits[i].text;
    at = edits[i].range.end;
  }
  pieces[2 * count] = str_slice(source, (struct range){at, range.end});
  *out = arena_join(arena, pieces, 2 * count + 1);
  return out->data ? ATTUNE_OK : ATTUNE_E_MEMORY;
}

int edit_apply(struct arena *arena, struct str source,
               const struct edit_list *list, struct str *out) {
  return apply_within(arena, source, (struct range){0, source.size},
                      list->items, list->count, out);
}

/* What first made of its edit, as a range of the middle text. */
struct made {
  struct range range;
  long shift; /* middle minus source, behind it */
};

static struct made made_by(const struct edit *edit, long shift) {
  long size = (long)(edit->range.end - edit->range.begin);
  size_t begin = (size_t)((long)edit->range.begin + shift);
  struct range range = {begin, begin + edit->text.size};
  return (struct made){range, shift + (long)edit->text.size - size};
}

/* Edits of both lists that touch each other, to become one. */
struct group {
  struct range range; /* of the middle text */
  size_t first, first_count;
  size_t second, second_count;
  long shift_before, shift_behind;
};

static bool touches(struct range a, struct range b) {
  return a.begin <= b.end && b.begin <= a.end;
}

static void widen(struct range *range, struct range by) {
  range->begin = by.begin < range->begin ? by.begin : range->begin;
  range->end = by.end > range->end ? by.end : range->end;
}

/* Takes in what touches, from either list, until nothing does. */
static void gather(struct group *group, const struct edit_list *first,
                   const struct edit_list *second) {
  for (bool more = true; more;) {
    more = false;
    size_t at = group->first + group->first_count;
    if (at < first->count) {
      struct made made = made_by(&first->items[at], group->shift_behind);
      if (touches(made.range, group->range)) {
        widen(&group->range, made.range);
        group->shift_behind = made.shift;
        group->first_count++;
        more = true;
      }
    }
    at = group->second + group->second_count;
    if (at < second->count && touches(second->items[at].range, group->range)) {
      widen(&group->range, second->items[at].range);
      group->second_count++;
      more = true;
    }
  }
}

static struct range next_range(const struct group *group,
                               const struct edit_list *first,
                               const struct edit_list *second) {
  struct range none = {SIZE_MAX, SIZE_MAX};
  struct range a =
      group->first < first->count
          ? made_by(&first->items[group->first], group->shift_before).range
          : none;
  struct range b =
      group->second < second->count ? second->items[group->second].range : none;
  return a.begin <= b.begin ? a : b;
}

/*
 * Both lists are walked once, in step. Edits that touch become one, so that
 * an edit of an edit's own text is possible and no order is left to chance.
 */
int edit_compose(struct arena *arena, struct str middle,
                 const struct edit_list *first, const struct edit_list *second,
                 struct edit_list *out) {
  struct group group = {0};
  *out = (struct edit_list){0};
  while (group.first < first->count || group.second < second->count) {
    struct edit edit;
    group.range = next_range(&group, first, second);
    gather(&group, first, second);
    edit.range.begin = (size_t)((long)group.range.begin - group.shift_before);
    edit.range.end = (size_t)((long)group.range.end - group.shift_behind);
    edit.rule = group.first_count > 0 ? first->items[group.first].rule
                                      : second->items[group.second].rule;
    int status =
        apply_within(arena, middle, group.range, second->items + group.second,
                     group.second_count, &edit.text);
    if (status == ATTUNE_OK)
      status = edit_add(arena, out, edit);
    if (status != ATTUNE_OK)
      return status;
    group = (struct group){.first = group.first + group.first_count,
                           .second = group.second + group.second_count,
                           .shift_before = group.shift_behind,
                           .shift_behind = group.shift_behind};
  }
  return ATTUNE_OK;
}
