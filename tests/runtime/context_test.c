/* What a host says was said before, beside what is remembered. */
#include "runtime/analysis.h"

#include <stdlib.h>

#include "runtime/desk.h"

#define EARLIER                                                                \
  "{\"from\":\"customer\",\"id\":\"m1\",\"text\":\"My order is 5520-C.\"}"
#define SAME_WORDS "{\"from\":\"customer\",\"text\":\"My order is 5520-C.\"}"
#define ANSWERED                                                               \
  "{\"from\":\"agent\",\"text\":\"I am so sorry about the kettle.\"}"

static void drafts_with(struct desk *desk, const char *id,
                        const char *context) {
  attune_message message = desk_message("t", id, "Thank you!");
  message.context = context;
  CHECK_INT(desk_process(desk, MESSAGE_OUTGOING, &message), ATTUNE_OK);
}

static void check_heard(struct desk *desk, uint32_t customer, uint32_t agent) {
  struct history history = desk_history(desk);
  CHECK_INT(history.customer_messages, customer);
  CHECK_INT(history.agent_messages, agent);
}

TEST(what_is_new_in_a_context_is_remembered_once) {
  static struct desk desk;
  desk_open(&desk, "{}");
  drafts_with(&desk, "d1", "[" EARLIER "," ANSWERED "]");
  check_heard(&desk, 1, 1);
  CHECK_INT(desk_history(&desk).apologies, 1);
  size_t facts = desk_history(&desk).fact_count;
  CHECK(facts > 0);
  drafts_with(&desk, "d2", "[" EARLIER "," ANSWERED "]");
  check_heard(&desk, 1, 1);
  CHECK_INT(desk_history(&desk).fact_count, facts);
  drafts_with(&desk, "d3",
              "[" EARLIER ",{\"from\":\"customer\",\"text\":\"Hello?\"}]");
  check_heard(&desk, 2, 1);
  desk_close(&desk);
}

TEST(a_message_is_known_again_by_its_id) {
  static struct desk desk;
  desk_open(&desk, "{}");
  desk_hears(&desk, "t", "m1", "My order is 5520-C. (as the mail had it)");
  drafts_with(&desk, "d1", "[" EARLIER "]");
  check_heard(&desk, 1, 0);
  desk_close(&desk);
}

TEST(a_message_is_known_again_by_its_words) {
  static struct desk desk;
  desk_open(&desk, "{}");
  desk_hears(&desk, "t", "another-id", "My order is 5520-C.");
  drafts_with(&desk, "d1", "[" SAME_WORDS "]");
  check_heard(&desk, 1, 0);
  desk_sends(&desk, "s1", 1, "I am so sorry about the kettle.");
  drafts_with(&desk, "d2", "[" SAME_WORDS "," ANSWERED "]");
  check_heard(&desk, 1, 1);
  desk_close(&desk);
}

/* The other one's words are not one's own. */
TEST(the_same_words_of_the_other_side_are_another_message) {
  static struct desk desk;
  desk_open(&desk, "{}");
  desk_hears(&desk, "t", "m1", "My order is 5520-C.");
  drafts_with(&desk, "d1",
              "[{\"from\":\"agent\",\"text\":\"My order is 5520-C.\"}]");
  check_heard(&desk, 1, 1);
  desk_close(&desk);
}

/* A host that hands over the whole thread hands over this message too. */
TEST(a_context_may_hold_the_message_itself) {
  static const char *const ids[] = {"\"id\":\"m1\",", ""};
  for (size_t i = 0; i < 2; i++) {
    static struct desk desk;
    char context[512];
    test_case("%s", ids[i]);
    desk_open(&desk, "{}");
    attune_message message = desk_message("t", "m1", desk_complaint);
    snprintf(context, sizeof(context),
             "[" SAME_WORDS ",{\"from\":\"customer\",%s\"text\":\"%s\"}]",
             ids[i], desk_complaint);
    message.context = context;
    CHECK_INT(desk_process(&desk, MESSAGE_INCOMING, &message), ATTUNE_OK);
    CHECK(desk.suggestion.wanted);
    check_heard(&desk, 2, 0);
    desk_close(&desk);
  }
}

TEST(a_look_uses_a_context_and_keeps_none_of_it) {
  static struct desk desk;
  desk_open(&desk, "{}");
  desk_hears(&desk, "t", "m0", "Hello?");
  attune_message message =
      desk_message("t", "d1", "Could you send me your order number?");
  CHECK_INT(desk_examine(&desk, MESSAGE_OUTGOING, &message), ATTUNE_OK);
  CHECK(!desk_said(&desk, "\"asks-again"));
  message.context = "[" EARLIER "]";
  CHECK_INT(desk_examine(&desk, MESSAGE_OUTGOING, &message), ATTUNE_OK);
  CHECK(desk_said(&desk, "\"asks-again"));
  check_heard(&desk, 1, 0);
  desk_close(&desk);
}

