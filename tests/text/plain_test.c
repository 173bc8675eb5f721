#include "sample.h"

#include "base/utf8.h"

struct plain_case {
  enum text_format format;
  const char *source;
  const char *expected;
};

TEST(a_reader_sees_no_markup) {
  static const struct plain_case cases[] = {
      {TEXT_PLAIN, "  Hi \n\n Sam\t! ", "Hi Sam !"},
      {TEXT_PLAIN,
       "a\xE2\x80\xAE"
       "b \xFF",
       "ab \xEF\xBF\xBD"},
      {TEXT_PLAIN, "👩‍👧 <b>", "👩‍👧 <b>"},
      {TEXT_HTML, "<p>Hi&nbsp;<b>Sam</b></p><p>A &lt; B<br>C",
       "Hi Sam A < B C"},
      {TEXT_HTML, "re<b>fund</b> <code>a<i>b</i></code>", "refund ab"},
      {TEXT_HTML, "a<script>x</script>b <!-- c -->d", "ab d"},
      {TEXT_HTML, "&amp;lt;", "&lt;"},
      {TEXT_MARKDOWN, "a **b** [c](d) `e` \\*f\\* &amp; g_h",
       "a b c e *f* & g_h"},
      {TEXT_MARKDOWN, "# t\n```\nx\n```\ny ![i](j)", "t x y"},
      {TEXT_MARKDOWN, "2 * 3", "2 * 3"},
  };
  for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
    struct sample s;
    test_case("%s", cases[i].source);
    sample_read(&s, cases[i].format, cases[i].source);
    struct range all = {0, s.text.source.size};
    CHECK_STR(text_plain(&s.arena, &s.text, all), cases[i].expected);
    sample_done(&s);
  }
}

TEST(a_piece_that_starts_inside_a_link) {
  struct sample s;
  sample_read(&s, TEXT_MARKDOWN, "see [the docs](http://x.example) now");
  struct range range = {5, 36};
  CHECK_STR(text_plain(&s.arena, &s.text, range), "the docs now");
  sample_done(&s);
}

TEST(an_empty_range_is_empty) {
  struct sample s;
  sample_read(&s, TEXT_HTML, "abc");
  CHECK_STR(text_plain(&s.arena, &s.text, (struct range){1, 1}), "");
  sample_done(&s);
}

TEST(escaping_a_format) {
  static const struct plain_case cases[] = {
      {TEXT_PLAIN, "a <b> & *c*", "a <b> & *c*"},
      {TEXT_HTML, "a <b> & \"c\" d'e",
       "a &lt;b&gt; &amp; &quot;c&quot; d&#39;e"},
      {TEXT_HTML, "one\ntwo", "one<br>two"},
      {TEXT_MARKDOWN, "a *b* `c` [d](e)", "a \\*b\\* \\`c\\` \\[d\\](e)"},
      {TEXT_MARKDOWN, "# a", "\\# a"},
      {TEXT_MARKDOWN, "a #1 - b", "a #1 - b"},
      {TEXT_MARKDOWN, "a\n- b\n1. c", "a\n\\- b\n1\\. c"},
      {TEXT_MARKDOWN, "snake_case _x_", "snake_case \\_x\\_"},
      {TEXT_MARKDOWN, "A&B &amp; 3.5", "A&B \\&amp; 3.5"},
      {TEXT_MARKDOWN, "<br>", "\\<br>"},
  };
  struct arena arena;
  arena_init(&arena, 0);
  for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
    test_case("%s", cases[i].source);
    CHECK_STR(text_escape(&arena, cases[i].format, str_of(cases[i].source)),
              cases[i].expected);
  }
  arena_fini(&arena);
}

/* What is written into a text must be read from it again. */
TEST(what_is_escaped_reads_as_before) {
  static const char *const texts[] = {
      "I'm sorry *really* [sorry](x) & <b>sorry</b>.",
      "# 1. - + > = `code` ~~no~~ _yes_ a_b \\ \\\\ ![i](j)",
      "-----",
      "&lt; &#39; &",
      "```x```",
      "***",
      "<https://x.example>"};
  for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
    for (int format = TEXT_PLAIN; format <= TEXT_MARKDOWN; format++) {
      struct arena arena;
      struct text text;
      test_case("%s in %d", texts[i], format);
      arena_init(&arena, 0);
      struct str escaped =
          text_escape(&arena, (enum text_format)format, str_of(texts[i]));
      CHECK_INT(
          text_read(&arena, NULL, escaped, (enum text_format)format, &text),
          ATTUNE_OK);
      CHECK_STR(text_plain(&arena, &text, (struct range){0, escaped.size}),
                texts[i]);
      arena_fini(&arena);
    }
  }
}

TEST(plain_html_is_never_longer_than_the_html) {
  struct sample s;
  sample_read(&s, TEXT_HTML, "&hellip;&euro;&#8203;&amp;&amp;&lt;a<b>c</b>");
  struct str plain =
      text_plain(&s.arena, &s.text, (struct range){0, s.text.source.size});
  CHECK(plain.size <= s.text.source.size);
  CHECK(utf8_valid(plain));
  sample_done(&s);
}
