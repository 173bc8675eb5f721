#include "review/review.h"

#include <attune.h>

#include "review/context.h"
#include "review/wording.h"

/* What the moment asks for, read from the customer's latest message. */
struct moment {
  bool heard;   /* a customer spoke at all */
  bool trouble; /* something went wrong for them */
  bool hurts;   /* and it shows */
  bool upset;
  bool asked;
  bool faulted; /* it is the company that caused it */
  bool urgent;  /* somebody must take it in hand now */
  bool praised;
};

static bool has_signal(const struct history *history, enum signal_id id) {
  return history->latest_signals >> id & 1;
}

static bool waits_in_vain(const struct history *history) {
  return has_signal(history, SIGNAL_REPEAT_CONTACT) ||
         has_signal(history, SIGNAL_LONG_WAIT) ||
         has_signal(history, SIGNAL_UNHEARD);
}

static struct moment read_moment(const struct history *history) {
  struct moment moment = {.heard = history->customer_messages > 0};
  moment.praised = history->feeling == FEELING_GRATITUDE ||
                   history->feeling == FEELING_SATISFACTION;
  moment.hurts = review_hurts(history->feeling) && history->heat >= 1;
  moment.trouble = !has_signal(history, SIGNAL_RESOLVED) &&
                   (moment.hurts || history->heat >= 1 ||
                    (history->concern.size > 0 && !moment.praised));
  moment.upset = review_is_upset(history);
  moment.asked =
      history->question_count > 0 || has_signal(history, SIGNAL_QUESTION);
  moment.faulted = history->heat >= 2;
  moment.urgent = history->heat >= 3 || waits_in_vain(history);
  return moment;
}

/* Did the draft answer, as a link or a request for details does not? */
static bool answers(const struct review_input *input) {
  for (size_t i = 0; i < input->matches->count; i++) {
    const struct language_entry *entry = input->matches->items[i].entry;
    if (entry->kind == LANGUAGE_MOVE && str_is(entry->id, "solution") &&
        (str_is(entry->part, "answer") || str_is(entry->part, "done")))
      return true;
  }
  return false;
}

static bool goes_on(const struct review *out) {
  return review_has(out, MOVE_NEXT_STEP) || review_has(out, MOVE_FOLLOW_UP) ||
         review_has(out, MOVE_TIMEFRAME) || review_has(out, MOVE_QUESTION);
}

/* A practical question, answered, may go without a word of feeling. */
static bool is_practical(const struct moment *moment,
                         const struct review_input *input,
                         const struct review *out) {
  return moment->asked && input->history->heat <= 1 && !moment->upset &&
         (answers(input) || review_has(out, MOVE_SOLUTION));
}

static bool lacks(const struct review_input *input, const struct moment *moment,
                  const struct review *out, enum move move) {
  bool helps = review_has(out, MOVE_SOLUTION);
  bool acts = review_has(out, MOVE_OWNERSHIP) || goes_on(out);
  switch (move) {
  case MOVE_ACKNOWLEDGEMENT:
    return (moment->trouble || moment->praised) &&
           !review_has(out, MOVE_PARAPHRASE) &&
           !is_practical(moment, input, out);
  case MOVE_APOLOGY:
    return moment->hurts && moment->faulted && input->history->apologies == 0;
  case MOVE_OWNERSHIP:
    return moment->trouble && moment->urgent &&
           !review_has(out, MOVE_FOLLOW_UP);
  case MOVE_SOLUTION:
    return (moment->trouble || moment->asked) && !helps && !acts;
  case MOVE_NEXT_STEP:
    return moment->hurts && !goes_on(out) && !helps;
  case MOVE_ANSWER:
    return moment->asked && !answers(input);
  default:
    return false;
  }
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
  return wording_label(arena, &slots, "missing", move_name(move),
                       &missing->why);
}

int review_find_missing(struct arena *arena, const struct review_input *input,
                        struct review *out) {
  static const enum move asked_for[] = {
      MOVE_ACKNOWLEDGEMENT, MOVE_APOLOGY,   MOVE_OWNERSHIP,
      MOVE_SOLUTION,        MOVE_NEXT_STEP, MOVE_ANSWER,
  };
  enum {
    COUNT = sizeof(asked_for) / sizeof(*asked_for)
  };
  struct moment moment = read_moment(input->history);
  out->needs_empathy = moment.trouble && (moment.hurts || moment.upset);
  out->missing = arena_alloc(arena, COUNT * sizeof(*out->missing));
  if (!out->missing)
    return ATTUNE_E_MEMORY;
  for (int i = 0; moment.heard && i < COUNT; i++) {
    if (review_has(out, asked_for[i]) ||
        !lacks(input, &moment, out, asked_for[i]))
      continue;
    int status = add(arena, input, out, asked_for[i]);
    if (status)
      return status;
  }
  return ATTUNE_OK;
}
