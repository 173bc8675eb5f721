#include "base/json_read.h"

#include <attune.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "test.h"

/* The tree of a text that must be right. */
static const struct json *read_good(struct arena *arena, struct str text,
                                    unsigned flags) {
  struct json *root = NULL;
  struct json_error error = {0, NULL};
  int status = json_read(arena, text, flags, &root, &error);
  if (status != ATTUNE_OK)
    test_fail(__FILE__, __LINE__, "%.*s: %s at %zu", STR_ARGS(text),
              error.message, error.at);
  return root;
}

static void check_bad(struct str text, unsigned flags, size_t at,
                      const char *message) {
  struct arena arena;
  struct json *root = NULL;
  struct json_error error = {0, NULL};
  arena_init(&arena, 0);
  CHECK_INT(json_read(&arena, text, flags, &root, &error), ATTUNE_E_ARGUMENT);
  CHECK(!root);
  CHECK_STR(str_of(error.message), message);
  CHECK_INT(error.at, at);
  arena_fini(&arena);
}

TEST(a_document_with_all_of_it) {
  struct arena arena;
  struct str text = STR("{\"name\" : \"front desk\", \"on\": true,\n"
                        " \"off\": false, \"none\": null, \"count\": -12,\n"
                        " \"share\": 0.25, \"list\": [1, [], {}, \"x\"]}");
  arena_init(&arena, 0);
  const struct json *root = read_good(&arena, text, 0);
  CHECK(root->type == JSON_OBJECT);
  CHECK_INT(root->count, 7);
  CHECK_STR(json_get(root, "name")->string, "front desk");
  CHECK(json_get(root, "on")->type == JSON_BOOL);
  CHECK(json_get(root, "on")->boolean);
  CHECK(!json_get(root, "off")->boolean);
  CHECK(json_get(root, "none")->type == JSON_NULL);
  CHECK_INT(json_get(root, "count")->integer, -12);
  CHECK(json_get(root, "share")->type == JSON_REAL);
  CHECK(json_get(root, "share")->real == 0.25);
  const struct json *list = json_get(root, "list");
  CHECK_INT(list->count, 4);
  CHECK_INT(list->first->integer, 1);
  CHECK(list->first->next->type == JSON_ARRAY);
  CHECK(list->first->next->next->type == JSON_OBJECT);
  CHECK_STR(list->first->next->next->next->string, "x");
  CHECK(!list->first->next->next->next->next);
  arena_fini(&arena);
}

TEST(get_of_what_is_not_there) {
  struct arena arena;
  arena_init(&arena, 0);
  const struct json *root = read_good(&arena, STR("{\"a\":[1]}"), 0);
  CHECK(!json_get(root, "b"));
  CHECK(!json_get(root, ""));
  CHECK(!json_get(json_get(root, "a"), "a"));
  CHECK(!json_get(NULL, "a"));
  arena_fini(&arena);
}

TEST(offsets_of_keys_and_values) {
  struct arena arena;
  struct str text = STR(" {\"\\u00e9\" :  \"v\",// two\n\t\"b\":[ 1 , 2.5]}");
  arena_init(&arena, 0);
  const struct json *root = read_good(&arena, text, JSON_COMMENTS);
  CHECK_INT(root->at, 1);
  CHECK_INT(root->first->key_at, 2);
  CHECK_INT(root->first->at, 14);
  const struct json *list = root->first->next;
  CHECK_INT(list->key_at, 26);
  CHECK_INT(list->at, 30);
  CHECK_INT(list->first->at, 32);
  CHECK_INT(list->first->next->at, 36);
  arena_fini(&arena);
}

TEST(the_tree_does_not_need_the_text) {
  struct arena arena;
  char *text = strdup("{\"plain\":\"words\",\"\\tkey\":\"a\\nb\"}");
  arena_init(&arena, 0);
  const struct json *root = read_good(&arena, str_of(text), 0);
  memset(text, '#', strlen(text));
  free(text);
  CHECK_STR(root->first->key, "plain");
  CHECK_STR(root->first->string, "words");
  CHECK_STR(root->first->next->key, "\tkey");
  CHECK_STR(root->first->next->string, "a\nb");
  arena_fini(&arena);
}

struct string_case {
  const char *json, *value;
};

