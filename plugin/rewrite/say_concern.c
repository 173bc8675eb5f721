#include "rewrite/say_concern.h"

#include "attune.h"
#include "rewrite/say_words.h"

/* Longer than this nobody says it back in one breath. */
#define CONCERN_WORDS_MAX 14

/* "your brand new minecraft account": words between the two that count. */
#define THING_WORDS_MAX 4

static const struct language_entry *label_of(const struct say_context *context,
                                             const char *id, struct str part) {
  return words_label(context->language, id, part);
}

static bool is_one_of(const struct language_entry *label, struct str word) {
  return words_lead(label, word).size > 0;
}

static bool holds_word(const struct language_entry *label, struct str text) {
  size_t at = 0;
  for (struct str word = words_next(text, &at); word.size > 0;
       word = words_next(text, &at))
    if (is_one_of(label, word))
      return true;
  return false;
}

static struct str last_word(struct str text) {
  size_t begin = text.size;
  while (begin > 0 && text.data[begin - 1] != ' ')
    begin--;
  return str_slice(text, (struct range){begin, text.size});
}

/*
 * A name may open a clause, and so may the first half of a torn one: only
 * with a verb right behind it is it a sentence.
 */
static bool opens_well(const struct say_context *context, struct str concern) {
  size_t at = 0;
  struct str first = words_next(concern, &at);
  struct str second = words_next(concern, &at);
  if (words_start(concern, STR("you")) && words_ends(second, "ing"))
    return false;
  if (words_lead(label_of(context, "concern", STR("opens")), concern).size > 0)
    return true;
  return first.size > 0 && first.data[0] >= 'A' && first.data[0] <= 'Z' &&
         is_one_of(label_of(context, "concern", STR("verb")), second);
}

/* "you rang in May you rang in June": two clauses run into one. */
static bool runs_together(struct str concern) {
  size_t at = 0;
  words_next(concern, &at);
  words_next(concern, &at);
  return words_occurrences(concern, (struct str){concern.data, at}) > 1;
}

/* "… never came and Anniversary ruined": the next sentence, torn. */
static bool is_torn(const struct say_context *context, struct str concern) {
  static const char joint[] = " and ";
  for (size_t at = 0; at + sizeof(joint) < concern.size; at++) {
    struct str rest = {concern.data + at, concern.size - at};
    if (memcmp(rest.data, joint, sizeof(joint) - 1) != 0)
      continue;
    struct str next =
        str_slice(rest, (struct range){sizeof(joint) - 1, rest.size});
    if (next.data[0] >= 'A' && next.data[0] <= 'Z' &&
        !words_keeps_capital(context->language, next))
      return true;
  }
  return false;
}

/*
 * What is put into our own sentence must be one: a clause that starts as
 * ours do, was not cut short and does not still speak as "I".
 */
static bool is_sayable(const struct say_context *context) {
  struct str concern = context->history->concern;
  size_t count = words_count(concern);
  return count >= 3 && count <= CONCERN_WORDS_MAX && !runs_together(concern) &&
         !is_torn(context, concern) &&
         !words_hold(label_of(context, "concern", STR("broken")), concern) &&
         !is_one_of(label_of(context, "concern", STR("dangling")),
                    last_word(concern)) &&
         !holds_word(label_of(context, "first", STR("own")), concern) &&
         !holds_word(label_of(context, "concern", STR("judgement")), concern) &&
         opens_well(context, concern);
}

/*
 * Shouting said back is mockery. A short word may be "USB", so that only
 * those that the pack lists are lowered, and all of four letters and more.
 */
static int lower_shouts(struct arena *arena, const struct say_context *context,
                        struct str concern, struct str *out) {
  const struct language_entry *label =
      label_of(context, "shouted", STR("word"));
  char *text = arena_copy(arena, concern);
  size_t at = 0;
  if (!text)
    return ATTUNE_E_MEMORY;
  for (struct str word = words_next(concern, &at); word.size > 0;
       word = words_next(concern, &at)) {
    size_t begin = at - word.size;
    bool shouted = word.size > 1;
    for (size_t i = 0; i < word.size; i++)
      shouted = shouted && !(word.data[i] >= 'a' && word.data[i] <= 'z');
    if (shouted && (word.size > 3 || words_lead(label, word).size > 0))
      for (size_t i = begin; i < at; i++)
        text[i] = ascii_lower(text[i]);
  }
  *out = (struct str){text, concern.size};
  return ATTUNE_OK;
}

/* "It isn't yours": nobody can say what, once it stands by itself. */
static bool is_vague(const struct say_context *context, struct str told) {
  return words_hold(label_of(context, "trouble", STR("vague")), told);
}

static bool is_about_you(struct str told) {
  return words_start(told, STR("you")) ||
         (told.size > 4 && words_same((struct str){told.data, 4}, STR("you'")));
}

/* "didn't", "hasn't", in any form of the apostrophe. */
static bool is_negated(struct str text) {
  return words_occurrences(text, STR("n't")) > 0 ||
         words_occurrences(text, STR("n\xE2\x80\x99t")) > 0;
}

