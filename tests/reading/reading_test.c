#include "sample.h"

#include <stdlib.h>
#include <time.h>

static struct reading read_after(const char *source,
                                 const struct history *history) {
  struct sample sample;
  test_case("%s", source);
  sample_read(&sample, str_of(source), TEXT_PLAIN, history);
  struct reading reading = sample.reading;
  sample_fini(&sample);
  return reading;
}

TEST(the_trajectory_compares_with_the_latest_message) {
  struct history history = {0};
  CHECK_INT(read_after("my parcel is late", &history).trajectory,
            TRAJECTORY_FIRST);
  history.customer_messages = 1;
  history.heat = 1;
  history.feeling = FEELING_FRUSTRATION;
  CHECK_INT(
      read_after("You liars, I am furious, give me my money back!!", &history)
          .trajectory,
      TRAJECTORY_RISING);
  CHECK_INT(read_after("Thank you, it came.", &history).trajectory,
            TRAJECTORY_FALLING);
  history.heat = 0;
  CHECK_INT(read_after("Order 5512.", &history).trajectory, TRAJECTORY_STEADY);
}

TEST(faint_trouble_after_an_upset_message_is_heard) {
  struct history history = {
      .customer_messages = 2, .heat = 2, .feeling = FEELING_FRUSTRATION};
  CHECK(read_after("still nothing", &history).feeling != FEELING_NEUTRAL);
  CHECK_INT(read_after("The order number is 5512.", &history).feeling,
            FEELING_NEUTRAL);
}

TEST(grave_matters_ask_for_care) {
  static const char *const grave[] = {
      "My wife died last week and her phone was cut off.",
      "I don't want to live any more.",
      "There is a smell of gas in the flat.",
      "I have cancer and cannot come in.",
  };
  static const char *const light[] = {
      "My phone died on the train.",
      "The app is down.",
      "Where can I buy a fire pit?",
      "My solicitor will write to you.",
      "Which terminal does the ferry leave from?",
      "Are the safety boots in stock?",
      "Then I want to cancel.",
      "What are the treatment options for oak floors?",
      "The battery died after two days",
  };
  for (size_t i = 0; i < sizeof(grave) / sizeof(grave[0]); i++)
    CHECK(read_after(grave[i], NULL).careful);
  for (size_t i = 0; i < sizeof(light) / sizeof(light[0]); i++)
    CHECK(!read_after(light[i], NULL).careful);
  struct history history = {.careful = true};
  CHECK(read_after("ok", &history).careful);
}

TEST(thanks_at_the_end_of_a_talk_are_resolved) {
  struct history history = {.customer_messages = 2, .agent_messages = 2};
  struct sample sample;
  sample_read(&sample, STR("Thank you. What a relief."), TEXT_PLAIN, &history);
  CHECK(reading_has(&sample.reading, SIGNAL_RESOLVED));
  sample_fini(&sample);
  sample_read(&sample, STR("Thank you. And when will it come?"), TEXT_PLAIN,
              &history);
  CHECK(!reading_has(&sample.reading, SIGNAL_RESOLVED));
  sample_fini(&sample);
}

TEST(quoted_mail_is_not_the_customer) {
  struct reading reading = read_after(
      "That is fine.\n\n> You useless thieves, I will sue you\n", NULL);
  CHECK_INT(reading.feeling, FEELING_NEUTRAL);
  CHECK_INT(reading.signal_count, 0);
}

TEST(every_range_lies_in_the_text) {
  static const char source[] =
      "Hi, I'm Zsófi Kelemen. My order KX-4471-B (£49.90) from 3 March "
      "2025 still hasn\xe2\x80\x99t arrived in Győr \xf0\x9f\x98\xa1\xff\xfe. "
      "I called twice! Can you send a new one by Friday?";
  struct sample sample;
  sample_init(&sample, source);
  const struct reading *r = &sample.reading;
  CHECK(r->fact_count > 3);
  for (size_t i = 0; i < r->fact_count; i++)
    CHECK(r->facts[i].range.begin < r->facts[i].range.end &&
          r->facts[i].range.end <= sizeof(source) - 1);
  for (size_t i = 0; i < r->question_count; i++)
    CHECK(r->questions[i].end <= sizeof(source) - 1);
  for (size_t i = 0; i < r->cue_count; i++)
    CHECK(r->cues[i].range.end <= sizeof(source) - 1);
  sample_fini(&sample);
}

TEST(memory_that_is_out_is_an_ordinary_error) {
  const struct language *language = sample_language();
  struct str source = STR("My app keeps crashing, I called you twice.");
  bool done = false;
  for (size_t limit = 0; limit < 400000 && !done; limit += 997) {
    struct arena arena;
    struct text text;
    struct language_matches matches;
    struct reading reading;
    arena_init(&arena, limit ? limit : 1);
    int status =
        text_read(&arena, language->lexicon, source, TEXT_PLAIN, &text);
    if (!status)
      status = language_scan(language, &arena, &text, 1, &matches);
    if (!status)
      status = reading_read(&arena, language, &text, &matches, NULL, &reading);
    CHECK(status == ATTUNE_OK || status == ATTUNE_E_MEMORY);
    done = status == ATTUNE_OK;
    arena_fini(&arena);
  }
  CHECK(done);
}

static double seconds_for(const char *piece, size_t count) {
  size_t size = strlen(piece);
  char *source = malloc(count * size);
  CHECK(source);
  for (size_t i = 0; i < count; i++)
    memcpy(source + i * size, piece, size);
  struct sample sample;
  clock_t begin = clock();
  sample_read(&sample, (struct str){source, count * size}, TEXT_PLAIN, NULL);
  double seconds = (double)(clock() - begin) / CLOCKS_PER_SEC;
  sample_fini(&sample);
  free(source);
  return seconds;
}

TEST_WITHIN(hostile_text_takes_linear_time, 60) {
  static const char *const pieces[] = {
      "says \"no\" ",
      "I I I ",
      "not not not ",
      "my app keeps crashing and ",
      "why can't I ",
      "? ",
      "\"\"'' ",
      "order 1 ",
      "On Monday In Paris ",
      "thanks for ",
      "still still ",
      ". ",
  };
  for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
    test_case("%s", pieces[i]);
    size_t count = 4000 / strlen(pieces[i]);
    double small = seconds_for(pieces[i], count);
    double large = seconds_for(pieces[i], 16 * count);
    if (large > 0.2 && large > 64 * small)
      test_fail(__FILE__, __LINE__, "%f s, then %f s for 16 times as much",
                small, large);
  }
}