TEST(of_a_long_context_the_end_counts) {
  static struct desk desk;
  char context[8192];
  size_t used = 0;
  desk_open(&desk, "{}");
  for (int i = 0; i < 55; i++)
    used += (size_t)snprintf(
        context + used, sizeof(context) - used,
        "%c{\"from\":\"customer\",\"text\":\"This is line %d\"}",
        i == 0 ? '[' : ',', i);
  snprintf(context + used, sizeof(context) - used, "]");
  drafts_with(&desk, "d1", context);
  check_heard(&desk, 40, 0);
  drafts_with(&desk, "d2",
              "[{\"from\":\"customer\",\"text\":\"This is line 54\"},"
              "{\"from\":\"customer\",\"text\":\"This is line 15\"}]");
  check_heard(&desk, 40, 0);
  drafts_with(&desk, "d3",
              "[{\"from\":\"customer\",\"text\":\"This is line 14\"}]");
  check_heard(&desk, 41, 0);
  desk_close(&desk);
}

TEST(an_empty_context_is_one) {
  static struct desk desk;
  desk_open(&desk, "{}");
  drafts_with(&desk, "d1", "[]");
  drafts_with(&desk, "d2", "");
  drafts_with(&desk, "d3", " [ ] ");
  CHECK_INT(desk_count(&desk, COUNT_CONTEXT_REFUSED), 0);
  desk_close(&desk);
}

TEST(a_context_that_cannot_be_read_is_left_out_and_counted) {
  static const char *const contexts[] = {
      "x",
      "[",
      "{}",
      "\"text\"",
      "[1]",
      "[[]]",
      "[{\"from\":\"customer\"}]",
      "[{\"text\":\"x\"}]",
      "[{\"from\":\"boss\",\"text\":\"x\"}]",
      "[{\"from\":\"agent\",\"text\":7}]",
      "[{\"from\":\"agent\",\"text\":\"x\",\"id\":7}]",
      "[{\"from\":\"agent\",\"text\":\"\\ud800\"}]",
      "[{\"from\":\"agent\",\"text\":\"\xff\"}]",
  };
  size_t count = sizeof(contexts) / sizeof(*contexts);
  static struct desk desk;
  desk_open(&desk, "{}");
  for (size_t i = 0; i < count; i++) {
    char id[16];
    test_case("%s", contexts[i]);
    snprintf(id, sizeof(id), "%zu", i);
    attune_message message = desk_message("t", id, desk_cold);
    message.context = contexts[i];
    CHECK_INT(desk_examine(&desk, MESSAGE_OUTGOING, &message),
              ATTUNE_E_ARGUMENT);
    CHECK_INT(desk_process(&desk, MESSAGE_OUTGOING, &message), ATTUNE_OK);
    CHECK(desk.suggestion.wanted);
    CHECK_INT(desk_count(&desk, COUNT_CONTEXT_REFUSED), i + 1);
  }
  CHECK_INT(desk_history(&desk).agent_messages, 0);
  desk_close(&desk);
}

/* An arena that is full at any point: a status, and a message that may be
   submitted again as if it never had been. */
static int process_within(struct desk *desk, size_t limit,
                          const attune_message *message) {
  struct message view = desk_view(MESSAGE_INCOMING, message);
  struct arena arena;
  arena_init(&arena, limit);
  json_writer_reset(&desk->w);
  struct aftermath after;
  int status = pipeline_process(&desk->pipeline, desk->manifest, &view, &arena,
                                &desk->w, &desk->suggestion, &after);
  arena_fini(&arena);
  return status;
}

TEST(what_failed_for_want_of_memory_may_come_again) {
  static struct desk desk;
  attune_message message = desk_message("t", "m1", desk_complaint);
  unsigned failed = 0;
  desk_open(&desk, "{\"limits\": {\"prompts_per_conversation\": 1}}");
  message.context = "[" ANSWERED "," SAME_WORDS "]";
  for (size_t limit = 1024;; limit += 512) {
    test_case("%zu bytes", limit);
    int status = process_within(&desk, limit, &message);
    if (status == ATTUNE_OK)
      break;
    failed++;
    CHECK_INT(status, ATTUNE_E_MEMORY);
    CHECK(!desk.suggestion.wanted);
    CHECK_INT(desk_count(&desk, COUNT_FAILED), failed);
  }
  CHECK(failed > 3);
  CHECK(desk.suggestion.wanted);
  check_heard(&desk, 2, 1);
  desk_close(&desk);
}
