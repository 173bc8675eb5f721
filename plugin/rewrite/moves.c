#include "attune.h"
#include "rewrite/pass.h"
#include "rewrite/say_words.h"

/* What the moment needs and how it is to be said. */
struct needs {
  bool acknowledgement;
  bool apology;
  bool ownership;
  bool next_step;
};

static bool wants(const struct pass *pass, enum move move) {
  return review_lacks(pass->review, move) && !(pass->skip_moves >> move & 1);
}

/*
 * Empathy only where the review says that the moment calls for it: an apology
 * for nothing plants a problem.
 */
static struct needs needs_of(const struct pass *pass) {
  const struct review *review = pass->review;
  struct needs needs = {0};
  if (review->needs_empathy) {
    needs.acknowledgement = wants(pass, MOVE_ACKNOWLEDGEMENT);
    needs.apology = wants(pass, MOVE_APOLOGY) &&
                    !review_has(review, MOVE_APOLOGY) &&
                    pass->input->history->apologies == 0;
  }
  needs.ownership = wants(pass, MOVE_OWNERSHIP);
  needs.next_step = wants(pass, MOVE_NEXT_STEP) || wants(pass, MOVE_TIMEFRAME);
  return needs;
}

struct insertion {
  struct place place;
  struct str text;
  enum move move;
};

/* "GoDaddy refuses it": the customer's own capital, not one of ours. */
static bool starts_with_name(const struct pass *pass, struct str text) {
  struct str concern = pass->input->history->concern;
  return concern.size > 0 && concern.size <= text.size &&
         concern.data[0] >= 'A' && concern.data[0] <= 'Z' &&
         memcmp(text.data, concern.data, concern.size) == 0;
}

/* What stands there with the sentence, as one edit. */
static int add_insertion(const struct pass *pass,
                         const struct insertion *insertion,
                         struct edit_list *out) {
  const struct place *place = &insertion->place;
  struct range range = {place->at, place->at + place->raise};
  struct str next = str_slice(pass->text->source, range);
  struct str text = place->lower && !starts_with_name(pass, insertion->text)
                        ? pass_lowered(pass, insertion->text)
                        : insertion->text;
  text = pass_written(pass, text);
  next = pass_raised(pass, next);
  if (!text.data || (place->raise && !next.data))
    return ATTUNE_E_MEMORY;
  struct str pieces[] = {place->before, text, place->after, next};
  struct edit edit = {range, arena_join(pass->arena, pieces, 4),
                      str_of(move_name(insertion->move))};
  if (!edit.text.data)
    return ATTUNE_E_MEMORY;
  return edit_add(pass->arena, out, edit);
}

/* Raising a letter is only an edit where there is one to raise. */
static struct place settled(const struct pass *pass, struct place place) {
  char next = place.at < pass->text->source.size
                  ? pass->text->source.data[place.at]
                  : 0;
  char behind = place.at + 1 < pass->text->source.size
                    ? pass->text->source.data[place.at + 1]
                    : 0;
  struct range letter = {place.at, place.at + 1};
  /* "iPad" and its kin are written as they are. */
  place.raise = place.raise && next >= 'a' && next <= 'z' &&
                !(behind >= 'A' && behind <= 'Z') &&
                !text_is_protected(pass->text, letter);
  return place;
}

static int say_first(const struct pass *pass, const char *const *ids,
                     struct str *out) {
  *out = (struct str){NULL, 0};
  for (; *ids && out->size == 0; ids++) {
    int status = say(pass->arena, pass->say, *ids, out);
    if (status != ATTUNE_OK)
      return status;
  }
  return ATTUNE_OK;
}

/*
 * Behind the acknowledgement that opens the draft; one further down comes
 * too late, and the apology goes first.
 */
static struct place behind_acknowledgement(const struct pass *pass) {
  const struct review *review = pass->review;
  const struct text *text = pass->text;
  struct place opening = place_opening(pass);
  for (size_t i = 0; i < review->present_count; i++) {
    if (review->present[i].move != MOVE_ACKNOWLEDGEMENT)
      continue;
    size_t at = place_sentence(text, review->present[i].range.begin);
    if (at < text->sentence_count &&
        text->sentences[at].range.begin <= opening.at &&
        text->sentences[at].range.end > opening.at)
      return place_behind(pass, at);
  }
  return opening;
}

/*
 * An apology for this very trouble acknowledges it too: the two are one
 * sentence where both are missing.
 */
