#include "rewrite/pass.h"
#include "rewrite/say_voice.h"
#include "rewrite/say_words.h"

/* A longer sentence has more in it than warmth. */
#define WARM_TOKENS_MAX 24

static char byte_at(struct str source, size_t at) {
  return at < source.size ? source.data[at] : 0;
}

static bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

static bool is_line(char c) {
  return c == '\n' || c == '\r';
}

static size_t behind_blanks(struct str source, size_t at) {
  while (is_blank(byte_at(source, at)))
    at++;
  return at;
}

static size_t before_blanks(struct str source, size_t at) {
  while (at > 0 && is_blank(source.data[at - 1]))
    at--;
  return at;
}

/* What is beside the words behind a greeting: are they all of it? */
static bool has_tokens(const struct text *text, size_t sentence, size_t body,
                       struct range words) {
  const struct sentence *s = &text->sentences[sentence];
  for (uint32_t i = 0; i < s->count; i++) {
    struct range token = text->tokens[s->first + i].range;
    if (token.begin >= body && !range_overlaps(token, words))
      return true;
  }
  return false;
}

/* The tag next to the range on that side, with blanks between; or NULL. */
static const struct span *tag_beside(const struct text *text,
                                     struct range range, bool behind) {
  size_t at = behind ? behind_blanks(text->source, range.end)
                     : before_blanks(text->source, range.begin);
  for (uint32_t i = 0; i < text->span_count; i++) {
    const struct span *span = &text->spans[i];
    if (span->kind == SPAN_TAG &&
        (behind ? span->range.begin : span->range.end) == at)
      return span;
  }
  return NULL;
}

/* "<p>" and "</p>" around all that goes would leave an empty paragraph. */
static struct range with_paragraph(const struct text *text,
                                   struct range range) {
  const struct span *open = tag_beside(text, range, false);
  const struct span *close = tag_beside(text, range, true);
  if (!open || !close)
    return range;
  struct str a = str_slice(text->source, open->range);
  struct str b = str_slice(text->source, close->range);
  if (a.size < 3 || ascii_lower(a.data[1]) != 'p' ||
      words_is_letter(a.data[2]) || b.size != 4 || b.data[1] != '/' ||
      ascii_lower(b.data[2]) != 'p')
    return range;
  return (struct range){open->range.begin, close->range.end};
}

/* A whole line goes with its line ends, those behind it or those before. */
static struct range with_lines(struct str source, struct range range) {
  size_t begin = before_blanks(source, range.begin);
  size_t end = behind_blanks(source, range.end);
  bool starts = begin == 0 || is_line(source.data[begin - 1]);
  bool ends = end == source.size || is_line(source.data[end]);
  /* Behind a tag the blank is the one that follows. */
  if (!starts && begin == range.begin)
    return (struct range){begin, end};
  if (!starts || !ends)
    return (struct range){starts ? range.begin : begin,
                          starts ? end : range.end};
  if (end < source.size)
    while (end < source.size && is_line(source.data[end]))
      end++;
  else
    while (begin > 0 && is_line(source.data[begin - 1]))
      begin--;
  return (struct range){begin, end};
}

/* Warm words: no reply by themselves, but what the agent is to fill in is. */
static bool is_frame(const struct pass *pass, size_t index) {
  const struct review *review = pass->review;
  const struct sentence *sentence = &pass->text->sentences[index];
  struct str words = str_slice(pass->text->source, sentence->range);
  bool warm = false, helps = false;
  for (size_t i = 0; i < review->present_count; i++) {
    enum move move = review->present[i].move;
    if (!range_overlaps(review->present[i].range, sentence->range))
      continue;
    if (move == MOVE_ACKNOWLEDGEMENT || move == MOVE_APOLOGY ||
        move == MOVE_THANKS || move == MOVE_CLOSE || move == MOVE_GREETING ||
        move == MOVE_NAME || move == MOVE_PARAPHRASE)
      warm = true;
    else
      helps = true;
  }
  if (voice_leaves_gap(pass->say->voice, words))
    return false;
  return (warm && !helps) || place_signs_off(pass, index) ||
         place_greets(pass, index);
}

bool pass_is_frame(const struct pass *pass) {
  for (size_t i = 0; i < pass->text->sentence_count; i++)
    if (!is_frame(pass, i) ||
        (pass->text->sentences[i].count > WARM_TOKENS_MAX &&
         !place_signs_off(pass, i) && !place_greets(pass, i)))
      return false;
  return true;
}

/* Another edit takes the whole of it out. */
static bool is_gone(const struct edit_list *others, struct range sentence) {
  for (size_t i = 0; i < others->count; i++)
    if (others->items[i].text.size == 0 &&
        others->items[i].range.end >= sentence.end &&
        range_overlaps(others->items[i].range, sentence))
      return true;
  return false;
}

/* Whoever thanks or praises is answered by warm words alone. */
static bool is_glad(const struct pass *pass) {
  const struct history *history = pass->input->history;
  return history->heat == 0 && feeling_is_glad(history->feeling);
}

/*
 * The last words of all: what is left would be a greeting and a name. One
 * apology of two may go, whatever the other is framed by.
 */
