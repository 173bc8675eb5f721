/*
 * How close the review comes to hand-made labels. Not a test: it prints
 * figures and fails at nothing.
 *
 *   eval_drafts [--signs] [--half dev|held] [--worst N] [--least RATING]
 *               [--rule ID] [--move ID] PACK-DIR FILE…
 *
 * Nobody's text is printed but with --worst; --rule and --move choose the
 * mistakes it shows.
 *
 * FILE holds one JSON object a line: a draft {"id","context","draft"}, its
 * labels {"id","rating","findings","missing","has"}, in files of their own
 * or one, or a sentence {"text","rules","moves"}. Which half an id is in is
 * told by its FNV-1a 64: even is dev.
 */
#include <attune.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/hash.h"
#include "base/json_read.h"
#include "eval.h"
#include "manifest/manifest.h"
#include "reading/reading.h"
#include "review/review.h"
#include "review/signs.h"

#define ITEMS_MAX 20000

/* A draft or a sentence, with what people said of it and what we say. */
struct item {
  const struct json *draft;
  const struct json *labels;
  uint32_t want, got; /* rules, by their number */
  uint32_t want_missing, got_missing;
  uint32_t want_has, got_has; /* bit n: enum move n */
  uint64_t signs;
  int rating;
  int score;
  bool warned;
  bool called;          /* to the agent's attention */
  bool falls_short;     /* for what is missing */
  enum feeling feeling; /* of the customer, as we read it */
  int heat;
  struct str quotes[8]; /* of our first findings */
  struct str rules[8];
  size_t quote_count;
};

struct names {
  struct str items[32];
  size_t count;
};

struct evaluation {
  struct language *language;
  struct settings settings;
  struct arena files; /* the parsed lines */
  struct arena work;  /* one draft */
  struct names rules;
  int move; /* whose words are quoted; negative: the findings' are */
  struct item *items;
  size_t count;
  double micros;
  size_t reviews;
};

static uint64_t hash_of(struct str text) {
  return hash_bytes(HASH_START, text);
}

static uint32_t bit_of(struct names *names, struct str name) {
  size_t i = 0;
  while (i < names->count && !str_equal(names->items[i], name))
    i++;
  if (i == names->count && i < 32)
    names->items[names->count++] = name;
  return i < 32 ? UINT32_C(1) << i : 0;
}

static uint32_t move_bits(const struct json *list) {
  uint32_t bits = 0;
  for (const struct json *item = list ? list->first : NULL; item;
       item = item->next)
    for (int move = 0; move < MOVE_COUNT; move++)
      if (str_is(item->string, move_name((enum move)move)))
        bits |= UINT32_C(1) << move;
  return bits;
}

static struct str string_of(const struct json *object, const char *key) {
  const struct json *value = json_get(object, key);
  return value && value->type == JSON_STRING ? value->string
                                             : (struct str){NULL, 0};
}

static struct item *item_of(struct evaluation *e, struct str id) {
  for (size_t i = 0; id.size && i < e->count; i++) {
    const struct item *item = &e->items[i];
    const struct json *known = item->draft ? item->draft : item->labels;
    if (str_equal(string_of(known, "id"), id))
      return &e->items[i];
  }
  if (e->count == ITEMS_MAX)
    return NULL;
  return &e->items[e->count++];
}

static void take_labels(struct evaluation *e, struct item *item,
                        const struct json *labels) {
  const struct json *rating = json_get(labels, "rating");
  const struct json *findings = json_get(labels, "findings");
  const struct json *rules = json_get(labels, "rules");
  item->labels = labels;
  item->rating = rating ? (int)rating->integer : 0;
  for (const struct json *f = findings ? findings->first : NULL; f; f = f->next)
    item->want |= bit_of(&e->rules, string_of(f, "rule"));
  for (const struct json *r = rules ? rules->first : NULL; r; r = r->next)
    item->want |= bit_of(&e->rules, r->string);
  item->want_missing = move_bits(json_get(labels, "missing"));
  const struct json *has = json_get(labels, "has");
  item->want_has = move_bits(has ? has : json_get(labels, "moves"));
}

