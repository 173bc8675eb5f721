/*
 * Random phrases over random texts, held against a matcher that does the
 * obvious: from every place, all places a phrase can end.
 */
#include "text/phrase.h"

#include <stdlib.h>

#include "test.h"

enum {
  NODES = 64,
  CHILDREN = 3,
  ENTRIES = 3,
  TOKENS = 24,
  ROUNDS = 30000
};

enum shape {
  WORD,
  PREFIX,
  CLASS,
  GAP,
  OPTION,
  EITHER,
  ROW
};

struct node {
  enum shape shape;
  unsigned value; /* which word, prefix or how wide a gap */
  int children[CHILDREN];
  int count;
};

/* One phrase: a tree, and what holds of the sentence. */
struct tree {
  struct node nodes[NODES];
  int count;
  int root;
  bool start, end;
  char mark; /* '?', '!' or 0 */
  bool unless;
  uint32_t entry;
  char source[2000];
  bool taken; /* by the builder */
};

static uint64_t state;

static unsigned dice(unsigned sides) {
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return (unsigned)(state >> 33) % sides;
}

static const char *const words[] = {"aba", "abo", "ibo", "ibu", "umo"};
static const char *const prefixes[] = {"ab", "i"};

static int grow(struct tree *tree, int depth) {
  int at = tree->count++;
  struct node *node = &tree->nodes[at];
  unsigned roll = dice(depth > 3 || tree->count > NODES - 16 ? 6 : 14);
  *node = (struct node){.shape = WORD, .value = dice(5)};
  if (roll == 3)
    *node = (struct node){.shape = PREFIX, .value = dice(2)};
  else if (roll == 4)
    *node = (struct node){.shape = CLASS};
  else if (roll == 5 && depth > 0)
    *node = (struct node){.shape = GAP, .value = 1 + dice(3)};
  else if (roll > 5)
    node->shape = roll < 8 ? OPTION : roll < 10 ? EITHER : ROW;
  if (node->shape < OPTION)
    return at;
  node->count = node->shape == OPTION ? 1 : 2 + (int)dice(CHILDREN - 1);
  for (int i = 0; i < node->count; i++) {
    int child = grow(tree, depth + 1);
    tree->nodes[at].children[i] = child;
  }
  return at;
}

static void print(struct tree *tree, const char *text) {
  strncat(tree->source, text, sizeof(tree->source) - strlen(tree->source) - 1);
}

static void write_node(struct tree *tree, int at) {
  const struct node *node = &tree->nodes[at];
  char gap[8];
  switch (node->shape) {
  case WORD:
    print(tree, words[node->value]);
    break;
  case PREFIX:
    print(tree, prefixes[node->value]);
    print(tree, "*");
    break;
  case CLASS:
    print(tree, "<c>");
    break;
  case GAP:
    snprintf(gap, sizeof(gap), "..%u", node->value);
    print(tree, gap);
    break;
  default:
    print(tree, node->shape == OPTION ? "[" : "(");
    for (int i = 0; i < node->count; i++) {
      if (i > 0)
        print(tree, node->shape == EITHER ? " | " : " ");
      write_node(tree, node->children[i]);
    }
    print(tree, node->shape == OPTION ? "]" : ")");
  }
}

static void plant(struct tree *tree, uint32_t entry) {
  memset(tree, 0, sizeof(*tree));
  tree->root = grow(tree, 0);
  tree->entry = entry;
  tree->start = dice(8) == 0;
  tree->end = dice(8) == 0;
  tree->mark = dice(8) == 0 ? '?' : dice(8) == 0 ? '!' : 0;
  tree->unless = dice(12) == 0;
  print(tree, tree->start ? "^ " : "");
  write_node(tree, tree->root);
  print(tree, tree->end ? " $" : "");
  if (tree->mark)
    print(tree, tree->mark == '?' ? " ?" : " !");
}

/* Sets of places in a sentence: bit n, before its n-th token. */
typedef uint64_t places;

static bool is_one_of(const struct token *token, const struct node *node) {
  struct str folded = token->folded;
  if (node->shape == WORD)
    return str_is(folded, words[node->value]);
  const char *prefix = prefixes[node->value];
  return folded.size >= strlen(prefix) &&
         memcmp(folded.data, prefix, strlen(prefix)) == 0;
}

/* The class is `umo | i*  | aba ibo`. */
static places after_class(const struct token *tokens, uint32_t count,
                          uint32_t at) {
  places ends = 0;
  if (at < count &&
      (str_is(tokens[at].folded, "umo") || tokens[at].folded.data[0] == 'i'))
    ends |= 1ull << (at + 1);
  if (at + 1 < count && str_is(tokens[at].folded, "aba") &&
      str_is(tokens[at + 1].folded, "ibo"))
    ends |= 1ull << (at + 2);
  return ends;
}

static places after(const struct tree *tree, int at, places from,
                    const struct token *tokens, uint32_t count) {
  const struct node *node = &tree->nodes[at];
  places to = 0;
  switch (node->shape) {
  case WORD:
  case PREFIX:
    for (uint32_t i = 0; i < count; i++)
      if (from >> i & 1 && is_one_of(&tokens[i], node))
        to |= 1ull << (i + 1);
    return to;
  case CLASS:
    for (uint32_t i = 0; i < count; i++)
      if (from >> i & 1)
        to |= after_class(tokens, count, i);
    return to;
  case GAP:
    for (unsigned i = 0; i <= node->value; i++)
      to |= from << i;
    return to & ((2ull << count) - 1);
  case OPTION:
    return from | after(tree, node->children[0], from, tokens, count);
  case EITHER:
    for (int i = 0; i < node->count; i++)
      to |= after(tree, node->children[i], from, tokens, count);
    return to;
  default:
    for (int i = 0; i < node->count; i++)
      from = after(tree, node->children[i], from, tokens, count);
    return from;
  }
}

