#include "reading/turn.h"

#include <attune.h>

#include "reading/parts.h"
#include "reading/turn_line.h"

#define CLAUSE_WORDS_MIN 2

/* How far back what "it" means is looked for. */
#define TOPIC_TOKENS 60

/* A word that a clause does not end with: "the", "please", #fail. */
static bool is_tail(const struct turns *turns, uint32_t i, bool cut) {
  const struct turn_at *at = &turns->at[i];
  return !at->quoted && (at->tail || at->drop || (cut && at->loose) ||
                         (turns->text->tokens[i].flags & TOKEN_HASHTAG));
}

static uint32_t trim_end(const struct turns *turns, uint32_t first,
                         uint32_t end, bool cut) {
  while (end > first && is_tail(turns, end - 1, cut))
    end--;
  return end;
}

/* A clause as it will be said: what is put before it, and its tokens. */
struct cut {
  struct str before;
  struct str determiner;
  const struct language_match *auxiliary; /* moved behind the subject */
  uint32_t copula; /* the token that "is" is put before, or 0 */
  uint32_t first;
  uint32_t end;
  bool vague;
  bool shortened;
  bool ragged;
};

/* Words that "before" and the like take away from the clause. */
static size_t words_of(struct str text) {
  size_t words = text.size > 0;
  for (size_t i = 0; i < text.size; i++)
    words += text.data[i] == ' ';
  return words;
}

static size_t room_for(const struct cut *cut) {
  size_t taken = words_of(cut->before) + words_of(cut->determiner) +
                 (cut->auxiliary ? 1 : 0) + (cut->copula ? 1 : 0);
  return taken < TURN_WORDS_MAX ? TURN_WORDS_MAX - taken : 0;
}

/* Ends the clause so that it has no more words than there is room for. */
static void fit(const struct turns *turns, struct cut *cut) {
  size_t room = room_for(cut), words = 0;
  uint32_t best = 0, soft = 0, hard = cut->first;
  cut->end = trim_end(turns, cut->first, cut->end, false);
  cut->shortened = turn_words(turns, cut->first, cut->end) > room;
  if (!cut->shortened)
    return;
  for (uint32_t i = cut->first; i < cut->end && words <= room; i++) {
    bool inside = turns->at[i].quoted && i > 0 && turns->at[i - 1].quoted;
    if (words >= 4 && turns->at[i].cut && !inside)
      best = i;
    if (words >= 4 && turns->at[i].soft && !inside)
      soft = i;
    if (!inside)
      hard = i;
    words += turn_words(turns, i, i + 1);
  }
  cut->ragged = !best && !soft;
  cut->end = best ? best : soft ? soft : hard;
  cut->end = trim_end(turns, cut->first, cut->end, true);
}

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

/* "wifi down": "your" before, "is" between. */
static void put_bare(struct cut *cut, const struct language_match *bare) {
  cut->determiner = bare->entry->says[0];
  if (str_is(bare->entry->part, "is"))
    cut->copula = bare->first + bare->count - 1;
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
    bool kept = at->word && at->lead && at->word->count > at->lead->count;
    if ((!at->lead && !at->drop) || kept) {
      if (at->bare && !at->word)
        put_bare(cut, at->bare);
      return true;
    }
    uint32_t skipped = at->lead ? at->lead->count : 1;
    for (uint32_t i = 0; i < skipped && cut->first < cut->end; i++)
      why = why || str_is(turns->text->tokens[cut->first + i].folded, "why");
    cut->first += skipped;
  }
  return false;
}

/* "A fridge that is warm", "the time being charged": no sentence yet. */
static bool is_no_verb(const struct turns *turns, uint32_t verb) {
  struct str before = turns->text->tokens[verb - 1].folded;
  return str_is(before, "that") || str_is(before, "which") ||
         str_is(before, "who") || str_is(before, "being") ||
         str_is(before, "to");
}

/*
 * Is what is left a sentence: a subject that is no verb, and behind it a
 * finite verb, or "I", "it" and the like with anything behind them?
 */