static void take_line(struct evaluation *e, const struct json *line) {
  struct item *item = item_of(e, string_of(line, "id"));
  if (!item)
    return;
  if (json_get(line, "draft") || json_get(line, "text"))
    item->draft = line;
  if (json_get(line, "findings") || json_get(line, "rules"))
    take_labels(e, item, line);
}

static bool take_file(struct evaluation *e, const char *path) {
  struct str bytes;
  if (!eval_read_file(path, &bytes))
    return false;
  struct str rest = arena_str(&e->files, bytes);
  free((char *)bytes.data);
  while (rest.size > 0) {
    const char *end = memchr(rest.data, '\n', rest.size);
    size_t size = end ? (size_t)(end - rest.data) : rest.size;
    struct json *line;
    struct json_error error;
    if (size > 0 && json_read(&e->files, (struct str){rest.data, size}, 0,
                              &line, &error) == ATTUNE_OK)
      take_line(e, line);
    size += end != NULL;
    rest.data += size;
    rest.size -= size;
  }
  return true;
}

static void quote(struct evaluation *e, struct item *item, struct str name,
                  struct range range) {
  struct str draft = string_of(item->draft, "draft");
  if (!draft.data)
    draft = string_of(item->draft, "text");
  if (item->quote_count == sizeof(item->quotes) / sizeof(*item->quotes))
    return;
  item->rules[item->quote_count] = name;
  item->quotes[item->quote_count++] =
      arena_str(&e->files, str_slice(draft, range));
}

static void judge(struct evaluation *e, struct item *item,
                  const struct review *review) {
  for (size_t i = 0; i < review->finding_count; i++) {
    const struct finding *finding = &review->findings[i];
    item->got |= bit_of(&e->rules, finding->rule->id);
    item->warned |= finding->level >= LEVEL_WARNING;
    if (e->move < 0)
      quote(e, item, finding->rule->id, finding->range);
  }
  for (size_t i = 0; i < review->missing_count; i++)
    item->got_missing |= UINT32_C(1) << review->missing[i].move;
  for (size_t i = 0; i < review->present_count; i++) {
    const struct move_found *found = &review->present[i];
    item->got_has |= UINT32_C(1) << found->move;
    if ((int)found->move == e->move)
      quote(e, item, str_of(move_name(found->move)), found->range);
  }
  item->signs = review->signs;
  item->score = review->score.total;
  item->called = review_calls(review);
  item->falls_short = review->falls_short;
}

static double micros_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static bool review_item(struct evaluation *e, struct item *item) {
  struct eval_conversation conversation = {
      .arena = &e->work, .language = e->language, .settings = &e->settings};
  struct str draft = string_of(item->draft, "draft");
  if (!draft.data)
    draft = string_of(item->draft, "text");
  arena_reset(&e->work);
  if (!eval_hear_context(&conversation, json_get(item->draft, "context")))
    return false;
  struct review review;
  double begin = micros_now();
  if (!eval_review(&conversation, draft, &review))
    return false;
  e->micros += micros_now() - begin;
  e->reviews++;
  item->feeling = conversation.history.feeling;
  item->heat = conversation.history.heat;
  judge(e, item, &review);
  return true;
}

static double ratio(double part, double whole) {
  return whole > 0 ? part / whole : 0;
}

struct counts {
  int hits, false_alarms, misses;
};

static void count(struct counts *counts, bool want, bool got) {
  counts->hits += want && got;
  counts->false_alarms += !want && got;
  counts->misses += want && !got;
}

static double print_counts(const char *name, struct counts c) {
  double p = ratio(c.hits, c.hits + c.false_alarms);
  double r = ratio(c.hits, c.hits + c.misses);
  double f = ratio(2 * p * r, p + r);
  printf("  %-18s P %.2f  R %.2f  F1 %.3f  (%d hit, %d false, %d missed)\n",
         name, p, r, f, c.hits, c.false_alarms, c.misses);
  return f;
}

