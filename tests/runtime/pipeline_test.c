#include "runtime/pipeline.h"

#include <stdlib.h>

#include "runtime/desk.h"

struct line {
  enum message_kind kind;
  attune_message message;
};

#define SAID(conversation_, id_, text_, ...)                                   \
  {                                                                            \
    MESSAGE_INCOMING, {                                                        \
      .struct_size = sizeof(attune_message), .conversation = conversation_,    \
      .id = id_, .text = text_, __VA_ARGS__                                    \
    }                                                                          \
  }
#define WROTE(conversation_, id_, text_, ...)                                  \
  {                                                                            \
    MESSAGE_OUTGOING, {                                                        \
      .struct_size = sizeof(attune_message), .conversation = conversation_,    \
      .id = id_, .text = text_, __VA_ARGS__                                    \
    }                                                                          \
  }

/* An afternoon of two conversations, with all a message can carry. */
static const struct line afternoon[] = {
    SAID("a", "1", desk_complaint, .customer_name = "Jo Berg", .echo = "tab 1"),
    WROTE("a", "d", desk_cold, .revision = 1, .agent = "Mia"),
    SAID("b", "1", "<p>My <b>lamp</b> is broken &amp; I am so upset!</p>",
         .format = ATTUNE_HTML, .channel = "email"),
    WROTE("a", "d", "We apologize for any inconvenience. I'll look into it.",
          .revision = 2, .agent = "Mia"),
    WROTE("a", "d", desk_kind, .revision = 3),
    WROTE("a", "d", desk_kind, .revision = 3, .stage = ATTUNE_SENT),
    WROTE("b", "d", "**Calm down**, you should have read the manual.",
          .format = ATTUNE_MARKDOWN, .locale = "en-GB"),
    SAID("a", "2", "You said noon and it is three. I want a person, now!",
         .agent_role = "lead"),
    WROTE("a", "e", "I'm so sorry. I'm so sorry, what is your order number?",
          .context = "[{\"from\":\"customer\",\"text\":\"It is 5520-C.\"}]"),
    SAID("c", "1", "The \xff bytes \xe2\x82 are broken and I am fed up!",
         .brand = "Nordlicht"),
};

enum {
  LINES = sizeof(afternoon) / sizeof(*afternoon)
};

static size_t play(struct desk *desk, struct str documents[LINES]) {
  size_t events = 0;
  for (size_t i = 0; i < LINES; i++) {
    CHECK_INT(desk_process(desk, afternoon[i].kind, &afternoon[i].message),
              ATTUNE_OK);
    char *copy = malloc(desk->w.size + 1);
    CHECK(copy != NULL);
    if (desk->w.size > 0)
      memcpy(copy, desk->w.data, desk->w.size);
    documents[i] =
        (struct str){copy, desk->suggestion.wanted ? desk->w.size : 0};
    events += desk->suggestion.wanted;
  }
  return events;
}

TEST(the_same_input_gives_the_same_bytes) {
  static struct desk desks[2];
  struct str documents[2][LINES];
  for (int d = 0; d < 2; d++) {
    desk_open(&desks[d], "{}");
    CHECK(play(&desks[d], documents[d]) >= 6);
  }
  for (size_t i = 0; i < LINES; i++) {
    test_case("line %zu", i);
    CHECK(str_equal(documents[0][i], documents[1][i]));
    CHECK(documents[0][i].size <= EVENT_BYTES_MAX);
  }
  for (int d = 0; d < 2; d++) {
    for (size_t i = 0; i < LINES; i++)
      free((void *)(uintptr_t)documents[d][i].data);
    desk_close(&desks[d]);
  }
}

