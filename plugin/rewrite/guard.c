#include "rewrite/guard.h"

#include "attune.h"
#include "rewrite/guard_tally.h"
#include "rewrite/leftover.h"
#include "rewrite/say_words.h"

struct guard {
  struct arena *arena;
  const struct guard_input *input;
  const struct language_entry *starts; /* capitals that are no names */
  struct tally_table table;
};

/* By class, as "12" in a link is no number and a price is not just one. */
static enum guard_class class_of(const struct token *token) {
  static const enum guard_class classes[] = {
      [TOKEN_WORD] = GUARD_NAME,         [TOKEN_NUMBER] = GUARD_NUMBER,
      [TOKEN_CODE] = GUARD_CODE,         [TOKEN_EMOJI] = GUARD_NOTHING,
      [TOKEN_URL] = GUARD_LINK,          [TOKEN_EMAIL] = GUARD_EMAIL,
      [TOKEN_TEMPLATE] = GUARD_TEMPLATE,
  };
  if (token->flags & TOKEN_MONEY)
    return GUARD_AMOUNT;
  return classes[token->kind];
}

/* By its bytes: "1.50" and "1,50" are two numbers. */
static struct str fact_key(const struct text *text, const struct token *token,
                           enum guard_class class) {
  return class == GUARD_NAME ? token->folded
                             : str_slice(text->source, token->range);
}

/*
 * A capital that starts no sentence is taken for a name: not "I", nor "Thank"
 * and its kin behind "Dear Guest,".
 */
static bool is_name(const struct guard *guard, const struct text *text,
                    uint32_t at) {
  const struct token *token = &text->tokens[at];
  const struct sentence *sentence = &text->sentences[token->sentence];
  return at != sentence->first &&
         !words_keeps_capital(guard->input->language,
                              str_slice(text->source, token->range)) &&
         !words_grouped(guard->starts, token->folded);
}

/* What is asked for and dropped ranges both ascend: *at moves along. */
static bool is_dropped(const struct guard_input *input, struct range range,
                       size_t *at) {
  while (*at < input->dropped_count && input->dropped[*at].end <= range.begin)
    ++*at;
  return *at < input->dropped_count &&
         range_contains(input->dropped[*at], range);
}

/*
 * Words count only with a capital, for names; in what is known also without,
 * because customers write names as they like.
 */
static void count_token(struct guard *guard, const struct text *text,
                        uint32_t at, enum guard_side side, size_t *dropped) {
  const struct token *token = &text->tokens[at];
  enum guard_class class = class_of(token);
  bool word = class == GUARD_NAME;
  bool capital = (token->flags & TOKEN_CAPITAL) != 0;
  if (class == GUARD_NOTHING || (word && !capital && side != GUARD_KNOWN))
    return;
  struct tally *tally =
      tally_find(&guard->table, class, 0, fact_key(text, token, class));
  if (side == GUARD_KNOWN) {
    tally->known = true;
    return;
  }
  tally->count[side]++;
  if (!word || !is_name(guard, text, at))
    return;
  tally->names[side]++;
  if (side == GUARD_BEFORE)
    tally->dropped += is_dropped(guard->input, token->range, dropped);
}

static void count_tokens(struct guard *guard, const struct text *text,
                         enum guard_side side) {
  size_t dropped = 0;
  for (uint32_t i = 0; i < text->token_count; i++)
    count_token(guard, text, i, side, &dropped);
}

/* As a whole: words between quotation marks are somebody else's. */
static void count_quotations(struct guard *guard, const struct text *text,
                             enum guard_side side) {
  for (uint32_t i = 0; i < text->span_count; i++) {
    const struct span *span = &text->spans[i];
    if (span->kind == SPAN_QUOTATION)
      tally_find(&guard->table, GUARD_QUOTATION, 0,
                 str_slice(text->source, span->range))
          ->count[side]++;
  }
}

/* Does the sentence leave it to the agent, or to the manifest, to promise? */
static bool is_excused(const struct guard_input *input, const struct text *text,
                       uint32_t sentence) {
  struct str words = str_slice(text->source, text->sentences[sentence].range);
  if (memchr(words.data, '[', words.size) &&
      memchr(words.data, ']', words.size))
    return true;
  for (size_t i = 0; i < input->promised_count; i++)
    if (input->promised[i].size > 0 &&
        memmem(words.data, words.size, input->promised[i].data,
               input->promised[i].size))
      return true;
  return false;
}

