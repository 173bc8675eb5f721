/*
 * The lines before the first empty one are phrases, the rest is the text.
 * A line `=name …` adds to that class, `- …` is an unless of the entry
 * above. Every match must lie in one sentence, entries must not overlap
 * themselves, captures must lie in their match.
 */
#include <stdlib.h>

#include "text/phrase.h"

static void check(bool holds) {
  if (!holds)
    abort();
}

static struct str take_line(struct str *rest) {
  const char *end =
      rest->size > 0 ? memchr(rest->data, '\n', rest->size) : NULL;
  struct str line = {rest->data, end ? (size_t)(end - rest->data) : rest->size};
  size_t used = line.size + (end != NULL);
  rest->data = rest->size > 0 ? rest->data + used : rest->data;
  rest->size -= used;
  return line;
}

static struct str behind(struct str line, size_t size) {
  return (struct str){line.data + size, line.size - size};
}

static void add_line(struct phrase_builder *builder, struct str line,
                     uint32_t *entry) {
  struct phrase_error error = {0};
  const char *end =
      line.data[0] == '=' ? memchr(line.data, ' ', line.size) : NULL;
  int status;
  if (end) {
    size_t size = (size_t)(end - line.data);
    status =
        phrase_builder_class(builder, (struct str){line.data + 1, size - 1},
                             behind(line, size), &error);
  } else if (line.data[0] == '-') {
    status = phrase_builder_unless(builder, *entry, behind(line, 1), &error);
  } else {
    status = phrase_builder_add(builder, ++*entry, line, &error);
  }
  check(status == 0 || (error.message && error.at <= line.size));
}

static void check_match(const struct text *text,
                        const struct phrase_match *match) {
  check(match->count > 0 && match->first + match->count <= text->token_count);
  check(text->tokens[match->first].sentence ==
        text->tokens[match->first + match->count - 1].sentence);
  for (int i = 0; i < PHRASE_CAPTURES; i++) {
    const struct phrase_capture *capture = &match->captures[i];
    if (capture->name != UINT32_MAX)
      check(capture->first >= match->first &&
            capture->first + capture->count <= match->first + match->count);
  }
}

static void check_matches(const struct text *text,
                          const struct phrase_match *matches, size_t count) {
  for (size_t i = 0; i < count; i++) {
    check_match(text, &matches[i]);
    check(i == 0 || matches[i - 1].first < matches[i].first ||
          (matches[i - 1].first == matches[i].first &&
           matches[i - 1].entry < matches[i].entry));
    for (size_t n = i + 1; n < count && n < i + 200; n++)
      check(matches[n].entry != matches[i].entry ||
            matches[n].first >= matches[i].first + matches[i].count);
  }
}

static void scan(const struct phrase_builder *builder, struct str source) {
  struct phrases *phrases = phrase_builder_finish(builder);
  struct phrase_match *matches;
  struct arena arena;
  struct text text;
  size_t count;
  arena_init(&arena, 0);
  check(phrases != NULL);
  check(text_read(&arena, NULL, source, TEXT_PLAIN, &text) == 0);
  check(phrases_scan(phrases, &arena, &text, &matches, &count) == 0);
  check_matches(&text, matches, count);
  arena_fini(&arena);
  phrases_free(phrases);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct str rest = {(const char *)data, size};
  struct phrase_builder *builder = phrase_builder_new(NULL);
  uint32_t entry = 0;
  check(builder != NULL);
  for (int i = 0; i < 50 && rest.size > 0; i++) {
    struct str line = take_line(&rest);
    if (line.size == 0)
      break;
    add_line(builder, line, &entry);
  }
  scan(builder, rest);
  phrase_builder_free(builder);
  return 0;
}
