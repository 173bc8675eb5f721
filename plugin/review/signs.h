/*
 * What can be known of a moment and of the draft that meets it, as plain yes
 * or no: what is missing and the score are weighed from these. The names are
 * those of the weights in the pack (`[label lacks.…]` in review.txt).
 */
#ifndef ATTUNE_REVIEW_SIGNS_H
#define ATTUNE_REVIEW_SIGNS_H

#include "review/review.h"

enum sign {
  /* Of the customer, as the latest message was read. */
  SIGN_PUT_OUT, /* heat 1 or more */
  SIGN_UPSET,   /* heat 2 or more */
  SIGN_FURIOUS, /* heat 3 */
  SIGN_HURTS,   /* a feeling that wants to be met */
  SIGN_BLAMES,  /* anger, frustration, disappointment: at us */
  SIGN_CONFUSED,
  SIGN_PRAISES,
  SIGN_GRATEFUL, /* thanks, or says that it is over */
  SIGN_TROUBLE,  /* told what is wrong */
  SIGN_ASKED,
  SIGN_IN_VAIN,  /* wrote, waited or explained before */
  SIGN_THREAT,   /* leaves, wants money back, a person, or goes public */
  SIGN_LATER,    /* an agent has answered before */
  SIGN_PARDONED, /* … and has said sorry */
  SIGN_DETAILED, /* told several facts */
  SIGN_CALM,     /* asks, and nothing went wrong */
  SIGN_TRIED,    /* told what they tried */
  /* Of the draft. */
  SIGN_FELT, /* acknowledges or says back */
  SIGN_SORRY,
  SIGN_THANKS,
  SIGN_NAMED,
  SIGN_OWNED,
  SIGN_DONE, /* it is put right */
  SIGN_ANSWERED,
  SIGN_STEPS,
  SIGN_LINKS,
  SIGN_DOOR, /* asks them to write or turn to somebody */
  SIGN_ASKS,
  SIGN_GOES_ON, /* says what we do next */
  SIGN_TIMED,
  SIGN_FOLLOWED_UP,
  SIGN_CLOSES,
  SIGN_IMPERSONAL, /* "Dear Customer" */
  SIGN_SHORT,
  SIGN_LONG,
  SIGN_TAKEN_UP, /* has a word of theirs that carries meaning */
  SIGN_TAKEN_UP_MORE,
  SIGN_IDLE, /* nothing is owned, solved, asked or to come */
  /* Of the findings. */
  SIGN_CANNED,
  SIGN_SENT_AWAY,
  SIGN_COLD, /* policy, powerless, dismissal, blame, non-apology */
  SIGN_CURT,
  SIGN_OFF_TONE,
  SIGN_ASKS_AGAIN,
  SIGN_COUNT
};

#define SIGN_BIT(sign) (UINT64_C(1) << (sign))

/* Any of these: it is more than a calm question. */
#define SIGNS_OF_TROUBLE                                                       \
  (SIGN_BIT(SIGN_TROUBLE) | SIGN_BIT(SIGN_PUT_OUT) | SIGN_BIT(SIGN_HURTS) |    \
   SIGN_BIT(SIGN_IN_VAIN))

const char *sign_name(enum sign sign);

/* Bit n: enum sign n. After findings and moves are settled. */
uint64_t review_signs(const struct review_input *input,
                      const struct review *review);

/* Words of the customer's trouble and question that the draft has too. */
size_t review_count_uptake(const struct review_input *input);

/* The label ID.PART, or NULL: the pack has no such weights. */
const struct language_entry *review_weights(const struct language *language,
                                            const char *id, const char *part);

/*
 * The sum of the label's weights over the signs: its `bias`, and one field
 * for each sign that counts.
 */
int review_weigh(const struct language_entry *label, uint64_t signs);

/* One of them, negative or not; 0 when it is not there. */
int review_weight(const struct language_entry *label, const char *key);

#endif
