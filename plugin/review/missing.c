#include "review/review.h"

#include <attune.h>

#include "review/context.h"
#include "review/moves.h"
#include "review/wording.h"

/* What the moment asks for, read from the customer's latest message. */
struct moment {
  bool trouble; /* something went wrong for them */
  bool hurts;   /* and it shows */
  bool upset;
  bool asked;
  bool faulted; /* it is the company that caused it */
  bool urgent;  /* somebody must take it in hand now */
  bool praised; /* they wrote to praise, not to thank and close */
  bool faulty;  /* the draft hurts already: then all of it is told */
  int heat;
};

/* What the draft has to offer, in what it does and not in what it says. */
struct help {
  bool done;   /* it is put right, or will be by us */
  bool solves; /* that, or an answer or a way in the customer's own hands */
  bool direct; /* that, or an answer */
  bool acts;   /* somebody here will do something */
  bool goes_on;
  bool says; /* anything at all besides greeting, thanks and feeling */
};

static bool has_signal(const struct history *history, enum signal_id id) {
  return history->latest_signals >> id & 1;
}

static bool waits_in_vain(const struct history *history) {
  return has_signal(history, SIGNAL_REPEAT_CONTACT) ||
         has_signal(history, SIGNAL_LONG_WAIT) ||
         has_signal(history, SIGNAL_UNHEARD);
}

static bool blames_us(enum feeling feeling) {
  return feeling == FEELING_ANGER || feeling == FEELING_FRUSTRATION ||
         feeling == FEELING_DISAPPOINTMENT;
}

/* Who thanks or closes needs nothing more, whatever went before. */
static bool is_over(const struct history *history) {
  return history->customer_messages == 0 ||
         history->feeling == FEELING_GRATITUDE ||
         (has_signal(history, SIGNAL_RESOLVED) && history->heat == 0);
}

/*
 * A draft that is left in peace otherwise is not called up for a move that
 * only might be missing.
 */
static struct moment read_moment(const struct history *history,
                                 const struct review *out) {
  struct moment moment = {.heat = history->heat, .faulty = review_calls(out)};
  moment.praised = history->feeling == FEELING_SATISFACTION;
  moment.hurts = review_hurts(history->feeling) && history->heat >= 1;
  moment.trouble = moment.hurts || history->heat >= 1 ||
                   (history->concern.size > 0 && !moment.praised);
  moment.upset = review_is_upset(history);
  moment.asked =
      history->question_count > 0 || has_signal(history, SIGNAL_QUESTION);
  moment.faulted = history->heat >= 2 && blames_us(history->feeling);
  moment.urgent =
      history->heat >= 3 || (history->heat >= 1 && waits_in_vain(history));
  return moment;
}

/*
 * A sentence that makes no move we know may well be the answer; only one that
 * greets, thanks or feels is known not to be. "Anything else I can do?" asks
 * for nothing and offers nothing.
 */
static void read_sentences(const struct text *text, const uint32_t *moves,
                           struct help *help) {
  enum {
    WORDS = 2,
    ADDRESS_WORDS = 5 /* more than these follow on the name */
  };
  const uint32_t address = 1u << MOVE_GREETING | 1u << MOVE_NAME;
  const uint32_t manners = address | 1u << MOVE_ACKNOWLEDGEMENT |
                           1u << MOVE_APOLOGY | 1u << MOVE_THANKS |
                           1u << MOVE_PARAPHRASE;
  const uint32_t going = 1u << MOVE_NEXT_STEP | 1u << MOVE_FOLLOW_UP |
                         1u << MOVE_TIMEFRAME | 1u << MOVE_QUESTION;
  for (uint32_t i = 0; i < text->sentence_count; i++) {
    bool closes = moves[i] >> MOVE_CLOSE & 1;
    if (closes || text->sentences[i].count < WORDS)
      continue;
    bool addresses = (moves[i] & ~address) == 0;
    help->says |= (moves[i] & ~manners) != 0 || moves[i] == 0 ||
                  (addresses && text->sentences[i].count > ADDRESS_WORDS);
    help->goes_on |= (moves[i] & going) != 0;
    help->acts |= moves[i] >> MOVE_OWNERSHIP & 1;
  }
}

static struct help read_help(const struct review_input *input,
                             const uint32_t *moves) {
  struct help help = {.done = review_solution_is(input, "done")};
  help.direct = help.done || review_solution_is(input, "answer");
  help.solves = help.direct || review_solution_is(input, "steps");
  help.acts = help.done;
  read_sentences(input->text, moves, &help);
  return help;
}