struct expected {
  uint32_t entry, first, count;
};

/* first[e]: the earliest start of a match of the entry that ends before e. */
static bool entry_in_sentence(const struct tree *trees, int tree_count,
                              uint32_t entry, const struct text *text,
                              const struct sentence *sentence,
                              int first[TOKENS + 1]) {
  const struct token *tokens = text->tokens + sentence->first;
  bool ruled_out = false;
  for (uint32_t end = 0; end <= sentence->count; end++)
    first[end] = -1;
  for (int t = 0; t < tree_count; t++) {
    const struct tree *tree = &trees[t];
    if (!tree->taken || tree->entry != entry ||
        (tree->mark && tree->mark != (char)sentence->end))
      continue;
    for (uint32_t start = 0; start < sentence->count; start++) {
      places ends =
          after(tree, tree->root, 1ull << start, tokens, sentence->count);
      for (uint32_t end = start + 1; end <= sentence->count; end++) {
        if (!(ends >> end & 1) || (tree->start && start > 0) ||
            (tree->end && end < sentence->count))
          continue;
        ruled_out = ruled_out || tree->unless;
        if (!tree->unless && (first[end] < 0 || (int)start < first[end]))
          first[end] = (int)start;
      }
    }
  }
  return !ruled_out;
}

/* Leftmost, then longest, and nothing that overlaps what is kept. */
static size_t expect_entry(const struct tree *trees, int tree_count,
                           uint32_t entry, const struct text *text,
                           const struct sentence *sentence,
                           struct expected *out) {
  int first[TOKENS + 1];
  size_t count = 0;
  if (!entry_in_sentence(trees, tree_count, entry, text, sentence, first))
    return 0;
  for (int start = 0; start < (int)sentence->count; start++)
    for (int end = (int)sentence->count; end > start; end--)
      if (first[end] == start) {
        out[count++] = (struct expected){
            entry, sentence->first + (uint32_t)start, (uint32_t)(end - start)};
        start = end - 1;
        break;
      }
  return count;
}

static int by_place(const void *a, const void *b) {
  const struct expected *x = a, *y = b;
  if (x->first != y->first)
    return x->first < y->first ? -1 : 1;
  return x->entry < y->entry ? -1 : x->entry > y->entry;
}

static void write_text(char *out, size_t size) {
  unsigned count = dice(TOKENS - 4);
  out[0] = '\0';
  for (unsigned i = 0; i < count; i++) {
    strncat(out, words[dice(5)], size - strlen(out) - 1);
    strncat(out,
            dice(8)   ? " "
            : dice(2) ? "? "
                      : "!\n\n",
            size - strlen(out) - 1);
  }
}

static void compare(const struct phrases *phrases, const struct tree *trees,
                    int tree_count) {
  char source[400];
  struct expected expected[TOKENS * ENTRIES];
  struct phrase_match *matches;
  struct arena arena;
  struct text text;
  size_t count, wanted = 0;
  arena_init(&arena, 0);
  write_text(source, sizeof(source));
  CHECK_INT(text_read(&arena, NULL, str_of(source), TEXT_PLAIN, &text), 0);
  CHECK(text.token_count <= TOKENS);
  CHECK_INT(phrases_scan(phrases, &arena, &text, &matches, &count), 0);
  for (uint32_t i = 0; i < text.sentence_count; i++)
    for (uint32_t entry = 0; entry < ENTRIES; entry++)
      wanted += expect_entry(trees, tree_count, entry, &text,
                             &text.sentences[i], expected + wanted);
  qsort(expected, wanted, sizeof(*expected), by_place);
  test_case("phrases %s # %s # %s, text %s", trees[0].source, trees[1].source,
            trees[2].source, source);
  for (size_t i = 0; i < count && i < wanted; i++) {
    CHECK_INT(matches[i].first, expected[i].first);
    CHECK_INT(matches[i].entry, expected[i].entry);
    CHECK_INT(matches[i].count, expected[i].count);
  }
  CHECK_INT(count, wanted);
  arena_fini(&arena);
}

static unsigned play(void) {
  static struct tree trees[6];
  struct phrase_error error;
  unsigned taken = 0;
  struct phrase_builder *builder = phrase_builder_new(NULL);
  CHECK(builder != NULL);
  CHECK_INT(phrase_builder_class(builder, STR("c"), STR("umo | (i* | aba ibo)"),
                                 &error),
            0);
  for (int i = 0; i < 6; i++) {
    plant(&trees[i], dice(ENTRIES));
    struct str source = str_of(trees[i].source);
    int status =
        trees[i].unless
            ? phrase_builder_unless(builder, trees[i].entry, source, &error)
            : phrase_builder_add(builder, trees[i].entry, source, &error);
    trees[i].taken = status == 0;
    taken += status == 0;
  }
  struct phrases *phrases = phrase_builder_finish(builder);
  CHECK(phrases != NULL);
  for (int i = 0; i < 4; i++)
    compare(phrases, trees, 6);
  phrases_free(phrases);
  phrase_builder_free(builder);
  return taken;
}

TEST_WITHIN(the_automaton_finds_what_a_plain_matcher_finds, 60) {
  unsigned taken = 0;
  state = 0x9E3779B97F4A7C15u;
  for (int round = 0; round < ROUNDS; round++)
    taken += play();
  /* A phrase may be refused (empty, a loose gap); most are not. */
  CHECK(taken > ROUNDS * 3);
}
