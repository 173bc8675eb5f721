#include "attune.h"
#include "rewrite/drop.h"
#include "rewrite/instead.h"
#include "rewrite/leftover.h"
#include "rewrite/say_voice.h"
#include "rewrite/say_words.h"

/*
 * How many words beside the faults a sentence or a clause may hold and still
 * be nothing but them. Words in free text cannot be swapped without regard
 * to what is around them: an edit takes a whole sentence, a whole clause or
 * words that are known to fit, or is not made.
 */
#define AROUND_WHOLE  8
#define AROUND_CLAUSE 5

/* A "sorry" from here on comes too late to be heard as one. */
#define LATE_SENTENCE 2

/* "Our deepest regret …", in a sentence that the words are not in. */
static bool regrets_else(const struct pass *pass, struct range range) {
  const struct text *text = pass->text;
  const struct language_entry *label =
      words_label(pass->input->language, "regret", STR("says"));
  for (uint32_t i = 0; i < text->sentence_count; i++) {
    struct range sentence = text->sentences[i].range;
    if (!range_overlaps(sentence, range) &&
        words_hold(label, str_slice(text->source, sentence)))
      return true;
  }
  return false;
}

/* An apology that stays when the words of this range are gone. */
static bool has_other_apology(const struct pass *pass, struct range range,
                              const struct edit_list *edits) {
  const struct review *review = pass->review;
  for (size_t i = 0; i < review->present_count; i++)
    if (review->present[i].move == MOVE_APOLOGY &&
        !range_overlaps(review->present[i].range, range) &&
        !edit_meets(edits, review->present[i].range))
      return true;
  for (size_t i = 0; i < edits->count; i++)
    if (pass_apologises(pass, edits->items[i].text))
      return true;
  return pass->input->history->apologies > 0 || regrets_else(pass, range);
}

static bool is_skipped(const struct pass *pass,
                       const struct language_entry *rule) {
  for (size_t i = 0; i < pass->skip_count; i++)
    if (pass->skips[i] == rule)
      return true;
  return false;
}

/* The administrator's own words are put where theirs stood, as they say. */
static bool is_literal(const struct language_entry *rule) {
  return language_field(rule, "principle").size == 0;
}

static bool is_mark(char c) {
  return c == '.' || c == '!' || c == '?' || c == ',' || c == ';' || c == ':';
}

/* "please {verb}": goes on where the words it replaces did. */
static bool ends_with_capture(const struct fault *fault, struct str wording) {
  const char *open = memrchr(wording.data, '{', wording.size);
  if (!open || wording.data[wording.size - 1] != '}')
    return false;
  struct str name = {open + 1,
                     (size_t)(wording.data + wording.size - open) - 2};
  for (size_t i = 0; i < fault->captures; i++)
    if (str_is(name, fault->say.slots[i].name))
      return true;
  return false;
}

static struct str joined(const struct pass *pass, struct str a, struct str b,
                         struct str c) {
  struct str pieces[] = {a, b, c};
  return arena_join(pass->arena, pieces, 3);
}

/* Without its full stop where the text has one behind it. */
static struct str fitted(const struct pass *pass, const struct fault *fault,
                         struct range range, struct str text) {
  struct str source = pass->text->source;
  if (text.size > 1 && is_mark(text.data[text.size - 1]) &&
      range.end < source.size && is_mark(source.data[range.end]))
    text.size--;
  text = fault_cased(pass, fault, range, text);
  return text.data ? pass_written(pass, text) : text;
}

static struct str stopped(const struct pass *pass, struct str text) {
  return text.size > 0 && is_mark(text.data[text.size - 1])
             ? text
             : joined(pass, text, STR("."), STR(""));
}

/* ", but" and the like behind a clause that becomes a sentence. */
static size_t behind_joint(const struct pass *pass, const struct fault *fault) {
  const struct text *text = pass->text;
  const struct sentence *sentence = &text->sentences[fault->sentence];
  for (uint32_t i = 0; i < sentence->count; i++) {
    const struct token *token = &text->tokens[sentence->first + i];
    bool joint = words_lead(words_label(pass->input->language, "conjunction",
                                        STR("joining")),
                            token->folded)
                     .size > 0;
    if (token->range.begin >= fault->clause.end &&
        !(joint && i + 1 < sentence->count))
      return token->range.begin;
  }
  return fault->body.end;
}

