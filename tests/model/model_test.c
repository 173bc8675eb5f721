/* Weights: read, refused, and what they make of sentences. */
#include "test.h"

#include <attune.h>
#include <stdlib.h>
#include <time.h>

#include "language/language.h"
#include "model/blob.h"
#include "model/model.h"

struct fixture {
  struct language *language;
  struct arena arena;
  struct text text;
  struct model draft;
  float scores[MODEL_CLASSES];
};

static struct fixture open_fixture(void) {
  struct fixture f = {0};
  struct language_error error;
  f.language = language_new(language_en, language_en_count, NULL, 0, &error);
  CHECK(f.language);
  arena_init(&f.arena, 0);
  CHECK_INT(model_open(&f.draft, model_en_draft()), ATTUNE_OK);
  return f;
}

static void close_fixture(struct fixture *f) {
  arena_fini(&f->arena);
  language_free(f->language);
}

static void read_text(struct fixture *f, struct str source) {
  arena_reset(&f->arena);
  CHECK_INT(
      text_read(&f->arena, f->language->lexicon, source, TEXT_PLAIN, &f->text),
      ATTUNE_OK);
}

static float score(struct fixture *f, const struct model *model,
                   const char *source, const char *class) {
  int k = model_class(model, class);
  CHECK(k >= 0);
  read_text(f, str_of(source));
  model_score(model, &f->text, 0, f->text.token_count, f->scores);
  return f->scores[k];
}

/* What no phrase lists, and twins that use the same words and are right. */
TEST(faults_are_found_and_their_innocent_twins_are_not) {
  static const char *const faults[] = {
      "You'd have to take that up with whoever sold it to you.",
      "Nobody else on your street has said a word about it.",
      "If you had read the label you would have known.",
      "I'm sorry if our reply came across as rude.",
      "There's nothing more that can be done from here.",
      "This is simply how our terms are written.",
  };
  static const char *const innocent[] = {
      "I've taken it up with the shop that sold it to you, they call today.",
      "I've refunded the deposit and it should show by Thursday.",
      "The label on the back shows the size, shall I look it up for you?",
      "I'm sorry I was short with you this morning.",
      "There's nothing more you need to do, the new card is in the post.",
      "You can keep the loan car until yours is ready.",
  };
  struct fixture f = open_fixture();
  int whole = model_class(&f.draft, "fault");
  float threshold = model_threshold(&f.draft, whole);
  for (size_t i = 0; i < sizeof(faults) / sizeof(*faults); i++) {
    test_case("%s", faults[i]);
    CHECK(score(&f, &f.draft, faults[i], "fault") > threshold);
    test_case("%s", innocent[i]);
    CHECK(score(&f, &f.draft, innocent[i], "fault") <= threshold);
  }
  close_fixture(&f);
}

TEST(small_talk_is_seen) {
  static const char *const cases[][2] = {
      {"greeting", "Good afternoon Mrs Okafor!"},
      {"question", "Which of the two lamps is it that flickers?"},
      {"thanks", "Thank you for sending the photo so quickly."},
      {"close", "Kind regards, Ann"},
  };
  struct fixture f = open_fixture();
  for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
    test_case("%s", cases[i][0]);
    CHECK(score(&f, &f.draft, cases[i][1], cases[i][0]) > 0.5f);
    CHECK(score(&f, &f.draft, "The socket is on the left.", cases[i][0]) <
          0.5f);
  }
  close_fixture(&f);
}

/* Sentences can be scored where they stand: what is around them is not read. */
TEST(only_the_tokens_asked_for_count) {
  struct fixture f = open_fixture();
  float alone[MODEL_CLASSES], inside[MODEL_CLASSES];
  read_text(&f, str_of("Thank you for waiting."));
  model_score(&f.draft, &f.text, 0, f.text.token_count, alone);
  read_text(&f, str_of("It's blue. Thank you for waiting. Which one is it?"));
  CHECK_INT(f.text.sentence_count, 3);
  model_score(&f.draft, &f.text, f.text.sentences[1].first,
              f.text.sentences[1].count, inside);
  CHECK(memcmp(alone, inside, sizeof(alone)) == 0);
  close_fixture(&f);
}