/* Twice the same afternoon: the second time nothing is new. */
TEST(what_was_processed_is_not_processed_again) {
  static struct desk desk;
  struct str documents[LINES];
  desk_open(&desk, "{}");
  play(&desk, documents);
  for (size_t i = 0; i < LINES; i++)
    free((void *)(uintptr_t)documents[i].data);
  size_t remembered = memory_bytes(desk.pipeline.memory);
  CHECK_INT(play(&desk, documents), 0);
  for (size_t i = 0; i < LINES; i++)
    free((void *)(uintptr_t)documents[i].data);
  CHECK_INT(desk_count(&desk, COUNT_REPEATED), LINES);
  CHECK_INT(memory_bytes(desk.pipeline.memory), remembered);
  desk_close(&desk);
}

TEST(a_look_gives_what_the_loop_would_and_leaves_no_trace) {
  static struct desk desk;
  char looked[EVENT_BYTES_MAX];
  desk_open(&desk, "{}");
  for (size_t i = 0; i < LINES; i++) {
    const struct line *line = &afternoon[i];
    test_case("line %zu", i);
    CHECK_INT(desk_examine(&desk, line->kind, &line->message), ATTUNE_OK);
    size_t size = desk.w.size;
    CHECK(size > 0 && size <= sizeof(looked));
    memcpy(looked, desk.w.data, size);
    CHECK_INT(memory_count(desk.pipeline.memory), 0);
    CHECK_INT(desk_process(&desk, line->kind, &line->message), ATTUNE_OK);
    if (desk.suggestion.wanted)
      CHECK(str_equal((struct str){looked, size},
                      (struct str){desk.w.data, desk.w.size}));
    memory_erase(desk.pipeline.memory, str_of(line->message.conversation));
  }
  CHECK_INT(desk_count(&desk, COUNT_ANALYSED_NOW), LINES);
  desk_close(&desk);
}

TEST(a_conversation_is_prompted_only_so_often) {
  static struct desk desk;
  desk_open(&desk, "{\"limits\": {\"prompts_per_conversation\": 2}}");
  CHECK(desk_hears(&desk, "t", "1", desk_complaint));
  CHECK(desk_hears(&desk, "t", "2", desk_complaint));
  CHECK(!desk_hears(&desk, "t", "3", desk_complaint));
  CHECK_INT(desk_count(&desk, COUNT_LIMITED), 1);
  CHECK_INT(desk_history(&desk).customer_messages, 3);
  CHECK(!desk_hears(&desk, "t", "4", "When do you open?"));
  CHECK_INT(desk_count(&desk, COUNT_LIMITED), 1); /* called for none */
  CHECK(desk_hears(&desk, "other", "1", desk_complaint));
  desk_close(&desk);
}

TEST(an_hour_has_only_so_many_prompts) {
  static struct desk desk;
  desk_open(&desk, "{\"limits\": {\"prompts_per_hour\": 2}}");
  CHECK(desk_hears(&desk, "a", "1", desk_complaint));
  CHECK(desk_hears(&desk, "b", "1", desk_complaint));
  CHECK(!desk_hears(&desk, "c", "1", desk_complaint));
  CHECK_INT(desk_count(&desk, COUNT_LIMITED), 1);
  desk.now_ms += 3600000;
  CHECK(desk_hears(&desk, "d", "1", desk_complaint));
  CHECK(desk_hears(&desk, "e", "1", desk_complaint));
  CHECK(!desk_hears(&desk, "f", "1", desk_complaint));
  desk_close(&desk);
}

/* The id of the suggestion in force, and what it takes the place of. */
static void identify(const struct desk *desk, char wanted[80]) {
  snprintf(wanted, 80, "\"supersedes\":\"%s\"", desk->suggestion.id);
}