/* A clause at the sentence's start becomes a sentence, the rest another. */
static int replace_clause(const struct pass *pass, const struct fault *fault,
                          struct str text, struct edit_list *out, bool *done) {
  bool all = fault_is_all(pass, fault->body, AROUND_CLAUSE, text);
  struct range range = all ? fault->body : fault->clause;
  if (range.begin != fault->body.begin ||
      (!all && !fault_is_all(pass, fault->clause, AROUND_CLAUSE, text)))
    return ATTUNE_OK;
  text = stopped(pass, text);
  text = text.data ? fault_cased(pass, fault, range, text) : text;
  text = text.data ? pass_written(pass, text) : text;
  if (text.data && range.end < fault->body.end) {
    range.end = behind_joint(pass, fault);
    struct range letter = {range.end, range.end + 1};
    if (range.end == fault->body.end || text_is_protected(pass->text, letter))
      return ATTUNE_OK;
    range.end++;
    text = joined(pass, text, STR(" "),
                  pass_raised(pass, str_slice(pass->text->source, letter)));
  }
  return text.data ? fault_edit(pass, fault, range, text, out, done)
                   : ATTUNE_E_MEMORY;
}

/* Whoever is glad has nothing that we could be sorry for. */
static bool is_glad(const struct pass *pass) {
  const struct history *history = pass->input->history;
  return history->heat == 0 && feeling_is_glad(history->feeling);
}

/* "you must have opted in" is no order: "please have opted in" is nothing. */
static bool is_perfect(const struct pass *pass, struct str text) {
  const struct language_entry *label =
      words_label(pass->input->language, "capture", STR("none"));
  size_t begin = text.size;
  while (begin > 0 && text.data[begin - 1] != ' ')
    begin--;
  return words_lead(label, str_slice(text, (struct range){begin, text.size}))
             .size > 0;
}

/*
 * How far a wording reaches depends on what it is: a sentence of its own, the
 * end of one that goes on, or a clause. A wording that stops in the middle
 * ("what I can do is") is for the agent to finish and never an edit.
 */
static int replace_fault(const struct pass *pass, const struct fault *fault,
                         struct str wording, struct str text,
                         struct edit_list *out, bool *done) {
  const struct language_entry *rule = fault->finding->rule;
  struct range range = fault_is_whole(rule) ? fault->body : fault->words;
  if (pass_apologises(pass, text) &&
      (is_glad(pass) || has_other_apology(pass, fault->words, out)))
    return ATTUNE_OK;
  if (fault_is_whole(rule)) {
    if (!fault_is_all(pass, range, AROUND_WHOLE, text) &&
        !(pass_apologises(pass, text) && drop_is_stock(pass, fault)))
      return ATTUNE_OK;
    text = stopped(pass, text);
  } else if (!is_literal(rule) && !ends_with_capture(fault, wording)) {
    return words_is_open(pass->input->language, text)
               ? ATTUNE_OK
               : replace_clause(pass, fault, text, out, done);
  } else if (!fault_is_free(pass, range, text) || is_perfect(pass, text) ||
             (!is_literal(rule) && !fault_starts_clause(fault))) {
    return ATTUNE_OK;
  }
  text = text.data ? fitted(pass, fault, range, text) : text;
  return text.data ? fault_edit(pass, fault, range, text, out, done)
                   : ATTUNE_E_MEMORY;
}

/* The same words twice in one reply are a slip of ours. */
static bool is_said(const struct pass *pass, const struct edit_list *out,
                    struct str text) {
  for (size_t i = 0; i < out->count; i++)
    if (words_occurrences(out->items[i].text, text) > 0)
      return true;
  return words_occurrences(pass->text->source, text) > 0;
}

/* Is all that follows how the text is signed? */
static bool is_at_end(const struct pass *pass, size_t sentence) {
  for (size_t i = sentence + 1; i < pass->text->sentence_count; i++)
    if (!place_signs_off(pass, i))
      return false;
  return true;
}

/* Beside an edit whose blanks would meet: the next look comes to it. */
static bool is_beside_edit(const struct fault *fault,
                           const struct edit_list *out) {
  struct range wide = {fault->body.begin - (fault->body.begin > 0),
                       fault->body.end};
  return edit_meets(out, wide);
}

/*
 * A wording for the sentence, where the rule's own fit nowhere: of its own,
 * or one for any of its kind where the sentence would go but is the last.
 */
