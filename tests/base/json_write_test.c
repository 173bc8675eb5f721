#include "base/json_write.h"

#include <locale.h>

#include "base/json_read.h"
#include "base/utf8.h"
#include "test.h"

static struct str written(const struct json_writer *w) {
  return (struct str){w->data, w->size};
}

TEST(commas_stand_where_they_belong) {
  struct json_writer w;
  json_writer_init(&w);
  jw_object(&w);
  jw_field(&w, "type", STR("draft.clear"));
  jw_key(&w, "items");
  jw_array(&w);
  jw_int(&w, 1);
  jw_array(&w);
  jw_array_end(&w);
  jw_object(&w);
  jw_object_end(&w);
  jw_null(&w);
  jw_bool(&w, true);
  jw_array_end(&w);
  jw_field_int(&w, "size", -20);
  jw_field_bool(&w, "last", false);
  jw_key(&w, "raw");
  jw_raw(&w, STR("{\"a\":[1,2]}"));
  jw_object_end(&w);
  CHECK(!w.failed);
  CHECK_STR(written(&w),
            "{\"type\":\"draft.clear\",\"items\":[1,[],{},null,true],"
            "\"size\":-20,\"last\":false,\"raw\":{\"a\":[1,2]}}");
  json_writer_fini(&w);
}

struct number {
  int64_t value;
  const char *text;
};

TEST(integers_to_both_ends) {
  static const struct number numbers[] = {
      {0, "0"},
      {-1, "-1"},
      {10, "10"},
      {INT64_MAX, "9223372036854775807"},
      {INT64_MIN, "-9223372036854775808"},
  };
  struct json_writer w;
  json_writer_init(&w);
  for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
    json_writer_reset(&w);
    jw_int(&w, numbers[i].value);
    CHECK_STR(written(&w), numbers[i].text);
  }
  json_writer_fini(&w);
}

TEST(permille_stays_between_0_and_1) {
  static const struct number numbers[] = {
      {0, "0.000"},    {7, "0.007"},    {80, "0.080"},  {999, "0.999"},
      {1000, "1.000"}, {1001, "1.000"}, {-50, "0.000"},
  };
  struct json_writer w;
  json_writer_init(&w);
  /* If it is not installed the test still holds, only less. */
  (void)setlocale(LC_ALL, "de_DE.UTF-8");
  for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
    json_writer_reset(&w);
    jw_permille(&w, (int)numbers[i].value);
    CHECK_STR(written(&w), numbers[i].text);
  }
  json_writer_fini(&w);
}

struct escape {
  const char *text, *json;
};

TEST(escapes) {
  static const struct escape escapes[] = {
      {"", "\"\""},
      {"say \"hi\"", "\"say \\\"hi\\\"\""},
      {"C:\\x", "\"C:\\\\x\""},
      {"a/b", "\"a/b\""},
      {"1\n2\r3\t4", "\"1\\n2\\r3\\t4\""},
      {"\x01\x1F\b\f", "\"\\u0001\\u001f\\u0008\\u000c\""},
      {"</script>&amp;", "\"\\u003c/script\\u003e\\u0026amp;\""},
      {"a\xE2\x80\xA8z\xE2\x80\xA9", "\"a\\u2028z\\u2029\""},
      {"caf\xC3\xA9 \xF0\x9F\x98\x80", "\"caf\xC3\xA9 \xF0\x9F\x98\x80\""},
      {"\x7F", "\"\x7F\""},
  };
  struct json_writer w;
  json_writer_init(&w);
  for (size_t i = 0; i < sizeof(escapes) / sizeof(escapes[0]); i++) {
    json_writer_reset(&w);
    jw_string(&w, str_of(escapes[i].text));
    CHECK_STR(written(&w), escapes[i].json);
  }
  json_writer_fini(&w);
}

TEST(keys_are_escaped_too) {
  struct json_writer w;
  json_writer_init(&w);
  jw_object(&w);
  jw_field_int(&w, "<\"\xFF", 1);
  jw_object_end(&w);
  CHECK_STR(written(&w), "{\"\\u003c\\\"\xEF\xBF\xBD\":1}");
  json_writer_fini(&w);
}

