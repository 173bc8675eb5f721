#include "rewrite/say.h"
#include "rewrite/say_words.h"

static bool has_feeling(const struct say_context *context, struct str list) {
  return words_listed(list, str_of(feeling_name(context->history->feeling)));
}

static bool lists_signal(struct str list, uint32_t signals) {
  for (unsigned id = 0; id < SIGNAL_COUNT; id++)
    if ((signals >> id & 1) &&
        words_listed(list, str_of(signal_name((enum signal_id)id))))
      return true;
  return false;
}

static bool has_signal(const struct say_context *context, struct str list) {
  return lists_signal(list, context->history->latest_signals);
}

/* Some things are not said to somebody who speaks of the law. */
static bool lacks_signal(const struct say_context *context, struct str list) {
  return !lists_signal(list, context->history->signals);
}

static bool has_min_heat(const struct say_context *context, struct str value) {
  return context->history->heat >= words_number(value, 0);
}

static bool has_max_heat(const struct say_context *context, struct str value) {
  return context->history->heat <= words_number(value, 3);
}

/*
 * A conversation stays careful, but its words follow what was said last:
 * "this must be a very hard time" is no answer to "which form is it?".
 */
static bool is_careful(const struct say_context *context, struct str wanted) {
  const struct history *history = context->history;
  bool now = context->careful_now || history->feeling == FEELING_SADNESS ||
             (history->latest_signals >> SIGNAL_SAFETY & 1);
  return str_is(wanted, "yes") == (history->careful && now);
}

/* Plainly of our making, as the concern says it. */
static bool is_ours(const struct say_context *context, struct str wanted) {
  const struct language_entry *label =
      words_label(context->language, "ours", STR("lead"));
  bool ours = words_lead(label, context->history->concern).size > 0;
  return str_is(wanted, "yes") == ours;
}

/* "This stays with me until it works" is no end for a refusal. */
static bool is_refusal(const struct say_context *context, struct str wanted) {
  return str_is(wanted, "yes") == context->refuses;
}

/* Thanks are said once, by the agent or by us. */
static bool is_thanked(const struct say_context *context, struct str wanted) {
  return str_is(wanted, "yes") == context->thanked;
}

static bool is_first_apology(const struct say_context *context,
                             struct str value) {
  (void)value;
  return !context->apologised && context->history->apologies == 0;
}

/* Asking is only for what nobody told: one of the kinds is enough. */
static bool lacks_facts(const struct say_context *context, struct str list) {
  const struct history *history = context->history;
  for (size_t i = 0; i < history->fact_count; i++)
    if (words_listed(list, str_of(fact_kind_name(history->facts[i].kind))))
      return false;
  return true;
}

/* One bit for words that start and end alike: most are ruled out by it. */
static uint64_t bit_of(struct str word) {
  unsigned first = (unsigned char)word.data[0];
  unsigned last = (unsigned char)word.data[word.size - 1];
  return UINT64_C(1) << ((first * 7 + last + word.size * 13) & 63);
}

static bool is_said(const struct text *heard, struct str word) {
  for (uint32_t i = 0; i < heard->token_count; i++)
    if (str_equal(heard->tokens[i].folded, word))
      return true;
  return false;
}

/* The pack's words are in lower case, as folded ones are. */
static bool mentions(const struct say_context *context, struct str list) {
  const struct text *heard = context->heard;
  uint64_t bits = 0;
  size_t at = 0;
  for (uint32_t i = 0; heard && i < heard->token_count; i++)
    if (heard->tokens[i].folded.size > 0)
      bits |= bit_of(heard->tokens[i].folded);
  for (struct str word = words_next(list, &at); word.size > 0;
       word = words_next(list, &at))
    if ((bits & bit_of(word)) && is_said(heard, word))
      return true;
  return false;
}

static bool is_warm(const struct say_context *context, struct str value) {
  return words_number(value, 0) <= context->settings->voice.warmth;
}

/* A house that is casual or formal also says what any house does. */
static bool suits(const struct say_context *context, struct str formality) {
  return context->settings->voice.formality ==
         (str_is(formality, "casual") ? FORMALITY_CASUAL : FORMALITY_FORMAL);
}

static bool holds(const struct say_context *context,
                  const struct language_field *field) {
  static const struct {
    struct str key;
    bool (*holds)(const struct say_context *context, struct str value);
  } conditions[] = {
      {{"feelings", 8}, has_feeling},
      {{"signals", 7}, has_signal},
      {{"not_signals", 11}, lacks_signal},
      {{"min_heat", 8}, has_min_heat},
      {{"max_heat", 8}, has_max_heat},
      {{"careful", 7}, is_careful},
      {{"ours", 4}, is_ours},
      {{"apology", 7}, is_first_apology},
      {{"refuses", 7}, is_refusal},
      {{"thanked", 7}, is_thanked},
      {{"formality", 9}, suits},
      {{"min_warmth", 10}, is_warm},
      {{"lacks", 5}, lacks_facts},
      {{"mentions", 8}, mentions},
  };
  for (size_t i = 0; i < sizeof(conditions) / sizeof(*conditions); i++)
    if (str_equal(field->key, conditions[i].key))
      return field->value.size == 0 ||
             conditions[i].holds(context, field->value);
  return true;
}

/* What an entry does not ask for, it takes as it comes. */
bool say_fits(const struct say_context *context,
              const struct language_entry *entry) {
  if ((entry->scopes & context->settings->scopes) == 0)
    return false;
  for (size_t i = 0; i < entry->field_count; i++)
    if (!holds(context, &entry->fields[i]))
      return false;
  return true;
}
