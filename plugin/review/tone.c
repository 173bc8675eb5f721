#include "review/context.h"

#include <attune.h>

#include "review/findings.h"
#include "review/wording.h"

static bool is_warm(const struct history *history) {
  return history->customer_messages > 0 && history->heat == 0 &&
         (history->feeling == FEELING_GRATITUDE ||
          history->feeling == FEELING_SATISFACTION);
}

static int find_words(struct arena *arena, const struct review_input *input,
                      struct review *out, const char *role) {
  for (size_t i = 0; i < input->matches->count; i++) {
    const struct language_match *match = &input->matches->items[i];
    if (match->entry->kind != LANGUAGE_RULE ||
        !str_is(match->entry->id, "tone-mismatch") ||
        !review_plays(match->entry, role))
      continue;
    struct finding finding = {
        .rule = match->entry, .match = match, .range = match->range};
    int status = findings_add(arena, input, out, finding, NULL);
    if (status)
      return status;
  }
  return ATTUNE_OK;
}

static struct str kind_emoji(const struct language *language) {
  const struct language_entry *entry =
      review_role(language, "tone-mismatch", "kind-emoji");
  return entry ? language_field(entry, "words") : (struct str){0};
}

static int find_emoji(struct arena *arena, const struct review_input *input,
                      struct review *out) {
  const struct text *text = input->text;
  const struct language_entry *rule =
      review_role(input->language, "tone-mismatch", "emoji");
  struct str kind = kind_emoji(input->language);
  for (uint32_t i = 0; rule && i < text->token_count; i++) {
    const struct token *token = &text->tokens[i];
    if (token->kind != TOKEN_EMOJI ||
        wording_lists(kind, str_slice(text->source, token->range)))
      continue;
    struct finding finding = {.rule = rule, .range = token->range};
    int status = findings_add(arena, input, out, finding, NULL);
    if (status)
      return status;
  }
  return ATTUNE_OK;
}

/*
 * One is a habit of greeting, and one more a habit of closing. Two in a row,
 * or to somebody very upset one after each sentence, sound cheerful or sharp.
 */
static int find_exclamations(struct arena *arena,
                             const struct review_input *input,
                             struct review *out, bool very) {
  const struct text *text = input->text;
  const struct language_entry *rule =
      review_role(input->language, "tone-mismatch", "exclamation");
  int most = input->settings->voice.exclamations;
  int bangs = 0;
  for (uint32_t i = 0; rule && i < text->sentence_count; i++) {
    if (text->sentences[i].count == 0)
      continue;
    bangs += text->sentences[i].bangs;
    if ((!very || bangs <= most + 1) && text->sentences[i].bangs <= most)
      continue;
    struct finding finding = {.rule = rule, .range = text->sentences[i].range};
    return findings_add(arena, input, out, finding, NULL);
  }
  return ATTUNE_OK;
}

int review_find_tone(struct arena *arena, const struct review_input *input,
                     struct review *out) {
  const struct history *history = input->history;
  const struct voice *voice = &input->settings->voice;
  bool upset = review_is_upset(history);
  bool very = upset && (history->heat >= 3 || history->careful ||
                        history->feeling == FEELING_SADNESS);
  int status = ATTUNE_OK;
  if (upset)
    status = find_words(arena, input, out, "cheer");
  if (!status && very)
    status = find_words(arena, input, out, "light");
  if (!status && (upset || !voice->emoji))
    status = find_emoji(arena, input, out);
  if (!status && upset)
    status = find_exclamations(arena, input, out, very);
  if (!status && is_warm(history))
    status = find_words(arena, input, out, "cold");
  return status;
}
