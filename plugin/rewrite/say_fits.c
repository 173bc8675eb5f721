#include "rewrite/say.h"
#include "rewrite/say_words.h"

static bool has_feeling(struct str list, enum feeling feeling) {
  return list.size == 0 || words_listed(list, str_of(feeling_name(feeling)));
}

static bool has_signal(struct str list, uint32_t signals) {
  if (list.size == 0)
    return true;
  for (unsigned id = 0; id < SIGNAL_COUNT; id++)
    if ((signals >> id & 1) &&
        words_listed(list, str_of(signal_name((enum signal_id)id))))
      return true;
  return false;
}

/* Some things are not said to somebody who speaks of the law. */
static bool lacks_signal(struct str list, uint32_t signals) {
  return list.size == 0 || !has_signal(list, signals);
}

/* Plainly of our making, as the concern says it. */
static bool is_ours(const struct say_context *context) {
  const struct language_entry *label =
      words_label(context->language, "ours", STR("lead"));
  return words_lead(label, context->history->concern).size > 0;
}

static bool has_heat(const struct language_entry *entry, int heat) {
  return heat >= words_number(language_field(entry, "min_heat"), 0) &&
         heat <= words_number(language_field(entry, "max_heat"), 3);
}

/* yes: only when it is so; no: only when not; nothing: always. */
static bool agrees(struct str wanted, bool is) {
  return wanted.size == 0 || str_is(wanted, "yes") == is;
}

/* Asking is only for what nobody told: one of the kinds is enough. */
static bool lacks_facts(struct str list, const struct history *history) {
  if (list.size == 0)
    return true;
  for (size_t i = 0; i < history->fact_count; i++)
    if (words_listed(list, str_of(fact_kind_name(history->facts[i].kind))))
      return false;
  return true;
}

static bool mentions(struct str list, const struct text *heard) {
  if (list.size == 0)
    return true;
  for (uint32_t i = 0; heard && i < heard->token_count; i++)
    if (words_listed(list, heard->tokens[i].folded))
      return true;
  return false;
}

/* A house that is casual or formal also says what any house does. */
static bool suits_voice(const struct language_entry *entry,
                        const struct voice *voice) {
  struct str formality = language_field(entry, "formality");
  if (words_number(language_field(entry, "min_warmth"), 0) > voice->warmth)
    return false;
  if (str_is(formality, "casual"))
    return voice->formality == FORMALITY_CASUAL;
  if (str_is(formality, "formal"))
    return voice->formality == FORMALITY_FORMAL;
  return true;
}

/* What an entry does not ask for, it takes as it comes. */
bool say_fits(const struct say_context *context,
              const struct language_entry *entry) {
  const struct history *history = context->history;
  bool apologised = context->apologised || history->apologies > 0;
  return (entry->scopes & context->settings->scopes) != 0 &&
         has_feeling(language_field(entry, "feelings"), history->feeling) &&
         has_signal(language_field(entry, "signals"),
                    history->latest_signals) &&
         lacks_signal(language_field(entry, "not_signals"), history->signals) &&
         has_heat(entry, history->heat) &&
         agrees(language_field(entry, "careful"), history->careful) &&
         agrees(language_field(entry, "ours"), is_ours(context)) &&
         suits_voice(entry, &context->settings->voice) &&
         !(apologised && language_field(entry, "apology").size > 0) &&
         lacks_facts(language_field(entry, "lacks"), history) &&
         mentions(language_field(entry, "mentions"), context->heard);
}
