/*
 * Rewrites over conversations, and what became of them:
 *
 *   eval_rewrites [--pairs N] PACK DRAFTS.jsonl
 *
 * A line is {"id", "context": [{"from","text"}], "draft"}. With --pairs the
 * first N rewrites are shown beside their drafts.
 */
#include <attune.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "eval.h"
#include "rewrite/rewrite.h"

#define OPENINGS_MAX 4096

struct tally {
  unsigned drafts;
  unsigned called; /* a review that calls for something */
  unsigned rewritten;
  unsigned refused;  /* at last */
  unsigned narrowed; /* refused with insertions, fine without */
  unsigned changing; /* a rewrite of the rewrite changes something */
  unsigned sorry;    /* more than one apology in the result */
  unsigned needless; /* empathy put in where none was called for */
  unsigned better;   /* by our own score */
  unsigned worse;
  double growth;
  double growth_most;
  size_t openings;
  uint64_t opening[OPENINGS_MAX];
};

struct desk {
  struct arena arena;
  struct language *language;
  struct settings settings;
  struct eval_conversation conversation;
  unsigned pairs;
};

struct looked {
  struct text text;
  struct language_matches matches;
  struct review_input input;
  struct review review;
  struct rewrite rewrite;
};

static bool look(struct desk *desk, struct str draft, uint64_t seed,
                 struct looked *out) {
  struct eval_conversation *c = &desk->conversation;
  *out = (struct looked){0};
  if (text_read(&desk->arena, desk->language->lexicon, draft, TEXT_PLAIN,
                &out->text) ||
      language_scan(desk->language, &desk->arena, &out->text, 1, &out->matches))
    return false;
  out->input = (struct review_input){.language = desk->language,
                                     .settings = &desk->settings,
                                     .history = &c->history,
                                     .text = &out->text,
                                     .matches = &out->matches};
  struct say_context say = {.language = desk->language,
                            .settings = &desk->settings,
                            .history = &c->history,
                            .seed = seed};
  struct rewrite_input input = {&out->input, &out->review, &say};
  return !review_draft(&desk->arena, &out->input, &out->review) &&
         !rewrite_draft(&desk->arena, &input, &out->rewrite);
}

static uint64_t hash_of(struct str text) {
  return hash_bytes(HASH_START, text);
}

static bool is_insertion(struct str rule) {
  return str_is(rule, "acknowledgement") || str_is(rule, "apology");
}

static void count_opening(struct tally *tally, struct str text) {
  uint64_t hash = hash_of(text);
  for (size_t i = 0; i < tally->openings; i++)
    if (tally->opening[i] == hash)
      return;
  if (tally->openings < OPENINGS_MAX)
    tally->opening[tally->openings++] = hash;
}

static void count_edits(struct tally *tally, const struct looked *looked) {
  for (size_t i = 0; i < looked->rewrite.edit_count; i++) {
    const struct edit *edit = &looked->rewrite.edits[i];
    if (!is_insertion(edit->rule))
      continue;
    tally->needless += !looked->review.needs_empathy;
    count_opening(tally, edit->text);
  }
}

static unsigned apologies(const struct review *review) {
  unsigned count = 0;
  for (size_t i = 0; i < review->present_count; i++)
    count += review->present[i].move == MOVE_APOLOGY;
  return count;
}

static void count_rewrite(struct desk *desk, struct tally *tally,
                          const struct looked *before, uint64_t seed) {
  static struct looked after;
  double growth =
      (double)before->rewrite.text.size / (double)before->text.source.size;
  tally->rewritten++;
  tally->narrowed += before->rewrite.refused != NULL;
  tally->growth += growth;
  if (growth > tally->growth_most)
    tally->growth_most = growth;
  tally->better += before->rewrite.after.total > before->review.score.total;
  tally->worse += before->rewrite.after.total < before->review.score.total;
  count_edits(tally, before);
  if (!look(desk, before->rewrite.text, seed, &after))
    return;
  tally->changing += after.rewrite.text.size > 0;
  tally->sorry += apologies(&after.review) > 1 &&
                  apologies(&after.review) > apologies(&before->review);
}

