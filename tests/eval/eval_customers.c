/*
 * How well messages are read, against labels made by hand.
 *
 *   eval_customers [options] texts.jsonl [labels.jsonl]
 *
 * One file may hold both texts and labels, or the labels are joined by id.
 *
 *   --half dev|held   only lines whose hash of id (or text) is even, odd
 *   --worst N         the N worst mistakes with their text
 *   --show KIND       what was missed or invented: feeling, signal, fact,
 *                     concern
 *   --dump            features of each message as JSON lines, for fitting
 */
#include <attune.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/json_read.h"
#include "feeling_scores.h"
#include "reading/evidence.h"
#include "reading/history.h"
#include "reading/question.h"
#include "reading/reading.h"
#include "reading/signals.h"
#include "valence.h"

struct options {
  const char *half;
  const char *show;
  size_t worst;
  bool dump;
  const char *files[2];
  int file_count;
};

struct counts {
  size_t hit, missed, invented;
};

struct mistake {
  int badness;
  char line[700];
};

struct totals {
  struct feeling_scores reading, valence, commonest;
  struct counts signals[SIGNAL_COUNT];
  struct counts facts[FACT_KIND_COUNT];
  size_t concerns, concerns_told, none, none_told;
  struct mistake *mistakes;
  size_t mistake_count;
};

static char *slurp(const char *path, size_t *size) {
  FILE *file = fopen(path, "rb");
  if (!file) {
    perror(path);
    exit(1);
  }
  fseek(file, 0, SEEK_END);
  *size = (size_t)ftell(file);
  rewind(file);
  char *data = malloc(*size + 1);
  if (!data || fread(data, 1, *size, file) != *size)
    exit(1);
  data[*size] = '\0';
  fclose(file);
  return data;
}

static void read_lines(struct arena *arena, const char *path,
                       struct json ***lines, size_t *count) {
  size_t size, capacity = 0;
  char *data = slurp(path, &size);
  *lines = NULL;
  *count = 0;
  for (char *line = data; *line;) {
    size_t length = strcspn(line, "\n");
    struct json *value;
    struct json_error error;
    if (length > 0) {
      if (json_read(arena, (struct str){line, length}, 0, &value, &error)) {
        fprintf(stderr, "%s: %s\n", path, error.message);
        exit(1);
      }
      *lines = arena_grow(arena, *lines, *count, &capacity, sizeof(**lines));
      (*lines)[(*count)++] = value;
    }
    line += length + (line[length] == '\n');
  }
  free(data);
}

static struct str member(const struct json *object, const char *key) {
  const struct json *value = json_get(object, key);
  return value && value->type == JSON_STRING ? value->string
                                             : (struct str){NULL, 0};
}

static uint64_t hash(struct str text) {
  return hash_bytes(HASH_START, text);
}

static bool is_wanted(const struct options *options, const struct json *item) {
  struct str id = member(item, "id");
  if (!options->half)
    return true;
  bool even = hash(id.size ? id : member(item, "text")) % 2 == 0;
  return even == (strcmp(options->half, "dev") == 0);
}

static enum feeling feeling_of(struct str name) {
  for (int i = 0; i < FEELING_COUNT; i++)
    if (str_is(name, feeling_name((enum feeling)i)))
      return (enum feeling)i;
  return FEELING_NEUTRAL;
}

static bool labelled(const struct json *list, const char *name) {
  for (const struct json *i = list ? list->first : NULL; i; i = i->next)
    if (str_is(i->string, name))
      return true;
  return false;
}

static void count_signals(const struct options *options,
                          const struct json *label,
                          const struct reading *reading, struct str text,
                          struct totals *totals) {
  const struct json *list = json_get(label, "signals");
  for (int i = 0; i < SIGNAL_COUNT; i++) {
    const char *name = signal_name((enum signal_id)i);
    bool told = labelled(list, name);
    bool read = reading_has(reading, (enum signal_id)i);
    struct counts *counts = &totals->signals[i];
    counts->hit += told && read;
    counts->missed += told && !read;
    counts->invented += !told && read;
    if (told == read || !options->show || strcmp(options->show, "signal") != 0)
      continue;
    struct str quote = {NULL, 0};
    for (size_t n = 0; n < reading->signal_count; n++)
      if (reading->signals[n].id == (enum signal_id)i)
        quote = str_slice(text, reading->signals[n].range);
    printf("%c %-16s <%.*s> %.*s\n", told ? '-' : '+', name, STR_ARGS(quote),
           STR_ARGS(text));
  }
}

