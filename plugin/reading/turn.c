#include "reading/turn.h"

#include <attune.h>

#include "reading/parts.h"

/* Of a clause that never ends, what may still be said back. */
#define CLAUSE_TOKENS_MAX 48
#define CLAUSE_WORDS_MIN  2

/* What is written so far. */
struct line {
  struct str pieces[4 * CLAUSE_TOKENS_MAX];
  size_t count;
  size_t words;
  uint32_t next; /* the token that follows what was written last */
  bool failed;   /* memory is out */
};

static void put(struct line *line, struct str piece) {
  if (line->count + 1 < sizeof(line->pieces) / sizeof(line->pieces[0]))
    line->pieces[line->count++] = piece;
}

static void put_word(struct line *line, struct str separator, struct str word) {
  if (word.size == 0)
    return;
  if (line->count > 0)
    put(line, separator);
  put(line, word);
  line->words++;
  for (size_t i = 0; i < word.size; i++)
    line->words += word.data[i] == ' ';
}

static int finish(struct arena *arena, const struct line *line,
                  struct str *out) {
  *out = arena_join(arena, line->pieces, line->count);
  return line->failed || !out->data ? ATTUNE_E_MEMORY : ATTUNE_OK;
}

static void longer(const struct language_match **slot,
                   const struct language_match *match) {
  if (!*slot || (*slot)->count < match->count)
    *slot = match;
}

static void note(struct turn_at *at, const struct language_match *match) {
  struct str id = match->entry->id;
  if (str_is(id, "word"))
    longer(&at->word, match);
  else if (str_is(id, "short"))
    longer(&at->brief, match);
  else if (str_is(id, "lead"))
    longer(&at->lead, match);
  else if (str_is(id, "open"))
    longer(&at->open, match);
  else if (str_is(id, "invert"))
    longer(&at->invert, match);
  else if (str_is(id, "subject"))
    longer(&at->subject, match);
  else if (str_is(id, "cut"))
    at->cut = true;
  else if (str_is(id, "common"))
    at->common = true;
  else if (str_is(id, "finite"))
    at->finite = true;
  else if (str_is(id, "verb"))
    at->verb = true;
  else if (str_is(id, "under"))
    at->under = true;
  else if (str_is(id, "nominative"))
    at->nominative = true;
}

/* Kinds whose every token counts, not only the first. */
static void note_all(struct turn_at *at, const struct language_match *match) {
  bool drop = str_is(match->entry->id, "drop");
  bool tail = str_is(match->entry->id, "tail");
  for (uint32_t i = 0; (drop || tail) && i < match->count; i++) {
    at[i].drop = at[i].drop || drop;
    at[i].tail = at[i].tail || tail;
  }
}

int turns_init(struct turns *turns, struct arena *arena,
               const struct language *language, const struct text *text) {
  *turns = (struct turns){.arena = arena, .language = language, .text = text};
  turns->at = arena_alloc(arena, (text->token_count + 1) * sizeof(*turns->at));
  turns->found = arena_alloc(arena, text->sentence_count + 1);
  if (!turns->at || !turns->found)
    return ATTUNE_E_MEMORY;
  turns->shouted =
      text->letters > 12 && text->capitals * 10 > text->letters * 6;
  return ATTUNE_OK;
}

/* Fills turns->at for the sentence that holds the token. */
static int find(struct turns *turns, uint32_t token) {
  uint32_t at = turns->text->tokens[token].sentence;
  const struct sentence *sentence = &turns->text->sentences[at];
  struct text alone = *turns->text;
  struct language_matches matches;
  if (turns->found[at])
    return ATTUNE_OK;
  alone.sentences = &turns->text->sentences[at];
  alone.sentence_count = 1;
  if (language_scan_kinds(turns->language, turns->arena, &alone, 1,
                          LANGUAGE_KIND(LANGUAGE_TURN), &matches))
    return ATTUNE_E_MEMORY;
  for (size_t i = 0; i < matches.count; i++) {
    const struct language_match *match = &matches.items[i];
    note(&turns->at[match->first], match);
    note_all(&turns->at[match->first], match);
  }
  for (uint32_t i = 0; i < sentence->count; i++)
    if (turns->text->tokens[sentence->first + i].flags & TOKEN_HANDLE)
      turns->at[sentence->first + i].drop = true;
  turns->found[at] = true;
  return ATTUNE_OK;
}

