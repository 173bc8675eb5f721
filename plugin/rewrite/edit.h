/* Lists of edits: kept in order, applied, and laid one over the other. */
#ifndef ATTUNE_REWRITE_EDIT_H
#define ATTUNE_REWRITE_EDIT_H

#include "rewrite/rewrite.h"

struct edit_list {
  struct edit *items; /* ascending, none overlapping */
  size_t count;
  size_t capacity;
};

/* Would the range meet an edit that is already there? */
bool edit_meets(const struct edit_list *list, struct range range);

/* Puts it where it belongs; it must meet none. 0 or ATTUNE_E_MEMORY. */
int edit_add(struct arena *arena, struct edit_list *list, struct edit edit);

/* The text with the edits. 0 or ATTUNE_E_MEMORY. */
int edit_apply(struct arena *arena, struct str source,
               const struct edit_list *list, struct str *out);

/*
 * One list that does to the source what first and then second do, where
 * second is about middle, the source with first. An edit of both is first's
 * by name, as it says why the words had to go.
 */
int edit_compose(struct arena *arena, struct str middle,
                 const struct edit_list *first, const struct edit_list *second,
                 struct edit_list *out);

#endif