/* Four words tell the phrases of one entry apart. */
static struct str match_key(struct guard *guard, const struct text *text,
                            const struct language_match *match) {
  struct str pieces[4] = {{NULL, 0}};
  size_t count = 0;
  for (uint32_t i = 0; i < match->count && count < 4; i++)
    pieces[count++] = text->tokens[match->first + i].folded;
  if (count == 1)
    return pieces[0];
  struct str key = arena_join(guard->arena, pieces, count);
  guard->table.failed = guard->table.failed || !key.data;
  return key;
}

static void count_match(struct guard *guard, const struct text *text,
                        enum guard_side side,
                        const struct language_match *match, size_t *dropped) {
  uint32_t number = (uint32_t)(match->entry - guard->input->language->entries);
  struct tally *tally = tally_find(&guard->table, GUARD_WORD, number,
                                   match_key(guard, text, match));
  tally->entry = match->entry;
  if (side == GUARD_KNOWN) {
    tally->known = true;
    return;
  }
  tally->count[side]++;
  if (side == GUARD_BEFORE)
    tally->dropped += is_dropped(guard->input, match->range, dropped);
  else
    tally->excused +=
        is_excused(guard->input, text, text->tokens[match->first].sentence);
}

/*
 * The pack's own phrases, so that "don't" and "do not" are one negation. A
 * scan is all that costs more than a look at each token, so that what the
 * review found already is not looked for again.
 */
static int count_words(struct guard *guard, const struct text *text,
                       enum guard_side side) {
  const struct guard_input *input = guard->input;
  const struct language_matches *given[] = {
      [GUARD_BEFORE] = input->before_matches,
      [GUARD_AFTER] = input->after_matches,
      [GUARD_KNOWN] = NULL,
  };
  const struct language_matches *matches = given[side];
  struct language_matches found = {NULL, 0};
  size_t dropped = 0;
  int status = ATTUNE_OK;
  if (!matches) {
    status =
        language_scan_kinds(input->language, guard->arena, text, input->scopes,
                            LANGUAGE_KIND(LANGUAGE_GUARD), &found);
    matches = &found;
  }
  for (size_t i = 0; status == ATTUNE_OK && i < matches->count; i++)
    if (matches->items[i].entry->kind == LANGUAGE_GUARD &&
        !leftover_is(matches->items[i].entry))
      count_match(guard, text, side, &matches->items[i], &dropped);
  return status;
}

/*
 * Known words may be said any number of times: that a concern holds a "not"
 * says nothing about how often it is told.
 */
static const char *check_word(const struct tally *tally) {
  const struct language_entry *entry = tally->entry;
  bool always = str_is(language_field(entry, "keep"), "always");
  bool excusable = str_is(language_field(entry, "add"), "placeholder");
  uint32_t before = tally->count[GUARD_BEFORE];
  uint32_t after = tally->count[GUARD_AFTER];
  uint32_t may_go = always ? 0 : tally->dropped;
  uint32_t may_come = excusable ? tally->excused : 0;
  if (after + may_go < before || (after > before + may_come && !tally->known))
    return str_is(entry->id, "negation")     ? "negation"
           : str_is(entry->id, "commitment") ? "commitment"
           : str_is(entry->id, "date")       ? "date"
                                             : "number";
  return NULL;
}

/* Letters of our trade that the pack has plain words for are no name. */
static bool is_jargon(const struct guard *guard, const struct tally *tally) {
  const struct language_entry *plain =
      words_label(guard->input->language, "swap", STR("jargon"));
  return words_other(plain, tally->key).size > 0;
}

/*
 * A name may come to start a sentence, so that any capital keeps it. One that
 * went with its sentence is not lost while it is said elsewhere.
 */
static const char *check_name(const struct guard *guard,
                              const struct tally *tally) {
  uint32_t after = tally->count[GUARD_AFTER];
  uint32_t may_go = after > 0 ? tally->dropped : 0;
  bool lost =
      after + may_go < tally->names[GUARD_BEFORE] && !is_jargon(guard, tally);
  bool new = tally->names[GUARD_AFTER] > 0 && tally->count[GUARD_BEFORE] == 0 &&
             !tally->known;
  return lost || new ? "name" : NULL;
}

