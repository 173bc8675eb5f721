/* A small lexicon, and texts rendered so that a test can show them whole. */
#ifndef ATTUNE_TEXT_SAMPLE_H
#define ATTUNE_TEXT_SAMPLE_H

#include "test.h"

#include <attune.h>

#include "text/text.h"

struct sample {
  struct arena arena;
  struct text_lexicon *lexicon;
  struct text text;
  char shown[4000];
};

static inline void sample_contraction(struct text_lexicon *lexicon,
                                      const char *form, const char *a,
                                      const char *b, const char *c) {
  struct str parts[] = {str_of(a), str_of(b), str_of(c)};
  size_t count = c ? 3 : b ? 2 : 1;
  CHECK_INT(text_lexicon_contraction(lexicon, str_of(form), parts, count),
            ATTUNE_OK);
}

static inline struct text_lexicon *sample_lexicon(void) {
  static const char *const abbreviations[] = {"mr", "e.g.", "approx", "no"};
  static const char *const sign_offs[] = {"kind regards", "best", "thanks"};
  struct text_lexicon *lexicon = text_lexicon_new();
  CHECK(lexicon);
  sample_contraction(lexicon, "don't", "do", "not", NULL);
  sample_contraction(lexicon, "dont", "do", "not", NULL);
  sample_contraction(lexicon, "can't", "can", "not", NULL);
  sample_contraction(lexicon, "cannot", "can", "not", NULL);
  sample_contraction(lexicon, "won't", "will", "not", NULL);
  sample_contraction(lexicon, "we're", "we", "are", NULL);
  sample_contraction(lexicon, "i'm", "i", "am", NULL);
  sample_contraction(lexicon, "it's", "it", "is", NULL);
  sample_contraction(lexicon, "gonna", "going", "to", NULL);
  sample_contraction(lexicon, "pls", "please", NULL, NULL);
  sample_contraction(lexicon, "wouldn't've", "would", "not", "have");
  for (size_t i = 0; i < sizeof(abbreviations) / sizeof(char *); i++)
    CHECK_INT(text_lexicon_abbreviation(lexicon, str_of(abbreviations[i])),
              ATTUNE_OK);
  for (size_t i = 0; i < sizeof(sign_offs) / sizeof(char *); i++)
    CHECK_INT(text_lexicon_sign_off(lexicon, str_of(sign_offs[i])), ATTUNE_OK);
  return lexicon;
}

static inline void sample_read_bytes(struct sample *s, enum text_format format,
                                     struct str source) {
  *s = (struct sample){0};
  arena_init(&s->arena, 0);
  s->lexicon = sample_lexicon();
  CHECK_INT(text_read(&s->arena, s->lexicon, source, format, &s->text),
            ATTUNE_OK);
}

static inline void sample_read(struct sample *s, enum text_format format,
                               const char *source) {
  sample_read_bytes(s, format, str_of(source));
}

static inline void sample_done(struct sample *s) {
  arena_fini(&s->arena);
  text_lexicon_free(s->lexicon);
}

static inline void sample_add(struct sample *s, struct str piece) {
  size_t size = strlen(s->shown);
  CHECK(size + piece.size < sizeof(s->shown));
  if (piece.size > 0)
    memcpy(s->shown + size, piece.data, piece.size);
  s->shown[size + piece.size] = '\0';
}

/* Folded tokens with blanks between, sentences with their end and a bar. */
static inline struct str sample_words(struct sample *s) {
  s->shown[0] = '\0';
  for (uint32_t i = 0; i < s->text.sentence_count; i++) {
    const struct sentence *sentence = &s->text.sentences[i];
    if (i > 0)
      sample_add(s, STR(" | "));
    for (uint32_t k = 0; k < sentence->count; k++) {
      if (k > 0)
        sample_add(s, STR(" "));
      sample_add(s, s->text.tokens[sentence->first + k].folded);
    }
    if (sentence->end)
      sample_add(s, (struct str){(const char *)&sentence->end, 1});
  }
  return str_of(s->shown);
}

/* The caller's bytes of every sentence, a bar between them. */
static inline struct str sample_sentences(struct sample *s) {
  s->shown[0] = '\0';
  for (uint32_t i = 0; i < s->text.sentence_count; i++) {
    if (i > 0)
      sample_add(s, STR("|"));
    sample_add(s, str_slice(s->text.source, s->text.sentences[i].range));
  }
  return str_of(s->shown);
}

/* The caller's bytes of every token, a bar between them. */
static inline struct str sample_tokens(struct sample *s) {
  s->shown[0] = '\0';
  for (uint32_t i = 0; i < s->text.token_count; i++) {
    if (i > 0)
      sample_add(s, STR("|"));
    sample_add(s, str_slice(s->text.source, s->text.tokens[i].range));
  }
  return str_of(s->shown);
}

/* Every token with its kind and flags: "wait", "4471-b.code", "20.number". */
static inline struct str sample_kinds(struct sample *s) {
  static const char *const kinds[] = {"",     ".number", ".code",    ".emoji",
                                      ".url", ".email",  ".template"};
  static const struct {
    unsigned flag;
    const char *name;
  } flags[] = {{TOKEN_CAPITAL, "+Cap"},     {TOKEN_SHOUTED, "+SHOUT"},
               {TOKEN_ELONGATED, "+long"},  {TOKEN_AFTER_PAUSE, "+pause"},
               {TOKEN_CONTRACTED, "+part"}, {TOKEN_MONEY, "+money"},
               {TOKEN_HASHTAG, "+hashtag"}, {TOKEN_HANDLE, "+handle"}};
  s->shown[0] = '\0';
  for (uint32_t i = 0; i < s->text.token_count; i++) {
    const struct token *token = &s->text.tokens[i];
    if (i > 0)
      sample_add(s, STR(" "));
    sample_add(s, token->folded);
    sample_add(s, str_of(kinds[token->kind]));
    for (size_t k = 0; k < sizeof(flags) / sizeof(flags[0]); k++)
      if (token->flags & flags[k].flag)
        sample_add(s, str_of(flags[k].name));
  }
  return str_of(s->shown);
}

/* "tag(<b>) url(www.example.com)" */
static inline struct str sample_spans(struct sample *s) {
  static const char *const kinds[] = {"quote(", "code(",     "url(",
                                      "email(", "template(", "signature(",
                                      "tag(",   "quotation("};
  s->shown[0] = '\0';
  for (uint32_t i = 0; i < s->text.span_count; i++) {
    if (i > 0)
      sample_add(s, STR(" "));
    sample_add(s, str_of(kinds[s->text.spans[i].kind]));
    sample_add(s, str_slice(s->text.source, s->text.spans[i].range));
    sample_add(s, STR(")"));
  }
  return str_of(s->shown);
}

struct sample_case {
  const char *source;
  const char *expected;
};

static inline void sample_check(enum text_format format,
                                struct str (*show)(struct sample *),
                                const struct sample_case *cases, size_t count) {
  for (size_t i = 0; i < count; i++) {
    struct sample s;
    test_case("%s", cases[i].source);
    sample_read(&s, format, cases[i].source);
    CHECK_STR(show(&s), cases[i].expected);
    sample_done(&s);
  }
}

#define SAMPLE_CHECK(format, show, cases)                                      \
  sample_check((format), (show), (cases), sizeof(cases) / sizeof((cases)[0]))

#endif
