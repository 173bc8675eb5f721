#include "language/language.h"

#include <attune.h>

enum {
  AHEAD = 8, /* so many sentences may have gone before one that is known */
  ROOM = 32  /* for what changed sentences match beyond what is known */
};

/* Matches of one text, in the making. */
struct scan {
  const struct language *language;
  struct arena *arena;
  const struct text *text;
  uint64_t scopes;
  uint32_t kinds;
  struct language_matches *out;
  size_t capacity;
};

static int reserve(struct scan *scan, size_t more) {
  struct language_matches *out = scan->out;
  if (out->items && scan->capacity - out->count >= more)
    return ATTUNE_OK;
  scan->capacity = 2 * out->count + more;
  struct language_match *items =
      arena_alloc(scan->arena, scan->capacity * sizeof(*items));
  if (!items)
    return ATTUNE_E_MEMORY;
  if (out->count > 0)
    memcpy(items, out->items, out->count * sizeof(*items));
  out->items = items;
  return ATTUNE_OK;
}

/* One automaton for all scopes: an entry out of scope matches for nothing. */
static bool is_wanted(const struct scan *scan,
                      const struct language_entry *entry) {
  return (entry->scopes & (scan->scopes | 1)) &&
         (LANGUAGE_KIND(entry->kind) & scan->kinds);
}

/* The entry's number is its index, see entries_add_phrases. */
static struct language_match resolve(const struct scan *scan,
                                     const struct phrase_match *match) {
  struct language_match resolved = {
      .entry = &scan->language->entries[match->entry],
      .range = text_range(scan->text, match->first, match->count),
      .first = match->first,
      .count = match->count};
  memcpy(resolved.captures, match->captures, sizeof(resolved.captures));
  return resolved;
}

/* Sentences first to before end. */
static int scan_sentences(struct scan *scan, uint32_t first, uint32_t end) {
  struct phrase_match *matches;
  size_t count;
  int status =
      phrases_scan_sentences(scan->language->phrases, scan->arena, scan->text,
                             first, end, scan->kinds, &matches, &count);
  if (status == ATTUNE_OK)
    status = reserve(scan, count);
  for (size_t i = 0; status == ATTUNE_OK && i < count; i++)
    if (is_wanted(scan, &scan->language->entries[matches[i].entry]))
      scan->out->items[scan->out->count++] = resolve(scan, &matches[i]);
  return status;
}

int language_scan_kinds(const struct language *language, struct arena *arena,
                        const struct text *text, uint64_t scopes,
                        uint32_t kinds, struct language_matches *out) {
  struct scan scan = {language, arena, text, scopes, kinds, out, 0};
  *out = (struct language_matches){0};
  return scan_sentences(&scan, 0, text->sentence_count);
}

int language_scan(const struct language *language, struct arena *arena,
                  const struct text *text, uint64_t scopes,
                  struct language_matches *out) {
  return language_scan_kinds(language, arena, text, scopes, UINT32_MAX, out);
}

/* To a phrase two sentences are the same when their tokens are. */
static bool is_same(const struct text *a, const struct sentence *of_a,
                    const struct text *b, const struct sentence *of_b) {
  if (of_a->count != of_b->count || of_a->end != of_b->end)
    return false;
  for (uint32_t i = 0; i < of_a->count; i++) {
    const struct token *left = &a->tokens[of_a->first + i];
    const struct token *right = &b->tokens[of_b->first + i];
    if (left->kind != right->kind || left->flags != right->flags ||
        !str_equal(left->folded, right->folded))
      return false;
  }
  return true;
}

/* A text that was scanned before, and how far it was gone through. */
struct known {
  const struct text *text;
  const struct language_matches *matches;
  uint32_t sentence;
  size_t match;
};

/* Goes on to the sentence that is the same as this one; false: none is. */
static bool find_same(struct known *known, const struct text *text,
                      uint32_t index) {
  const struct text *from = known->text;
  for (uint32_t i = known->sentence;
       i < from->sentence_count && i < known->sentence + AHEAD; i++)
    if (is_same(from, &from->sentences[i], text, &text->sentences[index])) {
      known->sentence = i;
      return true;
    }
  return false;
}

/* The match of a token that is shift tokens further on now. */
static struct language_match
moved(const struct text *text, struct language_match match, uint32_t shift) {
  match.first += shift;
  match.range = text_range(text, match.first, match.count);
  for (size_t i = 0; i < PHRASE_CAPTURES; i++)
    if (match.captures[i].name != UINT32_MAX)
      match.captures[i].first += shift;
  return match;
}

/* Takes over the matches of the known sentence, and goes behind it. */
static int take_known(struct scan *scan, struct known *known, uint32_t index) {
  const struct sentence *from = &known->text->sentences[known->sentence++];
  uint32_t shift = scan->text->sentences[index].first - from->first;
  const struct language_matches *matches = known->matches;
  size_t *at = &known->match;
  while (*at < matches->count && matches->items[*at].first < from->first)
    ++*at;
  int status = ATTUNE_OK;
  for (; status == ATTUNE_OK && *at < matches->count &&
         matches->items[*at].first < from->first + from->count;
       ++*at) {
    if (!is_wanted(scan, matches->items[*at].entry))
      continue;
    status = reserve(scan, 1);
    if (status == ATTUNE_OK)
      scan->out->items[scan->out->count++] =
          moved(scan->text, matches->items[*at], shift);
  }
  return status;
}

int language_scan_again(const struct language *language, struct arena *arena,
                        const struct text *text, uint64_t scopes,
                        uint32_t kinds, const struct text *before,
                        const struct language_matches *found,
                        struct language_matches *out) {
  struct scan scan = {language, arena, text, scopes, kinds, out, 0};
  struct known known = {.text = before, .matches = found};
  uint32_t first = 0; /* of those that are not known */
  /* Without any match it may be one of a language that we do not read. */
  if (found->count == 0)
    known.sentence = before->sentence_count;
  *out = (struct language_matches){0};
  int status = reserve(&scan, found->count + ROOM);
  for (uint32_t i = 0; i < text->sentence_count && status == ATTUNE_OK; i++) {
    if (!find_same(&known, text, i))
      continue;
    if (first < i)
      status = scan_sentences(&scan, first, i);
    if (status == ATTUNE_OK)
      status = take_known(&scan, &known, i);
    first = i + 1;
  }
  if (status == ATTUNE_OK && first < text->sentence_count)
    status = scan_sentences(&scan, first, text->sentence_count);
  return status;
}

bool language_capture(const struct language *language, const struct text *text,
                      const struct language_match *match, const char *name,
                      struct range *range) {
  uint32_t id = phrase_capture_id(language->phrases, str_of(name));
  for (size_t i = 0; i < PHRASE_CAPTURES && id != UINT32_MAX; i++) {
    const struct phrase_capture *capture = &match->captures[i];
    /* An empty one stands between tokens and has no bytes. */
    if (capture->name != id || capture->count == 0)
      continue;
    *range = text_range(text, capture->first, capture->count);
    return true;
  }
  return false;
}
