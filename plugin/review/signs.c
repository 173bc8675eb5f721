#include "review/signs.h"

#include "review/context.h"
#include "review/moves.h"
#include "review/wording.h"

static const char *const names[SIGN_COUNT] = {
    [SIGN_PUT_OUT] = "put-out",
    [SIGN_UPSET] = "upset",
    [SIGN_FURIOUS] = "furious",
    [SIGN_HURTS] = "hurts",
    [SIGN_BLAMES] = "blames",
    [SIGN_CONFUSED] = "confused",
    [SIGN_PRAISES] = "praises",
    [SIGN_GRATEFUL] = "grateful",
    [SIGN_TROUBLE] = "trouble",
    [SIGN_ASKED] = "asked",
    [SIGN_IN_VAIN] = "in-vain",
    [SIGN_THREAT] = "threat",
    [SIGN_LATER] = "later",
    [SIGN_PARDONED] = "pardoned",
    [SIGN_DETAILED] = "detailed",
    [SIGN_CALM] = "calm",
    [SIGN_TRIED] = "tried",
    [SIGN_FELT] = "felt",
    [SIGN_SORRY] = "sorry",
    [SIGN_THANKS] = "thanks",
    [SIGN_NAMED] = "named",
    [SIGN_OWNED] = "owned",
    [SIGN_DONE] = "done",
    [SIGN_ANSWERED] = "answered",
    [SIGN_STEPS] = "steps",
    [SIGN_LINKS] = "links",
    [SIGN_DOOR] = "door",
    [SIGN_ASKS] = "asks",
    [SIGN_GOES_ON] = "goes-on",
    [SIGN_TIMED] = "timed",
    [SIGN_FOLLOWED_UP] = "followed-up",
    [SIGN_CLOSES] = "closes",
    [SIGN_IMPERSONAL] = "impersonal",
    [SIGN_SHORT] = "short",
    [SIGN_LONG] = "long",
    [SIGN_TAKEN_UP] = "taken-up",
    [SIGN_TAKEN_UP_MORE] = "taken-up-more",
    [SIGN_IDLE] = "idle",
    [SIGN_CANNED] = "canned",
    [SIGN_SENT_AWAY] = "sent-away",
    [SIGN_COLD] = "cold",
    [SIGN_CURT] = "curt",
    [SIGN_OFF_TONE] = "off-tone",
    [SIGN_ASKS_AGAIN] = "asks-again",
};

const char *sign_name(enum sign sign) {
  return sign < SIGN_COUNT ? names[sign] : "";
}

static uint64_t mark(enum sign sign, bool there) {
  return there ? SIGN_BIT(sign) : 0;
}

static bool signalled(const struct history *history, enum signal_id id) {
  return history->latest_signals >> id & 1;
}

static bool told_tried(const struct history *history) {
  for (size_t i = 0; i < history->fact_count; i++)
    if (history->facts[i].kind == FACT_TRIED)
      return true;
  return false;
}

static bool blames(enum feeling feeling) {
  return feeling == FEELING_ANGER || feeling == FEELING_FRUSTRATION ||
         feeling == FEELING_DISAPPOINTMENT;
}

static uint64_t of_customer(const struct history *history) {
  enum {
    SEVERAL = 3
  };
  return mark(SIGN_PUT_OUT, history->heat >= 1) |
         mark(SIGN_UPSET, history->heat >= 2) |
         mark(SIGN_FURIOUS, history->heat >= 3) |
         mark(SIGN_HURTS, review_hurts(history->feeling)) |
         mark(SIGN_BLAMES, blames(history->feeling)) |
         mark(SIGN_CONFUSED, history->feeling == FEELING_CONFUSION) |
         mark(SIGN_PRAISES, history->feeling == FEELING_SATISFACTION) |
         mark(SIGN_GRATEFUL, history->feeling == FEELING_GRATITUDE ||
                                 signalled(history, SIGNAL_RESOLVED)) |
         mark(SIGN_TROUBLE, history->concern.size > 0) |
         mark(SIGN_ASKED, history->question_count > 0 ||
                              signalled(history, SIGNAL_QUESTION)) |
         mark(SIGN_IN_VAIN, signalled(history, SIGNAL_REPEAT_CONTACT) ||
                                signalled(history, SIGNAL_LONG_WAIT) ||
                                signalled(history, SIGNAL_UNHEARD)) |
         mark(SIGN_THREAT, signalled(history, SIGNAL_LEAVING) ||
                               signalled(history, SIGNAL_REFUND) ||
                               signalled(history, SIGNAL_WANTS_PERSON) ||
                               signalled(history, SIGNAL_PUBLIC_OR_LEGAL)) |
         mark(SIGN_LATER, history->agent_messages > 0) |
         mark(SIGN_PARDONED, history->apologies > 0) |
         mark(SIGN_DETAILED, history->fact_count >= SEVERAL) |
         mark(SIGN_TRIED, told_tried(history));
}

static bool has_part(const struct review *review, enum move move,
                     const char *part) {
  for (size_t i = 0; i < review->present_count; i++) {
    const struct move_found *found = &review->present[i];
    if (found->move == move && found->entry && str_is(found->entry->part, part))
      return true;
  }
  return false;
}

