#include "reading/fact_quote.h"

#include <attune.h>

#include "reading/fact_shape.h"
#include "reading/parts.h"

#define PROBLEM_TOKENS_MAX 24
#define THING_TOKENS_MAX   4
#define FAR_TOKENS         4
#define NAME_BYTES_MAX     40
#define NAME_WORDS_MAX     3

static const struct range nothing = {0, 0};

static bool is_word(const struct quoter *q, uint32_t token, uint32_t bits) {
  return (q->words[token] & bits) != 0;
}

static uint32_t no_quote_of(enum fact_kind kind) {
  return (uint32_t)QUOTE_STOP << (1 + kind);
}

/* Tokens first to end without what stands behind a pause. */
static uint32_t before_pause(const struct quoter *q, uint32_t first,
                             uint32_t end) {
  for (uint32_t i = first + 1; i < end; i++)
    if (q->text->tokens[i].flags & TOKEN_AFTER_PAUSE)
      return i;
  return end;
}

/* SoundBox: a capital of its own, behind three letters (McAdam has two). */
static bool has_inner_capital(struct str bytes) {
  for (size_t i = 3; i < bytes.size; i++)
    if (bytes.data[i] >= 'A' && bytes.data[i] <= 'Z' &&
        bytes.data[i - 1] >= 'a' && bytes.data[i - 1] <= 'z')
      return true;
  return false;
}

/* Is it the first word of its sentence? */
static bool opens(const struct quoter *q, uint32_t token) {
  return q->text->sentences[q->text->tokens[token].sentence].first == token;
}

/*
 * Is a lone word a name of that kind? Any word that starts a sentence has a
 * capital there; people shout a word, though one of three letters may be an
 * airport; a place is written in one piece.
 */
static bool is_lone_name(const struct quoter *q, uint32_t token,
                         enum fact_kind kind) {
  const struct token *word = &q->text->tokens[token];
  struct str bytes = str_slice(q->text->source, word->range);
  bool shouted = (word->flags & TOKEN_SHOUTED) != 0;
  if (word->kind == TOKEN_CODE)
    return true;
  if (bytes.size < 2 || (kind == FACT_PLACE && has_inner_capital(bytes)))
    return false;
  if (kind == FACT_PRODUCT)
    return !shouted && (!opens(q, token) || has_inner_capital(bytes));
  return !shouted || word->folded.size <= 3;
}

static bool looks_named(const struct quoter *q, uint32_t first, uint32_t end) {
  for (uint32_t i = first; i < end; i++)
    if (q->text->tokens[i].kind == TOKEN_CODE ||
        (q->text->tokens[i].flags & TOKEN_CAPITAL))
      return true;
  return false;
}

/*
 * A name's bytes without the common words around it; empty where nothing
 * in it has the looks of a name.
 */
static struct range name_range(const struct quoter *q, uint32_t first,
                               uint32_t end, enum fact_kind kind) {
  while (first < end && (is_word(q, first, QUOTE_COMMON) ||
                         (is_word(q, first, QUOTE_STOP) && opens(q, first))))
    first++;
  if (first == end)
    return nothing;
  end = before_pause(q, first, end);
  while (end > first && is_word(q, end - 1, QUOTE_COMMON))
    end--;
  if (!looks_named(q, first, end) ||
      (end - first == 1 && !is_lone_name(q, first, kind)))
    return nothing;
  return text_range(q->text, first, end - first);
}

bool quoter_all_shouted(const struct quoter *q) {
  const struct text *text = q->text;
  return text->letters > 12 && text->capitals * 10 > text->letters * 6;
}

/*
 * The words in quotation marks behind the match, in its sentence. Matches
 * come in order, so that the spans are walked once for all of them.
 */
static struct range quotation_behind(struct quoter *q,
                                     const struct language_match *match) {
  const struct text *text = q->text;
  const struct sentence *sentence =
      &text->sentences[text->tokens[match->first].sentence];
  while (q->span < text->span_count &&
         (text->spans[q->span].kind != SPAN_QUOTATION ||
          text->spans[q->span].range.begin < match->range.begin))
    q->span++;
  if (q->span == text->span_count ||
      text->spans[q->span].range.begin >= sentence->range.end)
    return nothing;
  return text->spans[q->span].range;
}

/*
 * The clause without the "and" that ties it to the one before. What starts
 * far inside it is told from there: "a plan that I cancelled in June".
 */
