#include "text/phrase.h"

#include <attune.h>
#include <stdlib.h>
#include <time.h>

#include "test.h"

/* A builder with a lexicon, an arena, and what a scan gave. */
struct fixture {
  struct text_lexicon *lexicon;
  struct phrase_builder *builder;
  struct phrases *phrases;
  struct arena arena;
  struct text text;
  struct phrase_match *matches;
  size_t count;
};

static void setup(struct fixture *f) {
  static const struct str can_not[] = {{"can", 3}, {"not", 3}};
  memset(f, 0, sizeof(*f));
  arena_init(&f->arena, 0);
  f->lexicon = text_lexicon_new();
  CHECK(f->lexicon != NULL);
  CHECK_INT(text_lexicon_contraction(f->lexicon, STR("can't"), can_not, 2), 0);
  CHECK_INT(text_lexicon_contraction(f->lexicon, STR("cannot"), can_not, 2), 0);
  f->builder = phrase_builder_new(f->lexicon);
  CHECK(f->builder != NULL);
}

static void teardown(struct fixture *f) {
  phrases_free(f->phrases);
  phrase_builder_free(f->builder);
  text_lexicon_free(f->lexicon);
  arena_fini(&f->arena);
}

static void add(struct fixture *f, uint32_t entry, const char *phrase) {
  struct phrase_error error;
  int status = phrase_builder_add(f->builder, entry, str_of(phrase), &error);
  if (status)
    test_fail(__FILE__, __LINE__, "%s: at %zu: %s", phrase, error.at,
              error.message);
}

static void add_class(struct fixture *f, const char *name, const char *phrase) {
  struct phrase_error error;
  int status =
      phrase_builder_class(f->builder, str_of(name), str_of(phrase), &error);
  if (status)
    test_fail(__FILE__, __LINE__, "%s: at %zu: %s", phrase, error.at,
              error.message);
}

static void scan(struct fixture *f, const char *source) {
  if (!f->phrases)
    f->phrases = phrase_builder_finish(f->builder);
  CHECK(f->phrases != NULL);
  CHECK_INT(
      text_read(&f->arena, f->lexicon, str_of(source), TEXT_PLAIN, &f->text),
      0);
  CHECK_INT(
      phrases_scan(f->phrases, &f->arena, &f->text, &f->matches, &f->count), 0);
}

static struct str words_of(const struct fixture *f, uint32_t first,
                           uint32_t count) {
  if (count == 0)
    return STR("");
  return str_slice(f->text.source, text_range(&f->text, first, count));
}

/* What is matched, one after the other with a bar between. */
static struct str found(struct fixture *f) {
  struct str all = {NULL, 0};
  for (size_t i = 0; i < f->count; i++) {
    struct str pieces[] = {
        all, i > 0 ? STR("|") : STR(""),
        words_of(f, f->matches[i].first, f->matches[i].count)};
    all = arena_join(&f->arena, pieces, 3);
  }
  return all;
}

static struct str capture(const struct fixture *f, size_t match,
                          const char *name) {
  uint32_t id = phrase_capture_id(f->phrases, str_of(name));
  for (size_t i = 0; i < PHRASE_CAPTURES; i++) {
    const struct phrase_capture *c = &f->matches[match].captures[i];
    if (id != UINT32_MAX && c->name == id)
      return words_of(f, c->first, c->count);
  }
  return STR("(none)");
}

struct row {
  const char *phrase;
  const char *text;
  const char *found;
};

static void check_rows(const struct row *rows, size_t count) {
  for (size_t i = 0; i < count; i++) {
    struct fixture f;
    test_case("%s in: %s", rows[i].phrase, rows[i].text);
    setup(&f);
    add_class(&f, "soon", "soon | shortly");
    add_class(&f, "soon", "(today | in a (moment | bit)) | before long");
    add_class(&f, "later", "<soon> | later*");
    add(&f, 1, rows[i].phrase);
    scan(&f, rows[i].text);
    CHECK_STR(found(&f), rows[i].found);
    teardown(&f);
  }
}

#define CHECK_ROWS(rows) check_rows(rows, sizeof(rows) / sizeof(*(rows)))

