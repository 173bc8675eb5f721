#include "language/language.h"

#include <attune.h>
#include <stdlib.h>
#include <time.h>

#include "test.h"

/* Blanks out line and those that continue it, so that the next error shows. */
static void blank_out(char *bytes, size_t size, uint32_t line) {
  uint32_t number = 1;
  bool fresh = true, out = false;
  for (size_t i = 0; i < size; i++) {
    if (fresh)
      out = number == line || (out && (bytes[i] == ' ' || bytes[i] == '\t'));
    fresh = bytes[i] == '\n';
    number += fresh;
    if (out && !fresh)
      bytes[i] = '#';
  }
}

/* Says all that is wrong with the pack, not only the first. */
static void explain(struct language_file *files, size_t count) {
  struct language_error error;
  struct language *language;
  while (!(language = language_new(files, count, NULL, 0, &error))) {
    const struct language_file *file = files;
    while (file < files + count && !str_is(error.file, file->name))
      file++;
    if (file == files + count)
      break;
    printf("  %s:%u: at %zu: %s\n", file->name, error.line, error.at,
           error.message);
    blank_out((char *)(uintptr_t)file->bytes.data, file->bytes.size,
              error.line);
  }
  language_free(language);
}

static struct language *shipped(void) {
  struct language_error error;
  struct language *language =
      language_new(language_en, language_en_count, NULL, 0, &error);
  if (language)
    return language;
  struct language_file *files = calloc(language_en_count, sizeof(*files));
  CHECK(files != NULL);
  for (size_t i = 0; i < language_en_count; i++) {
    struct str bytes = language_en[i].bytes;
    char *copy = malloc(bytes.size + 1);
    CHECK(copy != NULL);
    memcpy(copy, bytes.data, bytes.size);
    files[i] = (struct language_file){language_en[i].name, {copy, bytes.size}};
  }
  explain(files, language_en_count);
  test_fail(__FILE__, __LINE__, "the pack has errors");
}

/* Of our own work: a machine that builds something else is not our fault. */
static int64_t now_us(void) {
  struct timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return (int64_t)time.tv_sec * 1000000 + time.tv_nsec / 1000;
}

TEST(the_shipped_pack_is_understood) {
  struct language *language = shipped();
  printf("  %zu entries, %zu states, %zu bytes\n", language->entry_count,
         phrases_states(language->phrases), phrases_size(language->phrases));
  language_free(language);
}

/* 20 ms on an ordinary machine; ten times that with sanitizers. */
TEST(the_shipped_pack_opens_at_once) {
  int64_t best = INT64_MAX;
  for (int i = 0; i < 5; i++) {
    int64_t begin = now_us();
    struct language *language = shipped();
    int64_t took = now_us() - begin;
    best = took < best ? took : best;
    language_free(language);
  }
  printf("  %lld us\n", (long long)best);
#ifndef __SANITIZE_THREAD__ /* which takes ten times as long by itself */
  CHECK(best < 200000);
#endif
}

TEST(every_shipped_phrase_class_and_word_reads_text) {
  struct language *language = shipped();
  struct language_matches matches;
  struct arena arena;
  struct text text;
  arena_init(&arena, 0);
  CHECK_INT(text_read(&arena, language->lexicon,
                      STR("Ive been waiting 3 weeks and it isn't here!"),
                      TEXT_PLAIN, &text),
            0);
  CHECK_STR(text.tokens[0].folded, "i");
  CHECK_STR(text.tokens[1].folded, "have");
  CHECK_INT(language_scan(language, &arena, &text, 0, &matches), 0);
  arena_fini(&arena);
  language_free(language);
}

/* A pack of up to two files. */
static struct language *open_files(const char *one, const char *two,
                                   struct language_error *error) {
  struct language_file files[] = {{"one.txt", str_of(one)},
                                  {"two.txt", str_of(two)}};
  return language_new(files, two ? 2 : 1, NULL, 0, error);
}

static struct language *open_good(const char *one, const char *two) {
  struct language_error error;
  struct language *language = open_files(one, two, &error);
  if (!language)
    test_fail(__FILE__, __LINE__, "%.*s:%u: %s", STR_ARGS(error.file),
              error.line, error.message ? error.message : "memory");
  return language;
}