static int say_instead(const struct pass *pass, const struct fault *fault,
                       struct edit_list *out, bool *done) {
  const struct language_entry *rule = fault->finding->rule;
  struct str text, part = joined(pass, rule->id, STR("-"), rule->part);
  struct str any = joined(pass, rule->id, STR(""), STR(""));
  struct say_context context = fault->say;
  bool last = drop_is_last(pass, fault, out);
  if (!part.data || !any.data)
    return ATTUNE_E_MEMORY;
  if (is_beside_edit(fault, out) || !(last || is_at_end(pass, fault->sentence)))
    return ATTUNE_OK;
  int status = say_part(pass->arena, &context, "instead", part.data, &text);
  if (status == ATTUNE_OK && text.size == 0 && last)
    status = say_part(pass->arena, &context, "instead", any.data, &text);
  if (status != ATTUNE_OK || text.size == 0 ||
      pass_leant_on(pass, fault->sentence) ||
      (!last && !fault_is_all(pass, fault->body, AROUND_CLAUSE, text)))
    return status;
  if (is_said(pass, out, text))
    return drop_rest(pass, fault, out, done);
  text = fitted(pass, fault, fault->body, text);
  return text.data ? fault_edit(pass, fault, fault->body, text, out, done)
                   : ATTUNE_E_MEMORY;
}

/*
 * What keeps the sentence's facts goes before what takes them out, and is
 * not asked what the words around it are.
 */
static int keep_instead(const struct pass *pass, const struct fault *fault,
                        struct edit_list *out, bool *done) {
  struct edit edits[2];
  int status = instead_told(pass, fault, &edits[0]);
  size_t count = 1;
  if (status == ATTUNE_OK && !edits[0].text.data &&
      str_is(language_field(fault->finding->rule, "role"), "curt"))
    status = instead_order(pass, fault, &edits[0]);
  if (status == ATTUNE_OK && !edits[0].text.data) {
    status = instead_turn(pass, fault, edits);
    count = 2;
  }
  if (status == ATTUNE_OK && !edits[0].text.data) {
    status = instead_swap(pass, fault, &edits[0]);
    count = 1;
  }
  for (size_t i = 0; i < count; i++)
    if (status != ATTUNE_OK || !edits[i].text.data ||
        edit_meets(out, edits[i].range))
      return status;
  for (size_t i = 0; i < count && status == ATTUNE_OK; i++)
    status = edit_add(pass->arena, out, edits[i]);
  *done = true;
  return status;
}

/*
 * The only "sorry" to somebody upset may get better words, not go: but for a
 * stock one at the end, where another can be said at the start.
 */
static bool is_only_apology(const struct pass *pass, const struct fault *fault,
                            const struct edit_list *out) {
  const struct history *history = pass->input->history;
  bool late = fault->sentence >= LATE_SENTENCE && history->heat > 0 &&
              !(pass->skip_moves >> MOVE_APOLOGY & 1);
  return !late && (history->heat > 0 || history->concern.size > 0) &&
         pass_apologises(pass, str_slice(pass->text->source, fault->body)) &&
         !has_other_apology(pass, fault->body, out);
}

bool pass_leaves_gap(const struct pass *pass, const struct edit_list *out) {
  const struct say_voice *voice = pass->say->voice;
  for (size_t i = 0; i < out->count; i++)
    if (voice_leaves_gap(voice, out->items[i].text))
      return true;
  return voice_leaves_gap(voice, pass->text->source);
}

/*
 * A draft that goes on to help has its other half, and nobody calm who asked
 * for news needs one.
 */
static bool is_shut(const struct pass *pass, const struct fault *fault) {
  const struct review *review = pass->review;
  const struct text *text = pass->text;
  const struct sentence *sentence = &text->sentences[fault->sentence];
  const struct language_entry *news =
      words_label(pass->input->language, "beside", STR("not"));
  for (uint32_t i = 0; i < sentence->count; i++)
    if (words_lead(news, text->tokens[sentence->first + i].folded).size > 0)
      return false;
  return pass->input->history->heat > 0 && !review_has(review, MOVE_SOLUTION) &&
         !leftover_offers(pass->input->matches) &&
         !review_has(review, MOVE_OWNERSHIP) &&
         !review_has(review, MOVE_NEXT_STEP);
}

/* Does a later sentence say no too? Then the other half goes there. */
static bool is_shut_later(const struct pass *pass, const struct fault *fault) {
  const struct review *review = pass->review;
  const struct language_entry *rules =
      words_label(pass->input->language, "refusal", STR("shuts"));
  for (size_t i = 0; i < review->finding_count; i++)
    if (review->findings[i].range.begin >= fault->body.end &&
        words_lead(rules, review->findings[i].rule->id).size > 0)
      return true;
  return false;
}

/*
 * A refusal that holds facts stays as it is and gets its other half: ", but
 * here is what I can do: […]", before the sentence's own full stop.
 */