/* What stood between two tokens, as far as it is worth keeping. */
static struct str between(const struct text *text, uint32_t left,
                          uint32_t right) {
  size_t begin = text->tokens[left].range.end;
  size_t end = text->tokens[right].range.begin;
  const char *data = text->source.data;
  if (right != left + 1)
    return STR(" ");
  if (begin >= end)
    return text->tokens[right].flags & TOKEN_CONTRACTED ? STR(" ")
                                                        : (struct str){data, 0};
  if (memchr(data + begin, ',', end - begin))
    return STR(", ");
  if (end - begin == 1 && (data[begin] == '-' || data[begin] == '/'))
    return (struct str){data + begin, 1};
  return STR(" ");
}

/*
 * The token's own word. Capitals are kept where they make a name: not where
 * all is shouted, not in a long shouted word, not at the start of a
 * sentence in a word that is known to be none.
 */
static struct str own_word(const struct turns *turns, uint32_t i,
                           struct line *line) {
  const struct token *token = &turns->text->tokens[i];
  bool first = turns->text->sentences[token->sentence].first == i;
  bool loud = (token->flags & TOKEN_SHOUTED) && token->folded.size > 4;
  bool common = turns->at[i].common;
  if (token->flags & TOKEN_CONTRACTED || turns->shouted || loud ||
      ((first || line->count == 0) && common &&
       !(token->flags & TOKEN_SHOUTED)))
    return token->folded;
  struct str word = text_plain(turns->arena, turns->text, token->range);
  line->failed = line->failed || !word.data;
  if (word.size > 1 && word.data[0] == '#')
    word = (struct str){word.data + 1, word.size - 1};
  return word;
}

static bool is_contraction(const struct turns *turns,
                           const struct language_match *match) {
  return turns->text->tokens[match->first].flags & TOKEN_CONTRACTED;
}

/* The say of a turned word, its one capture put in as it stands. */
static void put_turned(const struct turns *turns, struct line *line,
                       struct str separator,
                       const struct language_match *match) {
  struct str say =
      match->entry->say_count ? match->entry->says[0] : (struct str){NULL, 0};
  struct phrase_capture how;
  const char *brace = say.size ? memchr(say.data, '{', say.size) : NULL;
  if (!brace || !parts_capture(turns->language, match, STR("how"), &how)) {
    put_word(line, separator, say);
    return;
  }
  size_t before = (size_t)(brace - say.data);
  const char *close = memchr(brace, '}', say.size - before);
  size_t after = close ? (size_t)(close + 1 - say.data) : say.size;
  while (before > 0 && say.data[before - 1] == ' ')
    before--;
  while (after < say.size && say.data[after] == ' ')
    after++;
  put_word(line, separator, (struct str){say.data, before});
  put_word(line, line->count ? STR(" ") : separator,
           turns->text->tokens[how.first].folded);
  put_word(line, STR(" "), (struct str){say.data + after, say.size - after});
}

/* Writes the word or words at token i and returns how many tokens it took. */
static uint32_t put_token(const struct turns *turns, struct line *line,
                          uint32_t i, uint32_t end) {
  const struct turn_at *at = &turns->at[i];
  struct str separator = i > 0 && line->words > 0 && line->next == i
                             ? between(turns->text, i - 1, i)
                             : STR(" ");
  const struct language_match *turned = at->word;
  if (!turned && at->brief && is_contraction(turns, at->brief))
    turned = at->brief;
  if (turned && i + turned->count <= end) {
    put_turned(turns, line, separator, turned);
    line->next = i + turned->count;
    return turned->count;
  }
  if (!at->drop) {
    put_word(line, separator, own_word(turns, i, line));
    line->next = i + 1;
  }
  return 1;
}

