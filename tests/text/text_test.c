#include "sample.h"

TEST(words_fold_and_keep_their_bytes) {
  static const struct sample_case cases[] = {
      {"Where IS my parcel", "Where|IS|my|parcel"},
      {"ÉTÉ Ünlü ΑΘΗΝΑ МОСКВА", "ÉTÉ|Ünlü|ΑΘΗΝΑ|МОСКВА"},
      {"follow-up well—known", "follow|up|well|known"},
      {"", ""},
      {" \n\t ", ""},
  };
  static const struct sample_case folded[] = {
      {"Where IS my parcel", "where is my parcel"},
      {"ÉTÉ Ünlü ΑΘΗΝΑ МОСКВА", "été ünlü αθηνα москва"},
      {"Ÿ Ž ß ẞ Ż", "ÿ ž ß ß ż"},
      {"noooo way, coool", "noo way cool"},
      {"grrrreat 1000000", "grreat 1000000"},
      {"caf\xE9 ol\xE9", "caf\xEF\xBF\xBD ol\xEF\xBF\xBD"},
  };
  SAMPLE_CHECK(TEXT_PLAIN, sample_tokens, cases);
  SAMPLE_CHECK(TEXT_PLAIN, sample_words, folded);
}

TEST(contractions_are_their_words) {
  static const struct sample_case words[] = {
      {"we don't know", "we do not know"},
      {"We DON’T know", "we do not know"},
      {"dont don`t don´t", "do not do not do not"},
      {"I'm sure we're gonna", "i am sure we are going to"},
      {"we cannot, can't, won't", "we can not can not will not"},
      {"wouldn't've", "would not have"},
      {"pls", "please"},
      {"rock'n'roll o'clock", "rock'n'roll o'clock"},
  };
  static const struct sample_case bytes[] = {
      {"don't", "do|n't"}, {"DON’T", "DO|N’T"},
      {"dont", "do|nt"},   {"can't", "can|'t"},
      {"won't", "won|'t"}, {"we're", "we|'re"},
      {"gonna", "go|nna"}, {"wouldn't've", "would|n't|'ve"},
  };
  static const struct sample_case flags[] = {
      {"Don't", "do+Cap+part not+part"},
      {"DON'T", "do+Cap+SHOUT+part not+SHOUT+part"},
  };
  SAMPLE_CHECK(TEXT_PLAIN, sample_words, words);
  SAMPLE_CHECK(TEXT_PLAIN, sample_tokens, bytes);
  SAMPLE_CHECK(TEXT_PLAIN, sample_kinds, flags);
}

TEST(a_possessive_is_folded_away) {
  static const struct sample_case words[] = {
      {"the customer's order", "the customer order"},
      {"James' order and James’s", "james order and james"},
      {"He said 'no thanks' twice", "he said no thanks twice"},
      {"it's the company’s", "it is the company"},
  };
  static const struct sample_case bytes[] = {
      {"the customer's order", "the|customer's|order"},
      {"James' order", "James'|order"},
      {"'no thanks' said", "no|thanks|said"},
  };
  SAMPLE_CHECK(TEXT_PLAIN, sample_words, words);
  SAMPLE_CHECK(TEXT_PLAIN, sample_tokens, bytes);
}

TEST(numbers_codes_and_money) {
  static const struct sample_case cases[] = {
      {"14 3.50 10:30 12/05/2026 50%",
       "14.number 3.50.number 10:30.number 12/05/2026.number 50%.number"},
      {"4471-B iPhone7 YIU8NM",
       "4471-b.code+Cap iphone7.code yiu8nm.code+Cap+SHOUT"},
      {"INV-2026-001 12A", "inv-2026-001.code+Cap+SHOUT 12a.code+Cap"},
      {"24-hour 10am 5GB", "24.number hour 10.number am 5.number gb+Cap+SHOUT"},
      {"3-5 days", "3.number 5.number days"},
      {"8am-8pm 8AM-10PM",
       "8.number am 8.number pm 8.number am+Cap+SHOUT 10.number "
       "pm+Cap+SHOUT"},
      {"555-0142 2026-05-12", "555-0142.number 2026-05-12.number"},
      {"$20 20€ £ 5 20 € $1.5k",
       "$20.number+money 20€.number+money £ 5.number+money "
       "20.number+money $1.5k.number+money"},
      {"20 USD, EUR 30", "20.number+money usd+Cap+SHOUT eur+Cap+SHOUT+pause "
                         "30.number+money"},
      {"order #4471-B #help @acme_care @115712 @10am",
       "order 4471-b.code+Cap+hashtag help+hashtag acme_care+handle "
       "115712+handle 10.number am"},
      {"1,200.50.", "1,200.50.number"},
      {"the 90's", "the 90.number"},
  };
  SAMPLE_CHECK(TEXT_PLAIN, sample_kinds, cases);
}

