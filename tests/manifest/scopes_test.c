#include "test.h"

#include <attune.h>

#include "manifest/manifest.h"

static struct manifest *manifest;
static struct arena arena;

static void given(const char *text) {
  struct report report = {0};
  int status = manifest_read("m", str_of(text), NULL, &manifest, &report);
  if (report.text)
    fputs(report.text, stderr);
  CHECK_INT(status, ATTUNE_OK);
  arena_init(&arena, 0);
}

static void done(void) {
  arena_fini(&arena);
  manifest_free(manifest);
}

static const struct settings *settings_for(const char *team,
                                           const char *channel,
                                           const char *brand,
                                           const char *locale) {
  struct scope_key key = {team, channel, brand, locale};
  const struct settings *settings = manifest_settings(manifest, &arena, &key);
  CHECK(settings);
  return settings;
}

static enum level level_of(const struct settings *settings, const char *id) {
  struct language_entry rule = {.id = str_of(id), .level = LEVEL_WARNING};
  return settings_level(manifest->language, settings, &rule);
}

TEST(without_a_scope_that_applies_the_general_part_holds) {
  given("{\"scopes\": [{\"when\": {\"team\": \"billing\"},"
        " \"voice\": {\"person\": \"we\"}}]}");
  CHECK(settings_for(NULL, NULL, NULL, NULL) == &manifest->general);
  CHECK(settings_for("sales", "billing", NULL, NULL) == &manifest->general);
  CHECK(settings_for("billing2", NULL, NULL, NULL) == &manifest->general);
  CHECK(settings_for("Billing", NULL, NULL, NULL) == &manifest->general);
  CHECK_INT(settings_for("billing", NULL, NULL, NULL)->voice.person, PERSON_WE);
  done();
}

TEST(a_scope_changes_only_what_it_names) {
  given("{\"voice\": {\"brand\": \"Nordlicht\", \"exclamations\": 0,"
        " \"emoji\": false, \"formality\": \"formal\"},"
        " \"thresholds\": {\"confidence\": 0.9},"
        " \"limits\": {\"matches_per_draft\": 3},"
        " \"commitments\": {\"first_update\": \"by noon\"},"
        " \"scopes\": [{\"when\": {\"channel\": \"chat\"},"
        " \"voice\": {\"formality\": \"casual\", \"brand\": \"\"},"
        " \"limits\": {\"prompts_per_hour\": 7}}]}");
  const struct settings *settings = settings_for(NULL, "chat", NULL, NULL);
  CHECK_STR(settings->voice.brand, "");
  CHECK_INT(settings->voice.formality, FORMALITY_CASUAL);
  CHECK_INT(settings->voice.exclamations, 0);
  CHECK(!settings->voice.emoji);
  CHECK_INT(settings->thresholds.confidence, 900);
  CHECK_INT(settings->limits.matches_per_draft, 3);
  CHECK_INT(settings->limits.prompts_per_hour, 7);
  CHECK_STR(settings->commitments.first_update, "by noon");
  CHECK_STR(settings->name, "channel=chat");
  CHECK_INT(settings->scopes, 3);
  CHECK_STR(manifest->general.voice.brand, "Nordlicht");
  done();
}

TEST(the_most_specific_scope_wins_wherever_it_stands) {
  given("{\"scopes\": ["
        "{\"when\": {\"team\": \"a\", \"channel\": \"c\"},"
        " \"voice\": {\"exclamations\": 2}},"
        "{\"when\": {\"team\": \"a\"}, \"voice\": {\"exclamations\": 3,"
        " \"max_growth\": 30}},"
        "{\"when\": {\"channel\": \"c\"}, \"voice\": {\"exclamations\": 4,"
        " \"max_growth\": 40}}]}");
  const struct settings *settings = settings_for("a", "c", NULL, NULL);
  CHECK_INT(settings->voice.exclamations, 2);
  /* Of two that name as much, the later. */
  CHECK_INT(settings->voice.max_growth, 40);
  CHECK_STR(settings->name, "team=a; channel=c; team=a,channel=c");
  CHECK_INT(settings->scopes, 15);
  settings = settings_for("a", NULL, NULL, NULL);
  CHECK_INT(settings->voice.exclamations, 3);
  CHECK_INT(settings->scopes, 1 | 4);
  done();
}

TEST(a_locale_covers_its_regions) {
  given("{\"scopes\": [{\"when\": {\"locale\": \"en\"},"
        " \"voice\": {\"exclamations\": 5}},"
        "{\"when\": {\"locale\": \"en-GB\"},"
        " \"voice\": {\"exclamations\": 6}}]}");
  static const struct {
    const char *locale;
    int exclamations;
  } cases[] = {{"en", 5},
               {"EN", 5},
               {"en-US", 5},
               {"en_AU", 5},
               {"en-GB", 6},
               {"en_gb", 6},
               {"en-GB-oxendict", 6},
               {"eng", 1},
               {"e", 1},
               {"de", 1},
               {"", 1},
               {NULL, 1}};
  for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
    test_case("%s", cases[i].locale ? cases[i].locale : "none");
    const struct settings *settings =
        settings_for(NULL, NULL, NULL, cases[i].locale);
    CHECK_INT(settings->voice.exclamations, cases[i].exclamations);
  }
  done();
}