static int say_beside(const struct pass *pass, const struct fault *fault,
                      struct edit_list *out, bool *done) {
  const struct sentence *sentence = &pass->text->sentences[fault->sentence];
  struct range range = {fault->body.end - (sentence->end == '.'),
                        fault->body.end};
  const struct language_entry *rule = fault->finding->rule;
  struct str text, part = joined(pass, rule->id, STR("-"), rule->part);
  struct say_context context = fault->say;
  if (!part.data)
    return ATTUNE_E_MEMORY;
  if (!is_at_end(pass, fault->sentence))
    return ATTUNE_OK;
  int status = say_part(pass->arena, &context, "beside", part.data, &text);
  if (status != ATTUNE_OK || text.size == 0 || sentence->bangs > 0 ||
      sentence->end == '?' || fault->clause.end != fault->body.end ||
      text_is_protected(pass->text, range))
    return status;
  text = pass_lowered(pass, text);
  text = text.data ? pass_written(pass, text) : text;
  text = text.data ? joined(pass, STR(", "), text, STR(".")) : text;
  return text.data ? fault_edit(pass, fault, range, text, out, done)
                   : ATTUNE_E_MEMORY;
}

/*
 * Where the rule would rather have nothing than its words, other words must
 * be this customer's own: one stock phrase for another is no gain.
 */
static bool is_preferable(const struct fault *fault, struct str wording) {
  const struct language_entry *rule = fault->finding->rule;
  bool may_go = false, specific = false;
  for (size_t i = 0; i < rule->say_count; i++)
    may_go = may_go || str_is(rule->says[i], "-");
  return !may_go || is_literal(rule) ||
         (voice_can_say(fault->say.voice, &fault->say, wording, &specific) &&
          specific);
}

/* "Thank you for telling me …", where an apology has said it already. */
static bool repeats_concern(const struct pass *pass, const struct fault *fault,
                            struct str wording, const struct edit_list *out) {
  struct str concern =
      voice_slot(fault->say.voice, &fault->say, STR("concern"));
  return concern.size > 0 && words_occurrences(wording, STR("{concern}")) > 0 &&
         is_said(pass, out, concern);
}

/* The first of the rule's wordings that can be said here is the edit. */
static int edit_fault(const struct pass *pass, const struct fault *fault,
                      struct edit_list *out) {
  const struct language_entry *rule = fault->finding->rule;
  bool done = false, only = is_only_apology(pass, fault, out);
  int status = ATTUNE_OK;
  if (str_is(language_field(rule, "role"), "exclamation"))
    return drop_bangs(pass, fault, out, &done);
  status = drop_listed(pass, fault, out, &done);
  if (status != ATTUNE_OK || done)
    return status;
  status = keep_instead(pass, fault, out, &done);
  for (size_t i = 0; i < rule->say_count && !done && status == ATTUNE_OK; i++) {
    struct str text;
    if (str_is(rule->says[i], "-")) {
      if (!only)
        status = drop_fault(pass, fault, out, &done);
      continue;
    }
    if ((!only && !is_preferable(fault, rule->says[i])) ||
        repeats_concern(pass, fault, rule->says[i], out))
      continue;
    status = say_fill(pass->arena, &fault->say, rule->says[i], &text);
    if (status == ATTUNE_OK && text.size > 0 && !is_said(pass, out, text))
      status = replace_fault(pass, fault, rule->says[i], text, out, &done);
  }
  bool more = !done && !pass_leaves_gap(pass, out);
  if (status == ATTUNE_OK && more)
    status = say_instead(pass, fault, out, &done);
  if (status == ATTUNE_OK && more && !done && is_shut(pass, fault) &&
      !is_shut_later(pass, fault))
    status = say_beside(pass, fault, out, &done);
  return status;
}

/* The worst first: where two findings meet, theirs is the edit. */
int pass_words(const struct pass *pass, struct edit_list *out) {
  size_t tried = 0;
  *out = (struct edit_list){0};
  int status = leftover_drop(pass, out);
  if (status != ATTUNE_OK)
    return status;
  for (int level = LEVEL_ERROR; level > LEVEL_OFF; level--)
    for (size_t i = 0; i < pass->review->finding_count; i++) {
      struct fault fault;
      if (pass->review->findings[i].level != (enum level)level ||
          is_skipped(pass, pass->review->findings[i].rule))
        continue;
      if (tried++ == PASS_FAULTS_MAX)
        return ATTUNE_OK;
      status = fault_read(pass, i, &fault);
      if (status == ATTUNE_OK && fault.sentence < pass->text->sentence_count &&
          !edit_meets(out, fault.words))
        status = edit_fault(pass, &fault, out);
      if (status != ATTUNE_OK)
        return status;
    }
  return drop_alone(pass, out);
}