TEST(a_sign_is_part_of_its_token) {
  static const struct sample_case cases[] = {
      {"pay $20 now", "pay|$20|now"},
      {"order #4471-B now", "order|#4471-B|now"},
      {"@acme_care hi", "@acme_care|hi"},
      {"50% off", "50%|off"},
  };
  SAMPLE_CHECK(TEXT_PLAIN, sample_tokens, cases);
}

TEST(emoji_and_smileys_are_one_token_each) {
  static const struct sample_case cases[] = {
      {"sad 😡😡 day", "sad 😡.emoji 😡.emoji day"},
      {"👍🏽 ❤️ 🇩🇪", "👍.emoji ❤.emoji 🇩🇪.emoji"},
      {"👩‍👩‍👧 ok", "👩‍👩‍👧.emoji ok"},
      {"oh :-( no :(((", "oh :(.emoji no :(.emoji"},
      {"thanks:) ;-) :D :'( <3 </3",
       "thanks :).emoji ;).emoji :d.emoji :'(.emoji <3.emoji </3.emoji"},
      {"at 10:30 (see note: x)", "at 10:30.number see+pause note x+pause"},
      {"a:b c=d x:Dog", "a b+pause c d x dog+Cap+pause"},
  };
  static const struct sample_case bytes[] = {
      {"👍🏽 ❤️ 🇩🇪", "👍🏽|❤️|🇩🇪"},
      {"oh :-((( no", "oh|:-(((|no"},
  };
  SAMPLE_CHECK(TEXT_PLAIN, sample_kinds, cases);
  SAMPLE_CHECK(TEXT_PLAIN, sample_tokens, bytes);
}

TEST(flags_tell_how_a_word_was_written) {
  static const struct sample_case cases[] = {
      {"Sam said NO", "sam+Cap said no+Cap+SHOUT"},
      {"I am", "i+Cap am"},
      {"soooo slow", "soo+long slow"},
      {"well, yes; no: (maybe) – ok -- fine - done",
       "well yes+pause no+pause maybe+pause ok+pause fine+pause "
       "done+pause"},
      {"wait... what", "wait what+pause"},
  };
  SAMPLE_CHECK(TEXT_PLAIN, sample_kinds, cases);
}

TEST(sentences_end_where_a_reader_ends_them) {
  static const struct sample_case cases[] = {
      {"It broke. I want a refund! Why?", "It broke.|I want a refund!|Why?"},
      {"it broke. i want it back", "it broke.|i want it back"},
      {"Ask Mr. Brown. He knows.", "Ask Mr. Brown.|He knows."},
      {"Use e.g. this one.", "Use e.g. this one."},
      {"It was J. R. Smith who called.", "It was J. R. Smith who called."},
      {"He is as old as I. Then we left.", "He is as old as I.|Then we left."},
      {"It costs 3.50 now. Ok.", "It costs 3.50 now.|Ok."},
      {"Really?! Yes.", "Really?!|Yes."},
      {"Wait... what is this... Now go.", "Wait... what is this...|Now go."},
      {"Wait… what? Oh", "Wait… what?|Oh"},
      {"He said “Stop it.” Then he left.", "He said “Stop it.”|Then he left."},
      {"“Stop!” she said.", "“Stop!” she said."},
      {"I asked (twice!) and waited. (Still.) Ok.",
       "I asked (twice!) and waited.|(Still.)|Ok."},
      {"No reply.Please help.", "No reply.|Please help."},
      {"Love it 😍 Thanks so much", "Love it 😍|Thanks so much"},
      {"Great! 😀😀 More text.", "Great! 😀😀|More text."},
      {"I 😍 it", "I 😍 it"},
      {"See https://example.com/a.b Have a nice day",
       "See https://example.com/a.b|Have a nice day"},
      {"At 5 p.m. we met. At 6 a.m. They left.",
       "At 5 p.m. we met.|At 6 a.m.|They left."},
      {"At 5 p.m.", "At 5 p.m."},
      {"¿Dónde está? Aquí.", "¿Dónde está?|Aquí."},
  };
  SAMPLE_CHECK(TEXT_PLAIN, sample_sentences, cases);
}

