#include "rewrite/fault.h"

#include "attune.h"
#include "rewrite/leftover.h"
#include "rewrite/say_words.h"

/* A longer one is no sentence, and looking around in it takes its time. */
#define SENTENCE_TOKENS_MAX 120

#define SLIGHT_ANY  3
#define SLIGHT_HELP 5

/* What the finding's phrase captured goes before all other slots. */
static int capture_slots(const struct pass *pass, const struct finding *finding,
                         struct str wording, struct slot *slots,
                         size_t *count) {
  size_t at = 0;
  for (const char *open;
       (open = memchr(wording.data + at, '{', wording.size - at)) != NULL;) {
    size_t begin = (size_t)(open + 1 - wording.data);
    const char *close = memchr(open, '}', wording.size - begin + 1);
    if (!close || *count == PHRASE_CAPTURES)
      return ATTUNE_OK;
    at = (size_t)(close - wording.data);
    char *name =
        arena_copy(pass->arena, str_slice(wording, (struct range){begin, at}));
    struct range range;
    if (!name)
      return ATTUNE_E_MEMORY;
    if (language_capture(pass->input->language, pass->text, finding->match,
                         name, &range) &&
        range.end > range.begin)
      slots[(*count)++] =
          (struct slot){name, text_plain(pass->arena, pass->text, range)};
  }
  return ATTUNE_OK;
}

static int with_captures(const struct pass *pass, struct fault *fault) {
  const struct finding *finding = fault->finding;
  size_t room = pass->say->slot_count + PHRASE_CAPTURES;
  struct slot *slots = arena_alloc(pass->arena, room * sizeof(*slots));
  size_t count = 0;
  if (!slots)
    return ATTUNE_E_MEMORY;
  for (size_t i = 0; finding->match && i < finding->rule->say_count; i++) {
    int status =
        capture_slots(pass, finding, finding->rule->says[i], slots, &count);
    if (status != ATTUNE_OK)
      return status;
  }
  fault->captures = count;
  for (size_t i = 0; i < pass->say->slot_count; i++)
    slots[count++] = pass->say->slots[i];
  fault->say = *pass->say;
  fault->say.slots = slots;
  fault->say.slot_count = count;
  return ATTUNE_OK;
}

static bool is_pause(char c) {
  return c == ',' || c == ';' || c == ':';
}

/* Words that join clauses: looked up once for all tokens of a sentence. */
static const struct language_entry *joiners(const struct pass *pass) {
  return words_label(pass->input->language, "conjunction", STR("joining"));
}

/* Is there a pause between these two neighbours of a sentence? */
static bool pauses(const struct text *text, uint32_t left) {
  for (size_t i = text->tokens[left].range.end;
       i < text->tokens[left + 1].range.begin; i++)
    if (is_pause(text->source.data[i]))
      return true;
  return false;
}

/*
 * The clause around the words: from a pause or a conjunction, which is not
 * of it, to the next. The body's own ends close it too.
 */
static struct range clause_of(const struct pass *pass,
                              const struct fault *fault) {
  const struct text *text = pass->text;
  const struct sentence *sentence = &text->sentences[fault->sentence];
  const struct language_entry *joining = joiners(pass);
  struct range clause = fault->body;
  for (uint32_t i = sentence->first; i + 1 < sentence->first + sentence->count;
       i++) {
    struct range left = text->tokens[i].range;
    struct range right = text->tokens[i + 1].range;
    bool joins = words_lead(joining, text->tokens[i + 1].folded).size > 0;
    if (!joins && !pauses(text, i))
      continue;
    if (right.begin <= fault->words.begin && right.begin > clause.begin)
      clause.begin = joins && right.end < fault->words.begin
                         ? text->tokens[i + 2].range.begin
                         : right.begin;
    if (left.end >= fault->words.end) {
      clause.end = left.end;
      return clause;
    }
  }
  return clause;
}

/*
 * A finding about the draft as a whole, or one that crosses sentences, has
 * no sentence to be edited in: it is shown and left.
 */
