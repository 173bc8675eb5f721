#include "rewrite/drop.h"

#include "attune.h"
#include "rewrite/say_voice.h"
#include "rewrite/say_words.h"

/*
 * How many words beside the faults a sentence or a clause may hold and still
 * be nothing but them. Words of stock are not counted, those of a reproach
 * are the reproach's own.
 */
#define AROUND_WHOLE    8
#define AROUND_GOES     4
#define AROUND_STOCK    2
#define AROUND_OPENER   2
#define AROUND_REPROACH 14
#define AROUND_WALL     9

/* Fewer words than this are no sentence without the others. */
#define LEFT_MIN 4

static const struct language_entry *goes(const struct pass *pass,
                                         struct str part) {
  return words_label(pass->input->language, "goes", part);
}

/* Do these words start with one of the label's, to a blank or to their end? */
static bool starts(const struct language_entry *label, struct str words) {
  while (words.size > 0 && memchr(".!?, ", words.data[words.size - 1], 5))
    words.size--;
  return words_lead(label, words).size > 0;
}

static int add_removal(const struct pass *pass, const struct fault *fault,
                       struct range words, struct edit_list *out, bool *done) {
  struct edit edit = {.rule = fault->finding->rule->id};
  if (!pass_removal(pass, fault->sentence, words, out, &edit))
    return ATTUNE_OK;
  return fault_edit(pass, fault, edit.range, edit.text, out, done);
}

/* What is asked goes only where nothing after it tells how to answer. */
static bool is_followed(const struct pass *pass, const struct fault *fault) {
  const struct text *text = pass->text;
  size_t next = fault->sentence + 1;
  return str_is(language_field(fault->finding->rule, "role"), "asks") &&
         next < text->sentence_count && text->sentences[next].end != '?' &&
         text->sentences[next].count > LEFT_MIN;
}

/* "Your feedback is valuable to us as we strive to improve": all of it. */
static bool is_of_stock(const struct pass *pass, struct range range) {
  const struct language *language = pass->input->language;
  struct str words = str_slice(pass->text->source, range);
  return fault_is_plain(pass, range,
                        words_label(language, "stock", STR("word")),
                        AROUND_STOCK) &&
         (!words_hold(words_label(language, "stock", STR("never")), words) ||
          words_hold(words_label(language, "stock", STR("vague")), words));
}

static bool is_stock_rule(const struct pass *pass,
                          const struct language_entry *rule) {
  const struct language_entry *label =
      words_label(pass->input->language, "stock", STR("rule"));
  return words_lead(label, rule->id).size > 0 || fault_goes(pass, rule);
}

bool drop_is_stock(const struct pass *pass, const struct fault *fault) {
  return is_stock_rule(pass, fault->finding->rule) &&
         is_of_stock(pass, fault->body);
}

/*
 * "You should have called at once.", "You signed it.": what could have been
 * done helps nobody now, so that the sentence goes with what it tells. Not
 * where a question or a fact hangs on it.
 */
static bool is_reproach(const struct pass *pass, const struct fault *fault) {
  return pass->text->sentences[fault->sentence].end != '?' &&
         starts(goes(pass, STR("says")),
                str_slice(pass->text->source, fault->body)) &&
         fault_is_plain(pass, fault->body, NULL, AROUND_REPROACH);
}

static bool takes(const struct pass *pass, const struct fault *fault) {
  bool whole = fault_is_whole(fault->finding->rule);
  return (fault_may_go(pass, fault->finding->rule) &&
          fault_is_all(pass, fault->body, whole ? AROUND_WHOLE : AROUND_GOES,
                       STR(""))) ||
         drop_is_stock(pass, fault) || is_reproach(pass, fault);
}

/* "Please be assured that we …": what follows is a sentence by itself. */
static bool is_opener(const struct pass *pass, const struct fault *fault) {
  struct str words = str_slice(pass->text->source, fault->words);
  const struct language_entry *label = goes(pass, STR("opens"));
  for (size_t i = 0; label && i < label->say_count; i++)
    if (fault->words.begin == fault->body.begin &&
        words.size > label->says[i].size &&
        words_same((struct str){words.data + words.size - label->says[i].size,
                                label->says[i].size},
                   label->says[i]))
      return true;
  return false;
}