TEST(lines_and_paragraphs) {
  static const struct sample_case cases[] = {
      {"one line\ngoes on", "one line\ngoes on"},
      {"one\n\ntwo", "one|two"},
      {"one\r\n\r\ntwo", "one|two"},
      {"Hi Sam,\nit broke", "Hi Sam,|it broke"},
      {"Because it was so very late,\nit broke",
       "Because it was so very late,\nit broke"},
      {"We need:\n- a box\n- a lid\nThanks", "We need:|a box|a lid|Thanks"},
      {"1. open it\n2. close it", "open it|close it"},
      {"* an item\n  that goes on\n* two", "an item\n  that goes on|two"},
      {"It is\n3.5 long", "It is\n3.5 long"},
  };
  SAMPLE_CHECK(TEXT_PLAIN, sample_sentences, cases);
  struct sample s;
  sample_read(&s, TEXT_PLAIN, "one. two.\n\nthree\n\n\n\nfour");
  CHECK_INT(s.text.sentence_count, 4);
  CHECK_INT(s.text.sentences[1].paragraph, 0);
  CHECK_INT(s.text.sentences[2].paragraph, 1);
  CHECK_INT(s.text.sentences[3].paragraph, 2);
  sample_done(&s);
}

TEST(marks_alone_belong_to_the_sentence_before) {
  struct sample s;
  sample_read(&s, TEXT_PLAIN, "Where is it. ??? !!");
  CHECK_INT(s.text.sentence_count, 1);
  CHECK_INT(s.text.sentences[0].end, '?');
  CHECK_INT(s.text.sentences[0].bangs, 2);
  CHECK_INT(s.text.sentences[0].range.end, 19);
  sample_done(&s);
  sample_read(&s, TEXT_PLAIN, "???");
  CHECK_INT(s.text.sentence_count, 1);
  CHECK_INT(s.text.sentences[0].count, 0);
  CHECK_INT(s.text.sentences[0].end, '?');
  sample_done(&s);
}

TEST(bangs_are_counted) {
  struct sample s;
  char many[400];
  sample_read(&s, TEXT_PLAIN, "Now!!! Please (now!) ok!?");
  CHECK_INT(s.text.sentences[0].bangs, 3);
  CHECK_INT(s.text.sentences[1].bangs, 2);
  CHECK_INT(s.text.sentences[1].end, '?');
  sample_done(&s);
  memset(many, '!', sizeof(many));
  memcpy(many, "no", 2);
  sample_read_bytes(&s, TEXT_PLAIN, (struct str){many, sizeof(many)});
  CHECK_INT(s.text.sentences[0].bangs, 255);
  sample_done(&s);
}

TEST(offsets_are_the_callers_under_emoji_and_broken_bytes) {
  static const struct sample_case cases[] = {
      {"😀 hi \xF0\x9F\x98 there \xFF ok", "😀|hi|\xF0\x9F\x98|there|\xFF|ok"},
      {"a\xC0\xAF b", "a\xC0\xAF|b"},
      {"\xED\xA0\x80x y", "\xED\xA0\x80x|y"},
  };
  SAMPLE_CHECK(TEXT_PLAIN, sample_tokens, cases);
  struct sample s;
  sample_read_bytes(&s, TEXT_PLAIN, (struct str){"hi\0there", 8});
  CHECK_STR(sample_words(&s), "hi there");
  CHECK_INT(s.text.tokens[1].range.begin, 3);
  sample_done(&s);
}