TEST(words_match_in_any_case_and_spelling) {
  static const struct row rows[] = {
      {"we can't", "We CANNOT, sorry", "We CANNOT"},
      {"we can not", "we can't", "we can't"},
      {"can", "I can't", "can"},
      {"refund*", "Refunds, refunded; a refund!", "Refunds|refunded|refund"},
      {"refund*", "fund refun", ""},
      {"can't*", "it can nothing", "can nothing"},
      {"so good", "soooo goooood", "soooo goooood"},
      {"please help", "pleeeease help", "pleeeease help"},
      {"frustrat*", "frustraaaating", "frustraaaating"},
      {"follow-up", "no follow-up came", "follow-up"},
      {"don\xE2\x80\x99t care", "I don't care", "don't care"},
      {":-\\(", "oh no :-(", ":-("},
      {"\xF0\x9F\x98\xA1", "that \xF0\x9F\x98\xA1", "\xF0\x9F\x98\xA1"},
  };
  CHECK_ROWS(rows);
}

TEST(alternatives_and_options_nest) {
  static const struct row rows[] = {
      {"(the | our) (policy | terms of use)", "Our terms of use and the policy",
       "Our terms of use|the policy"},
      {"[very | really [really]] sorry", "really really sorry",
       "really really sorry"},
      {"[very | really [really]] sorry", "so sorry", "sorry"},
      {"a [b] [c] d", "a d a b d a c d a b c d a c b d",
       "a d|a b d|a c d|a b c d"},
      {"x | y z", "y z y x", "y z|x"},
      {"([a] | [b]) c", "a c b c c", "a c|b c|c"},
      {"((a | b) | c d) e", "c d e a e c e", "c d e|a e"},
  };
  CHECK_ROWS(rows);
}

TEST(gaps_skip_up_to_so_many) {
  static const struct row rows[] = {
      {"not ..2 happy",
       "not happy not very happy not that very happy "
       "not all that very happy",
       "not happy|not very happy|not that very happy"},
      {"^ ..1 sorry", "I sorry. So very sorry. Sorry", "I sorry|Sorry"},
      {"sorry ..1 $", "sorry again. Sorry. Sorry for that",
       "sorry again|Sorry"},
      {"a [..2] b", "a x y b", "a x y b"},
  };
  CHECK_ROWS(rows);
}

TEST(classes_unfold) {
  static const struct row rows[] = {
      {"back <soon>", "back soon, back in a bit, back before long, back in",
       "back soon|back in a bit|back before long"},
      {"<later> then", "Shortly then. In a moment then. Laters then",
       "Shortly then|In a moment then|Laters then"},
      {"<number> x", "3 x 4471-B x", "3 x"},
      {"<code>", "order 4471-B of 3", "4471-B"},
      {"<money>", "you owe me $20 not 20", "$20"},
      {"<email>", "at a@example.com now", "a@example.com"},
      {"<url>", "see https://example.com/a now", "https://example.com/a"},
      {"<template>", "Hi {{name}}, hello", "{{name}}"},
      {"<shouted> <word>", "this is BAD news", "BAD news"},
      {"my <capital>", "my Dell and my phone", "my Dell"},
  };
  CHECK_ROWS(rows);
}

TEST(anchors_hold_to_the_sentence) {
  static const struct row rows[] = {
      {"^ thanks", "Thanks. No thanks. Thanks", "Thanks|Thanks"},
      {"thanks $", "Thanks. Thanks a lot. No thanks!", "Thanks|thanks"},
      {"^ thanks $", "Thanks. Thanks a lot. No thanks!", "Thanks"},
      {"why ?", "Why? Why. Why not?", "Why|Why"},
      {"now !", "Now. Now! Now?!", "Now"},
      {"(^ | and) sorry", "Sorry and sorry so sorry", "Sorry|and sorry"},
      {"our policy (to | $)", "our policy to. our policy. our policy is",
       "our policy to|our policy"},
      {"^ a | b $", "A b. B a. A b b", "A|b|A|b"},
  };
  CHECK_ROWS(rows);
}

TEST(a_match_ends_with_its_sentence) {
  static const struct row rows[] = {
      {"the end", "This is the. End of it", ""},
      {"a ..3 b", "A c. B", ""},
  };
  CHECK_ROWS(rows);
}

TEST(the_first_then_the_longest_is_kept) {
  struct fixture f;
  setup(&f);
  add(&f, 7, "b");
  add(&f, 7, "a b");
  add(&f, 7, "a b c");
  add(&f, 3, "b c d");
  scan(&f, "a b c d b");
  CHECK_STR(found(&f), "a b c|b c d|b");
  CHECK_INT(f.matches[0].entry, 7);
  CHECK_INT(f.matches[1].entry, 3);
  CHECK_INT(f.matches[2].entry, 7);
  teardown(&f);
}