/*
 * The sentence where it is all fault, else the words where the sentence
 * reads on without them.
 */
int drop_fault(const struct pass *pass, const struct fault *fault,
               struct edit_list *out, bool *done) {
  bool asks = str_is(language_field(fault->finding->rule, "role"), "asks");
  if (is_followed(pass, fault) || (asks && fault_asks_more(pass, fault)))
    return ATTUNE_OK;
  if (takes(pass, fault))
    return add_removal(pass, fault, fault->body, out, done);
  if (fault_is_whole(fault->finding->rule) ||
      !fault_is_free(pass, fault->words, STR("")))
    return ATTUNE_OK;
  bool alone = (fault_is_apart(pass, fault) || is_opener(pass, fault)) &&
               fault_leaves(pass, fault) >= LEFT_MIN;
  if (alone || fault_is_loose(pass, fault) ||
      str_is(language_field(fault->finding->rule, "role"), "emoji"))
    return add_removal(pass, fault, fault->words, out, done);
  return ATTUNE_OK;
}

/* "No worries at all, let's …": without its comma too. */
static int drop_goer(const struct pass *pass, const struct fault *fault,
                     struct edit_list *out, bool *done) {
  struct str source = pass->text->source;
  size_t end = fault->clause.end;
  struct range rest = {end, fault->body.end};
  if (fault_is_all(pass, fault->body, AROUND_GOES, STR("")) ||
      drop_is_stock(pass, fault))
    return add_removal(pass, fault, fault->body, out, done);
  bool opens = fault->clause.begin == fault->body.begin && end < source.size &&
               source.data[end] == ',' &&
               words_count(str_slice(source, rest)) > LEFT_MIN &&
               fault_is_all(pass, fault->clause, AROUND_OPENER, STR(""));
  return opens ? add_removal(pass, fault, fault->clause, out, done) : ATTUNE_OK;
}

bool drop_is_last(const struct pass *pass, const struct fault *fault,
                  const struct edit_list *out) {
  struct edit edit;
  return takes(pass, fault) && !pass_leant_on(pass, fault->sentence) &&
         !pass_removal(pass, fault->sentence, fault->body, out, &edit);
}

/* "… as per our terms." and "For security reasons we …": it reads on. */
static bool is_adverbial(const struct pass *pass, const struct fault *fault) {
  const struct text *text = pass->text;
  struct range words = fault->words, body = fault->body;
  struct str lead =
      words_lead(goes(pass, STR("adverbial")), str_slice(text->source, words));
  struct range rest = {words.end, body.end};
  struct str next = str_slice(text->source, rest);
  size_t at = 0;
  if (lead.size == 0 || !fault_is_free(pass, words, STR("")) ||
      fault_leaves(pass, fault) < LEFT_MIN)
    return false;
  if (words.begin > body.begin)
    return rest.end - rest.begin <= 1;
  return next.size > 0 &&
         (next.data[0] == ',' ||
          words_lead(goes(pass, STR("reads-on")), words_next(next, &at)).size >
              0);
}

/* "…, mistakes happen.": set apart, and nothing without it. */
static bool is_aside(const struct pass *pass, const struct fault *fault) {
  return fault->words.begin > fault->body.begin &&
         fault_is_apart(pass, fault) && fault_leaves(pass, fault) >= LEFT_MIN &&
         starts(goes(pass, STR("says")),
                str_slice(pass->text->source, fault->words)) &&
         fault_is_free(pass, fault->words, STR(""));
}

/*
 * "It was mended, and we hope to see you again.": what is joined to a
 * sentence that tells something, where it is of stock itself.
 */
static int drop_tail(const struct pass *pass, const struct fault *fault,
                     struct edit_list *out, bool *done) {
  const struct language *language = pass->input->language;
  const struct text *text = pass->text;
  const struct sentence *sentence = &text->sentences[fault->sentence];
  const struct language_entry *joining =
      words_label(language, "conjunction", STR("joining"));
  struct range tail = {fault->clause.begin, fault->body.end};
  uint32_t at = 0;
  while (at < sentence->count &&
         text->tokens[sentence->first + at].range.begin < tail.begin)
    at++;
  if (at < LEFT_MIN || at >= sentence->count ||
      fault->clause.end + 1 < tail.end ||
      words_lead(joining, text->tokens[sentence->first + at - 1].folded).size ==
          0 ||
      words_lead(goes(pass, STR("tail")),
                 text->tokens[sentence->first + at].folded)
              .size == 0 ||
      !is_stock_rule(pass, fault->finding->rule) || !is_of_stock(pass, tail))
    return ATTUNE_OK;
  tail.begin = text->tokens[sentence->first + at - 2].range.end;
  tail.end -= sentence->end != 0;
  return fault_edit(pass, fault, tail, STR(""), out, done);
}

