/* The parts of examples/replay that a wrong byte would show in. */
#include "../../examples/replay/cells.c"
#include "../../examples/replay/paint.c"
#include "../../examples/replay/verify.c"

#include "base/str.h"
#include "test.h"

/* The example that the Standard Webhooks specification gives. */
static const char secret[] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
static const char id[] = "msg_p5jXN8AQM9LWM0D4loKWxJek";
static const char at[] = "1614265330";
static const char body[] = "{\"test\": 2432232314}";
static const char right[] = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
#define NOW INT64_C(1614265330)

static const char *verify_at(const char *signature, int64_t now) {
  struct verify_key key;
  CHECK_INT(verify_key_read(&key, secret), 0);
  return verify(&key, id, at, signature, body, strlen(body), now);
}

TEST(the_published_signature_fits) {
  CHECK(!verify_at(right, NOW));
  CHECK(!verify_at(right, NOW + 300));
  CHECK(!verify_at(right, NOW - 300));
}

TEST(one_of_several_signatures_is_enough) {
  char several[200];
  snprintf(several, sizeof(several), "v1a,xx v1,%044d %s", 0, right);
  CHECK(!verify_at(several, NOW));
  snprintf(several, sizeof(several), "%s v1,", right);
  CHECK(!verify_at(several, NOW));
}

TEST(other_signatures_and_times_do_not_fit) {
  CHECK(verify_at("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OF=", NOW));
  CHECK(verify_at(right + 3, NOW));
  CHECK(verify_at("", NOW));
  CHECK(verify_at("v1,", NOW));
  CHECK(verify_at(NULL, NOW));
  CHECK(verify_at(right, NOW + 301));
  CHECK(verify_at(right, NOW - 301));
}

TEST(a_changed_byte_or_header_does_not_fit) {
  struct verify_key key;
  size_t size = strlen(body);
  CHECK_INT(verify_key_read(&key, secret + strlen("whsec_")), 0);
  CHECK_INT(key.size, 24);
  CHECK(!verify(&key, id, at, right, body, size, NOW));
  CHECK(verify(&key, id, at, right, body, size - 1, NOW));
  CHECK(verify(&key, "msg_q", at, right, body, size, NOW));
  CHECK(verify(&key, id, "1614265331", right, body, size, NOW));
  CHECK(verify(&key, id, "1614265330x", right, body, size, NOW));
  CHECK(verify(&key, id, "", right, body, size, NOW));
  CHECK(verify(&key, NULL, at, right, body, size, NOW));
  key.bytes[0] ^= 1;
  CHECK(verify(&key, id, at, right, body, size, NOW));
}

TEST(what_is_no_secret_is_refused) {
  static const char *const wrong[] = {"", "whsec_", "whsec_abc",
                                      "whsec_a b=", "whsec_!!!!"};
  struct verify_key key;
  for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
    test_case("%s", wrong[i]);
    CHECK_INT(verify_key_read(&key, wrong[i]), -1);
  }
}

struct width_case {
  const char *text;
  size_t width;
};

TEST(width_is_what_a_terminal_shows) {
  static const struct width_case cases[] = {
      {"", 0},          {"plain", 5},        {"na\xC3\xAFve", 5},
      {"e\xCC\x81", 1}, {"\xE6\x97\xA5", 2}, {"\xF0\x9F\x98\x80", 2},
      {"\t", 1},        {"\x1B[31m", 8},     {"\xC2\x9B", 6},
      {"\xFF", 4},      {"\xE2\x80\xAE", 8}, {"\xC0\xAF", 8},
  };
  cells_locale();
  for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
    test_case("%zu", i);
    CHECK_INT(cells_width(cases[i].text, strlen(cases[i].text)),
              cases[i].width);
  }
}

static char *painted(unsigned width, const char *text, const struct mark *marks,
                     size_t count) {
  char *out = NULL;
  size_t size = 0;
  FILE *stream = open_memstream(&out, &size);
  const struct paint paint = {.out = stream, .width = width};
  CHECK(stream);
  cells_locale();
  paint_marked(&paint, 2, text, strlen(text), marks, count);
  fclose(stream);
  return out;
}

static void check_painted(unsigned width, const char *text,
                          const struct mark *marks, size_t count,
                          const char *wanted) {
  char *out = painted(width, text, marks, count);
  CHECK_STR(((struct str){out, strlen(out)}), wanted);
  free(out);
}

TEST(marks_stand_below_their_words) {
  const struct mark marks[] = {{4, 8, INK_ERROR, '^', false, 1},
                               {9, 14, INK_WARNING, '~', false, 2}};
  check_painted(60, "You must wait.", marks, 2,
                "  You must wait.\n"
                "      1^^^ 2~~~~\n");
}

TEST(marks_follow_wide_characters) {
  const char *text = "\xF0\x9F\x98\x80 \xE6\x97\xA5 no";
  const struct mark marks[] = {{9, 11, INK_ERROR, '^', false, 0}};
  check_painted(60, text, marks, 1,
                "  \xF0\x9F\x98\x80 \xE6\x97\xA5 no\n"
                "        ^^\n");
}

TEST(marks_follow_their_words_into_the_next_line) {
  const struct mark marks[] = {{4, 16, INK_ERROR, '^', false, 0}};
  check_painted(14, "one two three four", marks, 1,
                "  one two\n"
                "      ^^^\n"
                "  three four\n"
                "  ^^^^^^^^\n");
}

TEST(the_shorter_of_two_marks_shows) {
  const struct mark marks[] = {{0, 14, INK_WARNING, '~', false, 0},
                               {4, 8, INK_ERROR, '^', false, 0}};
  check_painted(60, "You must wait.", marks, 2,
                "  You must wait.\n"
                "  ~~~~^^^^~~~~~~\n");
}

TEST(a_word_longer_than_the_line_is_broken) {
  check_painted(14, "abcdefghijklmnopq", NULL, 0,
                "  abcdefghijkl\n"
                "  mnopq\n");
}

TEST(line_breaks_and_blank_lines_stay) {
  check_painted(40, "Hi,\r\n\r\nbye\n\n", NULL, 0,
                "  Hi,\n"
                "\n"
                "  bye\n");
}

TEST(no_control_character_reaches_the_terminal) {
  check_painted(60,
                "a\x1B[2Jb\x07\xC2\x9B"
                "c\xE2\x80\xAE"
                "d\xFF",
                NULL, 0, "  a\\x1b[2Jb\\x07\\u{9b}c\\u{202e}d\\xff\n");
}