TEST(matches_of_one_token_come_by_entry) {
  struct fixture f;
  setup(&f);
  add(&f, 900000, "late");
  add(&f, 5, "late");
  add(&f, 70, "late");
  scan(&f, "late");
  CHECK_INT(f.count, 3);
  CHECK_INT(f.matches[0].entry, 5);
  CHECK_INT(f.matches[1].entry, 70);
  CHECK_INT(f.matches[2].entry, 900000);
  teardown(&f);
}

TEST(unless_rules_out_its_sentence_only) {
  struct fixture f;
  struct phrase_error error;
  setup(&f);
  add(&f, 1, "inconvenience");
  add(&f, 2, "inconvenience");
  CHECK_INT(
      phrase_builder_unless(f.builder, 1, STR("no inconvenience"), &error), 0);
  scan(&f, "This inconvenience is no inconvenience. An inconvenience.");
  CHECK_INT(f.count, 4);
  CHECK_INT(f.matches[0].entry, 2);
  CHECK_INT(f.matches[1].entry, 2);
  CHECK_INT(f.matches[2].entry, 1);
  teardown(&f);
}

TEST(captures_remember_what_stood_there) {
  struct fixture f;
  setup(&f);
  add(&f, 1,
      "waiting [{long: <number> (days | weeks)}] for {what: <word> ..2}");
  add(&f, 2, "{what: ..3} (is | are) {how: [so | very] broken}");
  scan(&f, "Waiting 3 weeks for my new phone case. Waiting for it. "
           "The two phones are very broken.");
  CHECK_INT(f.count, 3);
  CHECK_STR(capture(&f, 0, "long"), "3 weeks");
  CHECK_STR(capture(&f, 0, "what"), "my new phone");
  CHECK_STR(capture(&f, 1, "long"), "(none)");
  CHECK_STR(capture(&f, 1, "what"), "it");
  CHECK_STR(capture(&f, 2, "what"), "The two phones");
  CHECK_STR(capture(&f, 2, "how"), "very broken");
  CHECK_STR(capture(&f, 2, "nobody"), "(none)");
  teardown(&f);
}

TEST(a_capture_may_be_empty_or_the_last_of_its_name) {
  struct fixture f;
  setup(&f);
  add(&f, 1, "a {x: [b]} c");
  add(&f, 2, "({y: one} | two {y: three})");
  scan(&f, "a c two three");
  CHECK_INT(f.count, 2);
  CHECK_STR(capture(&f, 0, "x"), "");
  CHECK_STR(capture(&f, 1, "y"), "three");
  teardown(&f);
}

TEST(what_is_wrong_is_said_with_its_place) {
  static const struct {
    const char *phrase;
    size_t at;
    const char *message;
  } rows[] = {
      {"", 0, "the phrase is empty"},
      {"   ", 0, "the phrase is empty"},
      {"a (b", 2, "this bracket is never closed"},
      {"a b)", 3, "this bracket was never opened"},
      {"a (b]", 4, "this bracket closes one of another kind"},
      {"a ()", 3, "nothing stands before this bracket"},
      {"a (b |)", 6, "nothing stands before this bracket"},
      {"a (| b)", 3, "an alternative is empty"},
      {"a (b || c)", 6, "an alternative is empty"},
      {"a |", 3, "an alternative is empty"},
      {"a <nothing>", 2, "there is no such class"},
      {"a <b c>", 2, "a class is <name>"},
      {"a > b", 2, "this bracket was never opened"},
      {"a ..13 b", 2, "a gap is ..1 to ..12"},
      {"a ..0 b", 2, "a gap is ..1 to ..12"},
      {"a ..99999999999999999999 b", 2, "a gap is ..1 to ..12"},
      {"..3 b", 0, "a gap at the start matches nothing more"},
      {"a ..3", 2, "a gap at the end matches nothing more"},
      {"a | [b] ..2 c", 4, "a gap at the start matches nothing more"},
      {"[a] [b]", 0, "the phrase can match nothing"},
      {"^ $", 0, "the phrase can match nothing"},
      {"{x: ..3}", 0, "the phrase can match nothing"},
      {"a ^ b", 2, "^ stands at the start of a phrase"},
      {"a (^ b)", 0, "^ stands behind this"},
      {"a $ b", 4, "$ ? and ! stand at the end of a phrase"},
      {"(a $) b", 3, "$ stands at the end of a phrase"},
      {"what ? now", 7, "$ ? and ! stand at the end of a phrase"},
      {"(what ?)", 6, "this cannot stand in brackets"},
      {"what ? !", 5, "a sentence ends with either ? or !"},
      {"a * b", 2, "* stands at the end of a word"},
      {"re*fund", 2, "* stands at the end of a word"},
      {"a , b", 2, "this is no word"},
      {"a \\", 2, "nothing stands behind \\"},
      {"{x a}", 0, "a capture is {name: \xE2\x80\xA6}"},
      {"{: a}", 0, "a capture is {name: \xE2\x80\xA6}"},
      {"{a: a} {b: b} {c: c} {d: d}", 21, "too many captures"},
  };
  for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
    struct fixture f;
    struct phrase_error error = {99, NULL};
    test_case("%s", rows[i].phrase);
    setup(&f);
    CHECK_INT(phrase_builder_add(f.builder, 1, str_of(rows[i].phrase), &error),
              ATTUNE_E_ARGUMENT);
    CHECK_STR(str_of(error.message), rows[i].message);
    CHECK_INT(error.at, rows[i].at);
    teardown(&f);
  }
}