int drop_listed(const struct pass *pass, const struct fault *fault,
                struct edit_list *out, bool *done) {
  int status = ATTUNE_OK;
  if (fault_goes(pass, fault->finding->rule))
    status = drop_goer(pass, fault, out, done);
  if (status == ATTUNE_OK && !*done &&
      (is_adverbial(pass, fault) || is_aside(pass, fault)))
    status = add_removal(pass, fault, fault->words, out, done);
  if (status == ATTUNE_OK && !*done && is_reproach(pass, fault))
    status = add_removal(pass, fault, fault->body, out, done);
  if (status == ATTUNE_OK && !*done && !drop_is_stock(pass, fault))
    status = drop_tail(pass, fault, out, done);
  return status;
}

int drop_rest(const struct pass *pass, const struct fault *fault,
              struct edit_list *out, bool *done) {
  return add_removal(pass, fault, fault->body, out, done);
}

int drop_bangs(const struct pass *pass, const struct fault *fault,
               struct edit_list *out, bool *done) {
  const struct text *text = pass->text;
  int bangs = 0, status = ATTUNE_OK;
  for (uint32_t i = 0; i < text->sentence_count && status == ATTUNE_OK; i++) {
    struct range range = text->sentences[i].range;
    bangs += text->sentences[i].bangs;
    if (bangs <= pass->input->settings->voice.exclamations ||
        text->sentences[i].end != '!')
      continue;
    range.begin = range.end;
    while (range.begin > 0 && text->source.data[range.begin - 1] == '!')
      range.begin--;
    while (range.begin > 0 && text->source.data[range.begin - 1] == ' ')
      range.begin--;
    if (range.begin < range.end && !text_is_protected(text, range))
      status = fault_edit(pass, fault, range, STR("."), out, done);
  }
  return status;
}

/*
 * The rule that the sentence is a case of, which is all of it or how it
 * starts; empty: none.
 */
static struct str rule_of(const struct pass *pass, struct range body) {
  const struct language_entry *lead = goes(pass, STR("wall"));
  struct str words = str_slice(pass->text->source, body);
  while (words.size > 0 && memchr(".! ", words.data[words.size - 1], 3))
    words.size--;
  if (words.size > 0 && starts(lead, words) &&
      fault_is_plain(pass, body, NULL, AROUND_WALL))
    return STR("policy-wall");
  if (words.size > 0 && pass->input->history->heat > 0 &&
      starts(goes(pass, STR("stock")), words) && is_of_stock(pass, body))
    return STR("canned");
  return words_other(goes(pass, STR("alone")), words);
}

int drop_alone(const struct pass *pass, struct edit_list *out) {
  const struct text *text = pass->text;
  int status = ATTUNE_OK;
  /*
   * A bare "sorry to hear that" makes room for a better one, and the last of
   * a letter may go when the agent's own words have a place in it.
   */
  if (pass->review->finding_count == 0 &&
      !voice_leaves_gap(pass->say->voice, text->source) &&
      !(pass->wanted >> MOVE_ACKNOWLEDGEMENT & 1))
    return ATTUNE_OK;
  for (size_t i = 0; i < text->sentence_count && status == ATTUNE_OK; i++) {
    struct range body = {place_body(pass, i), text->sentences[i].range.end};
    struct edit edit = {.rule = rule_of(pass, body)};
    if (edit.rule.size == 0 || text_is_protected(text, body) ||
        !pass_removal(pass, i, body, out, &edit))
      continue;
    if (!edit.text.data)
      return ATTUNE_E_MEMORY;
    if (!edit_meets(out, edit.range))
      status = edit_add(pass->arena, out, edit);
  }
  return status;
}