/* A quote that stands in the text several times is taken where it helps. */
static bool quote_overlaps(struct str text, struct str quote,
                           struct range range) {
  for (size_t i = 0; quote.size > 0 && i + quote.size <= text.size; i++)
    if (memcmp(text.data + i, quote.data, quote.size) == 0 &&
        range_overlaps((struct range){i, i + quote.size}, range))
      return true;
  return false;
}

/* The codebook has no kind for a way to reach somebody: such numbers and
   addresses are labelled as references. */
static enum fact_kind labelled_as(enum fact_kind kind) {
  bool reach = kind == FACT_PHONE || kind == FACT_EMAIL || kind == FACT_CARD;
  return reach ? FACT_REFERENCE : kind;
}

static void count_facts(const struct options *options, const struct json *label,
                        const struct reading *reading, struct str text,
                        struct totals *totals) {
  bool used[256] = {false};
  bool show = options->show && strcmp(options->show, "fact") == 0;
  const struct json *list = json_get(label, "facts");
  for (const struct json *i = list ? list->first : NULL; i; i = i->next) {
    int kind = 0;
    while (kind < FACT_KIND_COUNT &&
           !str_is(member(i, "kind"), fact_kind_name((enum fact_kind)kind)))
      kind++;
    if (kind == FACT_KIND_COUNT)
      continue;
    size_t found = 0;
    while (found < reading->fact_count &&
           (used[found] ||
            (int)labelled_as(reading->facts[found].kind) != kind ||
            !quote_overlaps(text, member(i, "quote"),
                            reading->facts[found].range)))
      found++;
    bool hit = found < reading->fact_count;
    if (hit)
      used[found] = true;
    totals->facts[kind].hit += hit;
    totals->facts[kind].missed += !hit;
    if (!hit && show)
      printf("- %-10s %.*s | %.*s\n", fact_kind_name((enum fact_kind)kind),
             STR_ARGS(member(i, "quote")), STR_ARGS(text));
  }
  for (size_t i = 0; i < reading->fact_count; i++) {
    const struct fact *fact = &reading->facts[i];
    totals->facts[labelled_as(fact->kind)].invented += !used[i];
    if (!used[i] && show)
      printf("+ %-10s %.*s | %.*s\n", fact_kind_name(fact->kind),
             STR_ARGS(str_slice(text, fact->range)), STR_ARGS(text));
  }
}

static void count_concern(const struct options *options,
                          const struct json *label,
                          const struct reading *reading, struct str text,
                          struct totals *totals) {
  struct str told = member(label, "concern");
  bool read = reading->concern.size > 0;
  totals->concerns += told.size > 0;
  totals->concerns_told += told.size > 0 && read;
  totals->none += told.size == 0;
  totals->none_told += told.size == 0 && !read;
  if (options->show && strcmp(options->show, "concern") == 0)
    printf("%c %-60.*s | %.*s | %.*s\n",
           read == (told.size > 0) ? '='
           : read                  ? '+'
                                   : '-',
           STR_ARGS(reading->concern), STR_ARGS(told), STR_ARGS(text));
}

static int heat_of(const struct json *label) {
  const struct json *heat = json_get(label, "heat");
  int64_t value = heat ? heat->integer : 0;
  return value < 0 ? 0 : value > 3 ? 3 : (int)value;
}

static struct feeling_told told_in(const struct json *label) {
  return (struct feeling_told){feeling_of(member(label, "feeling")),
                               feeling_of(member(label, "second")),
                               heat_of(label)};
}

