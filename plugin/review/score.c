#include "review/review.h"

#include "review/context.h"

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
  WORTH_WORDING = 36,
  KEPT_BACK = 6,
  MOST_WITH_FAULTS = 85
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

/*
 * Help that speaks for itself needs no words of feeling, yet with them it is
 * the better reply: so much is kept back.
 */
static int acknowledgement_of(const struct review_input *input,
                              const struct review *review) {
  if (review_lacks(review, MOVE_ACKNOWLEDGEMENT))
    return 0;
  bool felt = review_has(review, MOVE_ACKNOWLEDGEMENT) ||
              review_has(review, MOVE_PARAPHRASE);
  return felt || !review_hurts(input->history->feeling) || !input->history->heat
             ? WORTH_ACKNOWLEDGEMENT
             : WORTH_ACKNOWLEDGEMENT - KEPT_BACK;
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

/* Something is left to do, so the number may not read as "done". */
static bool is_faulty(const struct review *review) {
  return review->missing_count > 0 || review->finding_count > 0;
}

void review_score(const struct review_input *input, struct review *out) {
  struct score *score = &out->score;
  score->acknowledgement = acknowledgement_of(input, out);
  score->apology = worth(out, MOVE_APOLOGY, WORTH_APOLOGY);
  score->ownership = worth(out, MOVE_OWNERSHIP, WORTH_OWNERSHIP);
  score->solution = solution_of(out);
  score->next_step = worth(out, MOVE_NEXT_STEP, WORTH_NEXT_STEP);
  score->wording = wording_of(out);
  score->total = score->acknowledgement + score->apology + score->ownership +
                 score->solution + score->next_step + score->wording;
  if (score->total < 0)
    score->total = 0;
  if (score->total > MOST_WITH_FAULTS && is_faulty(out))
    score->total = MOST_WITH_FAULTS;
}
