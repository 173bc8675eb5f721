#include "rewrite/leftover.h"

#include "attune.h"
#include "rewrite/fault.h"
#include "rewrite/say_voice.h"
#include "rewrite/say_words.h"

/* A longer sentence has more in it than what is wrong with it. */
#define TOKENS_MAX 32

/* Fewer words than this are no sentence without the opening. */
#define LEFT_MIN 3

/* Fewer words are too few to hear anything in; in more there is an answer. */
#define HARSH_TOKENS     6
#define HARSH_TOKENS_MAX 20

/* How sure it must be that there is any fault at all. */
#define HARSH_GATE 0.95f

/* So many letters tell a step from another. */
#define STEM_BYTES 5

static bool has_role(const struct language_match *match, const char *role) {
  return leftover_is(match->entry) &&
         str_is(language_field(match->entry, "role"), role);
}

static bool holds(const struct language_matches *matches, const char *role) {
  for (size_t i = 0; i < matches->count; i++)
    if (has_role(&matches->items[i], role))
      return true;
  return false;
}

bool leftover_is(const struct language_entry *entry) {
  return entry->kind == LANGUAGE_GUARD && str_is(entry->id, "left");
}

/* What fits any letter is poor, but hurts nobody. */
bool leftover_hurts(const struct language_matches *matches) {
  for (size_t i = 0; i < matches->count; i++)
    if (has_role(&matches->items[i], "goes") &&
        !str_is(language_field(matches->items[i].entry, "rule"), "canned"))
      return true;
  return holds(matches, "hurts");
}

bool leftover_offers(const struct language_matches *matches) {
  return holds(matches, "offers");
}

bool leftover_stands(const struct language_matches *matches) {
  return holds(matches, "stands");
}

/* Which part of all harm it may be, thousandths: any, or of that kind. */
static bool sounds_harsh(const struct model *model, const float *scores,
                         bool excused) {
  static const struct {
    const char *name;
    float gate;
    bool no; /* what a plain no sounds like */
  } kinds[] = {{"blame", 0.45f, false},
               {"dismissal", 0.60f, false},
               {"powerless", 0.70f, true},
               {"policy-wall", 0.60f, true}};
  int fault = model_class(model, "fault");
  int sends = model_class(model, "runaround");
  if (fault < 0 || sends < 0 || scores[fault] < HARSH_GATE)
    return false;
  for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
    int class = model_class(model, kinds[i].name);
    if (class >= 0 && scores[class] >= kinds[i].gate &&
        scores[class] > scores[sends] && !(kinds[i].no && excused))
      return true;
  }
  return false;
}

bool leftover_is_harsh(const struct language *language, struct str draft,
                       const struct text *text, bool way_out) {
  const struct language_entry *no =
      words_label(language, "refusal", STR("says"));
  float scores[MODEL_CLASSES];
  for (uint32_t i = 0; language->has_draft && i < text->sentence_count; i++) {
    const struct sentence *sentence = &text->sentences[i];
    struct str words = str_slice(text->source, sentence->range);
    if (sentence->count < HARSH_TOKENS || sentence->count > HARSH_TOKENS_MAX ||
        !memmem(draft.data, draft.size, words.data, words.size))
      continue;
    model_score(&language->draft, text, sentence->first, sentence->count,
                scores);
    if (sounds_harsh(&language->draft, scores,
                     way_out && words_hold(no, words)))
      return true;
  }
  return false;
}

/* "restarted" and "restart": the same step in another form. */
static bool same_stem(struct str a, struct str b) {
  return a.size >= STEM_BYTES && b.size >= STEM_BYTES &&
         words_same((struct str){a.data, STEM_BYTES},
                    (struct str){b.data, STEM_BYTES});
}

static bool names_step(const struct text *text, const struct sentence *sentence,
                       const struct language_entry *common, struct str tried) {
  size_t at = 0;
  for (struct str word = words_next(tried, &at); word.size > 0;
       word = words_next(tried, &at))
    for (uint32_t i = 0; i < sentence->count; i++)
      if (same_stem(word, text->tokens[sentence->first + i].folded) &&
          !words_listed(common->says[0], word))
        return true;
  return false;
}

bool leftover_asks_tried(const struct language *language,
                         const struct history *history,
                         const struct text *text) {
  const struct language_entry *steps =
      words_label(language, "asked", STR("steps"));
  const struct language_entry *tries =
      words_label(language, "asked", STR("tries"));
  const struct language_entry *common =
      words_label(language, "tried", STR("common"));
  for (uint32_t i = 0; i < text->sentence_count && common; i++) {
    struct str words = str_slice(text->source, text->sentences[i].range);
    if (words_lead(steps, words).size == 0 &&
        words_lead(tries, words).size == 0)
      continue;
    for (size_t f = 0; f < history->fact_count; f++)
      if (history->facts[f].kind == FACT_TRIED &&
          names_step(text, &text->sentences[i], common,
                     history->facts[f].quote))
        return true;
  }
  return false;
}

/* Somebody does something, or will: that is told, however it begins. */
static bool helps(const struct pass *pass, struct range range) {
  for (size_t i = 0; i < pass->review->present_count; i++) {
    const struct move_found *found = &pass->review->present[i];
    if ((found->move == MOVE_OWNERSHIP || found->move == MOVE_NEXT_STEP) &&
        range_overlaps(found->range, range))
      return true;
  }
  return false;
}

