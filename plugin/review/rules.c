#include "review/rules.h"

#include <attune.h>

#include "review/context.h"
#include "review/findings.h"
#include "review/wording.h"

enum {
  EXCUSE_REACH = 512
};

int rules_words(const struct text *text) {
  int words = 0;
  for (uint32_t i = 0; i < text->token_count; i++)
    words += text->tokens[i].kind == TOKEN_WORD ||
             text->tokens[i].kind == TOKEN_NUMBER;
  return words;
}

static bool has_signal(struct str list, uint32_t signals) {
  if (list.size == 0)
    return true;
  for (unsigned id = 0; id < SIGNAL_COUNT; id++)
    if ((signals >> id & 1) &&
        wording_lists(list, str_of(signal_name((enum signal_id)id))))
      return true;
  return false;
}

/* Known to be calm, or no more than put out. */
static bool is_mild(const struct history *history) {
  return review_is_calm(history) ||
         (history->customer_messages > 0 && history->heat == 1);
}

static bool asks_for_upset(const struct history *history,
                           const struct language_entry *rule) {
  return (review_is_calm(history) &&
          str_is(language_field(rule, "calm"), "no")) ||
         (is_mild(history) && str_is(language_field(rule, "mild"), "no"));
}

enum rule_lack rules_lack(const struct history *history,
                          const struct language_entry *rule, int words) {
  if (rule->field_count == 0)
    return RULE_LACKS_NOTHING;
  if (history->heat < wording_number(language_field(rule, "min_heat"), 0))
    return RULE_LACKS_HEAT;
  if (asks_for_upset(history, rule))
    return RULE_LACKS_UPSET;
  if (words > wording_number(language_field(rule, "max_words"), words))
    return RULE_LACKS_BREVITY;
  if (!has_signal(language_field(rule, "signals"), history->latest_signals))
    return RULE_LACKS_SIGNAL;
  return RULE_LACKS_NOTHING;
}

/*
 * `calm: suggestion` and `mild: suggestion`: the words do little harm to who
 * is calm, or no more than put out.
 */
static bool is_weak(const struct history *history,
                    const struct language_entry *rule) {
  return (review_is_calm(history) &&
          str_is(language_field(rule, "calm"), "suggestion")) ||
         (is_mild(history) &&
          str_is(language_field(rule, "mild"), "suggestion"));
}

/* `theirs: no`: a word that the customer used is no fault. */
static bool is_theirs(const struct review_input *input,
                      const struct language_match *match) {
  return str_is(language_field(match->entry, "theirs"), "no") &&
         review_was_told(input->history,
                         str_slice(input->text->source, match->range));
}

/* Entries with a role are asked for by the file that knows the role. */
static bool is_plain_rule(const struct language_entry *entry) {
  return entry->kind == LANGUAGE_RULE &&
         language_field(entry, "role").size == 0;
}

static bool is_excuse(const struct language_match *match, struct str names) {
  return match->entry->kind == LANGUAGE_RULE &&
         str_is(match->entry->id, "excuse") &&
         wording_lists(names, match->entry->part);
}

/*
 * Is there one of the excuses that the entry names in the same sentence, or
 * with `reach: draft` anywhere? Matches are in the order of the text, so the
 * sentence's lie around ours; EXCUSE_REACH keeps this linear where one
 * sentence holds thousands.
 */
static bool is_excused(const struct review_input *input,
                       const struct language_match *match) {
  const struct language_matches *all = input->matches;
  const struct token *tokens = input->text->tokens;
  struct str names = language_field(match->entry, "excused_by");
  bool far = str_is(language_field(match->entry, "reach"), "draft");
  size_t at = (size_t)(match - all->items);
  size_t last = at + EXCUSE_REACH;
  at = at > EXCUSE_REACH ? at - EXCUSE_REACH : 0;
  for (; names.size > 0 && at < all->count && at < last; at++) {
    const struct language_match *other = &all->items[at];
    bool near = tokens[other->first].sentence == tokens[match->first].sentence;
    if ((near || far) && is_excuse(other, names))
      return true;
  }
  return false;
}

int review_find_rules(struct arena *arena, const struct review_input *input,
                      struct review *out) {
  int words = rules_words(input->text);
  for (size_t i = 0; i < input->matches->count && !findings_full(out); i++) {
    const struct language_match *match = &input->matches->items[i];
    if (!is_plain_rule(match->entry) ||
        rules_lack(input->history, match->entry, words) ||
        is_excused(input, match) || is_theirs(input, match))
      continue;
    struct finding finding = {
        .rule = match->entry, .match = match, .range = match->range};
    if (is_weak(input->history, match->entry))
      finding.level = LEVEL_SUGGESTION;
    int status = findings_add(arena, input, out, finding, NULL);
    if (status)
      return status;
  }
  return ATTUNE_OK;
}
