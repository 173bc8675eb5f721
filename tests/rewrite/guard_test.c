#include "rewrite/guard.h"

#include "desk.h"

/* Why the guard refuses the change; NULL when it lets it pass. */
static const char *refusal(struct desk *desk, const char *before,
                           const char *after, enum text_format format,
                           const struct str *known, size_t known_count) {
  struct text a = desk_text(desk, before, format);
  struct text b = desk_text(desk, after, format);
  struct guard_input input = {.language = desk->language,
                              .scopes = 1,
                              .before = &a,
                              .after = &b,
                              .known = known,
                              .known_count = known_count};
  const char *why = NULL;
  int status = guard_check(&desk->arena, &input, &why);
  CHECK(status == 0 || status == 1);
  CHECK((status == 1) == (why != NULL));
  return why;
}

static void check(const char *before, const char *after, const char *expected) {
  struct desk desk;
  desk_open(&desk);
  test_case("%s → %s", before, after);
  const char *why = refusal(&desk, before, after, TEXT_PLAIN, NULL, 0);
  CHECK_STR(str_of(why ? why : "passes"), expected);
  desk_close(&desk);
}

TEST(the_same_text_passes) {
  check("Hi Ann, order 4471-B was refunded $20 on 3 May. Call me at noon.",
        "Hi Ann, order 4471-B was refunded $20 on 3 May. Call me at noon.",
        "passes");
  check("", "", "passes");
}

TEST(no_number_changes) {
  check("It takes 14 days.", "It takes 15 days.", "number");
  check("It takes 14 days.", "It takes some days.", "number");
  check("It takes days.", "It takes 3 days.", "number");
  check("It takes 1.50 each.", "It takes 1,50 each.", "number");
  check("You have two weeks.", "You have three weeks.", "number");
  check("14 or 14?", "Just 14?", "number");
}

TEST(no_amount_code_link_or_address_changes) {
  check("We refund $20 now.", "We refund $25 now.", "amount");
  check("Your code is YIU8NM.", "Your code is YIU8NN.", "code");
  check("See https://example.com/a now.", "See https://example.com/b now.",
        "protected");
  check("Write to help@example.com now.", "Write to us now.", "protected");
  check("Dear {{first_name}}, hello.", "Dear customer, hello.", "protected");
}

TEST(no_name_changes) {
  check("I asked Mira about it.", "I asked Mina about it.", "name");
  check("I asked Mira about it.", "I asked a colleague about it.", "name");
  check("I asked about it.", "I asked Mira about it.", "name");
  check("I asked Mira about it.", "Mira was asked about it.", "passes");
  check("I think I can.", "We think we can.", "passes");
}

/* Letters that the pack has plain words for are no name; others are. */
TEST(our_own_jargon_may_be_said_plainly) {
  check("Yesterday the RMA was made.", "Yesterday the return number was made.",
        "passes");
  check("Yesterday the XRQ was made.", "Yesterday the return number was made.",
        "name");
}

TEST(no_date_changes) {
  check("We come on monday.", "We come on tuesday.", "date");
  check("We come on Monday.", "We come.", "name");
  check("I call you tomorrow.", "I call you.", "date");
}

TEST(no_negation_is_lost_or_found) {
  check("You do not need to pay.", "You need to pay.", "negation");
  check("You don't need to pay.", "You do need to pay.", "negation");
  check("You need to pay.", "You don't need to pay.", "negation");
  check("I can't find it.", "I cannot find it.", "passes");
}

TEST(no_commitment_is_lost_or_found) {
  check("I can look at it.", "I can refund it.", "commitment");
  check("I'll look at it.", "I looked at it.", "commitment");
  check("I look at it.", "I'll look at it.", "commitment");
  check("I guarantee it.", "I hope so.", "commitment");
  check("I look at it.", "I look at it. I'll write to you [when].", "passes");
}

/* Edits as a careless hand would make them, each of one kind. */
TEST(hand_made_edits_are_seen_through) {
  check("We can't give results by phone.", "We give results by phone.",
        "negation");
  check("We can't give results by phone.", "Results by phone are given.",
        "negation");
  check("Do not open it before we have called.", "Open it once we have called.",
        "negation");
  check("Bay 4 opens at 9, bay 7 at 10.", "Bay 4 opens at 9, bay 7 at 11.",
        "number");
  check("Bay 4 opens at 9, bay 7 at 10.", "Bay 4 opens at 9, bay 7 too.",
        "number");
  check("The fitter comes at noon.", "The fitter, Oskar, comes at noon.",
        "name");
  check("I looked at the boiler.", "I looked at the boiler. I'll replace it.",
        "commitment");
  check("I looked at the boiler.", "I looked at the boiler for free.",
        "commitment");
  check("Only members may enter.", "Only members may enter, without delay.",
        "negation");
}

TEST(what_was_quoted_stands) {
  check("The page says \"try again later\" to you.",
        "The page says \"try again\" to you.", "quotation");
}

