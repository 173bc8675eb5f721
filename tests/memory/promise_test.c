/* Promises and their times, as agents write them. */
#include "memory/promise.h"

#include <attune.h>

#include "test.h"

static struct arena arena;
static struct language *language;

static size_t find(const char *words, const char *zone_name, int64_t sent_ms,
                   struct promise out[PROMISES_MAX]) {
  struct language_error error;
  struct language_matches matches;
  struct text text;
  const struct zone *zone = zone_utc;
  if (!arena.held)
    arena_init(&arena, 0);
  if (!language)
    language = language_new(language_en, language_en_count, NULL, 0, &error);
  if (!language)
    test_fail(__FILE__, __LINE__, "%.*s:%u: %s", STR_ARGS(error.file),
              error.line, error.message);
  if (zone_name && zone_load(&arena, str_of(zone_name), &zone) != ATTUNE_OK)
    test_skip("no zone files on this machine");
  CHECK_INT(
      text_read(&arena, language->lexicon, str_of(words), TEXT_PLAIN, &text),
      ATTUNE_OK);
  CHECK_INT(language_scan_kinds(language, &arena, &text, 1, LANGUAGE_OF_SENT,
                                &matches),
            ATTUNE_OK);
  return promise_find(language, &text, &matches, sent_ms, zone, out);
}

/* Wednesday, 2026-11-25, 10:00 in Berlin. */
#define DAY  INT64_C(86400000)
#define HOUR INT64_C(3600000)
static int64_t wednesday(void) {
  return zone_days(2026, 11, 25) * DAY + 9 * HOUR;
}

struct sample {
  const char *words;
  int64_t hours; /* from then to the end of the promise; 0: none is made */
};

static void check(const struct sample *cases, size_t count) {
  for (size_t i = 0; i < count; i++) {
    struct promise found[PROMISES_MAX];
    test_case("%s", cases[i].words);
    size_t promises = find(cases[i].words, "Europe/Berlin", wednesday(), found);
    CHECK_INT(promises, cases[i].hours != 0);
    if (promises)
      CHECK_INT((found[0].due_ms - wednesday()) / HOUR, cases[i].hours);
  }
}

TEST(promises_with_their_times) {
  static const struct sample cases[] = {
      {"I'll update you by Friday.", 56},
      {"We will get back to you within 24 hours.", 24},
      {"I will call you tomorrow morning.", 26},
      {"I'll ring you tomorrow.", 32},
      {"You'll hear from us by the end of the day.", 8},
      {"We'll have it fixed within 24-48 hours.", 48},
      {"Your refund will be processed in 3 days.", 72},
      {"The replacement will be shipped within 2 business days.", 56},
      {"I'm going to chase the courier and let you know by 5pm today.", 7},
      {"By Monday I'll send you the new contract.", 128},
      {"A colleague will call you this afternoon.", 7},
      {"We'll be in touch early next week.", 128},
      {"I'll check with the warehouse and reply in an hour.", 1},
      {"Our engineer will be with you on Saturday morning.", 74},
      {"I will follow up in a couple of days.", 48},
      {"Someone from the team will contact you in the next few hours.", 3},
      {"You should receive the money within two weeks.", 336},
      {"We'll email you the label by 3 pm tomorrow.", 29},
      {"I'll come back to you this week.", 56},
      {"Leave it with me, I'll have news tonight.", 11},
  };
  check(cases, sizeof(cases) / sizeof(*cases));
}

TEST(what_is_no_promise) {
  static const struct sample cases[] = {
      {"I will look into this for you.", 0},
      {"Please send the photos by Friday.", 0},
      {"Could you call us tomorrow?", 0},
      {"We will be closed on Friday.", 0},
      {"If you send it today, we will look at it tomorrow.", 0},
      {"I called the depot this morning.", 0},
      {"Your parcel was delivered on Monday.", 0},
      {"We are open from Monday to Friday.", 0},
      {"We cannot deliver it by Friday.", 0},
      {"Hopefully it arrives tomorrow.", 0},
      {"It was supposed to be there within two days.", 0},
      {"Thanks for your patience today!", 0},
  };
  check(cases, sizeof(cases) / sizeof(*cases));
}

TEST(each_sentence_promises_by_itself) {
  struct promise found[PROMISES_MAX];
  const char *words = "Hi Ana, I'll call the depot today. I will update you by "
                      "Friday. Best, Tom";
  CHECK_INT(find(words, NULL, wednesday(), found), 2);
  CHECK(found[0].due_ms < found[1].due_ms);
  CHECK_INT(words[found[1].range.begin], 'I');
}

TEST(days_are_those_of_the_zone) {
  struct promise found[PROMISES_MAX];
  int64_t late = zone_days(2026, 11, 25) * DAY + 23 * HOUR;
  CHECK_INT(find("I'll update you tomorrow.", "Asia/Tokyo", late, found), 1);
  /* It is Thursday there already: Friday at 18:00 is 9:00 here. */
  CHECK_INT(found[0].due_ms, zone_days(2026, 11, 27) * DAY + 9 * HOUR);
}
