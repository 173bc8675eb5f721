#include "review/moves.h"
#include "attune.h"
#include "rewrite/needs.h"
#include "rewrite/say_voice.h"
#include "rewrite/say_words.h"

/* From this heat on a plain word of feeling is better than none. */
#define STOCK_HEAT 2

/* A slot of so many words is a clause, not a name. */
#define CLAUSE_WORDS 3

/* From this heat on one is put in by itself. */
#define SORRY_HEAT 2

struct insertion {
  struct place place;
  struct str text;
  enum move move;
};

/* "Lumo refuses it": the customer's own capital, not one of ours. */
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
  /* Behind an acknowledgement a "sorry" of ours is for what weighs more. */
  if (!needs.apology || pass->input->history->heat < SORRY_HEAT)
    return ATTUNE_OK;
  out->move = MOVE_APOLOGY;
  out->place = settled(pass, behind_acknowledgement(pass));
  return say_first(pass, sorry, &out->text);
}

/* What is said last, before how it is signed. */
static struct str last_words(const struct pass *pass, struct place ending) {
  const struct text *text = pass->text;
  if (!ending.found || ending.at == 0)
    return STR("");
  size_t at = place_sentence(text, ending.at - 1);
  return at < text->sentence_count
             ? str_slice(text->source, text->sentences[at].range)
             : STR("");
}

/* The draft ends with what the customer is to answer: theirs is the turn. */
static bool ends_asking(const struct pass *pass, struct place ending) {
  struct str last = last_words(pass, ending);
  return last.size > 0 && last.data[last.size - 1] == '?';
}

/* "Would you like a voucher?": no answer brings the agent further. */
static bool ends_offering(const struct pass *pass, struct place ending) {
  return needs_holds(pass, last_words(pass, ending), "asked", STR("offers"));
}

/* "Let us know the results.": theirs is the turn too. */
static bool asks_at_last(const struct pass *pass, struct place ending) {
  return needs_holds(pass, last_words(pass, ending), "asked", STR("sends"));
}

/* "Please log in again.": its last words are for the customer to do. */
static bool ends_with_steps(const struct pass *pass, struct place ending) {
  const struct language *language = pass->input->language;
  struct str last = last_words(pass, ending);
  return words_lead(words_label(language, "asked", STR("steps")), last).size >
             0 &&
         words_lead(words_label(language, "asked", STR("waits")), last).size ==
             0;
}

/* The draft says in its own voice that somebody is at it. */
static bool is_owned(const struct pass *pass) {
  return needs_holds(pass, pass->text->source, "owned", STR("says"));
}

/*
 * Whoever was given steps, or sent elsewhere, is not told that somebody is
 * at work, but who is there when that does not help; whoever is asked, what
 * the answer leads to. A draft that says what the agent does needs neither.
 */
static const char *owned_id(const struct pass *pass, struct needs needs,
                            struct place ending) {
  /* One gap is enough, and what fills it is the step. */
  if (voice_leaves_gap(pass->say->voice, pass->text->source))
    return NULL;
  bool away = needs_away(pass);
  bool asks = ends_asking(pass, ending);
  bool sends = asks_at_last(pass, ending);
  bool steps = away || review_solution_is(pass->input, "steps") ||
               (!sends && ends_with_steps(pass, ending));
  bool done = !steps && !needs.curt && review_has(pass->review, MOVE_SOLUTION);
  bool says = is_owned(pass);
  if (sends && needs.curt && !away)
    return says ? NULL : "own-asked";
  if (needs_option(pass))
    return "own-option";
  if (away &&
      needs_holds(pass, pass->text->source, "refusal", STR("elsewhere")))
    return NULL;
  if (steps && !away && pass->say->refuses && !ends_with_steps(pass, ending))
    return NULL;
  if (steps)
    return asks || says || !needs.there ? NULL
           : away                       ? "own-away"
                                        : "own-after";
  if (asks && ends_offering(pass, ending))
    return NULL;
  if (asks &&
      needs_holds(pass, last_words(pass, ending), "asked", STR("tries")))
    return needs.ownership && !says ? "own-tried" : NULL;
  if (asks || sends)
    return needs.ownership && !says ? "own-asked" : NULL;
  bool dated = pass->input->settings->commitments.first_update.size > 0;
  if (needs.next_step || (needs.curt && dated))
    return needs.ownership && !done && !says ? "own-next" : "next-step";
  return done || says || !needs.ownership ? NULL : "own";
}