static void count_feeling(const struct options *options,
                          const struct json *label,
                          const struct reading *reading, struct str text,
                          struct totals *totals) {
  struct feeling_told told = told_in(label);
  int gap = abs(told.heat - reading->heat);
  bool right = told.feeling == reading->feeling;
  feeling_scores_add(&totals->reading, &told, reading->feeling, reading->heat,
                     reading->confidence);
  if (options->show && strcmp(options->show, "feeling") == 0 && !right)
    printf("%s -> %s (%d -> %d) %.*s\n", feeling_name(told.feeling),
           feeling_name(reading->feeling), told.heat, reading->heat,
           STR_ARGS(text));
  if (right && gap <= 1)
    return;
  struct mistake *mistake = &totals->mistakes[totals->mistake_count++];
  mistake->badness = gap * 400 + (right ? 0 : reading->confidence);
  snprintf(mistake->line, sizeof(mistake->line), "%s %d -> %s %d: %.*s",
           feeling_name(told.feeling), told.heat,
           feeling_name(reading->feeling), reading->heat, STR_ARGS(text));
}

/* What the simplest readers would say of the same message. */
static void count_baselines(const struct json *label, const struct text *text,
                            const struct language_matches *matches,
                            struct totals *totals) {
  struct feeling_told told = told_in(label);
  struct valence valence = valence_read(text, matches);
  feeling_scores_add(&totals->valence, &told, valence.feeling, valence.heat, 0);
  feeling_scores_add(&totals->commonest, &told, FEELING_FRUSTRATION, 1, 0);
}

static void dump(struct arena *arena, const struct language *language,
                 const struct text *text, const struct language_matches *m,
                 const struct history *history, const struct json *label) {
  struct evidence evidence;
  struct reading early = {0}; /* what is known when the feeling is read */
  if (reading_questions(arena, text, m, &early) ||
      reading_facts(arena, language, text, m, &early) ||
      reading_signals(arena, text, m, &early) ||
      evidence_collect(arena, language, text, m, history, &early, &evidence))
    exit(1);
  printf("%.*s\t%d\t%.*s\t", STR_ARGS(member(label, "feeling")), heat_of(label),
         STR_ARGS(member(label, "second")));
  const struct json *list = json_get(label, "signals");
  for (const struct json *i = list ? list->first : NULL; i; i = i->next)
    printf("%.*s,", STR_ARGS(i->string));
  printf("\t");
  for (size_t i = 0; i < evidence.count; i++) {
    const struct evidence_item *item = &evidence.items[i];
    if (item->word.size == 0)
      printf("%.*s.%.*s:%d ", STR_ARGS(item->entry->id),
             STR_ARGS(item->entry->part), item->amount);
  }
  for (size_t i = 0; i < m->count; i++)
    if (m->items[i].entry->kind == LANGUAGE_SIGNAL)
      printf("s.%.*s.%.*s:100 ", STR_ARGS(m->items[i].entry->id),
             STR_ARGS(m->items[i].entry->part));
  for (uint32_t i = 0; i < text->token_count; i++) {
    const struct token *token = &text->tokens[i];
    bool first = token->kind == TOKEN_WORD && !(token->flags & TOKEN_HANDLE) &&
                 !memchr(token->folded.data, ':', token->folded.size);
    for (uint32_t n = 0; n < i && first; n++)
      first = !str_equal(text->tokens[n].folded, token->folded);
    if (first)
      printf("w.%.*s:60 ", STR_ARGS(token->folded));
  }
  printf("\n");
}

static void measure(const struct options *options,
                    const struct language *language, const struct json *item,
                    const struct json *label, struct totals *totals) {
  struct arena arena;
  struct text text;
  struct language_matches matches;
  struct reading reading;
  struct history history = {0};
  arena_init(&arena, 0);
  struct str source = member(item, "text");
  if (text_read(&arena, language->lexicon, source, TEXT_PLAIN, &text) ||
      language_scan_kinds(language, &arena, &text, 1, LANGUAGE_OF_CUSTOMER,
                          &matches) ||
      reading_read(&arena, language, &text, &matches, &history, &reading))
    exit(1);
  if (options->dump)
    dump(&arena, language, &text, &matches, &history, label);
  count_feeling(options, label, &reading, source, totals);
  count_baselines(label, &text, &matches, totals);
  count_signals(options, label, &reading, source, totals);
  count_facts(options, label, &reading, source, totals);
  count_concern(options, label, &reading, source, totals);
  arena_fini(&arena);
}

static double ratio(size_t part, size_t whole) {
  return whole ? (double)part / (double)whole : 0;
}

static double f1_of(struct counts c) {
  return feeling_scores_f1(c.hit, c.missed, c.invented);
}