/* The piece repeated, in the arena. */
static struct str repeat(struct arena *arena, const char *piece, size_t count) {
  size_t size = strlen(piece);
  char *data = arena_alloc(arena, size * count + 1);
  CHECK(data != NULL);
  for (size_t i = 0; i < count; i++)
    memcpy(data + i * size, piece, size);
  return (struct str){data, size * count};
}

TEST(a_phrase_has_its_limits) {
  static const struct {
    const char *piece;
    size_t good, bad;
  } rows[] = {
      {"word ", PHRASE_TOKENS_MAX, PHRASE_TOKENS_MAX + 1},
      {"[word] ", 0, 130}, /* ways grow with the square */
      {"(", 0, 17},
  };
  for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
    struct fixture f;
    struct phrase_error error;
    test_case("%s", rows[i].piece);
    setup(&f);
    if (rows[i].good)
      CHECK_INT(phrase_builder_add(
                    f.builder, 1, repeat(&f.arena, rows[i].piece, rows[i].good),
                    &error),
                0);
    CHECK_INT(phrase_builder_add(f.builder, 1,
                                 repeat(&f.arena, rows[i].piece, rows[i].bad),
                                 &error),
              ATTUNE_E_ARGUMENT);
    teardown(&f);
  }
}

TEST(many_alternatives_are_one_state) {
  struct fixture f;
  struct str pieces[3];
  struct phrase_error error;
  setup(&f);
  pieces[0] = STR("very (x");
  pieces[1] = repeat(&f.arena, " | word*", 2000);
  pieces[2] = STR(") end");
  CHECK_INT(
      phrase_builder_add(f.builder, 1, arena_join(&f.arena, pieces, 3), &error),
      0);
  scan(&f, "very wordy end");
  CHECK_INT(f.count, 1);
  CHECK(phrases_states(f.phrases) < 10);
  teardown(&f);
}

/* What one entry of each of three groups finds, of the groups asked for. */
TEST(groups_that_are_not_asked_for_find_nothing) {
  static const struct {
    uint32_t groups;
    const char *found;
  } rows[] = {{1, "late"},
              {1u << 31, "late"},
              {2, "very late"},
              {3, "very late|late"},
              {4, ""},
              {0, ""},
              {7, "very late|late"},
              {UINT32_MAX, "very late|late|late"}};
  for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
    struct fixture f;
    struct phrase_error error;
    test_case("%x", rows[i].groups);
    setup(&f);
    add(&f, 1, "late | lat*");
    phrase_builder_group(f.builder, 1);
    add(&f, 2, "very late");
    phrase_builder_group(f.builder, 2);
    add(&f, 3, "late | very");
    CHECK_INT(phrase_builder_unless(f.builder, 3, STR("it is"), &error), 0);
    phrase_builder_group(f.builder, 31);
    add(&f, 4, "late");
    scan(&f, "It is very late.");
    CHECK_INT(phrases_scan_groups(f.phrases, &f.arena, &f.text, rows[i].groups,
                                  &f.matches, &f.count),
              0);
    CHECK_STR(found(&f), rows[i].found);
    teardown(&f);
  }
}