static const char *check_tally(const struct guard *guard,
                               const struct tally *tally) {
  static const char *const names[] = {
      [GUARD_NUMBER] = "number",       [GUARD_AMOUNT] = "amount",
      [GUARD_CODE] = "code",           [GUARD_LINK] = "link",
      [GUARD_EMAIL] = "address",       [GUARD_TEMPLATE] = "template",
      [GUARD_QUOTATION] = "quotation",
  };
  uint32_t before = tally->count[GUARD_BEFORE];
  uint32_t after = tally->count[GUARD_AFTER];
  if (tally->class == GUARD_WORD)
    return check_word(tally);
  if (tally->class == GUARD_NAME)
    return check_name(guard, tally);
  return after < before || (after > before && !tally->known)
             ? names[tally->class]
             : NULL;
}

/* What no edit touches must stand there byte for byte, in the same order. */
static bool next_span(const struct text *text, const struct guard_input *input,
                      bool before, uint32_t *at, size_t *dropped) {
  for (; *at < text->span_count; ++*at) {
    const struct span *span = &text->spans[*at];
    bool gone = before && span->kind == SPAN_TAG &&
                is_dropped(input, span->range, dropped);
    if (span->kind != SPAN_QUOTATION && !gone)
      return true;
  }
  return false;
}

static bool same_spans(const struct guard_input *input) {
  const struct text *before = input->before, *after = input->after;
  uint32_t at = 0, there = 0;
  size_t dropped = 0, none = 0;
  while (next_span(before, input, true, &at, &dropped)) {
    if (!next_span(after, input, false, &there, &none))
      return false;
    const struct span *a = &before->spans[at++], *b = &after->spans[there++];
    if (a->kind != b->kind || !str_equal(str_slice(before->source, a->range),
                                         str_slice(after->source, b->range)))
      return false;
  }
  return !next_span(after, input, false, &there, &none) ||
         after->spans[there].kind == SPAN_SIGNATURE;
}

/* Slots and facts hold the same words over and over. */
static bool is_told_before(const struct guard_input *input, size_t at) {
  for (size_t i = 0; i < at; i++)
    if (str_equal(input->known[i], input->known[at]))
      return true;
  return input->known[at].size == 0;
}

static int count_side(struct guard *guard, const struct text *text,
                      enum guard_side side) {
  count_tokens(guard, text, side);
  int status = count_words(guard, text, side);
  if (side != GUARD_KNOWN)
    count_quotations(guard, text, side);
  if (status != ATTUNE_OK)
    return status;
  return guard->table.failed ? ATTUNE_E_MEMORY : ATTUNE_OK;
}

static const char *check_all(const struct guard *guard) {
  const char *why = NULL;
  for (size_t i = 0; !why && i < guard->table.count; i++)
    why = check_tally(guard, &guard->table.items[i]);
  return why;
}

/* One known text after the other, till nothing is left that needs one. */
static int excuse(struct guard *guard, const char **why) {
  const struct guard_input *input = guard->input;
  int status = ATTUNE_OK;
  for (size_t i = 0; *why && i < input->known_count; i++) {
    struct text known;
    if (is_told_before(input, i))
      continue;
    status = text_read(guard->arena, input->language->lexicon, input->known[i],
                       TEXT_PLAIN, &known);
    if (status == ATTUNE_OK)
      status = count_side(guard, &known, GUARD_KNOWN);
    if (status != ATTUNE_OK)
      return status;
    *why = check_all(guard);
  }
  return *why != NULL;
}

/*
 * The cheapest proof first. What the edits claim to be does not matter here:
 * only the two texts and what was known are looked at.
 */
int guard_check(struct arena *arena, const struct guard_input *input,
                const char **why) {
  struct guard guard = {
      .arena = arena,
      .input = input,
      .starts = words_label(input->language, "capital", STR("starts"))};
  *why = NULL;
  if (!same_spans(input)) {
    *why = "protected";
    return 1;
  }
  int status = tally_init(&guard.table, arena);
  if (status == ATTUNE_OK)
    status = count_side(&guard, input->before, GUARD_BEFORE);
  if (status == ATTUNE_OK)
    status = count_side(&guard, input->after, GUARD_AFTER);
  if (status != ATTUNE_OK || !(*why = check_all(&guard)))
    return status;
  /* What is known only ever excuses, so that most need not ask for it. */
  return excuse(&guard, why);
}
