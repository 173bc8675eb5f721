/*
 * A text as the rest of the plugin sees it: sentences of tokens over the
 * caller's own bytes, and the spans that no edit ever touches. Every offset
 * is one into the bytes the caller gave, also when they are not valid UTF-8,
 * also in HTML and Markdown.
 */
#ifndef ATTUNE_TEXT_TEXT_H
#define ATTUNE_TEXT_TEXT_H

#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

/* The values of ATTUNE_TEXT, ATTUNE_HTML and ATTUNE_MARKDOWN. */
enum text_format {
  TEXT_PLAIN,
  TEXT_HTML,
  TEXT_MARKDOWN
};

enum token_kind {
  TOKEN_WORD,
  TOKEN_NUMBER, /* 14, 3.50, 10:30, 12/05/2026, $20, 50% */
  TOKEN_CODE,   /* letters and digits: 4471-B, iPhone7, YIU8NM */
  TOKEN_EMOJI,  /* one emoji with its modifiers, or :-( and its kin */
  TOKEN_URL,    /* also www.… and example.com/path */
  TOKEN_EMAIL,
  TOKEN_TEMPLATE /* {{name}}, %{name} */
};

enum token_flags {
  TOKEN_CAPITAL = 1,     /* starts with an upper-case letter */
  TOKEN_SHOUTED = 2,     /* two or more letters, all upper case */
  TOKEN_ELONGATED = 4,   /* "soooo": folded to two, see folded */
  TOKEN_AFTER_PAUSE = 8, /* , ; : ( or a dash stands before it */
  TOKEN_CONTRACTED = 16, /* a part of "don't" or "we're" */
  TOKEN_MONEY = 32,      /* a number with a currency sign or code */
  TOKEN_HASHTAG = 64,    /* stood behind # */
  TOKEN_HANDLE = 128     /* stood behind @ */
};

/*
 * A contraction is as many tokens as it has words, each folded to the whole
 * word ("don't" is `do` and `not`, "can't" `can` and `not`, "we're" `we` and
 * `are`), so that one phrase finds every spelling. Their ranges split the
 * bytes between them and together cover all of it.
 */
struct token {
  struct range range; /* in the caller's bytes, entity and all; with the # @
                         or $ before it; an inline tag ends a token */
  struct str folded;  /* lower case, straight apostrophes, entities decoded;
                         a run of three or more letters is two */
  uint32_t sentence;  /* index */
  uint16_t flags;
  uint8_t kind;
};

struct sentence {
  struct range range; /* with its closing punctuation, without blanks */
  uint32_t first;     /* token index */
  uint32_t count;     /* tokens; may be 0 ("???") */
  uint32_t paragraph; /* index; a blank line or a block tag starts one */
  uint8_t end;        /* '.', '?', '!', or 0; "?!" is '?' */
  uint8_t bangs;      /* how many '!' it holds, 255 at most */
};

enum span_kind {
  SPAN_QUOTE, /* > quoted reply, <blockquote>, "On … wrote:" and below */
  SPAN_CODE,  /* `code`, fences, <code>, <pre>, <script>, <style> */
  SPAN_URL,
  SPAN_EMAIL,
  SPAN_TEMPLATE,
  SPAN_SIGNATURE, /* from "-- " on, or a closing block of name and numbers */
  SPAN_TAG,       /* an HTML tag or comment; a Markdown link's target */
  SPAN_QUOTATION  /* up to 300 bytes between quotation marks, in a sentence */
};

/* Spans are in order; only SPAN_QUOTATION may hold tokens and other spans. */
struct span {
  struct range range;
  enum span_kind kind;
};

struct text {
  struct str source;
  enum text_format format;
  struct token *tokens;
  uint32_t token_count;
  struct sentence *sentences;
  uint32_t sentence_count;
  struct span *spans;
  uint32_t span_count;
  uint32_t letters;  /* of words and codes; quotes etc. do not count */
  uint32_t capitals; /* of these, upper case */
  bool had_hidden;   /* held bidi controls or zero-width characters */
};

/*
 * What the tokenizer knows of a language, given by the language pack.
 * Looked up by folded form.
 */
struct text_lexicon;

struct text_lexicon *text_lexicon_new(void);
void text_lexicon_free(struct text_lexicon *lexicon);

/*
 * "don't" → parts {"do", "not"}; "dont" likewise. These three return 0,
 * ATTUNE_E_MEMORY, or ATTUNE_E_ARGUMENT when there is no form, or it has
 * fewer letters than parts.
 */
int text_lexicon_contraction(struct text_lexicon *lexicon, struct str form,
                             const struct str *parts, size_t count);

/* A word whose full stop ends no sentence: "mr", "e.g", "approx". */
int text_lexicon_abbreviation(struct text_lexicon *lexicon, struct str form);

/* A line that closes a letter, of one or more words: "kind regards". */
int text_lexicon_sign_off(struct text_lexicon *lexicon, struct str form);

/*
 * Reads source, which must outlive *out. Linear in its size. 0,
 * ATTUNE_E_MEMORY, or ATTUNE_E_TOO_LARGE from half a gigabyte on. Without a
 * lexicon (NULL) words are taken as they are written.
 */
int text_read(struct arena *arena, const struct text_lexicon *lexicon,
              struct str source, enum text_format format, struct text *out);

/* The bytes of tokens first to first + count - 1. count > 0. */
struct range text_range(const struct text *text, uint32_t first,
                        uint32_t count);

/* Does the range touch a span no edit may touch? */
bool text_is_protected(const struct text *text, struct range range);

/*
 * The caller's bytes of the range as a reader sees them: entities decoded,
 * tags and markup gone, white space single, hidden characters gone. Both
 * return {NULL, 0} when memory is out.
 */
struct str text_plain(struct arena *arena, const struct text *text,
                      struct range range);

/* Plain words as they must be written into a text of that format. */
struct str text_escape(struct arena *arena, enum text_format format,
                       struct str plain);

#endif