int fault_read(const struct pass *pass, size_t index, struct fault *fault) {
  const struct text *text = pass->text;
  *fault = (struct fault){.finding = &pass->review->findings[index]};
  fault->words = fault->finding->range;
  fault->sentence = place_sentence(text, fault->words.begin);
  if (fault->sentence == text->sentence_count ||
      text->sentences[fault->sentence].count > SENTENCE_TOKENS_MAX ||
      fault->words.begin >= fault->words.end ||
      fault->words.end > text->sentences[fault->sentence].range.end) {
    fault->sentence = text->sentence_count;
    return ATTUNE_OK;
  }
  size_t body = place_body(pass, fault->sentence);
  fault->body =
      (struct range){body < fault->words.begin ? body : fault->words.begin,
                     text->sentences[fault->sentence].range.end};
  fault->clause = clause_of(pass, fault);
  char first = text->source.data[fault->body.begin];
  fault->capital = first < 'a' || first > 'z';
  return with_captures(pass, fault);
}

bool fault_may_go(const struct pass *pass, const struct language_entry *rule) {
  return words_lead(words_label(pass->input->language, "stays", STR("rule")),
                    rule->id)
             .size == 0;
}

static bool is_listed(const struct pass *pass, struct str list,
                      const struct language_entry *rule) {
  const struct language_entry *label =
      words_label(pass->input->language, "goes", list);
  for (size_t i = 0; label && i < label->say_count; i++) {
    struct str name = label->says[i];
    if (name.size == rule->id.size + 1 + rule->part.size &&
        memcmp(name.data, rule->id.data, rule->id.size) == 0 &&
        memcmp(name.data + rule->id.size + 1, rule->part.data,
               rule->part.size) == 0)
      return true;
  }
  return false;
}

bool fault_goes(const struct pass *pass, const struct language_entry *rule) {
  return is_listed(pass, STR("whole"), rule);
}

