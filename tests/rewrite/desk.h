/* A desk to write at: the English pack, default settings, a customer. */
#ifndef TESTS_REWRITE_DESK_H
#define TESTS_REWRITE_DESK_H

#include <stdlib.h>

#include "attune.h"
#include "base/arena.h"
#include "language/language.h"
#include "manifest/settings.h"
#include "reading/history.h"
#include "review/review.h"
#include "rewrite/guard.h"
#include "rewrite/prompts.h"
#include "rewrite/rewrite.h"
#include "test.h"

#define DESK_FACTS 8

struct desk {
  struct arena arena;
  struct language *language;
  struct settings settings;
  struct history history;
  struct told facts[DESK_FACTS];
  struct say_context say;
};

static inline void desk_open(struct desk *desk) {
  struct language_error error = {0};
  memset(desk, 0, sizeof(*desk));
  arena_init(&desk->arena, 0);
  desk->language =
      language_new(language_en, language_en_count, NULL, 0, &error);
  if (!desk->language)
    test_fail(__FILE__, __LINE__, "%.*s:%u: %s", STR_ARGS(error.file),
              error.line, error.message);
  desk->settings = settings_default;
  desk->history.facts = desk->facts;
  desk->say = (struct say_context){.language = desk->language,
                                   .settings = &desk->settings,
                                   .history = &desk->history,
                                   .seed = 1};
}

static inline void desk_close(struct desk *desk) {
  arena_fini(&desk->arena);
  language_free(desk->language);
}

/* An upset customer's latest message, as memory would hold it. */
static inline void desk_hears(struct desk *desk, enum feeling feeling, int heat,
                              const char *concern) {
  struct history *history = &desk->history;
  history->customer_messages++;
  history->feeling = feeling;
  history->heat = heat;
  history->feelings[0] = feeling;
  history->heats[0] = (uint8_t)heat;
  history->feeling_count = 1;
  history->concern = str_of(concern);
}

static inline void desk_told(struct desk *desk, enum fact_kind kind,
                             const char *quote) {
  desk->facts[desk->history.fact_count++] =
      (struct told){kind, str_of(quote), str_of(quote)};
}

static inline struct text desk_text(struct desk *desk, const char *words,
                                    enum text_format format) {
  struct text text;
  CHECK_INT(text_read(&desk->arena, desk->language->lexicon, str_of(words),
                      format, &text),
            ATTUNE_OK);
  return text;
}

/* A draft that was read, scanned and reviewed. */
struct drafted {
  struct text text;
  struct language_matches matches;
  struct review_input input;
  struct review review;
};

static inline void desk_review(struct desk *desk, struct str words,
                               enum text_format format, struct drafted *out) {
  memset(out, 0, sizeof(*out));
  CHECK_INT(text_read(&desk->arena, desk->language->lexicon, words, format,
                      &out->text),
            ATTUNE_OK);
  CHECK_INT(language_scan(desk->language, &desk->arena, &out->text,
                          desk->settings.scopes, &out->matches),
            ATTUNE_OK);
  out->input = (struct review_input){.language = desk->language,
                                     .settings = &desk->settings,
                                     .history = &desk->history,
                                     .text = &out->text,
                                     .matches = &out->matches};
  CHECK_INT(review_draft(&desk->arena, &out->input, &out->review), ATTUNE_OK);
}

/* The rewrite of a draft, from a context as fresh as a new analysis has. */
static inline struct rewrite desk_rewrite(struct desk *desk, struct str words,
                                          enum text_format format) {
  struct drafted *drafted = arena_alloc(&desk->arena, sizeof(*drafted));
  struct rewrite out;
  CHECK(drafted != NULL);
  desk_review(desk, words, format, drafted);
  struct say_context say = desk->say;
  struct rewrite_input input = {&drafted->input, &drafted->review, &say};
  CHECK_INT(rewrite_draft(&desk->arena, &input, &out), ATTUNE_OK);
  return out;
}

static inline bool contains(struct str text, const char *piece) {
  return text.size > 0 &&
         memmem(text.data, text.size, piece, strlen(piece)) != NULL;
}

#endif
