#include "sample.h"

#include <time.h>

TEST(links_are_one_token_and_protected) {
  static const struct sample_case kinds[] = {
      {"see https://example.com/a?b=(c)). ok",
       "see https://example.com/a?b=(c).url ok"},
      {"(http://example.com/x)", "http://example.com/x.url+pause"},
      {"www.example.com, example.com/path and shop.example.org",
       "www.example.com.url example.com/path.url+pause and "
       "shop.example.org.url"},
      {"mail sam.brown+x@mail.example.com.",
       "mail sam.brown+x@mail.example.com.email"},
      {"Hi {{ticket.name}} and %{name} or {% if x %}",
       "hi+Cap {{ticket.name}}.template and %{name}.template or "
       "{% if x %}.template"},
      {"no link: a.b, 3.5, x@y, {{, :// ok",
       "no link a.b+pause 3.5.number+pause x+pause y ok+pause"},
      {"Thanks.Me too", "thanks+Cap me+Cap too"},
  };
  static const struct sample_case spans[] = {
      {"a https://x.example/1 b@c.example %{d}",
       "url(https://x.example/1) email(b@c.example) template(%{d})"},
      {"{{a {{b}}", "template({{b}})"},
      {"<https://example.com/x>", "url(https://example.com/x)"},
  };
  SAMPLE_CHECK(TEXT_PLAIN, sample_kinds, kinds);
  SAMPLE_CHECK(TEXT_PLAIN, sample_spans, spans);
}

TEST(quoted_replies_have_no_tokens) {
  static const struct sample_case words[] = {
      {"new\n> old\n> older\nmore", "new | more"},
      {"thanks\n\nOn Monday, Sam wrote:\n> old text", "thanks"},
      {"thanks\n\nOn Monday, 4 May 2026, Sam <s@x.example>\nwrote:\n\n> old",
       "thanks"},
      {"ok\n\n-----Original Message-----\nFrom: Sam\n\nold text", "ok"},
      {"ok\n\n---------- Forwarded message ---------\nDe: Sam\nold", "ok"},
      {"ok\n________________________________\nFrom: Sam\nSent: today\nold",
       "ok"},
      {">5 items cost\n>:( me", "5 items cost >:( me"},
  };
  static const struct sample_case spans[] = {
      {"new\n> old\n> older\nmore", "quote(> old\n> older)"},
      {"a\n> one\n\nb\n> two", "quote(> one) quote(> two)"},
      {"so\n\nOn Monday Sam wrote:\n> mail a@b.example",
       "quote(On Monday Sam wrote:\n> mail a@b.example)"},
      {"-----\nnot a mail", ""},
      {"-----steps-----\nopen it", ""},
  };
  SAMPLE_CHECK(TEXT_PLAIN, sample_words, words);
  SAMPLE_CHECK(TEXT_PLAIN, sample_spans, spans);
}

TEST(signatures_start_below_the_sign_off) {
  static const struct sample_case spans[] = {
      {"It works.\n\nKind regards,\nSam Brown\n+44 20 7946 0000",
       "signature(Sam Brown\n+44 20 7946 0000)"},
      {"It works.\nThanks!\nSam", "signature(Sam)"},
      {"It works.\n-- \nSam\nwww.example.com\n\n\nAny words at all",
       "signature(-- \nSam\nwww.example.com\n\n\nAny words at all)"},
      {"It works.\n--\nSam", "signature(--\nSam)"},
      {"Ok\n\nBest,\nSam\n\n> old", "signature(Sam) quote(> old)"},
      {"Thanks\nwhen will it arrive", ""},
      {"Thanks\nPlease call me when it has been sent to me.", ""},
      {"Thanks,\nCan you call?", ""},
      {"Kind regards,", ""},
  };
  static const struct sample_case words[] = {
      {"It works.\n\nKind regards,\nSam Brown", "it works. | kind regards"},
  };
  SAMPLE_CHECK(TEXT_PLAIN, sample_spans, spans);
  SAMPLE_CHECK(TEXT_PLAIN, sample_words, words);
}

TEST(initials_at_the_end_are_a_signature) {
  static const struct sample_case spans[] = {
      {"Please write to us. ^JK", "signature(^JK)"},
      {"Let me check -Helen", "signature(-Helen)"},
      {"We are on it. ~Candace ", "signature(~Candace)"},
      {"Sorry about that. *ABN", "signature(*ABN)"},
      {"We will help. /AB", "signature(/AB)"},
      {"We will help. - Helen", "signature(- Helen)"},
      {"We will help. ^Zoë", "signature(^Zoë)"},
      {"yes and/OR", ""},
      {"a follow-Up", ""},
      {"this -or that", ""},
      {"it is - Great", ""},
      {"^", ""},
      {"5 *abn", ""},
  };
  SAMPLE_CHECK(TEXT_PLAIN, sample_spans, spans);
}

TEST(words_in_quotation_marks_are_a_span_that_keeps_its_tokens) {
  static const struct sample_case spans[] = {
      {"He said “never again” to me", "quotation(“never again”)"},
      {"It says \"error 5\" here.", "quotation(\"error 5\")"},
      {"It says \"stop.\" Then more", "quotation(\"stop.\")"},
      {"a \"see www.example.com now\" b",
       "quotation(\"see www.example.com now\") url(www.example.com)"},
      {"„so geht das“ und «oui»", "quotation(„so geht das“) "
                                  "quotation(«oui»)"},
      {"a 5\" and a 7\" pipe", ""},
      {"an \"open one. And on\" it", ""},
      {"\"\" “”", ""},
  };
  static const struct sample_case words[] = {
      {"He said “never again” to me", "he said never again to me"},
  };
  SAMPLE_CHECK(TEXT_PLAIN, sample_spans, spans);
  SAMPLE_CHECK(TEXT_PLAIN, sample_words, words);
  struct sample s;
  char far[500];
  memset(far, 'x', sizeof(far));
  far[0] = far[499] = '"';
  sample_read_bytes(&s, TEXT_PLAIN, (struct str){far, sizeof(far)});
  CHECK_INT(s.text.span_count, 0);
  sample_done(&s);
}