/* The first finding from here on: they are in the order of the text. */
static size_t finding_from(const struct review *review, size_t at) {
  size_t low = 0, high = review->finding_count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (review->findings[middle].range.begin < at)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* Does it have words to put there, so that its own may go? */
static bool is_editable(const struct pass *pass,
                        const struct language_entry *rule) {
  return rule->say_count > 0 || fault_goes(pass, rule) ||
         is_listed(pass, STR("instead"), rule);
}

/*
 * Some finding says that these words should go; one about words, not about
 * the draft as a whole, so that it lies in their sentence.
 */
static bool is_named(const struct pass *pass, struct range range) {
  const struct text *text = pass->text;
  const struct review *review = pass->review;
  size_t index = place_sentence(text, range.begin);
  if (index == text->sentence_count)
    return false;
  struct range sentence = text->sentences[index].range;
  for (size_t i = finding_from(review, sentence.begin);
       i < review->finding_count &&
       review->findings[i].range.begin <= range.begin;
       i++)
    if (range_contains(review->findings[i].range, range) &&
        range_contains(sentence, review->findings[i].range) &&
        is_editable(pass, review->findings[i].rule))
      return true;
  return false;
}

static bool is_fact(const struct pass *pass,
                    const struct language_entry *starts, uint32_t at) {
  const struct text *text = pass->text;
  const struct token *token = &text->tokens[at];
  if (token->kind != TOKEN_WORD)
    return token->kind != TOKEN_EMOJI;
  return (token->flags & TOKEN_CAPITAL) &&
         at != text->sentences[token->sentence].first &&
         !words_grouped(starts, token->folded) &&
         !words_keeps_capital(pass->input->language,
                              str_slice(text->source, token->range));
}

/* The same name with its capital, in a sentence that stays. */
static bool is_said_elsewhere(const struct text *text, uint32_t at) {
  const struct token *token = &text->tokens[at];
  for (uint32_t i = 0; i < text->token_count && token->kind == TOKEN_WORD; i++)
    if (text->tokens[i].sentence != token->sentence &&
        (text->tokens[i].flags & TOKEN_CAPITAL) &&
        str_equal(text->tokens[i].folded, token->folded))
      return true;
  return false;
}

/*
 * The guard would refuse the whole rewrite for one lost number: better to
 * leave this one edit out now. kept without data: a name may go that is said
 * elsewhere.
 */
static bool keeps_facts(const struct pass *pass, struct range range,
                        struct str kept) {
  const struct text *text = pass->text;
  const struct language_entry *starts =
      words_label(pass->input->language, "capital", STR("starts"));
  size_t index = place_sentence(text, range.begin);
  for (uint32_t i = 0; i < text->sentences[index].count; i++) {
    uint32_t at = text->sentences[index].first + i;
    struct range token = text->tokens[at].range;
    if (range_overlaps(token, range) && is_fact(pass, starts, at) &&
        words_occurrences(kept, str_slice(text->source, token)) == 0 &&
        (kept.data || !is_said_elsewhere(text, at)))
      return false;
  }
  return true;
}

/* Words of the guard's beyond the faults are the agent's own. */
static bool keeps_guarded(const struct pass *pass, struct range range) {
  const struct language_matches *matches = pass->input->matches;
  for (size_t i = 0; i < matches->count; i++) {
    const struct language_match *match = &matches->items[i];
    if (match->entry->kind == LANGUAGE_GUARD && !leftover_is(match->entry) &&
        range_overlaps(match->range, range) &&
        (!is_named(pass, match->range) ||
         str_is(language_field(match->entry, "keep"), "always")))
      return false;
  }
  return true;
}

bool fault_is_free(const struct pass *pass, struct range range,
                   struct str kept) {
  return !text_is_protected(pass->text, range) && keeps_guarded(pass, range) &&
         keeps_facts(pass, range, kept);
}

/* Moves whose loss is a loss of help; a greeting is kept by its place. */
static bool is_substance(enum move move) {
  return move != MOVE_GREETING && move != MOVE_NAME && move != MOVE_APOLOGY &&
         move != MOVE_THANKS && move != MOVE_CLOSE;
}

/* A few words beside the faults are no help, whatever they look like. */
static bool has_substance(const struct pass *pass, struct range range,
                          size_t around) {
  for (size_t i = 0; i < pass->review->present_count; i++) {
    const struct move_found *found = &pass->review->present[i];
    bool slight = around <= SLIGHT_ANY ||
                  (found->move == MOVE_SOLUTION && around <= SLIGHT_HELP);
    if (is_substance(found->move) && !slight &&
        range_overlaps(found->range, range) && !is_named(pass, found->range))
      return true;
  }
  return false;
}

/*
 * Words outside every finding are counted, not weighed: the more there are,
 * the likelier it is that one of them matters to somebody.
 */
bool fault_is_all(const struct pass *pass, struct range range, size_t tokens,
                  struct str kept) {
  const struct text *text = pass->text;
  size_t index = place_sentence(text, range.begin), around = 0;
  for (uint32_t i = 0; i < text->sentences[index].count; i++) {
    struct range token = text->tokens[text->sentences[index].first + i].range;
    around += range_overlaps(token, range) && !is_named(pass, token);
  }
  return around <= tokens && !has_substance(pass, range, around) &&
         fault_is_free(pass, range, kept);
}

/* May the guard's word go along with all of its sentence? */
static bool goes_along(const struct language_match *match) {
  return str_is(language_field(match->entry, "goes"), "sentence");
}

static bool is_guarded(const struct pass *pass, struct range range) {
  const struct language_matches *matches = pass->input->matches;
  for (size_t i = 0; i < matches->count; i++)
    if (matches->items[i].entry->kind == LANGUAGE_GUARD &&
        !leftover_is(matches->items[i].entry) &&
        !goes_along(&matches->items[i]) &&
        range_overlaps(matches->items[i].range, range))
      return true;
  return false;
}

bool fault_is_plain(const struct pass *pass, struct range range,
                    const struct language_entry *stock, size_t tokens) {
  const struct text *text = pass->text;
  size_t index = place_sentence(text, range.begin), around = 0;
  for (uint32_t i = 0; i < text->sentences[index].count; i++) {
    uint32_t at = text->sentences[index].first + i;
    const struct token *token = &text->tokens[at];
    around += range_overlaps(token->range, range) &&
              !is_named(pass, token->range) &&
              !words_grouped(stock, token->folded) &&
              !((token->flags & TOKEN_CAPITAL) && is_said_elsewhere(text, at));
  }
  return around <= tokens && !text_is_protected(pass->text, range) &&
         !is_guarded(pass, range) &&
         keeps_facts(pass, range, (struct str){NULL, 0});
}

int fault_edit(const struct pass *pass, const struct fault *fault,
               struct range range, struct str text, struct edit_list *out,
               bool *done) {
  struct edit edit = {range, text, fault->finding->rule->id};
  if (!text.data && text.size > 0)
    return ATTUNE_E_MEMORY;
  *done = !edit_meets(out, range);
  return *done ? edit_add(pass->arena, out, edit) : ATTUNE_OK;
}

bool fault_starts_clause(const struct fault *fault) {
  return fault->words.begin == fault->clause.begin;
}

/* Numbers and links alone are no sentence, however many they are. */
size_t fault_leaves(const struct pass *pass, const struct fault *fault) {
  const struct text *text = pass->text;
  const struct sentence *sentence = &text->sentences[fault->sentence];
  size_t count = 0;
  for (uint32_t i = 0; i < sentence->count; i++) {
    const struct token *token = &text->tokens[sentence->first + i];
    count += token->kind == TOKEN_WORD &&
             token->range.begin >= fault->body.begin &&
             !range_overlaps(token->range, fault->words);
  }
  return count;
}

/*
 * A conjunction beside the words would be left hanging, and what a colon
 * announces hangs on the words before it.
 */
bool fault_is_apart(const struct pass *pass, const struct fault *fault) {
  struct str source = pass->text->source;
  size_t begin = fault->words.begin, end = fault->words.end;
  while (begin > fault->body.begin && source.data[begin - 1] == ' ')
    begin--;
  while (end < fault->body.end && source.data[end] == ' ')
    end++;
  bool starts = begin == fault->body.begin || source.data[begin - 1] == ',';
  bool ends = end + 1 >= fault->body.end || source.data[end] == ',';
  return starts && ends;
}

bool fault_is_loose(const struct pass *pass, const struct fault *fault) {
  const struct sentence *sentence = &pass->text->sentences[fault->sentence];
  for (uint32_t i = 0; i < sentence->count; i++) {
    const struct token *token = &pass->text->tokens[sentence->first + i];
    if (token->range.begin == fault->words.begin)
      return token->range.end == fault->words.end &&
             words_lead(
                 words_label(pass->input->language, "adverb", STR("loose")),
                 token->folded)
                     .size > 0;
  }
  return false;
}

bool fault_is_whole(const struct language_entry *rule) {
  return str_is(language_field(rule, "whole"), "sentence");
}

struct str fault_cased(const struct pass *pass, const struct fault *fault,
                       struct range range, struct str text) {
  return range.begin == fault->body.begin &&
                 (fault->capital || range.begin == 0)
             ? pass_raised(pass, text)
             : pass_lowered(pass, text);
}

bool fault_asks_more(const struct pass *pass, const struct fault *fault) {
  const struct language *language = pass->input->language;
  const struct text *text = pass->text;
  const struct sentence *sentence = &text->sentences[fault->sentence];
  const struct language_entry *joint =
      words_label(language, "asks", STR("joint"));
  const struct language_entry *self =
      words_label(language, "asks", STR("self"));
  for (uint32_t i = 0; i + 1 < sentence->count; i++) {
    const struct token *token = &text->tokens[sentence->first + i];
    if (token->range.begin >= fault->words.end &&
        words_lead(joint, token->folded).size > 0 &&
        words_lead(self, token[1].folded).size == 0)
      return true;
  }
  return false;
}