static bool is_at_risk(const struct history *history, const struct help *help) {
  return history->careful || has_signal(history, SIGNAL_REPEAT_CONTACT) ||
         has_signal(history, SIGNAL_LONG_WAIT) ||
         (has_signal(history, SIGNAL_UNHEARD) && !help->direct) ||
         has_signal(history, SIGNAL_LEAVING) ||
         has_signal(history, SIGNAL_PUBLIC_OR_LEGAL) ||
         has_signal(history, SIGNAL_SAFETY);
}

/*
 * Help may go without a word of feeling, unless they are beside themselves or
 * have asked before.
 */
static bool is_practical(const struct history *history,
                         const struct help *help) {
  if (history->heat <= 1)
    return help->solves && !history->careful;
  return history->heat == 2 && help->solves && !is_at_risk(history, help);
}

/*
 * To somebody upset a deed stands in for the words, with a sorry where we
 * caused it; to somebody put out either of them does.
 */
static bool lacks_acknowledgement(const struct review_input *input,
                                  const struct moment *moment,
                                  const struct review *out,
                                  const struct help *help) {
  bool sorry = review_has(out, MOVE_APOLOGY);
  if (review_has(out, MOVE_PARAPHRASE))
    return false;
  if (moment->praised)
    return moment->heat == 0 && moment->faulty;
  if (!moment->faulty && is_practical(input->history, help))
    return false;
  if (moment->upset)
    return moment->faulty || !help->done || !help->goes_on ||
           (moment->faulted && !sorry);
  if (moment->faulty)
    return moment->trouble && moment->heat >= 1;
  return moment->hurts && input->history->concern.size > 0 && !sorry &&
         !help->solves;
}

static bool lacks_apology(const struct review_input *input,
                          const struct moment *moment, const struct review *out,
                          const struct help *help) {
  return moment->faulted && input->history->apologies == 0 &&
         !(help->done && review_has(out, MOVE_ACKNOWLEDGEMENT)) &&
         (moment->faulty || !is_practical(input->history, help));
}

/* A link is a way forward, but in a draft that hurts it is no answer. */
static bool lacks_answer(const struct moment *moment, const struct review *out,
                         const struct help *help) {
  if (moment->faulty)
    return moment->asked && !help->solves;
  return moment->asked && !review_has(out, MOVE_SOLUTION) && !help->acts &&
         !help->goes_on && !help->says;
}

static bool lacks(const struct review_input *input, const struct moment *moment,
                  const struct review *out, const struct help *help,
                  enum move move) {
  bool helps = review_has(out, MOVE_SOLUTION);
  switch (move) {
  case MOVE_ACKNOWLEDGEMENT:
    return lacks_acknowledgement(input, moment, out, help);
  case MOVE_APOLOGY:
    return lacks_apology(input, moment, out, help);
  case MOVE_OWNERSHIP:
    return moment->trouble && moment->urgent && !help->done &&
           !review_has(out, MOVE_FOLLOW_UP);
  case MOVE_SOLUTION:
    return (moment->trouble || moment->asked) && !helps && !help->acts &&
           !help->goes_on && (moment->faulty || !help->says);
  case MOVE_NEXT_STEP:
    return moment->hurts && moment->heat >= 2 && !help->goes_on && !helps;
  case MOVE_ANSWER:
    return lacks_answer(moment, out, help);
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
  out->heat = input->history->heat;
  struct moment moment = read_moment(input->history, out);
  bool whole = !is_over(input->history) && !review_is_fragment(input->text);
  out->needs_empathy = moment.trouble && (moment.hurts || moment.upset) &&
                       !has_signal(input->history, SIGNAL_RESOLVED);
  out->missing = arena_alloc(arena, COUNT * sizeof(*out->missing));
  if (!out->missing)
    return ATTUNE_E_MEMORY;
  uint32_t *moves = review_sentence_moves(arena, input->text, out);
  if (!moves)
    return ATTUNE_E_MEMORY;
  struct help help = read_help(input, moves);
  for (int i = 0; whole && i < COUNT; i++) {
    if (review_has(out, asked_for[i]) ||
        !lacks(input, &moment, out, &help, asked_for[i]))
      continue;
    int status = add(arena, input, out, asked_for[i]);
    if (status)
      return status;
  }
  return ATTUNE_OK;
}
