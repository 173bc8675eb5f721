#include "rewrite/instead.h"

#include "attune.h"
#include "rewrite/say_words.h"

/* More words than these are a story that holds the fact, not the fact. */
#define GIVEN_WORDS_MAX 4

static bool is_letter(struct str source, size_t at) {
  unsigned char c = at < source.size ? (unsigned char)source.data[at] : 0;
  return words_is_letter((char)c) || (c >= '0' && c <= '9') || c >= 0x80;
}

/* The words in the range, whole and in any case; their begin or range.end. */
static size_t find_words(struct str source, struct range range,
                         struct str words) {
  char first = ascii_lower(words.data[0]);
  for (size_t at = range.begin; at + words.size <= range.end; at++)
    if (ascii_lower(source.data[at]) == first &&
        words_same((struct str){source.data + at, words.size}, words) &&
        (at == 0 || !is_letter(source, at - 1)) &&
        !is_letter(source, at + words.size))
      return at;
  return range.end;
}

static struct str filled(const struct pass *pass, const struct fault *fault,
                         struct range range, struct str wording, int *status) {
  struct str text;
  *status = say_fill(pass->arena, &fault->say, wording, &text);
  if (*status != ATTUNE_OK || text.size == 0)
    return (struct str){NULL, 0};
  text = range.begin == fault->body.begin && fault->capital
             ? pass_raised(pass, text)
             : pass_lowered(pass, text);
  text = text.data ? pass_written(pass, text) : text;
  *status = text.data ? ATTUNE_OK : ATTUNE_E_MEMORY;
  return text;
}

/* "^ you must": only where the sentence starts. */
static bool is_anchored(struct str *words) {
  bool anchored = words->size > 2 && words->data[0] == '^';
  if (anchored)
    *words = words_trim((struct str){words->data + 1, words->size - 1});
  return anchored;
}

/* "You must have opted in" is no order. */
static bool opens_order(const struct pass *pass, const struct fault *fault,
                        struct range range) {
  const struct language_entry *none =
      words_label(pass->input->language, "capture", STR("none"));
  struct range rest = {range.end, fault->body.end};
  size_t at = 0;
  struct str next = words_next(str_slice(pass->text->source, rest), &at);
  return range.begin == fault->body.begin && next.size > 0 &&
         words_lead(none, next).size == 0;
}

/* The longest of the label's that stands here is the edit. */
static int swap_by(const struct pass *pass, const struct fault *fault,
                   const struct language_entry *label, struct edit *out) {
  struct str source = pass->text->source, left, right, best = {NULL, 0};
  struct words_rows rows =
      words_rows_of(label ? str_slice(source, fault->body) : STR(""));
  int status = ATTUNE_OK;
  for (size_t i = 0; label && i < label->say_count; i++) {
    if (!words_may_hold_left(&rows, label, i) ||
        !words_sides(label->says[i], &left, &right) ||
        left.size <= out->range.end - out->range.begin)
      continue;
    bool first = is_anchored(&left);
    if (!words_may_hold(&rows, left))
      continue;
    size_t at = find_words(source, fault->body, left);
    struct range range = {at, at + left.size};
    if (at == fault->body.end || (first && !opens_order(pass, fault, range)) ||
        !range_overlaps(range, fault->words) ||
        text_is_protected(pass->text, range))
      continue;
    out->range = range;
    best = right;
  }
  if (best.size > 0)
    out->text = filled(pass, fault, out->range, best, &status);
  return status;
}

int instead_swap(const struct pass *pass, const struct fault *fault,
                 struct edit *out) {
  const struct language *language = pass->input->language;
  const struct language_entry *rule = fault->finding->rule;
  const struct language_entry *binds =
      words_label(language, "swap-once", STR("binds"));
  *out = (struct edit){.rule = rule->id};
  int status =
      swap_by(pass, fault, words_label(language, "swap", rule->id), out);
  if (status != ATTUNE_OK || out->text.data ||
      words_hold(binds, str_slice(pass->text->source, fault->body)))
    return status;
  return swap_by(pass, fault, words_label(language, "swap-once", rule->id),
                 out);
}