TEST(the_same_text_scores_the_same) {
  struct fixture f = open_fixture();
  float first[MODEL_CLASSES];
  score(&f, &f.draft, "We value your feedback, it helps us grow.", "canned");
  memcpy(first, f.scores, sizeof(first));
  score(&f, &f.draft, "Something else came between.", "canned");
  score(&f, &f.draft, "We value your feedback, it helps us grow.", "canned");
  CHECK(memcmp(first, f.scores, sizeof(first)) == 0);
  close_fixture(&f);
}

TEST(the_words_that_count_are_told) {
  struct fixture f = open_fixture();
  float shares[64] = {0};
  double margins[MODEL_CLASSES], sum = 0;
  int class = model_class(&f.draft, "thanks");
  read_text(&f, str_of("The box is green and thank you for the photo."));
  CHECK(f.text.token_count < 64);
  model_explain(&f.draft, &f.text, 0, f.text.token_count, class, shares);
  size_t most = 0;
  for (size_t i = 0; i < f.text.token_count; i++) {
    sum += (double)shares[i];
    most = shares[i] > shares[most] ? i : most;
  }
  CHECK_STR(f.text.tokens[most].folded, "thank");
  /* Nothing is left unexplained but the bias. */
  model_margins(&f.draft, &f.text, 0, f.text.token_count, margins);
  double rest = margins[class] - f.draft.classes[class].bias - sum;
  CHECK(rest > -1e-3 && rest < 1e-3);
  close_fixture(&f);
}

/* 64 KiB of each, the most a message may have by default. */
TEST(long_texts_take_time_in_proportion) {
  static const char *const pieces[] = {"we are sorry that you had to wait ",
                                       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                                       "! ? . ",
                                       "\xF0\x9F\x98\xA1",
                                       "a b ",
                                       "\xFF\xFE"};
  enum {
    SIZE = 65536
  };
  struct fixture f = open_fixture();
  char *long_text = malloc(SIZE);
  CHECK(long_text);
  for (size_t i = 0; i < sizeof(pieces) / sizeof(*pieces); i++) {
    size_t size = strlen(pieces[i]);
    for (size_t at = 0; at < SIZE; at++)
      long_text[at] = pieces[i][at % size];
    test_case("piece %zu", i);
    read_text(&f, (struct str){long_text, SIZE});
    clock_t before = clock();
    model_score(&f.draft, &f.text, 0, f.text.token_count, f.scores);
    /* 65536 bytes at 30 ns are 2 ms; a square of it would be minutes. */
    CHECK(clock() - before < CLOCKS_PER_SEC);
    for (int k = 0; k < MODEL_CLASSES; k++)
      CHECK(f.scores[k] >= 0 && f.scores[k] <= 1);
  }
  free(long_text);
  close_fixture(&f);
}

static struct str copy_of(struct str bytes) {
  char *data = malloc(bytes.size);
  CHECK(data);
  memcpy(data, bytes.data, bytes.size);
  return (struct str){data, bytes.size};
}

static int open_with(struct str bytes) {
  struct model model;
  return model_open(&model, bytes);
}

TEST(damaged_weights_are_refused) {
  struct str bytes = copy_of(model_en_draft());
  char *data = (char *)(uintptr_t)bytes.data;
  CHECK_INT(open_with(bytes), ATTUNE_OK);
  /* A bit anywhere: the header, a name, the index, the last weight. */
  static const size_t places[] = {0, 9, 13, 17, 25, 29, 33, 37, 41, 70, 2000};
  for (size_t i = 0; i <= sizeof(places) / sizeof(*places); i++) {
    size_t at =
        i < sizeof(places) / sizeof(*places) ? places[i] : bytes.size - 1;
    test_case("byte %zu", at);
    data[at] ^= 4;
    CHECK_INT(open_with(bytes), ATTUNE_E_ARGUMENT);
    data[at] ^= 4;
  }
  for (size_t size = 0; size < bytes.size; size += size < 100 ? 1 : 99991) {
    test_case("the first %zu bytes", size);
    CHECK_INT(open_with((struct str){data, size}), ATTUNE_E_ARGUMENT);
  }
  CHECK_INT(open_with((struct str){NULL, 0}), ATTUNE_E_ARGUMENT);
  free(data);
}

