/* What holds of any text that was read, whatever its bytes. */
#ifndef ATTUNE_FUZZ_TEXT_PROPERTIES_H
#define ATTUNE_FUZZ_TEXT_PROPERTIES_H

#include "base/utf8.h"
#include "text/text.h"

#include <attune.h>

static inline void require(bool condition) {
  if (!condition)
    __builtin_trap();
}

static inline void require_range(const struct text *text, struct range range) {
  require(range.begin < range.end && range.end <= text->source.size);
}

static inline bool is_link(enum span_kind kind) {
  return kind == SPAN_URL || kind == SPAN_EMAIL || kind == SPAN_TEMPLATE;
}

/* In order; only a quotation may hold others, and then all of them. */
static inline void require_spans(const struct text *text) {
  size_t covered = 0, quoted = 0;
  for (uint32_t i = 0; i < text->span_count; i++) {
    const struct span *span = &text->spans[i];
    require_range(text, span->range);
    require(span->range.begin >= covered);
    if (span->kind == SPAN_QUOTATION) {
      require(span->range.begin >= quoted);
      require(span->range.end - span->range.begin <= 300);
      quoted = span->range.end;
    } else {
      require(span->range.begin >= quoted || span->range.end <= quoted);
      covered = span->range.end;
    }
    require(text_is_protected(text, span->range));
  }
}

static inline void require_tokens(const struct text *text) {
  size_t end = 0;
  uint32_t sentence = 0;
  for (uint32_t i = 0; i < text->token_count; i++) {
    const struct token *token = &text->tokens[i];
    require_range(text, token->range);
    require(token->range.begin >= end);
    end = token->range.end;
    require(token->folded.size > 0 && utf8_valid(token->folded));
    require(token->sentence >= sentence);
    sentence = token->sentence;
    require(token->kind <= TOKEN_TEMPLATE);
  }
}

/* Every token is in the sentence that it names, and in its bytes. */
static inline void require_sentences(const struct text *text) {
  uint32_t next = 0;
  size_t end = 0;
  for (uint32_t i = 0; i < text->sentence_count; i++) {
    const struct sentence *sentence = &text->sentences[i];
    require_range(text, sentence->range);
    require(sentence->range.begin >= end);
    end = sentence->range.end;
    require(sentence->first == next);
    require(sentence->count <= text->token_count - next);
    next += sentence->count;
    for (uint32_t k = sentence->first; k < next; k++) {
      require(text->tokens[k].sentence == i);
      require(range_contains(sentence->range, text->tokens[k].range));
    }
    require(i == 0 || sentence->paragraph >= sentence[-1].paragraph);
  }
  require(next == text->token_count);
}

/* A token touches a span only as a link's, or inside a quotation. */
static inline void require_apart(const struct text *text) {
  uint32_t k = 0;
  for (uint32_t i = 0; i < text->span_count; i++) {
    const struct span *span = &text->spans[i];
    if (span->kind == SPAN_QUOTATION)
      continue;
    while (k < text->token_count &&
           text->tokens[k].range.end <= span->range.begin)
      k++;
    if (k == text->token_count ||
        text->tokens[k].range.begin >= span->range.end)
      continue;
    require(is_link(span->kind));
    require(range_contains(text->tokens[k].range, span->range));
    require(text->tokens[k].kind >= TOKEN_URL);
    k++;
  }
}

static inline void require_plain(struct arena *arena, const struct text *text,
                                 enum text_format format) {
  struct range all = {0, text->source.size};
  struct str plain = text_plain(arena, text, all);
  require(plain.data && utf8_valid(plain));
  require(plain.size <= text->source.size || !utf8_valid(text->source));
  struct str escaped = text_escape(arena, format, plain);
  require(escaped.data && utf8_valid(escaped));
  for (uint32_t i = 0; i < text->sentence_count && i < 20; i++) {
    struct str part = text_plain(arena, text, text->sentences[i].range);
    require(part.data && utf8_valid(part));
  }
}

static inline struct text_lexicon *make_lexicon(void) {
  struct text_lexicon *lexicon = text_lexicon_new();
  struct str not_form[] = {STR("do"), STR("not")};
  struct str long_form[] = {STR("would"), STR("not"), STR("have")};
  require(lexicon != NULL);
  require(text_lexicon_contraction(lexicon, STR("don't"), not_form, 2) == 0);
  require(text_lexicon_contraction(lexicon, STR("dnt"), not_form, 2) == 0);
  require(text_lexicon_contraction(lexicon, STR("wldnt've"), long_form, 3) ==
          0);
  require(text_lexicon_abbreviation(lexicon, STR("mr")) == 0);
  require(text_lexicon_sign_off(lexicon, STR("best")) == 0);
  return lexicon;
}

static inline void check_text(struct str source, enum text_format format) {
  struct text_lexicon *lexicon = make_lexicon();
  struct arena arena;
  struct text text;
  arena_init(&arena, 0);
  require(text_read(&arena, lexicon, source, format, &text) == ATTUNE_OK);
  require(text.capitals <= text.letters);
  require_spans(&text);
  require_tokens(&text);
  require_sentences(&text);
  require_apart(&text);
  require_plain(&arena, &text, format);
  arena_fini(&arena);
  text_lexicon_free(lexicon);
}

#endif
