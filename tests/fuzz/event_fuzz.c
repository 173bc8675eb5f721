/*
 * A customer's message and a draft, all the way to the documents. The first
 * byte says the format and how the house speaks; a line "%%" parts the two.
 *
 * Whatever they are: both documents are valid JSON under the limit, every
 * range lies in its text, the edits make the rewrite, and the facts guard
 * would let it pass.
 */
#include <attune.h>
#include <stdlib.h>

#include "base/json_read.h"
#include "delivery/event.h"
#include "memory/conversation.h"
#include "rewrite/edit.h"
#include "rewrite/guard.h"

#define HOLDS(condition)                                                       \
  do {                                                                         \
    if (!(condition))                                                          \
      abort();                                                                 \
  } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct bench {
  struct arena arena;
  struct language *language;
  struct settings settings;
  struct history history;
  enum text_format format;
  struct event_head head;
  struct json_writer writer;
};

static struct str slice(const uint8_t *data, size_t size) {
  return (struct str){(const char *)data, size};
}

/* The two texts around the line "%%"; without one all is the draft. */
static void part(struct str input, struct str *message, struct str *draft) {
  const char *line = memmem(input.data, input.size, "\n%%\n", 4);
  *message = line ? (struct str){input.data, (size_t)(line - input.data)}
                  : (struct str){NULL, 0};
  size_t begin = line ? message->size + 4 : 0;
  *draft = (struct str){input.data + begin, input.size - begin};
}

static void check_range(const struct json *range, struct str source) {
  const struct json *utf8 = range ? json_get(range, "utf8") : NULL;
  HOLDS(utf8 && utf8->count == 2);
  HOLDS(utf8->first->integer >= 0 &&
        utf8->first->integer <= utf8->first->next->integer &&
        utf8->first->next->integer <= (int64_t)source.size);
}

static void check_list(const struct json *object, const char *key,
                       struct str source) {
  const struct json *list = object ? json_get(object, key) : NULL;
  for (const struct json *i = list ? list->first : NULL; i; i = i->next)
    check_range(json_get(i, "range"), source);
}

static const struct json *check_document(struct bench *bench) {
  struct json *json;
  struct json_error error;
  struct str text = {bench->writer.data, bench->writer.size};
  HOLDS(text.size < EVENT_BYTES_MAX);
  HOLDS(json_read(&bench->arena, text, 0, &json, &error) == ATTUNE_OK);
  return json_get(json, "data");
}

static void scan(struct bench *bench, struct str words, struct text *text,
                 struct language_matches *matches) {
  HOLDS(text_read(&bench->arena, bench->language->lexicon, words, bench->format,
                  text) == ATTUNE_OK);
  HOLDS(language_scan(bench->language, &bench->arena, text, 1, matches) ==
        ATTUNE_OK);
}

static void hear(struct bench *bench, struct str words,
                 struct say_context *say) {
  struct text text;
  struct language_matches matches;
  struct reading reading;
  struct prompts prompts;
  scan(bench, words, &text, &matches);
  HOLDS(reading_read(&bench->arena, bench->language, &text, &matches,
                     &bench->history, &reading) == ATTUNE_OK);
  struct prompts_input input = {&reading, &text, {NULL, 0}, say};
  HOLDS(prompts_compose(&bench->arena, &input, &prompts) == ATTUNE_OK);
  bench->head.type = EVENT_VALIDATION_PROMPTED;
  HOLDS(event_write_prompted(&bench->writer, &bench->head, &text, &reading,
                             &prompts) == ATTUNE_OK);
  const struct json *read = json_get(check_document(bench), "reading");
  check_list(read, "signals", words);
  check_list(read, "facts", words);
  check_list(read, "questions", words);
  HOLDS(history_heard(&bench->arena, &bench->history, &text, &reading) ==
        ATTUNE_OK);
}

