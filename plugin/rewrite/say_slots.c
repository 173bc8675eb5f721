#include "attune.h"
#include "rewrite/say_concern.h"
#include "rewrite/say_voice.h"
#include "rewrite/say_words.h"

/* Longer than this a product or a step is a story, not a name. */
#define NOUN_BYTES_MAX 48
#define NOUN_WORDS_MAX 6
#define NAME_BYTES_MAX 32

enum own_slot {
  SLOT_NAME,
  SLOT_WISH,
  SLOT_TOLD,
  SLOT_DID,
  SLOT_CONCERN,
  SLOT_THING,
  SLOT_PRODUCT,
  SLOT_TRIED,
  SLOT_DEADLINE,
  SLOT_AMOUNT,
  SLOT_REFERENCE,
  SLOT_BRAND,
  SLOT_FIRST_UPDATE,
  SLOT_RESOLUTION,
  OWN_SLOTS
};

static const char *const own_names[OWN_SLOTS] = {
    [SLOT_NAME] = "name",
    [SLOT_WISH] = "wish",
    [SLOT_TOLD] = "told",
    [SLOT_DID] = "did",
    [SLOT_CONCERN] = "concern",
    [SLOT_THING] = "thing",
    [SLOT_PRODUCT] = "product",
    [SLOT_TRIED] = "tried",
    [SLOT_DEADLINE] = "deadline",
    [SLOT_AMOUNT] = "amount",
    [SLOT_REFERENCE] = "reference",
    [SLOT_BRAND] = "brand",
    [SLOT_FIRST_UPDATE] = "first_update",
    [SLOT_RESOLUTION] = "resolution",
};

const char *say_slot_name(unsigned i) {
  return i < OWN_SLOTS ? own_names[i] : NULL;
}

/* The latest that was told of a kind, as the customer wrote it. */
static struct str told(const struct history *history, enum fact_kind kind) {
  for (size_t i = history->fact_count; i-- > 0;)
    if (history->facts[i].kind == kind)
      return words_trim(history->facts[i].quote);
  return STR("");
}

static bool is_short(struct str text) {
  return text.size > 0 && text.size <= NOUN_BYTES_MAX &&
         words_count(text) <= NOUN_WORDS_MAX;
}

/* Without its article or its "I already". */
static struct str behind(struct str text, struct str lead) {
  return words_trim((struct str){text.data + lead.size, text.size - lead.size});
}

/* The first name alone; a formal voice keeps all of it. */
static struct str name_of(const struct say_context *context) {
  struct str name = words_trim(context->history->customer_name);
  if (context->settings->voice.formality != FORMALITY_FORMAL)
    for (size_t i = 0; i < name.size; i++)
      if (name.data[i] == ' ')
        name.size = i;
  for (size_t i = 0; i < name.size; i++)
    if (name.data[i] == '@' || name.data[i] == '_' ||
        (name.data[i] >= '0' && name.data[i] <= '9'))
      return STR("");
  return name.size <= NAME_BYTES_MAX ? name : STR("");
}

/* "my kettle" → "your kettle", "a Lumo 3" → "the Lumo 3", "Lumo" as it is. */
static int product_of(struct arena *arena, const struct say_context *context,
                      struct str *out) {
  const struct language *language = context->language;
  struct str quote = told(context->history, FACT_PRODUCT);
  if (!is_short(quote))
    return ATTUNE_OK;
  struct str mine =
      words_lead(words_label(language, "determiner", STR("mine")), quote);
  struct str other =
      words_lead(words_label(language, "determiner", STR("other")), quote);
  bool proper = quote.data[0] >= 'A' && quote.data[0] <= 'Z';
  struct str lead = mine.size > 0 ? mine : other;
  if (lead.size == 0 && proper) {
    *out = quote;
    return ATTUNE_OK;
  }
  struct str article = words_label_say(
      language, "article", mine.size > 0 ? STR("your") : STR("the"));
  struct str pieces[] = {article, STR(" "), behind(quote, lead)};
  *out = arena_join(arena, pieces, 3);
  return out->data ? ATTUNE_OK : ATTUNE_E_MEMORY;
}

/* "cleared cache" → "cleared your cache". */
static int with_article(struct arena *arena, const struct language *language,
                        struct str *text) {
  size_t at = 0;
  words_next(*text, &at);
  struct str verb = {text->data, at};
  struct str rest = words_trim(behind(*text, verb));
  struct str bare =
      words_lead(words_label(language, "tried", STR("bare")), rest);
  if (bare.size == 0 || bare.size < rest.size)
    return ATTUNE_OK;
  struct str pieces[] = {verb, STR(" "),
                         words_label_say(language, "article", STR("your")),
                         STR(" "), rest};
  *text = arena_join(arena, pieces, 5);
  return text->data ? ATTUNE_OK : ATTUNE_E_MEMORY;
}