static void put_tokens(const struct turns *turns, struct line *line,
                       uint32_t first, uint32_t end) {
  while (first < end)
    first += put_token(turns, line, first, end);
}

/* Words that tokens [first, end) will have, near enough. */
static size_t words_in(const struct turns *turns, uint32_t first,
                       uint32_t end) {
  size_t words = 0;
  for (uint32_t i = first; i < end; i++) {
    const struct token *token = &turns->text->tokens[i];
    bool joined = i > first && (token->flags & TOKEN_CONTRACTED) &&
                  token->range.begin == token[-1].range.end;
    words += !turns->at[i].drop && !joined;
  }
  return words;
}

/* A word that a clause does not end with: "the", "please", #fail. */
static bool is_tail(const struct turns *turns, uint32_t i) {
  return turns->at[i].tail || turns->at[i].drop ||
         (turns->text->tokens[i].flags & TOKEN_HASHTAG);
}

static uint32_t trim_end(const struct turns *turns, uint32_t first,
                         uint32_t end) {
  while (end > first && is_tail(turns, end - 1))
    end--;
  return end;
}

/* Where the clause must end so that it has no more than room words. */
static uint32_t fit(const struct turns *turns, uint32_t first, uint32_t end,
                    size_t room) {
  end = trim_end(turns, first, end);
  if (words_in(turns, first, end) <= room)
    return end;
  uint32_t best = first, hard = first;
  size_t words = 0;
  for (uint32_t i = first; i < end && words <= room; i++) {
    if (words >= 4 && turns->at[i].cut)
      best = i;
    hard = i;
    words += words_in(turns, i, i + 1);
  }
  return trim_end(turns, first, best > first ? best : hard);
}

/* A clause as it will be said: what is put before it, and its tokens. */
struct cut {
  struct str before;
  const struct language_match *auxiliary; /* moved behind the subject */
  uint32_t first;
  uint32_t end;
};

/* "why can't I": the auxiliary goes behind its subject. */
static bool turn_round(const struct turns *turns, struct cut *cut, bool why) {
  const struct language_match *invert = turns->at[cut->first].invert;
  uint32_t behind = cut->first + invert->count;
  if (!why || behind >= cut->end || !turns->at[behind].subject)
    return false;
  cut->auxiliary = invert;
  cut->first = behind;
  return true;
}

static bool asks_first(const struct turns *turns, const struct cut *cut) {
  const struct token *token = &turns->text->tokens[cut->first];
  return turns->at[cut->first].invert &&
         turns->text->sentences[token->sentence].end == '?';
}

/*
 * "so why can't I log in": without "so why", "can't" behind "I". An
 * auxiliary first without a why asks whether it is so: nothing is told.
 */
static bool open_clause(const struct turns *turns, struct cut *cut) {
  bool why = false;
  while (cut->first < cut->end) {
    const struct turn_at *at = &turns->at[cut->first];
    if (at->open && !asks_first(turns, cut)) {
      cut->before = at->open->entry->says[0];
      return true;
    }
    if (at->invert)
      return turn_round(turns, cut, why);
    if (!at->lead && !at->drop)
      return true;
    uint32_t skipped = at->lead ? at->lead->count : 1;
    for (uint32_t i = 0; i < skipped && cut->first < cut->end; i++)
      why = why || str_is(turns->text->tokens[cut->first + i].folded, "why");
    cut->first += skipped;
  }
  return false;
}

/*
 * Is what is left a sentence: a subject that is no verb, and behind it a
 * finite verb, or "I", "it" and the like with anything behind them?
 */
