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
  return piece.size > 0 &&
         memmem(text.data, text.size, piece.data, piece.size) != NULL;
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

static size_t first_told(const struct history *history) {
  return history->fact_count > TOLD_MAX ? history->fact_count - TOLD_MAX : 0;
}

/*
 * Which of the facts the draft says back: bit n, the nth from first_told.
 * Once a draft, because each looks through all of it.
 */
static uint64_t find_said_back(const struct review_input *input) {
  const struct history *history = input->history;
  size_t first = first_told(history);
  uint64_t said = 0;
  for (size_t i = first; i < history->fact_count; i++)
    if (is_said_back(input, &history->facts[i]))
      said |= UINT64_C(1) << (i - first);
  return said;
}

static int find_told(struct arena *arena, const struct review_input *input,
                     const struct language_entry *entry, uint64_t said,
                     const struct told **out) {
  const struct history *history = input->history;
  size_t first = first_told(history);
  bool same = !str_is(language_field(entry, "same"), "no");
  *out = NULL;
  for (size_t i = history->fact_count; i > first && !*out; i--) {
    const struct told *told = &history->facts[i - 1];
    bool fits = is_kind(entry, told) && is_named(told) &&
                !(said >> (i - 1 - first) & 1);
    if (fits && same &&
        (told->kind == FACT_TRIED || told->kind == FACT_CONTACTED)) {
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
  uint64_t said = find_said_back(input);
  for (size_t i = 0; i < input->matches->count && !findings_full(out); i++) {
    const struct language_match *match = &input->matches->items[i];
    const struct told *told;
    if (match->entry->kind != LANGUAGE_RULE ||
        !review_plays(match->entry, "asks"))
      continue;
    int status = find_told(arena, input, match->entry, said, &told);
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