/* "I already restarted it" → "restarted it": what fits after "you've". */
static struct str tried_of(const struct say_context *context) {
  const struct language *language = context->language;
  struct str text = told(context->history, FACT_TRIED);
  struct str lead =
      words_lead(words_label(language, "tried", STR("lead")), text);
  size_t at = 0;
  text = behind(text, lead);
  if (!is_short(text) || words_count(text) < 2 ||
      words_lead(words_label(language, "tried", STR("none")), text).size > 0)
    return STR("");
  struct str first = words_next(text, &at);
  if (!words_ends(first, "ed") &&
      words_lead(words_label(language, "tried", STR("done")), first).size == 0)
    return STR("");
  for (struct str word = first; word.size > 0; word = words_next(text, &at))
    if (words_lead(words_label(language, "first", STR("person")), word).size >
        0)
      return STR("");
  return text;
}

/* "by Friday", "before my trip": only what fits after "you need this". */
static struct str deadline_of(const struct say_context *context) {
  const struct language *language = context->language;
  struct str text = told(context->history, FACT_DEADLINE);
  struct str lead =
      words_lead(words_label(language, "deadline", STR("lead")), text);
  size_t at = 0;
  if (lead.size == 0 || !is_short(text) || words_is_open(language, text))
    return STR("");
  for (struct str word = words_next(text, &at); word.size > 0;
       word = words_next(text, &at))
    if (words_lead(words_label(language, "first", STR("person")), word).size >
        0)
      return STR("");
  return text;
}

/* One sum and nothing about it: "$45", "45 euros". */
static struct str amount_of(const struct say_context *context) {
  struct str text = told(context->history, FACT_AMOUNT);
  bool digit = false, sign = false;
  for (size_t i = 0; i < text.size; i++) {
    digit = digit || (text.data[i] >= '0' && text.data[i] <= '9');
    sign = sign || text.data[i] == '$' || (text.data[i] & 0x80);
  }
  return digit && sign && words_count(text) == 1 && text.size <= 16 ? text
                                                                    : STR("");
}

/* Two words are a sentence about a number, not the number. */
static struct str reference_of(const struct say_context *context) {
  struct str text = told(context->history, FACT_REFERENCE);
  return words_count(text) == 1 && text.size <= 24 ? text : STR("");
}

/* "your kettle" is sure to be theirs; "the Lumo 3" may be any. */
static struct str thing_of(const struct say_context *context,
                           struct str product) {
  struct str article =
      words_label_say(context->language, "article", STR("your"));
  return words_start(product, article) ? product : STR("");
}

static size_t add(struct slot *slots, size_t count, enum own_slot slot,
                  struct str value) {
  if (value.size == 0)
    return count;
  slots[count] = (struct slot){own_names[slot], value};
  return count + 1;
}

/*
 * A slot that is not known is not there at all, and the wordings that want it
 * are not eligible: no sentence with a hole in it can come out.
 */
int say_slots(struct arena *arena, struct say_context *context) {
  size_t given = context->slot_count, count = given;
  struct slot *slots = arena_alloc(arena, (given + OWN_SLOTS) * sizeof(*slots));
  struct str product = {NULL, 0};
  if (!slots || product_of(arena, context, &product) != ATTUNE_OK)
    return ATTUNE_E_MEMORY;
  for (size_t i = 0; i < given; i++)
    slots[i] = context->slots[i];
  context->voice = say_voice(arena, context);
  if (!context->voice)
    return ATTUNE_E_MEMORY;
  const struct settings *settings = context->settings;
  count = add(slots, count, SLOT_NAME, name_of(context));
  struct say_concern concern;
  struct str tried = tried_of(context);
  if (say_concern(arena, context, &concern) != ATTUNE_OK ||
      with_article(arena, context->language, &tried) != ATTUNE_OK)
    return ATTUNE_E_MEMORY;
  count = add(slots, count, SLOT_WISH, concern.wish);
  count = add(slots, count, SLOT_TOLD, concern.told);
  count = add(slots, count, SLOT_DID, concern.did);
  count = add(slots, count, SLOT_CONCERN, concern.trouble);
  count =
      add(slots, count, SLOT_THING,
          concern.thing.size > 0 ? concern.thing : thing_of(context, product));
  count = add(slots, count, SLOT_PRODUCT, product);
  count = add(slots, count, SLOT_TRIED, tried);
  count = add(slots, count, SLOT_DEADLINE, deadline_of(context));
  count = add(slots, count, SLOT_AMOUNT, amount_of(context));
  count = add(slots, count, SLOT_REFERENCE, reference_of(context));
  count = add(slots, count, SLOT_BRAND, settings->voice.brand);
  count =
      add(slots, count, SLOT_FIRST_UPDATE, settings->commitments.first_update);
  count = add(slots, count, SLOT_RESOLUTION, settings->commitments.resolution);
  context->slots = slots;
  context->slot_count = count;
  return ATTUNE_OK;
}
