#include "reading/evidence.h"

#include <ctype.h>

#include "sample.h"

/* Amount of the item called id.part, or of that word; 0: not there. */
static int amount_of(const struct sample *sample,
                     const struct evidence *evidence, const char *id,
                     const char *name) {
  (void)sample;
  for (size_t i = 0; i < evidence->count; i++) {
    const struct evidence_item *item = &evidence->items[i];
    if (str_is(item->entry->id, id) &&
        str_is(item->word.size ? item->word : item->entry->part, name))
      return item->amount;
  }
  return 0;
}

static void collect(struct sample *sample, const char *text,
                    struct evidence *evidence) {
  sample_init(sample, text);
  CHECK_INT(evidence_collect(&sample->arena, sample_language(), &sample->text,
                             &sample->matches, NULL, &sample->reading,
                             evidence),
            ATTUNE_OK);
}

TEST(marks_tell_how_it_is_written) {
  struct sample sample;
  struct evidence evidence;
  collect(&sample, "WHERE IS MY SCOOTER??", &evidence);
  CHECK_INT(amount_of(&sample, &evidence, "mark", "capitals"), 100);
  CHECK_INT(amount_of(&sample, &evidence, "mark", "brief"), 100);
  CHECK(evidence.loud);
  sample_fini(&sample);
  collect(&sample, "Where is my scooter?", &evidence);
  CHECK_INT(amount_of(&sample, &evidence, "mark", "capitals"), 0);
  CHECK(!evidence.loud);
  sample_fini(&sample);
}

TEST(names_behind_an_at_sign_do_not_shout) {
  struct sample sample;
  struct evidence evidence;
  collect(&sample, "@TRAMLINE @CITYBUS Thank you!", &evidence);
  CHECK_INT(amount_of(&sample, &evidence, "mark", "capitals"), 0);
  CHECK_INT(amount_of(&sample, &evidence, "mark", "shouted"), 0);
  sample_fini(&sample);
}

TEST(trouble_in_what_is_only_asked_about_counts_less) {
  struct sample sample;
  struct evidence told, asked;
  collect(&sample, "My zip is broken.", &told);
  CHECK(!told.plain);
  int upset = told.upset;
  sample_fini(&sample);
  collect(&sample, "Do you mend a zip that is broken?", &asked);
  CHECK(asked.upset < upset);
  CHECK(amount_of(&sample, &asked, "mark", "asks") == 100);
  sample_fini(&sample);
}

TEST(plain_is_what_only_asks_or_tells) {
  struct sample sample;
  struct evidence evidence;
  collect(&sample, "Could you send me the catalogue, please?", &evidence);
  CHECK(evidence.plain);
  sample_fini(&sample);
  collect(&sample, "Could you send me the catalogue, please?!", &evidence);
  CHECK(!evidence.plain);
  sample_fini(&sample);
  collect(&sample, "Could you send me the catalogue? The last one fell apart.",
          &evidence);
  CHECK(!evidence.plain);
  sample_fini(&sample);
  collect(&sample, "", &evidence);
  CHECK(!evidence.plain);
  sample_fini(&sample);
}

TEST(a_word_counts_once) {
  struct sample sample;
  struct evidence evidence;
  collect(&sample, "why why why why", &evidence);
  size_t found = 0;
  for (size_t i = 0; i < evidence.count; i++)
    found += str_is(evidence.items[i].word, "why");
  CHECK_INT(found, 1);
  sample_fini(&sample);
}

TEST(thanks_below_trouble_speak_softly) {
  struct sample sample;
  struct evidence alone, below;
  collect(&sample, "Thank you very much", &alone);
  int loud = alone.votes[FEELING_GRATITUDE];
  sample_fini(&sample);
  collect(&sample, "The freezer leaks again. Thank you very much", &below);
  CHECK(below.votes[FEELING_GRATITUDE] < loud);
  CHECK(below.upset >= EVIDENCE_CLEAR);
  sample_fini(&sample);
}

TEST(to_decline_is_no_less_thankful) {
  struct sample sample;
  struct evidence evidence;
  collect(&sample, "nothing more sir thank you", &evidence);
  CHECK(evidence.votes[FEELING_GRATITUDE] >= EVIDENCE_CLEAR);
  CHECK_INT(evidence.votes[FEELING_DISAPPOINTMENT], 0);
  sample_fini(&sample);
}

static bool has_ten_numbers(struct str leans) {
  int count = 0;
  for (size_t i = 0; i < leans.size; i++) {
    bool digit = isdigit((unsigned char)leans.data[i]) != 0;
    bool before = i > 0 && isdigit((unsigned char)leans.data[i - 1]);
    count += digit && !before;
    if (!digit && leans.data[i] != ' ' && leans.data[i] != '-')
      return false;
  }
  return count == FEELING_COUNT + 1;
}

/* A list out of order would be searched in vain, and nobody would notice. */
TEST(lists_of_words_are_in_order_and_whole) {
  const struct language *language = sample_language();
  size_t lists = 0, lines = 0;
  for (size_t i = 0; i < language->entry_count; i++) {
    const struct language_entry *entry = &language->entries[i];
    struct str leans = language_field(entry, "leans");
    bool weighed = entry->kind == LANGUAGE_CUE ||
                   entry->kind == LANGUAGE_SHIFT ||
                   entry->kind == LANGUAGE_SITUATION;
    if (weighed && leans.size > 0) {
      CHECK(has_ten_numbers(leans));
      lines++;
    }
    if (entry->kind != LANGUAGE_SHIFT || !str_is(entry->id, "words"))
      continue;
    lists++;
    for (size_t n = 0; n < entry->field_count; n++) {
      struct str word = entry->fields[n].key;
      struct str before = n > 0 ? entry->fields[n - 1].key : STR("");
      size_t size = word.size < before.size ? word.size : before.size;
      int order = memcmp(before.data, word.data, size);
      CHECK(order < 0 || (order == 0 && before.size < word.size));
      CHECK(has_ten_numbers(entry->fields[n].value));
    }
  }
  CHECK_INT(lists, 1);
  CHECK(lines > 50);
}