TEST(what_the_conversation_holds_may_be_said) {
  struct desk desk;
  desk_open(&desk);
  struct str known[] = {STR("order 4471-B"), STR("$45"), STR("Noor"),
                        STR("the kettle does not heat since monday")};
  const char *before = "Thanks for writing. I look at it.";
  CHECK(!refusal(&desk, before,
                 "Thanks for writing, Noor. The kettle of 4471-B for $45 does "
                 "not heat since monday. I look at it.",
                 TEXT_PLAIN, known, 4));
  CHECK(refusal(&desk, before, "Thanks for writing, Nora. I look at it.",
                TEXT_PLAIN, known, 4));
  desk_close(&desk);
}

TEST(a_promise_of_the_manifest_may_be_said) {
  struct desk desk;
  desk_open(&desk);
  struct text before = desk_text(&desk, "I look at it.", TEXT_PLAIN);
  struct text after = desk_text(
      &desk, "I look at it. You'll hear from me by noon.", TEXT_PLAIN);
  struct str promised = STR("by noon");
  struct guard_input input = {.language = desk.language,
                              .scopes = 1,
                              .before = &before,
                              .after = &after,
                              .known = &promised,
                              .known_count = 1};
  const char *why = NULL;
  CHECK_INT(guard_check(&desk.arena, &input, &why), 1);
  CHECK_STR(str_of(why), "commitment");
  input.promised = &promised;
  input.promised_count = 1;
  CHECK_INT(guard_check(&desk.arena, &input, &why), 0);
  desk_close(&desk);
}

TEST(a_fault_takes_its_own_negation_along_and_no_other) {
  struct desk desk;
  desk_open(&desk);
  const char *words = "We cannot help. You do not pay for it.";
  struct text before = desk_text(&desk, words, TEXT_PLAIN);
  struct text good =
      desk_text(&desk, "I look. You do not pay for it.", TEXT_PLAIN);
  struct text bad = desk_text(&desk, "I look. You pay for it.", TEXT_PLAIN);
  struct range dropped = {0, 15};
  struct guard_input input = {.language = desk.language,
                              .scopes = 1,
                              .before = &before,
                              .after = &good,
                              .dropped = &dropped,
                              .dropped_count = 1};
  const char *why = NULL;
  CHECK_INT(guard_check(&desk.arena, &input, &why), 0);
  input.after = &bad;
  CHECK_INT(guard_check(&desk.arena, &input, &why), 1);
  desk_close(&desk);
}

TEST(markup_and_quoted_replies_are_byte_for_byte) {
  struct desk desk;
  desk_open(&desk);
  CHECK(refusal(&desk, "<p>Hello <b>you</b></p>", "<p>Hello you</p>", TEXT_HTML,
                NULL, 0));
  CHECK(!refusal(&desk, "<p>Hello there</p>", "<p>Hello you there</p>",
                 TEXT_HTML, NULL, 0));
  CHECK(refusal(&desk, "Sure.\n\n> it is broken\n", "Sure.\n\n> it is fine\n",
                TEXT_PLAIN, NULL, 0));
  CHECK(refusal(&desk, "Run `make all` now.", "Run `make` now.", TEXT_MARKDOWN,
                NULL, 0));
  desk_close(&desk);
}

/* A whole wording, put behind an innocent draft, must never be refused. */
TEST(no_wording_of_ours_brings_in_a_fact) {
  struct desk desk;
  desk_open(&desk);
  static const char *const ids[] = {"acknowledge",     "apologise",
                                    "apologise-short", "own",
                                    "own-next",        "next-step"};
  struct slot slots[] = {{"concern", STR("your parcel came late")},
                         {"wish", STR("you want a bill")},
                         {"name", STR("Noor")},
                         {"product", STR("the kettle")},
                         {"tried", STR("restarted it")},
                         {"deadline", STR("by noon")},
                         {"amount", STR("$45")}};
  struct str known[7];
  for (int i = 0; i < 7; i++)
    known[i] = slots[i].value;
  desk.say.slots = slots;
  desk.say.slot_count = 7;
  const struct language *language = desk.language;
  for (size_t i = language->first[LANGUAGE_SAY];
       i < language->first[LANGUAGE_SAY + 1]; i++) {
    const struct language_entry *entry = &language->entries[i];
    bool put_in = false;
    for (size_t k = 0; k < sizeof(ids) / sizeof(ids[0]); k++)
      put_in = put_in || str_is(entry->id, ids[k]);
    for (size_t s = 0; put_in && s < entry->say_count; s++) {
      struct str text;
      test_case("%.*s", STR_ARGS(entry->says[s]));
      CHECK_INT(say_fill(&desk.arena, &desk.say, entry->says[s], &text),
                ATTUNE_OK);
      struct str pieces[] = {STR("Please open the box. "), text};
      struct str after = arena_join(&desk.arena, pieces, 2);
      const char *why = refusal(&desk, "Please open the box.", after.data,
                                TEXT_PLAIN, known, 7);
      CHECK_STR(str_of(why ? why : "passes"), "passes");
    }
  }
  desk_close(&desk);
}

TEST(a_long_text_takes_linear_time) {
  struct desk desk;
  desk_open(&desk);
  enum {
    WORDS = 12000
  };
  char *text = malloc(WORDS * 8 + 1);
  CHECK(text != NULL);
  for (int i = 0; i < WORDS; i++)
    snprintf(text + i * 8, 9, "N%05d. ", i);
  CHECK(!refusal(&desk, text, text, TEXT_PLAIN, NULL, 0));
  free(text);
  desk_close(&desk);
}
