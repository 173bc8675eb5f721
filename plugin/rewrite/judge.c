#include "rewrite/judge.h"

#include "rewrite/leftover.h"
#include "rewrite/say_words.h"

/* The most that a score may be while the rewrite is not the reply yet. */
#define WITH_PLACEHOLDERS 90
#define WITH_REFUSAL      80
#define WITHOUT_HELP      75

/* "Thank you so much!" is no joke. */
#define EXCLAIMED_TOKENS 4

/* So many findings that stay are what the draft is made of. */
#define HOLLOW_FINDINGS 3

/* A sentence of more words than this has lost its full stops. */
#define SENTENCE_TOKENS 56

/* So many commas before a capital stand for full stops. */
#define SPLICES 3

/* Thousandths of certainty that warmth is missing, for that. */
#define SURE_COLD 600

/* From this heat on so few words are curt, if they do not help. */
#define UPSET       2
#define CURT_TOKENS 12

/* "The markets fell.": whatever is put around it. */
#define BARE_TOKENS 3

/* Findings that a letter with a gap for the agent's own words may keep. */
#define LEFT_OVER 1

/* A reply that scores less is none that a lead would let out. */
#define POOR_SCORE 40

/* Edits that put in no more are removals, and a letter raised. */
#define WORD_BYTES 8

static bool same_word(const struct text *a, uint32_t i, const struct text *b,
                      uint32_t j) {
  return str_equal(a->tokens[i].folded, b->tokens[j].folded);
}

/* Two texts whose words are the same, or all but for one. */
static bool is_near(const struct text *a, const struct text *b) {
  uint32_t least =
      a->token_count < b->token_count ? a->token_count : b->token_count;
  uint32_t most = a->token_count + b->token_count - least;
  uint32_t same = 0, behind = 0;
  while (same < least && same_word(a, same, b, same))
    same++;
  while (same + behind < least && same_word(a, a->token_count - 1 - behind, b,
                                            b->token_count - 1 - behind))
    behind++;
  return same + behind + 1 >= most;
}

/* What an edit changes, without what it says again at either end. */
static struct range range_changed(struct str was, const struct edit *edit) {
  size_t begin = edit->range.begin, end = edit->range.end;
  size_t head = 0, tail = edit->text.size;
  while (begin < end && head < tail &&
         was.data[begin] == edit->text.data[head]) {
    begin++;
    head++;
  }
  while (begin < end && head < tail &&
         was.data[end - 1] == edit->text.data[tail - 1]) {
    end--;
    tail--;
  }
  return (struct range){begin, end};
}

/* Both ascend, so that one walk is enough. */
static size_t words_gone(const struct text *text,
                         const struct edit_list *edits) {
  size_t gone = 0;
  uint32_t at = 0;
  for (size_t i = 0; i < edits->count; i++) {
    struct range range = range_changed(text->source, &edits->items[i]);
    while (at < text->token_count && text->tokens[at].range.begin < range.end) {
      gone += text->tokens[at].kind == TOKEN_WORD &&
              range_overlaps(text->tokens[at].range, range);
      at++;
    }
  }
  return gone;
}

static size_t words_of(const struct text *text) {
  size_t words = 0;
  for (uint32_t i = 0; i < text->token_count; i++)
    words += text->tokens[i].kind == TOKEN_WORD;
  return words;
}

/* The agent is told where to say what only they can say. */
static bool leaves_gap(const struct judged *judged) {
  for (size_t i = 0; i < judged->edits->count; i++)
    if (judged->edits->items[i].text.size > 0 &&
        memchr(judged->edits->items[i].text.data, '[',
               judged->edits->items[i].text.size))
      return true;
  return false;
}

static bool has_warnings(const struct review *review) {
  for (size_t i = 0; i < review->finding_count; i++)
    if (review->findings[i].level >= LEVEL_WARNING)
      return true;
  return false;
}

static bool is_warm(const struct review *review) {
  return review_has(review, MOVE_APOLOGY) ||
         review_has(review, MOVE_ACKNOWLEDGEMENT);
}

/*
 * What would go is the reply itself; little is said in its place. A letter
 * for anybody may go all the same where what is left hurts nobody and the
 * agent's own words have a place in it.
 */
static bool is_gutted(const struct judged *judged) {
  const struct text *before = judged->draft->text;
  size_t words = words_of(before);
  size_t left = words - words_gone(before, judged->edits);
  bool shorter = judged->text->token_count < before->token_count;
  return shorter && (judged->moves != 0 ? 3 : 2) * left < words &&
         !(leaves_gap(judged) && judged->after->finding_count <= LEFT_OVER &&
           (is_warm(judged->after) || judged->draft->history->apologies > 0));
}

static size_t bytes_put(const struct edit_list *edits) {
  size_t bytes = 0;
  for (size_t i = 0; i < edits->count; i++)
    bytes += edits->items[i].text.size;
  return bytes;
}