TEST(a_suggestion_stands_until_the_draft_needs_none) {
  static struct desk desk;
  char first[80], second[80];
  desk_open(&desk, "{}");
  desk_hears(&desk, "t", "1", desk_complaint);
  CHECK(desk_drafts(&desk, "d", 1, desk_cold));
  CHECK_INT(desk.suggestion.type, EVENT_REWRITE_SUGGESTED);
  CHECK(desk_said(&desk, "\"supersedes\":null"));
  identify(&desk, first);
  CHECK(desk_drafts(&desk, "d", 2, desk_cold));
  CHECK(desk_said(&desk, first));
  identify(&desk, second);
  CHECK(strcmp(first, second) != 0);
  CHECK(desk_drafts(&desk, "d", 3, desk_kind));
  CHECK_INT(desk.suggestion.type, EVENT_DRAFT_CLEAR);
  CHECK(desk_said(&desk, second));
  CHECK(!desk_drafts(&desk, "d", 4, desk_kind));
  CHECK(desk_drafts(&desk, "d", 5, desk_cold));
  CHECK(desk_said(&desk, "\"supersedes\":null"));
  CHECK_INT(desk_count(&desk, COUNT_REWRITTEN), 3);
  CHECK_INT(desk_count(&desk, COUNT_CLEARED), 1);
  desk_close(&desk);
}

TEST(each_draft_has_a_suggestion_of_its_own) {
  static struct desk desk;
  char first[80];
  desk_open(&desk, "{}");
  desk_hears(&desk, "t", "1", desk_complaint);
  CHECK(desk_drafts(&desk, "d", 1, desk_cold));
  identify(&desk, first);
  CHECK(desk_drafts(&desk, "e", 1, desk_cold));
  CHECK(desk_said(&desk, "\"supersedes\":null"));
  CHECK(!desk_drafts(&desk, "f", 1, desk_kind));
  CHECK(desk_drafts(&desk, "d", 2, desk_kind));
  CHECK(desk_said(&desk, first));
  desk_close(&desk);
}

TEST(clear_is_said_always_where_the_manifest_wants_it) {
  static struct desk desk;
  desk_open(&desk, "{\"draft_clear\": \"always\"}");
  CHECK(desk_drafts(&desk, "d", 1, desk_kind));
  CHECK_INT(desk.suggestion.type, EVENT_DRAFT_CLEAR);
  CHECK(desk_drafts(&desk, "d", 2, desk_kind));
  desk_close(&desk);
}

TEST(a_draft_that_was_sent_has_no_suggestion_any_more) {
  static struct desk desk;
  desk_open(&desk, "{}");
  desk_hears(&desk, "t", "1", desk_complaint);
  CHECK(desk_drafts(&desk, "d", 1, desk_cold));
  CHECK(!desk_sends(&desk, "d", 1, desk_cold));
  CHECK(!desk_drafts(&desk, "d", 2, desk_kind));
  desk_close(&desk);
}

static const char sorry[] = "I am so sorry about the leaking kettle, Jo. I'll "
                            "send you a new one today.";
static const char sorry_again[] =
    "I am so sorry about the kettle. Thank you for your patience.";

TEST(an_apology_that_was_sent_is_remembered) {
  static struct desk desk;
  desk_open(&desk, "{}");
  desk_hears(&desk, "t", "1", desk_complaint);
  CHECK(!desk_sends(&desk, "d", 1, sorry));
  CHECK_INT(desk_history(&desk).apologies, 1);
  CHECK_INT(desk_history(&desk).agent_messages, 1);
  desk_hears(&desk, "t", "2", "And? Still nothing has come.");
  desk_drafts(&desk, "e", 1, sorry_again);
  CHECK(desk_said(&desk, "\"repeat-apology\""));
  desk_close(&desk);
}

TEST(an_apology_that_was_only_drafted_is_not) {
  static struct desk desk;
  desk_open(&desk, "{}");
  desk_hears(&desk, "t", "1", desk_complaint);
  desk_drafts(&desk, "d", 1, sorry);
  CHECK_INT(desk_history(&desk).apologies, 0);
  CHECK_INT(desk_history(&desk).agent_messages, 0);
  desk_hears(&desk, "t", "2", "And? Still nothing has come.");
  desk_drafts(&desk, "e", 1, sorry_again);
  CHECK(!desk_said(&desk, "repeat-apology"));
  desk_close(&desk);
}