static void print_rules(const struct evaluation *e) {
  struct counts all = {0};
  printf("rules per draft\n");
  for (size_t r = 0; r < e->rules.count; r++) {
    struct counts one = {0};
    char name[32];
    for (size_t i = 0; i < e->count; i++)
      count(&one, e->items[i].want >> r & 1, e->items[i].got >> r & 1);
    snprintf(name, sizeof(name), "%.*s", STR_ARGS(e->rules.items[r]));
    print_counts(name, one);
    all.hits += one.hits;
    all.false_alarms += one.false_alarms;
    all.misses += one.misses;
  }
  print_counts("MICRO", all);
}

static void print_moves(const struct evaluation *e, const char *title,
                        bool missing) {
  struct counts all = {0};
  printf("%s\n", title);
  for (int move = 0; move < MOVE_COUNT; move++) {
    struct counts one = {0};
    for (size_t i = 0; i < e->count; i++) {
      const struct item *item = &e->items[i];
      uint32_t want = missing ? item->want_missing : item->want_has;
      uint32_t got = missing ? item->got_missing : item->got_has;
      count(&one, want >> move & 1, got >> move & 1);
    }
    if (one.hits + one.false_alarms + one.misses == 0 ||
        (!missing && move == MOVE_CLOSE))
      continue;
    print_counts(move_name((enum move)move), one);
    all.hits += one.hits;
    all.false_alarms += one.false_alarms;
    all.misses += one.misses;
  }
  print_counts("MICRO", all);
}

static double *ranks_of(const struct evaluation *e, bool of_score) {
  double *ranks = calloc(e->count + 1, sizeof(*ranks));
  for (size_t i = 0; ranks && i < e->count; i++) {
    int mine = of_score ? e->items[i].score : e->items[i].rating;
    int below = 0, equal = 0;
    for (size_t k = 0; k < e->count; k++) {
      int other = of_score ? e->items[k].score : e->items[k].rating;
      below += other < mine;
      equal += other == mine;
    }
    ranks[i] = below + (equal + 1) / 2.0;
  }
  return ranks;
}

static double spearman(const struct evaluation *e) {
  double *a = ranks_of(e, true), *b = ranks_of(e, false);
  double n = (double)e->count, mean = (n + 1) / 2, ab = 0, aa = 0, bb = 0;
  for (size_t i = 0; a && b && i < e->count; i++) {
    ab += (a[i] - mean) * (b[i] - mean);
    aa += (a[i] - mean) * (a[i] - mean);
    bb += (b[i] - mean) * (b[i] - mean);
  }
  free(a);
  free(b);
  return ratio(ab, sqrt(aa * bb));
}

static void print_good(const struct evaluation *e) {
  int good = 0, warned = 0, called = 0, lacking = 0, poor = 0, roused = 0;
  int means[6] = {0}, of[6] = {0};
  for (size_t i = 0; i < e->count; i++) {
    const struct item *item = &e->items[i];
    good += item->rating >= 4;
    warned += item->rating >= 4 && item->warned;
    called += item->rating >= 4 && item->called;
    lacking += item->rating >= 4 && item->falls_short;
    poor += item->rating <= 2;
    roused += item->rating <= 2 && item->called;
    if (item->rating >= 1 && item->rating <= 5) {
      means[item->rating] += item->score;
      of[item->rating]++;
    }
  }
  printf("Spearman of score and rating %.3f\n", spearman(e));
  printf("mean score by rating");
  for (int r = 1; r <= 5; r++)
    printf("  %d: %.0f", r, ratio(means[r], of[r]));
  printf("\ngood drafts warned %d of %d (%.1f %%), called %d (%.1f %%), "
         "%d for what is missing\n"
         "poor drafts called %d of %d (%.1f %%)\n",
         warned, good, 100 * ratio(warned, good), called,
         100 * ratio(called, good), lacking, roused, poor,
         100 * ratio(roused, poor));
}

