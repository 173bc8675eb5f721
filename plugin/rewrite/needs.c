#include "rewrite/needs.h"

#include "review/moves.h"
#include "review/signs.h"
#include "rewrite/leftover.h"
#include "rewrite/say_voice.h"
#include "rewrite/say_words.h"

/* From this heat on a glad draft has not heard it. */
#define GLAD_HEAT 3

/* From this heat on a reply without a step is none. */
#define UPSET 2

/*
 * Thousandths of certainty that a move is missing, from which it is put in:
 * the review names more than that, as a name costs nobody a sentence. "Sorry"
 * in the sentence that acknowledges costs less than one of its own, who stays
 * with it less than a gap that the agent must fill.
 */
enum {
  SURE_SORRY_TOO = 300,
  SURE_CURT = 50,
  SURE_THERE = 350,
  SURE_OWNED = 550,
  SURE_NEXT = 500
};

/*
 * What the draft lacked it still lacks when better words make it look less
 * in need.
 */
static bool wants(const struct pass *pass, enum move move, int sure) {
  bool wanted = (pass->wanted >> move & 1) && !(pass->made & pass->wanted) &&
                !review_has(pass->review, move);
  return (wanted || pass->review->doubts[move] >= sure) &&
         !(pass->skip_moves >> move & 1);
}

bool needs_holds(const struct pass *pass, struct str text, const char *id,
                 struct str part) {
  return words_hold(words_label(pass->input->language, id, part), text);
}

/*
 * Whoever writes "how lovely!" has read good news where we read trouble: the
 * agent reads better than we do, unless it shouts.
 */
static bool is_glad(const struct pass *pass) {
  return pass->input->history->heat < GLAD_HEAT &&
         needs_holds(pass, pass->draft, "glad", STR("draft"));
}

/* "See you at your next visit": no answer is looked for, nor any step. */
static bool has_parted(const struct pass *pass) {
  return needs_holds(pass, pass->text->source, "parted", STR("says"));
}

/* Also in words that the review does not count as an apology. */
static bool is_sorry(const struct pass *pass) {
  return review_has(pass->review, MOVE_APOLOGY) ||
         needs_holds(pass, pass->text->source, "regret", STR("says"));
}

/* What said nothing is gone: the agent's own words have its place. */
static bool is_bare(const struct pass *pass) {
  bool most = 2 * pass->text->source.size < pass->draft.size;
  return pass->input->history->heat > 0 && (most || pass_is_frame(pass)) &&
         !voice_leaves_gap(pass->say->voice, pass->text->source) &&
         !(pass->skip_moves >> MOVE_OWNERSHIP & 1);
}

/* A rule of the list was broken here, whether or not it was shown. */
bool needs_breaks(const struct pass *pass, struct str list) {
  const struct language_matches *matches = pass->input->matches;
  const struct language_entry *label =
      words_label(pass->input->language, "refusal", list);
  for (size_t i = 0; i < matches->count; i++)
    if (matches->items[i].entry->kind == LANGUAGE_RULE &&
        words_lead(label, matches->items[i].entry->id).size > 0)
      return true;
  return false;
}

bool needs_away(const struct pass *pass) {
  return needs_breaks(pass, STR("away")) ||
         needs_holds(pass, pass->text->source, "refusal", STR("contact"));
}

/*
 * What is said to help, unless it is to be had elsewhere. An answer is none:
 * it is the no itself.
 */
static bool helps(const struct pass *pass) {
  const struct review *review = pass->review;
  return (review_solution_is(pass->input, "done") ||
          review_solution_is(pass->input, "steps") ||
          review_solution_is(pass->input, "link") ||
          review_has(review, MOVE_OWNERSHIP) ||
          review_has(review, MOVE_NEXT_STEP)) &&
         !needs_away(pass);
}

/* No step is told, taken or asked for. */
static bool is_idle(const struct pass *pass) {
  const struct review *review = pass->review;
  return !review_has(review, MOVE_OWNERSHIP) &&
         !review_has(review, MOVE_NEXT_STEP) && !helps(pass) &&
         !voice_leaves_gap(pass->say->voice, pass->text->source);
}

/* Nobody that upset is told how things are and no more. */
static bool is_left_alone(const struct pass *pass) {
  return pass->input->history->heat >= UPSET && is_idle(pass) &&
         wants(pass, MOVE_OWNERSHIP, SURE_THERE);
}

/* "This is a known issue." is no last word to somebody in trouble. */
static bool stands_still(const struct pass *pass) {
  return pass->input->history->heat > 0 && is_idle(pass) &&
         leftover_stands(pass->input->matches) &&
         !(pass->skip_moves >> MOVE_NEXT_STEP & 1);
}

/* It says no, and neither helps nor leaves a gap where the agent could. */
bool needs_option(const struct pass *pass) {
  const struct review *review = pass->review;
  const struct language_entry *rules =
      words_label(pass->input->language, "refusal", STR("shuts"));
  bool shuts = false;
  for (size_t i = 0; i < review->finding_count; i++)
    shuts = shuts || (review->findings[i].level >= LEVEL_WARNING &&
                      words_lead(rules, review->findings[i].rule->id).size > 0);
  /* Whoever is upset, or was passed on before, is not just sent on. */
  bool passed = pass->input->history->signals >> SIGNAL_UNHEARD & 1 ||
                pass->input->history->heat >= UPSET;
  shuts = shuts ||
          needs_holds(pass, pass->text->source, "refusal", STR("says")) ||
          (passed && needs_away(pass));
  return shuts && pass->input->history->heat > 0 && !helps(pass) &&
         !leftover_offers(pass->input->matches) &&
         !voice_leaves_gap(pass->say->voice, pass->text->source);
}

/*
 * Empathy only where the review says that the moment calls for it: an apology
 * for nothing plants a problem.
 */
struct needs needs_of(const struct pass *pass, bool reworded) {
  const struct review *review = pass->review;
  struct needs needs = {0};
  if (review->needs_empathy && !is_glad(pass)) {
    needs.acknowledgement = wants(pass, MOVE_ACKNOWLEDGEMENT, PASS_SURE_WARM);
    int sure = needs.acknowledgement ? SURE_SORRY_TOO : PASS_SURE_WARM;
    /* A stock "sorry" that had to go comes back in better words. */
    bool again = pass->sorry && !(pass->skip_moves >> MOVE_APOLOGY & 1);
    needs.apology = (again || wants(pass, MOVE_APOLOGY, sure)) &&
                    !is_sorry(pass) && pass->input->history->apologies == 0;
  }
  if (is_bare(pass)) {
    needs.ownership = needs.there = true;
    return needs;
  }
  if (has_parted(pass))
    return needs;
  /* So little that a word of warmth would only be curt at more length. */
  needs.curt = review_is_curt(review);
  needs.ownership =
      wants(pass, MOVE_OWNERSHIP, needs.curt ? SURE_CURT : SURE_OWNED);
  /* Nothing is owned, solved, asked or to come: somebody has to. */
  if ((review->signs & SIGN_BIT(SIGN_IDLE)) && review->needs_empathy &&
      !(pass->skip_moves >> MOVE_OWNERSHIP & 1) &&
      (reworded || wants(pass, MOVE_OWNERSHIP, SURE_THERE)))
    needs.ownership = true;
  if (is_left_alone(pass))
    needs.ownership = true;
  needs.there = needs.ownership || needs_option(pass) ||
                wants(pass, MOVE_OWNERSHIP, SURE_THERE);
  needs.next_step = wants(pass, MOVE_NEXT_STEP, SURE_NEXT);
  needs.stands = stands_still(pass);
  return needs;
}