TEST(trusted_weights_are_still_held_to_their_size) {
  struct str bytes = copy_of(model_en_draft());
  struct model model;
  CHECK_INT(model_open_trusted(&model, bytes), ATTUNE_OK);
  bytes.size--;
  CHECK_INT(model_open_trusted(&model, bytes), ATTUNE_E_ARGUMENT);
  free((char *)(uintptr_t)bytes.data);
}

static void put32(char *at, uint32_t value) {
  for (int i = 0; i < 4; i++)
    at[i] = (char)(value >> 8 * i & 0xFF);
}

/* Well summed but wrong all the same: what a careless tool might make. */
TEST(weights_that_make_no_sense_are_refused) {
  static const struct {
    const char *what;
    size_t at;
    uint32_t value;
  } cases[] = {
      {"another format", BLOB_AT_VERSION, BLOB_VERSION + 1},
      {"other features", BLOB_AT_FEATURES, FEATURES_VERSION + 1},
      {"fewer rows than bytes", BLOB_AT_ROWS, 7},
      {"too many rows", BLOB_AT_ROWS, 0xFFFFFFFF},
      {"no classes", BLOB_AT_CLASSES, 0},
      {"too many classes", BLOB_AT_CLASSES, MODEL_CLASSES + 1},
      {"a class without a name", BLOB_HEADER, 0},
      {"a name in capitals", BLOB_HEADER, 0x414141},
      {"a bias that is no number", BLOB_HEADER + 24, 0x7FC00000},
      {"a slope without end", BLOB_HEADER + 44, 0x7F800000},
      {"a part that is no class", BLOB_HEADER + 52, 0x80000000},
      {"a class that is its own part", BLOB_HEADER + 52, 1},
      {"a threshold of 2", BLOB_HEADER + 60, 0x40000000},
      {"an index that starts late", BLOB_HEADER + MODEL_CLASSES * BLOB_CLASS,
       5},
  };
  struct str good = model_en_draft();
  for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
    struct str bytes = copy_of(good);
    char *data = (char *)(uintptr_t)bytes.data;
    test_case("%s", cases[i].what);
    put32(data + cases[i].at, cases[i].value);
    uint64_t sum = blob_checksum(bytes);
    put32(data + BLOB_AT_CHECKSUM, (uint32_t)sum);
    put32(data + BLOB_AT_CHECKSUM + 4, (uint32_t)(sum >> 32));
    CHECK_INT(open_with(bytes), ATTUNE_E_ARGUMENT);
    free(data);
  }
}

TEST(weights_may_lie_at_any_address) {
  struct str good = model_en_draft();
  char *data = malloc(good.size + 1);
  CHECK(data);
  memcpy(data + 1, good.data, good.size);
  CHECK_INT(open_with((struct str){data + 1, good.size}), ATTUNE_OK);
  free(data);
}

TEST(the_built_in_weights_keep_their_size) {
  CHECK(model_en_draft().size < 5 << 18);
}

TEST(classes_are_found_by_name) {
  struct fixture f = open_fixture();
  CHECK_INT(model_class(&f.draft, "policy-wall"), 0);
  CHECK_INT(model_class(&f.draft, "policy"), -1);
  CHECK_INT(model_class(&f.draft, ""), -1);
  CHECK_INT(model_class(&f.draft, "blame"), 1);
  close_fixture(&f);
}
