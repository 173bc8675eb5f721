/*
 * Rewrites over conversations, and what became of them:
 *
 *   eval_rewrites [--half dev|held] [--pairs N] [--seed S] [--left]
 *                 PACK DRAFTS.jsonl
 *
 * A line is {"id", "context": [{"from","text"}], "draft"}. --pairs shows a
 * page of N rewrites beside their drafts, drawn by the seed; with --left it
 * is drafts that were called for something and left as they are. Which half
 * an id is in is the last bit of its hash.
 */
#include <attune.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

struct options {
  const char *half; /* NULL: both */
  unsigned pairs;
  uint64_t seed;
  bool left;
};

/* One that could be shown, and by what it is drawn. */
struct shown {
  uint64_t order;
  char *text;
  size_t size;
};

struct page {
  struct shown *items;
  size_t count;
  size_t most;
};

struct desk {
  struct arena arena;
  struct language *language;
  struct settings settings;
  struct eval_conversation conversation;
  const struct options *options;
  struct page *page;
};

struct looked {
  struct text text;
  struct language_matches matches;
  struct review_input input;
  struct review review;
  struct rewrite rewrite;
};

/* As in the plugin, a draft that calls for nothing is not rewritten. */
static bool look(struct desk *desk, struct str draft, uint64_t seed,
                 bool called_for, struct looked *out) {
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
  if (review_draft(&desk->arena, &out->input, &out->review))
    return false;
  return (called_for && !review_calls(&out->review)) ||
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
  if (!look(desk, before->rewrite.text, seed, false, &after))
    return;
  tally->changing += after.rewrite.text.size > 0;
  tally->sorry += apologies(&after.review) > 1 &&
                  apologies(&after.review) > apologies(&before->review);
}

/* Drawn without a generator: the hashes of seed and id are dealt evenly. */
static uint64_t order_of(const struct desk *desk, struct str id) {
  uint64_t hash = hash_bytes(HASH_START + desk->options->seed, id);
  hash ^= hash >> 32;
  return (hash * UINT64_C(0x9e3779b97f4a7c15)) ^ hash >> 29;
}

static void print_pair(FILE *file, const struct json *line, struct str id,
                       const struct looked *looked) {
  const struct json *context = json_get(line, "context");
  fprintf(file, "== %.*s\n", STR_ARGS(id));
  for (const struct json *i = context ? context->first : NULL; i; i = i->next) {
    const struct json *from = json_get(i, "from"), *text = json_get(i, "text");
    if (from && text)
      fprintf(file, "%.8s: %.*s\n", from->string.data, STR_ARGS(text->string));
  }
  fprintf(file, "-- draft (%d), heat %d\n%.*s\n", looked->review.score.total,
          looked->review.heat, STR_ARGS(looked->text.source));
  for (size_t i = 0; i < looked->review.finding_count; i++) {
    const struct finding *finding = &looked->review.findings[i];
    fprintf(file, "   %.*s.%.*s: \"%.*s\"\n", STR_ARGS(finding->rule->id),
            STR_ARGS(finding->rule->part),
            STR_ARGS(str_slice(looked->text.source, finding->range)));
  }
  for (int move = 0; move < MOVE_COUNT; move++)
    if (looked->review.doubts[move] > 0)
      fprintf(file, "   lacks %s %d\n", move_name((enum move)move),
              looked->review.doubts[move]);
  if (looked->rewrite.text.size == 0)
    fprintf(file, "-- left (%s): %.*s\n\n",
            looked->rewrite.refused ? looked->rewrite.refused : "no better",
            STR_ARGS(looked->rewrite.why));
  else
    fprintf(file, "-- rewrite (%d)\n%.*s\n\n", looked->rewrite.after.total,
            STR_ARGS(looked->rewrite.text));
}

/* Of all that could be shown, the page keeps those that come first. */
static void show(struct desk *desk, const struct json *line,
                 const struct looked *looked) {
  struct page *page = desk->page;
  const struct json *id = json_get(line, "id");
  struct str name = id ? id->string : looked->text.source;
  struct shown shown = {.order = order_of(desk, name)};
  size_t at = 0;
  while (at < page->count && page->items[at].order <= shown.order)
    at++;
  if (at == page->most)
    return;
  FILE *file = open_memstream(&shown.text, &shown.size);
  if (!file)
    return;
  print_pair(file, line, id ? name : STR("?"), looked);
  fclose(file);
  if (page->count == page->most)
    free(page->items[--page->count].text);
  memmove(&page->items[at + 1], &page->items[at],
          (page->count - at) * sizeof(shown));
  page->items[at] = shown;
  page->count++;
}

