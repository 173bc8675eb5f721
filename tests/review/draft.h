/* A draft and the conversation it answers, reviewed as the plugin does. */
#ifndef ATTUNE_TEST_DRAFT_H
#define ATTUNE_TEST_DRAFT_H

#include <attune.h>

#include "review/review.h"
#include "test.h"

struct draft {
  struct arena arena;
  struct language *language;
  struct settings settings;
  struct history history;
  struct told facts[8];
  struct str questions[2];
  struct str role; /* of the agent; empty: not known */
  struct text text;
  struct language_matches matches;
  struct review review;
};

/* The built-in language, a manifest that says nothing, nobody has spoken. */
static inline void draft_init(struct draft *draft) {
  struct language_error error = {0};
  *draft = (struct draft){0};
  draft->language =
      language_new(language_en, language_en_count, NULL, 0, &error);
  if (!draft->language)
    test_fail(__FILE__, __LINE__, "%.*s:%u: %s", STR_ARGS(error.file),
              error.line, error.message ? error.message : "memory");
  draft->settings.scopes = 1;
  draft->settings.voice.emoji = true;
  draft->settings.voice.exclamations = 1;
  draft->history.facts = draft->facts;
  draft->history.questions = draft->questions;
}

/* An administrator's own rule besides. */
static inline void draft_add_rule(struct draft *draft,
                                  const struct language_entry *rule) {
  struct language_error error = {0};
  language_free(draft->language);
  draft->language =
      language_new(language_en, language_en_count, rule, 1, &error);
  CHECK(draft->language != NULL);
}

static inline void draft_fini(struct draft *draft) {
  language_free(draft->language);
  arena_fini(&draft->arena);
}

/* The customer's latest message, as it was read. */
static inline void draft_heard(struct draft *draft, enum feeling feeling,
                               int heat, const char *concern) {
  draft->history.customer_messages = 1;
  draft->history.feeling = feeling;
  draft->history.heat = heat;
  draft->history.concern = str_of(concern);
}

static inline void draft_told(struct draft *draft, enum fact_kind kind,
                              const char *quote) {
  draft->facts[draft->history.fact_count++] =
      (struct told){kind, str_of(quote), str_of(quote)};
}

static inline const struct review *draft_review(struct draft *draft,
                                                const char *words) {
  arena_reset(&draft->arena);
  CHECK_INT(text_read(&draft->arena, draft->language->lexicon, str_of(words),
                      TEXT_PLAIN, &draft->text),
            ATTUNE_OK);
  CHECK_INT(language_scan(draft->language, &draft->arena, &draft->text, 1,
                          &draft->matches),
            ATTUNE_OK);
  struct review_input input = {.language = draft->language,
                               .settings = &draft->settings,
                               .history = &draft->history,
                               .text = &draft->text,
                               .matches = &draft->matches,
                               .agent_role = draft->role};
  CHECK_INT(review_draft(&draft->arena, &input, &draft->review), ATTUNE_OK);
  return &draft->review;
}

static inline const struct finding *draft_finding(const struct review *review,
                                                  const char *rule) {
  for (size_t i = 0; i < review->finding_count; i++)
    if (str_is(review->findings[i].rule->id, rule))
      return &review->findings[i];
  return NULL;
}

#endif
