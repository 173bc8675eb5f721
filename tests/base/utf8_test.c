#include "base/utf8.h"

#include "test.h"

static bool is_surrogate(uint32_t code) {
  return code >= 0xD800 && code <= 0xDFFF;
}

TEST(every_code_point_makes_the_round_trip) {
  for (uint32_t code = 0; code <= 0x10FFFF; code++) {
    char bytes[4];
    uint32_t back;
    struct str text = {bytes, utf8_encode(code, bytes)};
    CHECK(utf8_valid(text));
    CHECK_INT(utf8_decode(text, &back), text.size);
    CHECK_INT(back, is_surrogate(code) ? UTF8_REPLACEMENT : code);
  }
}

TEST(encode_refuses_what_is_no_character) {
  char bytes[4];
  CHECK_STR(((struct str){bytes, utf8_encode(0x110000, bytes)}),
            "\xEF\xBF\xBD");
  CHECK_STR(((struct str){bytes, utf8_encode(UINT32_MAX, bytes)}),
            "\xEF\xBF\xBD");
}

/* How many of the 2^24 strings of three bytes start with a character. */
TEST(no_other_bytes_are_a_character) {
  size_t of_size[5] = {0};
  for (uint32_t i = 0; i < 1u << 24; i++) {
    char bytes[3] = {(char)(i >> 16), (char)(i >> 8), (char)i};
    uint32_t code;
    size_t size = utf8_decode((struct str){bytes, 3}, &code);
    if (utf8_valid((struct str){bytes, size}))
      of_size[size]++;
  }
  CHECK_INT(of_size[1], 0x80 << 16);
  CHECK_INT(of_size[2], (0x800 - 0x80) << 8);
  CHECK_INT(of_size[3], 0x10000 - 0x800 - 0x800);
}

TEST(four_bytes_end_at_the_last_plane) {
  CHECK(utf8_valid(STR("\xF0\x90\x80\x80")));
  CHECK(!utf8_valid(STR("\xF0\x8F\xBF\xBF")));
  CHECK(utf8_valid(STR("\xF4\x8F\xBF\xBF")));
  CHECK(!utf8_valid(STR("\xF4\x90\x80\x80")));
  CHECK(!utf8_valid(STR("\xF5\x80\x80\x80")));
  CHECK(!utf8_valid(STR("\xF8\x88\x80\x80\x80")));
}

struct broken {
  const char *bytes;
  const char *sizes; /* of the pieces; a letter where it is a character */
};

/* A piece is as long as it could still have become a character. */
static const struct broken broken[] = {
    {"\x80", "1"},
    {"\xBF\xBF", "11"},
    {"\xC0\xAF", "11"},
    {"\xC1\xBF", "11"},
    {"\xC3", "1"},
    {"\xC3(", "1a"},
    {"\xE0\x80\xAF", "111"},
    {"\xE0\x9F\xBF", "111"},
    {"\xE2\x82", "2"},
    {"\xE2\x82z", "2a"},
    {"\xED\xA0\x80", "111"},
    {"\xED\xAF\xBF\xED\xB0\x80", "111111"},
    {"\xF0\x80\x80\x80", "1111"},
    {"\xF0\x9F\x98", "3"},
    {"\xF0\x9F\x98\xC3\xA9", "3b"},
    {"\xF1\x80\xE1\x80\xC2", "221"},
    {"\xF4\x90\x80\x80", "1111"},
    {"\xF5\xFE\xFF", "111"},
    {"\xEF\xBF\xBD", "c"},
    {"a\xE2\x82\xAC\xF0\x9F\x99\x82", "acd"},
};

TEST(ill_formed_bytes_fall_into_maximal_pieces) {
  for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
    struct str text = str_of(broken[i].bytes);
    bool all_good = true;
    size_t at = 0;
    test_case("text %zu", i);
    for (const char *want = broken[i].sizes; *want; want++) {
      uint32_t code;
      struct str rest = {text.data + at, text.size - at};
      size_t size = utf8_decode(rest, &code);
      bool good = *want >= 'a';
      CHECK_INT(size, good ? *want - 'a' + 1 : *want - '0');
      CHECK(good || code == UTF8_REPLACEMENT);
      all_good = all_good && good;
      at += size;
    }
    CHECK_INT(at, text.size);
    CHECK(utf8_valid(text) == all_good);
  }
}

TEST(valid_looks_at_every_byte) {
  char bytes[40];
  memset(bytes, 'x', sizeof(bytes));
  CHECK(utf8_valid((struct str){NULL, 0}));
  for (size_t i = 0; i < sizeof(bytes); i++) {
    bytes[i] = (char)0xFF;
    CHECK(!utf8_valid((struct str){bytes, sizeof(bytes)}));
    CHECK(utf8_valid((struct str){bytes, i}));
    bytes[i] = 'x';
  }
}

static void check_position(struct utf8_position position, size_t utf8,
                           size_t utf16, size_t chars) {
  CHECK_INT(position.utf8, utf8);
  CHECK_INT(position.utf16, utf16);
  CHECK_INT(position.chars, chars);
}

TEST(positions_count_in_three_ways) {
  struct str text = STR("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80z");
  struct utf8_position position = {0, 0, 0};
  utf8_advance(text, &position, 0);
  check_position(position, 0, 0, 0);
  utf8_advance(text, &position, 3);
  check_position(position, 3, 2, 2);
  utf8_advance(text, &position, 6);
  check_position(position, 6, 3, 3);
  utf8_advance(text, &position, 10);
  check_position(position, 10, 5, 4);
  utf8_advance(text, &position, 1000);
  check_position(position, 11, 6, 5);
}

TEST(a_target_inside_a_character_is_its_start) {
  struct str text = STR("a\xF0\x9F\x98\x80z");
  struct utf8_position position = {0, 0, 0};
  for (size_t target = 1; target < 5; target++) {
    utf8_advance(text, &position, target);
    check_position(position, 1, 1, 1);
  }
  utf8_advance(text, &position, 5);
  check_position(position, 5, 3, 2);
}

TEST(positions_never_go_back) {
  struct utf8_position position = {0, 0, 0};
  utf8_advance(STR("abcdef"), &position, 4);
  utf8_advance(STR("abcdef"), &position, 2);
  check_position(position, 4, 4, 4);
}

TEST(ill_formed_pieces_count_once) {
  struct str text = STR("\xF0\x9F\x98!\xC3\xFFz");
  struct utf8_position position = {0, 0, 0};
  utf8_advance(text, &position, text.size);
  check_position(position, 7, 5, 5);
}

TEST(hidden_characters_are_known) {
  static const uint32_t hides[] = {0xAD,   0x61C,  0x200B,  0x200D,  0x200E,
                                   0x202A, 0x202E, 0x2060,  0x2066,  0x2069,
                                   0xFEFF, 0x180E, 0xE0001, 0xE0041, 0xE007F};
  static const uint32_t shows[] = {0,      'a',     0xA0,    0xE9,    0x2013,
                                   0x2019, 0x202F,  0x2070,  0xFE0F,  0xFEFE,
                                   0xFFFD, 0x1F642, 0xDFFFF, 0x10FFFF};
  for (size_t i = 0; i < sizeof(hides) / sizeof(hides[0]); i++) {
    test_case("U+%04X", (unsigned)hides[i]);
    CHECK(utf8_is_hidden(hides[i]));
  }
  for (size_t i = 0; i < sizeof(shows) / sizeof(shows[0]); i++) {
    test_case("U+%04X", (unsigned)shows[i]);
    CHECK(!utf8_is_hidden(shows[i]));
  }
}