TEST(strings_are_decoded) {
  static const struct string_case cases[] = {
      {"\"\"", ""},
      {"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t"},
      {"\"\\u0041\\u00E9\\u20ac\"", "A\xC3\xA9\xE2\x82\xAC"},
      {"\"\\ud83D\\uDe00!\"", "\xF0\x9F\x98\x80!"},
      {"\"\\udbff\\udfff\"", "\xF4\x8F\xBF\xBF"},
      {"\"\\ufffd\\uffff\"", "\xEF\xBF\xBD\xEF\xBF\xBF"},
      {"\"caf\xC3\xA9 \\u2028\"", "caf\xC3\xA9 \xE2\x80\xA8"},
      {"\"\x7F // no comment\"", "\x7F // no comment"},
      {"\"it's\"", "it's"},
  };
  struct arena arena;
  arena_init(&arena, 0);
  for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
    test_case("%s", cases[i].json);
    struct str text = str_of(cases[i].json);
    CHECK_STR(read_good(&arena, text, JSON_COMMENTS)->string, cases[i].value);
  }
  arena_fini(&arena);
}

struct integer_case {
  const char *json;
  int64_t value;
};

TEST(integers) {
  static const struct integer_case cases[] = {
      {"0", 0},
      {"-0", 0},
      {"7 ", 7},
      {"9007199254740993", 9007199254740993},
      {"9223372036854775807", INT64_MAX},
      {"-9223372036854775808", INT64_MIN},
  };
  struct arena arena;
  arena_init(&arena, 0);
  for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
    test_case("%s", cases[i].json);
    const struct json *root = read_good(&arena, str_of(cases[i].json), 0);
    CHECK(root->type == JSON_INT);
    CHECK_INT(root->integer, cases[i].value);
  }
  arena_fini(&arena);
}

struct real_case {
  const char *json;
  double value;
};

TEST(reals_whatever_the_locale) {
  static const struct real_case cases[] = {
      {"0.5", 0.5},
      {"-0.0", -0.0},
      {"1e3", 1000},
      {"1E+2", 100},
      {"25e-2", 0.25},
      {"19.95", 19.95},
      {"1.0", 1},
      {"1e-999", 0},
      {"-2.5E0", -2.5},
      {"0e0", 0},
      {"123456789.125", 123456789.125},
      {"1e308", 1e308},
      {"4.9e-324", 4.9e-324},
  };
  struct arena arena;
  arena_init(&arena, 0);
  (void)setlocale(LC_ALL, "de_DE.UTF-8");
  for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
    test_case("%s", cases[i].json);
    const struct json *root = read_good(&arena, str_of(cases[i].json), 0);
    CHECK(root->type == JSON_REAL);
    CHECK(root->real == cases[i].value);
    CHECK(!signbit(root->real) == !signbit(cases[i].value));
  }
  arena_fini(&arena);
}

struct bad_case {
  const char *json;
  size_t at;
  const char *message;
};

