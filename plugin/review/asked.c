#include "review/context.h"

#include <attune.h>

#include "review/findings.h"
#include "review/wording.h"

/* Facts looked at for one question; who told more has told this long ago. */
#define TOLD_MAX 64

static bool is_kind(const struct language_entry *entry,
                    const struct told *told) {
  return wording_lists(language_field(entry, "fact"),
                       str_of(fact_kind_name(told->kind)));
}

/* Does the same entry find its words in what the customer told? */
static int is_same(struct arena *arena, const struct review_input *input,
                   const struct language_entry *entry, struct str quote,
                   bool *same) {
  struct text text;
  struct language_matches matches;
  *same = false;
  int status =
      text_read(arena, input->language->lexicon, quote, TEXT_PLAIN, &text);
  if (!status)
    status = language_scan_kinds(input->language, arena, &text,
                                 input->settings->scopes,
                                 LANGUAGE_KIND(entry->kind), &matches);
  for (size_t i = 0; !status && i < matches.count && !*same; i++)
    *same = matches.items[i].entry == entry;
  return status;
}

static bool holds(struct str text, struct str piece) {
  if (piece.size == 0 || piece.size > text.size)
    return false;
  for (size_t i = 0; i + piece.size <= text.size; i++)
    if (memcmp(text.data + i, piece.data, piece.size) == 0)
      return true;
  return false;
}

/* Who says the number back only wants it confirmed. */
static bool is_said_back(const struct review_input *input,
                         const struct told *told) {
  return told->kind != FACT_TRIED && told->quote.size <= 40 &&
         holds(input->text->source, told->quote);
}

/*
 * "My account" leaves open which; "my Pixel 7" and "error 31" do not. Asked
 * for the name of a thing, only a name has been told.
 */
static bool is_named(const struct told *told) {
  if (told->kind != FACT_PRODUCT && told->kind != FACT_ERROR)
    return true;
  for (size_t i = 0; i < told->quote.size; i++) {
    char c = told->quote.data[i];
    if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'))
      return true;
  }
  return false;
}

static int find_told(struct arena *arena, const struct review_input *input,
                     const struct language_entry *entry,
                     const struct told **out) {
  const struct history *history = input->history;
  size_t first =
      history->fact_count > TOLD_MAX ? history->fact_count - TOLD_MAX : 0;
  bool same = !str_is(language_field(entry, "same"), "no");
  *out = NULL;
  for (size_t i = history->fact_count; i > first && !*out; i--) {
    const struct told *told = &history->facts[i - 1];
    bool fits =
        is_kind(entry, told) && is_named(told) && !is_said_back(input, told);
    if (fits && told->kind == FACT_TRIED && same) {
      int status = is_same(arena, input, entry, told->quote, &fits);
      if (status)
        return status;
    }
    if (fits)
      *out = told;
  }
  return ATTUNE_OK;
}

int review_find_asked(struct arena *arena, const struct review_input *input,
                      struct review *out) {
  if (input->history->fact_count == 0)
    return ATTUNE_OK;
  for (size_t i = 0; i < input->matches->count; i++) {
    const struct language_match *match = &input->matches->items[i];
    const struct told *told;
    if (match->entry->kind != LANGUAGE_RULE ||
        !review_plays(match->entry, "asks"))
      continue;
    int status = find_told(arena, input, match->entry, &told);
    if (status)
      return status;
    if (!told)
      continue;
    struct finding finding = {
        .rule = match->entry,
        .match = match,
        .range = match->range,
        .related = told->quote,
        .related_message = language_field(match->entry, "related"),
    };
    struct finding_words words = {.told = told->quote};
    status = findings_add(arena, input, out, finding, &words);
    if (status)
      return status;
  }
  return ATTUNE_OK;
}