TEST(rules_of_scopes_go_over_the_general_ones) {
  given("{\"rules\": {\"blame\": \"error\", \"jargon\": \"off\"},"
        " \"scopes\": [{\"when\": {\"brand\": \"n\"},"
        " \"rules\": {\"jargon\": \"error\", \"banned\": \"suggestion\"}}]}");
  const struct settings *settings = settings_for(NULL, NULL, "n", NULL);
  CHECK_INT(level_of(settings, "blame"), LEVEL_ERROR);
  CHECK_INT(level_of(settings, "jargon"), LEVEL_ERROR);
  CHECK_INT(level_of(settings, "banned"), LEVEL_SUGGESTION);
  CHECK_INT(level_of(settings, "canned"), LEVEL_WARNING);
  CHECK_INT(level_of(&manifest->general, "jargon"), LEVEL_OFF);
  CHECK_INT(level_of(&manifest->general, "banned"), LEVEL_WARNING);
  done();
}

TEST(offers_of_a_scope_replace_the_general_ones) {
  given("{\"offers\": [{\"id\": \"a\", \"text\": \"a label\"}],"
        " \"scopes\": [{\"when\": {\"team\": \"x\"}, \"offers\": []},"
        "{\"when\": {\"team\": \"y\"}, \"offers\": ["
        "{\"id\": \"b\", \"text\": \"a call\"},"
        "{\"id\": \"c\", \"text\": \"a visit\"}]}]}");
  CHECK_INT(settings_for(NULL, NULL, NULL, NULL)->offer_count, 1);
  CHECK_INT(settings_for("x", NULL, NULL, NULL)->offer_count, 0);
  const struct settings *settings = settings_for("y", NULL, NULL, NULL);
  CHECK_INT(settings->offer_count, 2);
  CHECK_STR(settings->offers[1].text, "a visit");
  done();
}

static size_t count_matches(const char *text, uint64_t scopes) {
  struct text read;
  struct language_matches matches;
  size_t count = 0;
  CHECK_INT(text_read(&arena, manifest->language->lexicon, str_of(text),
                      TEXT_PLAIN, &read),
            ATTUNE_OK);
  CHECK_INT(language_scan(manifest->language, &arena, &read, scopes, &matches),
            ATTUNE_OK);
  for (size_t i = 0; i < matches.count; i++)
    count += str_is(matches.items[i].entry->id, "banned");
  return count;
}

TEST(phrases_of_a_scope_are_found_only_there) {
  given("{\"phrases\": {\"banned\": [\"kindly revert\"]},"
        " \"scopes\": [{\"when\": {\"team\": \"x\"},"
        " \"phrases\": {\"banned\": [\"do the needful\"]}}]}");
  const char *text = "Please do the needful. Kindly revert.";
  CHECK_INT(count_matches(text, manifest->general.scopes), 1);
  CHECK_INT(count_matches(text, settings_for("x", NULL, NULL, NULL)->scopes),
            2);
  done();
}

TEST(as_many_scopes_as_there_are_bits) {
  static char text[8000] = "{\"scopes\": [";
  char piece[100];
  for (int i = 0; i < MANIFEST_SCOPES_MAX; i++) {
    snprintf(piece, sizeof(piece),
             "%s{\"when\": {\"locale\": \"en\"},"
             " \"voice\": {\"max_growth\": %d}}",
             i ? "," : "", i);
    strcat(text, piece);
  }
  strcat(text, "]}");
  given(text);
  const struct settings *settings = settings_for("a", "b", "c", "en-IE");
  CHECK_INT(settings->voice.max_growth, MANIFEST_SCOPES_MAX - 1);
  CHECK(settings->scopes == UINT64_MAX);
  done();
  struct report report = {0};
  strcpy(text + strlen(text) - 2, ",{\"when\": {\"team\": \"a\"}}]}");
  CHECK_INT(manifest_read("m", str_of(text), NULL, &manifest, &report),
            ATTUNE_E_MANIFEST);
  CHECK_STR(str_of(report.text), "m:1:12: scopes: expected at most 63 items\n");
  report_fini(&report);
}

/* No half of a scope: without memory there are no settings at all. */
TEST(without_memory_there_are_no_settings) {
  given("{\"rules\": {\"blame\": \"error\"}, \"scopes\": ["
        "{\"when\": {\"team\": \"a\"}, \"voice\": {\"person\": \"we\"}}]}");
  struct scope_key key = {"a", NULL, NULL, NULL};
  struct arena small;
  bool worked = false;
  for (size_t limit = 64; limit < 4096 && !worked; limit += 16) {
    arena_init(&small, limit);
    const struct settings *settings = manifest_settings(manifest, &small, &key);
    worked = settings != NULL;
    if (settings)
      CHECK_INT(settings->voice.person, PERSON_WE);
    arena_fini(&small);
  }
  CHECK(worked);
  done();
}
