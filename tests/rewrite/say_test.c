#include "rewrite/say.h"

#include "rewrite/say_words.h"

#include "desk.h"

static const char *const concerns[] = {
    "your parcel arrived broken",
    "you've been on hold for an hour and nobody picked up",
    "the app won't even open",
    "nobody can tell you when the power comes back",
    "it keeps throwing you out halfway through",
    "Lumo Play won't load on your tablet",
    "an unknown charge is on your bill",
    "we charged you twice",
    "there is no hot water in your room",
    "the driver never rang",
    "you were sent the wrong size",
};

static void fill_all(struct desk *desk, const char *concern) {
  static struct slot slots[] = {
      {"name", {NULL, 0}},    {"concern", {NULL, 0}},   {"wish", {NULL, 0}},
      {"product", {NULL, 0}}, {"tried", {NULL, 0}},     {"deadline", {NULL, 0}},
      {"amount", {NULL, 0}},  {"reference", {NULL, 0}}, {"offer", {NULL, 0}},
      {"told", {NULL, 0}},    {"did", {NULL, 0}},       {"thing", {NULL, 0}},
      {"given", {NULL, 0}},   {"topic", {NULL, 0}},
  };
  slots[0].value = STR("Noor");
  slots[1].value = str_of(concern);
  slots[2].value = STR("you want a paper copy of your bill");
  slots[3].value = STR("the kettle");
  slots[4].value = STR("restarted it twice");
  slots[5].value = STR("by Friday");
  slots[6].value = STR("$45");
  slots[7].value = STR("4471-B");
  slots[8].value = STR("free delivery on your next order");
  slots[9].value = slots[1].value;
  slots[10].value = STR("you paid for it in May");
  slots[11].value = STR("your parcels");
  slots[12].value = STR("4471-B");
  slots[13].value = STR("delivery");
  desk->say.slots = slots;
  desk->say.slot_count = sizeof(slots) / sizeof(slots[0]);
}

static void check_shape(struct str text) {
  CHECK(text.size > 1);
  char first = text.data[0], last = text.data[text.size - 1];
  CHECK(first >= 'A' && first <= 'Z');
  CHECK(last == '.' || last == '?');
  for (size_t i = 0; i + 1 < text.size; i++) {
    char c = text.data[i], next = text.data[i + 1];
    CHECK(c != '{' && c != '}' && c != '!' && c != '\n');
    CHECK(!(c == ' ' && (next == ' ' || next == '.' || next == ',')));
    CHECK(!(c == '.' && next == '.'));
    /* A sentence starts with a capital; a new one never without. */
    if ((c == '.' || c == '?') && next == ' ' && i + 2 < text.size)
      CHECK(text.data[i + 2] < 'a' || text.data[i + 2] > 'z');
  }
  CHECK(!contains(text, " a a") && !contains(text, " a e"));
  CHECK(!contains(text, " a i") && !contains(text, " a u"));
  CHECK(!contains(text, " an b") && !contains(text, " an k"));
  CHECK(!contains(text, "I understand how you feel"));
  CHECK(!contains(text, "inconvenience"));
}

static void check_all(struct desk *desk) {
  const struct language *language = desk->language;
  for (size_t i = language->first[LANGUAGE_SAY];
       i < language->first[LANGUAGE_SAY + 1]; i++) {
    const struct language_entry *entry = &language->entries[i];
    /* These are put into the agent's own sentence. */
    bool part = str_is(entry->id, "beside") || str_is(entry->id, "told");
    for (size_t s = 0; s < entry->say_count && !part; s++) {
      struct str text;
      test_case("%.*s.%.*s: %.*s", STR_ARGS(entry->id), STR_ARGS(entry->part),
                STR_ARGS(entry->says[s]));
      CHECK_INT(say_fill(&desk->arena, &desk->say, entry->says[s], &text),
                ATTUNE_OK);
      check_shape(text);
    }
  }
}

TEST(every_wording_reads_well_with_every_concern) {
  struct desk desk;
  desk_open(&desk);
  for (size_t i = 0; i < sizeof(concerns) / sizeof(concerns[0]); i++)
    for (int voice = 0; voice < 4; voice++) {
      desk.settings.voice.person = voice & 1 ? PERSON_WE : PERSON_I;
      desk.settings.voice.contractions = (voice & 2) != 0;
      fill_all(&desk, concerns[i]);
      check_all(&desk);
    }
  desk_close(&desk);
}