static void show(const struct json *line, const struct looked *looked) {
  const struct json *context = json_get(line, "context");
  const struct json *id = json_get(line, "id");
  printf("== %.*s\n", STR_ARGS(id ? id->string : STR("?")));
  for (const struct json *i = context ? context->first : NULL; i; i = i->next) {
    const struct json *from = json_get(i, "from"), *text = json_get(i, "text");
    if (from && text)
      printf("%.8s: %.*s\n", from->string.data, STR_ARGS(text->string));
  }
  printf("-- draft (%d)\n%.*s\n-- rewrite (%d)\n%.*s\n\n",
         looked->review.score.total, STR_ARGS(looked->text.source),
         looked->rewrite.after.total, STR_ARGS(looked->rewrite.text));
}

static bool take_line(struct desk *desk, struct str line, struct tally *tally) {
  static struct looked looked;
  struct json *json;
  struct json_error error;
  arena_reset(&desk->arena);
  if (json_read(&desk->arena, line, 0, &json, &error))
    return false;
  const struct json *draft = json_get(json, "draft");
  desk->conversation = (struct eval_conversation){
      &desk->arena, desk->language, &desk->settings, {0}};
  uint64_t seed = hash_of(line);
  if (!draft ||
      !eval_hear_context(&desk->conversation, json_get(json, "context")) ||
      !look(desk, draft->string, seed, &looked))
    return false;
  tally->drafts++;
  tally->called += review_calls(&looked.review);
  tally->refused +=
      looked.rewrite.text.size == 0 && looked.rewrite.refused != NULL;
  if (looked.rewrite.text.size == 0)
    return true;
  if (desk->pairs > 0) {
    desk->pairs--;
    show(json, &looked);
  }
  count_rewrite(desk, tally, &looked, seed);
  return true;
}

static void report(const struct tally *tally) {
  printf("drafts %u, called for something %u, rewritten %u\n", tally->drafts,
         tally->called, tally->rewritten);
  printf("refused by the guard %u, only with insertions %u\n", tally->refused,
         tally->narrowed);
  printf("changed by a second rewrite %u, more than one apology %u, needless "
         "empathy %u\n",
         tally->changing, tally->sorry, tally->needless);
  printf("length ratio %.2f on average, %.2f at most; score better %u, worse "
         "%u\n",
         tally->rewritten ? tally->growth / tally->rewritten : 0,
         tally->growth_most, tally->better, tally->worse);
  printf("distinct openings %zu\n", tally->openings);
}

int main(int argc, char **argv) {
  static struct tally tally;
  struct desk desk = {0};
  struct str bytes;
  if (argc > 3 && strcmp(argv[1], "--pairs") == 0) {
    desk.pairs = (unsigned)atoi(argv[2]);
    argv += 2;
    argc -= 2;
  }
  if (argc != 3 || !eval_read_file(argv[2], &bytes))
    return fprintf(stderr, "eval_rewrites [--pairs N] PACK DRAFTS.jsonl\n"), 2;
  desk.language = eval_language(argv[1]);
  if (!desk.language)
    return 1;
  desk.settings = eval_settings();
  arena_init(&desk.arena, 0);
  for (size_t at = 0; at < bytes.size;) {
    const char *end = memchr(bytes.data + at, '\n', bytes.size - at);
    size_t stop = end ? (size_t)(end - bytes.data) : bytes.size;
    struct str line = str_slice(bytes, (struct range){at, stop});
    if (line.size > 0 && !take_line(&desk, line, &tally))
      fprintf(stderr, "byte %zu: left out\n", at);
    at = stop + 1;
  }
  report(&tally);
  arena_fini(&desk.arena);
  language_free(desk.language);
  free((char *)bytes.data);
  return 0;
}