/* Many words are looked up in another way than a few. */
#define MANY "a | b | c | d | e | h | i | j | k | l | m"

TEST(one_of_many_words_leads_on_as_one_of_few) {
  static const struct row rows[] = {
      {"so (" MANY " | f b | g* | f c) end", "so f b end", "so f b end"},
      {"so (" MANY " | f b | g* | f c) end", "so f c end", "so f c end"},
      {"so (" MANY " | f b | g* | f c) end", "so f end", ""},
      {"so (" MANY " | g | g* | g*) end", "so gone end", "so gone end"},
      {"so (" MANY " | ..2) end", "so far a end", "so far a end"},
      {"so {x: (" MANY " | f)} end", "so f end", "so f end"},
      {"a | b | c* | <number> | can't", "a 7 cab can't b", "a|7|cab|can't|b"},
      {"^ a | b $", "a a b b", "a|b"},
      {"a | a b", "a b a", "a b|a"},
  };
  CHECK_ROWS(rows);
}

TEST(the_first_of_many_words_is_preferred) {
  struct fixture f;
  setup(&f);
  add(&f, 1, "so ({x: no*} | " MANY " | {y: now} | {z: nowhere}) end");
  add(&f, 2, "or ({z: nowhere} | " MANY " | {y: now} | {x: no*}) end");
  scan(&f, "so now end or nowhere end or now end");
  CHECK_INT(f.count, 3);
  CHECK_STR(capture(&f, 0, "x"), "now");
  CHECK_STR(capture(&f, 1, "z"), "nowhere");
  CHECK_STR(capture(&f, 2, "y"), "now");
  CHECK_STR(capture(&f, 2, "x"), "(none)");
  teardown(&f);
}

TEST(of_many_ways_that_begin_alike_each_is_taken) {
  struct fixture f;
  setup(&f);
  add(&f, 1,
      "so (n a | n b | n c | n d | n e | n f | n g | n h | n i | n j | n k | "
      "n l | n m | n o | n p | n q | n r | n s | n t | n u) end");
  scan(&f, "so n a end so n k end so n u end so n end");
  CHECK_STR(found(&f), "so n a end|so n k end|so n u end");
  teardown(&f);
}

TEST(phrases_of_an_entry_that_go_on_alike_share_the_way) {
  struct fixture f;
  size_t alone;
  setup(&f);
  add(&f, 1, "we will look into it");
  scan(&f, "");
  alone = phrases_states(f.phrases);
  phrases_free(f.phrases);
  f.phrases = NULL;
  add(&f, 1, "they can look into it");
  scan(&f, "We will look into it. They can look into it.");
  CHECK_STR(found(&f), "We will look into it|They can look into it");
  CHECK_INT(phrases_states(f.phrases), alone + 1);
  teardown(&f);
}

TEST(entries_that_go_on_alike_are_told_apart) {
  struct fixture f;
  setup(&f);
  add(&f, 1, "we will look into it");
  add(&f, 2, "we can look into it");
  add(&f, 2, "we shall look into it ?");
  scan(&f, "We shall look into it. We can look into it.");
  CHECK_INT(f.count, 1);
  CHECK_INT(f.matches[0].entry, 2);
  CHECK_STR(found(&f), "We can look into it");
  teardown(&f);
}

/* Options that may be empty, side by side and in each other. */
TEST(empty_alternatives_do_not_double) {
  struct fixture f;
  struct phrase_error error;
  setup(&f);
  struct str pieces[] = {repeat(&f.arena, "([a] | [b]) ", 40), STR("c")};
  CHECK_INT(
      phrase_builder_add(f.builder, 1, arena_join(&f.arena, pieces, 2), &error),
      0);
  scan(&f, "a b a b a a a b c");
  CHECK_STR(found(&f), "a b a b a a a b c");
  teardown(&f);
}