TEST(hidden_characters_do_not_split_words) {
  static const struct sample_case cases[] = {
      {"re\xE2\x80\x8B"
       "fund now",
       "refund now"},
      {"\xE2\x80\xAE"
       "refund\xE2\x80\xAC now",
       "refund now"},
  };
  struct sample s;
  SAMPLE_CHECK(TEXT_PLAIN, sample_words, cases);
  sample_read(&s, TEXT_PLAIN, cases[0].source);
  CHECK(s.text.had_hidden);
  CHECK_INT(s.text.tokens[0].range.end, 9);
  sample_done(&s);
  sample_read(&s, TEXT_PLAIN, "\xEF\xBB\xBFplain 👩‍👧");
  CHECK(!s.text.had_hidden);
  sample_done(&s);
}

TEST(letters_and_capitals_are_counted) {
  struct sample s;
  sample_read(&s, TEXT_PLAIN, "WHERE is it\n> QUOTED\nhttps://example.com/ABC");
  CHECK_INT(s.text.letters, 9);
  CHECK_INT(s.text.capitals, 5);
  sample_done(&s);
}

TEST(without_a_lexicon_words_are_as_written) {
  struct arena arena;
  struct text text;
  arena_init(&arena, 0);
  CHECK_INT(text_read(&arena, NULL, STR("don't e.g. it"), TEXT_PLAIN, &text),
            ATTUNE_OK);
  CHECK_INT(text.token_count, 3);
  CHECK_STR(text.tokens[0].folded, "don't");
  arena_fini(&arena);
}

TEST(a_lexicon_refuses_what_it_cannot_split) {
  struct text_lexicon *lexicon = text_lexicon_new();
  struct str parts[] = {STR("as"), STR("far"), STR("as")};
  CHECK(lexicon);
  CHECK_INT(text_lexicon_contraction(lexicon, STR("af"), parts, 3),
            ATTUNE_E_ARGUMENT);
  CHECK_INT(text_lexicon_contraction(lexicon, STR("afa"), parts, 0),
            ATTUNE_E_ARGUMENT);
  CHECK_INT(text_lexicon_abbreviation(lexicon, STR("")), ATTUNE_E_ARGUMENT);
  text_lexicon_free(lexicon);
  text_lexicon_free(NULL);
}

TEST(a_lexicon_of_many_forms_finds_them_all) {
  struct text_lexicon *lexicon = text_lexicon_new();
  struct arena arena;
  struct text text;
  char form[20];
  CHECK(lexicon);
  arena_init(&arena, 0);
  for (int i = 0; i < 3000; i++) {
    struct str parts[] = {STR("found")};
    int size = snprintf(form, sizeof(form), "q%c%c%cz", 'a' + i / 676 % 26,
                        'a' + i / 26 % 26, 'a' + i % 26);
    struct str name = {form, (size_t)size};
    CHECK_INT(text_lexicon_contraction(lexicon, name, parts, 1), ATTUNE_OK);
  }
  CHECK_INT(
      text_read(&arena, lexicon, STR("Qaaaz qabcz qzzzz"), TEXT_PLAIN, &text),
      ATTUNE_OK);
  CHECK_STR(text.tokens[1].folded, "found");
  CHECK_STR(text.tokens[2].folded, "qzz");
  arena_fini(&arena);
  text_lexicon_free(lexicon);
}

TEST(an_arena_that_is_full_is_an_error) {
  for (size_t limit = 64; limit < 40000; limit = limit * 3 / 2) {
    struct arena arena;
    struct text text;
    arena_init(&arena, limit);
    int status = text_read(&arena, NULL,
                           STR("Some words. “And” http://example.com/ more."),
                           TEXT_MARKDOWN, &text);
    CHECK(status == ATTUNE_OK || status == ATTUNE_E_MEMORY);
    arena_fini(&arena);
  }
}

TEST(a_range_of_tokens_is_their_bytes) {
  struct sample s;
  sample_read(&s, TEXT_PLAIN, "we “don't” know it");
  CHECK_STR(str_slice(s.text.source, text_range(&s.text, 1, 3)), "don't” know");
  sample_done(&s);
}
