/* A message read with the built-in pack, for the tests of this room. */
#ifndef ATTUNE_TESTS_READING_SAMPLE_H
#define ATTUNE_TESTS_READING_SAMPLE_H

#include <attune.h>

#include "reading/history.h"
#include "reading/reading.h"
#include "test.h"

struct sample {
  struct arena arena;
  struct text text;
  struct language_matches matches;
  struct reading reading;
};

static inline const struct language *sample_language(void) {
  static struct language *language;
  struct language_error error;
  if (!language)
    language = language_new(language_en, language_en_count, NULL, 0, &error);
  if (!language)
    test_fail(__FILE__, __LINE__, "%.*s:%u: %s", STR_ARGS(error.file),
              error.line, error.message ? error.message : "out of memory");
  return language;
}

/* history may be NULL; sample_fini frees. */
static inline void sample_read(struct sample *sample, struct str source,
                               enum text_format format,
                               const struct history *history) {
  const struct language *language = sample_language();
  arena_init(&sample->arena, 0);
  CHECK_INT(text_read(&sample->arena, language->lexicon, source, format,
                      &sample->text),
            ATTUNE_OK);
  CHECK_INT(language_scan(language, &sample->arena, &sample->text, 1,
                          &sample->matches),
            ATTUNE_OK);
  CHECK_INT(reading_read(&sample->arena, language, &sample->text,
                         &sample->matches, history, &sample->reading),
            ATTUNE_OK);
}

static inline void sample_init(struct sample *sample, const char *source) {
  test_case("%s", source);
  sample_read(sample, str_of(source), TEXT_PLAIN, NULL);
}

static inline void sample_fini(struct sample *sample) {
  arena_fini(&sample->arena);
}

#endif
