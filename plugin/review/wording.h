/* The pack's messages and whys, filled with what this case is about. */
#ifndef ATTUNE_REVIEW_WORDING_H
#define ATTUNE_REVIEW_WORDING_H

#include "base/arena.h"
#include "language/language.h"
#include "text/text.h"

/* {quote}, {told}, {concern}, {question}, {name} and a match's captures. */
struct wording_slots {
  const struct language *language;
  const struct text *text;
  const struct language_match *match; /* or NULL */
  struct str quote;
  struct str told;
  struct str concern;
  struct str question;
  struct str name;
};

/* The i-th slot's name, NULL behind the last; captures are not among them. */
const char *wording_slot_name(unsigned i);

/*
 * The template with its slots filled; empty when it has one that is not
 * known. 0 or ATTUNE_E_MEMORY.
 */
int wording_fill(struct arena *arena, const struct wording_slots *slots,
                 struct str template, struct str *out);

/*
 * The first `say:` line of the label `id.part` whose slots are all known;
 * empty when there is none. 0 or ATTUNE_E_MEMORY.
 */
int wording_label(struct arena *arena, const struct wording_slots *slots,
                  const char *id, const char *part, struct str *out);

/* Is the word one of those the list names, blanks between them? */
bool wording_lists(struct str list, struct str word);

/* The number a field gives, or otherwise. */
int wording_number(struct str value, int otherwise);

#endif