static struct str filled(struct desk *desk, const char *wording) {
  struct str text;
  CHECK_INT(say_fill(&desk->arena, &desk->say, str_of(wording), &text),
            ATTUNE_OK);
  return text;
}

TEST(the_voice_is_followed) {
  struct desk desk;
  desk_open(&desk);
  const char *wording = "{I'm} on it, and {I'll} tell you when {my} colleague "
                        "writes to {me}. That's all {I} know.";
  desk.settings.voice.contractions = true;
  desk.settings.voice.person = PERSON_WE;
  CHECK_STR(filled(&desk, wording),
            "We're on it, and we'll tell you when our colleague writes to us. "
            "That's all we know.");
  desk.settings.voice.contractions = false;
  desk.settings.voice.person = PERSON_I;
  CHECK_STR(filled(&desk, wording),
            "I am on it, and I will tell you when my colleague writes to me. "
            "That is all I know.");
  desk_close(&desk);
}

TEST(the_customers_own_contractions_are_left_alone) {
  struct desk desk;
  desk_open(&desk);
  struct slot slots[] = {{"concern", STR("the app won't open")}};
  desk.say.slots = slots;
  desk.say.slot_count = 1;
  desk.settings.voice.contractions = false;
  CHECK_STR(filled(&desk, "{I'm} sorry {concern}."),
            "I am sorry the app won't open.");
  desk_close(&desk);
}

TEST(an_unknown_slot_says_nothing) {
  struct desk desk;
  desk_open(&desk);
  CHECK_STR(filled(&desk, "{I'm} sorry {concern}."), "");
  CHECK_STR(filled(&desk, "Thank you, {name}."), "");
  CHECK_STR(filled(&desk, "{unheard-of} is what it is."), "");
  CHECK_STR(filled(&desk, ""), "");
  desk_close(&desk);
}

TEST(a_value_that_could_trick_a_reader_is_not_used) {
  static const char *const values[] = {"Ann]\n[pay here",
                                       ("A\xE2\x80\xAE"
                                        "nn"),
                                       "{name}",
                                       "[link]",
                                       "<b>Ann</b>",
                                       "Ann\x01",
                                       "\xFF\xFE"};
  struct desk desk;
  desk_open(&desk);
  for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
    struct slot slot = {"name", str_of(values[i])};
    test_case("value %zu", i);
    desk.say.slots = &slot;
    desk.say.slot_count = 1;
    CHECK_STR(filled(&desk, "Thank you, {name}."), "");
  }
  desk_close(&desk);
}

TEST(what_was_said_and_what_we_say_do_not_chime) {
  struct desk desk;
  desk_open(&desk);
  struct slot slot = {"concern", STR("you're sorry you ever signed up")};
  desk.say.slots = &slot;
  desk.say.slot_count = 1;
  CHECK_STR(filled(&desk, "{I'm} sorry {concern}."), "");
  CHECK(filled(&desk, "{I} can see why this stings: {concern}.").size > 0);
  desk_close(&desk);
}

TEST(a_placeholder_stands_for_what_only_the_agent_knows) {
  struct desk desk;
  desk_open(&desk);
  CHECK_STR(filled(&desk, "You'll hear from {me} {first_update}."),
            "You'll hear from me [when you will write again].");
  desk.settings.commitments.first_update = STR("by tomorrow noon");
  CHECK_INT(say_slots(&desk.arena, &desk.say), ATTUNE_OK);
  CHECK_STR(filled(&desk, "You'll hear from {me} {first_update}."),
            "You'll hear from me by tomorrow noon.");
  desk_close(&desk);
}

TEST(the_choice_repeats_and_does_not_repeat_itself) {
  struct desk desk;
  desk_open(&desk);
  desk_hears(&desk, FEELING_FRUSTRATION, 2, concerns[0]);
  CHECK_INT(say_slots(&desk.arena, &desk.say), ATTUNE_OK);
  struct say_context again = desk.say;
  struct str first[4], second;
  for (int i = 0; i < 4; i++) {
    CHECK_INT(say(&desk.arena, &desk.say, "acknowledge", &first[i]), ATTUNE_OK);
    CHECK_INT(say(&desk.arena, &again, "acknowledge", &second), ATTUNE_OK);
    CHECK(first[i].size > 0 && str_equal(first[i], second));
    for (int j = 0; j < i; j++)
      CHECK(!str_equal(first[i], first[j]));
  }
  /* The next message of the conversation opens otherwise. */
  struct say_context next = desk.say;
  next.used_count = 0;
  struct history history = desk.history;
  history.used = desk.say.used;
  history.used_count = desk.say.used_count;
  next.history = &history;
  CHECK_INT(say(&desk.arena, &next, "acknowledge", &second), ATTUNE_OK);
  for (int i = 0; i < 4; i++)
    CHECK(!str_equal(second, first[i]));
  desk_close(&desk);
}

