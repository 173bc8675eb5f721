#include "rewrite/look.h"

#include "attune.h"

static void copy_look(struct look *to, const struct look *from) {
  *to = *from;
  to->input.text = &to->text;
  to->input.matches = &to->matches;
}

static bool was_taken(const struct looks *looks, struct str source,
                      struct look *look) {
  for (size_t i = 0; i < looks->count; i++)
    if (str_equal(looks->items[i].text.source, source)) {
      copy_look(look, &looks->items[i]);
      return true;
    }
  return false;
}

int look_take(struct arena *arena, struct looks *looks,
              const struct review_input *draft, struct str source,
              struct look *look) {
  const struct language *language = draft->language;
  const struct text before = look->text;
  const struct language_matches known = look->matches;
  if (was_taken(looks, source, look))
    return ATTUNE_OK;
  look->input = *draft;
  look->input.text = &look->text;
  look->input.matches = &look->matches;
  int status = text_read(arena, language->lexicon, source, draft->text->format,
                         &look->text);
  if (status == ATTUNE_OK)
    status = language_scan_again(language, arena, &look->text,
                                 draft->settings->scopes, LANGUAGE_OF_DRAFT,
                                 &before, &known, &look->matches);
  if (status == ATTUNE_OK)
    status = review_draft(arena, &look->input, &look->review);
  if (status == ATTUNE_OK && looks->count < LOOKS_MAX)
    copy_look(&looks->items[looks->count++], look);
  return status;
}