TEST(a_class_refuses_what_it_cannot_hold) {
  static const struct {
    const char *name, *phrase, *message;
  } rows[] = {
      {"number", "three", "the class is built in"},
      {"used", "more", "the class is already used"},
      {"c", "^ a", "a class has no start, end or ending"},
      {"c", "{x: a}", "a class cannot capture"},
      {"c", "[a]", "the phrase can match nothing"},
      {"c", "a | ..2 b", "a gap at the start matches nothing more"},
      {"c", "a <c>", "there is no such class"},
  };
  for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
    struct fixture f;
    struct phrase_error error = {0};
    test_case("%s: %s", rows[i].name, rows[i].phrase);
    setup(&f);
    add_class(&f, "used", "one");
    add(&f, 1, "the <used>");
    CHECK_INT(phrase_builder_class(f.builder, str_of(rows[i].name),
                                   str_of(rows[i].phrase), &error),
              ATTUNE_E_ARGUMENT);
    CHECK_STR(str_of(error.message), rows[i].message);
    teardown(&f);
  }
}

TEST(a_refused_phrase_leaves_the_builder_good) {
  struct fixture f;
  struct phrase_error error;
  setup(&f);
  add(&f, 1, "a b");
  CHECK_INT(phrase_builder_add(f.builder, 1, STR("c d | e ..2"), &error),
            ATTUNE_E_ARGUMENT);
  add(&f, 1, "f");
  scan(&f, "c d a b f");
  CHECK_STR(found(&f), "a b|f");
  teardown(&f);
}

TEST(no_phrases_and_no_text_match_nothing) {
  struct fixture f;
  setup(&f);
  scan(&f, "some words");
  CHECK_INT(f.count, 0);
  scan(&f, "");
  CHECK_INT(f.count, 0);
  CHECK_INT(phrases_states(f.phrases), 0);
  teardown(&f);
}

/* A builder may be finished, added to, and finished again. */
TEST(finishing_leaves_the_builder_as_it_was) {
  struct fixture f;
  setup(&f);
  add(&f, 1, "a");
  struct phrases *before = phrase_builder_finish(f.builder);
  CHECK(before != NULL);
  add(&f, 2, "b");
  scan(&f, "a b");
  CHECK_INT(f.count, 2);
  CHECK_INT(phrases_scan(before, &f.arena, &f.text, &f.matches, &f.count), 0);
  CHECK_INT(f.count, 1);
  phrases_free(before);
  teardown(&f);
}

/* This thread's own time: what else the machine does is not counted. */
static int64_t now_us(void) {
  struct timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return (int64_t)time.tv_sec * 1000000 + time.tv_nsec / 1000;
}

static int64_t scan_time(struct fixture *f, struct str source) {
  int64_t best = INT64_MAX;
  for (int i = 0; i < 3; i++) {
    struct arena arena;
    struct text text;
    arena_init(&arena, 0);
    CHECK_INT(text_read(&arena, f->lexicon, source, TEXT_PLAIN, &text), 0);
    int64_t begin = now_us();
    CHECK_INT(phrases_scan(f->phrases, &arena, &text, &f->matches, &f->count),
              0);
    int64_t took = now_us() - begin;
    best = took < best ? took : best;
    arena_fini(&arena);
  }
  return best;
}

/* Twice the text takes twice the time, with room for a busy machine. */
TEST_WITHIN(hostile_text_is_read_in_linear_time, 60) {
  static const char *const phrases[] = {"a ..12 a ..12 a ..12 a ..12 b",
                                        "a* ..12 a* ..12 a* b",
                                        "[a] [a] [a] [a] [a] [a] [a] a b",
                                        "{x: ..12} a ..12 {y: ..12} b",
                                        "(a | a* | <word>) ..5 (a | a*) ..5 b",
                                        "a a a",
                                        "a* [a ..9 a]"};
  static const char *const pieces[] = {"a ", "a. ", "aaaaaaaaaaaaaaaaaaaaaaaa ",
                                       "aabbccddeeffgghhiiiiii "};
  struct fixture f;
  setup(&f);
  for (uint32_t i = 0; i < sizeof(phrases) / sizeof(*phrases); i++)
    for (uint32_t entry = 0; entry < 5; entry++)
      add(&f, i * 5 + entry, phrases[i]);
  f.phrases = phrase_builder_finish(f.builder);
  CHECK(f.phrases != NULL);
  for (size_t i = 0; i < sizeof(pieces) / sizeof(*pieces); i++) {
    int64_t once = scan_time(&f, repeat(&f.arena, pieces[i], 2000));
    int64_t twice = scan_time(&f, repeat(&f.arena, pieces[i], 4000));
    test_case("%s: %lld us, then %lld us", pieces[i], (long long)once,
              (long long)twice);
    CHECK(twice < 3 * once + 2000);
  }
  teardown(&f);
}