TEST(what_is_wrong_is_said_with_file_and_line) {
  static const struct {
    const char *pack;
    uint32_t line;
    const char *message;
  } rows[] = {
      {"[rul a]\n", 1, "there is no such kind of section"},
      {"\n[]\n", 2, "there is no such kind of section"},
      {"[rule a\n", 1, "a section is [kind id]"},
      {"[rule]\n", 1, "this section is [kind id] or [kind id.part]"},
      {"[rule a b]\n", 1, "this section is [kind id] or [kind id.part]"},
      {"[rule .b]\n", 1, "this section is [kind id] or [kind id.part]"},
      {"[contraction a]\n", 1, "this section has no id"},
      {"level: off\n", 1, "a line before the first section"},
      {"[rule a]\n# x\n\nmatch sorry\n", 4, "a line is key: value"},
      {"[rule a]\nmatch:\n", 2, "a key and its value cannot be empty"},
      {"[rule a]\n: sorry\n", 2, "a key and its value cannot be empty"},
      {"[rule a]\nlevel: warn\n", 2,
       "a level is off, suggestion, warning or error"},
      {"[cue a]\nweight: 2x\n", 2, "a weight is a number from -1000 to 1000"},
      {"[cue a]\nweight: 99999999999999\n", 2,
       "a weight is a number from -1000 to 1000"},
      {"[cue a]\nheat: -\n", 2, "a heat is a number from -1000 to 1000"},
      {"[rule a.b]\n[rule a]\n[rule a.b]\n", 3,
       "this section was there before"},
      {"[class a]\nmatch: b\n[class a]\nmatch: c\n", 3,
       "this section was there before"},
      {"[rule a]\n\n  match: b\n", 3, "there is no line to continue"},
      {"  b\n", 1, "there is no line to continue"},
      {"[contraction]\ndon't: do not\n", 2, "a contraction is form = words"},
      {"[contraction]\nx = a b c d e f g\n", 2,
       "a contraction of too many words"},
      {"[contraction]\nx = a b c\n", 2, "this is no contraction"},
      {"[class a]\nlevel: off\n", 2, "a class has only match: and words:"},
      {"[class a]\nmatch: <b>\n[class b]\nwords: c <a>\n", 3,
       "this class needs itself"},
      {"[class a]\nmatch: <a>\n", 1, "this class needs itself"},
      {"[class number]\nwords: one\n", 2, "the class is built in"},
  };
  for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
    struct language_error error;
    test_case("%s", rows[i].pack);
    CHECK(open_files("[class good]\nwords: x\n", rows[i].pack, &error) == NULL);
    CHECK(error.message != NULL);
    CHECK_STR(str_of(error.message), rows[i].message);
    CHECK_STR(error.file, "two.txt");
    CHECK_INT(error.line, rows[i].line);
  }
}

TEST(a_wrong_phrase_is_said_with_its_place) {
  static const struct {
    const char *pack;
    uint32_t line;
    size_t at;
  } rows[] = {
      {"[rule a]\nmatch: good\nwhy: x\nmatch: not <there>\n", 4, 4},
      {"[rule a]\nmatch: good\nunless: fine\nunless: so (bad\n", 4, 3},
      {"[class a]\nmatch: good\nmatch: so )\n", 3, 3},
      {"[class a]\nwords: good\n  bad *\n", 2, 9},
  };
  for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
    struct language_error error;
    test_case("%s", rows[i].pack);
    CHECK(open_files(rows[i].pack, NULL, &error) == NULL);
    CHECK_STR(error.file, "one.txt");
    CHECK_INT(error.line, rows[i].line);
    CHECK_INT(error.at, rows[i].at);
  }
}

TEST(lines_continue_and_comments_stand_anywhere) {
  struct language *language = open_good("# The pack\r\n"
                                        "[rule a.b]\r\n"
                                        "why: one  \r\n"
                                        "   two\r\n"
                                        "  # between\r\n"
                                        "\tthree: four\r\n"
                                        "\r\n"
                                        "level: error\r\n"
                                        "say: Hello [you]",
                                        NULL);
  const struct language_entry *rule =
      language_find(language, LANGUAGE_RULE, STR("a"));
  CHECK(rule != NULL);
  CHECK_STR(rule->part, "b");
  CHECK_STR(language_field(rule, "why"), "one two three: four");
  CHECK_STR(language_field(rule, "what"), "");
  CHECK_INT(rule->level, LEVEL_ERROR);
  CHECK_INT(rule->say_count, 1);
  CHECK_STR(rule->says[0], "Hello [you]");
  language_free(language);
}