static struct range clause_quote(const struct quoter *q, uint32_t token) {
  struct clause bare = *clause_of(&q->clauses, token);
  if (token - bare.first >= FAR_TOKENS) {
    bare.count -= token - bare.first;
    bare.first = token;
  }
  while (bare.count > 1 && is_word(q, bare.first, QUOTE_LEAD)) {
    bare.first++;
    bare.count--;
  }
  return clause_range(q->text, &bare);
}

static bool tells(const struct quoter *q, uint32_t first, uint32_t end) {
  for (uint32_t i = first; i < end; i++)
    if (!is_word(q, i, QUOTE_GENERIC))
      return true;
  return false;
}

/*
 * A thing whose last word is the one that we know, without what stands
 * before its last "my" or comma, and nothing where only words are left that
 * any message has.
 */
static struct range thing_range(const struct quoter *q, uint32_t first,
                                uint32_t count) {
  uint32_t begin = first, end = first + count;
  for (uint32_t i = first; i < end; i++) {
    if (i > first && (q->text->tokens[i].flags & TOKEN_AFTER_PAUSE))
      begin = i;
    if (is_word(q, i, QUOTE_COMMON) ||
        (i + 1 < end && is_word(q, i, QUOTE_STOP)))
      begin = i + 1;
  }
  return tells(q, begin, end) ? text_range(q->text, begin, end - begin)
                              : nothing;
}

/* A short number is of a name that has begun: "chess 4". */
static bool is_nameable(const struct token *token, bool begun) {
  if (token->flags & TOKEN_CONTRACTED)
    return false;
  if (token->kind == TOKEN_NUMBER)
    return begun && !(token->flags & TOKEN_MONEY) && token->folded.size <= 2;
  return token->kind == TOKEN_WORD || token->kind == TOKEN_CODE;
}

/* The first run of words that can be a thing's name: "the old lamp keeps". */
static struct range noun_range(const struct quoter *q, uint32_t first,
                               uint32_t count) {
  const struct token *tokens = q->text->tokens;
  uint32_t limit = before_pause(q, first, first + count), end;
  while (first < limit && is_word(q, first, QUOTE_COMMON | QUOTE_STOP))
    first++;
  for (end = first; end < limit && end - first < THING_TOKENS_MAX; end++)
    if (is_word(q, end, QUOTE_COMMON | QUOTE_STOP) ||
        !is_nameable(&tokens[end], end > first))
      break;
  return end > first && tells(q, first, end)
             ? text_range(q->text, first, end - first)
             : nothing;
}

static bool is_behind_comma(const struct quoter *q, uint32_t token) {
  size_t at = q->text->tokens[token].range.begin;
  while (at > 0 && q->text->source.data[at - 1] == ' ')
    at--;
  return at > 0 && q->text->source.data[at - 1] == ',';
}

/* Nobody's own name has a digit in it. */
static struct range proper_range(const struct quoter *q,
                                 const struct phrase_capture *value,
                                 enum fact_kind kind) {
  struct range range =
      name_range(q, value->first, value->first + value->count, kind);
  bool digits = fact_digits_in(str_slice(q->text->source, range)) > 0;
  return kind == FACT_NAME && digits ? nothing : range;
}

static struct range value_range(const struct quoter *q,
                                const struct language_match *match,
                                const struct phrase_capture *value) {
  struct str id = match->entry->id;
  bool product = str_is(id, "product");
  if (parts_says_yes(match->entry, "proper"))
    return proper_range(q, value, parts_fact(id));
  if (str_is(language_field(match->entry, "shape"), "noun"))
    return noun_range(q, value->first, value->count);
  if (product)
    return thing_range(q, value->first, value->count);
  uint32_t end = before_pause(q, value->first, value->first + value->count);
  struct range range = text_range(q->text, value->first, end - value->first);
  /* "the report, 3 loans": a comma parts the noun from another number. */
  if (str_is(id, "reference") && is_behind_comma(q, value->first))
    return nothing;
  if (str_is(id, "reference"))
    return fact_whole_reference(q->text->source, range);
  return str_is(id, "amount") ? fact_whole_amount(q->text->source, range)
                              : range;
}

static bool is_ruled_out(const struct quoter *q, uint32_t first, uint32_t count,
                         enum fact_kind kind) {
  for (uint32_t i = first; i < first + count; i++)
    if (is_word(q, i, no_quote_of(kind)))
      return true;
  return false;
}

bool quoter_rules_out(const struct quoter *q,
                      const struct language_match *match, enum fact_kind kind) {
  return is_ruled_out(q, match->first, match->count, kind);
}

