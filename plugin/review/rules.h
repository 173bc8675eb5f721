/*
 * When a rule's words are a fault at all, as its fields say: asked by the
 * review for each match, and by who explains why a rule did not speak.
 */
#ifndef ATTUNE_REVIEW_RULES_H
#define ATTUNE_REVIEW_RULES_H

#include "review/review.h"

/* What the moment lacks for the rule to hold: the field that says so. */
enum rule_lack {
  RULE_LACKS_NOTHING,
  RULE_LACKS_HEAT,    /* min_heat */
  RULE_LACKS_UPSET,   /* calm: no, mild: no */
  RULE_LACKS_BREVITY, /* max_words */
  RULE_LACKS_SIGNAL   /* signals */
};

/* words: of the draft, as rules_words counts them. */
enum rule_lack rules_lack(const struct history *history,
                          const struct language_entry *rule, int words);

/* Words and numbers; links, marks and emoji are none. */
int rules_words(const struct text *text);

#endif