static bool print_page(struct page *page) {
  for (size_t i = 0; i < page->count; i++) {
    fwrite(page->items[i].text, 1, page->items[i].size, stdout);
    free(page->items[i].text);
  }
  free(page->items);
  return ferror(stdout) == 0;
}

static bool is_wanted(const struct options *options, const struct json *line) {
  const struct json *id = json_get(line, "id");
  if (!options->half || !id)
    return true;
  bool even = (hash_of(id->string) & 1) == 0;
  return even == (strcmp(options->half, "dev") == 0);
}

static void count_draft(struct desk *desk, struct tally *tally,
                        const struct json *line, const struct looked *looked,
                        uint64_t seed) {
  bool called = review_calls(&looked->review);
  bool left = looked->rewrite.text.size == 0;
  tally->drafts++;
  tally->called += called;
  tally->refused += left && looked->rewrite.refused != NULL;
  if (desk->page->most > 0 && left == desk->options->left && (called || !left))
    show(desk, line, looked);
  if (!left)
    count_rewrite(desk, tally, looked, seed);
}

static bool take_line(struct desk *desk, struct str line, struct tally *tally) {
  static struct looked looked;
  struct json *json;
  struct json_error error;
  arena_reset(&desk->arena);
  if (json_read(&desk->arena, line, 0, &json, &error))
    return false;
  if (!is_wanted(desk->options, json))
    return true;
  const struct json *draft = json_get(json, "draft");
  desk->conversation = (struct eval_conversation){
      &desk->arena, desk->language, &desk->settings, {0}};
  uint64_t seed = hash_of(line);
  if (!draft ||
      !eval_hear_context(&desk->conversation, json_get(json, "context")) ||
      !look(desk, draft->string, seed, true, &looked))
    return false;
  count_draft(desk, tally, json, &looked, seed);
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

/* The first argument that is no option; argc when one is not known. */
static int read_options(int argc, char **argv, struct options *options) {
  int at = 1;
  for (; at < argc && argv[at][0] == '-'; at++) {
    if (strcmp(argv[at], "--left") == 0)
      options->left = true;
    else if (at + 1 == argc)
      return argc;
    else if (strcmp(argv[at], "--half") == 0)
      options->half = argv[++at];
    else if (strcmp(argv[at], "--pairs") == 0)
      options->pairs = (unsigned)strtoul(argv[++at], NULL, 10);
    else if (strcmp(argv[at], "--seed") == 0)
      options->seed = strtoull(argv[++at], NULL, 10);
    else
      return argc;
  }
  return at;
}

static void take_lines(struct desk *desk, struct str bytes,
                       struct tally *tally) {
  for (size_t at = 0; at < bytes.size;) {
    const char *end = memchr(bytes.data + at, '\n', bytes.size - at);
    size_t stop = end ? (size_t)(end - bytes.data) : bytes.size;
    struct str line = str_slice(bytes, (struct range){at, stop});
    if (line.size > 0 && !take_line(desk, line, tally))
      fprintf(stderr, "byte %zu: left out\n", at);
    at = stop + 1;
  }
}

int main(int argc, char **argv) {
  static struct tally tally;
  struct options options = {0};
  struct page page = {0};
  struct desk desk = {.options = &options, .page = &page};
  struct str bytes;
  int at = read_options(argc, argv, &options);
  if (argc - at != 2 || !eval_read_file(argv[at + 1], &bytes))
    return fprintf(stderr, "eval_rewrites [--half dev|held] [--pairs N] "
                           "[--seed S] [--left] PACK DRAFTS.jsonl\n"),
           2;
  page.items = calloc(options.pairs + (size_t)1, sizeof(*page.items));
  desk.language = eval_language(argv[at]);
  if (!desk.language || !page.items)
    return 1;
  page.most = options.pairs;
  desk.settings = settings_default;
  arena_init(&desk.arena, 0);
  take_lines(&desk, bytes, &tally);
  bool printed = print_page(&page);
  report(&tally);
  arena_fini(&desk.arena);
  language_free(desk.language);
  free((char *)bytes.data);
  return printed ? 0 : 1;
}
