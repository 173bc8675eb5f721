#include "review/review.h"

#include <attune.h>

#include "model/maths.h"
#include "review/context.h"
#include "review/signs.h"
#include "review/wording.h"

/*
 * Thousandths of certainty. From SAID on a move is named as missing: with
 * figures that hold, half of the F1 that is to be had is where that is best.
 * The agent is called when all that is missing adds up to one and a half, or
 * one is as good as certain: so few of the drafts that were rated good are
 * called.
 */
enum {
  SAID = 310,
  FALLS_SHORT = 1450,
  CERTAIN = 900
};

static const enum move asked_for[] = {
    MOVE_ACKNOWLEDGEMENT, MOVE_APOLOGY,   MOVE_OWNERSHIP,
    MOVE_SOLUTION,        MOVE_NEXT_STEP, MOVE_ANSWER,
};

enum {
  ASKED_FOR = sizeof(asked_for) / sizeof(*asked_for)
};

static bool has_signal(const struct history *history, enum signal_id id) {
  return history->latest_signals >> id & 1;
}

/* Who thanks or closes needs nothing more, whatever went before. */
static bool is_over(const struct history *history) {
  return history->customer_messages == 0 ||
         (history->feeling == FEELING_GRATITUDE && history->concern.size == 0 &&
          history->question_count == 0) ||
         (has_signal(history, SIGNAL_RESOLVED) && history->heat == 0);
}

static bool needs_empathy(const struct history *history) {
  bool hurts = review_hurts(history->feeling) && history->heat >= 1;
  bool praised = history->feeling == FEELING_SATISFACTION;
  bool trouble =
      hurts || history->heat >= 1 || (history->concern.size > 0 && !praised);
  return trouble && (hurts || review_is_upset(history)) &&
         !has_signal(history, SIGNAL_RESOLVED);
}

/*
 * What is there is not missing, whatever the odds; and to say sorry twice is a
 * fault of its own.
 */
static bool is_met(const struct review_input *input, const struct review *out,
                   enum move move) {
  if ((out->signs & SIGN_BIT(SIGN_CALM)) &&
      (move == MOVE_APOLOGY || move == MOVE_OWNERSHIP))
    return true;
  if (move == MOVE_ACKNOWLEDGEMENT && review_has(out, MOVE_PARAPHRASE))
    return true;
  if (move == MOVE_APOLOGY && input->history->apologies > 0)
    return true;
  return review_has(out, move);
}

static void weigh_doubts(const struct review_input *input, struct review *out) {
  for (int i = 0; i < ASKED_FOR; i++) {
    enum move move = asked_for[i];
    const struct language_entry *weights =
        review_weights(input->language, "lacks", move_name(move));
    if (!weights || is_met(input, out, move))
      continue;
    int odds = review_weigh(weights, out->signs);
    out->doubts[move] = (int)(1000 * maths_logistic(odds / 1000.0));
  }
}

/*
 * Where no trouble was read, what is missing is the likeliest guess and no
 * more; and a piece of a message that was cut may have the rest in the others.
 */
static bool falls_short(const struct review_input *input,
                        const struct review *out) {
  if (!(out->signs & SIGNS_OF_TROUBLE) || review_is_fragment(input->text))
    return false;
  int sum = 0, most = 0;
  for (int i = 0; i < ASKED_FOR; i++) {
    int doubt = out->doubts[asked_for[i]];
    sum += doubt;
    most = doubt > most ? doubt : most;
  }
  return sum >= FALLS_SHORT || most >= CERTAIN;
}

static int add(struct arena *arena, const struct review_input *input,
               struct review *out, enum move move) {
  const struct history *history = input->history;
  struct wording_slots slots = {
      .language = input->language,
      .text = input->text,
      .concern = history->concern,
      .name = history->customer_name,
  };
  if (history->question_count > 0)
    slots.question = history->questions[history->question_count - 1];
  struct move_missing *missing = &out->missing[out->missing_count++];
  missing->move = move;
  missing->confidence = out->doubts[move];
  return wording_label(arena, &slots, "missing", move_name(move),
                       &missing->why);
}

int review_find_missing(struct arena *arena, const struct review_input *input,
                        struct review *out) {
  out->heat = input->history->heat;
  out->needs_empathy = needs_empathy(input->history);
  out->signs = review_signs(input, out);
  if (is_over(input->history))
    return ATTUNE_OK;
  weigh_doubts(input, out);
  out->falls_short = falls_short(input, out);
  out->missing = arena_alloc(arena, ASKED_FOR * sizeof(*out->missing));
  if (!out->missing)
    return ATTUNE_E_MEMORY;
  for (int i = 0; i < ASKED_FOR; i++) {
    int status = out->doubts[asked_for[i]] >= SAID
                     ? add(arena, input, out, asked_for[i])
                     : ATTUNE_OK;
    if (status)
      return status;
  }
  return ATTUNE_OK;
}