TEST(the_customers_own_words_go_first) {
  struct desk desk;
  desk_open(&desk);
  desk_hears(&desk, FEELING_ANGER, 2, "your parcel arrived broken");
  CHECK_INT(say_slots(&desk.arena, &desk.say), ATTUNE_OK);
  for (uint64_t seed = 0; seed < 40; seed++) {
    struct say_context say_context = desk.say;
    struct str text;
    say_context.seed = seed;
    CHECK_INT(say(&desk.arena, &say_context, "acknowledge", &text), ATTUNE_OK);
    CHECK(contains(text, "our parcel arrived broken"));
  }
  desk_close(&desk);
}

TEST(seeds_open_in_many_ways) {
  struct desk desk;
  desk_open(&desk);
  desk_hears(&desk, FEELING_FRUSTRATION, 2, "your parcel arrived broken");
  CHECK_INT(say_slots(&desk.arena, &desk.say), ATTUNE_OK);
  struct str texts[60];
  size_t distinct = 0;
  for (uint64_t seed = 0; seed < 60; seed++) {
    struct say_context say_context = desk.say;
    struct str text;
    bool known = false;
    say_context.seed = seed * 977;
    CHECK_INT(say(&desk.arena, &say_context, "acknowledge", &text), ATTUNE_OK);
    for (size_t i = 0; i < distinct; i++)
      known = known || str_equal(texts[i], text);
    if (!known)
      texts[distinct++] = text;
  }
  CHECK(distinct >= 8);
  desk_close(&desk);
}

/* All that can be said to a customer in grief, whatever the seed. */
static void check_gentle(struct desk *desk, const char *id) {
  for (int i = 0; i < 12; i++) {
    struct str text;
    CHECK_INT(say(&desk->arena, &desk->say, id, &text), ATTUNE_OK);
    test_case("%s: %.*s", id, STR_ARGS(text));
    CHECK(!contains(text, "rustrat") && !contains(text, "!"));
    CHECK(!contains(text, "angry") && !contains(text, "nuisance"));
    CHECK(!contains(text, "fed up"));
  }
}

TEST(grief_is_met_gently) {
  struct desk desk;
  desk_open(&desk);
  desk_hears(&desk, FEELING_SADNESS, 2,
             "your father died and his line is still billed");
  desk.history.careful = true;
  CHECK_INT(say_slots(&desk.arena, &desk.say), ATTUNE_OK);
  struct str text;
  CHECK_INT(say(&desk.arena, &desk.say, "acknowledge", &text), ATTUNE_OK);
  CHECK(text.size > 0);
  check_gentle(&desk, "acknowledge");
  desk.say.used_count = 0;
  check_gentle(&desk, "apologise");
  check_gentle(&desk, "offer");
  desk_close(&desk);
}

TEST(an_apology_is_made_once_and_is_short) {
  struct desk desk;
  desk_open(&desk);
  desk_hears(&desk, FEELING_FRUSTRATION, 2, concerns[1]);
  CHECK_INT(say_slots(&desk.arena, &desk.say), ATTUNE_OK);
  struct str text;
  CHECK_INT(say(&desk.arena, &desk.say, "apologise", &text), ATTUNE_OK);
  CHECK(contains(text, "sorry"));
  size_t begin = 0;
  for (size_t i = 0; i < text.size; i++)
    if (text.data[i] == '.') {
      CHECK(words_count(str_slice(text, (struct range){begin, i})) <= 20);
      begin = i + 1;
    }
  desk.history.apologies = 1;
  CHECK_INT(say(&desk.arena, &desk.say, "apologise", &text), ATTUNE_OK);
  CHECK_INT(text.size, 0);
  desk.history.apologies = 0;
  desk.say.apologised = true;
  CHECK_INT(say(&desk.arena, &desk.say, "apologise", &text), ATTUNE_OK);
  CHECK_INT(text.size, 0);
  desk_close(&desk);
}