static const struct bad_case bad[] = {
    {"", 0, "unexpected end of the text"},
    {" \n", 2, "unexpected end of the text"},
    {"{", 1, "unexpected end of the text"},
    {"[1,", 3, "unexpected end of the text"},
    {"[1", 2, "unexpected end of the text"},
    {"{\"a\"", 4, "unexpected end of the text"},
    {"{\"a\":", 5, "unexpected end of the text"},
    {"\"\\", 2, "unexpected end of the text"},
    {"[] []", 3, "text after the end of the value"},
    {"1 2", 2, "text after the end of the value"},
    {"{}}", 2, "text after the end of the value"},
    {"null,", 4, "text after the end of the value"},
    {"nullx", 4, "text after the end of the value"},
    {"{}// end", 2, "text after the end of the value"},
    {"[1 2]", 2, "expected a comma or ]"},
    {"[1}", 2, "expected a comma or ]"},
    {"{\"a\":1]", 6, "expected a comma or }"},
    {"{\"a\":1 \"b\":2}", 6, "expected a comma or }"},
    {"{\"a\":1; }", 6, "expected a comma or }"},
    {"[1,]", 3, "nothing follows the comma"},
    {"{\"a\":1,}", 7, "nothing follows the comma"},
    {"[,1]", 1, "expected a value"},
    {"[1,,2]", 3, "expected a value"},
    {"{\"a\":}", 5, "expected a value"},
    {"]", 0, "expected a value"},
    {"{]", 1, "expected a key in double quotes"},
    {"{a:1}", 1, "expected a key in double quotes"},
    {"{'a':1}", 1, "use straight double quotes"},
    {"{\xE2\x80\x9C"
     "a\xE2\x80\x9D:1}",
     1, "use straight double quotes"},
    {"{1:2}", 1, "expected a key in double quotes"},
    {"{\"a\" 1}", 5, "expected a colon"},
    {"{\"a\",1}", 4, "expected a colon"},
    {"['a']", 1, "use straight double quotes"},
    {"[\xE2\x80\x98\x61]", 1, "use straight double quotes"},
    {"{\"a\" \xE2\x80\x9D}", 5, "use straight double quotes"},
    {"[\"a\xE2\x80\x9D,\n1]", 3, "use straight double quotes"},
    {"[\xE2\x80\x90]", 1, "expected a value"},
    {"NaN", 0, "expected a value"},
    {"-NaN", 0, "malformed number"},
    {"Infinity", 0, "expected a value"},
    {"-Infinity", 0, "malformed number"},
    {"TRUE", 0, "expected a value"},
    {"nul", 0, "expected a value"},
    {"[truth]", 1, "expected a value"},
    {"/* x */1", 0, "expected a value"},
    {"// x\n1", 0, "expected a value"},
    {"\v1", 0, "expected a value"},
    {"\xC2\xA0"
     "1",
     0, "expected a value"},
    {"\xEF\xBB\xBF{}", 0, "byte order mark: save the text as UTF-8 without it"},
    {"01", 0, "malformed number"},
    {"-01", 0, "malformed number"},
    {"+1", 0, "expected a value"},
    {"-", 0, "malformed number"},
    {"[1.]", 1, "malformed number"},
    {".5", 0, "expected a value"},
    {"1e", 0, "malformed number"},
    {"1e+", 0, "malformed number"},
    {"1.e5", 0, "malformed number"},
    {"1.2.3", 0, "malformed number"},
    {"0x10", 0, "malformed number"},
    {"9223372036854775808", 0, "number out of range"},
    {"[-9223372036854775809]", 1, "number out of range"},
    {"{\"a\":99999999999999999999999}", 5, "number out of range"},
    {"1e999", 0, "number out of range"},
    {"[0.5,\"\\n\",-1e999]", 10, "number out of range"},
    {"\"abc", 0, "string without an end"},
    {"[\"abc]", 1, "string without an end"},
    {"\"a\nb\"", 0, "string without an end on its line"},
    {"[\"it's\n", 1, "string without an end on its line"},
    {"\"a\tb\"", 2, "control character in a string"},
    {"{\"\x01\":1}", 2, "control character in a string"},
    {"\"\\x41\"", 1, "unknown escape"},
    {"\"\\'\"", 1, "unknown escape"},
    {"\"\\\xC3\xA9\"", 1, "unknown escape"},
    {"\"\\u12\"", 1, "\\u needs four hexadecimal digits"},
    {"\"\\u12g4\"", 1, "\\u needs four hexadecimal digits"},
    {"\"\\u-123\"", 1, "\\u needs four hexadecimal digits"},
    {"\"\\u0000\"", 1, "NUL in a string"},
    {"{\"\\u0000\":1}", 2, "NUL in a string"},
    {"\"a\\ud800\"", 2, "half of a surrogate pair"},
    {"\"\\ud800x\"", 1, "half of a surrogate pair"},
    {"\"\\ud800\\n\"", 1, "half of a surrogate pair"},
    {"\"\\ud800\\u0041\"", 1, "half of a surrogate pair"},
    {"\"\\ud800\\ud800\"", 1, "half of a surrogate pair"},
    {"\"\\udc00\\ud800\"", 1, "half of a surrogate pair"},
    {"{\"\\udfff\":1}", 2, "half of a surrogate pair"},
    {"{\"a\":1,\"a\":1}", 7, "duplicate key"},
    {"{\"a\":1,\"b\":2,\"c\":3,\"b\":4,\"a\":5}", 19, "duplicate key"},
    {"{\"a\":1,\"\\u0061\":1}", 7, "duplicate key"},
    {"{\"\\u00e9\":1,\"\xC3\xA9\":1}", 12, "duplicate key"},
    {"{\"\":1,\"\":1}", 6, "duplicate key"},
    {"[{\"x\":{\"k\":1,\"l\":2,\"k\":3}}]", 19, "duplicate key"},
};

TEST(what_is_wrong_and_where) {
  for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
    test_case("%s", bad[i].json);
    check_bad(str_of(bad[i].json), 0, bad[i].at, bad[i].message);
  }
}

TEST(keys_that_only_look_alike) {
  struct arena arena;
  arena_init(&arena, 0);
  const struct json *root = read_good(
      &arena, STR("{\"a\":1,\"A\":2,\"ab\":3,\"\":4,\"b\":{\"a\":5},\"a \":6}"),
      0);
  CHECK_INT(root->count, 6);
  CHECK_INT(json_get(root, "")->integer, 4);
  CHECK_INT(json_get(json_get(root, "b"), "a")->integer, 5);
  CHECK_INT(json_get(root, "a ")->integer, 6);
  arena_fini(&arena);
}