/* What good drafts are called up for: figures that no text is needed for. */
static void print_needless(const struct evaluation *e) {
  printf("  called for");
  for (uint32_t bit = 0; bit < 32 + MOVE_COUNT; bit++) {
    int times = 0;
    for (size_t i = 0; i < e->count; i++) {
      const struct item *item = &e->items[i];
      uint32_t got =
          bit < 32 ? item->got >> bit : item->got_missing >> bit % 32;
      times += item->rating >= 4 && item->called && (got & 1);
    }
    if (times > 0 && bit < 32)
      printf("  %.*s %d", STR_ARGS(e->rules.items[bit]), times);
    else if (times > 0)
      printf("  no %s %d", move_name((enum move)(bit - 32)), times);
  }
  printf("\n");
}

static void print_sentences(const struct evaluation *e) {
  int faulty = 0, caught = 0, right = 0, innocent = 0, alarmed = 0;
  for (size_t i = 0; i < e->count; i++) {
    const struct item *item = &e->items[i];
    if (item->want == 0) {
      innocent++;
      alarmed += item->got != 0;
      continue;
    }
    faulty++;
    caught += item->got != 0;
    right += (item->got & item->want) != 0;
  }
  printf("sentences: faulty %d, caught %.1f %%, by the right rule %.1f %%; "
         "innocent %d, false alarms %.1f %%\n",
         faulty, 100 * ratio(caught, faulty), 100 * ratio(right, faulty),
         innocent, 100 * ratio(alarmed, innocent));
}

static void print_set(const char *title, const struct names *names,
                      uint32_t bits) {
  printf("   %s", title);
  for (size_t i = 0; i < names->count; i++)
    if (bits >> i & 1)
      printf(" %.*s", STR_ARGS(names->items[i]));
}

static int mistakes_of(const struct evaluation *e, const struct item *item,
                       uint32_t only) {
  if (e->move >= 0)
    return (item->want_has ^ item->got_has) >> e->move & 1;
  uint32_t differs = (item->want ^ item->got) & only;
  return __builtin_popcount(differs) +
         __builtin_popcount(
             only == UINT32_MAX ? item->want_missing ^ item->got_missing : 0);
}

static void print_missing(const char *title, uint32_t bits) {
  printf("   %s", title);
  for (int move = 0; move < MOVE_COUNT; move++)
    if (bits >> move & 1)
      printf(" %s", move_name((enum move)move));
}

struct options {
  const char *half;
  const char *rule;
  const char *move;
  int worst;
  int least; /* only those rated so high */
  bool signs;
};

static void print_worst(const struct evaluation *e,
                        const struct options *options, uint32_t only) {
  int worst = options->worst;
  for (int mistakes = 12; mistakes > 0 && worst > 0; mistakes--)
    for (size_t i = 0; i < e->count && worst > 0; i++) {
      const struct item *item = &e->items[i];
      if (item->rating < options->least ||
          mistakes_of(e, item, only) != mistakes)
        continue;
      struct str draft = string_of(item->draft, "draft");
      if (!draft.data)
        draft = string_of(item->draft, "text");
      printf("- [%d/%d%s, %s %d] %.*s\n", item->rating, item->score,
             item->called ? " calls" : "", feeling_name(item->feeling),
             item->heat, STR_ARGS(draft));
      print_set("want", &e->rules, item->want);
      print_set("got", &e->rules, item->got);
      print_missing("miss-want", item->want_missing);
      print_missing("miss-got", item->got_missing);
      if (e->move >= 0)
        print_missing("has-want", item->want_has);
      printf("\n");
      for (size_t k = 0; k < item->quote_count; k++)
        printf("     %.*s: %.*s\n", STR_ARGS(item->rules[k]),
               STR_ARGS(item->quotes[k]));
      worst--;
    }
}

/* Keeps the items of one half, and those that have both draft and labels. */
static void keep(struct evaluation *e, const char *half) {
  size_t kept = 0;
  for (size_t i = 0; i < e->count; i++) {
    struct item *item = &e->items[i];
    if (!item->draft || !item->labels)
      continue;
    bool even = hash_of(string_of(item->draft, "id")) % 2 == 0;
    if (half && even != (strcmp(half, "dev") == 0))
      continue;
    e->items[kept++] = *item;
  }
  e->count = kept;
}