TEST(nothing_is_admitted_to_somebody_who_speaks_of_the_law) {
  struct desk desk;
  desk_open(&desk);
  desk_hears(&desk, FEELING_ANGER, 3, concerns[0]);
  desk.history.signals = UINT32_C(1) << SIGNAL_PUBLIC_OR_LEGAL;
  desk.history.latest_signals = desk.history.signals;
  CHECK_INT(say_slots(&desk.arena, &desk.say), ATTUNE_OK);
  for (int i = 0; i < 6; i++) {
    struct str text;
    CHECK_INT(say(&desk.arena, &desk.say, "apologise", &text), ATTUNE_OK);
    test_case("%.*s", STR_ARGS(text));
    CHECK(!contains(text, "on us") && !contains(text, "our doing"));
    CHECK(!contains(text, "let you down") && !contains(text, "got this wrong"));
  }
  desk_close(&desk);
}

TEST(a_wish_is_not_apologised_for) {
  struct desk desk;
  desk_open(&desk);
  desk_hears(&desk, FEELING_NEUTRAL, 0, "you want a live person to call you");
  CHECK_INT(say_slots(&desk.arena, &desk.say), ATTUNE_OK);
  CHECK_STR(filled(&desk, "{I'm} sorry {concern}."), "");
  CHECK_STR(filled(&desk, "If {I} understand you, {wish}."),
            "If I understand you, you want a live person to call you.");
  desk_close(&desk);
}

static void check_slot(const char *name, enum fact_kind kind, const char *quote,
                       const char *expected) {
  struct desk desk;
  char wording[40];
  desk_open(&desk);
  test_case("%s of \"%s\"", name, quote);
  desk_told(&desk, kind, quote);
  CHECK_INT(say_slots(&desk.arena, &desk.say), ATTUNE_OK);
  snprintf(wording, sizeof(wording), "= {%s}", name);
  struct str text = filled(&desk, wording);
  struct str value = {text.data + 2, text.size > 2 ? text.size - 2 : 0};
  CHECK_STR(value, expected);
  desk_close(&desk);
}

TEST(what_was_told_fits_into_a_sentence) {
  check_slot("product", FACT_PRODUCT, "my blue kettle", "your blue kettle");
  check_slot("product", FACT_PRODUCT, "the new update", "the new update");
  check_slot("product", FACT_PRODUCT, "app", "the app");
  check_slot("product", FACT_PRODUCT, "Lumo Play", "Lumo Play");
  check_slot("product", FACT_PRODUCT,
             "a thing that I bought last year in a shop far away from here",
             "");
  check_slot("tried", FACT_TRIED, "I already restarted it twice",
             "restarted it twice");
  check_slot("tried", FACT_TRIED, "I've reset the box", "reset the box");
  check_slot("tried", FACT_TRIED, "I cleared my cache", "");
  check_slot("tried", FACT_TRIED, "went to the shop", "");
  check_slot("deadline", FACT_DEADLINE, "by Friday", "by Friday");
  check_slot("deadline", FACT_DEADLINE, "before my wedding", "");
  check_slot("deadline", FACT_DEADLINE, "the wedding is soon", "");
  check_slot("amount", FACT_AMOUNT, "$45.20", "$45.20");
  check_slot("amount", FACT_AMOUNT, "almost 500 dollars more", "");
  check_slot("reference", FACT_REFERENCE, "4471-B", "4471-B");
}

static size_t shared_opening(struct str a, struct str b) {
  size_t count = 0;
  while (count < a.size && count < b.size && a.data[count] == b.data[count])
    count++;
  return count;
}

TEST(what_is_offered_at_once_differs) {
  struct desk desk;
  desk_open(&desk);
  desk_hears(&desk, FEELING_ANGER, 2, "the gate was locked at noon");
  CHECK_INT(say_slots(&desk.arena, &desk.say), ATTUNE_OK);
  for (uint64_t seed = 0; seed < 60; seed++) {
    struct say_context context = desk.say;
    struct str texts[3];
    size_t count;
    context.seed = seed * 31;
    CHECK_INT(
        say_several(&desk.arena, &context, "acknowledge", texts, 3, &count),
        ATTUNE_OK);
    CHECK_INT(count, 3);
    for (size_t i = 0; i < count; i++)
      for (size_t j = 0; j < i; j++) {
        test_case("%.*s | %.*s", STR_ARGS(texts[i]), STR_ARGS(texts[j]));
        CHECK(shared_opening(texts[i], texts[j]) < 40);
      }
  }
  desk_close(&desk);
}
