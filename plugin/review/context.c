#include "review/context.h"

#include <attune.h>

bool review_plays(const struct language_entry *entry, const char *role) {
  return str_is(language_field(entry, "role"), role);
}

const struct language_entry *review_role(const struct language *language,
                                         const char *rule, const char *role) {
  for (size_t i = language->first[LANGUAGE_RULE];
       i < language->first[LANGUAGE_RULE + 1]; i++) {
    const struct language_entry *entry = &language->entries[i];
    if (str_is(entry->id, rule) && review_plays(entry, role))
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
         (history->heat >= 2 && history->feeling != FEELING_GRATITUDE &&
          history->feeling != FEELING_SATISFACTION);
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
  return status;
}
