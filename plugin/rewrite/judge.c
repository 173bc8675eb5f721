#include "rewrite/judge.h"

/* The most that a score may be while the rewrite is not the reply yet. */
#define WITH_PLACEHOLDERS 90
#define WITH_REFUSAL      80
#define WITHOUT_HELP      75

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

/* Both ascend, so that one walk is enough. */
static size_t words_gone(const struct text *text,
                         const struct edit_list *edits) {
  size_t gone = 0, at = 0;
  for (uint32_t i = 0; i < text->token_count; i++) {
    struct range range = text->tokens[i].range;
    while (at < edits->count && edits->items[at].range.end <= range.begin)
      at++;
    gone += text->tokens[i].kind == TOKEN_WORD && at < edits->count &&
            range_overlaps(range, edits->items[at].range);
  }
  return gone;
}

static size_t words_of(const struct text *text) {
  size_t words = 0;
  for (uint32_t i = 0; i < text->token_count; i++)
    words += text->tokens[i].kind == TOKEN_WORD;
  return words;
}

/* What would go is the reply itself; little is said in its place. */
static bool is_gutted(const struct judged *judged) {
  const struct text *before = judged->draft->text;
  size_t words = words_of(before);
  size_t left = words - words_gone(before, judged->edits);
  bool shorter = judged->text->token_count < before->token_count;
  return shorter && (judged->moves != 0 ? 3 : 2) * left < words;
}

static size_t bytes_put(const struct edit_list *edits) {
  size_t bytes = 0;
  for (size_t i = 0; i < edits->count; i++)
    bytes += edits->items[i].text.size;
  return bytes;
}

/* Where words only go, none that hurt may be left to stand alone. */
static bool is_half_done(const struct judged *judged) {
  const struct review *after = judged->after;
  bool removes = bytes_put(judged->edits) <= WORD_BYTES;
  for (size_t i = 0; removes && i < after->finding_count; i++)
    if (after->findings[i].level >= LEVEL_WARNING)
      return true;
  return false;
}

static bool is_warm(const struct review *review) {
  return review_has(review, MOVE_APOLOGY) ||
         review_has(review, MOVE_ACKNOWLEDGEMENT);
}

/* A stock "sorry" is better than none to somebody who is upset. */
static bool is_colder(const struct judged *judged) {
  return judged->draft->history->heat > 0 && is_warm(judged->before) &&
         !is_warm(judged->after);
}

bool judge_is_better(const struct judged *judged) {
  const struct review *before = judged->before, *after = judged->after;
  return judged->edits->count > 0 &&
         !is_near(judged->draft->text, judged->text) && !is_gutted(judged) &&
         !is_half_done(judged) && !is_colder(judged) &&
         (after->score.total > before->score.total ||
          (after->score.total == before->score.total &&
           after->finding_count < before->finding_count));
}

static bool helps(const struct review *review) {
  return review_has(review, MOVE_OWNERSHIP) ||
         review_has(review, MOVE_SOLUTION) ||
         review_has(review, MOVE_NEXT_STEP);
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