static bool is_protected(const struct sample *s, size_t begin, size_t end) {
  return text_is_protected(&s->text, (struct range){begin, end});
}

TEST(protection_is_by_byte) {
  struct sample s;
  sample_read(&s, TEXT_PLAIN, "ab http://x.example cd \"ef http://y.z gh\" i");
  CHECK(!is_protected(&s, 0, 3));
  CHECK(is_protected(&s, 0, 4));
  CHECK(is_protected(&s, 18, 22));
  CHECK(!is_protected(&s, 19, 23));
  CHECK(is_protected(&s, 24, 25));
  CHECK(is_protected(&s, 38, 39)); /* in the quotation, behind its URL */
  CHECK(!is_protected(&s, 42, 43));
  CHECK(!is_protected(&s, 3, 3)); /* an insertion before the URL */
  CHECK(is_protected(&s, 5, 5));
  CHECK(!is_protected(&s, 19, 19));
  sample_done(&s);
}

TEST(a_block_between_keeps_marks_apart) {
  static const struct sample_case cases[] = {
      {"Where is it\n> old\n???", "Where is it|???"},
      {"Where is it\n\n???", "Where is it\n\n???"},
  };
  SAMPLE_CHECK(TEXT_PLAIN, sample_sentences, cases);
}

/* Hostile pieces; a text of them must take time in proportion to its size. */
static const char *const pieces[] = {
    "<",
    "[",
    ">",
    "\"",
    "'",
    "`",
    " ",
    "\n",
    "\n>",
    "a\xCC\x81\xCC\x81",
    "👍🏽",
    "🏽",
    "a.a.",
    "@",
    "a@",
    "a-",
    "a-1-",
    "1.",
    "1,1:",
    "<a ",
    "<a b=\"",
    "<a b='",
    "<a\"=\"",
    "<!--",
    "<script>",
    "<code>",
    "</b",
    "<blockquote>",
    "![",
    "](",
    "[a](",
    "[](",
    "*",
    "_a_",
    "` `` ",
    "```\n",
    "> ",
    "{{",
    "%{",
    "{{a",
    "://",
    "http://",
    "a://a",
    "www.a.",
    "! ",
    "... ",
    "?(",
    "“",
    "”",
    "- ",
    "\n- ",
    "\n1. ",
    "&",
    "&#",
    "&amp;",
    "&#8203;",
    "\xE2\x80\x8B",
    "\xFF",
    ":(",
    ":-(((",
    "$ ",
    "#",
    "\\",
    "a's' ",
    "'a",
    "a\xE2\x80\x8B",
    "-----\n",
    "x:\n> ",
    "a:\n\n",
    "thanks\n",
    "A. ",
    "\xE2\x80\x8D👩",
    "(((.",
    "<a b=\"<a b='",
};

static double read_once(struct arena *arena, struct text_lexicon *lexicon,
                        struct str source, enum text_format format) {
  struct timespec from, to;
  struct text text;
  arena_reset(arena);
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
  CHECK_INT(text_read(arena, lexicon, source, format, &text), ATTUNE_OK);
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
  return (double)(to.tv_sec - from.tv_sec) +
         (double)(to.tv_nsec - from.tv_nsec) / 1e9;
}

/* The machine may have been busy: only the best of several counts. */
static double read_best(struct arena *arena, struct text_lexicon *lexicon,
                        struct str source, enum text_format format) {
  double best = read_once(arena, lexicon, source, format);
  for (int i = 0; i < 2; i++) {
    double again = read_once(arena, lexicon, source, format);
    best = again < best ? again : best;
  }
  return best;
}

static void fill(char *data, size_t size, const char *piece) {
  size_t length = strlen(piece);
  for (size_t i = 0; i < size; i++)
    data[i] = piece[i % length];
}

static void check_growth(struct arena *arena, struct text_lexicon *lexicon,
                         const char *piece, enum text_format format) {
  enum {
    SMALL = 16 * 1024,
    LARGE = 64 * 1024
  };
  static char data[LARGE];
  struct str whole = {data, LARGE}, part = {data, SMALL};
  fill(data, LARGE, piece);
  double large = read_best(arena, lexicon, whole, format);
  double small = read_best(arena, lexicon, part, format);
  for (int i = 0; i < 5 && large > small * 6; i++) {
    large = read_best(arena, lexicon, whole, format);
    small = read_best(arena, lexicon, part, format);
  }
  CHECK(large < 0.5);
  CHECK(large < 0.0005 || large < small * 9);
}

/*
 * Four times the text, which squared would be 16 times the time; what a
 * busy machine adds stays far under that. Plain text comes to about 4.
 */
TEST_WITHIN(time_is_in_proportion_to_size, 60) {
  struct arena arena;
  struct text_lexicon *lexicon = sample_lexicon();
  arena_init(&arena, 0);
  for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
    for (int format = TEXT_PLAIN; format <= TEXT_MARKDOWN; format++) {
      test_case("%s in format %d", pieces[i], format);
      check_growth(&arena, lexicon, pieces[i], (enum text_format)format);
    }
  }
  arena_fini(&arena);
  text_lexicon_free(lexicon);
}