static int open_warm(const struct pass *pass, struct needs needs,
                     struct insertion *out) {
  static const char *const both[] = {"apologise", "acknowledge", NULL};
  static const char *const sorry[] = {"apologise-short", NULL};
  static const char *const heard[] = {"acknowledge", NULL};
  *out = (struct insertion){.move = MOVE_ACKNOWLEDGEMENT};
  pass->say->apologised = !needs.apology;
  if (needs.acknowledgement && needs.apology) {
    out->place = settled(pass, place_opening(pass));
    return say_first(pass, both, &out->text);
  }
  if (needs.acknowledgement) {
    out->place = settled(pass, place_opening(pass));
    return say_first(pass, heard, &out->text);
  }
  if (!needs.apology)
    return ATTUNE_OK;
  out->move = MOVE_APOLOGY;
  out->place = settled(pass, behind_acknowledgement(pass));
  return say_first(pass, sorry, &out->text);
}

/*
 * Whoever was given steps is not told that somebody else is at work, but who
 * stays with it; the other wordings leave to the agent what will be done.
 */
static int end_owned(const struct pass *pass, struct needs needs,
                     struct insertion *out) {
  static const char *const both[] = {"own-next", NULL};
  static const char *const own[] = {"own", NULL};
  static const char *const after[] = {"own-after", NULL};
  static const char *const next[] = {"next-step", NULL};
  bool empty = !needs.ownership && !needs.next_step;
  *out = (struct insertion){.move = needs.ownership ? MOVE_OWNERSHIP
                                                    : MOVE_NEXT_STEP};
  if (empty)
    return ATTUNE_OK;
  out->place = place_ending(pass);
  bool steps = review_has(pass->review, MOVE_SOLUTION);
  return say_first(pass,
                   !needs.ownership  ? next
                   : steps           ? after
                   : needs.next_step ? both
                                     : own,
                   &out->text);
}

/*
 * Words of the house, where the agent has none of their own. The review may
 * not know them for what they are, so that they are looked for as well.
 */
static int house_words(const struct pass *pass, struct str wording,
                       struct insertion *out) {
  if (pass->skip_moves >> out->move & 1)
    return ATTUNE_OK;
  int status = say_fill(pass->arena, pass->say, wording, &out->text);
  if (status == ATTUNE_OK &&
      words_occurrences(pass->text->source, out->text) > 0)
    out->text.size = 0;
  return status;
}

static int house_greeting(const struct pass *pass, struct insertion *out) {
  *out = (struct insertion){.move = MOVE_GREETING};
  if (review_has(pass->review, MOVE_GREETING) ||
      review_has(pass->review, MOVE_NAME))
    return ATTUNE_OK;
  out->place = settled(pass, place_opening(pass));
  return house_words(pass, pass->input->settings->voice.greeting, out);
}

static int house_closing(const struct pass *pass, struct insertion *out) {
  *out = (struct insertion){.move = MOVE_CLOSE};
  if (review_has(pass->review, MOVE_CLOSE))
    return ATTUNE_OK;
  out->place = place_last(pass);
  return house_words(pass, pass->input->settings->voice.closing, out);
}

/* Joins what is put in at one place: the second follows the first. */
static int join(const struct pass *pass, struct insertion *first,
                struct insertion *second) {
  if (first->text.size == 0 || second->text.size == 0 ||
      first->place.at != second->place.at)
    return ATTUNE_OK;
  struct str between =
      second->place.before.size > 0 ? second->place.before : STR(" ");
  if (between.data[0] == '.')
    between = STR(" ");
  struct str pieces[] = {first->text, between, second->text};
  first->text = arena_join(pass->arena, pieces, 3);
  second->text = (struct str){NULL, 0};
  return first->text.data ? ATTUNE_OK : ATTUNE_E_MEMORY;
}

/* The review does not know all of them: a rewrite of ours is asked for its. */
static int has_close(const struct pass *pass, bool *has) {
  const struct language *language = pass->input->language;
  *has = false;
  for (size_t i = language->first[LANGUAGE_SAY];
       i < language->first[LANGUAGE_SAY + 1]; i++) {
    const struct language_entry *entry = &language->entries[i];
    if (!str_is(entry->id, "close"))
      continue;
    for (size_t s = 0; s < entry->say_count && !*has; s++) {
      struct str text;
      int status = say_fill(pass->arena, pass->say, entry->says[s], &text);
      if (status != ATTUNE_OK)
        return status;
      *has = words_occurrences(pass->text->source, text) > 0;
    }
  }
  return ATTUNE_OK;
}