static bool is_all_there_is(const struct pass *pass, size_t sentence,
                            const struct edit_list *others) {
  const struct text *text = pass->text;
  bool sorry = pass_apologises(
      pass, str_slice(text->source, text->sentences[sentence].range));
  for (size_t i = 0; i < text->sentence_count; i++)
    if (i != sentence && text->sentences[i].count > 2 &&
        !is_gone(others, text->sentences[i].range) &&
        (sorry || is_glad(pass) || !is_frame(pass, i)))
      return false;
  return true;
}

/* "Hence the delay.": the next one means nothing without it. */
bool pass_leant_on(const struct pass *pass, size_t sentence) {
  const struct text *text = pass->text;
  const struct language_entry *leans =
      words_label(pass->input->language, "leans", STR("lead"));
  return sentence + 1 < text->sentence_count &&
         words_lead(leans, str_slice(text->source,
                                     text->sentences[sentence + 1].range))
                 .size > 0;
}

/*
 * A whole sentence. Behind "Hi Ann," on the same line nothing is left to
 * join, so that the next sentence moves up, its capital as it was.
 */
static bool remove_sentence(const struct pass *pass, size_t sentence,
                            size_t body, const struct edit_list *others,
                            struct edit *edit) {
  const struct text *text = pass->text;
  struct range range = {body, text->sentences[sentence].range.end};
  if (is_all_there_is(pass, sentence, others) || pass_leant_on(pass, sentence))
    return false;
  edit->text = STR("");
  if (body > text->sentences[sentence].range.begin) {
    size_t next = behind_blanks(text->source, range.end);
    edit->range = (struct range){body, next};
    return next < text->source.size;
  }
  struct range block =
      text->format == TEXT_HTML ? with_paragraph(text, range) : range;
  edit->range = with_lines(text->source, block);
  return true;
}

/* The letter that now begins the sentence, raised along with the removal. */
static void raise_next(const struct pass *pass, struct edit *edit) {
  struct range letter = {edit->range.end, edit->range.end + 1};
  char next = byte_at(pass->text->source, letter.begin);
  if (next < 'a' || next > 'z' || text_is_protected(pass->text, letter))
    return;
  edit->text = pass_raised(pass, str_slice(pass->text->source, letter));
  edit->range.end++;
}

/* "…, and we will": without what it joined, "and" would start a sentence. */
static size_t behind_joint(const struct pass *pass, size_t sentence,
                           size_t at) {
  const struct text *text = pass->text;
  const struct sentence *s = &text->sentences[sentence];
  const struct language_entry *joining =
      words_label(pass->input->language, "conjunction", STR("joining"));
  for (uint32_t i = 0; i + 1 < s->count; i++) {
    const struct token *token = &text->tokens[s->first + i];
    if (token->range.begin == at && words_lead(joining, token->folded).size > 0)
      return text->tokens[s->first + i + 1].range.begin;
  }
  return at;
}

static bool is_comma(char c) {
  return c == ',' || c == ';';
}

/*
 * A comma goes with the words it set apart: one of the two around them, or
 * the one behind a beginning. What is left then reads as if it had never
 * been there.
 */
static bool remove_words(const struct pass *pass, size_t sentence,
                         struct range words, const struct edit_list *others,
                         struct edit *edit) {
  struct str source = pass->text->source;
  size_t body = place_body(pass, sentence);
  if (!has_tokens(pass->text, sentence, body, words))
    return remove_sentence(pass, sentence, body, others, edit);
  struct range range = words;
  bool opens = range.begin <= body;
  bool comma = is_comma(byte_at(source, range.end));
  size_t before = before_blanks(source, range.begin);
  bool pause = before > 0 && is_comma(source.data[before - 1]);
  edit->text = STR("");
  if (opens) {
    range.end =
        behind_joint(pass, sentence, behind_blanks(source, range.end + comma));
  } else if (pause && (comma || !is_blank(byte_at(source, range.end)))) {
    range.begin = before - 1;
    range.end += comma;
  } else if (is_blank(byte_at(source, range.end))) {
    range.end = behind_blanks(source, range.end);
  } else {
    range.begin = before;
  }
  edit->range = range;
  char first = byte_at(source, words.begin);
  if (opens && first >= 'A' && first <= 'Z')
    raise_next(pass, edit);
  return true;
}

/* An emoji often is all that ends a sentence. */
static void end_sentence(const struct pass *pass, struct range words,
                         struct edit *edit) {
  struct str source = pass->text->source;
  size_t begin = before_blanks(source, edit->range.begin);
  size_t end = behind_blanks(source, edit->range.end);
  char next = byte_at(source, end);
  if (edit->text.size == 0 && (byte_at(source, words.begin) & 0x80) &&
      begin > 0 && words_is_letter(source.data[begin - 1]) && next >= 'A' &&
      next <= 'Z')
    *edit = (struct edit){{begin, end}, STR(". "), edit->rule};
}

bool pass_removal(const struct pass *pass, size_t sentence, struct range words,
                  const struct edit_list *others, struct edit *edit) {
  if (!remove_words(pass, sentence, words, others, edit))
    return false;
  end_sentence(pass, words, edit);
  return true;
}
