#include "sample.h"

TEST(tags_are_spans_and_end_words) {
  static const struct sample_case words[] = {
      {"<p>Hi <b>Sam</b>, how are you?</p>", "hi sam how are you?"},
      {"a <b>re</b>fund", "a re fund"},
      {"<a title=\"a > b\" href='x'>text</a>", "text"},
      {"<o:p>Hi</o:p> <my-tag>you</my-tag>", "hi you"},
      {"<!DOCTYPE html><html><body>x</body></html>", "x"},
      {"a <!-- <b> not > this --> b", "a b"},
      {"a <!-- never closed b", "a"},
      {"a<IMG SRC=\"b.png\" ALT=\"words in it\">c", "a c"},
  };
  static const struct sample_case spans[] = {
      {"<p>Hi <b>Sam</b></p>", "tag(<p>) tag(<b>) tag(</b>) tag(</p>)"},
      {"<a title=\"a > b\">x", "tag(<a title=\"a > b\">)"},
      {"<a b=\"c>d", "tag(<a b=\"c>)"},
      {"see <a href='http://x.example'>http://x.example</a>",
       "tag(<a href='http://x.example'>) url(http://x.example) tag(</a>)"},
  };
  SAMPLE_CHECK(TEXT_HTML, sample_words, words);
  SAMPLE_CHECK(TEXT_HTML, sample_spans, spans);
}

TEST(what_is_no_tag_is_text) {
  static const struct sample_case words[] = {
      {"I <3 it, a < b and c<d", "i <3 it a b and c d"},
      {"a <b", "a b"},
      {"a <b href=x", "a b href x"},
      {"a <> b </> c", "a b c"},
      {"x <1> y", "x 1 y"},
      {"a <b <i>c</i>", "a b c"},
      {"<https://example.com/x> y", "https://example.com/x y"},
      {"<sam@mail.example>", "sam@mail.example"},
  };
  SAMPLE_CHECK(TEXT_HTML, sample_words, words);
}

TEST(block_tags_break_sentences) {
  static const struct sample_case cases[] = {
      {"<p>one</p><p>two</p>", "one | two"},
      {"<div>one<div>two</div></div>three", "one | two | three"},
      {"<ul><li>one<li>two</ul>three", "one | two | three"},
      {"<table><tr><td>a<td>b</table>c", "a | b | c"},
      {"<h2>Title</h2>text", "title | text"},
      {"Hi Sam,<br>it broke", "hi sam | it broke"},
      {"one<br/>line", "one line"},
      {"one<br><br>two", "one | two"},
      {"one\n\ntwo", "one two"},
      {"a<span>b</span> <i>c</i>", "a b c"},
  };
  SAMPLE_CHECK(TEXT_HTML, sample_words, cases);
}

TEST(elements_that_hold_no_text_of_the_writer) {
  static const struct sample_case words[] = {
      {"a <code>x = <b>1</b></code> b", "a b"},
      {"a<pre>x\n\ny</pre>b", "a | b"},
      {"a<script>if (a < b) c();</script>b", "a | b"},
      {"a<style>p { }</STYLE >b<textarea>x</textarea>", "a | b"},
      {"new<blockquote>old<blockquote>older</blockquote>old</blockquote>new",
       "new | new"},
      {"new<blockquote>never closed", "new"},
      {"a<script>never closed", "a"},
      {"<script>x</script><script>y</script>z", "z"},
      {"<p>ok</p><div>On Monday, Sam wrote:</div><blockquote>old</blockquote>",
       "ok"},
      {"&gt; not quoted in html", "not quoted in html"},
  };
  static const struct sample_case spans[] = {
      {"a<code>b</code>", "code(<code>b</code>)"},
      {"<pre>a<code>b</code></pre>", "code(<pre>a<code>b</code></pre>)"},
      {"a<blockquote>b<p>c</p></blockquote>",
       "quote(<blockquote>b<p>c</p></blockquote>)"},
      {"ok<p>Sam wrote:<blockquote>old</blockquote>",
       "tag(<p>) quote(Sam wrote:) quote(<blockquote>old</blockquote>)"},
  };
  SAMPLE_CHECK(TEXT_HTML, sample_words, words);
  SAMPLE_CHECK(TEXT_HTML, sample_spans, spans);
}

TEST(entities_decode_and_stay_in_their_token) {
  static const struct sample_case words[] = {
      {"don&#39;t don&rsquo;t don&#x2019;t", "do not do not do not"},
      {"caf&eacute; &Uuml;ber", "café über"},
      {"a&nbsp;b&shy;c", "a bc"},
      {"&pound;20 &euro;5", "£20 €5"},
      {"don&#146;t", "do not"},
      {"AT&T &unknown; &#; &#x; &amp", "at t unknown x amp"},
      {"&lt;b&gt; &amp;lt; x", "b lt x"},
      {"&#0; &#xD800; &#99999999;", "\xEF\xBF\xBD \xEF\xBF\xBD \xEF\xBF\xBD"},
  };
  static const struct sample_case bytes[] = {
      {"don&#39;t know", "do|n&#39;t|know"},
      {"caf&eacute; &pound;20", "caf&eacute;|&pound;20"},
      {"😀 &lt;3 ok", "😀|&lt;3|ok"},
  };
  SAMPLE_CHECK(TEXT_HTML, sample_words, words);
  SAMPLE_CHECK(TEXT_HTML, sample_tokens, bytes);
}

TEST(signatures_in_html) {
  static const struct sample_case spans[] = {
      {"It works.<br>Kind regards,<br>Sam<br>ACME",
       "tag(<br>) tag(<br>) signature(Sam<br>ACME)"},
      {"Ok.<br>--&nbsp;<br>Sam", "tag(<br>) signature(--&nbsp;<br>Sam)"},
  };
  SAMPLE_CHECK(TEXT_HTML, sample_spans, spans);
}

TEST(sentences_of_html_are_the_callers_bytes) {
  static const struct sample_case cases[] = {
      {"<p>Hi <b>Sam</b>.</p> <p>Bye&hellip;</p>",
       "Hi <b>Sam</b>.|Bye&hellip;"},
      {"<b>Hi.</b> Bye.", "Hi.|Bye."},
  };
  SAMPLE_CHECK(TEXT_HTML, sample_sentences, cases);
}