static bool is_sentence(const struct turns *turns, const struct cut *cut) {
  size_t words = turn_words(turns, cut->first, cut->end);
  const struct turn_at *at = &turns->at[cut->first];
  if (cut->before.size > 0 || cut->auxiliary || cut->copula)
    return words > 0;
  if (words < CLAUSE_WORDS_MIN || at->verb || at->quoted ||
      (at->finite && cut->determiner.size == 0))
    return false;
  if (at->nominative && words > CLAUSE_WORDS_MIN)
    return true;
  for (uint32_t i = cut->first + 1; i < cut->end && i < cut->first + 8; i++)
    if (turns->at[i].finite && !turns->at[i].quoted && !is_no_verb(turns, i))
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
    if (turns->at[i].nominative && !turns->at[i].quoted && i - first >= far)
      return i;
  return first;
}

static const struct language_match *spoken_of(const struct turn_at *at,
                                              enum spoken kind) {
  if (kind == SPOKEN_PERSON)
    return at->person;
  bool own = at->topic && str_is(at->topic->entry->part, "mine");
  return kind == SPOKEN_OWN && !own ? NULL : at->topic;
}

/*
 * In the nearest sentence that speaks of one, what it names first: "I sent
 * my order to my old flat. It …" is about the order.
 */
int turn_topic(struct turns *turns, uint32_t token, enum spoken kind,
               struct str *out) {
  const struct text *text = turns->text;
  const struct language_match *found = NULL;
  uint32_t near = text->tokens[token - 1].sentence;
  *out = (struct str){NULL, 0};
  for (uint32_t i = token; i-- > 0 && token - i < TOPIC_TOKENS;) {
    uint32_t sentence = text->tokens[i].sentence;
    if ((found && sentence != text->tokens[found->first].sentence) ||
        (kind != SPOKEN_OWN && near - sentence > 2))
      break;
    if (turns_find(turns, i))
      return ATTUNE_E_MEMORY;
    const struct language_match *match = spoken_of(&turns->at[i], kind);
    if (match && i + match->count <= token && !turns->at[i].quoted)
      found = match;
  }
  return found ? turn_say(turns, found, found->entry->says[0], out) : ATTUNE_OK;
}

/* What the first word of the clause stands for; whether it is one thing. */
static bool stands_for(const struct turns *turns, const struct cut *cut,
                       enum spoken *kind) {
  if (cut->before.size > 0 || cut->auxiliary || cut->first >= cut->end ||
      turns->at[cut->first].idle)
    return false;
  struct str word = turns->text->tokens[cut->first].folded;
  bool person = str_is(word, "he") || str_is(word, "she");
  *kind = person ? SPOKEN_PERSON : SPOKEN_THING;
  return person || str_is(word, "it");
}

/*
 * "It" or "she" by its name, if it has one. It may stand in the customer's
 * words or be what we put there.
 */
static int name_subject(struct turns *turns, struct cut *cut) {
  bool ours = cut->before.size >= 2 && memcmp(cut->before.data, "it", 2) == 0;
  enum spoken kind = SPOKEN_THING;
  struct str name = {NULL, 0};
  cut->vague = ours || (cut->before.size == 0 && cut->first < cut->end &&
                        turns->at[cut->first].vague);
  if (!ours && !stands_for(turns, cut, &kind))
    return ATTUNE_OK;
  if (cut->first > 0 && turn_topic(turns, cut->first, kind, &name))
    return ATTUNE_E_MEMORY;
  /* "It" is one thing, "your tickets" are many. */
  if (name.size == 0 || name.data[name.size - 1] == 's')
    return ATTUNE_OK;
  struct str pieces[] = {name, {NULL, 0}};
  if (ours)
    pieces[1] = (struct str){cut->before.data + 2, cut->before.size - 2};
  else
    cut->first++;
  cut->vague = false;
  cut->before = arena_join(turns->arena, pieces, 2);
  return cut->before.data ? ATTUNE_OK : ATTUNE_E_MEMORY;
}