static int end_owned(const struct pass *pass, struct needs needs,
                     struct insertion *out) {
  *out =
      (struct insertion){.move = needs.there ? MOVE_OWNERSHIP : MOVE_NEXT_STEP};
  if (!needs.there && !needs.ownership && !needs.next_step && !needs.stands)
    return ATTUNE_OK;
  out->place = place_ending(pass);
  const char *id = owned_id(pass, needs, out->place);
  if (!id && needs.stands)
    id = "own-stands";
  return id ? say(pass->arena, pass->say, id, &out->text) : ATTUNE_OK;
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
  bool helps =
      review_has(review, MOVE_OWNERSHIP) || review_has(review, MOVE_NEXT_STEP);
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

enum part {
  PART_GREETING,
  PART_WARM,
  PART_OWNED,
  PART_CLOSING,
  PARTS
};

/*
 * "I can see why this is frustrating" by itself is what anybody could have
 * written to anybody: worth an agent's look only where the draft hurts, or
 * where somebody is too upset to be answered without a word of it.
 */
static bool is_stock(const struct pass *pass, bool reworded,
                     const struct insertion parts[PARTS]) {
  const struct history *history = pass->input->history;
  return parts[PART_WARM].text.size > 0 && !pass->say->specific && !reworded &&
         parts[PART_OWNED].text.size == 0 && history->heat < STOCK_HEAT &&
         pass->review->finding_count == 0;
}

/* What the text says already is not said again: then it is not known. */
static int hide_said(const struct pass *pass) {
  struct say_context *say = pass->say;
  struct slot *slots =
      arena_alloc(pass->arena, (say->slot_count + 1) * sizeof(*slots));
  if (!slots)
    return ATTUNE_E_MEMORY;
  for (size_t i = 0; i < say->slot_count; i++) {
    slots[i] = say->slots[i];
    if (words_count(slots[i].value) >= CLAUSE_WORDS &&
        words_occurrences(pass->text->source, slots[i].value) > 0)
      slots[i].value.size = 0;
  }
  say->slots = slots;
  return ATTUNE_OK;
}

/* The house's own words never make a rewrite by themselves. */
static int compose(const struct pass *pass, bool reworded,
                   struct insertion parts[PARTS]) {
  struct needs needs = needs_of(pass, reworded);
  pass->say->refuses = needs_breaks(pass, STR("rule"));
  pass->say->thanked = review_has(pass->review, MOVE_THANKS);
  pass->say->specific = false;
  int status = open_warm(pass, needs, &parts[PART_WARM]);
  bool specific = pass->say->specific;
  if (status == ATTUNE_OK)
    status = end_owned(pass, needs, &parts[PART_OWNED]);
  pass->say->specific = specific;
  if (is_stock(pass, reworded, parts))
    parts[PART_WARM].text.size = 0;
  /* Next to nothing with a step behind it is no reply either. */
  bool warm = parts[PART_WARM].text.size > 0 && parts[PART_WARM].place.found;
  bool asks = asks_at_last(pass, parts[PART_OWNED].place);
  if (needs.curt && !warm && !reworded && !asks)
    parts[PART_OWNED].text.size = 0;
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
  const struct slot *slots = pass->say->slots;
  int status = hide_said(pass);
  if (status == ATTUNE_OK)
    status = compose(pass, reworded, parts);
  pass->say->slots = slots;
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