/* The parts of "a / b"; false when there is no second. */
static bool halves(struct str line, struct str half[2]) {
  const char *bar = memchr(line.data, '/', line.size);
  size_t at = bar ? (size_t)(bar - line.data) : 0;
  if (!bar)
    return false;
  half[0] = words_trim((struct str){line.data, at});
  half[1] = words_trim((struct str){bar + 1, line.size - at - 1});
  return true;
}

/* One "not" and no "any" or "yet": else the opposite is another sentence. */
static bool can_turn(const struct pass *pass, const struct fault *fault) {
  const struct text *text = pass->text;
  const struct sentence *sentence = &text->sentences[fault->sentence];
  const struct language_entry *binds =
      words_label(pass->input->language, "turn-round", STR("binds"));
  const struct language_matches *matches = pass->input->matches;
  size_t negations = 0;
  for (size_t i = 0; i < matches->count; i++)
    negations += matches->items[i].entry->kind == LANGUAGE_GUARD &&
                 str_is(matches->items[i].entry->id, "negation") &&
                 range_overlaps(matches->items[i].range, fault->body);
  for (uint32_t i = 0; i < sentence->count; i++)
    if (words_lead(binds, text->tokens[sentence->first + i].folded).size > 0)
      return false;
  return negations > 0 && sentence->end != '?';
}

int instead_turn(const struct pass *pass, const struct fault *fault,
                 struct edit out[2]) {
  struct str source = pass->text->source, left, right, from[2], to[2];
  const struct language_entry *rule = fault->finding->rule;
  const struct language_entry *label =
      words_label(pass->input->language, "turn-round", rule->id);
  int status = ATTUNE_OK;
  out[0] = out[1] = (struct edit){.rule = rule->id};
  if (!label || !can_turn(pass, fault))
    return ATTUNE_OK;
  for (size_t i = 0; i < label->say_count && !out[0].text.data; i++) {
    if (!words_sides(label->says[i], &left, &right) || !halves(left, from) ||
        !halves(right, to))
      continue;
    struct range first = {find_words(source, fault->body, from[0]), 0};
    first.end = first.begin + from[0].size;
    struct range second = {first.end, fault->body.end};
    if (first.begin == fault->body.end)
      continue;
    second.begin = find_words(source, second, from[1]);
    second.end = second.begin + from[1].size;
    struct range both = {first.begin, second.end};
    if (second.begin == fault->body.end ||
        !range_overlaps(both, fault->words) ||
        memchr(source.data + first.end, ',', second.begin - first.end) ||
        text_is_protected(pass->text, both))
      continue;
    out[0].range = first;
    out[1].range = second;
    out[0].text = filled(pass, fault, first, to[0], &status);
    if (status == ATTUNE_OK)
      out[1].text = filled(pass, fault, second, to[1], &status);
    if (status != ATTUNE_OK)
      return status;
  }
  return status;
}

/* The first token of the sentence behind the byte, or its count. */
static uint32_t token_behind(const struct text *text,
                             const struct sentence *sentence, size_t at) {
  uint32_t i = 0;
  while (i < sentence->count &&
         text->tokens[sentence->first + i].range.begin < at)
    i++;
  return i;
}

/* Only "please", "could you" and the like stand before the words. */
static bool opens_softly(const struct pass *pass, const struct fault *fault) {
  const struct text *text = pass->text;
  const struct sentence *sentence = &text->sentences[fault->sentence];
  const struct language_entry *soft =
      words_label(pass->input->language, "asks", STR("softly"));
  for (uint32_t i = token_behind(text, sentence, fault->body.begin);
       i < token_behind(text, sentence, fault->words.begin); i++)
    if (words_lead(soft, text->tokens[sentence->first + i].folded).size == 0)
      return false;
  return true;
}

/* How a sentence may go on behind what was asked again. */
enum rest {
  REST_UNKNOWN,
  REST_SELF, /* ", so I can …" stays as it is */
  REST_MORE, /* "and a photo of it" is asked for by itself */
  REST_LIST, /* ", a photo and a receipt" likewise, behind a comma */
  REST_ORDER /* "and describe the damage" too */
};