TEST(comments_only_where_asked_for) {
  static const char text[] = "// first\n"
                             "{ // the \"name\": {\n"
                             "  \"url\": \"https://a.example//b\", //\r\n"
                             "  \"n\": 5// five\n"
                             "  ,\"caf\xC3\xA9\":[//[\n]//caf\xC3\xA9\n"
                             "} // last";
  struct arena arena;
  arena_init(&arena, 0);
  const struct json *root = read_good(&arena, STR(text), JSON_COMMENTS);
  CHECK_INT(root->count, 3);
  CHECK_STR(json_get(root, "url")->string, "https://a.example//b");
  CHECK_INT(json_get(root, "n")->integer, 5);
  arena_fini(&arena);
  check_bad(STR(text), 0, 0, "expected a value");
}

/* Where it has to be written, not where it was missed. */
TEST(a_missing_comma_is_told_behind_the_value_before) {
  check_bad(STR("{\"a\": true // yes\n  // more\n  \"b\": 1}"), JSON_COMMENTS,
            10, "expected a comma or }");
  check_bad(STR("{\"a\": {\"b\": 1}\n\n\"c\": 2}"), JSON_COMMENTS, 14,
            "expected a comma or }");
  check_bad(STR("[{}\n\n[]]"), JSON_COMMENTS, 3, "expected a comma or ]");
  check_bad(STR("[\"a\"\n\nnull]"), 0, 4, "expected a comma or ]");
}

TEST(other_comments_never) {
  check_bad(STR("/* x */ 1"), JSON_COMMENTS, 0, "comments begin with //");
  check_bad(STR("# x\n1"), JSON_COMMENTS, 0, "comments begin with //");
  check_bad(STR("{ # x\n}"), JSON_COMMENTS, 2, "comments begin with //");
  check_bad(STR("[1 # x\n, 2]"), JSON_COMMENTS, 3, "comments begin with //");
  check_bad(STR("[] /* x */"), JSON_COMMENTS, 3, "comments begin with //");
  check_bad(STR("# x"), 0, 0, "expected a value");
  check_bad(STR("[1 / 2]"), JSON_COMMENTS, 3, "expected a comma or ]");
  check_bad(STR("[1]/"), JSON_COMMENTS, 3, "text after the end of the value");
  check_bad(STR("[1 // 2]"), JSON_COMMENTS, 8, "unexpected end of the text");
  check_bad(STR("//"), JSON_COMMENTS, 2, "unexpected end of the text");
}

TEST(nul_and_bad_utf8_anywhere) {
  check_bad(STR("[1]\0"), 0, 3, "NUL byte");
  check_bad(STR("{}\0{\"a\":1"), 0, 2, "NUL byte");
  check_bad(STR("[\"a\0b\"]"), 0, 3, "NUL byte");
  check_bad(STR("// \0\n1"), JSON_COMMENTS, 3, "NUL byte");
  check_bad(STR("// \xFF\n1"), JSON_COMMENTS, 3, "not UTF-8");
  check_bad(STR("[\"\xC3\xA9\xC0\xAF\"]"), 0, 4, "not UTF-8");
  check_bad(STR("[\"\xED\xA0\x80\"]"), 0, 2, "not UTF-8");
  check_bad(STR("[\"\xF4\x90\x80\x80\"]"), 0, 2, "not UTF-8");
  check_bad(STR("[\"\xEF\xBF\xBD\xE2\x82\"]"), 0, 5, "not UTF-8");
  check_bad(STR("\xFF\xFE[\0]\0"), 0, 0, "not UTF-8");
  check_bad((struct str){NULL, 0}, 0, 0, "unexpected end of the text");
}

/* A document of count times piece between two ends. Caller frees. */
static struct str repeat(const char *begin, const char *piece, size_t count,
                         const char *end) {
  size_t size = strlen(begin), step = strlen(piece);
  char *text = malloc(size + step * count + strlen(end) + 1);
  CHECK(text);
  memcpy(text, begin, size);
  for (size_t i = 0; i < count; i++, size += step)
    memcpy(text + size, piece, step);
  memcpy(text + size, end, strlen(end) + 1);
  return (struct str){text, size + strlen(end)};
}

TEST(sixteen_levels_and_no_more) {
  struct arena arena;
  arena_init(&arena, 0);
  read_good(&arena, STR("[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]"), 0);
  read_good(&arena, STR("[[[[[[[[[[[[[[[{}]]]]]]]]]]]]]]]"), 0);
  check_bad(STR("[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]"), 0, 16,
            "nested too deeply");
  check_bad(STR("[[[[[[[[[[[[[[[[{}]]]]]]]]]]]]]]]]"), 0, 16,
            "nested too deeply");
  arena_fini(&arena);
}