/* "you were using", "you have been playing": what was going on, no more. */
static bool is_going_on(const struct say_context *context, struct str told) {
  struct str lead =
      words_lead(label_of(context, "trouble", STR("going")), told);
  size_t at = lead.size;
  struct str next = words_next(told, &at);
  return lead.size > 0 && words_ends(next, "ing") &&
         !is_one_of(label_of(context, "trouble", STR("suffered")), next);
}

/*
 * What somebody else did or what befell them is a trouble; what "you" did is
 * only told: "I'm sorry you cancelled in September" would be a reproach. And
 * a trouble says what is wrong: "your mum is 84" is nobody's fault.
 */
static bool is_trouble(const struct say_context *context, struct str told) {
  const struct language_entry *word = label_of(context, "trouble", STR("word"));
  bool befell =
      words_lead(label_of(context, "trouble", STR("yours")), told).size > 0;
  if (words_lead(label_of(context, "trouble", STR("pronoun")), told).size > 0)
    return false;
  if (is_about_you(told) && (!befell || is_going_on(context, told)))
    return false;
  return is_negated(told) || holds_word(word, told);
}

/*
 * "You ordered two and only got one": an act, which may be said back as it is
 * where it tells what came of it. "You drove", alone, is nobody's trouble.
 */
static bool is_act(const struct say_context *context, struct str told) {
  struct str lead = words_lead(label_of(context, "did", STR("lead")), told);
  size_t at = lead.size;
  struct str verb = words_next(told, &at);
  return lead.size > 0 && !is_negated(told) &&
         words_hold(label_of(context, "did", STR("turn")), told) &&
         (words_ends(verb, "ed") ||
          is_one_of(label_of(context, "did", STR("verb")), verb));
}

/* A wish is told as a concern too, and nobody is sorry that one is had. */
static bool is_wish(const struct say_context *context) {
  return words_lead(label_of(context, "wish", STR("lead")),
                    context->history->concern)
             .size > 0;
}

/* Behind the article at `at`, the end of a noun that the pack knows; or 0. */
static size_t noun_end(const struct say_context *context, struct str concern,
                       size_t at) {
  const struct language_entry *noun = label_of(context, "thing", STR("noun"));
  const struct language_entry *stop = label_of(context, "thing", STR("stop"));
  size_t end = 0;
  for (int i = 0; i < THING_WORDS_MAX; i++) {
    size_t from = at;
    struct str word = words_next(concern, &at);
    /* One blank and no more: a comma or a number ends the noun. */
    if (word.size == 0 || at - word.size != from + 1 || is_one_of(stop, word))
      break;
    if (is_one_of(noun, word))
      end = at;
  }
  return end;
}

/* "your website", from "the website says": it is ours, and not to be named. */
static bool is_misplaced(const struct say_context *context, struct str thing) {
  return words_start(thing, STR("your")) &&
         is_one_of(label_of(context, "thing", STR("ours")), last_word(thing));
}

/*
 * "your parcel", from a clause that may itself be broken: a name for what it
 * is about, by which anybody sees that the message was read.
 */
static struct str thing_of(const struct say_context *context) {
  const struct language_entry *article =
      label_of(context, "thing", STR("article"));
  struct str concern = context->history->concern;
  size_t at = 0;
  for (struct str word = words_next(concern, &at); word.size > 0;
       word = words_next(concern, &at)) {
    size_t end = is_one_of(article, word) ? noun_end(context, concern, at) : 0;
    struct range range = {at - word.size, end};
    if (end > 0 && !is_misplaced(context, str_slice(concern, range)))
      return str_slice(concern, range);
  }
  return STR("");
}

/* "your app crashes", from "app crashes": "the app crashes". */
static int name_ours(struct arena *arena, const struct say_context *context,
                     struct str *told) {
  size_t at = 0;
  struct str your = words_next(*told, &at);
  struct str rest = str_slice(*told, (struct range){at, told->size});
  if (!words_same(your,
                  words_label_say(context->language, "article", STR("your"))) ||
      !is_one_of(label_of(context, "concern", STR("ours")),
                 words_next(*told, &at)))
    return ATTUNE_OK;
  struct str pieces[] = {
      words_label_say(context->language, "article", STR("the")), rest};
  *told = arena_join(arena, pieces, 2);
  return told->data ? ATTUNE_OK : ATTUNE_E_MEMORY;
}

int say_concern(struct arena *arena, const struct say_context *context,
                struct say_concern *out) {
  struct str told;
  *out = (struct say_concern){.thing = thing_of(context)};
  if (out->thing.size > 0) {
    char *lower = arena_copy(arena, out->thing);
    if (!lower)
      return ATTUNE_E_MEMORY;
    lower[0] = ascii_lower(lower[0]);
    out->thing.data = lower;
  }
  if (!is_sayable(context))
    return ATTUNE_OK;
  int status = lower_shouts(arena, context, context->history->concern, &told);
  status = status == ATTUNE_OK ? name_ours(arena, context, &told) : status;
  if (status != ATTUNE_OK)
    return status;
  if (is_wish(context)) {
    out->wish = told;
    return ATTUNE_OK;
  }
  if (is_vague(context, told))
    return ATTUNE_OK;
  out->told = told;
  if (is_trouble(context, told))
    out->trouble = told;
  else if (is_act(context, told))
    out->did = told;
  return ATTUNE_OK;
}
