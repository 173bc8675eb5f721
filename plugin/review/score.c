#include "review/review.h"

#include "review/signs.h"

/*
 * What each part is worth at most, ordered by the evidence: a specific
 * acknowledgement and an action that is owned move a reader most, an apology
 * helps a little, and wording that hurts can undo all of it. How much of it a
 * draft gets is weighed in the pack, [label score.PART].
 */
enum {
  WORTH_ACKNOWLEDGEMENT = 22,
  WORTH_APOLOGY = 8,
  WORTH_OWNERSHIP = 14,
  WORTH_SOLUTION = 14,
  WORTH_NEXT_STEP = 6,
  WORTH_WORDING = 36,
  MOST_WITH_FAULTS = 85
};

/*
 * A question put calmly, and help in the draft itself: that is a whole reply,
 * whatever else it might have said. So is any to thanks, or to nobody.
 */
static bool is_whole(const struct review_input *input,
                     const struct review *review) {
  const uint64_t help =
      SIGN_BIT(SIGN_DONE) | SIGN_BIT(SIGN_ANSWERED) | SIGN_BIT(SIGN_STEPS);
  if (review->missing_count > 0)
    return false;
  if (input->history->customer_messages == 0 ||
      (review->signs & SIGN_BIT(SIGN_GRATEFUL)))
    return true;
  return (review->signs & help) &&
         !(review->signs & (SIGNS_OF_TROUBLE | SIGN_BIT(SIGN_PRAISES)));
}

/* Weights are tenths of a point; doubts take as much as we are sure of. */
static int tenths(const struct review *review,
                  const struct language_entry *weights, enum move move) {
  int sum = review_weigh(weights, review->signs);
  int lack = review_weight(weights, "lack");
  int unanswered = review_weight(weights, "unanswered");
  return sum + lack * review->doubts[move] / 1000 +
         unanswered * review->doubts[MOVE_ANSWER] / 1000;
}

static int part(const struct review_input *input, const struct review *review,
                enum move move, int worth) {
  const struct language_entry *weights =
      review_weights(input->language, "score", move_name(move));
  if (!weights || is_whole(input, review))
    return worth;
  int points = tenths(review, weights, move) / 10;
  return points < 0 ? 0 : points < worth ? points : worth;
}

static int penalty_of(const struct finding *finding) {
  static const int by_level[] = {
      [LEVEL_OFF] = 0,
      [LEVEL_SUGGESTION] = 3,
      [LEVEL_WARNING] = 6,
      [LEVEL_ERROR] = 10,
  };
  return by_level[finding->level];
}

/* Each finding takes its share, and what it does to the whole another. */
static int wording_of(const struct review_input *input,
                      const struct review *review) {
  const struct language_entry *weights =
      review_weights(input->language, "score", "wording");
  int left = WORTH_WORDING;
  if (weights && !is_whole(input, review))
    left += review_weigh(weights, review->signs) / 10;
  for (size_t i = 0; i < review->finding_count; i++)
    left -= penalty_of(&review->findings[i]);
  return left < WORTH_WORDING ? left : WORTH_WORDING;
}

/* Something is left to do, so the number may not read as "done". */
static bool is_faulty(const struct review *review) {
  return review->missing_count > 0 || review->finding_count > 0;
}

void review_score(const struct review_input *input, struct review *out) {
  struct score *score = &out->score;
  score->acknowledgement =
      part(input, out, MOVE_ACKNOWLEDGEMENT, WORTH_ACKNOWLEDGEMENT);
  score->apology = part(input, out, MOVE_APOLOGY, WORTH_APOLOGY);
  score->ownership = part(input, out, MOVE_OWNERSHIP, WORTH_OWNERSHIP);
  score->solution = part(input, out, MOVE_SOLUTION, WORTH_SOLUTION);
  score->next_step = part(input, out, MOVE_NEXT_STEP, WORTH_NEXT_STEP);
  score->wording = wording_of(input, out);
  score->total = score->acknowledgement + score->apology + score->ownership +
                 score->solution + score->next_step + score->wording;
  if (score->total < 0)
    score->total = 0;
  if (score->total > MOST_WITH_FAULTS && is_faulty(out))
    score->total = MOST_WITH_FAULTS;
}