#define MIB (1024 * 1024)

static void check_big_bad(struct str text, size_t at, const char *message) {
  check_bad(text, 0, at, message);
  free((char *)text.data);
}

TEST_WITHIN(a_mebibyte_of_nonsense_is_a_quick_error, 5) {
  check_big_bad(repeat("", "[", MIB, ""), 16, "nested too deeply");
  check_big_bad(repeat("", "{\"\":", MIB / 4, ""), 64, "nested too deeply");
  check_big_bad(repeat("", "]", MIB, ""), 0, "expected a value");
  check_big_bad(repeat("\"", "x", MIB, ""), 0, "string without an end");
  check_big_bad(repeat("\"", "\\\\", MIB / 2, ""), 0, "string without an end");
  check_big_bad(repeat("", "9", MIB, ""), 0, "number out of range");
  check_big_bad(repeat("", "9", MIB, ".5"), 0, "number out of range");
  check_big_bad(repeat("1e", "9", MIB, ""), 0, "number out of range");
  check_big_bad(repeat("{", "\"k\":1,", MIB / 6, "\"k\":1}"), 7,
                "duplicate key");
}

static void read_big(struct str text, size_t count) {
  struct arena arena;
  arena_init(&arena, 0);
  const struct json *root = read_good(&arena, text, 0);
  CHECK_INT(root->count, count);
  free((char *)text.data);
  arena_fini(&arena);
}

TEST_WITHIN(a_mebibyte_of_sense_is_read_quickly, 10) {
  read_big(repeat("[", "1,", MIB / 2, "1]"), MIB / 2 + 1);
  read_big(repeat("[", "[],", MIB / 3, "[]]"), MIB / 3 + 1);
  read_big(repeat("[", "1e5,", MIB / 4, "1]"), MIB / 4 + 1);
  read_big(repeat("[", "\"\\n\",", MIB / 5, "1]"), MIB / 5 + 1);
  read_big(repeat("[0.", "7", MIB, "]"), 1);
  read_big(repeat("[\"", "\\u00e9", MIB / 6, "\"]"), 1);
}

/* Keys that agree for long, so that each comparison is a costly one. */
TEST_WITHIN(many_alike_keys_are_compared_quickly, 10) {
  size_t count = MIB / 24;
  char *text = malloc(count * 24 + 8);
  size_t size = 0;
  CHECK(text);
  text[size++] = '{';
  for (size_t i = 0; i < count; i++)
    size += (size_t)sprintf(text + size, "%s\"aaaaaaaaaaaa%05zx\":1",
                            i > 0 ? "," : "", i * 7919 % count);
  text[size++] = '}';
  read_big((struct str){text, size}, count);
}

TEST(an_arena_too_small_is_out_of_memory) {
  static const char text[] =
      "{\"a\\n\":[1,2.5,\"x\\ty\",{\"k\":null,\"l\":\"long enough\"}]}";
  int status = ATTUNE_E_MEMORY;
  size_t limit = 1;
  for (; limit < 20000 && status != ATTUNE_OK; limit += 8) {
    struct arena arena;
    struct json *root = NULL;
    struct json_error error = {0, NULL};
    arena_init(&arena, limit);
    status = json_read(&arena, STR(text), 0, &root, &error);
    CHECK(status == ATTUNE_OK || status == ATTUNE_E_MEMORY);
    CHECK((status == ATTUNE_OK) == (root != NULL));
    arena_fini(&arena);
  }
  CHECK_INT(status, ATTUNE_OK);
  CHECK(limit > 500);
}

struct place {
  size_t at;
  unsigned line, column;
};

TEST(positions_count_lines_and_characters) {
  static const struct place places[] = {
      {0, 1, 1}, {2, 1, 3}, {3, 2, 1},  {5, 2, 2},
      {9, 2, 3}, {4, 2, 1}, {10, 3, 1}, {99, 3, 2},
  };
  struct str text = STR("{\r\n\xC3\xA9\xF0\x9F\x98\x80\n}");
  for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
    unsigned line, column;
    json_position(text, places[i].at, &line, &column);
    test_case("offset %zu", places[i].at);
    CHECK_INT(line, places[i].line);
    CHECK_INT(column, places[i].column);
  }
}

TEST(the_position_in_no_text) {
  unsigned line, column;
  json_position((struct str){NULL, 0}, 5, &line, &column);
  CHECK_INT(line, 1);
  CHECK_INT(column, 1);
}
