/*
 * Numbers that are somebody's own: payment cards and telephones, found by
 * their shape in the bytes, whatever the words around them. Linear in the
 * text; nothing is allocated.
 */
#ifndef ATTUNE_READING_FACT_NUMBER_H
#define ATTUNE_READING_FACT_NUMBER_H

#include "reading/reading.h"

/* How sure a shape is, as the rank of the fact it makes; see fact.c. */
#define NUMBER_RANK_LIKELY 1 /* 07700 900123: an order could be called so */
#define NUMBER_RANK_SURE   3

struct fact_number {
  enum fact_kind kind; /* FACT_CARD or FACT_PHONE */
  struct range range;
  int rank;
};

/* The next card or telephone at or behind at; false when there is none. */
bool fact_number_next(struct str text, size_t at, struct fact_number *out);

/*
 * A card is 13 to 19 digits, each pair parted by at most one blank, hyphen
 * or point, that begin as an issuer's do, are as many as that issuer's, and
 * end in the right check digit.
 */
bool fact_card_at(struct str text, size_t at, struct range *out);

/*
 * Every digit of every card in these bytes but its last four becomes '*'.
 * For whatever leaves the process: a card may stand inside a longer quote,
 * a question or a concern.
 */
void fact_mask_cards(char *bytes, size_t size);

#endif