TEST(entries_are_grouped_by_kind_in_the_order_of_the_pack) {
  struct language *language =
      open_good("[cue anger.one]\nweight: -3\nheat: 2\n[rule x]\n",
                "[cue anger.two]\n[rule a.b]\n[label q]\n");
  CHECK_INT(language->entry_count, 5);
  const struct language_entry *rules =
      language->entries + language->first[LANGUAGE_RULE];
  CHECK_INT(language->first[LANGUAGE_RULE + 1], 2);
  CHECK_STR(rules[0].id, "x");
  CHECK_STR(rules[1].id, "a");
  CHECK_INT(rules[0].level, LEVEL_WARNING);
  const struct language_entry *cue =
      language_find(language, LANGUAGE_CUE, STR("anger"));
  CHECK_STR(cue->part, "one");
  CHECK_INT(cue->weight, -3);
  CHECK_INT(cue->heat, 2);
  CHECK_STR(cue[1].part, "two");
  CHECK(language_find(language, LANGUAGE_SAY, STR("anger")) == NULL);
  language_free(language);
}

TEST(an_entry_is_found_by_kind_id_and_part) {
  struct language *language =
      open_good("[label ab.c]\nx: 1\n[label a.bc]\nx: 2\n[label ab]\nx: 3\n",
                "[say ab.c]\nsay: no label\n");
  static const struct {
    const char *id, *part, *x;
  } rows[] = {{"ab", "c", "1"}, {"a", "bc", "2"}, {"ab", "", "3"}};
  for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
    const struct language_entry *entry = language_find_part(
        language, LANGUAGE_LABEL, str_of(rows[i].id), str_of(rows[i].part));
    CHECK(entry != NULL);
    CHECK_STR(language_field(entry, "x"), rows[i].x);
  }
  CHECK(!language_find_part(language, LANGUAGE_LABEL, STR("a"), STR("")));
  CHECK(!language_find_part(language, LANGUAGE_RULE, STR("ab"), STR("c")));
  language_free(language);
}

/* What a scan of the text finds, one after the other with a bar between. */
static void check_found(const struct language *language, const char *source,
                        uint64_t scopes, const char *expected) {
  struct arena arena;
  struct text text;
  struct language_matches matches;
  char all[300] = "";
  arena_init(&arena, 0);
  CHECK_INT(
      text_read(&arena, language->lexicon, str_of(source), TEXT_PLAIN, &text),
      0);
  CHECK_INT(language_scan(language, &arena, &text, scopes, &matches), 0);
  for (size_t i = 0; i < matches.count; i++) {
    struct str words = str_slice(text.source, matches.items[i].range);
    size_t size = strlen(all);
    snprintf(all + size, sizeof(all) - size, "%s%.*s=%.*s", i ? "|" : "",
             STR_ARGS(matches.items[i].entry->id), STR_ARGS(words));
  }
  CHECK_STR(str_of(all), expected);
  arena_fini(&arena);
}

TEST(files_may_come_in_any_order) {
  const char *uses =
      "[rule late]\nmatch: <when> late\n"
      "unless: are not <when> late\n"
      "[class when]\nwords: always <often>\nmatch: every <day>\n";
  const char *defines = "[class often]\nwords: often mostly\n"
                        "[class day]\nwords: day week\n"
                        "[contraction]\naren't = are not\n";
  for (int i = 0; i < 2; i++) {
    struct language *language =
        i ? open_good(uses, defines) : open_good(defines, uses);
    check_found(language,
                "Always late. Mostly late! You are every week late. "
                "They aren't always late.",
                0, "late=Always late|late=Mostly late|late=every week late");
    language_free(language);
  }
}

