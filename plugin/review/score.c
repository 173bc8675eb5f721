#include "review/review.h"

#include "review/wording.h"

/*
 * What each part is worth, ordered by the evidence: a specific
 * acknowledgement and an action that is owned move a reader most, an apology
 * helps a little, and wording that hurts can undo all of it. The sizes were
 * set on replies rated by hand. A part that the moment does not need is full:
 * a calm question answered is a whole reply.
 */
enum {
  WORTH_ACKNOWLEDGEMENT = 22,
  WORTH_APOLOGY = 8,
  WORTH_OWNERSHIP = 14,
  WORTH_SOLUTION = 14,
  WORTH_NEXT_STEP = 6,
  WORTH_WORDING = 36
};

static int penalty_of(const struct finding *finding) {
  static const int by_level[] = {
      [LEVEL_OFF] = 0,
      [LEVEL_SUGGESTION] = 8,
      [LEVEL_WARNING] = 16,
      [LEVEL_ERROR] = 20,
  };
  return by_level[finding->level];
}

static int worth(const struct review *review, enum move move, int full) {
  return review_lacks(review, move) ? 0 : full;
}

/* An answer left out is a solution left out: both are "no help here". */
static int solution_of(const struct review *review) {
  if (review_lacks(review, MOVE_SOLUTION))
    return 0;
  return review_lacks(review, MOVE_ANSWER) ? WORTH_SOLUTION / 2
                                           : WORTH_SOLUTION;
}

static int wording_of(const struct review *review) {
  int left = WORTH_WORDING;
  for (size_t i = 0; i < review->finding_count; i++)
    left -= penalty_of(&review->findings[i]);
  return left;
}

void review_score(const struct review_input *input, struct review *out) {
  struct score *score = &out->score;
  (void)input;
  score->acknowledgement =
      worth(out, MOVE_ACKNOWLEDGEMENT, WORTH_ACKNOWLEDGEMENT);
  score->apology = worth(out, MOVE_APOLOGY, WORTH_APOLOGY);
  score->ownership = worth(out, MOVE_OWNERSHIP, WORTH_OWNERSHIP);
  score->solution = solution_of(out);
  score->next_step = worth(out, MOVE_NEXT_STEP, WORTH_NEXT_STEP);
  score->wording = wording_of(out);
  score->total = score->acknowledgement + score->apology + score->ownership +
                 score->solution + score->next_step + score->wording;
  if (score->total < 0)
    score->total = 0;
}