/* What the rewrite says is the draft's, the customer's or the house's. */
static void check_guard(struct bench *bench, const struct text *draft,
                        const struct rewrite *rewrite, struct str message) {
  const struct settings *settings = &bench->settings;
  struct str known[] = {message, bench->history.concern,
                        settings->voice.closing,
                        settings->commitments.first_update};
  struct range *dropped =
      arena_alloc(&bench->arena, rewrite->edit_count * sizeof(*dropped));
  struct text after;
  const char *why;
  HOLDS(dropped &&
        text_read(&bench->arena, bench->language->lexicon, rewrite->text,
                  draft->format, &after) == ATTUNE_OK);
  struct guard_input input = {.language = bench->language,
                              .scopes = 1,
                              .before = draft,
                              .after = &after,
                              .dropped = dropped,
                              .known = known,
                              .known_count = 4,
                              .promised = &known[3],
                              .promised_count = 1};
  for (size_t i = 0; i < rewrite->edit_count; i++)
    if (rewrite->edits[i].range.begin < rewrite->edits[i].range.end)
      dropped[input.dropped_count++] = rewrite->edits[i].range;
  HOLDS(guard_check(&bench->arena, &input, &why) == 0);
}

static void check_edits(struct bench *bench, const struct text *draft,
                        const struct rewrite *rewrite) {
  struct edit_list edits = {rewrite->edits, rewrite->edit_count,
                            rewrite->edit_count};
  struct str applied;
  HOLDS(edit_apply(&bench->arena, draft->source, &edits, &applied) ==
        ATTUNE_OK);
  HOLDS(str_equal(applied, rewrite->text));
}

static void suggest(struct bench *bench, struct str words, struct str message,
                    struct say_context *say) {
  struct text text;
  struct language_matches matches;
  struct review review;
  struct rewrite rewrite;
  scan(bench, words, &text, &matches);
  struct review_input input = {.language = bench->language,
                               .settings = &bench->settings,
                               .history = &bench->history,
                               .text = &text,
                               .matches = &matches};
  HOLDS(review_draft(&bench->arena, &input, &review) == ATTUNE_OK);
  struct rewrite_input rewriting = {&input, &review, say};
  HOLDS(rewrite_draft(&bench->arena, &rewriting, &rewrite) == ATTUNE_OK);
  bench->head.type = EVENT_REWRITE_SUGGESTED;
  HOLDS(event_write_rewrite(&bench->writer, &bench->head, &text, &review,
                            &rewrite) == ATTUNE_OK);
  const struct json *document = check_document(bench);
  check_list(document, "matches", words);
  check_list(json_get(document, "rewrite"), "edits", words);
  if (rewrite.text.size == 0)
    return;
  check_edits(bench, &text, &rewrite);
  check_guard(bench, &text, &rewrite, message);
}

static void set_up(struct bench *bench, uint8_t flags) {
  bench->format = (enum text_format)((flags & 3) % 3);
  bench->settings = settings_default;
  bench->settings.voice.person = flags & 4 ? PERSON_WE : PERSON_I;
  bench->settings.voice.contractions = (flags & 8) == 0;
  if (flags & 16)
    bench->settings.commitments.first_update = STR("by tomorrow noon");
  if (flags & 32)
    bench->settings.voice.closing = STR("Warm regards, the Lumo team");
  bench->head =
      (struct event_head){.suggestion = "sug_aaaaaaaaaaaaaaaaaaaaaaaaaa",
                          .conversation = STR("c"),
                          .message = STR("m"),
                          .version = "1.0.0",
                          .manifest = "0123",
                          .language = STR("en"),
                          .scope = STR("general"),
                          .payload = flags & 64 ? PAYLOAD_THIN : PAYLOAD_FULL};
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static struct language *language;
  struct bench bench = {0};
  struct str message, draft;
  struct language_error error;
  if (!language)
    language = language_new(language_en, language_en_count, NULL, 0, &error);
  HOLDS(language);
  if (size == 0 || size > 20000)
    return 0;
  bench.language = language;
  arena_init(&bench.arena, 0);
  json_writer_init(&bench.writer);
  set_up(&bench, data[0]);
  part(slice(data + 1, size - 1), &message, &draft);
  struct say_context say = {.language = language,
                            .settings = &bench.settings,
                            .history = &bench.history,
                            .seed = size};
  hear(&bench, message, &say);
  suggest(&bench, draft, message, &say);
  json_writer_fini(&bench.writer);
  arena_fini(&bench.arena);
  return 0;
}