static bool is_sentence(const struct turns *turns, const struct cut *cut) {
  size_t words = words_in(turns, cut->first, cut->end);
  if (cut->before.size > 0 || cut->auxiliary)
    return words > 0;
  if (words < CLAUSE_WORDS_MIN || turns->at[cut->first].verb)
    return false;
  if (turns->at[cut->first].nominative && words > CLAUSE_WORDS_MIN)
    return true;
  for (uint32_t i = cut->first + 1; i < cut->end && i < cut->first + 8; i++)
    if (turns->at[i].finite)
      return true;
  return false;
}

/*
 * People run on without a comma, and hang what is wrong on a "when I …".
 * Then the problem starts at the last "I" or "it says" before it.
 */
static uint32_t start_near(const struct turns *turns,
                           const struct clause *clause, uint32_t about) {
  uint32_t first = clause->first;
  uint32_t far = turns->at[first].under ? 2 : 8;
  for (uint32_t i = about; i > first + 1 && about - i < 7; i--)
    if (turns->at[i].nominative && i - first >= far)
      return i;
  return first;
}

int turn_clause(struct turns *turns, const struct clause *clause,
                uint32_t about, struct str *out) {
  struct line *line = arena_alloc(turns->arena, sizeof(*line));
  if (!line || find(turns, clause->first))
    return ATTUNE_E_MEMORY;
  struct cut cut = {.first = start_near(turns, clause, about)};
  cut.end = clause->first + clause->count;
  if (cut.end - cut.first > CLAUSE_TOKENS_MAX)
    cut.end = cut.first + CLAUSE_TOKENS_MAX;
  *out = (struct str){NULL, 0};
  if (!open_clause(turns, &cut))
    return ATTUNE_OK;
  size_t room = TURN_WORDS_MAX - (cut.auxiliary ? 1 : 0);
  for (size_t i = 0; i < cut.before.size; i++)
    room -= cut.before.data[i] == ' ' || i == 0;
  cut.end = fit(turns, cut.first, cut.end, room);
  if (!is_sentence(turns, &cut))
    return ATTUNE_OK;
  put_word(line, STR(" "), cut.before);
  if (cut.auxiliary) {
    uint32_t verb = cut.first + turns->at[cut.first].subject->count;
    put_tokens(turns, line, cut.first, verb);
    put_tokens(turns, line, cut.auxiliary->first,
               cut.auxiliary->first + cut.auxiliary->count);
    cut.first = verb;
  }
  put_tokens(turns, line, cut.first, cut.end);
  return finish(turns->arena, line, out);
}

int turn_say(struct turns *turns, const struct language_match *match,
             struct str say, struct str *out) {
  struct line *line = arena_alloc(turns->arena, sizeof(*line));
  if (!line || find(turns, match->first))
    return ATTUNE_E_MEMORY;
  while (say.size > 0) {
    const char *brace = memchr(say.data, '{', say.size);
    size_t plain = brace ? (size_t)(brace - say.data) : say.size;
    put(line, (struct str){say.data, plain});
    say = (struct str){say.data + plain, say.size - plain};
    const char *close = brace ? memchr(brace, '}', say.size) : NULL;
    if (!close)
      continue;
    struct phrase_capture capture;
    struct str name = {brace + 1, (size_t)(close - brace - 1)};
    struct line *inner = arena_alloc(turns->arena, sizeof(*inner));
    struct str words = {NULL, 0};
    if (!inner)
      return ATTUNE_E_MEMORY;
    *out = (struct str){NULL, 0};
    if (!parts_capture(turns->language, match, name, &capture))
      return ATTUNE_OK;
    put_tokens(turns, inner, capture.first,
               trim_end(turns, capture.first, capture.first + capture.count));
    if (inner->count == 0)
      return ATTUNE_OK;
    if (finish(turns->arena, inner, &words))
      return ATTUNE_E_MEMORY;
    put(line, words);
    say = (struct str){close + 1, (size_t)(say.data + say.size - close - 1)};
  }
  return finish(turns->arena, line, out);
}
