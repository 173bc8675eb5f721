#include "review/context.h"

#include <attune.h>

bool review_plays(const struct language_entry *entry, const char *role) {
  return str_is(language_field(entry, "role"), role);
}

const struct language_entry *review_role(const struct language *language,
                                         const char *rule, const char *role) {
  struct str id = str_of(rule);
  for (size_t i = language->first[LANGUAGE_RULE];
       i < language->first[LANGUAGE_RULE + 1]; i++) {
    const struct language_entry *entry = &language->entries[i];
    if (str_equal(entry->id, id) && review_plays(entry, role))
      return entry;
  }
  return NULL;
}

bool review_hurts(enum feeling feeling) {
  return feeling == FEELING_ANGER || feeling == FEELING_FRUSTRATION ||
         feeling == FEELING_DISAPPOINTMENT || feeling == FEELING_WORRY ||
         feeling == FEELING_SADNESS;
}

bool review_is_upset(const struct history *history) {
  return history->careful || history->feeling == FEELING_SADNESS ||
         (history->heat >= 2 && !feeling_is_glad(history->feeling));
}

bool review_is_calm(const struct history *history) {
  enum {
    BACK = 3
  };
  if (history->customer_messages == 0 || history->heat > 0)
    return false;
  for (uint32_t i = 0; i < BACK && i < history->feeling_count; i++) {
    uint32_t at = history->feeling_count - 1 - i;
    if (history->feelings[at] == FEELING_GRATITUDE)
      return true;
    if (history->heats[at] >= 1)
      return false;
  }
  return true;
}

static bool holds(struct str text, struct str piece) {
  return piece.size > 0 && text.size > 0 &&
         memmem(text.data, text.size, piece.data, piece.size) != NULL;
}

bool review_was_told(const struct history *history, struct str words) {
  enum {
    FACTS = 64
  };
  bool told = holds(history->concern, words);
  for (size_t i = 0; i < history->fact_count && i < FACTS && !told; i++)
    told = holds(history->facts[i].quote, words);
  return told;
}

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/* Only at the edges: "half past 1/2" is not how anybody counts pieces. */
bool review_is_fragment(const struct text *text) {
  enum {
    EDGE = 3
  };
  struct str source = text->source;
  if (source.size >= 3 && memcmp(source.data, "...", 3) == 0)
    return true;
  for (uint32_t i = 0; i < text->token_count; i++) {
    const struct token *token = &text->tokens[i];
    const char *word = source.data + token->range.begin;
    if (i >= EDGE && i + EDGE < text->token_count)
      continue;
    if (token->range.end - token->range.begin == 3 && is_digit(word[0]) &&
        word[1] == '/' && is_digit(word[2]))
      return true;
  }
  return false;
}

int review_find_context(struct arena *arena, const struct review_input *input,
                        struct review *out) {
  if (input->text->sentence_count == 0)
    return ATTUNE_OK;
  int status = review_find_asked(arena, input, out);
  if (!status)
    status = review_find_apologies(arena, input, out);
  if (!status)
    status = review_find_tone(arena, input, out);
  if (!status)
    status = review_find_curt(arena, input, out);
  if (!status)
    status = review_find_jargon(arena, input, out);
  if (!status)
    status = review_find_offers(arena, input, out);
  return status;
}