/* The last words of all: what the agent does has their place. */
static int make_room(const struct pass *pass, size_t sentence,
                     struct range body, struct edit *edit) {
  struct str text;
  struct say_context say = *pass->say;
  for (size_t i = sentence + 1; i < pass->text->sentence_count; i++)
    if (!place_signs_off(pass, i))
      return ATTUNE_OK;
  const char *part = str_is(edit->rule, "canned") ? "canned" : "left";
  int status = say_part(pass->arena, &say, "instead", part, &text);
  if (status != ATTUNE_OK || text.size == 0)
    return status;
  char first = pass->text->source.data[body.begin];
  text = first >= 'a' && first <= 'z' ? pass_lowered(pass, text)
                                      : pass_raised(pass, text);
  text = text.data ? pass_written(pass, text) : text;
  edit->range = body;
  edit->text = text;
  return text.data ? ATTUNE_OK : ATTUNE_E_MEMORY;
}

static int add(const struct pass *pass, const struct edit *edit,
               struct edit_list *out) {
  if (edit->range.end == edit->range.begin || edit_meets(out, edit->range))
    return ATTUNE_OK;
  return edit->text.data ? edit_add(pass->arena, out, *edit) : ATTUNE_E_MEMORY;
}

static int drop_sentence(const struct pass *pass, size_t sentence,
                         struct edit edit, struct edit_list *out) {
  struct range body = {place_body(pass, sentence),
                       pass->text->sentences[sentence].range.end};
  bool stock = str_is(edit.rule, "canned");
  if (body.begin >= body.end || edit_meets(out, body) ||
      (!stock && helps(pass, body)) ||
      !fault_is_plain(pass, body, NULL, TOKENS_MAX))
    return ATTUNE_OK;
  if (pass_removal(pass, sentence, body, out, &edit))
    return add(pass, &edit, out);
  edit.range = (struct range){body.begin, body.begin};
  if (pass->input->history->heat == 0 || pass_leaves_gap(pass, out))
    return ATTUNE_OK;
  int status = make_room(pass, sentence, body, &edit);
  return status == ATTUNE_OK ? add(pass, &edit, out) : status;
}

/* "…, we" and "… that we": what follows is a sentence by itself. */
static bool reads_on(const struct pass *pass, size_t sentence,
                     struct range words) {
  const struct language *language = pass->input->language;
  const struct sentence *s = &pass->text->sentences[sentence];
  struct str source = pass->text->source;
  struct str rest = str_slice(source, (struct range){words.end, s->range.end});
  size_t at = 0, left = 0;
  for (uint32_t i = 0; i < s->count; i++)
    left += pass->text->tokens[s->first + i].range.begin >= words.end;
  if (left < LEFT_MIN || rest.size == 0)
    return false;
  return rest.data[0] == ',' || words_ends(str_slice(source, words), "that") ||
         words_lead(words_label(language, "goes", STR("reads-on")),
                    words_next(rest, &at))
                 .size > 0;
}

static int drop_opening(const struct pass *pass, size_t sentence,
                        struct range words, struct edit edit,
                        struct edit_list *out) {
  size_t body = place_body(pass, sentence);
  if (words.begin < body)
    words.begin = body;
  if (words.begin != body || words.begin >= words.end ||
      edit_meets(out, words) || !reads_on(pass, sentence, words) ||
      !fault_is_plain(pass, words, NULL, TOKENS_MAX) ||
      !pass_removal(pass, sentence, words, out, &edit))
    return ATTUNE_OK;
  return add(pass, &edit, out);
}

/* "…, as you did not tell us.": set apart, and a sentence without it. */
static int drop_ending(const struct pass *pass, size_t sentence,
                       struct range words, struct edit edit,
                       struct edit_list *out) {
  const struct sentence *s = &pass->text->sentences[sentence];
  struct str source = pass->text->source;
  size_t left = 0, before = words.begin, body = place_body(pass, sentence);
  while (before > 0 && source.data[before - 1] == ' ')
    before--;
  for (uint32_t i = 0; i < s->count; i++) {
    size_t at = pass->text->tokens[s->first + i].range.begin;
    left += at >= body && at < words.begin;
  }
  if (left < LEFT_MIN || !memchr(",;", source.data[before - 1], 2) ||
      edit_meets(out, words) ||
      !fault_is_plain(pass, words, NULL, TOKENS_MAX) ||
      !pass_removal(pass, sentence, words, out, &edit))
    return ATTUNE_OK;
  return add(pass, &edit, out);
}

int leftover_drop(const struct pass *pass, struct edit_list *out) {
  const struct language_matches *matches = pass->input->matches;
  const struct text *text = pass->text;
  int status = ATTUNE_OK;
  for (size_t i = 0; i < matches->count && status == ATTUNE_OK; i++) {
    const struct language_match *match = &matches->items[i];
    size_t sentence = text->tokens[match->first].sentence;
    struct edit edit = {.rule = language_field(match->entry, "rule")};
    if (has_role(match, "goes") &&
        match->entry->heat <= pass->input->history->heat)
      status = drop_sentence(pass, sentence, edit, out);
    else if (has_role(match, "opens"))
      status = drop_opening(pass, sentence, match->range, edit, out);
    else if (has_role(match, "ends"))
      status = drop_ending(pass, sentence, match->range, edit, out);
  }
  return status;
}