struct range quoter_range(struct quoter *q,
                          const struct language_match *match) {
  struct str span = language_field(match->entry, "span");
  enum fact_kind kind = parts_fact(match->entry->id);
  struct phrase_capture value;
  if (span.size > 0 && quoter_rules_out(q, match, kind))
    return nothing;
  if (str_is(span, "clause"))
    return clause_quote(q, match->first);
  if (str_is(span, "problem"))
    return quoter_problem(q, match->first);
  if (str_is(span, "quotation"))
    return quotation_behind(q, match);
  if (!parts_capture(q->language, match, STR("value"), &value))
    return match->range;
  if (value.count == 0 || !fact_has_shape(q->text, match, &value) ||
      is_ruled_out(q, value.first, value.count, kind))
    return nothing;
  return value_range(q, match, &value);
}

struct range quoter_problem(const struct quoter *q, uint32_t token) {
  const struct sentence *sentence =
      &q->text->sentences[q->text->tokens[token].sentence];
  uint32_t first = clause_of(&q->clauses, token)->first;
  while (first < token && is_word(q, first, QUOTE_LEAD))
    first++;
  uint32_t count = sentence->first + sentence->count - first;
  return text_range(q->text, first,
                    count < PROBLEM_TOKENS_MAX ? count : PROBLEM_TOKENS_MAX);
}

struct range quoter_clause(const struct quoter *q, uint32_t token) {
  return clause_quote(q, token);
}

/* The first line in the range that has more than dashes. */
static struct range first_line(struct str source, struct range range) {
  struct range line = range;
  while (line.begin < range.end &&
         memchr(" -\r\n\t", source.data[line.begin], 5))
    line.begin++;
  const char *end =
      memchr(source.data + line.begin, '\n', range.end - line.begin);
  if (end)
    line.end = (size_t)(end - source.data);
  while (line.end > line.begin &&
         memchr(" ,.\r\t", source.data[line.end - 1], 5))
    line.end--;
  return line;
}

static bool is_name_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' ||
         c == '-' || c == '\'' || (c & 0x80);
}

static bool is_signed_name(struct str line) {
  size_t words = 0;
  if (line.size == 0 || line.size > NAME_BYTES_MAX)
    return false;
  for (size_t i = 0; i < line.size; i++) {
    bool starts = i == 0 || line.data[i - 1] == ' ';
    bool capital =
        (line.data[i] >= 'A' && line.data[i] <= 'Z') || (line.data[i] & 0x80);
    if (line.data[i] != ' ' && !is_name_byte(line.data[i]))
      return false;
    if (starts && !capital)
      return false;
    words += starts;
  }
  return words <= NAME_WORDS_MAX;
}

struct range quoter_signature(const struct quoter *q) {
  const struct text *text = q->text;
  for (uint32_t i = text->span_count; i-- > 0;) {
    if (text->spans[i].kind != SPAN_SIGNATURE)
      continue;
    struct range line = first_line(text->source, text->spans[i].range);
    return is_signed_name(str_slice(text->source, line)) ? line : nothing;
  }
  return nothing;
}

/* `no-KIND`, or one of the other parts of skip. */
static uint32_t word_of(struct str part) {
  if (str_is(part, "lead"))
    return QUOTE_LEAD;
  if (str_is(part, "generic"))
    return QUOTE_GENERIC;
  if (str_is(part, "stop"))
    return QUOTE_STOP;
  if (part.size < 3 || memcmp(part.data, "no-", 3) != 0)
    return QUOTE_COMMON;
  enum fact_kind kind = parts_fact((struct str){part.data + 3, part.size - 3});
  return kind == FACT_KIND_COUNT ? 0 : no_quote_of(kind);
}

int quoter_init(struct quoter *q, struct arena *arena,
                const struct language *language, const struct text *text,
                const struct language_matches *matches) {
  q->language = language;
  q->text = text;
  q->span = 0;
  q->words = arena_alloc(arena, (text->token_count + 1) * sizeof(*q->words));
  if (!q->words || clauses_find(arena, text, matches, &q->clauses))
    return ATTUNE_E_MEMORY;
  for (size_t i = 0; i < matches->count; i++) {
    const struct language_match *match = &matches->items[i];
    for (uint32_t n = 0;
         parts_is(match, LANGUAGE_FACT, "skip") && n < match->count; n++)
      q->words[match->first + n] |= word_of(match->entry->part);
  }
  return ATTUNE_OK;
}