/*
 * What the weights in review.txt are fitted on, a draft a line: the rating,
 * our score, what it lacks by the labels, and the signs we saw. No text.
 */
static void print_signs(const struct evaluation *e) {
  for (size_t i = 0; i < e->count; i++) {
    const struct item *item = &e->items[i];
    printf("%d %d", item->rating, item->score);
    for (int move = 0; move < MOVE_COUNT; move++) {
      if (item->want_missing >> move & 1)
        printf(" lacks:%s", move_name((enum move)move));
      if (item->got_has >> move & 1)
        printf(" has:%s", move_name((enum move)move));
    }
    for (int sign = 0; sign < SIGN_COUNT; sign++)
      if (item->signs >> sign & 1)
        printf(" %s", sign_name((enum sign)sign));
    for (size_t rule = 0; rule < e->rules.count; rule++)
      if (item->got >> rule & 1)
        printf(" rule:%.*s", STR_ARGS(e->rules.items[rule]));
    printf("\n");
  }
}

static int parse_options(int count, char **words, struct options *options) {
  int at = 1;
  if (count > 1 && strcmp(words[1], "--signs") == 0) {
    options->signs = true;
    at++;
  }
  for (; at + 1 < count && words[at][0] == '-'; at += 2) {
    if (strcmp(words[at], "--half") == 0)
      options->half = words[at + 1];
    else if (strcmp(words[at], "--worst") == 0)
      options->worst = atoi(words[at + 1]);
    else if (strcmp(words[at], "--least") == 0)
      options->least = atoi(words[at + 1]);
    else if (strcmp(words[at], "--rule") == 0)
      options->rule = words[at + 1];
    else if (strcmp(words[at], "--move") == 0)
      options->move = words[at + 1];
  }
  return at;
}

static int move_named(const char *name) {
  for (int move = 0; name && move < MOVE_COUNT; move++)
    if (strcmp(name, move_name((enum move)move)) == 0)
      return move;
  return -1;
}

static void print_all(struct evaluation *e, const struct options *options) {
  bool drafts = e->count > 0 && json_get(e->items[0].draft, "draft");
  printf("%zu items, %.1f microseconds a review\n", e->count,
         ratio(e->micros, (double)e->reviews));
  print_rules(e);
  if (drafts && json_get(e->items[0].labels, "missing"))
    print_moves(e, "missing moves", true);
  print_moves(e, "present moves", false);
  if (e->count > 0 && e->items[0].rating) {
    print_good(e);
    print_needless(e);
  }
  print_sentences(e);
  uint32_t only =
      options->rule ? bit_of(&e->rules, str_of(options->rule)) : UINT32_MAX;
  print_worst(e, options, only);
}

int main(int count, char **words) {
  struct evaluation e = {.settings = eval_settings()};
  struct options options = {0};
  int at = parse_options(count, words, &options);
  if (at + 1 >= count) {
    fprintf(stderr, "eval_drafts [--signs] [--half dev|held] [--worst N] "
                    "[--least RATING] [--rule ID] [--move ID] "
                    "PACK-DIR FILE...\n");
    return 2;
  }
  e.move = move_named(options.move);
  e.items = calloc(ITEMS_MAX, sizeof(*e.items));
  e.language = eval_language(words[at]);
  if (!e.items || !e.language)
    return 1;
  for (int i = at + 1; i < count; i++)
    if (!take_file(&e, words[i]))
      fprintf(stderr, "%s cannot be read\n", words[i]);
  keep(&e, options.half);
  for (size_t i = 0; i < e.count; i++)
    review_item(&e, &e.items[i]);
  if (options.signs)
    print_signs(&e);
  else
    print_all(&e, &options);
  language_free(e.language);
  free(e.items);
  arena_fini(&e.files);
  arena_fini(&e.work);
  return 0;
}