/*
 * Warm at the end too, where somebody was upset and the draft helps: never
 * by itself, nor behind a close of the agent's own or of the house.
 */
static int warm_close(const struct pass *pass, struct insertion *out) {
  const struct review *review = pass->review;
  bool closed =
      review_has(review, MOVE_CLOSE) || review_has(review, MOVE_THANKS) ||
      (pass->made >> MOVE_CLOSE & 1) || (pass->skip_moves >> MOVE_CLOSE & 1);
  bool helps = review_has(review, MOVE_OWNERSHIP) ||
               review_has(review, MOVE_SOLUTION) ||
               review_has(review, MOVE_NEXT_STEP);
  if (closed || !helps || !review->needs_empathy)
    return ATTUNE_OK;
  out->place = place_ending(pass);
  size_t at = out->place.at;
  int status = has_close(pass, &closed);
  if (status != ATTUNE_OK || closed || at == 0 ||
      !str_is(out->place.before, " ") || pass->text->source.data[at - 1] == '?')
    return status;
  return say(pass->arena, pass->say, "close", &out->text);
}

/* A draft that says no: what its rules are about, as the pack lists them. */
static bool refuses(const struct pass *pass) {
  const struct language_matches *matches = pass->input->matches;
  const struct language_entry *label =
      words_label(pass->input->language, "refusal", STR("rule"));
  for (size_t i = 0; i < matches->count; i++)
    if (matches->items[i].entry->kind == LANGUAGE_RULE &&
        words_lead(label, matches->items[i].entry->id).size > 0)
      return true;
  return false;
}

enum part {
  PART_GREETING,
  PART_WARM,
  PART_OWNED,
  PART_CLOSING,
  PARTS
};

/* The house's own words never make a rewrite by themselves. */
static int compose(const struct pass *pass, bool reworded,
                   struct insertion parts[PARTS]) {
  struct needs needs = needs_of(pass);
  pass->say->refuses = refuses(pass);
  int status = open_warm(pass, needs, &parts[PART_WARM]);
  if (status == ATTUNE_OK)
    status = end_owned(pass, needs, &parts[PART_OWNED]);
  bool any = reworded || parts[PART_WARM].text.size > 0 ||
             parts[PART_OWNED].text.size > 0;
  if (status == ATTUNE_OK && any)
    status = house_greeting(pass, &parts[PART_GREETING]);
  if (status == ATTUNE_OK && any)
    status = house_closing(pass, &parts[PART_CLOSING]);
  bool ends = parts[PART_OWNED].text.size > 0 ||
              pass->made >> MOVE_OWNERSHIP & 1 ||
              parts[PART_CLOSING].text.size > 0;
  if (status == ATTUNE_OK && any && !ends)
    status = warm_close(pass, &parts[PART_CLOSING]);
  return status;
}

/*
 * What is needed goes in together or not at all: a second rewrite would
 * have the first one's length to grow from and put in the rest.
 */
static void hold_growth(const struct pass *pass,
                        struct insertion parts[PARTS]) {
  size_t needed = parts[PART_WARM].text.size + parts[PART_OWNED].text.size;
  size_t whole =
      needed + parts[PART_GREETING].text.size + parts[PART_CLOSING].text.size;
  if (whole > pass->growth) {
    parts[PART_GREETING].text.size = 0;
    parts[PART_CLOSING].text.size = 0;
  }
  if (needed > pass->growth) {
    parts[PART_WARM].text.size = 0;
    parts[PART_OWNED].text.size = 0;
  }
}

int pass_moves(const struct pass *pass, bool reworded, struct edit_list *out,
               uint32_t *moves) {
  struct insertion parts[PARTS] = {0};
  int status = compose(pass, reworded, parts);
  *out = (struct edit_list){0};
  *moves = 0;
  if (status != ATTUNE_OK)
    return status;
  for (int i = 0; i < PARTS; i++)
    if (!parts[i].place.found)
      parts[i].text.size = 0;
  hold_growth(pass, parts);
  for (int i = 0; i < PARTS; i++)
    if (parts[i].text.size > 0)
      *moves |= UINT32_C(1) << parts[i].move;
  for (int i = 0; status == ATTUNE_OK && i < PARTS; i++)
    for (int j = i + 1; status == ATTUNE_OK && j < PARTS; j++)
      status = join(pass, &parts[i], &parts[j]);
  for (int i = 0; status == ATTUNE_OK && i < PARTS; i++)
    if (parts[i].text.size > 0)
      status = add_insertion(pass, &parts[i], out);
  return status;
}