/* Both ways to read each kind by itself must find the same. */
TEST(a_scan_of_some_kinds_finds_what_the_scan_of_all_finds_of_them) {
  struct language *language = shipped();
  struct language_matches all, some;
  struct arena arena;
  struct text text;
  arena_init(&arena, 0);
  CHECK_INT(
      text_read(&arena, language->lexicon,
                STR("Unfortunately I have been waiting three weeks and I "
                    "am fed up. Why is my lamp not here? We apologize for "
                    "any inconvenience, you need to send it back."),
                TEXT_PLAIN, &text),
      0);
  CHECK_INT(language_scan(language, &arena, &text, 0, &all), 0);
  const uint32_t kinds[] = {LANGUAGE_OF_CUSTOMER, LANGUAGE_OF_DRAFT,
                            LANGUAGE_KIND(LANGUAGE_GUARD),
                            LANGUAGE_KIND(LANGUAGE_FACT), 0};
  for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
    size_t n = 0;
    CHECK_INT(language_scan_kinds(language, &arena, &text, 0, kinds[i], &some),
              0);
    for (size_t j = 0; j < all.count; j++) {
      if (!(LANGUAGE_KIND(all.items[j].entry->kind) & kinds[i]))
        continue;
      CHECK(n < some.count);
      CHECK(some.items[n].entry == all.items[j].entry);
      CHECK_INT(some.items[n].first, all.items[j].first);
      CHECK_INT(some.items[n++].count, all.items[j].count);
    }
    CHECK_INT(n, some.count);
    CHECK(kinds[i] == 0 || n > 0);
  }
  arena_fini(&arena);
  language_free(language);
}

static void check_same(const struct language_matches *a,
                       const struct language_matches *b) {
  CHECK_INT(a->count, b->count);
  for (size_t i = 0; i < a->count; i++) {
    const struct language_match *one = &a->items[i], *other = &b->items[i];
    CHECK(one->entry == other->entry);
    CHECK_INT(one->first, other->first);
    CHECK_INT(one->count, other->count);
    CHECK_INT(one->range.begin, other->range.begin);
    CHECK_INT(one->range.end, other->range.end);
    CHECK(memcmp(one->captures, other->captures, sizeof(one->captures)) == 0);
  }
}

/* Sentences put in, taken out, changed, moved, said twice; another mark. */
TEST(a_scan_of_what_changed_finds_what_a_scan_of_all_finds) {
  static const char *const texts[] = {
      "Unfortunately you must call us. Please send your order number. I will "
      "look into it today.",
      "Please send your order number. I will look into it today.",
      "I'm sorry about that. Unfortunately you must call us! I will look into "
      "it today. I will look into it today.",
      "I will look into it today. Unfortunately you must call us.",
      "A. B. C. D. E. F. G. H. I. J. I will look into it today.",
      ""};
  const size_t count = sizeof(texts) / sizeof(*texts);
  struct language *language = shipped();
  struct arena arena;
  arena_init(&arena, 0);
  for (size_t i = 0; i < count * count; i++) {
    struct language_matches before, all, again;
    struct text from, to;
    arena_reset(&arena);
    test_case("%zu to %zu", i / count, i % count);
    CHECK_INT(text_read(&arena, language->lexicon, str_of(texts[i / count]),
                        TEXT_PLAIN, &from),
              0);
    CHECK_INT(text_read(&arena, language->lexicon, str_of(texts[i % count]),
                        TEXT_PLAIN, &to),
              0);
    CHECK_INT(language_scan(language, &arena, &from, 0, &before), 0);
    CHECK_INT(
        language_scan_kinds(language, &arena, &to, 0, LANGUAGE_OF_DRAFT, &all),
        0);
    CHECK_INT(language_scan_again(language, &arena, &to, 0, LANGUAGE_OF_DRAFT,
                                  &from, &before, &again),
              0);
    check_same(&again, &all);
  }
  arena_fini(&arena);
  language_free(language);
}

TEST(a_capture_is_the_bytes_that_stood_there) {
  struct language *language =
      open_good("[concern c]\nmatch: my {what: <word> ..1} broke "
                "[{when: today}]\n",
                NULL);
  struct arena arena;
  struct text text;
  struct language_matches matches;
  struct range range;
  arena_init(&arena, 0);
  CHECK_INT(text_read(&arena, language->lexicon, STR("So my  blue lamp broke"),
                      TEXT_PLAIN, &text),
            0);
  CHECK_INT(language_scan(language, &arena, &text, 0, &matches), 0);
  CHECK_INT(matches.count, 1);
  CHECK(language_capture(language, &text, &matches.items[0], "what", &range));
  CHECK_INT(range.begin, 7);
  CHECK_INT(range.end, 16);
  CHECK(!language_capture(language, &text, &matches.items[0], "when", &range));
  CHECK(!language_capture(language, &text, &matches.items[0], "who", &range));
  arena_fini(&arena);
  language_free(language);
}

