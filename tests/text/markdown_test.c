#include "sample.h"

TEST(emphasis_is_no_word_and_no_obstacle) {
  static const struct sample_case words[] = {
      {"a **bold** and *em* and __x__ and ~~y~~.",
       "a bold and em and x and y."},
      {"**Really?** Yes.", "really? | yes."},
      {"***", ""},
  };
  static const struct sample_case sentences[] = {
      {"**Please** wait. *Thanks.* Ok", "**Please** wait.|*Thanks.*|Ok"},
  };
  SAMPLE_CHECK(TEXT_MARKDOWN, sample_words, words);
  SAMPLE_CHECK(TEXT_MARKDOWN, sample_sentences, sentences);
}

TEST(code_has_no_tokens) {
  static const struct sample_case words[] = {
      {"run `rm -rf` now", "run now"},
      {"run ``a ` b`` now", "run now"},
      {"open ` alone", "open alone"},
      {"don`t and can`t", "do not and can not"},
      {"`a\n\nb` c", "a | b c"},
      {"a\n```c\nint x;\n```\nb", "a | b"},
      {"a\n~~~\n```\n~~~~\nb", "a | b"},
      {"a\n```\nnever closed", "a"},
      {"a ```b``` c", "a c"},
      {"```b``` c", "c"},
  };
  static const struct sample_case spans[] = {
      {"run `x` and\n```\ny\n```", "code(`x`) code(```\ny\n```)"},
      {"> `a`", "quote(> `a`)"},
  };
  SAMPLE_CHECK(TEXT_MARKDOWN, sample_words, words);
  SAMPLE_CHECK(TEXT_MARKDOWN, sample_spans, spans);
}

TEST(links_keep_their_words) {
  static const struct sample_case words[] = {
      {"see [the docs](https://x.example/(a) \"t\").", "see the docs."},
      {"![a picture](a.png) here", "here"},
      {"[![alt](a.png) words](b) here", "words here"},
      {"[a [b](c) d](e)", "a b d"},
      {"[a] (b) [c](d", "a b c d"},
      {"a](b) [c", "a b c"},
      {"<https://example.com/x>", "https://example.com/x"},
      {"![a [b]](c) d", "d"},
  };
  static const struct sample_case spans[] = {
      {"see [it](x) ok", "tag([) tag(](x))"},
      {"![a `b` [c](d)](e)", "tag(![a `b` [c](d)](e))"},
      {"[no] link", ""},
      {"[https://x.example](https://x.example)",
       "tag([) url(https://x.example) tag(](https://x.example))"},
      {"[a](b\n) c", ""},
  };
  SAMPLE_CHECK(TEXT_MARKDOWN, sample_words, words);
  SAMPLE_CHECK(TEXT_MARKDOWN, sample_spans, spans);
}

TEST(blocks_start_sentences) {
  static const struct sample_case cases[] = {
      {"# A title\nand text", "a title | and text"},
      {"#hashtag stays", "hashtag stays"},
      {"a\n- b\n- c\n\nd", "a | b | c | d"},
      {"1. b\n2) c", "b | c"},
      {"a\n\n---\n\nb", "a | b"},
      {"Title\n=====\ntext", "title | text"},
      {"a\n> quoted\nb", "a | b"},
      {"a soft\nbreak", "a soft break"},
      {"a<br>\n<br>b", "a | b"},
  };
  SAMPLE_CHECK(TEXT_MARKDOWN, sample_words, cases);
}

TEST(escapes_and_entities) {
  static const struct sample_case words[] = {
      {"\\*not\\* don\\'t &amp; don&rsquo;t", "not do not do not"},
      {"a \\`b\\` \\[c](d)", "a b c d"},
      {"2 * 3 * 4", "2 3 4"},
      {"back\\slash \\", "back slash"},
  };
  static const struct sample_case bytes[] = {
      {"don\\'t &lt;3", "do|n\\'t|&lt;3"},
  };
  SAMPLE_CHECK(TEXT_MARKDOWN, sample_words, words);
  SAMPLE_CHECK(TEXT_MARKDOWN, sample_tokens, bytes);
}

TEST(brackets_nested_too_deep_are_text) {
  static const struct sample_case cases[] = {
      {"[[[[[[[[[[a](b)", "a b"},
      {"[[[[[[[[a](b)", "a"},
  };
  SAMPLE_CHECK(TEXT_MARKDOWN, sample_words, cases);
}