static void print_counts(const char *what, const char *const *names,
                         const struct counts *counts, size_t count) {
  struct counts all = {0};
  for (size_t i = 0; i < count; i++) {
    printf("  %-16s %4zu read, %4zu missed, %4zu invented  F1 %.3f\n", names[i],
           counts[i].hit, counts[i].missed, counts[i].invented,
           f1_of(counts[i]));
    all.hit += counts[i].hit;
    all.missed += counts[i].missed;
    all.invented += counts[i].invented;
  }
  printf("%s micro-F1 %.3f\n", what, f1_of(all));
}

static int worse(const void *a, const void *b) {
  const struct mistake *left = a, *right = b;
  return right->badness - left->badness;
}

static void print_totals(const struct options *options, struct totals *t) {
  const char *signals[SIGNAL_COUNT], *facts[FACT_KIND_COUNT];
  for (int i = 0; i < SIGNAL_COUNT; i++)
    signals[i] = signal_name((enum signal_id)i);
  for (int i = 0; i < FACT_KIND_COUNT; i++)
    facts[i] = fact_kind_name((enum fact_kind)i);
  feeling_scores_print(&t->reading);
  feeling_scores_print_line("the commonest feeling", &t->commonest);
  feeling_scores_print_line("valence of words", &t->valence);
  print_counts("signals", signals, t->signals, SIGNAL_COUNT);
  print_counts("facts", facts, t->facts, FACT_KIND_COUNT);
  printf("concern told where there is one %.3f of %zu, "
         "none where there is none %.3f of %zu\n",
         ratio(t->concerns_told, t->concerns), t->concerns,
         ratio(t->none_told, t->none), t->none);
  qsort(t->mistakes, t->mistake_count, sizeof(*t->mistakes), worse);
  for (size_t i = 0; i < options->worst && i < t->mistake_count; i++)
    printf("%s\n", t->mistakes[i].line);
}

static struct options parse(int argc, char **argv) {
  struct options options = {0};
  for (int i = 1; i < argc; i++) {
    bool more = i + 1 < argc;
    if (strcmp(argv[i], "--half") == 0 && more)
      options.half = argv[++i];
    else if (strcmp(argv[i], "--show") == 0 && more)
      options.show = argv[++i];
    else if (strcmp(argv[i], "--worst") == 0 && more)
      options.worst = strtoul(argv[++i], NULL, 10);
    else if (strcmp(argv[i], "--dump") == 0)
      options.dump = true;
    else if (options.file_count < 2)
      options.files[options.file_count++] = argv[i];
  }
  if (options.file_count == 0) {
    fprintf(stderr, "usage: eval_customers [--half dev|held] [--worst N] "
                    "[--show WHAT] [--dump] texts.jsonl [labels.jsonl]\n");
    exit(2);
  }
  return options;
}

static const struct json *label_for(struct json **labels, size_t count,
                                    struct str id) {
  for (size_t i = 0; i < count; i++)
    if (str_equal(member(labels[i], "id"), id))
      return labels[i];
  return NULL;
}

int main(int argc, char **argv) {
  struct options options = parse(argc, argv);
  struct arena arena;
  struct language_error error;
  struct json **items, **labels = NULL;
  size_t item_count, label_count = 0;
  struct totals totals = {0};
  struct language *language =
      language_new(language_en, language_en_count, NULL, 0, &error);
  if (!language) {
    fprintf(stderr, "%.*s:%u: %s\n", STR_ARGS(error.file), error.line,
            error.message ? error.message : "out of memory");
    return 1;
  }
  arena_init(&arena, 0);
  read_lines(&arena, options.files[0], &items, &item_count);
  if (options.file_count == 2)
    read_lines(&arena, options.files[1], &labels, &label_count);
  totals.mistakes =
      arena_alloc(&arena, (item_count + 1) * sizeof(*totals.mistakes));
  for (size_t i = 0; i < item_count; i++) {
    const struct json *label =
        labels ? label_for(labels, label_count, member(items[i], "id"))
               : items[i];
    if (label && is_wanted(&options, items[i]))
      measure(&options, language, items[i], label, &totals);
  }
  print_totals(&options, &totals);
  arena_fini(&arena);
  language_free(language);
  return 0;
}