/*
 * Where words only go, none that hurt may be left to stand alone, and nobody
 * upset may be left without a word for what they told.
 */
static bool is_half_done(const struct judged *judged) {
  const struct review *after = judged->after;
  bool cold = judged->draft->history->heat > 0 &&
              after->doubts[MOVE_ACKNOWLEDGEMENT] >= SURE_COLD;
  return bytes_put(judged->edits) <= WORD_BYTES &&
         (has_warnings(after) || cold);
}

/* A stock "sorry" is better than none to somebody who is upset. */
static bool is_colder(const struct judged *judged) {
  const struct history *history = judged->draft->history;
  bool unsaid = history->apologies == 0 &&
                review_has(judged->before, MOVE_APOLOGY) &&
                !review_has(judged->after, MOVE_APOLOGY);
  return history->heat > 0 &&
         (unsaid || (is_warm(judged->before) && !is_warm(judged->after)));
}

static bool helps(const struct review *review) {
  return review_has(review, MOVE_OWNERSHIP) ||
         review_has(review, MOVE_SOLUTION) ||
         review_has(review, MOVE_NEXT_STEP);
}

/* Is any edit more than a sentence that was put in, or a "please"? */
static bool rewords(const struct edit_list *edits) {
  for (size_t i = 0; i < edits->count; i++) {
    int move = 0;
    if (str_is(edits->items[i].rule, "curt"))
      continue;
    while (move < MOVE_COUNT &&
           !str_is(edits->items[i].rule, move_name((enum move)move)))
      move++;
    if (move == MOVE_COUNT)
      return true;
  }
  return false;
}

/* "Please" was put before a bare order: then there is something to do. */
static bool is_asked(const struct edit_list *edits) {
  for (size_t i = 0; i < edits->count; i++)
    if (str_is(edits->items[i].rule, "curt"))
      return true;
  return false;
}

/*
 * "Send the slip." is no less curt with a warm sentence before it: only what
 * the agent does next would make it a reply.
 */
static bool is_still_curt(const struct judged *judged) {
  const struct review *before = judged->before;
  if (judged->draft->history->heat >= UPSET &&
      judged->text->token_count <= CURT_TOKENS && !helps(judged->after))
    return true;
  if (judged->draft->text->token_count <= BARE_TOKENS &&
      !is_asked(judged->edits))
    return review_is_curt(before);
  const uint32_t owned = UINT32_C(1) << MOVE_OWNERSHIP | UINT32_C(1)
                                                             << MOVE_NEXT_STEP;
  if ((judged->moves & owned) || review_has(before, MOVE_OWNERSHIP) ||
      review_has(before, MOVE_NEXT_STEP) || rewords(judged->edits))
    return false;
  return review_is_curt(before);
}

/* "…, We are glad …, We noted …": its commas are full stops. */
static bool is_spliced(const struct text *text,
                       const struct language_entry *starts) {
  size_t count = 0;
  for (uint32_t i = 1; i < text->token_count; i++) {
    const struct token *token = &text->tokens[i];
    count += (token->flags & TOKEN_CAPITAL) &&
             token->range.end - token->range.begin > 1 &&
             (token->flags & TOKEN_AFTER_PAUSE) &&
             words_grouped(starts, token->folded);
  }
  return count >= SPLICES;
}

/* Without full stops nothing can be put well in between. */
static bool is_unpunctuated(const struct judged *judged) {
  const struct text *text = judged->draft->text;
  for (uint32_t i = 0; i < text->sentence_count; i++)
    if (text->sentences[i].count > SENTENCE_TOKENS)
      return true;
  return is_spliced(
      text, words_label(judged->draft->language, "capital", STR("starts")));
}

/*
 * A letter from a drawer with one warm sentence in it is still one, whether
 * the review names what is left of it or only its words do.
 */
static bool is_hollow(const struct judged *judged) {
  size_t left = judged->after->finding_count;
  const struct language_entry *says =
      words_label(judged->draft->language, "hollow", STR("says"));
  if (judged->before->needs_empathy &&
      (is_unpunctuated(judged) || words_hold(says, judged->text->source)))
    return true;
  return left >= HOLLOW_FINDINGS + (size_t)leaves_gap(judged) &&
         2 * left > judged->before->finding_count;
}

static bool is_liked(const struct judged *judged) {
  const struct review *before = judged->before, *after = judged->after;
  return after->score.total > before->score.total ||
         (after->score.total == before->score.total &&
          after->finding_count < before->finding_count);
}

static const struct language_entry *hurts(const struct judged *judged,
                                          const char *part) {
  return words_label(judged->draft->language, "hurts", str_of(part));
}