/* ", a photo …": the next of what is asked for, right behind the words. */
static bool is_listed(const struct pass *pass, const struct fault *fault,
                      uint32_t at) {
  const struct text *text = pass->text;
  const struct sentence *sentence = &text->sentences[fault->sentence];
  const struct token *token = &text->tokens[sentence->first + at];
  return text->source.data[fault->words.end] == ',' &&
         token->range.begin == fault->words.end + 2 &&
         words_lead(words_label(pass->input->language, "asks", STR("more")),
                    token->folded)
                 .size > 0;
}

static enum rest goes_on(const struct pass *pass, const struct fault *fault,
                         uint32_t at) {
  const struct language *language = pass->input->language;
  const struct text *text = pass->text;
  const struct sentence *sentence = &text->sentences[fault->sentence];
  if (at + 1 >= sentence->count)
    return REST_UNKNOWN;
  if (words_hold(words_label(language, "asks", STR("both")), text->source))
    return REST_UNKNOWN;
  if (is_listed(pass, fault, at))
    return REST_LIST;
  struct str joint = text->tokens[sentence->first + at].folded;
  struct str next = text->tokens[sentence->first + at + 1].folded;
  if (words_lead(words_label(language, "asks", STR("joint")), joint).size == 0)
    return REST_UNKNOWN;
  if (words_lead(words_label(language, "asks", STR("more")), next).size > 0)
    return REST_MORE;
  if (words_grouped(words_label(language, "curt", STR("orders")), next))
    return REST_ORDER;
  return words_lead(words_label(language, "asks", STR("self")), next).size > 0
             ? REST_SELF
             : REST_UNKNOWN;
}

/* "Restart it and check the cable": behind the joint is a step of its own. */
static bool is_another_step(const struct pass *pass, const struct fault *fault,
                            uint32_t at) {
  const struct language *language = pass->input->language;
  const struct text *text = pass->text;
  const struct sentence *sentence = &text->sentences[fault->sentence];
  const struct token *token = &text->tokens[sentence->first + at];
  return at + 1 < sentence->count &&
         words_lead(words_label(language, "asks", STR("joint")), token->folded)
                 .size > 0 &&
         words_lead(words_label(language, "asks", STR("same")), token[1].folded)
                 .size == 0;
}

/*
 * Steps that were taken already go as a whole, however many words they are,
 * but not together with one that may be new.
 */
static bool is_old_step(const struct pass *pass, const struct fault *fault) {
  const struct text *text = pass->text;
  const struct sentence *sentence = &text->sentences[fault->sentence];
  const struct language_entry *new =
      words_label(pass->input->language, "asks", STR("new"));
  const struct language_entry *tries =
      words_label(pass->input->language, "asks", STR("tries"));
  for (uint32_t i = 0; i < sentence->count; i++)
    if (words_lead(new, text->tokens[sentence->first + i].folded).size > 0 ||
        is_another_step(pass, fault, i))
      return false;
  return str_is(language_field(fault->finding->rule, "fact"), "tried") &&
         !str_is(language_field(fault->finding->rule, "whole"), "sentence") &&
         words_lead(tries, str_slice(text->source, fault->body)).size > 0 &&
         fault_is_free(pass, fault->body, STR(""));
}