TEST(added_entries_are_copied_and_held_to_their_scopes) {
  char phrase[] = "dear customer";
  struct str match = str_of(phrase);
  struct language_field field = {STR("why"), STR("Use the name.")};
  struct language_entry extra[] = {
      {.kind = LANGUAGE_RULE,
       .id = STR("house"),
       .scopes = 1,
       .fields = &field,
       .field_count = 1,
       .matches = &match,
       .match_count = 1},
      {.kind = LANGUAGE_RULE,
       .id = STR("brand"),
       .scopes = 1u << 3,
       .matches = &match,
       .match_count = 1},
  };
  struct language_file file = {"p", STR("[rule pack]\nmatch: customer\n")};
  struct language_error error;
  struct language *language = language_new(&file, 1, extra, 2, &error);
  CHECK(language != NULL);
  memset(phrase, '?', sizeof(phrase) - 1);
  CHECK_STR(language_field(language_find(language, LANGUAGE_RULE, STR("house")),
                           "why"),
            "Use the name.");
  check_found(language, "Dear customer", 0,
              "house=Dear customer|pack=customer");
  check_found(language, "Dear customer", 1u << 3,
              "house=Dear customer|brand=Dear customer|pack=customer");
  language_free(language);
}

TEST(an_added_rule_is_called_as_the_pack_says) {
  struct language_field own = {STR("message"), STR("Its own.")};
  struct language_entry extra[] = {
      {.kind = LANGUAGE_RULE, .id = STR("house")},
      {.kind = LANGUAGE_RULE, .id = STR("brand")},
      {.kind = LANGUAGE_RULE,
       .id = STR("told"),
       .fields = &own,
       .field_count = 1},
      {.kind = LANGUAGE_GUARD, .id = STR("kept")},
  };
  struct language_file file = {"p", STR("[label team.rule]\n"
                                        "message: Any.\nwhy: Because.\n"
                                        "[label team.brand]\n"
                                        "message: The brand's.\n"
                                        "[rule pack]\nmatch: customer\n")};
  struct language_error error;
  struct language *language = language_new(&file, 1, extra, 4, &error);
  CHECK(language != NULL);
  static const struct {
    enum language_kind kind;
    const char *id, *message, *why;
  } cases[] = {
      {LANGUAGE_RULE, "house", "Any.", "Because."},
      {LANGUAGE_RULE, "brand", "The brand's.", "Because."},
      {LANGUAGE_RULE, "told", "Its own.", "Because."},
      {LANGUAGE_RULE, "pack", "", ""},
      {LANGUAGE_GUARD, "kept", "", ""},
  };
  for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
    const struct language_entry *entry =
        language_find(language, cases[i].kind, str_of(cases[i].id));
    test_case("%s", cases[i].id);
    CHECK(entry);
    CHECK_STR(language_field(entry, "message"), cases[i].message);
    CHECK_STR(language_field(entry, "why"), cases[i].why);
  }
  language_free(language);
}

TEST(a_wrong_added_phrase_is_said_by_its_indices) {
  struct str good[] = {STR("fine"), STR("good")};
  struct str bad[] = {STR("fine"), STR("good"), STR("not {so good")};
  struct language_entry extra[] = {
      {.kind = LANGUAGE_RULE,
       .id = STR("a"),
       .scopes = 1,
       .matches = good,
       .match_count = 2},
      {.kind = LANGUAGE_AVOID,
       .id = STR("b"),
       .scopes = 1,
       .unless = bad,
       .unless_count = 3},
  };
  struct language_error error;
  CHECK(language_new(NULL, 0, extra, 2, &error) == NULL);
  CHECK_STR(error.file, "");
  CHECK_INT(error.line, 1);
  CHECK(error.in_unless);
  CHECK_INT(error.index, 2);
  CHECK_INT(error.at, 4);
}

TEST(the_words_of_a_pack_reach_the_tokenizer) {
  struct language *language =
      open_good("[contraction]\nwon't = will not\n[abbreviation]\napprox dr\n"
                "[rule r]\nmatch: will not\nmatch: approx 3\n",
                NULL);
  check_found(language, "It won't. Dr. Smith says approx. 3 days.", 0,
              "r=won't|r=approx. 3");
  language_free(language);
}

TEST(an_empty_pack_finds_nothing) {
  struct language_error error;
  struct language *language = language_new(NULL, 0, NULL, 0, &error);
  CHECK(language != NULL);
  check_found(language, "Some words.", 0, "");
  language_free(language);
  language_free(NULL);
}