/* Has the review a finding, so grave, of a rule that the label lists? */
static bool breaks(const struct review *review, enum level level,
                   const struct language_entry *rules) {
  for (size_t i = 0; i < review->finding_count; i++)
    if (words_lead(rules, review->findings[i].rule->id).size > 0 &&
        review->findings[i].level >= level)
      return true;
  return false;
}

/* Been there already, or passed from one to the other. */
static bool was_elsewhere(const struct judged *judged) {
  const struct history *history = judged->draft->history;
  for (size_t i = 0; i < history->fact_count; i++)
    if (history->facts[i].kind == FACT_CONTACTED)
      return true;
  return false;
}

static bool was_passed_on(const struct judged *judged) {
  return judged->draft->history->signals >> SIGNAL_UNHEARD & 1;
}

/* Whoever smells gas is not sent to somebody else and no more. */
static bool is_in_danger(const struct judged *judged) {
  return judged->draft->history->latest_signals >> SIGNAL_SAFETY & 1;
}

/* "A refund is not possible." are no last words to somebody upset. */
static bool ends_in_no(const struct judged *judged) {
  const struct text *text = judged->text;
  const struct language_entry *no =
      words_label(judged->draft->language, "refusal", STR("says"));
  uint32_t last = text->sentence_count;
  while (last > 0 && text->sentences[last - 1].count <= EXCLAIMED_TOKENS)
    last--;
  return last > 0 && words_hold(no, str_slice(text->source,
                                              text->sentences[last - 1].range));
}

/* "It's not our fault" stays what it is, however it is introduced. */
static bool rings_false(const struct judged *judged) {
  const uint32_t warm =
      UINT32_C(1) << MOVE_ACKNOWLEDGEMENT | UINT32_C(1) << MOVE_APOLOGY;
  const uint32_t stays = UINT32_C(1) << MOVE_OWNERSHIP;
  int heat = judged->draft->history->heat;
  bool upset = judged->before->needs_empathy || heat > 0 || judged->refuses;
  if (upset && (leftover_hurts(judged->matches) ||
                leftover_asks_tried(judged->draft->language,
                                    judged->draft->history, judged->text) ||
                words_hold(hurts(judged, "says"), judged->text->source)))
    return true;
  if (heat >= UPSET && !leaves_gap(judged) && ends_in_no(judged))
    return true;
  if (is_in_danger(judged) && !leaves_gap(judged) &&
      breaks(judged->after, LEVEL_SUGGESTION, hurts(judged, "away")))
    return true;
  if (!(judged->moves & warm))
    return false;
  return breaks(judged->after, LEVEL_WARNING, hurts(judged, "rule")) ||
         (((was_passed_on(judged) && !leaves_gap(judged)) ||
           (was_elsewhere(judged) && !(judged->moves & stays))) &&
          breaks(judged->after, LEVEL_SUGGESTION, hurts(judged, "away")));
}

/*
 * Whoever joked where nobody was in the mood did so in more words than we
 * know for jokes: what still ends in an exclamation mark is one of them.
 */
static bool is_still_cheerful(const struct judged *judged) {
  const struct text *text = judged->text;
  if (!breaks(judged->before, LEVEL_SUGGESTION, hurts(judged, "cheer")))
    return false;
  for (uint32_t i = 0; i < text->sentence_count; i++)
    if (text->sentences[i].end == '!' &&
        text->sentences[i].count > EXCLAIMED_TOKENS)
      return true;
  return false;
}

/* What is still as poor as that is not to be sent, whatever was taken out. */
static bool is_poor(const struct judged *judged) {
  return judged->after->score.total < POOR_SCORE;
}

const char *judge_fault(const struct judged *judged) {
  if (judged->edits->count == 0)
    return judged->before->finding_count >= HOLLOW_FINDINGS ? "hollow"
                                                            : "untouched";
  if (is_still_curt(judged))
    return "curt";
  if (rings_false(judged) || is_still_cheerful(judged))
    return "hurts";
  if (is_gutted(judged) || is_half_done(judged) || is_hollow(judged) ||
      is_poor(judged))
    return "hollow";
  if (is_near(judged->draft->text, judged->text) || is_colder(judged) ||
      !is_liked(judged))
    return "untouched";
  if (judged->draft->history->heat > 0 &&
      leftover_is_harsh(judged->draft->language, judged->draft->text->source,
                        judged->text,
                        leaves_gap(judged) || leftover_offers(judged->matches)))
    return "hurts";
  return NULL;
}

struct score judge_score(const struct judged *judged) {
  struct score score = judged->after->score;
  int before = judged->before->score.total, most = 100;
  if (judged->placeholders > 0)
    most = WITH_PLACEHOLDERS;
  if (judged->refuses)
    most = WITH_REFUSAL;
  if (!helps(judged->after))
    most = WITHOUT_HELP;
  most = most > before ? most : before;
  score.total = score.total < most ? score.total : most;
  return score;
}