TEST(another_language_is_remembered_and_left_alone) {
  static const char *const others[] = {"de", "pt-BR", "enm", "zz-en"};
  static const char *const english[] = {"en", "en-GB", "EN_us", "", "e", NULL};
  static struct desk desk;
  desk_open(&desk, "{}");
  for (size_t i = 0; i < 4; i++) {
    attune_message message = desk_message("t", others[i], desk_complaint);
    test_case("%s", others[i]);
    message.locale = others[i];
    CHECK_INT(desk_process(&desk, MESSAGE_INCOMING, &message), ATTUNE_OK);
    CHECK(!desk.suggestion.wanted);
    CHECK_INT(desk_count(&desk, COUNT_OTHER_LANGUAGE), i + 1);
    CHECK_INT(desk_examine(&desk, MESSAGE_INCOMING, &message), ATTUNE_OK);
    atomic_fetch_sub(&desk.counters.values[COUNT_OTHER_LANGUAGE], 1);
  }
  for (size_t i = 0; i < 6; i++) {
    attune_message message = desk_message("u", "?", desk_complaint);
    test_case("%s", english[i] ? english[i] : "none");
    message.revision = i;
    message.locale = english[i];
    CHECK_INT(desk_process(&desk, MESSAGE_INCOMING, &message), ATTUNE_OK);
    CHECK(desk.suggestion.wanted);
  }
  desk_close(&desk);
}

TEST(a_sample_takes_a_conversation_whole) {
  static struct desk desk;
  unsigned taken = 0;
  char id[16];
  desk_open(&desk, "{\"sample\": 30}");
  for (int i = 0; i < 1000; i++) {
    snprintf(id, sizeof(id), "ticket-%d", i);
    bool first = desk_hears(&desk, id, "1", desk_complaint);
    CHECK(desk_hears(&desk, id, "2", desk_complaint) == first);
    taken += first;
  }
  CHECK(taken > 240 && taken < 360);
  CHECK_INT(desk_count(&desk, COUNT_NOT_SAMPLED), 2 * (1000 - taken));
  CHECK_INT(memory_count(desk.pipeline.memory), taken);
  desk_close(&desk);
}

TEST(suspended_reads_nothing) {
  static struct desk desk;
  desk_open(&desk, "{\"suspended\": true}");
  CHECK(!desk_hears(&desk, "t", "1", desk_complaint));
  CHECK(!desk_drafts(&desk, "d", 1, desk_cold));
  CHECK_INT(desk_count(&desk, COUNT_SUSPENDED), 2);
  CHECK_INT(desk_count(&desk, COUNT_ANALYSED_INCOMING), 0);
  CHECK_INT(memory_count(desk.pipeline.memory), 0);
  desk_close(&desk);
}

TEST(an_edit_is_not_a_repeat) {
  static struct desk desk;
  desk_open(&desk, "{}");
  CHECK(desk_hears(&desk, "t", "1", desk_complaint));
  CHECK(!desk_hears(&desk, "t", "1", "Something else under the same id"));
  CHECK_INT(desk_count(&desk, COUNT_REPEATED), 1);
  CHECK(desk_drafts(&desk, "1", 0, desk_cold)); /* the agent's own "1" */
  CHECK(!desk_drafts(&desk, "1", 0, desk_cold));
  CHECK(desk_drafts(&desk, "1", 1, desk_cold));
  CHECK_INT(desk_count(&desk, COUNT_REPEATED), 2);
  CHECK(!desk_sends(&desk, "1", 1, desk_cold));
  CHECK_INT(desk_count(&desk, COUNT_REPEATED), 2);
  CHECK_INT(desk_history(&desk).agent_messages, 1);
  desk_close(&desk);
}
