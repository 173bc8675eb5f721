#include "attune.h"
#include "rewrite/pass.h"
#include "rewrite/say_words.h"

/* A greeting of more words than this, or a sign-off, is no such thing. */
#define GREETING_TOKENS_MAX 6
#define SIGN_OFF_TOKENS_MAX 3
#define OUTCRY_TOKENS_MAX   3
#define CLOSE_TOKENS_MAX    16

/* Sentences before the first that matters, and behind the last. */
#define OPENING_MAX 4
#define ENDING_MAX  8

/* By halves: findings and moves ask for each of theirs. */
size_t place_sentence(const struct text *text, size_t at) {
  size_t low = 0, high = text->sentence_count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (text->sentences[middle].range.end <= at)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static char byte_at(const struct text *text, size_t at) {
  return at < text->source.size ? text->source.data[at] : 0;
}

static bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool is_dash(const struct text *text, size_t at) {
  struct str rest =
      str_slice(text->source, (struct range){at, text->source.size});
  return byte_at(text, at) == '-' ||
         (rest.size >= 3 && (memcmp(rest.data, "\xE2\x80\x93", 3) == 0 ||
                             memcmp(rest.data, "\xE2\x80\x94", 3) == 0));
}

/* "Hi there, …", "Hi there – …": what is said after it goes on in it. */
static bool runs_on(const struct text *text, size_t at) {
  bool blank = byte_at(text, at) == ' ';
  return byte_at(text, at) == ',' || is_dash(text, at + blank);
}

/* Punctuation that parts a greeting from what is said after it. */
static bool parts_greeting(const struct text *text, size_t at) {
  char c = byte_at(text, at);
  return c == '!' || c == '.' || c == ':' || c == ';' || runs_on(text, at);
}

/* The review says where a move is; here it is asked by its sentence. */
static const struct move_found *find_move(const struct pass *pass,
                                          enum move move, size_t sentence) {
  const struct review *review = pass->review;
  for (size_t i = 0; i < review->present_count; i++)
    if (review->present[i].move == move &&
        place_sentence(pass->text, review->present[i].range.begin) == sentence)
      return &review->present[i];
  return NULL;
}

/* "Hey, Ann.": one more token, when the next is a name set apart. */
static bool names_next(const struct text *text, const struct sentence *sentence,
                       uint32_t at) {
  if (at >= sentence->count)
    return false;
  const struct token *token = &text->tokens[sentence->first + at];
  return (token->flags & TOKEN_CAPITAL) && token->range.end > 0 &&
         token->range.end - token->range.begin > 1 &&
         (at + 1 == sentence->count || parts_greeting(text, token->range.end));
}

/* "Welcome to Funtopia, where …": all of it greets. */
static bool greets_on(const struct pass *pass, const struct sentence *sentence,
                      uint32_t at) {
  const struct language_entry *label =
      words_label(pass->input->language, "greeting", STR("goes-on"));
  return at < sentence->count &&
         words_lead(label, pass->text->tokens[sentence->first + at].folded)
                 .size > 0;
}

/*
 * The first token behind the greeting that opens this sentence, counted
 * from its first; 0 when none does, or when nothing parts it from the rest.
 */
static uint32_t greeting_tokens(const struct pass *pass, size_t index) {
  const struct text *text = pass->text;
  const struct sentence *sentence = &text->sentences[index];
  const struct move_found *greeting = find_move(pass, MOVE_GREETING, index);
  const struct move_found *name = find_move(pass, MOVE_NAME, index);
  const struct move_found *found = greeting ? greeting : name;
  if (!found || sentence->count == 0 ||
      found->range.begin > text->tokens[sentence->first].range.begin ||
      words_lead(words_label(pass->input->language, "greeting", STR("none")),
                 text->tokens[sentence->first].folded)
              .size > 0)
    return 0;
  for (uint32_t i = 1; i <= sentence->count && i <= GREETING_TOKENS_MAX; i++) {
    const struct token *last = &text->tokens[sentence->first + i - 1];
    if (last->range.end < found->range.end)
      continue;
    if (i < sentence->count && !parts_greeting(text, last->range.end))
      continue;
    return greets_on(pass, sentence, i) ? sentence->count
                                        : i + names_next(text, sentence, i);
  }
  return 0;
}

size_t place_body(const struct pass *pass, size_t index) {
  const struct sentence *sentence = &pass->text->sentences[index];
  uint32_t skip = greeting_tokens(pass, index);
  if (skip == 0)
    return sentence->range.begin;
  if (skip == sentence->count)
    return sentence->range.end;
  return pass->text->tokens[sentence->first + skip].range.begin;
}

static struct str tag_name(const struct text *text, struct range tag) {
  size_t begin = tag.begin + 1;
  begin += byte_at(text, begin) == '/';
  size_t end = begin;
  while (end < tag.end &&
         (words_is_letter(byte_at(text, end)) ||
          (byte_at(text, end) >= '1' && byte_at(text, end) <= '6')))
    end++;
  return str_slice(text->source, (struct range){begin, end});
}

static bool is_inline(const struct text *text, struct range tag) {
  return text->format == TEXT_HTML &&
         words_listed(STR("a b i u em strong span font small mark s"),
                      tag_name(text, tag));
}

/* The tag that ends, or begins, at this very byte. */
static const struct span *tag_at(const struct text *text, size_t at,
                                 bool ends) {
  for (uint32_t i = 0; i < text->span_count; i++) {
    const struct span *span = &text->spans[i];
    if (span->kind == SPAN_TAG &&
        (ends ? span->range.end : span->range.begin) == at)
      return span;
  }
  return NULL;
}

/* Out of <b> and its kin, so that what is put in is not bold. */
static size_t outside_inline(const struct text *text, size_t at, bool ends) {
  const struct span *tag;
  while ((tag = tag_at(text, at, ends)) != NULL && is_inline(text, tag->range))
    at = ends ? tag->range.begin : tag->range.end;
  return at;
}

/* Lists are marked where a line starts, whatever the sentence does. */
static size_t line_start(const struct text *text, size_t at) {
  while (at > 0 && text->source.data[at - 1] != '\n')
    at--;
  return at;
}

/* "- ", "1. ", "# " before the words: a line that takes no other sentence. */
static bool has_marker(const struct text *text, size_t at) {
  for (size_t i = line_start(text, at); i < at; i++)
    if (!is_blank(text->source.data[i]) &&
        !words_is_letter(text->source.data[i]))
      return text->format != TEXT_HTML;
    else if (!is_blank(text->source.data[i]))
      return false;
  return false;
}

static bool in_list_item(const struct text *text, size_t at) {
  struct str name = {NULL, 0};
  for (uint32_t i = 0; i < text->span_count; i++) {
    const struct span *span = &text->spans[i];
    if (span->range.begin >= at)
      break;
    if (span->kind == SPAN_TAG && !is_inline(text, span->range))
      name = tag_name(text, span->range);
  }
  return text->format == TEXT_HTML &&
         words_listed(STR("li td th dt dd h1 h2 h3 h4 h5 h6"), name);
}

static bool same_line(const struct text *text, size_t a, size_t b) {
  return b > a && !memchr(text->source.data + a, '\n', b - a);
}

/*
 * Warmth goes first, but behind the greeting, and not into a list or a
 * heading, where a sentence would be one item of several.
 */
static struct place opening_in(const struct pass *pass, size_t index) {
  const struct text *text = pass->text;
  const struct sentence *sentence = &text->sentences[index];
  uint32_t skip = greeting_tokens(pass, index);
  struct place place = {.found = true, .after = STR(" ")};
  size_t words = place_body(pass, index);
  place.at = outside_inline(text, words, true);
  place.raise = place.at == words;
  if (skip > 0 && skip < sentence->count) {
    size_t behind = text->tokens[sentence->first + skip - 1].range.end;
    place.lower = runs_on(text, behind) && same_line(text, behind, words);
  }
  if (has_marker(text, words)) {
    place.at = line_start(text, words);
    place.after = STR("\n\n");
    place.raise = false;
  }
  place.found = !in_list_item(text, words);
  return place;
}

/* "Oh no!": what is said to that goes behind it, unless it hurts itself. */
static bool is_outcry(const struct pass *pass, size_t index) {
  const struct sentence *sentence = &pass->text->sentences[index];
  const struct review *review = pass->review;
  for (size_t i = 0; i < review->finding_count; i++)
    if (range_overlaps(review->findings[i].range, sentence->range))
      return false;
  return sentence->end == '!' && sentence->count <= OUTCRY_TOKENS_MAX;
}

/* "I do, Ruth: …" goes on from what was asked: nothing comes between. */
static bool is_answer(const struct pass *pass, size_t index) {
  size_t begin = place_body(pass, index);
  struct range range = {begin, pass->text->sentences[index].range.end};
  struct str words = str_slice(pass->text->source, range);
  size_t at = 0;
  while (at < words.size && words.data[at] != ',' && words.data[at] != ':' &&
         words.data[at] != '.' && words.data[at] != '!')
    at++;
  words.size = at;
  return words_lead(words_label(pass->input->language, "answer", STR("opens")),
                    words)
                 .size == words.size &&
         words.size > 0;
}

/* "Therefore, …" goes on from what was sent before. */
static bool leans(const struct pass *pass, size_t index) {
  struct range words = {place_body(pass, index),
                        pass->text->sentences[index].range.end};
  struct str text = str_slice(pass->text->source, words);
  size_t at = 0;
  struct str first = words_next(text, &at);
  return words_lead(words_label(pass->input->language, "leans", STR("first")),
                    first)
             .size > 0;
}

/* "Dear Guest, Greetings from the harbour hotel.": it greets to its end. */
bool place_greets(const struct pass *pass, size_t index) {
  const struct text *text = pass->text;
  struct range body = {place_body(pass, index),
                       text->sentences[index].range.end};
  const struct language_entry *more =
      words_label(pass->input->language, "greeting", STR("more"));
  return greeting_tokens(pass, index) == text->sentences[index].count ||
         words_lead(more, str_slice(text->source, body)).size > 0;
}

struct place place_opening(const struct pass *pass) {
  const struct text *text = pass->text;
  size_t index = 0;
  while (index < text->sentence_count && index < OPENING_MAX &&
         (is_outcry(pass, index) || place_greets(pass, index)))
    index++;
  if (text->source.size > 0 && text->source.data[0] == '.')
    return (struct place){.found = false};
  if (index < text->sentence_count &&
      (is_answer(pass, index) || leans(pass, index)))
    return (struct place){.found = false};
  if (index < text->sentence_count)
    return opening_in(pass, index);
  /* Nothing but "Hi Ann,": what is said goes on behind it. */
  if (text->sentence_count == 0)
    return (struct place){.found = false};
  return place_behind(pass, text->sentence_count - 1);
}

static bool is_ended(const struct text *text, size_t end) {
  char last = end > 0 ? text->source.data[end - 1] : 0;
  return last == '.' || last == '!' || last == '?' || last == ':' ||
         last == ',' || last == ')' || last == '"' || last == '\n';
}

/*
 * A link that ends a text would swallow what follows it on the line, and a
 * sentence without its full stop would run on.
 */
struct place place_behind(const struct pass *pass, size_t index) {
  const struct text *text = pass->text;
  const struct sentence *sentence = &text->sentences[index];
  struct place place = {.found = true, .before = STR(" ")};
  uint8_t kind = sentence->count > 0
                     ? text->tokens[sentence->first + sentence->count - 1].kind
                     : TOKEN_WORD;
  place.at = outside_inline(text, sentence->range.end, false);
  if (text->format != TEXT_HTML &&
      (has_marker(text, sentence->range.begin) || kind == TOKEN_URL))
    place.before = STR("\n\n");
  else if (!is_ended(text, sentence->range.end) && kind == TOKEN_WORD)
    place.before = STR(". ");
  place.found = !in_list_item(text, sentence->range.begin);
  return place;
}

/* "Kind regards" and what stands before its comma: "Kind regards, Ana". */
static bool signs(const struct pass *pass, const struct sentence *sentence) {
  struct str words = str_slice(pass->text->source, sentence->range);
  const char *comma = memchr(words.data, ',', words.size);
  if (comma)
    words.size = (size_t)(comma - words.data);
  return words_lead(words_label(pass->input->language, "signs", STR("lead")),
                    words)
             .size > 0;
}

/* Names and titles alone: "Mira Adler Head of Care Example Homes". */
static bool is_name_block(const struct text *text,
                          const struct sentence *sentence) {
  uint32_t capitals = 0;
  for (uint32_t i = 0; i < sentence->count; i++)
    capitals += (text->tokens[sentence->first + i].flags & TOKEN_CAPITAL) != 0;
  return sentence->end == 0 && sentence->count > 1 &&
         3 * capitals >= 2 * sentence->count;
}

/* "2/3" and "…" mark a piece of a reply that has no start or end of its own. */
static bool is_continued(const struct text *text) {
  const struct token *last = &text->tokens[text->token_count - 1];
  struct str piece = str_slice(text->source, last->range);
  return last->kind == TOKEN_NUMBER && piece.size <= 5 &&
         memchr(piece.data, '/', piece.size) != NULL;
}

/* Its close is most of it: a long one may have told all before it. */
static bool closes(const struct pass *pass, size_t index) {
  struct range range = pass->text->sentences[index].range;
  size_t begin = find_move(pass, MOVE_CLOSE, index)->range.begin;
  return begin - range.begin < (range.end - range.begin) / 3;
}

/* "Kind regards", "~ Ana", "-Tom": signs, says nothing. */
bool place_signs_off(const struct pass *pass, size_t index) {
  const struct text *text = pass->text;
  const struct sentence *sentence = &text->sentences[index];
  if (sentence->count == 0 ||
      (find_move(pass, MOVE_CLOSE, index) &&
       (sentence->count <= CLOSE_TOKENS_MAX || closes(pass, index))) ||
      (find_move(pass, MOVE_THANKS, index) && sentence->count <= 4) ||
      (sentence->end == 0 && signs(pass, sentence)) ||
      (index > 0 && is_name_block(text, sentence)))
    return true;
  const struct token *first = &text->tokens[sentence->first];
  if (index > 0 && index + 1 == text->sentence_count && sentence->end == 0 &&
      sentence->count == 1 && (first->flags & TOKEN_CAPITAL))
    return true;
  size_t at = sentence->range.begin;
  return sentence->end == 0 && sentence->count <= SIGN_OFF_TOKENS_MAX &&
         first->kind == TOKEN_WORD && index > 0 &&
         (at == 0 || text->source.data[at - 1] == '\n' ||
          (first->flags & (TOKEN_AFTER_PAUSE | TOKEN_HANDLE)) ||
          memchr("-~^*/(", text->source.data[at], 6) ||
          memchr("-~^*/(", text->source.data[at - 1], 6));
}

/* Behind the last thing that was said, before how it was signed. */
struct place place_ending(const struct pass *pass) {
  size_t count = pass->text->sentence_count, index = count;
  while (index > 1 && count - index < ENDING_MAX &&
         place_signs_off(pass, index - 1))
    index--;
  if (index == 0 || pass->text->token_count == 0 || is_continued(pass->text))
    return (struct place){.found = false};
  return place_behind(pass, index - 1);
}

struct place place_last(const struct pass *pass) {
  struct place place = place_ending(pass);
  if (place.found && pass->text->format != TEXT_HTML)
    place.before = STR("\n\n");
  return place;
}