/* Behind the words: the end of them, or of the joint that parts the rest. */
static int told_text(const struct pass *pass, const struct fault *fault,
                     struct say_context *say, struct str told,
                     struct edit *out) {
  const struct text *text = pass->text;
  const struct sentence *sentence = &text->sentences[fault->sentence];
  uint32_t at = token_behind(text, sentence, fault->words.end);
  struct range body = fault->body;
  if (at >= sentence->count || is_old_step(pass, fault) ||
      (!fault_asks_more(pass, fault) &&
       fault_is_all(pass, (struct range){fault->words.end, body.end}, 4,
                    told))) {
    struct str pieces[] = {told, STR(".")};
    out->range = body;
    out->text = arena_join(pass->arena, pieces, 2);
    return out->text.data ? ATTUNE_OK : ATTUNE_E_MEMORY;
  }
  enum rest rest_is = goes_on(pass, fault, at);
  if (rest_is == REST_UNKNOWN)
    return ATTUNE_OK;
  struct range joint = text->tokens[sentence->first + at].range;
  struct str so = str_slice(text->source, joint);
  if (rest_is == REST_LIST)
    joint.end = fault->words.end + 1;
  size_t end = body.end;
  while (end > joint.end && (text->source.data[end - 1] == '?' ||
                             text->source.data[end - 1] == '.' ||
                             text->source.data[end - 1] == '!'))
    end--;
  struct range rest = {joint.end, end};
  if (rest_is != REST_SELF) {
    int status = say_part(pass->arena, say, "told",
                          rest_is == REST_ORDER ? "and-order" : "and", &so);
    if (status != ATTUNE_OK || so.size == 0)
      return status;
    so = pass_lowered(pass, so);
  }
  struct str pieces[] = {told, rest_is == REST_SELF ? STR(", ") : STR("; "), so,
                         str_slice(text->source, rest), STR(".")};
  out->range = body;
  out->text = arena_join(pass->arena, pieces, 5);
  return out->text.data ? ATTUNE_OK : ATTUNE_E_MEMORY;
}

int instead_told(const struct pass *pass, const struct fault *fault,
                 struct edit *out) {
  const struct language_entry *rule = fault->finding->rule;
  struct say_context say = fault->say;
  *out = (struct edit){.rule = rule->id};
  if (!str_is(language_field(rule, "role"), "asks"))
    return ATTUNE_OK;
  struct slot *slots =
      arena_alloc(pass->arena, (say.slot_count + 1) * sizeof(*slots));
  struct str text, pieces[] = {rule->id, STR("-"), rule->part};
  struct str part = arena_join(pass->arena, pieces, 3);
  if (!slots || !part.data)
    return ATTUNE_E_MEMORY;
  slots[0] = (struct slot){"given", fault->finding->related};
  if (words_count(slots[0].value) > GIVEN_WORDS_MAX)
    slots[0].value.size = 0;
  for (size_t i = 0; i < say.slot_count; i++)
    slots[i + 1] = say.slots[i];
  say.slots = slots;
  say.slot_count++;
  int status = say_part(pass->arena, &say, "told", part.data, &text);
  if (status != ATTUNE_OK || text.size == 0 ||
      !(opens_softly(pass, fault) || is_old_step(pass, fault)))
    return status;
  text = fault->capital ? text : pass_lowered(pass, text);
  text = text.data ? pass_written(pass, text) : text;
  return text.data ? told_text(pass, fault, &say, text, out) : ATTUNE_E_MEMORY;
}

int instead_order(const struct pass *pass, const struct fault *fault,
                  struct edit *out) {
  const struct language *language = pass->input->language;
  const struct text *text = pass->text;
  const struct sentence *sentence = &text->sentences[fault->sentence];
  uint32_t at = token_behind(text, sentence, fault->body.begin);
  *out = (struct edit){.rule = fault->finding->rule->id};
  if (at + 1 >= sentence->count || sentence->end == '?')
    return ATTUNE_OK;
  const struct token *verb = &text->tokens[sentence->first + at];
  if (!words_grouped(words_label(language, "curt", STR("orders")),
                     verb->folded) ||
      !words_grouped(words_label(language, "curt", STR("objects")),
                     verb[1].folded) ||
      text_is_protected(text, verb->range))
    return ATTUNE_OK;
  struct str please = words_label_say(language, "curt", STR("please"));
  struct str pieces[] = {
      fault->capital ? pass_raised(pass, please) : please, STR(" "),
      pass_lowered(pass, str_slice(text->source, verb->range))};
  out->range = verb->range;
  out->text = arena_join(pass->arena, pieces, 3);
  return out->text.data ? ATTUNE_OK : ATTUNE_E_MEMORY;
}