static int put_cut(struct turns *turns, struct cut *cut, struct turn_line *line,
                   struct str *out) {
  turn_put_word(line, STR(" "), cut->before);
  turn_put_word(line, STR(" "), cut->determiner);
  if (cut->auxiliary) {
    uint32_t verb = cut->first + turns->at[cut->first].subject->count;
    turn_put_tokens(turns, line, cut->first, verb);
    const struct language_entry *entry = cut->auxiliary->entry;
    if (entry->say_count > 0)
      turn_put_word(line, STR(" "), entry->says[0]);
    else
      turn_put_tokens(turns, line, cut->auxiliary->first,
                      cut->auxiliary->first + cut->auxiliary->count);
    cut->first = verb;
  }
  if (cut->copula) {
    turn_put_tokens(turns, line, cut->first, cut->copula);
    turn_put_word(line, STR(" "), STR("is"));
    cut->first = cut->copula;
  }
  turn_put_tokens(turns, line, cut->first, cut->end);
  return turn_finish(turns->arena, line, out);
}

int turn_clause(struct turns *turns, const struct clause *clause,
                uint32_t about, struct said *out) {
  struct turn_line *line = arena_alloc(turns->arena, sizeof(*line));
  *out = (struct said){0};
  if (!line || turns_find(turns, clause->first))
    return ATTUNE_E_MEMORY;
  struct cut cut = {.first = start_near(turns, clause, about)};
  cut.end = clause->first + clause->count;
  if (cut.end - cut.first > TURN_TOKENS_MAX)
    cut.end = cut.first + TURN_TOKENS_MAX;
  if (!open_clause(turns, &cut))
    return ATTUNE_OK;
  if (name_subject(turns, &cut))
    return ATTUNE_E_MEMORY;
  fit(turns, &cut);
  if (!is_sentence(turns, &cut))
    return ATTUNE_OK;
  out->vague = cut.vague;
  out->cut = cut.shortened;
  out->ragged = cut.ragged;
  return put_cut(turns, &cut, line, &out->text);
}

/* A capture, turned; empty when the match has none. */
static int say_capture(struct turns *turns, const struct language_match *match,
                       struct str name, struct str *out) {
  struct phrase_capture capture;
  struct turn_line *line = arena_alloc(turns->arena, sizeof(*line));
  *out = (struct str){NULL, 0};
  if (!line)
    return ATTUNE_E_MEMORY;
  if (!parts_capture(turns->language, match, name, &capture))
    return ATTUNE_OK;
  uint32_t end = capture.first + 1;
  while (end < capture.first + capture.count &&
         !(turns->text->tokens[end].flags & TOKEN_AFTER_PAUSE))
    end++;
  turn_put_tokens(turns, line, capture.first,
                  trim_end(turns, capture.first, end, true));
  return line->count > 0 ? turn_finish(turns->arena, line, out) : ATTUNE_OK;
}

int turn_say(struct turns *turns, const struct language_match *match,
             struct str say, struct str *out) {
  struct turn_line *line = arena_alloc(turns->arena, sizeof(*line));
  *out = (struct str){NULL, 0};
  if (!line || turns_find(turns, match->first))
    return ATTUNE_E_MEMORY;
  while (say.size > 0) {
    const char *brace = memchr(say.data, '{', say.size);
    size_t plain = brace ? (size_t)(brace - say.data) : say.size;
    turn_put(line, (struct str){say.data, plain});
    say = (struct str){say.data + plain, say.size - plain};
    const char *close = brace ? memchr(brace, '}', say.size) : NULL;
    if (!close) {
      turn_put(line, say); /* nothing, or a brace without its fellow */
      break;
    }
    struct str words;
    struct str name = {brace + 1, (size_t)(close - brace - 1)};
    if (say_capture(turns, match, name, &words))
      return ATTUNE_E_MEMORY;
    if (words.size == 0)
      return ATTUNE_OK;
    turn_put(line, words);
    say = (struct str){close + 1, (size_t)(say.data + say.size - close - 1)};
  }
  return turn_finish(turns->arena, line, out);
}