static uint64_t of_moves(const struct review *review) {
  return mark(SIGN_FELT, review_has(review, MOVE_ACKNOWLEDGEMENT) ||
                             review_has(review, MOVE_PARAPHRASE)) |
         mark(SIGN_SORRY, review_has(review, MOVE_APOLOGY)) |
         mark(SIGN_THANKS, review_has(review, MOVE_THANKS)) |
         mark(SIGN_NAMED, review_has(review, MOVE_NAME)) |
         mark(SIGN_OWNED, review_has(review, MOVE_OWNERSHIP)) |
         mark(SIGN_DONE, review_solves(review, "done")) |
         mark(SIGN_ANSWERED, review_solves(review, "answer")) |
         mark(SIGN_STEPS, review_solves(review, "steps")) |
         mark(SIGN_LINKS, review_solves(review, "link")) |
         mark(SIGN_DOOR, has_part(review, MOVE_NEXT_STEP, "contact")) |
         mark(SIGN_ASKS, review_has(review, MOVE_QUESTION)) |
         mark(SIGN_GOES_ON, has_part(review, MOVE_NEXT_STEP, "ours")) |
         mark(SIGN_TIMED, review_has(review, MOVE_TIMEFRAME)) |
         mark(SIGN_FOLLOWED_UP, review_has(review, MOVE_FOLLOW_UP)) |
         mark(SIGN_CLOSES, review_has(review, MOVE_CLOSE)) |
         mark(SIGN_IMPERSONAL, has_part(review, MOVE_GREETING, "impersonal") &&
                                   !review_has(review, MOVE_NAME));
}

static uint64_t sign_of(struct str rule) {
  static const struct {
    const char *rule;
    enum sign sign;
  } of[] = {
      {"canned", SIGN_CANNED},          {"runaround", SIGN_SENT_AWAY},
      {"policy-wall", SIGN_COLD},       {"powerless", SIGN_COLD},
      {"dismissal", SIGN_COLD},         {"blame", SIGN_COLD},
      {"non-apology", SIGN_COLD},       {"curt", SIGN_CURT},
      {"tone-mismatch", SIGN_OFF_TONE}, {"asks-again", SIGN_ASKS_AGAIN},
  };
  for (size_t i = 0; i < sizeof(of) / sizeof(*of); i++)
    if (str_is(rule, of[i].rule))
      return mark(of[i].sign, true);
  return 0;
}

static uint64_t of_findings(const struct review *review) {
  uint64_t signs = 0;
  for (size_t i = 0; i < review->finding_count; i++)
    signs |= sign_of(review->findings[i].rule->id);
  return signs;
}

static uint64_t of_size(const struct review_input *input) {
  enum {
    FEW = 14,
    MANY = 60
  };
  return mark(SIGN_SHORT, input->text->token_count <= FEW) |
         mark(SIGN_LONG, input->text->token_count >= MANY);
}

/* No help of any kind: nothing owned, solved, asked, nor to come. */
static uint64_t of_idleness(uint64_t signs) {
  const uint64_t helps =
      SIGN_BIT(SIGN_OWNED) | SIGN_BIT(SIGN_DONE) | SIGN_BIT(SIGN_ANSWERED) |
      SIGN_BIT(SIGN_STEPS) | SIGN_BIT(SIGN_LINKS) | SIGN_BIT(SIGN_DOOR) |
      SIGN_BIT(SIGN_ASKS) | SIGN_BIT(SIGN_GOES_ON) | SIGN_BIT(SIGN_FOLLOWED_UP);
  return mark(SIGN_IDLE, (signs & helps) == 0);
}

/* A question, and nothing that went wrong: an answer is all that it needs. */
static uint64_t of_calm(uint64_t signs) {
  const uint64_t trouble = SIGNS_OF_TROUBLE | SIGN_BIT(SIGN_THREAT);
  return mark(SIGN_CALM,
              (signs & SIGN_BIT(SIGN_ASKED)) && (signs & trouble) == 0);
}

uint64_t review_signs(const struct review_input *input,
                      const struct review *review) {
  size_t taken_up = review_count_uptake(input);
  uint64_t signs = of_customer(input->history) | of_moves(review) |
                   of_findings(review) | of_size(input) |
                   mark(SIGN_TAKEN_UP, taken_up >= 1) |
                   mark(SIGN_TAKEN_UP_MORE, taken_up >= 3);
  return signs | of_idleness(signs) | of_calm(signs);
}

const struct language_entry *review_weights(const struct language *language,
                                            const char *id, const char *part) {
  return language_find_part(language, LANGUAGE_LABEL, str_of(id), str_of(part));
}

/* Fields are many and asked for often: the key's length is known here. */
static int weight_of(const struct language_entry *label, struct str key) {
  struct str value = {0};
  for (size_t i = 0; i < label->field_count && !value.data; i++)
    if (str_equal(label->fields[i].key, key))
      value = label->fields[i].value;
  bool negative = value.size > 0 && value.data[0] == '-';
  if (negative)
    value = (struct str){value.data + 1, value.size - 1};
  int number = wording_number(value, 0);
  return negative ? -number : number;
}

int review_weight(const struct language_entry *label, const char *key) {
  return weight_of(label, str_of(key));
}

int review_weigh(const struct language_entry *label, uint64_t signs) {
  int sum = review_weight(label, "bias");
  for (int sign = 0; sign < SIGN_COUNT; sign++)
    if (signs & SIGN_BIT(sign))
      sum += weight_of(label, str_of(names[sign]));
  return sum;
}