/* What a reader must get back: text with U+FFFD for what is no character. */
static struct str repaired(struct arena *arena, struct str text) {
  char *out = arena_alloc(arena, text.size * 3 + 1);
  size_t size = 0, at = 0;
  while (at < text.size) {
    uint32_t code;
    struct str rest = {text.data + at, text.size - at};
    at += utf8_decode(rest, &code);
    size += utf8_encode(code == 0 ? UTF8_REPLACEMENT : code, out + size);
  }
  return (struct str){out, size};
}

static void check_read_back(struct str text) {
  struct arena arena;
  struct json_writer w;
  struct json *read;
  struct json_error error;
  arena_init(&arena, 0);
  json_writer_init(&w);
  jw_array(&w);
  jw_string(&w, text);
  jw_array_end(&w);
  CHECK(!w.failed);
  CHECK_INT(json_read(&arena, written(&w), 0, &read, &error), 0);
  CHECK_INT(read->count, 1);
  CHECK(str_equal(read->first->string, repaired(&arena, text)));
  json_writer_fini(&w);
  arena_fini(&arena);
}

/* Each byte, alone and behind each kind of unfinished character. */
TEST(a_reader_accepts_all_that_is_written) {
  static const char *const before[] = {
      "",         "ok ",      "\xC3",         "\xE2\x82",     "\xE0",
      "\xED",     "\xF0\x9F", "\xF0\x9F\x98", "\xF4\x8F\xBF", "\xF4",
      "\xC0\xAF", "\xED\xA0", "\xF5\x80",     "\xFF\xFE",     "\\",
  };
  for (size_t i = 0; i < sizeof(before) / sizeof(before[0]); i++)
    for (unsigned byte = 0; byte < 256; byte++) {
      char text[8];
      size_t size = strlen(before[i]);
      test_case("prefix %zu, byte %02X", i, byte);
      memcpy(text, before[i], size);
      text[size] = (char)byte;
      check_read_back((struct str){text, size + 1});
      text[size + 1] = '.';
      check_read_back((struct str){text, size + 2});
    }
}

TEST(every_character_reads_back) {
  static char text[0x500 * 4];
  for (uint32_t first = 0; first <= 0x10FFFF; first += 0x500) {
    struct str all = {text, 0};
    for (uint32_t code = first; code < first + 0x500; code++)
      all.size += utf8_encode(code, text + all.size);
    test_case("from U+%04X", (unsigned)first);
    check_read_back(all);
  }
}

TEST(too_many_levels_fail_and_write_no_more) {
  struct json_writer w;
  json_writer_init(&w);
  for (int i = 0; i < 31; i++)
    jw_array(&w);
  CHECK(!w.failed);
  jw_array(&w);
  CHECK(w.failed);
  size_t size = w.size;
  jw_string(&w, STR("more"));
  for (int i = 0; i < 40; i++)
    jw_array_end(&w);
  CHECK_INT(w.size, size);
  json_writer_reset(&w);
  CHECK(!w.failed && w.size == 0 && w.depth == 0);
  json_writer_fini(&w);
}

TEST(the_deepest_level_still_has_its_commas) {
  struct json_writer w;
  json_writer_init(&w);
  for (int i = 0; i < 31; i++)
    jw_array(&w);
  jw_int(&w, 1);
  jw_int(&w, 2);
  for (int i = 0; i < 31; i++)
    jw_array_end(&w);
  CHECK(!w.failed);
  CHECK_INT(w.size, 31 + 3 + 31);
  json_writer_fini(&w);
}

TEST(an_end_without_a_beginning_fails) {
  struct json_writer w;
  json_writer_init(&w);
  jw_object_end(&w);
  CHECK(w.failed);
  json_writer_reset(&w);
  jw_object(&w);
  jw_key(&w, "value");
  jw_object_end(&w);
  CHECK(w.failed);
  json_writer_fini(&w);
}

TEST(reset_keeps_the_buffer_and_forgets_the_commas) {
  struct json_writer w;
  json_writer_init(&w);
  jw_array(&w);
  for (int64_t i = 0; i < 2000; i++)
    jw_int(&w, i);
  char *data = w.data;
  json_writer_reset(&w);
  CHECK(w.data == data && w.capacity > 2000);
  jw_array(&w);
  jw_int(&w, 5);
  jw_array_end(&w);
  CHECK_STR(written(&w), "[5]");
  json_writer_fini(&w);
}
